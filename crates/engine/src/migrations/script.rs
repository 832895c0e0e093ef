//! A revision's script, checked before it runs and run statement by statement.

mod error;
mod manner;

use std::cell::RefCell;
use std::path::PathBuf;

use diesel::connection::SimpleConnection;

use super::revision::{Direction, Revision, Script};
use crate::database::AnyConnection;
use crate::database::interrupt;
use moviectl_schema::dialect::script::{
    Replacements, Statement, Traces, client_command, copies_through_client, defines_escape,
    escapes_scratch, rebuild_envelope, split, tokens, traces, transaction_control,
    unclosed_comment,
};
use moviectl_schema::dialect::{Dialect, Server};
use moviectl_schema::source::Position;

pub use error::ScriptError;
pub(super) use manner::{Manner, opens_transaction};
use manner::{changes_record_tables, foreign_keys_off, never_ended};

/// Which character of what was sent the server complains of, where it tells.
fn position(error: &diesel::result::Error) -> Option<usize> {
    match error {
        diesel::result::Error::DatabaseError(_, information) => information
            .statement_position()
            .and_then(|position| usize::try_from(position).ok()),
        _ => None,
    }
}

/// Reads a revision's script.
pub(super) fn read(revision: &Revision, direction: Direction) -> Result<Script, ScriptError> {
    let script = revision
        .script(direction)?
        .ok_or_else(|| ScriptError::Missing(revision.path(direction.file_name())))?;
    if script.text.trim().is_empty() {
        return Err(ScriptError::Empty(script.path));
    }
    Ok(script)
}

/// A script that may run.
pub(super) struct Prepared<'a> {
    script: &'a Script,
    dialect: Dialect,
    /// How it wants to be run.
    pub(super) manner: Manner,
    statements: Vec<Statement<'a>>,
    /// Replaced tables, if they decide how the script runs.
    replacements: Option<Replacements>,
    /// Changes of the session.
    traces: Traces,
    /// Warnings of the server so far.
    warnings: RefCell<Vec<Warning>>,
}

/// Warning of the server about a statement of a script.
pub(super) struct Warning {
    pub(super) path: PathBuf,
    pub(super) line: usize,
    pub(super) text: String,
}

impl<'a> Prepared<'a> {
    /// Splits and checks a script.
    pub(super) fn new(
        server: Server,
        script: &'a Script,
        run_in_transaction: bool,
    ) -> Result<Self, ScriptError> {
        let dialect = server.dialect();
        let statements = split(dialect, &script.text);
        let prepared = |manner, statements: Vec<Statement<'a>>| Self {
            script,
            dialect,
            manner,
            traces: traces(dialect, &statements),
            warnings: RefCell::default(),
            statements,
            replacements: None,
        };
        let unsafe_at = |at, reason| ScriptError::Unsafe { at, reason };
        if let Some((line, column)) = unclosed_comment(dialect, &script.text) {
            let at = script.position(line, column, "/*".len());
            return Err(unsafe_at(at, "this comment is never closed"));
        }
        if let Some(statement) = statements
            .iter()
            .find(|one| changes_record_tables(dialect, one))
        {
            let reason = "a script must not make, change, lock or drop the tables in which revisions are recorded";
            return Err(unsafe_at(script.position_of(statement), reason));
        }
        let copies = |statement: &&Statement<'_>| copies_through_client(dialect, statement);
        if let Some(statement) = statements.iter().find(copies) {
            return Err(ScriptError::CopyThroughClient {
                at: script.position_of(statement),
            });
        }
        if !run_in_transaction {
            if let Some(statement) = never_ended(dialect, &statements) {
                let reason = "this transaction is neither committed nor rolled back";
                return Err(unsafe_at(script.position_of(statement), reason));
            }
            if let Some(body) = rebuild_envelope(&statements) {
                return Ok(prepared(Manner::Rebuild, body.to_vec()));
            }
            let Some((body, found)) = foreign_keys_off(dialect, &statements) else {
                let manner = Manner::without_transaction(server, &statements);
                return Ok(prepared(manner, statements));
            };
            return match body {
                Some(body) => Ok(Self {
                    replacements: Some(found),
                    ..prepared(Manner::ForeignKeysOff, body)
                }),
                // It has them off where it wants, as it would have in any other tool.
                None if found.switches_off => Ok(prepared(Manner::Stepwise, statements)),
                None => {
                    let reason = "this script replaces a table, which deletes the rows that reference it unless foreign keys are off: \
                                  begin it with `PRAGMA foreign_keys=OFF;`, and end it with `PRAGMA foreign_keys=ON;`";
                    Err(unsafe_at(script.position(1, 1, 1), reason))
                }
            };
        }
        let control = statements
            .iter()
            .find_map(|statement| Some((statement, transaction_control(statement)?)));
        match control {
            None => Ok(match foreign_keys_off(dialect, &statements) {
                Some((Some(body), found)) => Self {
                    replacements: Some(found),
                    ..prepared(Manner::ForeignKeysOff, body)
                },
                _ => prepared(Manner::of_transaction(server, &statements), statements),
            }),
            Some((statement, word)) => Err(ScriptError::TransactionControl {
                at: script.position_of(statement),
                word,
            }),
        }
    }

    /// Refuses what a client would take for a command of its own, where it is the client that runs the script.
    pub(super) fn keeps_to_the_server(
        &self,
        dialect: Dialect,
        script: &Script,
    ) -> Result<(), ScriptError> {
        match client_command(dialect, &script.text) {
            None => Ok(()),
            Some(found) => Err(ScriptError::Unsafe {
                at: script.position(found.line, found.column, found.width),
                reason: found.reason,
            }),
        }
    }

    /// Returns the replaced tables, if they decide how the script runs.
    pub(super) fn replacements(&self) -> Option<&Replacements> {
        self.replacements.as_ref()
    }

    /// Returns the changes of the session.
    pub(super) fn traces(&self) -> &Traces {
        &self.traces
    }

    /// Returns the refusal of a script whose effect on the session no statement undoes.
    pub(super) fn lasts(&self) -> Option<ScriptError> {
        let statement = self.traces.lasting?;
        Some(self.refused_at(
            Some(statement),
            "this statement changes the session for good, and the connection belongs to the application: \
                     undo it in the same script, or run `moviectl upgrade`",
        ))
    }

    /// Returns the refusal of the script because of that statement.
    pub(super) fn refused_at(&self, statement: Option<usize>, reason: &'static str) -> ScriptError {
        let statement = statement.and_then(|at| self.statements.get(at));
        let at = match statement {
            Some(statement) => self.script.position_of(statement),
            None => self.script.position(1, 1, 1),
        };
        ScriptError::Unsafe { at, reason }
    }

    /// The refusal of a script that changes rows of a referenced table by that statement, and replaces another one.
    pub(super) fn must_be_split(&self, statement: usize) -> ScriptError {
        self.refused_at(
            Some(statement),
            "this changes rows that others reference, in a script that replaces a referenced table: foreign keys are off \
             meanwhile, so that nothing would follow; put the two into revisions of their own",
        )
    }

    /// The statements.
    pub(super) fn statements(&self) -> &[Statement<'a>] {
        &self.statements
    }

    /// How many statements there are.
    pub(super) fn len(&self) -> usize {
        self.statements.len()
    }

    /// Refuses statements that would reach past a scratch database.
    pub(super) fn stays_inside(&self, dialect: Dialect) -> Result<(), ScriptError> {
        let escape = self
            .statements
            .iter()
            .find_map(|statement| Some((statement, escapes_scratch(dialect, statement)?)));
        match escape {
            None => Ok(()),
            Some((statement, reason)) => Err(ScriptError::EscapesScratch {
                at: self.script.position_of(statement),
                reason,
            }),
        }
    }

    /// Returns a warning for each function whose body would reach past a scratch database if a script called it. A
    /// function that is only defined does no harm yet.
    pub(super) fn warn_of_bodies(&self, dialect: Dialect) -> Vec<String> {
        self.statements
            .iter()
            .filter_map(|statement| {
                let (what, reason) = defines_escape(dialect, statement)?;
                Some(format!(
                    "{}:{}:{}: {reason} in {what}, which scripts on a scratch database should not call",
                    self.script.path.display(),
                    statement.line,
                    statement.column
                ))
            })
            .collect()
    }

    /// Runs the statements in order; the transaction, if any, is the caller's.
    pub(super) fn run(&self, connection: &mut AnyConnection) -> Result<(), ScriptError> {
        self.forget_last_number(connection)?;
        for statement in &self.statements {
            interrupt::check()?;
            let outcome = connection.batch_execute(statement.text);
            // A statement that was cancelled because of a signal fails too; the signal is the better reason.
            interrupt::check()?;
            outcome.map_err(|source| self.refused(statement, position(&source), source))?;
            self.listen(connection, statement);
        }
        Ok(())
    }

    /// Forgets the number that the session generated last, if the script reads it.
    pub(super) fn forget_last_number(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<(), ScriptError> {
        let Some(forget) = self.forgets(connection.dialect()) else {
            return Ok(());
        };
        let outcome = connection.batch_execute(forget);
        outcome.map_err(|source| ScriptError::Forget {
            path: self.script.path.clone(),
            source,
        })
    }

    /// Returns the SQL that forgets the number, if the script needs it.
    pub(super) fn forgets(&self, dialect: Dialect) -> Option<&'static str> {
        let forget = dialect.forget_last_number();
        forget.filter(|_| self.traces.reads_last_number)
    }

    fn listen(&self, connection: &mut AnyConnection, statement: &Statement<'_>) {
        let heard = connection.warnings().into_iter().map(|text| Warning {
            path: self.script.path.clone(),
            line: statement.line,
            text,
        });
        self.warnings.borrow_mut().extend(heard);
    }

    /// Takes the warnings of the server since the last call.
    pub(super) fn warnings(&self) -> Vec<Warning> {
        self.warnings.take()
    }

    /// Runs one statement behind a mark, a comment by which others find it on the server.
    pub(super) fn run_marked(
        &self,
        connection: &mut AnyConnection,
        statement: &Statement<'_>,
        mark: &str,
    ) -> Result<(), ScriptError> {
        interrupt::check()?;
        let Err(source) = connection.batch_execute(&format!("{mark}{}", statement.text)) else {
            // Done is done, whatever came meanwhile.
            self.listen(connection, statement);
            return Ok(());
        };
        interrupt::check()?;
        let at = position(&source).map(|at| at.saturating_sub(mark.chars().count()));
        Err(self.refused(statement, at, source))
    }

    /// The error of a statement that the server refused, at that character of it, counted from 1, if the server tells.
    fn refused(
        &self,
        statement: &Statement<'_>,
        character: Option<usize>,
        source: diesel::result::Error,
    ) -> ScriptError {
        ScriptError::Statement {
            at: match character {
                Some(character) => self.position_in(statement, character),
                None => self.script.position_of(statement),
            },
            statement: statement.text.into(),
            source,
        }
    }

    /// The position of the token at that character of the statement.
    fn position_in(&self, statement: &Statement<'_>, character: usize) -> Position {
        let (line, column) = statement.place_of(character);
        let rest: String = statement
            .text
            .chars()
            .skip(character.saturating_sub(1))
            .collect();
        let token = tokens(self.dialect, &rest).next();
        let width = token.map_or(1, |token| token.text.chars().count());
        self.script.position(line, column, width)
    }

    /// The error of a COMMIT that failed.
    pub(super) fn commit_failed(&self, source: diesel::result::Error) -> ScriptError {
        ScriptError::Commit {
            path: self.script.path.clone(),
            source,
        }
    }
}
