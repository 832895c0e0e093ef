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

#[test]
fn uses_lead_to_the_files_of_the_crate() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path();
    write(root, "src/lib.rs", "mod broken;");
    write(
        root,
        "src/schema.rs",
        "pub use crate::db::tables::*; pub use crate::models::User; pub use diesel::table; use other::thing; use crate::broken::T;
        table! { use diesel::sql_types::*; use super::types::exports::{Mood, Size as Big}; a { id -> Integer, m -> Mood } }",
    );
    write(
        root,
        "src/db/tables/mod.rs",
        "pub mod users; pub use self::users::*; pub use crate::schema::*;",
    );
    write(
        root,
        "src/db/tables/users.rs",
        "table! { users { id -> Integer, m -> Nullable<Mood> } }",
    );
    write(
        root,
        "src/types.rs",
        "mod gone; mod exports { pub use super::*; }
        #[derive(SqlType)] #[diesel(postgres_type(name = \"mood\"), mariadb_type(name = \"Enum\"))] pub struct Mood;",
    );
    // Models and files that are no Rust are nobody's schema.
    write(
        root,
        "src/models.rs",
        "pub struct User; mod missing; table_args! { nonsense }",
    );
    write(root, "src/broken.rs", "fn ( SqlType");
    let declared = load(&[root.join("src/schema.rs")], Dialect::Postgres).unwrap();
    let names: Vec<&str> = declared
        .schema
        .tables
        .iter()
        .map(|table| table.name.name.as_str())
        .collect();
    assert_eq!(names, ["a", "users"]);
    assert_eq!(
        column(&declared.schema, "a", "m").sql_type.to_string(),
        "mood"
    );
}

#[test]
fn settings_name_types_and_texts() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("schema.rs");
    fs::write(&path, "nothing of this").unwrap();
    let settings = Settings {
        texts: HashMap::from([(
            path.clone(),
            Source {
                path: path.clone(),
                text: "table! { t { id -> Integer, m -> Mood, n -> Other } }".to_owned(),
            },
        )]),
        types: HashMap::from([("Mood".to_owned(), "varchar(9)".to_owned())]),
    };
    let declared = load_with(std::slice::from_ref(&path), &settings, Dialect::Postgres).unwrap();
    let named = column(&declared.schema, "t", "m");
    assert_eq!(named.sql_type.to_string(), "VARCHAR(9)");
    assert!(column(&declared.schema, "t", "n").declared.is_unknown);
    let unknown = declared.unknown.unwrap().to_string();
    assert!(
        unknown.ends_with(":1:45: unknown type 'Other'"),
        "{unknown}"
    );
}
