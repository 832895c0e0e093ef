//! The shell at a terminal.

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Behavior, Config, Editor};

use super::history::History;
use super::input::Input;
use super::session::{Next, Session, interrupted};
use super::{Error, Host};
use crate::terminal::Format;
use moviectl_engine::database::DatabaseUrl;
use moviectl_engine::database::interrupt::{self, Interrupted, Signal};
use moviectl_engine::database::query::TransactionState;
use moviectl_engine::workflow::{self, Workspace};

/// Reads and does, until the person leaves. Errors are reported, and end nothing.
///
/// # Errors
/// A database that can't be opened, a terminal that can't be read, or SIGTERM.
pub fn interactive(host: &mut dyn Host, workspace: Workspace, format: Format) -> Result<(), Error> {
    let mut session = Session::new(workspace, format);
    welcome(host, &mut session)?;
    let mut editor = editor(host.printer().is_terminal()).map_err(terminal)?;
    let history = History::load(&mut editor);
    let mut input = Input::new(session.workspace().dialect(), &host.commands());
    let outcome = talk(host, &mut session, &mut input, &mut editor, &history);
    session.leave(host);
    outcome
}

fn welcome(host: &mut dyn Host, session: &mut Session) -> Result<(), Error> {
    if let Err(error) = session.connect() {
        let missing = match &error {
            Error::Workflow(error) => is_missing_database(error),
            _ => false,
        };
        if !missing {
            return Err(error);
        }
        let printer = host.printer();
        printer.note(&error.to_string());
        printer.note("`setup`, `upgrade` or `create-all` makes it");
    }
    let url = session.workspace().url().to_string();
    host.printer().status(&format!(
        "{url}\nSQL ends with ; and moviectl's commands go by their names. \\? helps, \\q leaves."
    ));
    Ok(())
}

fn is_missing_database(error: &workflow::Error) -> bool {
    matches!(error, workflow::Error::Connect(error) if error.is_missing_database())
}

fn editor(stdout_is_terminal: bool) -> Result<Editor<(), FileHistory>, ReadlineError> {
    let behavior = if stdout_is_terminal {
        Behavior::Stdio
    } else {
        // The prompt must not go into a file with the rows.
        Behavior::PreferTerm
    };
    let config = Config::builder()
        .behavior(behavior)
        .auto_add_history(false)
        .history_ignore_space(true)
        .max_history_size(1000)?
        .build();
    Editor::with_config(config)
}

fn talk(
    host: &mut dyn Host,
    session: &mut Session,
    input: &mut Input,
    editor: &mut Editor<(), FileHistory>,
    history: &History,
) -> Result<(), Error> {
    loop {
        let prompt = prompt(session.workspace().url(), session.state(), input);
        match editor.readline(&prompt) {
            Ok(text) => {
                let typed = format!("{}{text}", input.pending());
                let guard = interrupt::guard(None);
                let next = take(host, session, input, &text);
                drop(guard);
                let next = next?;
                interrupted(false)?;
                if !input.is_pending() {
                    history.add(editor, &typed);
                }
                if next == Next::Leave {
                    return Ok(());
                }
            }
            Err(ReadlineError::Interrupted) => input.clear(),
            Err(ReadlineError::Eof) => return Ok(()),
            Err(ReadlineError::Signal(_)) => {}
            Err(error) => return Err(terminal(error)),
        }
    }
}

/// Runs the requests that `text` completes. Pasted text may have several lines.
fn take(
    host: &mut dyn Host,
    session: &mut Session,
    input: &mut Input,
    text: &str,
) -> Result<Next, Error> {
    for line in text.lines() {
        for item in input.line(line) {
            match session.run(host, &item, &|_| String::new()) {
                Ok(Next::Leave) => return Ok(Next::Leave),
                Ok(Next::GoOn) | Err(Error::Command(_)) => {}
                Err(Error::Interrupted(Interrupted {
                    signal: Signal::Interrupt,
                    ..
                })) => {
                    interrupt::clear();
                    host.printer().status("Cancelled.");
                    input.clear();
                    return Ok(Next::GoOn);
                }
                Err(error) if error.is_fatal() => return Err(error),
                Err(error) => {
                    host.report(error);
                    // The rest of the same paste may depend on the statement that failed.
                    input.clear();
                    return Ok(Next::GoOn);
                }
            }
        }
    }
    Ok(Next::GoOn)
}

/// `movies=> `; `movies-> ` within a statement; with `*` in a transaction, with `!` in one that failed.
fn prompt(url: &DatabaseUrl, state: TransactionState, input: &Input) -> String {
    let name = match url.path() {
        Some(path) => path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned()),
        None => url.database_name(),
    };
    let name = name.unwrap_or_else(|| {
        if url.is_memory() {
            "memory"
        } else {
            "moviectl"
        }
        .to_owned()
    });
    let mark = match state {
        TransactionState::None => "",
        TransactionState::Open => "*",
        TransactionState::Failed => "!",
        _ => "?",
    };
    let sign = if input.is_pending() { "-" } else { "=" };
    format!("{}{mark}{sign}> ", crate::terminal::escape(&name))
}

fn terminal(error: ReadlineError) -> Error {
    match error {
        ReadlineError::Io(error) => Error::Io(error),
        other => Error::Terminal(other.to_string()),
    }
}
