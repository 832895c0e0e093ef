//! The three kinds of pieces, and how each is run with the record of it.

use diesel::connection::SimpleConnection;

use super::super::error::{RunError, records as records_error};
use super::pieces::{Kind, Piece, closes, commits, prefix_checksum};
use super::walk::{
    RECORD, Stepped, Walk, cut_off, interrupted, job_error, mark, stays_done, step_of,
};
use crate::database::transaction::{is_lost, rollback};

impl Walk<'_, '_> {
    pub(super) fn piece(
        &mut self,
        piece: &Piece<'_, '_>,
        next: Option<&Piece<'_, '_>>,
    ) -> Result<Stepped, RunError> {
        let mut ran = interrupted(self.job, piece.before).and_then(|()| match piece.kind {
            Kind::Recorded => self.recorded(piece),
            Kind::Alone => self.alone(piece, next),
            Kind::Transaction => self.own_transaction(piece),
        });
        if let Err(RunError::Script { aftermath, .. }) = &mut ran {
            // A file is not lost.
            if !self.dialect().features().embedded && is_lost(self.context.connection) {
                *aftermath = cut_off(self.job, piece.before);
            } else {
                // The statement failed, so its outcome is known. If this record cannot be written, the server is gone.
                let _ = self.mark_begun(piece, false);
            }
        }
        ran
    }

    /// A statement and the record of it, in one transaction.
    fn recorded(&mut self, piece: &Piece<'_, '_>) -> Result<Stepped, RunError> {
        let job = self.job;
        let guard = self.context.session_lock_condition();
        let stepped = self.in_transaction(|context, ledger| {
            let checksum = prefix_checksum(job.prepared.statements(), piece.after());
            let step = step_of(job, piece.before, piece.after(), &checksum, None);
            let recorded = ledger
                .step(context.connection, guard.as_deref(), &step)
                .map_err(records_error(RECORD))?;
            if !recorded {
                return Ok(Stepped::Overtaken);
            }
            for statement in piece.statements {
                let ran = job.prepared.run_marked(context.connection, statement, "");
                job_error(job, piece.before, ran)?;
            }
            Ok(Stepped::Done)
        });
        let stepped = stepped.map_err(|error| match error {
            RunError::Commit { source, .. } => job.failed(
                stays_done(job, piece.before),
                job.prepared.commit_failed(source),
            ),
            error => error,
        })?;
        if stepped == Stepped::Overtaken {
            self.check_lock()?;
        }
        Ok(stepped)
    }

    /// A statement between two records.
    fn alone(
        &mut self,
        piece: &Piece<'_, '_>,
        next: Option<&Piece<'_, '_>>,
    ) -> Result<Stepped, RunError> {
        let job = self.job;
        if !self.is_begun(piece)? {
            return Ok(Stepped::Overtaken);
        }
        let mark = mark(job, piece.before);
        for statement in piece.statements {
            let ran = job
                .prepared
                .run_marked(self.context.connection, statement, &mark);
            job_error(job, piece.before, ran)?;
        }
        if self.recorder.is_some() && self.dialect().features().autocommit_off {
            // If the script has switched autocommit off, a statement that is recorded as done must not stay in an open
            // transaction. COMMIT keeps the tables locked: <https://dev.mysql.com/doc/refman/8.0/en/lock-tables.html>.
            let committed = self.context.connection.batch_execute("COMMIT");
            job_error(
                job,
                piece.before,
                committed.map_err(|source| job.prepared.commit_failed(source)),
            )?;
        }
        if next.is_none() && self.is_locked() {
            // The record of the revision says so.
            return Ok(Stepped::Done);
        }
        let announced = self.announces(next).map(|next| (next.before, next.text()));
        let started = announced.as_ref().map(|(_, text)| text.as_str());
        self.check_second_lock()?;
        let done = self.mark_done(piece, started)?;
        self.begun = announced.map(|(before, _)| before);
        Ok(Stepped::of(done))
    }

    /// A transaction of the script's own, with the record of it inside where it commits.
    fn own_transaction(&mut self, piece: &Piece<'_, '_>) -> Result<Stepped, RunError> {
        let job = self.job;
        if !self.is_begun(piece)? {
            return Ok(Stepped::Overtaken);
        }
        let mark = mark(job, piece.before);
        let mut recorded = false;
        for statement in piece.statements {
            if commits(statement) {
                self.check_second_lock()?;
                if !self.mark_done(piece, None)? {
                    rollback(self.context.connection);
                    return Ok(Stepped::Overtaken);
                }
                recorded = true;
            }
            let ran = job
                .prepared
                .run_marked(self.context.connection, statement, &mark);
            if ran.is_err() {
                rollback(self.context.connection);
            }
            job_error(job, piece.before, ran)?;
        }
        if recorded {
            return Ok(Stepped::Done);
        }
        if piece.statements.last().is_some_and(closes) {
            // The script has rolled it back.
            return self.mark_done(piece, None).map(Stepped::of);
        }
        // The statement behind it would commit it; so the record is committed with it.
        if !self.mark_done(piece, None)? {
            rollback(self.context.connection);
            return Ok(Stepped::Overtaken);
        }
        let committed = self.context.connection.batch_execute("COMMIT");
        let committed = committed.map_err(|source| job.prepared.commit_failed(source));
        job_error(job, piece.before, committed)?;
        Ok(Stepped::Done)
    }
}
