//! Migrations of Diesel projects for applications: revisions, their records, and the runner.
//!
//! Features: SQLite is always built in; `postgres` and `mysql` add the others, and `bundled` builds libsqlite3, libpq and
//! OpenSSL from source. [`moviectl`](https://docs.rs/moviectl) is the command line over this crate.
//!
//! # Example
//!
//! Pending revisions, applied when an application starts. Any number of processes may do it at once:
//!
//! ```
//! use std::collections::BTreeSet;
//! use std::path::Path;
//!
//! use moviectl_engine::database::{ConnectOptions, DatabaseUrl, OpenMode, connect};
//! use moviectl_engine::migrations::{Repository, RunOptions, resolve, upgrade};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = std::env::temp_dir().join(format!("moviectl_engine_example_{}", std::process::id()));
//! # let revision = directory.join("migrations/sqlite/2026-11-22-144812-0000_pets");
//! # std::fs::create_dir_all(&revision)?;
//! # std::fs::write(revision.join("up.sql"), "CREATE TABLE pet (id INTEGER PRIMARY KEY NOT NULL);")?;
//! # std::fs::write(revision.join("down.sql"), "DROP TABLE pet;")?;
//! # std::env::set_current_dir(&directory)?;
//! let url = DatabaseUrl::parse(":memory:")?;
//! let mut connection = connect(&url, &ConnectOptions::new(OpenMode::Create))?;
//! let repository = Repository::on_disk(url.dialect(), Path::new("migrations/sqlite"))?;
//!
//! let head = resolve(&repository, &BTreeSet::new(), "head")?;
//! let options = RunOptions::default();
//! let applied = upgrade(&mut connection, &repository, &head, options, &mut |_| {})?;
//! assert_eq!(applied, ["202611221448120000"]);
//! # std::fs::remove_dir_all(&directory)?;
//! # Ok(())
//! # }
//! ```
//!
//! The same with revisions that are in the binary, and with a connection that the application has already. A failure is
//! a [`migrations::RunError`]: it names the revision and the statement, and tells what became of them.
//!
//! ```no_run
//! use diesel::prelude::*;
//! use include_dir::{Dir, include_dir};
//! use moviectl_engine::database::AnyConnection;
//! use moviectl_engine::migrations::{Ledger, Repository, RunEvent, RunOptions, resolve, upgrade};
//! use moviectl_schema::dialect::Dialect;
//!
//! # macro_rules! include_dir { ($path:literal) => { Dir::new("", &[]) } }
//! static MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/migrations/sqlite");
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut connection = AnyConnection::Sqlite(SqliteConnection::establish(":memory:")?);
//! let repository = Repository::embedded(Dialect::Sqlite, &MIGRATIONS)?;
//!
//! let applied = Ledger::open(&mut connection)?.applied(&mut connection)?;
//! let head = resolve(&repository, &applied, "head")?;
//! upgrade(&mut connection, &repository, &head, RunOptions::default(), &mut |event| {
//!     if let RunEvent::Running { revision, .. } = event {
//!         println!("applying {}", revision.version);
//!     }
//! })?;
//! # Ok(())
//! # }
//! ```
//!
//! # Modules
//!
//! | module | responsibility |
//! |---|---|
//! | [`database`] | URLs, connections, transactions, the migration lock, scratch databases |
//! | [`inspect`] | a live database to a schema |
//! | [`migrations`] | revisions on disk or embedded, their records, and the runner |
//! | [`workflow`] | the use cases of the command line, without a terminal |
//!
//! # Stability
//!
//! Enums, errors and most structs are `#[non_exhaustive]`: a minor release may add variants and fields. Items hidden from
//! this documentation are shared with the command, and may change in any release.

// A build of one database has connections of one kind only.
#![cfg_attr(
    not(any(feature = "postgres", feature = "mysql")),
    allow(irrefutable_let_patterns)
)]

pub mod database;
pub mod inspect;
pub mod migrations;
pub mod workflow;
