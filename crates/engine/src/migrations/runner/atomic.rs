//! All pending revisions in one transaction.

use std::collections::BTreeSet;

use super::one::{Job, script_error};
use super::{Aftermath, Run, RunError, stopped};
use crate::migrations::revision::{Direction, Revision};
use crate::migrations::script::{self, Manner, Prepared, ScriptError};

impl Run<'_> {
    /// Applies them all or none, if `applied` is still what is applied when the lock is held; tells whether it was.
    pub(super) fn atomic(
        &mut self,
        to_do: &[&Revision],
        applied: &BTreeSet<String>,
    ) -> Result<bool, RunError> {
        if to_do.is_empty() {
            return Ok(true);
        }
        let dialect = self.ledger.dialect();
        // Before anything runs.
        let scripts = to_do
            .iter()
            .map(|revision| {
                script::read(revision, Direction::Up).map_err(script_error(
                    revision,
                    Direction::Up,
                    Aftermath::NotRun,
                ))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut all = Vec::new();
        for (revision, script) in to_do.iter().zip(&scripts) {
            let prepared = Prepared::new(dialect, script, revision.run_in_transaction)
                .map_err(script_error(revision, Direction::Up, Aftermath::NotRun))?;
            refuse(revision, &prepared)?;
            all.push((*revision, script, prepared));
        }
        self.locked(|run| {
            if !run.is_still(applied)? {
                return Ok(false);
            }
            for (revision, script, prepared) in &all {
                let job = Job {
                    revision,
                    direction: Direction::Up,
                    script,
                    prepared,
                    rest: &[],
                };
                (run.events)(job.event());
                run.script_and_records(&job, false)
                    .map_err(|error| all_rolled_back(error, to_do))?;
            }
            Ok(true)
        })
    }
}

fn refuse(revision: &Revision, prepared: &Prepared<'_>) -> Result<(), RunError> {
    let why = match prepared.manner {
        Manner::Transactional => return Ok(()),
        Manner::Rebuild => "switches foreign keys off, which a transaction can't",
        Manner::Stepwise if revision.run_in_transaction => {
            "changes tables, which no transaction of this database can hold"
        }
        Manner::Stepwise => "runs outside of a transaction (run_in_transaction = false)",
    };
    Err(RunError::NotAtomic {
        reason: format!("revision {} {why}", revision.version),
    })
}

fn all_rolled_back(error: RunError, to_do: &[&Revision]) -> RunError {
    match error {
        RunError::Script {
            source: ScriptError::Interrupted(interrupted),
            ..
        } => stopped(interrupted, None, Direction::Up, Vec::new(), to_do),
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
