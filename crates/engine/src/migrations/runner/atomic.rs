//! All pending revisions in one transaction.

use super::context::Context;
use super::error::{Aftermath, RunError};
use super::job::{self, Job, not_run, read_script};
use super::losses;
use super::outcome::Outcome;
use super::stopped::stopped;
use super::transaction::{has_exactly, locked, run_script};
use crate::migrations::records::Snapshot;
use crate::migrations::revision::{Direction, Revision, Script};
use crate::migrations::script::{Manner, Prepared, ScriptError};

/// Applies them all or none, if the records are still as they were read.
pub(super) fn run(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    revisions: &[&Revision],
    done: &mut Vec<String>,
) -> Result<Outcome, RunError> {
    // Before anything runs.
    let scripts = revisions
        .iter()
        .map(|revision| read_script(revision, Direction::Up))
        .collect::<Result<Vec<Script>, _>>()?;
    let server = records.ledger.server();
    let mut all = Vec::new();
    for (revision, script) in revisions.iter().zip(&scripts) {
        let prepared = Prepared::new(server, script, revision.run_in_transaction)
            .map_err(not_run(revision, Direction::Up))?;
        refuse(revision, &prepared)?;
        losses::refuse(context, revision, Direction::Up, &prepared)?;
        let session = job::session(context, &prepared)?;
        all.push((*revision, script, prepared, session));
    }
    let Snapshot {
        ledger, applied, ..
    } = records;
    let outcome = locked(context, ledger, |context, ledger| {
        if !has_exactly(context.connection, ledger, None, applied)? {
            return Ok(Outcome::RecordsChanged);
        }
        for (revision, script, prepared, session) in &all {
            let job = Job {
                revision,
                direction: Direction::Up,
                script,
                prepared,
                session: session.as_ref(),
            };
            (context.events)(job.event());
            run_script(context.connection, ledger, &job)
                .map_err(|error| all_rolled_back(error, revisions))?;
        }
        Ok(Outcome::Done)
    })?;
    context.is_used |= all
        .iter()
        .any(|(_, _, prepared, _)| prepared.traces().unseen);
    if outcome == Outcome::Done {
        done.extend(revisions.iter().map(|one| one.version.clone()));
    }
    Ok(outcome)
}

fn refuse(revision: &Revision, prepared: &Prepared<'_>) -> Result<(), RunError> {
    let why = match prepared.manner {
        Manner::Transactional if prepared.lasts().is_some() => {
            "changes the session in a way that only a new session undoes"
        }
        Manner::Transactional => return Ok(()),
        Manner::Rebuild | Manner::ForeignKeysOff => {
            "switches foreign keys off, which a transaction can't"
        }
        Manner::Stepwise if revision.run_in_transaction => {
            "changes tables, which no transaction of this database can hold"
        }
        Manner::Stepwise => "runs outside of a transaction (run_in_transaction = false)",
    };
    Err(RunError::NotAtomic {
        reason: format!("revision {} {why}", revision.version),
    })
}

fn all_rolled_back(error: RunError, revisions: &[&Revision]) -> RunError {
    match error {
        RunError::Script {
            source: ScriptError::Interrupted(interrupted),
            ..
        } => stopped(interrupted, None, Direction::Up, &[], revisions),
        RunError::Script {
            version,
            direction,
            source,
            ..
        } => RunError::Script {
            version,
            direction,
            aftermath: Aftermath::AllRolledBack,
            source,
        },
        other => other,
    }
}
