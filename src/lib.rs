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
//! | [`migrations`] | revisions on disk or embedded, their records, and the runner |
//! | [`movies`] | the movie catalogue |
//! | [`workflow`] | the use cases, without a terminal |
//! | `terminal`, `cli` | what people see and type |

pub mod database;
pub mod declared;
pub mod dialect;
pub mod diff;
pub mod inspect;
pub mod migrations;
pub mod movies;
pub mod plan;
pub mod schema;
pub mod workflow;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod terminal;
