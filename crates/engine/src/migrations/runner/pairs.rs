//! Which statements of `down.sql` take back which of `up.sql`: scripts that are generated for databases without
//! transactional DDL say so by their steps (`-- step n`). So a revision that is half applied can be taken back as far as
//! it was done.

use std::ops::Range;

use moviectl_schema::dialect::script::{fits_transaction, split, steps};
use moviectl_schema::dialect::{Dialect, Server};

/// Why nobody knows how to take back what is done of a script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unpaired {
    /// The scripts have no steps, or not the same ones in the opposite order.
    #[error(
        "its scripts do not say which statements of down.sql take back which of up.sql (`-- step n`)"
    )]
    NoSteps,
    /// A step is done in part, and down.sql takes it back only as a whole.
    #[error("step {0} of up.sql is done in part, which down.sql can't take back")]
    InStep(u32),
}

/// How many statements at the beginning of `down` have nothing to take back where the first `done` statements of `up`
/// are done.
pub(super) fn skipped(
    server: Server,
    up: &str,
    down: &str,
    done: usize,
) -> Result<usize, Unpaired> {
    let dialect = server.dialect();
    let statements = split(dialect, up);
    if done == 0 {
        return Ok(split(dialect, down).len());
    }
    let (ups, downs) = paired(dialect, up, down).ok_or(Unpaired::NoSteps)?;
    let mut skipped = 0;
    for ((number, up), (_, down)) in ups.iter().rev().zip(&downs) {
        if up.start >= done {
            skipped += down.len();
            continue;
        }
        if up.end <= done {
            break;
        }
        let part = statements.get(up.start..done).unwrap_or_default();
        // Rows that were changed on the way stay so; the step that fills them takes nothing back either.
        let rows_only = part.iter().all(|one| fits_transaction(server, one));
        skipped += match down.len() {
            length if rows_only => length,
            length if length == up.len() => length - part.len(),
            1 => 0,
            _ => return Err(Unpaired::InStep(*number)),
        };
        break;
    }
    Ok(skipped)
}

type Steps = Vec<(u32, Range<usize>)>;

/// The steps of both scripts, where they are the same ones in opposite orders.
fn paired(dialect: Dialect, up: &str, down: &str) -> Option<(Steps, Steps)> {
    let (ups, downs) = (steps(dialect, up)?, steps(dialect, down)?);
    let numbers = ups.iter().map(|(number, _)| number);
    let mirrored = numbers.eq(downs.iter().rev().map(|(number, _)| number));
    let ascending = ups.is_sorted_by(|one, other| one.0 < other.0);
    (mirrored && ascending).then_some((ups, downs))
}

#[cfg(test)]
mod tests {
    use super::*;

    const UP: &str = "-- step 1\nCREATE TABLE a (i INT);\n-- step 2\nDROP INDEX x ON b;\nALTER TABLE b DROP c;\n\
                      -- step 3\nUPDATE b SET d = 1;\nALTER TABLE b MODIFY d INT NOT NULL;\n";
    const DOWN: &str = "-- step 3\nALTER TABLE b MODIFY d INT;\n-- step 2\nALTER TABLE b ADD c INT;\n\
                        CREATE INDEX x ON b (c);\n-- step 1\nDROP TABLE a;\n";

    fn skipped_after(done: usize) -> Result<usize, Unpaired> {
        skipped(Server::recent(Dialect::Mysql), UP, DOWN, done)
    }

    #[test]
    fn what_was_not_done_is_not_taken_back() {
        assert_eq!(skipped_after(0), Ok(4));
        assert_eq!(skipped_after(1), Ok(3));
        assert_eq!(skipped_after(2), Ok(2));
        assert_eq!(skipped_after(3), Ok(1));
        assert_eq!(skipped_after(4), Ok(1));
        assert_eq!(skipped_after(5), Ok(0));
    }

    #[test]
    fn scripts_that_do_not_pair_are_told() {
        let down = "ALTER TABLE b MODIFY d INT;\nDROP TABLE a";
        let unpaired = skipped(Server::recent(Dialect::Mysql), UP, down, 1);
        assert_eq!(unpaired, Err(Unpaired::NoSteps));
        assert_eq!(skipped(Server::recent(Dialect::Mysql), UP, down, 0), Ok(2));
        let up = "-- step 1\nDROP TABLE a;\nDROP TABLE b;\nDROP TABLE c";
        let down = "-- step 1\nCREATE TABLE c (i INT);\nCREATE TABLE b (i INT)";
        let unpaired = skipped(Server::recent(Dialect::Mysql), up, down, 1);
        assert_eq!(unpaired, Err(Unpaired::InStep(1)));
    }
}
