//! The use cases that the command line and applications share. They tell what they do by [`Event`]s, and print
//! nothing.

mod author;
mod base;
mod check;
mod draft;
mod edit;
mod embedded;
mod error;
mod event;
mod fills;
mod init;
mod listing;
mod lock;
mod migrate;
mod offline;
mod probe;
mod project;
mod proof;
mod rebase;
mod renames;
mod run;
mod scratch;
mod setup;
mod source;
mod squash;
mod squash_join;
mod stakes;
mod stamp;
mod status;
mod strangers;
mod swap;
mod tables;
mod types;
mod version;
mod warnings;
mod workspace;
mod write;

pub use author::{RevisionRequest, merge, revision};
pub use check::{CheckReport, check};
pub use draft::Draft;
pub use edit::{EditPlan, plan_edit};
pub use embedded::EmbeddedProject;
pub use error::Error;
pub use event::{Event, Listener};
pub use init::{TEMPLATES, init, new_project};
pub use listing::{Listing, list};
pub use migrate::{Against, MigrateOptions, migrate};
pub use offline::{dry_run, script, stamp_sql};
pub use project::{Layout, Project, ProjectError};
pub use proof::{Expectation, prove};
pub use rebase::{RebaseRequest, rebase};
pub use renames::Asker;
pub use run::{RunRequest, downgrade, redo, upgrade};
pub use setup::{create_database, described, drop_database, setup};
pub use source::Source;
pub use squash::{SquashRequest, squash};
pub use stamp::{StampRequest, accept_changes, stamp};
pub use status::Status;
pub use tables::{DropPlan, create_all, drop_all, look_at, plan_drop_all, schema_sql};
pub use workspace::{Options, Workspace, working_directory};

#[cfg(test)]
mod tests;
