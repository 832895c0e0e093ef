//! Runs pending revisions, one after the other, each in the way that its script allows.

use std::collections::BTreeSet;

use super::context::Context;
use super::error::{RunError, records as records_error};
use super::job::{Job, not_run, read_script, session};
use super::options::{RunEvent, RunOptions};
use super::outcome::Outcome;
use super::stopped::{account, cut_off};
use super::transaction::locked;
use super::{atomic, losses, rebuild, stepwise, transaction};
use crate::database::{AnyConnection, Journal, interrupt};
use crate::migrations::names::Target;
use crate::migrations::records::{Progress, Snapshot};
use crate::migrations::repository::Repository;
use crate::migrations::revision::{Direction, Revision};
use crate::migrations::script::{Manner, Prepared, Warning};
use crate::migrations::todo::{to_downgrade, to_upgrade};

/// Which revisions are to run, in order, given those that are applied.
type Pending<'p, 'r> = dyn Fn(&BTreeSet<String>) -> Result<Vec<&'r Revision>, RunError> + 'p;

/// Applies all that `target` needs, in order, and returns the versions that were applied by this call.
///
/// # Errors
///
/// [`RunError`]; the revisions applied before stay applied.
pub fn upgrade(
    connection: &mut AnyConnection,
    repository: &Repository,
    target: &Target,
    options: RunOptions<'_>,
    events: &mut dyn FnMut(RunEvent<'_>),
) -> Result<Vec<String>, RunError> {
    let pending = |applied: &BTreeSet<String>| to_upgrade(repository, applied, target);
    let mut context = Context::new(connection, options, events);
    context.repository = Some(repository);
    run(context, Direction::Up, &pending)
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
    options: RunOptions<'_>,
    events: &mut dyn FnMut(RunEvent<'_>),
) -> Result<Vec<String>, RunError> {
    let pending = |applied: &BTreeSet<String>| to_downgrade(repository, applied, target);
    let mut context = Context::new(connection, options, events);
    context.repository = Some(repository);
    run(context, Direction::Down, &pending)
}

fn run(
    mut context: Context<'_>,
    direction: Direction,
    pending: &Pending<'_, '_>,
) -> Result<Vec<String>, RunError> {
    let outcome = run_pending(&mut context, direction, pending);
    context.release_session_lock();
    // The caller goes on with a clean session. If there is no connection, its next statement reports that.
    let _ = context.renew();
    outcome
}

fn run_pending(
    context: &mut Context<'_>,
    direction: Direction,
    pending: &Pending<'_, '_>,
) -> Result<Vec<String>, RunError> {
    let mut done = Vec::new();
    let mut waited = false;
    let mut records = match context.options.start {
        Some(start) => start.clone(),
        None => context.read_records()?,
    };
    loop {
        let revisions = pending(&reached(&records, direction))?;
        if let Err(half_done) = refuse_half_done(&records.progress, &revisions, direction) {
            // The process that runs it may be at it just now.
            if std::mem::replace(&mut waited, true) {
                return Err(half_done);
            }
            records = records_under_lock(context, records)?;
            continue;
        }
        refuse_resume_at(context.options.resume_at, &records.progress)?;
        if revisions.is_empty() {
            return Ok(done);
        }
        let outcome = if context.take_session_lock(records.ledger.server())? {
            Outcome::RecordsChanged
        } else if context.options.atomic {
            atomic::run(context, &mut records, &revisions, &mut done)?
        } else {
            in_order(context, &mut records, direction, &revisions, &mut done)?
        };
        match outcome {
            Outcome::Done => return Ok(done),
            Outcome::RecordsChanged => records = context.read_records()?,
        }
    }
}

/// The records as they are when nobody else holds the migration lock.
fn records_under_lock(
    context: &mut Context<'_>,
    mut records: Snapshot,
) -> Result<Snapshot, RunError> {
    if context.take_session_lock(records.ledger.server())? {
        return context.read_records();
    }
    locked(context, &mut records.ledger, |context, _| {
        context.read_records()
    })
}

/// Runs the revisions one after the other until the records change under them. Only the last of them need wait for the
/// disk, where a log brings the others along.
fn in_order(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    direction: Direction,
    revisions: &[&Revision],
    done: &mut Vec<String>,
) -> Result<Outcome, RunError> {
    let journal = match revisions {
        [_, _, ..] => Journal::prepare(context.connection, context.options.sync_each)
            .map_err(records_error(SYNC))?,
        _ => None,
    };
    let outcome = each(
        context,
        records,
        direction,
        revisions,
        journal.as_ref(),
        done,
    );
    if let Some(journal) = journal {
        journal.settle(context.connection, matches!(outcome, Ok(Outcome::Done)));
    }
    outcome
}

/// How a failure to set when commits reach the disk is told.
const SYNC: &str = "set whether commits wait for the disk";

fn each(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    direction: Direction,
    revisions: &[&Revision],
    journal: Option<&Journal>,
    done: &mut Vec<String>,
) -> Result<Outcome, RunError> {
    let mut left = revisions;
    while let Some((revision, rest)) = left.split_first() {
        if let Some(journal) = journal.filter(|_| rest.is_empty()) {
            journal
                .wait_for_next(context.connection)
                .map_err(records_error(SYNC))?;
        }
        interrupt::tell_at_the_end(Some(cut_off(direction, done, left)));
        let outcome = one(context, records, revision, direction);
        interrupt::tell_at_the_end(None);
        match outcome {
            Ok(Outcome::Done) => {}
            Ok(Outcome::RecordsChanged) => return Ok(Outcome::RecordsChanged),
            Err(error) => return Err(account(error, direction, done, left)),
        }
        records.note(&revision.version, direction);
        done.push(revision.version.clone());
        left = rest;
        if !left.is_empty() && context.renew()? {
            return Ok(Outcome::RecordsChanged);
        }
    }
    Ok(Outcome::Done)
}

/// Runs one revision, in the way that its script allows.
fn one(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    revision: &Revision,
    direction: Direction,
) -> Result<Outcome, RunError> {
    if direction == Direction::Down && !records.applied.contains(&revision.version) {
        return stepwise::turn_back(context, records, revision);
    }
    let script = read_script(revision, direction)?;
    let prepared = Prepared::new(
        records.ledger.server(),
        &script,
        revision.run_in_transaction,
    )
    .map_err(not_run(revision, direction))?;
    if context.options.renew.is_none()
        && let Some(refusal) = prepared.lasts()
    {
        return Err(not_run(revision, direction)(refusal));
    }
    if records.progress_of(&revision.version).is_none() {
        losses::refuse(context, revision, direction, &prepared)?;
    }
    let session = session(context, &prepared)?;
    let job = Job {
        revision,
        direction,
        script: &script,
        prepared: &prepared,
        session: session.as_ref(),
    };
    let outcome = in_its_way(context, records, &job);
    for Warning { path, line, text } in prepared.warnings() {
        (context.events)(RunEvent::Warned {
            path: &path,
            line,
            text: &text,
        });
    }
    if outcome.is_err() {
        // Why it failed comes before what could not be given back.
        let _ = job.give_back(context.connection);
    }
    let traces = prepared.traces();
    context.is_used |= traces.unseen || traces.lasting.is_some();
    outcome
}

fn in_its_way(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    job: &Job<'_>,
) -> Result<Outcome, RunError> {
    let is_half_done = records.progress_of(&job.revision.version).is_some();
    match job.prepared.manner {
        // A half-done revision continues statement by statement, even if the rest could run in another way.
        _ if is_half_done => stepwise::run(context, records, job),
        Manner::Transactional => transaction::run(context, records, job),
        Manner::Rebuild | Manner::ForeignKeysOff => rebuild::run(context, records, job),
        Manner::Stepwise => stepwise::run(context, records, job),
    }
}

/// The versions that count as applied: for a downgrade also those that are half applied.
fn reached(records: &Snapshot, direction: Direction) -> BTreeSet<String> {
    match direction {
        Direction::Up => records.applied.clone(),
        Direction::Down => records.reached(),
    }
}

/// A revision that is half done is what comes next, or nothing does: on what it left nobody can build.
fn refuse_half_done(
    progress: &[Progress],
    revisions: &[&Revision],
    direction: Direction,
) -> Result<(), RunError> {
    let goes_on = |half: &Progress| {
        // A half-applied revision can be taken back as far as it was applied.
        (half.direction == direction || direction == Direction::Down)
            && revisions.iter().any(|one| one.version == half.version)
    };
    match progress.iter().find(|half| !goes_on(half)) {
        Some(half) => Err(RunError::HalfDone(Box::new(half.clone()))),
        None => Ok(()),
    }
}

/// `--resume-at` is about a revision that is half done.
fn refuse_resume_at(resume_at: Option<usize>, progress: &[Progress]) -> Result<(), RunError> {
    match resume_at {
        Some(at) if progress.is_empty() => Err(RunError::ResumeAt {
            at,
            reason: "no revision is half done".to_owned(),
        }),
        _ => Ok(()),
    }
}
