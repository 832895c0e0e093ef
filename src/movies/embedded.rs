//! The catalogue as a project in the binary.

use include_dir::{Dir, include_dir};

use super::SCHEMA_TEXT;
use moviectl_engine::workflow::EmbeddedProject;

static MIGRATIONS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations");

/// The movie catalogue: what the command line uses where no project is meant.
pub const CATALOGUE: EmbeddedProject = EmbeddedProject {
    name: "movie catalogue",
    schema_path: "src/movies/schema.rs",
    schema: SCHEMA_TEXT,
    migrations: &MIGRATIONS,
};
