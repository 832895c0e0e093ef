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
//! `docs/architecture.md` has the reasons, and `tests/layers` keeps the order of the modules.

pub mod cli;
pub mod movies;
pub mod shell;
pub mod terminal;
