//! Messages about a run that was stopped.

use super::error::{Account, Aftermath, RunError};
use crate::database::LockError;
use crate::database::interrupt::Interrupted;
use crate::migrations::revision::{Direction, Revision};
use crate::migrations::script::ScriptError;

/// A run that was asked to stop tells what it did, and what it did not.
pub(super) fn account(
    error: RunError,
    direction: Direction,
    done: &[String],
    left: &[&Revision],
) -> RunError {
    let (interrupted, aftermath) = match &error {
        RunError::Script {
            source: ScriptError::Interrupted(interrupted),
            aftermath,
            ..
        } => (
            *interrupted,
            Some(*aftermath).filter(|aftermath| *aftermath != Aftermath::NotRun),
        ),
        RunError::Lock(LockError::Interrupted(interrupted)) => (*interrupted, None),
        _ => return error,
    };
    stopped(interrupted, aftermath, direction, done, left)
}

/// Describes the finished work of a run whose process ends during a revision.
pub(super) fn cut_off(direction: Direction, done: &[String], left: &[&Revision]) -> String {
    let participle = direction.participle();
    let kept = match done {
        [] => format!("no revision was {participle}"),
        [one] => format!("{participle} and kept: {one}"),
        [first, .., last] => format!(
            "{participle} and kept: {} revisions, {first} to {last}",
            done.len()
        ),
    };
    let cut_off = left
        .first()
        .map_or("", |revision| revision.version.as_str());
    let rest = match left.len().saturating_sub(1) {
        0 => String::new(),
        rest => format!("; not begun: {rest} more"),
    };
    format!("{kept}; interrupted in {cut_off}, which the next run starts again or continues{rest}")
}

pub(super) fn stopped(
    interrupted: Interrupted,
    aftermath: Option<Aftermath>,
    direction: Direction,
    done: &[String],
    left: &[&Revision],
) -> RunError {
    let begun = usize::from(aftermath.is_some());
    let open = left.first().map(|revision| revision.version.clone());
    RunError::Interrupted {
        interrupted,
        account: Box::new(Account {
            direction,
            done: done.to_vec(),
            open: open.zip(aftermath),
            left: left
                .iter()
                .skip(begun)
                .map(|revision| revision.version.clone())
                .collect(),
        }),
    }
}
