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
mod revision;
mod runner;
mod script;
mod source;
mod squash;
mod todo;
mod toml_file;

pub use copy::{Around, CopiedScript, copy_script};
pub use diesel_source::DialectBackend;
pub use graph::{Graph, GraphError, Node};
pub use metadata::{Metadata, OwnMetadata};
pub use names::{NameError, Target, resolve, steps};
pub use offline::{check_script, run_script, stamp_script};
pub use range::Range;
pub use recorded::{Recorded, recorded};
pub use records::{DIESEL_TABLE, Ledger, OWN_TABLE, Progress, Record, Snapshot};
pub use repository::{Repository, RepositoryError};
pub use revision::{Direction, Revision, Script};
pub use runner::{
    Account, Aftermath, Fate, Probe, RunError, RunEvent, RunOptions, Second, Unpaired,
    accept_changes, downgrade, edited, run_on_scratch, stamp, upgrade,
};
pub use script::ScriptError;
pub use squash::{Adopted, PartlySquashed, Settled, adopt, settle};
pub use todo::{to_downgrade, to_upgrade};
pub use toml_file::{TomlError, read_toml};

#[cfg(test)]
mod tests;
