//! The use cases that the command line and applications share. They tell what they do by [`Event`]s, and print
//! nothing.

mod author;
mod catalogue;
mod check;
mod draft;
mod error;
mod event;
mod init;
mod migrate;
mod probe;
mod project;
mod proof;
mod run;
mod scratch;
mod setup;
mod source;
mod status;
mod strangers;
mod tables;
mod version;
mod warnings;
mod workspace;
mod write;

pub use author::{RevisionRequest, merge, revision};
pub use catalogue::{add_movie, list_movies, populate, remedy};
pub use check::{CheckReport, check};
pub use draft::Draft;
pub use error::Error;
pub use event::{Event, Listener};
pub use init::{TEMPLATES, init, new_project};
pub use migrate::{Against, MigrateOptions, migrate};
pub use project::{Layout, Project, ProjectError};
pub use proof::prove;
pub use run::{RunRequest, downgrade, edited_warning, look, redo, stamp, upgrade};
pub use setup::{create_database, described, drop_database, setup};
pub use source::Source;
pub use status::Status;
pub use tables::{DropPlan, create_all, drop_all, look_at, plan_drop_all, schema_sql};
pub use workspace::{Options, Workspace, working_directory};

#[cfg(test)]
mod tests;
