//! Finds the statement at which a revision that was cut off continues. It reads the revision's records, and asks the
//! database about the statement that was running.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;

use super::super::error::{RunError, records as records_error};
use super::super::options::{Fate, RunEvent};
use super::pieces::{Kind, Piece, prefix_checksum, session};
use super::walk::{Walk, job_error, mark};
use crate::database::{LockError, interrupt, still_runs};
use crate::migrations::records::{Progress, Step};

/// Between two looks at a statement that still runs on the server.
const PAUSE: Duration = Duration::from_millis(200);

impl Walk<'_, '_> {
    /// How many statements are done of a revision that was cut off, after all is cleared up that it left.
    pub(super) fn resume(
        &mut self,
        progress: &Progress,
        pieces: &[Piece<'_, '_>],
    ) -> Result<usize, RunError> {
        let statements = self.job.prepared.statements();
        let is_between = |done: usize| {
            done == statements.len() || pieces.iter().any(|piece| piece.before == done)
        };
        self.wait_for_orphan(progress)?;
        let done = if let Some(at) = self.context.options.resume_at {
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
            self.set_session_again(progress.done)?;
            match &progress.started {
                None => progress.done,
                Some(started) => self.clear_up(progress, started, pieces)?,
            }
        };
        if self.context.options.resume_at.is_some() {
            self.set_session_again(done)?;
        }
        // If another process was faster, the next piece reports it.
        self.check_second_lock()?;
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

    /// Repeats the finished statements that change session settings, because their session is gone.
    fn set_session_again(&mut self, done: usize) -> Result<(), RunError> {
        let job = self.job;
        for statement in session(self.dialect(), job.prepared.statements(), done) {
            let ran = job
                .prepared
                .run_marked(self.context.connection, statement, "");
            job_error(job, done, ran)?;
        }
        Ok(())
    }

    /// Finds the outcome of the statement that was cut off. Returns the number of statements that are done, with it or
    /// without it.
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
        let fate = match self.context.options.probe {
            _ if whole => Fate::NotDone,
            Some(probe) => {
                let connection = self.recorder.as_mut().unwrap_or(self.context.connection);
                probe(connection, started).map_err(records_error(doing))?
            }
            None => Fate::Unknown,
        };
        match fate {
            // The statement failed, so it was not done: the state that looks like its result existed before.
            Fate::Done if failed => Ok(progress.done),
            Fate::Done => Ok(after),
            Fate::HalfDone(remedy) => {
                self.check_lock()?;
                self.context
                    .connection
                    .batch_execute(&remedy)
                    .map_err(records_error(
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
    fn wait_for_orphan(&mut self, progress: &Progress) -> Result<(), RunError> {
        let Some(process) = progress
            .process
            .as_ref()
            .filter(|_| progress.started.is_some())
        else {
            return Ok(());
        };
        let mark = mark(self.job, progress.done);
        let began = Instant::now();
        let mut told = false;
        while still_runs(self.context.connection, process, &mark)
            .map_err(records_error("see whether a statement still runs"))?
        {
            if !told {
                told = true;
                (self.context.events)(RunEvent::WaitingForStatement);
            }
            if began.elapsed() >= self.context.options.lock_timeout {
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
}
