//! The records of the revisions that a database has applied: Diesel's table, and moviectl's table beside it.
//!
//! Reading makes no table. The names are qualified by the schema that the tables are in, or will be in. The schema is
//! determined when the ledger is opened, so that a script that changes `search_path` does not move them.

mod ledger;
mod location;
mod progress;
mod snapshot;
mod tables;
mod user;

pub use ledger::Ledger;
pub(crate) use ledger::Record;
pub use progress::Progress;
pub(super) use progress::Step;
pub use snapshot::Snapshot;
pub(crate) use tables::{DIESEL_TABLE, OWN_TABLE};
pub(super) use tables::{diesel_table_sql, own_table_sql, replaced_sql};
pub(super) use user::user;
