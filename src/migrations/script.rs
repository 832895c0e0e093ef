//! A revision's script, checked before it runs and run statement by statement.

use std::path::PathBuf;

use diesel::connection::SimpleConnection;
use thiserror::Error;

use super::repository::RepositoryError;
use super::revision::{Direction, Revision, Script};
use crate::database::AnyConnection;
use crate::database::interrupt::{self, Interrupted};
use crate::database::transaction::rollback;
use crate::dialect::Dialect;
use crate::dialect::script::{
    Statement, escapes_scratch, rebuild_envelope, split, transaction_control,
};

/// Why a script is refused, or failed.
#[derive(Debug, Error)]
pub enum ScriptError {
    /// The script can't be read.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// There is no such script.
    #[error("{} is missing: the revision can't be taken back", .0.display())]
    Missing(PathBuf),
    /// Nothing is in the script, not even a comment.
    #[error("{} is empty", .0.display())]
    Empty(PathBuf),
    /// A script that runs inside of a transaction must not end it.
    #[error("{}:{line}:{column}: {word} in a script that runs inside of a transaction", path.display())]
    TransactionControl {
        /// The script.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// The statement's first words.
        word: &'static str,
    },
    /// A statement that would reach past a scratch database.
    #[error("{}:{line}:{column}: {reason}, so that the script can't be run on a scratch database", path.display())]
    EscapesScratch {
        /// The script.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// Why.
        reason: String,
    },
    /// The database refused a statement.
    #[error("{}:{line}:{column}: {}", path.display(), excerpt(statement))]
    Statement {
        /// The script.
        path: PathBuf,
        /// The line: the statement's, or where in it the server found the error.
        line: usize,
        /// The column.
        column: usize,
        /// The statement.
        statement: Box<str>,
        /// What the database says.
        source: diesel::result::Error,
    },
    /// Somebody asked to stop.
    #[error("{0}")]
    Interrupted(#[from] Interrupted),
}

/// The statement in one line, cut where it is long.
fn excerpt(statement: &str) -> String {
    const LONGEST: usize = 160;
    let line = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST).chain(['…']).collect()
}

/// Which character of the statement the server complains of; the first where it does not tell.
fn position(error: &diesel::result::Error) -> usize {
    match error {
        diesel::result::Error::DatabaseError(_, information) => information
            .statement_position()
            .and_then(|position| usize::try_from(position).ok())
            .unwrap_or(1),
        _ => 1,
    }
}

/// How a script wants to be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Inside of a transaction.
    Transactional,
    /// Inside of a transaction, with foreign keys off: a SQLite rebuild.
    Rebuild,
    /// Each statement by itself.
    Loose,
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
    path: &'a PathBuf,
    /// How it wants to be run.
    pub(super) manner: Manner,
    statements: Vec<Statement<'a>>,
}

impl<'a> Prepared<'a> {
    /// Splits and checks a script.
    pub(super) fn new(
        dialect: Dialect,
        script: &'a Script,
        run_in_transaction: bool,
    ) -> Result<Self, ScriptError> {
        let statements = split(dialect, &script.text);
        let prepared = |manner, statements| Self {
            path: &script.path,
            manner,
            statements,
        };
        if !run_in_transaction {
            return Ok(match rebuild_envelope(&statements) {
                Some(body) => prepared(Manner::Rebuild, body.to_vec()),
                None => prepared(Manner::Loose, statements),
            });
        }
        let control = statements
            .iter()
            .find_map(|statement| Some((statement, transaction_control(statement)?)));
        match control {
            None => Ok(prepared(Manner::Transactional, statements)),
            Some((statement, word)) => Err(ScriptError::TransactionControl {
                path: script.path.clone(),
                line: statement.line,
                column: statement.column,
                word,
            }),
        }
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
                path: self.path.clone(),
                line: statement.line,
                column: statement.column,
                reason,
            }),
        }
    }

    /// Runs the statements in order; the transaction, if any, is the caller's.
    pub(super) fn run(&self, connection: &mut AnyConnection) -> Result<(), ScriptError> {
        for statement in &self.statements {
            interrupt::check()?;
            let outcome = connection.batch_execute(statement.text);
            // A statement that was cancelled because of a signal fails too; the signal is the better reason.
            interrupt::check()?;
            outcome.map_err(|source| {
                let (line, column) = statement.place_of(position(&source));
                ScriptError::Statement {
                    path: self.path.clone(),
                    line,
                    column,
                    statement: statement.text.into(),
                    source,
                }
            })?;
        }
        Ok(())
    }

    /// Asks a server once for the whole script in a transaction of its own, and tells whether that worked. Where it did
    /// not, nothing is done, and running the statements one by one tells which of them fails.
    pub(super) fn ran_at_once(&self, connection: &mut AnyConnection) -> Result<bool, ScriptError> {
        // SQLite is not asked over a wire, and can be interrupted between statements only.
        if connection.dialect() == Dialect::Sqlite {
            return Ok(false);
        }
        interrupt::check()?;
        let texts = self.statements.iter().map(|statement| statement.text);
        let all: Vec<&str> = ["BEGIN"]
            .into_iter()
            .chain(texts)
            .chain(["COMMIT"])
            .collect();
        let ran = connection.batch_execute(&all.join(";\n")).is_ok();
        if !ran {
            rollback(connection);
        }
        interrupt::check()?;
        Ok(ran)
    }
}
