//! Database migrations for Diesel in the manner of Flask-Migrate: declared, generated, proved, applied.
//!
//! The modules, from the bottom up (`docs/architecture.md` has the reasons, `tests/layers.rs` keeps the order):
//!
//! | module | what it is responsible for |
//! |---|---|
//! | [`schema`] | what a schema is, and a change between two |
//! | [`dialect`] | what each database can do and how it spells it |
//! | [`declared`] | `schema.rs` as text, to a schema |
//! | [`database`] | URLs, connections, transactions, scratch databases |
//! | [`inspect`] | a live database, to a schema |
//! | [`diff`] | two schemas, to the changes between them |
//! | [`plan`] | changes, to ordered and reversible SQL |
//! | [`render`] | a schema as `table!`, JSON and diagrams |
//! | [`migrations`] | revisions on disk or embedded, their records, and the runner |
//! | [`movies`] | the movie catalogue |
//! | [`workflow`] | the use cases, without a terminal |
//! | `terminal`, `shell`, `cli` | what people see and type |
//!
//! # From an application
//!
//! The command line is one user of the modules above; without the feature `cli` they are the whole crate. A declaration
//! to SQL, with no database at hand:
//!
//! ```
//! use moviectl::declared::{self, Source};
//! use moviectl::dialect::Dialect;
//! use moviectl::diff::{Mode, diff};
//! use moviectl::plan::plan;
//! use moviectl::schema::Schema;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let source = Source {
//!     path: "src/schema.rs".into(),
//!     text: "diesel::table! { pet (id) { id -> Integer, name -> Text, } }".into(),
//! };
//! let wanted = declared::read(&[source], Dialect::Postgres)?.schema;
//! let there = Schema::default();
//!
//! let changes = diff(Dialect::Postgres, Mode::Managed, &there, &wanted);
//! let plan = plan(Dialect::Postgres, &there, &changes)?;
//! assert_eq!(
//!     plan.up_sql(),
//!     "CREATE TABLE \"pet\" (\n    \"id\" SERIAL NOT NULL,\n    \"name\" TEXT NOT NULL,\n    PRIMARY KEY (\"id\")\n);\n"
//! );
//! assert_eq!(plan.down_sql(), "DROP TABLE \"pet\";\n");
//! # Ok(())
//! # }
//! ```
//!
//! Pending revisions, applied when an application starts. Any number of processes may do it at once:
//!
//! ```
//! use std::collections::BTreeSet;
//! use std::path::Path;
//!
//! use moviectl::database::{ConnectOptions, DatabaseUrl, OpenMode, connect};
//! use moviectl::migrations::{Repository, RunOptions, resolve, upgrade};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let url = DatabaseUrl::parse(":memory:")?;
//! let mut connection = connect(&url, &ConnectOptions::new(OpenMode::Create))?;
//! let repository = Repository::on_disk(url.dialect(), Path::new("migrations/sqlite"))?;
//!
//! let head = resolve(&repository, &BTreeSet::new(), "head")?;
//! let options = RunOptions::default();
//! let applied = upgrade(&mut connection, &repository, &head, options, &mut |_| {})?;
//! assert_eq!(applied.len(), repository.revisions().count());
//! # Ok(())
//! # }
//! ```
//!
//! The same with revisions that are in the binary, and with a connection that the application has already. What comes
//! back where it fails is a [`migrations::RunError`]: it says which revision, which statement, and what became of it.
//!
//! ```
//! use diesel::prelude::*;
//! use include_dir::{Dir, include_dir};
//! use moviectl::database::AnyConnection;
//! use moviectl::dialect::Dialect;
//! use moviectl::migrations::{Ledger, Repository, RunEvent, RunOptions, resolve, upgrade};
//!
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

pub mod database;
pub mod declared;
pub mod dialect;
pub mod diff;
pub mod inspect;
pub mod migrations;
pub mod movies;
pub mod plan;
pub mod render;
pub mod schema;
pub mod workflow;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod shell;
#[cfg(feature = "cli")]
pub mod terminal;
