//! Failures as people and scripts see them: one line, its causes, the next step, the exit code.

use std::io;
use std::process::ExitCode;

use thiserror::Error;

use crate::database::interrupt::Interrupted;
use crate::migrations::{NameError, RepositoryError, RunError, ScriptError};
use crate::movies;
use crate::shell;
use crate::terminal::Printer;
use crate::workflow::Error as WorkflowError;

const FAILED: u8 = 1;
const WRONG_USAGE: u8 = 2;

/// A command that can't be meant so; exit code 2.
#[derive(Debug, Error)]
#[error("{message}")]
pub(super) struct Usage {
    message: String,
    hint: Option<String>,
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
    source: WorkflowError,
    hint: String,
}

impl Hinted {
    pub(super) fn new(source: WorkflowError, hint: impl Into<String>) -> Self {
        Self {
            source,
            hint: hint.into(),
        }
    }
}

/// What clap says of the arguments: help and version are no errors.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    // Whether anybody reads it makes no difference any more.
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
    // What was printed before comes first, whichever stream is slower.
    let _ = printer.flush();
    printer.error(&error.to_string());
    let mut last = error.to_string();
    for cause in error.chain().skip(1) {
        let text = cause.to_string();
        if text != last {
            printer.cause(&text);
        }
        last = text;
    }
    for hint in hints(error) {
        printer.hint(&hint);
    }
    ExitCode::from(code(error))
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
        || matches!(
            workflow_error(error),
            Some(
                WorkflowError::Name(NameError::WrongDirection { .. })
                    | WorkflowError::Resolve(_)
                    | WorkflowError::Url(_)
                    | WorkflowError::SameDialectTwice(_)
                    | WorkflowError::Movies(movies::Error::Invalid(_))
            )
        );
    if wrong_usage { WRONG_USAGE } else { FAILED }
}

fn workflow_error(error: &anyhow::Error) -> Option<&WorkflowError> {
    error
        .downcast_ref::<WorkflowError>()
        .or_else(|| error.downcast_ref::<Hinted>().map(|hinted| &hinted.source))
        .or_else(|| match error.downcast_ref::<shell::Error>() {
            Some(shell::Error::Workflow(source)) => Some(source),
            _ => None,
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
    workflow_error(error).map(of_workflow).unwrap_or_default()
}

fn of_workflow(error: &WorkflowError) -> Vec<String> {
    let one = |text: &str| vec![text.to_owned()];
    match error {
        WorkflowError::NoProject => one(
            "`moviectl new DIR` or `moviectl init` makes a project; --embedded means the built-in movie catalogue",
        ),
        WorkflowError::StrangersDatabase { .. } => {
            one("name another database with --database-url, or say --embedded if this one is meant")
        }
        WorkflowError::NoRepository(_) => one("`moviectl init` makes one"),
        WorkflowError::RepositoryExists(_) => {
            one("`moviectl migrate -m \"…\"` adds a revision to it")
        }
        WorkflowError::DirectoryExists(_) => one("choose another name; nothing was written"),
        WorkflowError::AlreadyThere { revision, .. } => vec![format!(
            "`moviectl stamp {revision}` records that they are; then upgrade again"
        )],
        WorkflowError::NotUpToDate { .. } => one("`moviectl upgrade` first"),
        WorkflowError::NotAHead(_) => one("--splice starts it all the same"),
        WorkflowError::NothingToMerge(_) => one("`moviectl heads` lists the heads"),
        WorkflowError::NothingToRedo => one("`moviectl history` lists the revisions"),
        WorkflowError::SeveralHeads(_) => {
            one("`moviectl merge` makes one revision that follows them all")
        }
        WorkflowError::FlatRepository { .. } => {
            one("a repository of the template \"multi\" has a directory for each dialect")
        }
        WorkflowError::Proof(..) => one(
            "please report this, with schema.rs and the migrations; --dry-run --no-proof shows the script",
        ),
        WorkflowError::Connect(error) => error.hint().into_iter().collect(),
        WorkflowError::Admin(error) => error.hint().into_iter().collect(),
        WorkflowError::Scratch(error) => error.hint().into_iter().collect(),
        WorkflowError::Run(error) => of_run(error),
        WorkflowError::Lock(error) => error.hint().into_iter().collect(),
        WorkflowError::Name(error) => of_name(error),
        WorkflowError::Repository(error) => of_repository(error),
        WorkflowError::Plan(_) => {
            one("write this migration by hand: `moviectl migrate --dry-run` shows the others")
        }
        WorkflowError::View(_) => {
            one("name the table otherwise, or leave the view out of what `create-all` makes")
        }
        WorkflowError::Project(_)
        | WorkflowError::Dotenv(_)
        | WorkflowError::Resolve(_)
        | WorkflowError::Url(_)
        | WorkflowError::Declared(_)
        | WorkflowError::Inspect(_)
        | WorkflowError::Interrupted(_)
        | WorkflowError::Movies(_)
        | WorkflowError::Database { .. }
        | WorkflowError::Write { .. }
        | WorkflowError::Read { .. }
        | WorkflowError::Seeds { .. }
        | WorkflowError::SameDialectTwice(_) => Vec::new(),
    }
}

fn of_run(error: &RunError) -> Vec<String> {
    match error {
        RunError::Lock(error) => error.hint().into_iter().collect(),
        RunError::UnknownApplied(_) => {
            vec!["get the missing revision's files (git pull?), or `moviectl stamp --purge head` if it is gone for good".into()]
        }
        RunError::NotApplied(_) => {
            vec!["`moviectl current` tells where the database stands".into()]
        }
        RunError::Script { source, .. } => of_script(source),
        RunError::Repository(error) => of_repository(error),
        RunError::Records { .. } | RunError::ForeignKeys { .. } => Vec::new(),
    }
}

fn of_script(error: &ScriptError) -> Vec<String> {
    match error {
        ScriptError::TransactionControl { .. } => {
            vec![
                "remove it, or write run_in_transaction = false into the revision's metadata.toml"
                    .into(),
            ]
        }
        ScriptError::EscapesScratch { .. } => {
            vec!["--against database compares without running the migrations".into()]
        }
        ScriptError::Empty(_) => {
            vec!["a revision that does nothing holds a comment that says so".into()]
        }
        _ => Vec::new(),
    }
}

fn of_name(error: &NameError) -> Vec<String> {
    match error {
        NameError::Unknown {
            similar: Some(similar),
            ..
        } => vec![format!("did you mean '{similar}'?")],
        NameError::Unknown { .. } => vec!["`moviectl history` lists the revisions".into()],
        NameError::SeveralHeads { .. } => {
            vec!["`moviectl merge` writes a revision that follows them all".into()]
        }
        NameError::WrongDirection { .. } => vec!["`upgrade` goes +N, `downgrade` goes -N".into()],
        _ => Vec::new(),
    }
}

fn of_repository(error: &RepositoryError) -> Vec<String> {
    match error {
        RepositoryError::NoUpScript(_) => {
            vec!["finish the revision, or remove its directory".into()]
        }
        RepositoryError::Duplicate { .. } => {
            vec!["give one of them a later version: rename its directory".into()]
        }
        _ => Vec::new(),
    }
}
