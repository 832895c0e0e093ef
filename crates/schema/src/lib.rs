//! Database schemas as text: read from Diesel's `table!`, compared, planned as SQL, printed.
//!
//! The crate opens no connection and links no C library. [`moviectl-engine`](https://docs.rs/moviectl-engine) reads and
//! migrates live databases with it, and [`moviectl`](https://docs.rs/moviectl) is the command line.
//!
//! # Example
//!
//! A declaration to SQL:
//!
//! ```
//! use moviectl_schema::declared::{self, Source};
//! use moviectl_schema::dialect::Dialect;
//! use moviectl_schema::diff::{Mode, diff};
//! use moviectl_schema::plan::plan;
//! use moviectl_schema::schema::Schema;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let source = Source {
//!     path: "src/schema.rs".into(),
//!     text: "diesel::table! { pet (id) { id -> Integer, name -> Text, } }".into(),
//! };
//! let wanted = declared::read(&[source], Dialect::Postgres)?.schema;
//! let existing = Schema::default();
//!
//! let changes = diff(Dialect::Postgres, Mode::Managed, &existing, &wanted);
//! let plan = plan(Dialect::Postgres, &existing, &changes)?;
//! assert_eq!(
//!     plan.up_sql(),
//!     "CREATE TABLE \"pet\" (\n    \"id\" SERIAL NOT NULL,\n    \"name\" TEXT NOT NULL,\n    PRIMARY KEY (\"id\")\n);\n"
//! );
//! assert_eq!(plan.down_sql(), "DROP TABLE \"pet\";\n");
//! # Ok(())
//! # }
//! ```
//!
//! # Modules
//!
//! | module | responsibility |
//! |---|---|
//! | [`schema`] | what a schema is, and a change between two |
//! | [`dialect`] | what each database can do and how it spells it |
//! | [`declared`] | the text of `schema.rs` to a schema |
//! | [`diff`] | two schemas to the changes between them |
//! | [`plan`] | changes to ordered and reversible SQL |
//! | [`source`] | texts that are read, and positions in them |
//! | [`render`] | a schema as `table!`, JSON and diagrams (SVG with the feature `svg`) |
//!
//! # Stability
//!
//! Enums, errors and most structs are `#[non_exhaustive]`: a minor release may add variants and fields. Items hidden from
//! this documentation are shared with the command, and may change in any release.

pub mod declared;
pub mod dialect;
pub mod diff;
pub mod plan;
pub mod render;
pub mod schema;
pub mod source;

// The example in the README is compiled with the doc tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
