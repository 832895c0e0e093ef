//! Applies revisions and takes them back.
//!
//! A transactional revision is one transaction: the lock first, then the records as they are now, the script, the
//! records as they will be, commit. Whoever is killed when, a revision is applied whole or not at all. One that can't
//! run in a transaction runs statement by statement, with a record before and after each, and goes on where it stopped.

mod at_once;
mod atomic;
mod checksums;
mod error;
mod kept;
mod one;
mod options;
mod pairs;
mod scratch;
mod stamp;
mod steps;
mod stepwise;
mod up_down;

use std::collections::BTreeSet;

use diesel::result::Error as DieselError;

use super::records::{Ledger, Progress, Record, Snapshot};
use super::revision::{Direction, Revision};
use super::script::ScriptError;
use crate::database::interrupt::Interrupted;
use crate::database::transaction::{begin_write, commit, rollback};
use crate::database::{AnyConnection, Durability, HeldLock, LockError, lock};

pub use checksums::{accept_changes, edited};
pub use error::{Account, Aftermath, RunError};
pub use options::{Fate, Probe, RunEvent, RunOptions, Second};
pub use pairs::Unpaired;
pub use scratch::run_on_scratch;
pub use stamp::stamp;
pub use up_down::{downgrade, upgrade};

use error::records;
pub(in crate::migrations) use one::record;

/// Which revisions are to run, in order, given those that are applied.
type ToDo<'t, 'r> = dyn Fn(&BTreeSet<String>) -> Result<Vec<&'r Revision>, RunError> + 't;

struct Run<'a> {
    connection: &'a mut AnyConnection,
    ledger: Ledger,
    /// What [`Ledger::data_version`] was when the records were read.
    seen: Option<i64>,
    /// The applied versions in the order in which a server's table gives them, as far as it gave them so until now.
    order: Option<Vec<String>>,
    /// The records as they were read before, where nobody has used them yet.
    start: Option<Snapshot>,
    /// The revisions that were half done when the records were read.
    progress: Vec<Progress>,
    /// The lock, where it is held beside all transactions.
    held: Option<HeldLock>,
    durability: Durability,
    /// A transaction is open for the revision that comes next: it holds the lock, and the records are as expected.
    is_ahead: bool,
    options: RunOptions<'a>,
    events: &'a mut dyn FnMut(RunEvent<'_>),
}

impl<'a> Run<'a> {
    fn new(
        connection: &'a mut AnyConnection,
        options: RunOptions<'a>,
        events: &'a mut dyn FnMut(RunEvent<'_>),
    ) -> Result<Self, RunError> {
        let start = match options.start {
            Some(snapshot) => snapshot.clone(),
            None => Snapshot::read(connection).map_err(records(READ))?,
        };
        Ok(Self {
            connection,
            ledger: start.ledger.clone(),
            seen: start.data_version,
            order: None,
            start: Some(start),
            progress: Vec::new(),
            held: None,
            durability: Durability::default(),
            is_ahead: false,
            options,
            events,
        })
    }

    fn all(mut self, direction: Direction, to_do: &ToDo<'_, '_>) -> Result<Vec<String>, RunError> {
        let outcome = self.each(direction, to_do);
        self.stand_back();
        self.durability.settle(self.connection);
        self.let_go();
        outcome
    }

    fn each(
        &mut self,
        direction: Direction,
        to_do: &ToDo<'_, '_>,
    ) -> Result<Vec<String>, RunError> {
        let mut done = Vec::new();
        'changed: loop {
            let snapshot = self.look()?;
            let to_do = match direction {
                Direction::Up => to_do(&snapshot.applied)?,
                Direction::Down => to_do(&snapshot.reached())?,
            };
            let Snapshot {
                mut applied,
                progress,
                ..
            } = snapshot;
            refuse_half_done(&progress, &to_do, direction)?;
            self.refuse_resume_at(&progress)?;
            if self.options.atomic {
                match self.atomic(&to_do, &applied)? {
                    true => return Ok(to_do.iter().map(|one| one.version.clone()).collect()),
                    false => continue 'changed,
                }
            }
            let mut left = to_do.as_slice();
            while let Some((revision, rest)) = left.split_first() {
                self.defer(!rest.is_empty())?;
                if direction == Direction::Down && !applied.contains(&revision.version) {
                    if !self.turn_back(revision, &applied)? {
                        continue 'changed;
                    }
                    applied.insert(revision.version.clone());
                }
                let is_half = progress.iter().any(|half| half.version == revision.version);
                match self.one(revision, direction, &applied, is_half, rest) {
                    Ok(true) => {}
                    Ok(false) => continue 'changed,
                    Err(error) => return Err(account(error, direction, done, left)),
                }
                self.durability.committed();
                self.note(&mut applied, revision, direction);
                done.push(revision.version.clone());
                left = rest;
            }
            return Ok(done);
        }
    }

    /// Only what comes last must wait until it is on disk.
    fn defer(&mut self, more_to_come: bool) -> Result<(), RunError> {
        match more_to_come {
            true => self.durability.defer(self.connection),
            false => self.durability.require(self.connection),
        }
        .map_err(records("set how commits are made"))
    }

    /// What is applied once the revision has run. New records come behind all others, unless the server has room for
    /// them in between.
    fn note(&mut self, applied: &mut BTreeSet<String>, revision: &Revision, direction: Direction) {
        let version = &revision.version;
        match direction {
            Direction::Up => applied.insert(version.clone()),
            Direction::Down => applied.remove(version),
        };
        match (&mut self.order, direction) {
            (Some(order), Direction::Up) => order.push(version.clone()),
            (Some(order), Direction::Down) => order.retain(|other| other != version),
            (None, _) => {}
        }
    }

    /// The records as they are.
    fn look(&mut self) -> Result<Snapshot, RunError> {
        let snapshot = match self.start.take() {
            Some(snapshot) => snapshot,
            None => Snapshot::read(self.connection).map_err(records(READ))?,
        };
        let guard = self.ledger.guard.take();
        self.ledger = snapshot.ledger.clone();
        self.ledger.guard = guard;
        self.seen = snapshot.data_version;
        self.order = Some(snapshot.order.clone());
        self.progress.clone_from(&snapshot.progress);
        Ok(snapshot)
    }

    /// A transaction under the migration lock: committed if `body` succeeds, else rolled back.
    fn locked<T>(
        &mut self,
        body: impl FnOnce(&mut Self) -> Result<T, RunError>,
    ) -> Result<T, RunError> {
        if let Some(held) = &mut self.held {
            held.check(self.connection)?;
            begin_write(self.connection).map_err(records("begin a transaction"))?;
            return self.finished(body);
        }
        let events = &mut self.events;
        // Whether it waited makes no difference: the records are read anew under the lock in any case.
        let locked = lock(self.connection, self.options.lock_timeout, &mut || {
            events(RunEvent::Waiting);
        })?;
        let outcome = self.finished(body);
        locked.release(self.connection);
        outcome
    }

    /// Commits the transaction that is open if `body` succeeds, else rolls it back.
    fn finished<T>(
        &mut self,
        body: impl FnOnce(&mut Self) -> Result<T, RunError>,
    ) -> Result<T, RunError> {
        let before = self.ledger.clone();
        let limits = self.options.limits;
        let outcome = limits
            .set(self.connection)
            .map_err(records("set the limits of the transaction"))
            .and_then(|()| self.make_tables())
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

    /// Makes the tables of records that are missing, within the transaction that is open; where that ends by it, in
    /// another one.
    fn make_tables(&mut self) -> Result<(), RunError> {
        let doing = "make the version tables";
        let there = self.ledger.is_complete();
        self.ledger
            .create(self.connection)
            .map_err(records(doing))?;
        if there || self.ledger.dialect().capabilities().transactional_ddl {
            return Ok(());
        }
        begin_write(self.connection).map_err(records(doing))
    }

    /// Frees a lock that is held beside all transactions.
    fn let_go(&mut self) {
        self.ledger.guard = None;
        if let Some(held) = self.held.take() {
            held.release(self.connection);
        }
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
        query(self).map_err(records(READ))
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

const READ: &str = "read which revisions are applied";

/// A revision that is half done is what comes next, or nothing does: on what it left nobody can build.
fn refuse_half_done(
    progress: &[Progress],
    to_do: &[&Revision],
    direction: Direction,
) -> Result<(), RunError> {
    let goes_on = |half: &Progress| {
        // What is half applied can be taken back as far as it was done.
        (half.direction == direction || direction == Direction::Down)
            && to_do.iter().any(|one| one.version == half.version)
    };
    match progress.iter().find(|half| !goes_on(half)) {
        Some(half) => Err(RunError::HalfDone(Box::new(half.clone()))),
        None => Ok(()),
    }
}

/// A run that was asked to stop tells what it did, and what it did not.
fn account(
    error: RunError,
    direction: Direction,
    done: Vec<String>,
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

fn stopped(
    interrupted: Interrupted,
    aftermath: Option<Aftermath>,
    direction: Direction,
    done: Vec<String>,
    left: &[&Revision],
) -> RunError {
    let begun = usize::from(aftermath.is_some());
    let open = left.first().map(|revision| revision.version.clone());
    RunError::Interrupted {
        interrupted,
        account: Box::new(Account {
            direction,
            done,
            open: open.zip(aftermath),
            left: left
                .iter()
                .skip(begun)
                .map(|revision| revision.version.clone())
                .collect(),
        }),
    }
}
