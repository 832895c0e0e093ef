//! All statements of a revision with the records between them in one message, where the session holds the lock: a message for
//! each would take longer than what they do. The server stops at the first that fails, and a variable of the session says
//! which one that was.

use std::collections::BTreeSet;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{BigInt, Nullable};

use super::super::error::records;
use super::super::one::Job;
use super::super::steps::{Kind, Piece, prefix_checksum};
use super::{Aftermath, Fate, Run, RunError, Walk, interrupted, mark, stays_done};
use crate::database::interrupt;
use crate::database::transaction::rollback;
use crate::migrations::revision::Direction;

/// In bytes: a server takes no message that is longer than its `max_allowed_packet`, which is a megabyte on old ones.
const LONGEST_MESSAGE: usize = 256 * 1024;

/// How many statements are done of the message, as the session remembers it.
const DONE: &str = "@moviectl_done";

/// When the message began.
const BEGAN: &str = "@moviectl_began";

/// What became of the attempt.
pub(super) enum PiecesAtOnce {
    /// The revision is done.
    Done,
    /// So many statements are done, which is recorded.
    DoneUpTo(usize),
    /// Nothing was told or done: it can't be run so.
    NotTried,
}

#[derive(QueryableByName)]
struct Reached {
    #[diesel(sql_type = Nullable<BigInt>)]
    done: Option<i64>,
}

impl Run<'_> {
    /// Runs a revision of which nothing is done.
    pub(super) fn pieces_at_once(
        &mut self,
        walk: &Walk<'_>,
        applied: &BTreeSet<String>,
        pieces: &[Piece<'_, '_>],
    ) -> Result<PiecesAtOnce, RunError> {
        let job = walk.job;
        let Some(message) = self.pieces_sql(walk, applied, pieces) else {
            return Ok(PiecesAtOnce::NotTried);
        };
        interrupt::check()
            .map_err(|interrupted| job.failed(Aftermath::NotRun, interrupted.into()))?;
        (self.events)(job.event());
        match self.connection.batch_execute(&message) {
            Ok(()) if job.direction == Direction::Up => Ok(PiecesAtOnce::Done),
            Ok(()) => Ok(PiecesAtOnce::DoneUpTo(job.prepared.len())),
            Err(error) => self.cut_off(walk, pieces, error),
        }
    }

    /// Records, statements and what the session remembers, in turn; nothing where they can't be sent so.
    fn pieces_sql(
        &self,
        walk: &Walk<'_>,
        applied: &BTreeSet<String>,
        pieces: &[Piece<'_, '_>],
    ) -> Option<String> {
        let job = walk.job;
        let all_alone = pieces.iter().all(|piece| piece.kind == Kind::Alone);
        let wanted = self.ledger.guard.is_some() && self.may_send_at_once() && all_alone;
        if !wanted || !job.prepared.is_closed(self.ledger.dialect()) {
            return None;
        }
        let record = job.record(Duration::ZERO);
        let mut parts = vec![format!("SET {DONE} = 0, {BEGAN} = NOW(6)")];
        for piece in pieces {
            let prefix = prefix_checksum(job.prepared.statements(), piece.before);
            let text = piece.text();
            parts.push(self.ledger.guarded_progress_sql(
                &record,
                job.direction,
                piece.before,
                &prefix,
                &text,
            )?);
            parts.push(format!("{}{text}", mark(job, piece.before)));
            parts.push(format!("SET {DONE} = {}", piece.after()));
        }
        if job.direction == Direction::Up {
            let duration = format!("TIMESTAMPDIFF(MICROSECOND, {BEGAN}, NOW(6)) DIV 1000");
            parts.push(
                self.ledger
                    .guarded_insert_sql(&record, &duration, applied)?,
            );
        }
        let message = parts.join(";\n");
        (message.len() <= LONGEST_MESSAGE).then_some(message)
    }

    /// What the message has done that failed, which is recorded then.
    fn cut_off(
        &mut self,
        walk: &Walk<'_>,
        pieces: &[Piece<'_, '_>],
        error: DieselError,
    ) -> Result<PiecesAtOnce, RunError> {
        let job = walk.job;
        rollback(self.connection);
        let Some(done) = self.done_of_message() else {
            return Err(job.failed(Aftermath::CutOff, job.prepared.somewhere(error)));
        };
        let recorded = self
            .read(|run| run.ledger.progress(run.connection))?
            .into_iter()
            .find(|half| half.version == job.revision.version)
            .map(|half| half.done);
        let statement = job.prepared.statements().get(done);
        let piece = pieces.iter().find(|piece| piece.before == done);
        if let (Some(statement), Some(piece)) = (statement, piece)
            && recorded == Some(done)
        {
            if interrupted(job, done).is_err() && self.seems_done(piece) {
                return self.done_up_to(job, piece, error);
            }
            // It failed, and nobody need wonder what became of it. Where that can't be written the server is gone.
            let _ = self.mark_begun(job, piece, false);
            interrupted(job, done)?;
            let refused = job.prepared.refused(statement, 1, error);
            return Err(job.failed(stays_done(job, done), refused));
        }
        // What failed is a record: for want of the lock, or because of a signal.
        self.recorded_or_lost(false)?;
        let last = pieces.iter().find(|piece| piece.after() == done);
        let Some(last) = last.filter(|last| recorded == Some(last.before)) else {
            interrupted(job, done)?;
            return Err(records("record how far the revision is")(error));
        };
        self.done_up_to(job, last, error)
    }

    /// Records that a piece is done, although the message failed after it.
    fn done_up_to(
        &mut self,
        job: &Job<'_>,
        piece: &Piece<'_, '_>,
        error: DieselError,
    ) -> Result<PiecesAtOnce, RunError> {
        match self.mark_done(job, piece, None)? {
            true => Ok(PiecesAtOnce::DoneUpTo(piece.after())),
            false => Err(records("record how far the revision is")(error)),
        }
    }

    /// Whether the database says that a statement was done: what a signal cancels may be what comes after it.
    fn seems_done(&mut self, piece: &Piece<'_, '_>) -> bool {
        let fate = self
            .options
            .probe
            .map(|probe| probe(self.connection, &piece.text()));
        matches!(fate, Some(Ok(Fate::Done)))
    }

    /// How many statements of the message are done; nothing where the session is gone.
    fn done_of_message(&mut self) -> Option<usize> {
        let query = format!("SELECT CAST({DONE} AS SIGNED) AS done");
        let reached: Reached = diesel::sql_query(query).get_result(self.connection).ok()?;
        usize::try_from(reached.done?).ok()
    }
}
