//! Keeps the order of the modules: which may use which, which words a module must not know, and who may ask for a dialect
//! by name; and that public enums and errors are open (`surface`). Cargo enforces the layers between the packages; for those inside of one, this test reads every file as tokens.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod checker;
mod circles;
mod dialects;
mod seen;
mod surface;
mod tokens;

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use dialects::{is_about_dialects, names_a_dialect};
use seen::Seen;

/// The source directories of the three packages. No two packages have a module of the same name.
const SOURCES: &[&str] = &["crates/schema/src", "crates/engine/src", "src"];

/// Each module and the modules that it may use (`docs/architecture.md`); itself is always allowed.
const LAYERS: &[(&str, &[&str])] = &[
    // moviectl-schema
    ("schema", &[]),
    ("source", &[]),
    ("dialect", &["schema"]),
    ("declared", &["schema", "source", "dialect"]),
    ("diff", &["schema", "dialect"]),
    ("plan", &["schema", "dialect"]),
    ("render", &["schema", "dialect"]),
    // moviectl-engine
    ("database", &["dialect"]),
    ("inspect", &["schema", "dialect", "database"]),
    ("migrations", &["source", "dialect", "database"]),
    (
        "workflow",
        &[
            "schema",
            "source",
            "dialect",
            "declared",
            "diff",
            "plan",
            "database",
            "inspect",
            "migrations",
        ],
    ),
    // moviectl
    ("movies", &["dialect", "database", "workflow"]),
    ("terminal", &[]),
    (
        "shell",
        &[
            "schema", "dialect", "database", "inspect", "terminal", "workflow",
        ],
    ),
    (
        "cli",
        &[
            "schema",
            "source",
            "dialect",
            "declared",
            "diff",
            "plan",
            "render",
            "database",
            "inspect",
            "migrations",
            "workflow",
            "movies",
            "terminal",
            "shell",
        ],
    ),
];

/// A crate, a standard module or a macro, and the only modules that may name it.
const WORDS: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("comfy_table", &["terminal"]),
    ("rustyline", &["shell"]),
    ("syn", &["declared"]),
    ("diesel", &["database", "inspect", "migrations", "movies"]),
    (
        "fs",
        &[
            "declared",
            "database",
            "migrations",
            "movies",
            "workflow",
            "terminal",
            "shell",
            "cli",
        ],
    ),
    ("print", &["terminal", "cli"]),
    ("println", &["terminal", "cli"]),
    ("eprint", &["terminal", "cli"]),
    ("eprintln", &["terminal", "cli"]),
];

/// Modules whose string literals must not be SQL.
const NO_SQL: &[&str] = &["schema", "diff", "terminal", "cli"];

/// How SQL statements begin.
const SQL: &[&str] = &[
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE",
    "CREATE INDEX",
    "ALTER TABLE",
    "DROP TABLE",
    "PRAGMA ",
];

/// Places that are about one dialect, or about its connections and catalogue. All others ask what a database can do, so that
/// one more dialect is no work there.
const OF_DIALECTS: &[&str] = &[
    "dialect/sqlite/",
    "dialect/postgres/",
    "dialect/mysql/",
    "plan/sqlite/",
    "plan/postgres/",
    "plan/mysql/",
    "database/",
    "inspect/",
];

/// Types whose variants are the dialects, and the variants.
const DIALECT_TYPES: [&str; 3] = ["Dialect", "AnyConnection", "Self"];
const DIALECTS: [&str; 3] = ["Sqlite", "Postgres", "Mysql"];

/// Other files that match over dialects, or compare with one, each with the reason. Tests aside.
const MATCHING: &[(&str, &str)] = &[
    (
        "dialect/mod.rs",
        "the one place that goes from a dialect's name to its folder",
    ),
    (
        "dialect/product.rs",
        "the names of the products, some of which are a dialect's",
    ),
    (
        "dialect/index/read.rs",
        "what may stand in a `CREATE INDEX` differs",
    ),
    (
        "plan/mod.rs",
        "the one place that goes from a dialect's name to its folder",
    ),
    (
        "cli/hints/database.rs",
        "each server has its own statement that gives a privilege",
    ),
    (
        "declared/custom_type.rs",
        "the attributes of a custom type are named after the dialects",
    ),
    (
        "migrations/offline/mod.rs",
        "each database has its own client program, which runs the scripts",
    ),
    (
        "migrations/records/location.rs",
        "where the catalogue tells of the records' tables",
    ),
    (
        "movies/queries.rs",
        "Diesel writes rows in another way on each",
    ),
];

/// The names of files at the root of a crate: they are no modules, and use all of them.
const ROOT: &[&str] = &["lib", "main"];

#[test]
fn every_module_uses_only_what_is_below_it() {
    let mut found = Vec::new();
    for (root, file) in source_files() {
        let module = module_path(file.strip_prefix(&root).unwrap());
        // These files print that tests are skipped if there is no server.
        if file.ends_with("database/test_server.rs") || file.ends_with("movies/tests/server.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for violation in violations(&module, &text) {
            found.push(format!("{}: {violation}", file.display()));
        }
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// A list of all that there is, so that none stays in it that needs it no more.
#[test]
fn dialects_are_told_apart_where_they_are_known() {
    let mut found = Vec::new();
    let mut paths = Vec::new();
    for (root, file) in source_files() {
        let path = file.strip_prefix(&root).unwrap().to_str().unwrap();
        paths.push(path.to_owned());
        if is_about_dialects(path) {
            continue;
        }
        let asks = names_a_dialect(&fs::read_to_string(&file).unwrap());
        match (asks, MATCHING.iter().any(|(allowed, _)| *allowed == path)) {
            (true, false) => found.push(format!("{path} asks for a dialect by name")),
            (false, true) => found.push(format!("{path} need not be in the list any more")),
            _ => {}
        }
    }
    for (path, reason) in MATCHING {
        assert!(paths.iter().any(|own| own == path), "{path} is no file");
        assert!(!reason.is_empty(), "{path}: why?");
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// All Rust files of the packages, each with the root of its modules.
fn source_files() -> Vec<(PathBuf, PathBuf)> {
    let mut all = Vec::new();
    for source in SOURCES {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(source);
        let mut files = Vec::new();
        rust_files(&root, &mut files);
        assert!(files.len() > 10, "{} has only {files:?}", root.display());
        all.extend(files.into_iter().map(|file| (root.clone(), file)));
    }
    all
}

/// All Rust files below a directory, sorted.
fn rust_files(directory: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// `schema/mod.rs` is `schema`, `cli/commands/list.rs` is `cli::commands::list`, `lib.rs` is the root: no name.
fn module_path(file: &Path) -> Vec<String> {
    let mut path: Vec<String> = file
        .with_extension("")
        .components()
        .map(|component| component.as_os_str().to_str().unwrap().to_owned())
        .collect();
    if path.last().is_some_and(|name| name == "mod")
        || (path.len() == 1 && ROOT.contains(&path[0].as_str()))
    {
        path.pop();
    }
    path
}

/// Everything in a module's source that the tables above lack.
fn violations(module: &[String], source: &str) -> Vec<String> {
    let tokens: TokenStream = match source.parse() {
        Ok(tokens) => tokens,
        Err(error) => return vec![format!("is no Rust: {error}")],
    };
    let mut seen = Seen::default();
    seen.walk(tokens, module);
    let Some(name) = module.first().map(String::as_str) else {
        return word_violations("the crate's root", &seen);
    };
    let Some((_, below)) = LAYERS.iter().find(|(layer, _)| *layer == name) else {
        return vec![format!("the module `{name}` is not in the table of layers")];
    };
    let mut found = Vec::new();
    for used in &seen.modules {
        if used != name && !below.contains(&used.as_str()) {
            found.push(format!("`{name}` must not use `crate::{used}`"));
        }
    }
    found.extend(word_violations(name, &seen));
    if NO_SQL.contains(&name) {
        for literal in &seen.literals {
            if SQL.iter().any(|statement| literal.contains(statement)) {
                found.push(format!("`{name}` must not know SQL: {literal}"));
            }
        }
    }
    found
}

fn word_violations(name: &str, seen: &Seen) -> Vec<String> {
    WORDS
        .iter()
        .filter(|(word, allowed)| seen.words.contains(*word) && !allowed.contains(&name))
        .map(|(word, _)| format!("`{name}` must not use `{word}`"))
        .collect()
}
