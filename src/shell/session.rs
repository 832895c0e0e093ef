//! One connection that is kept, what is open on it, and what is typed being done on it.

use crate::terminal::{Cell, Format, Rows};
use moviectl_engine::database::interrupt::{self, Canceller, Interrupted, Signal};
use moviectl_engine::database::query::{Answer, QueryError, TransactionState, Value, query};
use moviectl_engine::database::transaction::rollback;
use moviectl_engine::database::{AnyConnection, OpenMode};
use moviectl_engine::workflow::Workspace;
use moviectl_schema::dialect::script::split;

use super::input::{Item, Request};
use super::{Error, Host, describe, help};

/// The step after a request: go on, or leave the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    GoOn,
    Leave,
}

pub(super) struct Session {
    workspace: Workspace,
    format: Format,
    open: Option<Open>,
    state: TransactionState,
}

/// A connection, and what cancels its statements.
struct Open {
    connection: AnyConnection,
    canceller: Option<Canceller>,
}

impl Session {
    pub(super) fn new(workspace: Workspace, format: Format) -> Self {
        Self {
            workspace,
            format,
            open: None,
            state: TransactionState::None,
        }
    }

    pub(super) fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    pub(super) fn state(&self) -> TransactionState {
        self.state
    }

    /// The connection, opened where it is not: the database may have been made since.
    pub(super) fn connect(&mut self) -> Result<&mut AnyConnection, Error> {
        let open = match self.open.take() {
            Some(open) => open,
            None => {
                let mut connection = self.workspace.connect(OpenMode::ReadWrite)?;
                let url = self.workspace.url();
                Open {
                    canceller: Canceller::for_connection(&mut connection, url),
                    connection,
                }
            }
        };
        Ok(&mut self.open.insert(open).connection)
    }

    /// Does what was asked for. `place` names a line in errors.
    pub(super) fn run(
        &mut self,
        host: &mut dyn Host,
        item: &Item,
        place: &dyn Fn(usize) -> String,
    ) -> Result<Next, Error> {
        let done = match &item.request {
            Request::Quit => return Ok(Next::Leave),
            Request::Sql(sql) => return self.sql(host, sql, item.line, place),
            Request::Backslash(line) => self.backslash(host, line),
            Request::Command(line) => self.command(host, line).map(|()| Next::GoOn),
        };
        done.map_err(|error| error.at(&place(item.line)))
    }

    fn sql(
        &mut self,
        host: &mut dyn Host,
        sql: &str,
        line: usize,
        place: &dyn Fn(usize) -> String,
    ) -> Result<Next, Error> {
        let statements = split(self.workspace.dialect(), sql);
        let Some(statement) = statements.first() else {
            return Ok(Next::GoOn);
        };
        self.connect()?;
        let Some(open) = &mut self.open else {
            return Ok(Next::GoOn);
        };
        let guard = interrupt::guard(open.canceller.clone());
        // A signal that came before there was anything to cancel.
        interrupt::check()?;
        let answer = query(&mut open.connection, statement);
        let warnings = open.connection.warnings();
        self.state = self
            .state
            .after(&mut open.connection, statement, answer.is_ok());
        drop(guard);
        match answer {
            Ok(answer) => {
                interrupted(false)?;
                self.show(host, answer)?;
                for warning in warnings {
                    host.printer().warning(&warning);
                }
            }
            Err(error) => {
                interrupted(true)?;
                let further = match &error {
                    QueryError::Database { line, .. } => line.unwrap_or_default(),
                    _ => 0,
                };
                let error = Error::from(error).at(&place(line + further));
                self.forget_if_lost(host, &error);
                return Err(error);
            }
        }
        Ok(Next::GoOn)
    }

    fn forget_if_lost(&mut self, host: &mut dyn Host, error: &Error) {
        if matches!(error, Error::Statement { lost: true, .. }) {
            self.open = None;
            self.state = TransactionState::None;
            host.printer()
                .note("the connection is gone, and what was not committed with it; the next statement connects again");
        }
    }

    /// Shows what a statement came to.
    pub(super) fn show(&mut self, host: &mut dyn Host, answer: Answer) -> Result<(), Error> {
        let printer = host.printer();
        match answer {
            Answer::Done => printer.status("OK"),
            Answer::Affected(word, count) => printer.status(&format!("{word} {count}")),
            Answer::Rows(result) => {
                let count = result.rows.len();
                let nameless = result.columns.is_empty();
                let mut rows = Rows::new(result.columns);
                for row in result.rows {
                    rows.push(row.into_iter().map(cell));
                }
                let is_table = self.format == Format::Table;
                if !(nameless && is_table) {
                    printer.rows(&rows, self.format)?;
                }
                // The printer says of a table without rows that there are none.
                if is_table && (count > 0 || nameless) {
                    let noun = if count == 1 { "row" } else { "rows" };
                    printer.status(&format!("({count} {noun})"));
                }
            }
            // Nothing that can be counted or shown.
            _ => printer.status("OK"),
        }
        printer.flush()?;
        Ok(())
    }

    fn backslash(&mut self, host: &mut dyn Host, line: &str) -> Result<Next, Error> {
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let argument = rest.trim().trim_end_matches(';').trim_end();
        match (name.trim_end_matches(';'), argument) {
            ("\\q", _) => return Ok(Next::Leave),
            ("\\?" | "\\h" | "\\help", _) => help::show(host)?,
            ("\\l", _) => {
                let answer = moviectl_engine::database::query::databases(self.connect()?)?;
                self.show(host, answer)?;
            }
            ("\\dt" | "\\d", "") => {
                let rows = describe::tables(self.connect()?)?;
                host.printer().rows(&rows, self.format)?;
            }
            ("\\d", table) => {
                let format = self.format;
                describe::table(host, self.connect()?, table, format)?;
            }
            (unknown, _) => {
                return Err(Error::refused(
                    format!("unknown command {unknown}"),
                    "\\? lists the commands",
                ));
            }
        }
        host.printer().flush()?;
        Ok(Next::GoOn)
    }

    fn command(&mut self, host: &mut dyn Host, line: &str) -> Result<(), Error> {
        let Ok(words) = shell_words::split(line) else {
            return Err(Error::refused(
                "a quote is not closed",
                "a command is one line; quotes are \" and '",
            ));
        };
        let Some(name) = words.first().map(String::as_str) else {
            return Ok(());
        };
        match name {
            "help" if words.len() == 1 => return Ok(help::show(host)?),
            "shell" => {
                return Err(Error::refused(
                    "this is the shell",
                    "\\? tells what it can do",
                ));
            }
            _ => {}
        }
        if self.state != TransactionState::None {
            return Err(Error::refused(
                format!(
                    "`{name}` uses a connection of its own: it would not see what the open transaction did, or wait for it"
                ),
                "commit; or rollback; first",
            ));
        }
        if name == "drop-db" {
            // A server drops no database that somebody is connected to.
            self.open = None;
        }
        host.printer().flush()?;
        let guard = interrupt::guard(None);
        let done = host.run(&words);
        drop(guard);
        interrupted(done.is_err())?;
        done.map_err(Error::Command)
    }

    /// Ends an open transaction, and says so.
    pub(super) fn leave(&mut self, host: &mut dyn Host) {
        if self.state == TransactionState::None {
            return;
        }
        if let Some(open) = &mut self.open {
            rollback(&mut open.connection);
        }
        host.printer()
            .warning("the open transaction was rolled back");
    }
}

/// The error of a signal that came meanwhile. One that came too late to change anything is forgotten.
pub(super) fn interrupted(failed: bool) -> Result<(), Error> {
    match interrupt::requested() {
        Some(signal) if failed || signal == Signal::Terminate => {
            Err(Interrupted::from(signal).into())
        }
        Some(_) => {
            interrupt::clear();
            Ok(())
        }
        None => Ok(()),
    }
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Text(text) => Cell::Text(text),
        Value::Integer(number) => Cell::Integer(number),
        Value::Bool(value) => Cell::Bool(value),
        Value::List(items) => Cell::List(items),
        Value::Json { text, json } => Cell::Json { text, json },
        // A kind of value that the printer does not know.
        other => Cell::Text(format!("{other:?}")),
    }
}
