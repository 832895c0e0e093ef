//! What the repository and its packages hold: nothing that a test or an experiment left behind.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;

#[test]
fn migrations_are_the_tutorials_two_revisions_for_each_dialect() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut expected = Vec::new();
    for dialect in ["mysql", "postgres", "sqlite"] {
        expected.push(format!("{dialect}/.keep"));
        for revision in [
            "2026-11-23-010646-0000_initial_migration",
            "2026-11-23-010647-0000_add_mpa_column_to_movie_model",
        ] {
            for file in ["down.sql", "metadata.toml", "up.sql"] {
                expected.push(format!("{dialect}/{revision}/{file}"));
            }
        }
    }
    assert_eq!(files(&root, &root), expected);
}

/// All files below a directory, relative to `root`, sorted.
fn files(root: &Path, directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(root, &path));
        } else {
            found.push(
                path.strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned(),
            );
        }
    }
    found.sort();
    found
}
