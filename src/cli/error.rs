//! Failures as people and scripts see them: one line, its causes, the next step, the exit code.

use std::io;
use std::process::ExitCode;

use super::exit_code::{FAILED, WRONG_USAGE};
use super::failure::{Hinted, Usage};
use crate::movies;
use crate::shell;
use crate::terminal::{Excerpt, Printer};
use moviectl_engine::database::DatabaseError;
use moviectl_engine::database::interrupt::{Interrupted, Signal};
use moviectl_engine::migrations::{NameError, ScriptError};
use moviectl_engine::workflow::Error as WorkflowError;
use moviectl_schema::source::Position;

/// Prints clap's message about the arguments and returns the exit code. Help and version are no errors.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    // If the message cannot be printed, the exit code is the same.
    let _ = error.print();
    if error.use_stderr() {
        ExitCode::from(WRONG_USAGE)
    } else {
        ExitCode::SUCCESS
    }
}

/// Prints a failure and returns its exit code. A closed pipe is none: whoever closed it has read enough.
pub(super) fn report(printer: &mut Printer, error: &anyhow::Error) -> ExitCode {
    if is_closed_pipe(error) {
        return ExitCode::SUCCESS;
    }
    if let Some(shell::Error::Command(code)) = error.downcast_ref() {
        // It was reported by the command itself.
        return *code;
    }
    // Earlier output must come first, even if its stream is slower.
    let _ = printer.flush();
    printer.error(&error.to_string());
    if let Some(position) = workflow_error(error).and_then(WorkflowError::position) {
        show(printer, position);
    }
    let mut last = error.to_string();
    for cause in error.chain().skip(1) {
        let text = cause.to_string();
        if text != last {
            printer.cause(&text);
        }
        last = text;
        if let Some(position) = cause.downcast_ref().and_then(ScriptError::position) {
            show(printer, position);
        }
        if let Some(DatabaseError::DatabaseError(_, information)) = cause.downcast_ref() {
            if let Some(detail) = information.details() {
                printer.cause(detail);
            }
            if let Some(hint) = information.hint() {
                printer.hint(hint);
            }
        }
    }
    for hint in hints(error) {
        printer.hint(&hint);
    }
    ExitCode::from(code(error))
}

/// Shows the line that a message is about.
fn show(printer: &mut Printer, position: &Position) {
    let (line, part) = position.excerpt();
    printer.excerpt(&Excerpt {
        number: position.line,
        line,
        part,
    });
}

/// Prints the error of a process that a signal ends in the middle of a command.
pub(super) fn farewell(signal: Signal, account: Option<&str>) {
    use std::io::Write as _;

    // Nothing can be done about a failure any more.
    let _ = match account {
        Some(account) => writeln!(io::stderr(), "error: {signal}: {account}"),
        None => writeln!(io::stderr(), "error: {signal}"),
    };
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| match cause.downcast_ref() {
            Some(shell::Error::Io(error)) => Some(error),
            _ => cause.downcast_ref::<io::Error>(),
        })
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

fn code(error: &anyhow::Error) -> u8 {
    let interrupted = error
        .chain()
        .find_map(|cause| match cause.downcast_ref() {
            // Transparent: it is no cause of its own.
            Some(shell::Error::Interrupted(interrupted)) => Some(interrupted),
            _ => cause.downcast_ref::<Interrupted>(),
        })
        .map(|interrupted| interrupted.exit_code());
    if let Some(code) = interrupted {
        return code;
    }
    let wrong_usage = error.is::<Usage>()
        || matches!(movies_error(error), Some(movies::Error::Invalid(_)))
        || matches!(
            workflow_error(error),
            Some(
                WorkflowError::Name(
                    NameError::WrongDirection { .. } | NameError::Range(_) | NameError::NoRange(_)
                ) | WorkflowError::Resolve(_)
                    | WorkflowError::Url { .. }
                    | WorkflowError::SameDialectTwice(_)
                    | WorkflowError::RevId { .. }
                    | WorkflowError::Rename { .. }
                    | WorkflowError::Fill { .. }
                    | WorkflowError::NotConcurrently(_)
            )
        );
    if wrong_usage { WRONG_USAGE } else { FAILED }
}

/// The error itself, without the hint that was added to it.
fn unhinted(error: &anyhow::Error) -> &anyhow::Error {
    error
        .downcast_ref::<Hinted>()
        .map_or(error, |hinted| &hinted.source)
}

fn movies_error(error: &anyhow::Error) -> Option<&movies::Error> {
    unhinted(error).downcast_ref()
}

fn workflow_error(error: &anyhow::Error) -> Option<&WorkflowError> {
    if let Some(movies::Error::Workflow(source)) = movies_error(error) {
        return Some(source);
    }
    unhinted(error).downcast_ref::<WorkflowError>().or_else(|| {
        match error.downcast_ref::<shell::Error>() {
            Some(shell::Error::Workflow(source)) => Some(source),
            _ => None,
        }
    })
}

fn hints(error: &anyhow::Error) -> Vec<String> {
    if let Some(usage) = error.downcast_ref::<Usage>() {
        return usage.hint.iter().cloned().collect();
    }
    if let Some(hinted) = error.downcast_ref::<Hinted>() {
        return vec![hinted.hint.clone()];
    }
    if let Some(hint) = error
        .downcast_ref::<shell::Error>()
        .and_then(shell::Error::hint)
    {
        return vec![hint.to_owned()];
    }
    if let Some(error) = workflow_error(error) {
        return super::hints::hints(error);
    }
    movies_error(error)
        .map(super::hints::of_movies)
        .unwrap_or_default()
}
