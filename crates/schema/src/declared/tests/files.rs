//! Several files, and files on disk.

use std::fs;
use std::path::Path;

use super::*;

fn write(directory: &Path, path: &str, text: &str) {
    let path = directory.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn module_trees_are_followed() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    write(
        root,
        "src/schema.rs",
        "table! { a { id -> Integer } }\nmod b;\nmod inner { mod c; #[cfg(test)] mod gone; }\n#[path = \"else.rs\"] mod d;\njoinable!(b -> a (id));",
    );
    write(
        root,
        "src/schema/b.rs",
        "mod e; table! { b { id -> Integer } }",
    );
    write(root, "src/schema/b/e.rs", "table! { e { id -> Integer } }");
    write(
        root,
        "src/schema/inner/c/mod.rs",
        "mod f; table! { c { id -> Integer } }",
    );
    write(
        root,
        "src/schema/inner/c/f.rs",
        "table! { f { id -> Integer } }",
    );
    write(root, "src/else.rs", "table! { d { id -> Integer } }");
    let roots = [root.join("src/schema.rs"), root.join("src/else.rs")];
    let declared = load(&roots, Dialect::Sqlite).unwrap();
    let names: Vec<_> = declared
        .schema
        .tables
        .iter()
        .map(|table| table.name.name.as_str())
        .collect();
    assert_eq!(names, ["a", "b", "e", "c", "f", "d"]);
    assert_eq!(declared.files.len(), 6);
    assert_eq!(declared.schema.tables[1].foreign_keys.len(), 1);
}

#[test]
fn files_that_are_not_there() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("schema.rs");
    let paths = [path.clone()];
    let message = || load(&paths, Dialect::Sqlite).unwrap_err().to_string();
    assert!(message().starts_with(&format!("cannot read {}: ", path.display())));
    fs::write(&path, "\nmod gone;").unwrap();
    let wanted = format!(
        "{}:2:5: no file for module 'gone': looked for ",
        path.display()
    );
    assert!(message().starts_with(&wanted), "{}", message());
    assert!(message().ends_with(&format!(
        "schema{0}gone{0}mod.rs",
        std::path::MAIN_SEPARATOR
    )));
}

#[test]
fn tables_of_several_texts_refer_to_each_other() {
    let source = |path: &str, text: &str| Source {
        path: path.into(),
        text: text.into(),
    };
    let sources = [
        source(
            "a.rs",
            "table! { a { id -> Integer, b_id -> Integer } }\njoinable!(a -> b (b_id));",
        ),
        source("b.rs", "mod ignored;\ntable! { b { id -> Integer } }"),
    ];
    let declared = read(&sources, Dialect::Postgres).unwrap();
    assert_eq!(
        declared.schema.tables[0].foreign_keys[0].references,
        TableName::new("b")
    );
    assert_eq!(
        declared.files,
        [PathBuf::from("a.rs"), PathBuf::from("b.rs")]
    );
}
