//! The catalogue as a project in the binary.

use include_dir::{Dir, include_dir};

use super::SCHEMA_TEXT;
use moviectl_engine::database::settings::{Defaults, Parts};
use moviectl_engine::workflow::EmbeddedProject;

static MIGRATIONS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations");

/// The movie catalogue: what the command line uses where no project is meant.
pub const CATALOGUE: EmbeddedProject = EmbeddedProject {
    name: "movie catalogue",
    schema_path: "src/movies/schema.rs",
    schema: SCHEMA_TEXT,
    migrations: &MIGRATIONS,
};

/// Returns the database where nothing names one: a file. Of a server that is named in part, the rest is as in the
/// repository's docker-compose.yml.
pub fn default_database() -> Defaults {
    let mut parts = Parts::default();
    parts.username = "postgres".to_owned();
    parts.password = "secret".to_owned();
    parts.host = "localhost".to_owned();
    parts.port = "5433".to_owned();
    parts.name = "movies".to_owned();
    let mut defaults = Defaults::default();
    defaults.url = Some("movies.db".to_owned());
    defaults.parts = parts;
    defaults
}
