//! The `moviectl` command: database migrations for Diesel in the manner of Flask-Migrate.
//!
//! Applications use [`moviectl_engine`] (revisions, records, the runner) and [`moviectl_schema`] (declarations to SQL,
//! without a connection). This crate is the engine's first client:
//!
//! | module | responsibility |
//! |---|---|
//! | [`movies`] | the movie catalogue: its declaration, rows, seeds, and the commands over them |
//! | [`terminal`], [`shell`], [`cli`] | what people see and type |
//!
//! # Example
//!
//! The movie catalogue is a project in the binary. This brings a database to its newest revision, as `moviectl --embedded
//! upgrade` does:
//!
//! ```
//! use moviectl::movies::CATALOGUE;
//! use moviectl_engine::workflow::{Options, RunRequest, Workspace, upgrade};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = tempfile::tempdir()?;
//! # let directory = directory.path();
//! let mut options = Options::default();
//! options.database_url = Some(directory.join("movies.db").display().to_string());
//! options.embedded_project = Some(CATALOGUE);
//! options.embedded = true;
//! let workspace = Workspace::open(directory, options)?;
//!
//! let applied = upgrade(&workspace, &RunRequest::new("head"), &mut |_| {})?;
//! assert_eq!(applied.len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! `docs/architecture.md` has the reasons, and `tests/layers` keeps the order of the modules.

pub mod cli;
pub mod movies;
pub mod shell;
pub mod terminal;

// The examples for applications are compiled with the doc tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/applications.md")]
struct Applications;
