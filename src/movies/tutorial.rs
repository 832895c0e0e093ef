//! The project to follow the tutorial in.

use std::path::Path;

use super::BUILT_IN_SEEDS;
use moviectl_engine::workflow::{self, Error, Listener};

const FILES: [(&str, &str); 5] = [
    ("moviectl.toml", include_str!("template/moviectl.toml")),
    ("src/schema.rs", include_str!("template/schema.rs.txt")),
    ("seeds/movies.json", BUILT_IN_SEEDS),
    (".env.example", include_str!("template/env.example")),
    (".gitignore", include_str!("template/gitignore")),
];

/// Makes a project to follow the tutorial in.
///
/// # Errors
///
/// [`Error::DirectoryExists`], or files that can't be written.
pub fn new_project(directory: &Path, shown: &Path, events: Listener<'_>) -> Result<(), Error> {
    workflow::new_project(directory, shown, &FILES, events)
}
