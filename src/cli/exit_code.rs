//! The exit codes of the command. A process that a signal ended has the code of
//! [`Signal::exit_code`](moviectl_engine::database::interrupt::Signal::exit_code), 130 or 143.

/// A command failed.
pub(super) const FAILED: u8 = 1;
/// A command cannot be meant as it was typed.
pub(super) const WRONG_USAGE: u8 = 2;
/// A command finished, and found something that the caller should know.
pub(super) const FOUND: u8 = 3;
