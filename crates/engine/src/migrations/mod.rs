//! Revisions: the repository, its graph, its records in the database, and the runner.
//!
//! Files and records are Diesel's; what Diesel has no place for is beside them (`metadata.toml`'s `[moviectl]`, the
//! table `__moviectl_revisions`), so that Diesel's own tools go on working.

mod copy;
mod diesel_source;
mod graph;
mod metadata;
mod names;
mod offline;
mod range;
mod recorded;
mod records;
mod repository;
mod repository_error;
mod revision;
mod runner;
mod script;
mod source;
mod squash;
mod standing;
mod todo;
mod toml_file;

pub(crate) use copy::{Around, copy_script};
pub use diesel_source::DialectBackend;
pub use graph::{Graph, GraphError};
pub use metadata::{Metadata, OwnMetadata};
pub(crate) use names::steps;
pub use names::{NameError, Target, resolve};
pub(crate) use offline::{check_script, run_script, stamp_script};
pub use range::Range;
pub use recorded::Recorded;
pub(crate) use recorded::recorded;
pub use records::{Ledger, Progress, Snapshot};
pub use repository::Repository;
pub(crate) use repository::{ASIDE, CHANGE_FILE, strays};
pub use repository_error::RepositoryError;
pub use revision::{Direction, Revision, Script};
pub use runner::{
    Account, Aftermath, Fate, Probe, RunError, RunEvent, RunOptions, Second, Unpaired, adopt,
    downgrade, stamp, upgrade,
};
pub(crate) use runner::{accept_changes, edited, run_on_scratch};
pub use script::ScriptError;
pub(crate) use squash::settle;
pub use squash::{Adopted, PartlySquashed};
pub use todo::{to_downgrade, to_upgrade};
pub use toml_file::TomlError;
pub(crate) use toml_file::read_toml;

#[cfg(test)]
mod tests;
