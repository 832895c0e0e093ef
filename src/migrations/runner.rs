//! Applies revisions and takes them back.
//!
//! A transactional revision is one transaction: the lock first, then the records as they are now, the script, the
//! records as they will be, commit. Whoever is killed when, a revision is applied whole or not at all.

use std::collections::BTreeSet;
use std::fmt;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;
use thiserror::Error;

use super::names::Target;
use super::records::{Ledger, Record};
use super::repository::{Repository, RepositoryError};
use super::revision::{Direction, Revision, Script};
use super::script::{self, Manner, Prepared, ScriptError};
use crate::database::transaction::{commit, rollback};
use crate::database::{AnyConnection, LockError, lock};

/// How to run.
#[derive(Debug, Clone, Copy)]
pub struct RunOptions {
    /// How long to wait for another process that runs revisions on the same database.
    pub lock_timeout: Duration,
}

impl Default for RunOptions {
    /// One minute.
    fn default() -> Self {
        Self {
            lock_timeout: Duration::from_secs(60),
        }
    }
}

/// What happens while revisions run.
#[derive(Debug, Clone, Copy)]
pub enum RunEvent<'a> {
    /// Another process holds the lock.
    Waiting,
    /// A revision is about to run; the versions are those that it goes from and to.
    Running {
        /// The revision.
        revision: &'a Revision,
        /// Up or down.
        direction: Direction,
    },
}

/// Why a run ended early. What was applied before stays applied.
#[derive(Debug, Error)]
pub enum RunError {
    /// The revisions can't be read.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// The lock can't be had.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The records can't be read or written.
    #[error("can't {doing}")]
    Records {
        /// What was being done.
        doing: &'static str,
        /// What the database says.
        source: DieselError,
    },
    /// A script was refused or failed.
    #[error("{} of revision {version} {aftermath}", direction.file_name())]
    Script {
        /// The revision.
        version: String,
        /// Which script.
        direction: Direction,
        /// What is left of what it did.
        aftermath: Aftermath,
        /// What was wrong.
        source: ScriptError,
    },
    /// A rebuild would leave rows that reference nothing.
    #[error(
        "{} of revision {version} would leave rows that reference nothing, and was rolled back: {violations}",
        direction.file_name()
    )]
    ForeignKeys {
        /// The revision.
        version: String,
        /// Which script.
        direction: Direction,
        /// Which tables, in words.
        violations: String,
    },
    /// The database has a revision that the repository lacks.
    #[error("the database has revision {0}, which is not in the repository")]
    UnknownApplied(String),
    /// A downgrade to a revision that the database does not have.
    #[error("the database is not at or beyond revision {0}, so that it can't be downgraded to it")]
    NotApplied(String),
}

/// What is left of a script that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aftermath {
    /// Nothing of it ran.
    NotRun,
    /// All that it did is undone.
    RolledBack,
    /// Its statements before the one that failed stay done.
    StaysDone,
    /// It ran on a scratch database, which is gone.
    Scratch,
}

impl fmt::Display for Aftermath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRun => "can't be run",
            Self::RolledBack => "failed, and was rolled back",
            Self::StaysDone => {
                "failed, and what it did before stays done: it runs outside of a transaction"
            }
            Self::Scratch => "failed on a scratch database",
        })
    }
}

/// Applies all that `target` needs, in order, and returns the versions that were applied by this call.
///
/// # Errors
///
/// [`RunError`]; the revisions applied before stay applied.
pub fn upgrade(
    connection: &mut AnyConnection,
    repository: &Repository,
    target: &Target,
    options: RunOptions,
    events: &mut dyn FnMut(RunEvent<'_>),
) -> Result<Vec<String>, RunError> {
    let wanted = repository
        .graph()
        .with_ancestors(target.versions().iter().map(String::as_str));
    let to_do = |applied: &BTreeSet<String>| {
        if let Some(unknown) = applied
            .iter()
            .find(|version| !repository.graph().contains(version))
        {
            return Err(RunError::UnknownApplied(unknown.clone()));
        }
        Ok(wanted
            .iter()
            .filter(|version| !applied.contains(**version))
            .filter_map(|version| repository.get(version))
            .collect())
    };
    Run::new(connection, options, events)?.all(Direction::Up, &to_do)
}

/// Takes back all that `target` does not need, newest first, and returns the versions.
///
/// # Errors
///
/// [`RunError`]; the revisions taken back before stay taken back.
pub fn downgrade(
    connection: &mut AnyConnection,
    repository: &Repository,
    target: &Target,
    options: RunOptions,
    events: &mut dyn FnMut(RunEvent<'_>),
) -> Result<Vec<String>, RunError> {
    let graph = repository.graph();
    let targets = target.versions();
    let doomed: BTreeSet<&str> = match target {
        Target::Base => graph.versions().collect(),
        Target::Versions(_) => {
            let mut beyond = graph.with_descendants(targets.iter().map(String::as_str));
            beyond.retain(|version| !targets.iter().any(|own| own == version));
            beyond
        }
    };
    let to_do = |applied: &BTreeSet<String>| {
        if let Some(missing) = targets.iter().find(|version| !applied.contains(*version)) {
            return Err(RunError::NotApplied(missing.clone()));
        }
        let later_unknown = |version: &&String| !graph.contains(version);
        if let Some(unknown) = applied.iter().find(later_unknown) {
            return Err(RunError::UnknownApplied(unknown.clone()));
        }
        Ok(doomed
            .iter()
            .rev()
            .filter(|version| applied.contains(**version))
            .filter_map(|version| repository.get(version))
            .collect())
    };
    Run::new(connection, options, events)?.all(Direction::Down, &to_do)
}

/// Records the versions that `target` needs as applied, and no others of the repository, without running anything.
/// Returns whether anything was changed. Versions that the repository does not know stay, unless `purge`.
///
/// # Errors
///
/// [`RunError`].
pub fn stamp(
    connection: &mut AnyConnection,
    repository: &Repository,
    target: &Target,
    purge: bool,
    options: RunOptions,
) -> Result<bool, RunError> {
    let graph = repository.graph();
    let wanted = graph.with_ancestors(target.versions().iter().map(String::as_str));
    let mut quiet = |_: RunEvent<'_>| {};
    let mut run = Run::new(connection, options, &mut quiet)?;
    run.locked(|run| {
        let applied = run.applied()?;
        let mut changed = false;
        for version in &applied {
            let stays = wanted.contains(version.as_str()) || (!graph.contains(version) && !purge);
            if !stays {
                run.forget(version)?;
                changed = true;
            }
        }
        for version in wanted.iter().filter(|version| !applied.contains(**version)) {
            if let Some(revision) = repository.get(version) {
                let script =
                    script::read(revision, Direction::Up).map_err(|source| RunError::Script {
                        version: revision.version.clone(),
                        direction: Direction::Up,
                        aftermath: Aftermath::NotRun,
                        source,
                    })?;
                run.remember(&record(revision, &script, Duration::ZERO, 0))?;
                changed = true;
            }
        }
        Ok(changed)
    })
}

fn record(revision: &Revision, script: &Script, duration: Duration, statements: usize) -> Record {
    Record {
        version: revision.version.clone(),
        checksum: script.checksum(),
        message: revision.message.clone(),
        duration_ms: i64::try_from(duration.as_millis()).unwrap_or(i64::MAX),
        statements_done: i64::try_from(statements).unwrap_or(i64::MAX),
    }
}

/// Which revisions are to run, in order, given those that are applied.
type ToDo<'t, 'r> = dyn Fn(&BTreeSet<String>) -> Result<Vec<&'r Revision>, RunError> + 't;

struct Run<'a> {
    connection: &'a mut AnyConnection,
    ledger: Ledger,
    /// What [`Ledger::data_version`] was when the records were read.
    seen: Option<i64>,
    options: RunOptions,
    events: &'a mut dyn FnMut(RunEvent<'_>),
}

impl<'a> Run<'a> {
    fn new(
        connection: &'a mut AnyConnection,
        options: RunOptions,
        events: &'a mut dyn FnMut(RunEvent<'_>),
    ) -> Result<Self, RunError> {
        let ledger = Ledger::open(connection).map_err(records("find the version table"))?;
        Ok(Self {
            connection,
            ledger,
            seen: None,
            options,
            events,
        })
    }

    fn all(mut self, direction: Direction, to_do: &ToDo<'_, '_>) -> Result<Vec<String>, RunError> {
        let mut done = Vec::new();
        'changed: loop {
            let mut applied = self.applied()?;
            for revision in to_do(&applied)? {
                if !self.one(revision, direction, &applied)? {
                    continue 'changed;
                }
                match direction {
                    Direction::Up => applied.insert(revision.version.clone()),
                    Direction::Down => applied.remove(&revision.version),
                };
                done.push(revision.version.clone());
            }
            return Ok(done);
        }
    }

    /// Runs one revision if `applied` is still what is applied when the lock is held; tells whether it was.
    fn one(
        &mut self,
        revision: &Revision,
        direction: Direction,
        applied: &BTreeSet<String>,
    ) -> Result<bool, RunError> {
        let failed = |aftermath: Aftermath| {
            move |source| RunError::Script {
                version: revision.version.clone(),
                direction,
                aftermath,
                source,
            }
        };
        let not_run = || failed(Aftermath::NotRun);
        let script = script::read(revision, direction).map_err(not_run())?;
        let prepared = Prepared::new(self.ledger.dialect(), &script, revision.run_in_transaction)
            .map_err(not_run())?;
        match prepared.manner {
            Manner::Transactional => self.locked(|run| {
                if !run.is_still(applied)? {
                    return Ok(false);
                }
                (run.events)(RunEvent::Running {
                    revision,
                    direction,
                });
                let started = Instant::now();
                prepared
                    .run(run.connection)
                    .map_err(failed(Aftermath::RolledBack))?;
                run.write(revision, direction, &script, started, prepared.len())?;
                Ok(true)
            }),
            Manner::Rebuild => self.without_foreign_keys(|run| {
                run.locked(|run| {
                    if !run.is_still(applied)? {
                        return Ok(false);
                    }
                    (run.events)(RunEvent::Running {
                        revision,
                        direction,
                    });
                    let started = Instant::now();
                    prepared
                        .run(run.connection)
                        .map_err(failed(Aftermath::RolledBack))?;
                    run.check_foreign_keys(revision, direction)?;
                    run.write(revision, direction, &script, started, prepared.len())?;
                    Ok(true)
                })
            }),
            Manner::Loose => {
                (self.events)(RunEvent::Running {
                    revision,
                    direction,
                });
                let started = Instant::now();
                prepared
                    .run(self.connection)
                    .map_err(failed(Aftermath::StaysDone))?;
                self.locked(|run| {
                    run.write(revision, direction, &script, started, prepared.len())
                })?;
                Ok(true)
            }
        }
    }

    /// Whether nobody has applied anything, or taken anything back, since `applied` was read.
    fn is_still(&mut self, applied: &BTreeSet<String>) -> Result<bool, RunError> {
        self.read(|run| {
            let before = run.seen;
            run.seen = run.ledger.data_version(run.connection)?;
            let untouched = before.is_some() && run.seen == before;
            Ok(untouched || run.ledger.has_exactly(run.connection, applied)?)
        })
    }

    fn write(
        &mut self,
        revision: &Revision,
        direction: Direction,
        script: &Script,
        started: Instant,
        statements: usize,
    ) -> Result<(), RunError> {
        match direction {
            Direction::Up => {
                self.remember(&record(revision, script, started.elapsed(), statements))
            }
            Direction::Down => self.forget(&revision.version),
        }
    }

    /// A transaction that holds the migration lock: committed if `body` succeeds, else rolled back.
    fn locked<T>(
        &mut self,
        body: impl FnOnce(&mut Self) -> Result<T, RunError>,
    ) -> Result<T, RunError> {
        let events = &mut self.events;
        // Whether it waited makes no difference: the records are read anew under the lock in any case.
        let _ = lock(self.connection, self.options.lock_timeout, &mut || {
            events(RunEvent::Waiting);
        })?;
        let before = self.ledger.clone();
        let outcome = self
            .ledger
            .create(self.connection)
            .map_err(records("make the version tables"))
            .and_then(|()| body(self))
            .and_then(|value| {
                commit(self.connection).map_err(records("commit"))?;
                Ok(value)
            });
        if outcome.is_err() {
            rollback(self.connection);
            self.ledger = before;
        }
        outcome
    }

    /// SQLite enforces foreign keys or not for whole transactions only. They are on again afterwards, come what may.
    fn without_foreign_keys<T>(
        &mut self,
        body: impl FnOnce(&mut Self) -> Result<T, RunError>,
    ) -> Result<T, RunError> {
        let doing = "switch foreign keys off and on";
        self.connection
            .batch_execute("PRAGMA foreign_keys=OFF")
            .map_err(records(doing))?;
        let outcome = body(self);
        let restored = self.connection.batch_execute("PRAGMA foreign_keys=ON");
        let value = outcome?;
        restored.map_err(records(doing))?;
        Ok(value)
    }

    fn check_foreign_keys(
        &mut self,
        revision: &Revision,
        direction: Direction,
    ) -> Result<(), RunError> {
        let violations =
            foreign_key_violations(self.connection).map_err(records("check foreign keys"))?;
        if violations.is_empty() {
            return Ok(());
        }
        Err(RunError::ForeignKeys {
            version: revision.version.clone(),
            direction,
            violations: violations.join(", "),
        })
    }

    fn applied(&mut self) -> Result<BTreeSet<String>, RunError> {
        self.read(|run| {
            // First: what is committed in between is then noticed.
            run.seen = run.ledger.data_version(run.connection)?;
            run.ledger.applied(run.connection)
        })
    }

    fn read<T>(
        &mut self,
        query: impl FnOnce(&mut Self) -> Result<T, DieselError>,
    ) -> Result<T, RunError> {
        query(self).map_err(records("read which revisions are applied"))
    }

    fn remember(&mut self, record: &Record) -> Result<(), RunError> {
        self.ledger
            .insert(self.connection, record)
            .map_err(records("record the revision"))
    }

    fn forget(&mut self, version: &str) -> Result<(), RunError> {
        self.ledger
            .delete(self.connection, version)
            .map_err(records("remove the revision's record"))
    }
}

#[derive(QueryableByName)]
struct Violation {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Which tables have rows that reference nothing, in words (`PRAGMA foreign_key_check`).
fn foreign_key_violations(connection: &mut AnyConnection) -> Result<Vec<String>, DieselError> {
    let query = "SELECT count(*) || ' of ' || \"table\" || ' (to ' || parent || ')' AS text \
                 FROM pragma_foreign_key_check GROUP BY \"table\", parent ORDER BY \"table\", parent";
    let rows: Vec<Violation> = diesel::sql_query(query).load(connection)?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

fn records(doing: &'static str) -> impl Fn(DieselError) -> RunError {
    move |source| RunError::Records { doing, source }
}

/// Runs scripts on a scratch database, which nobody else uses: no lock, no records.
///
/// # Errors
///
/// [`RunError::Script`]; a script that would reach past the scratch database is refused before anything of it runs.
pub fn run_on_scratch(
    connection: &mut AnyConnection,
    revision: &Revision,
    direction: Direction,
) -> Result<(), RunError> {
    let dialect = connection.dialect();
    let failed_so = |aftermath| {
        move |source| RunError::Script {
            version: revision.version.clone(),
            direction,
            aftermath,
            source,
        }
    };
    let not_run = || failed_so(Aftermath::NotRun);
    let failed = failed_so(Aftermath::Scratch);
    let script = script::read(revision, direction).map_err(not_run())?;
    let prepared =
        Prepared::new(dialect, &script, revision.run_in_transaction).map_err(not_run())?;
    prepared.stays_inside(dialect).map_err(not_run())?;
    let doing = "open and close a transaction on the scratch database";
    match prepared.manner {
        Manner::Loose => prepared.run(connection).map_err(failed),
        Manner::Transactional => {
            if prepared.ran_at_once(connection).map_err(failed)? {
                return Ok(());
            }
            connection.batch_execute("BEGIN").map_err(records(doing))?;
            prepared.run(connection).map_err(failed)?;
            commit(connection).map_err(records(doing))
        }
        Manner::Rebuild => {
            connection
                .batch_execute("PRAGMA foreign_keys=OFF; BEGIN")
                .map_err(records(doing))?;
            prepared.run(connection).map_err(failed)?;
            connection
                .batch_execute("COMMIT; PRAGMA foreign_keys=ON")
                .map_err(records(doing))
        }
    }
}
