//! Migrations of Diesel projects for applications: revisions, their records, and the runner.
//!
//! [`moviectl`](https://docs.rs/moviectl) is the command line over this crate.
//!
//! # Features
//!
//! SQLite is always built in.
//!
//! | feature | what it adds |
//! |---|---|
//! | `postgres` | PostgreSQL, by libpq |
//! | `mysql` | MySQL and MariaDB, by a driver in Rust |
//! | `mysqlclient` | takes connections of Diesel's to MySQL, which go by the system's client library |
//! | `bundled` | builds libsqlite3 from source, with `postgres` libpq, and with `postgres` or `mysql` OpenSSL |
//!
//! # Example
//!
//! Pending revisions, applied when an application starts. Any number of processes may do it at once:
//!
//! ```
//! use moviectl_engine::database::{ConnectOptions, DatabaseUrl, OpenMode, connect};
//! use moviectl_engine::migrations::{Ledger, Repository, RunOptions, resolve, upgrade};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = tempfile::tempdir()?;
//! # let migrations = directory.path();
//! # let revision = migrations.join("2026-11-22-144812-0000_pets");
//! # std::fs::create_dir(&revision)?;
//! # std::fs::write(revision.join("up.sql"), "CREATE TABLE pet (id INTEGER PRIMARY KEY NOT NULL);")?;
//! # std::fs::write(revision.join("down.sql"), "DROP TABLE pet;")?;
//! let url = DatabaseUrl::parse(":memory:")?;
//! let mut connection = connect(&url, &ConnectOptions::new(OpenMode::Create))?;
//! let repository = Repository::on_disk(url.dialect(), migrations)?;
//!
//! let recorded = Ledger::open(&mut connection)?.applied(&mut connection)?;
//! let head = resolve(&repository, &recorded, "head")?;
//! let options = RunOptions::default();
//! let applied = upgrade(&mut connection, &repository, &head, options, &mut |_| {})?;
//! assert_eq!(applied, ["202611221448120000"]);
//! # Ok(())
//! # }
//! ```
//!
//! The same with revisions that are embedded in the binary, and with a connection that the application opened. A failure
//! is a [`migrations::RunError`], which names the revision and the statement, and says what became of them.
//!
//! ```
//! use diesel::prelude::*;
//! use include_dir::{Dir, include_dir};
//! use moviectl_engine::database::AnyConnection;
//! use moviectl_engine::migrations::{Ledger, Repository, RunEvent, RunOptions, resolve, upgrade};
//! use moviectl_schema::dialect::Dialect;
//!
//! # // Stands for the macro: this crate has no directory of migrations.
//! # macro_rules! include_dir {
//! #     ($path:literal) => {{
//! #         use include_dir::{DirEntry, File};
//! #         const FILES: &[DirEntry<'static>] = &[
//! #             DirEntry::File(File::new("2026-11-22-144812-0000_pets/up.sql", b"CREATE TABLE pet (id INTEGER);")),
//! #             DirEntry::File(File::new("2026-11-22-144812-0000_pets/down.sql", b"DROP TABLE pet;")),
//! #         ];
//! #         const REVISIONS: &[DirEntry<'static>] =
//! #             &[DirEntry::Dir(Dir::new("2026-11-22-144812-0000_pets", FILES))];
//! #         Dir::new("", REVISIONS)
//! #     }};
//! # }
//! static MIGRATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/migrations");
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut connection = AnyConnection::Sqlite(SqliteConnection::establish(":memory:")?);
//! let repository = Repository::embedded(Dialect::Sqlite, &MIGRATIONS)?;
//!
//! let recorded = Ledger::open(&mut connection)?.applied(&mut connection)?;
//! let head = resolve(&repository, &recorded, "head")?;
//! let applied = upgrade(&mut connection, &repository, &head, RunOptions::default(), &mut |event| {
//!     if let RunEvent::Running { revision, .. } = event {
//!         println!("applying {}", revision.version);
//!     }
//! })?;
//! # assert_eq!(applied.len(), 1);
//! # connection.run("SELECT id FROM pet")?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Repository::from_source`](migrations::Repository::from_source) takes what Diesel's `embed_migrations!` made, and any
//! other `MigrationSource`. The macro is in [`diesel_migrations`], as this crate was tested with it.
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

pub use diesel_migrations;

pub mod database;
pub mod inspect;
pub mod migrations;
pub mod workflow;

// The example in the README is compiled with the doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
