//! Failures of the command line itself, and hints that depend on the command.

use thiserror::Error;

use super::hints::SCRIPT_WITHOUT_DATABASE;
use crate::movies::{self, remedy};
use moviectl_engine::workflow::{Error as WorkflowError, Workspace};

/// A command that can't be meant so; exit code 2.
#[derive(Debug, Error)]
#[error("{message}")]
pub(super) struct Usage {
    message: String,
    pub(super) hint: Option<String>,
}

impl Usage {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A failure with a hint that the engine can't know; exit code 1.
#[derive(Debug, Error)]
#[error("{source}")]
pub(super) struct Hinted {
    pub(super) source: anyhow::Error,
    pub(super) hint: String,
}

impl Hinted {
    pub(super) fn new(source: impl Into<anyhow::Error>, hint: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            hint: hint.into(),
        }
    }
}

/// A failure to write a script because the database is out of reach, with the way that needs none.
pub(super) fn script_error(error: WorkflowError) -> anyhow::Error {
    match &error {
        WorkflowError::Connect(_) => Hinted::new(error, SCRIPT_WITHOUT_DATABASE).into(),
        _ => error.into(),
    }
}

/// A failure of a movie command, with the step that fixes the table if the table is the reason.
pub(super) fn catalogue_error(workspace: &Workspace, error: movies::Error) -> anyhow::Error {
    match &error {
        movies::Error::MissingTable
        | movies::Error::MissingColumns(_)
        | movies::Error::NoMpaColumn => Hinted::new(error, remedy(workspace)).into(),
        _ => error.into(),
    }
}
