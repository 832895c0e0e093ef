//! The outcome of a command.

use std::process::ExitCode;

use super::exit_code::FOUND;

/// The outcome of a command that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Done, or nothing to do.
    Done,
    /// Finished, and found something that the caller should know by the exit code.
    Found,
}

impl Outcome {
    /// Returns the exit code of a command with this outcome.
    pub(super) fn exit_code(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::Found => ExitCode::from(FOUND),
        }
    }
}
