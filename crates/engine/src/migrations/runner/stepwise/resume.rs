//! Where a revision goes on that was cut off: what its records say, and what the database says of the statement that was
//! running.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;

use super::super::error::records;
use super::super::one::Job;
use super::super::steps::{Kind, Piece, prefix_checksum, session};
use super::{Fate, Run, RunError, RunEvent, Walk, job_error, mark};
use crate::database::{LockError, interrupt, still_runs};
use crate::migrations::records::{Progress, Step};

/// Between two looks at a statement that still runs on the server.
const PAUSE: Duration = Duration::from_millis(200);

impl Run<'_> {
    /// How many statements are done of a revision that was cut off, after all is cleared up that it left.
    pub(super) fn resume(
        &mut self,
        walk: &Walk<'_>,
        progress: &Progress,
        pieces: &[Piece<'_, '_>],
    ) -> Result<usize, RunError> {
        let statements = walk.job.prepared.statements();
        let is_between = |done: usize| {
            done == statements.len() || pieces.iter().any(|piece| piece.before == done)
        };
        self.wait_for_orphan(walk, progress)?;
        let done = if let Some(at) = self.options.resume_at {
            let done = at.checked_sub(1).filter(|done| is_between(*done));
            done.ok_or_else(|| RunError::ResumeAt {
                at,
                reason: match at {
                    0 => "statements are counted from 1".to_owned(),
                    at if at > statements.len() + 1 => {
                        format!("the script has {}", statements.len())
                    }
                    _ => "it is inside of a transaction of the script's own".to_owned(),
                },
            })?
        } else {
            let same = progress.done <= statements.len()
                && (progress.done == 0
                    || prefix_checksum(statements, progress.done) == progress.prefix_checksum);
            if !same || !is_between(progress.done) {
                return Err(RunError::PrefixEdited(Box::new(progress.clone())));
            }
            self.set_session_again(walk.job, progress.done)?;
            match &progress.started {
                None => progress.done,
                Some(started) => self.clear_up(progress, started, pieces)?,
            }
        };
        if self.options.resume_at.is_some() {
            self.set_session_again(walk.job, done)?;
        }
        // Where somebody else was faster, the next piece tells.
        self.check()?;
        self.step(&Step {
            version: &progress.version,
            direction: progress.direction,
            expected: progress.done,
            done,
            prefix_checksum: &prefix_checksum(statements, done),
            started: None,
            runs: false,
        })?;
        Ok(done)
    }

    /// What the statements that are done set for a session that is gone.
    fn set_session_again(&mut self, job: &Job<'_>, done: usize) -> Result<(), RunError> {
        let statements = job.prepared.statements();
        for statement in session(self.ledger.dialect(), statements, done) {
            let ran = job.prepared.run_marked(self.connection, statement, "");
            job_error(job, done, ran)?;
        }
        Ok(())
    }

    /// What became of the statement that was cut off: how many are done with it or without it.
    fn clear_up(
        &mut self,
        progress: &Progress,
        started: &str,
        pieces: &[Piece<'_, '_>],
    ) -> Result<usize, RunError> {
        let piece = pieces.iter().find(|piece| piece.before == progress.done);
        let after = piece.map_or(progress.done, Piece::after);
        // The server rolls a transaction back whose client is gone.
        let whole = piece.is_some_and(|piece| piece.kind == Kind::Transaction);
        let failed = progress.process.is_none();
        let doing = "find out what became of a statement that was cut off";
        let fate = match self.options.probe {
            _ if whole => Fate::NotDone,
            Some(probe) => probe(self.connection, started).map_err(records(doing))?,
            None => Fate::Unknown,
        };
        match fate {
            // What failed was not done: what it looks like was there before.
            Fate::Done if failed => Ok(progress.done),
            Fate::Done => Ok(after),
            Fate::HalfDone(remedy) => {
                if let Some(held) = &mut self.held {
                    held.check(self.connection)?;
                }
                self.connection.batch_execute(&remedy).map_err(records(
                    "remove what a statement left behind that was cut off",
                ))?;
                Ok(progress.done)
            }
            Fate::NotDone => Ok(progress.done),
            Fate::Unknown if failed => Ok(progress.done),
            Fate::Unknown => Err(RunError::CannotTell {
                progress: Box::new(progress.clone()),
                statement: progress.done + 1,
            }),
        }
    }

    /// A statement goes on without its client until the server notices, or until it is done.
    fn wait_for_orphan(&mut self, walk: &Walk<'_>, progress: &Progress) -> Result<(), RunError> {
        let Some(process) = progress
            .process
            .as_ref()
            .filter(|_| progress.started.is_some())
        else {
            return Ok(());
        };
        let mark = mark(walk.job, progress.done);
        let began = Instant::now();
        let mut told = false;
        while still_runs(self.connection, process, &mark)
            .map_err(records("see whether a statement still runs"))?
        {
            if !told {
                told = true;
                (self.events)(RunEvent::WaitingForStatement);
            }
            if began.elapsed() >= self.options.lock_timeout {
                return Err(RunError::StillRunning {
                    version: progress.version.clone(),
                    statement: progress.done + 1,
                    waited: began.elapsed(),
                });
            }
            interrupt::check().map_err(LockError::from)?;
            std::thread::sleep(PAUSE);
            interrupt::check().map_err(LockError::from)?;
        }
        Ok(())
    }

    /// `--resume-at` is about a revision that is half done.
    pub(in crate::migrations::runner) fn refuse_resume_at(
        &self,
        progress: &[Progress],
    ) -> Result<(), RunError> {
        match self.options.resume_at {
            Some(at) if progress.is_empty() => Err(RunError::ResumeAt {
                at,
                reason: "no revision is half done".to_owned(),
            }),
            _ => Ok(()),
        }
    }
}
