//! What a script that runs outside of a transaction consists of: the pieces between which it can be cut off.

use crate::migrations::revision::digest;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{
    Statement, fits_transaction, sets_session, transaction_control,
};

/// How a piece is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A statement in one transaction with the record of it: it can't be cut off in between.
    Recorded,
    /// A statement that no transaction can hold.
    Alone,
    /// A transaction of the script's own.
    Transaction,
}

/// A piece of a script: one statement, or a transaction of the script's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'p, 'a> {
    pub(super) kind: Kind,
    /// How many statements come before.
    pub(super) before: usize,
    pub(super) statements: &'p [Statement<'a>],
}

impl Piece<'_, '_> {
    /// How many statements are done when this is.
    pub(super) fn after(&self) -> usize {
        self.before + self.statements.len()
    }

    /// Its statements as one text.
    pub(super) fn text(&self) -> String {
        let texts: Vec<&str> = self
            .statements
            .iter()
            .map(|statement| statement.text)
            .collect();
        texts.join(";\n")
    }
}

/// The pieces of a script.
pub(super) fn pieces<'p, 'a>(
    dialect: Dialect,
    statements: &'p [Statement<'a>],
) -> Vec<Piece<'p, 'a>> {
    let mut pieces = Vec::new();
    let mut rest = statements;
    while let Some(first) = rest.first() {
        let (kind, length) = if opens(first) {
            let end = rest.iter().position(closes);
            (Kind::Transaction, end.map_or(rest.len(), |end| end + 1))
        } else if fits_transaction(dialect, first) {
            (Kind::Recorded, 1)
        } else {
            (Kind::Alone, 1)
        };
        let (piece, after) = rest.split_at(length);
        pieces.push(Piece {
            kind,
            before: statements.len() - rest.len(),
            statements: piece,
        });
        rest = after;
    }
    pieces
}

fn opens(statement: &Statement<'_>) -> bool {
    matches!(
        transaction_control(statement),
        Some("BEGIN" | "START TRANSACTION")
    )
}

fn closes(statement: &Statement<'_>) -> bool {
    transaction_control(statement).is_some() && !opens(statement)
}

/// Whether the statement commits.
pub(super) fn commits(statement: &Statement<'_>) -> bool {
    matches!(transaction_control(statement), Some("COMMIT" | "END"))
}

/// The digest of the first `count` statements.
pub(super) fn prefix_checksum(statements: &[Statement<'_>], count: usize) -> String {
    let texts: Vec<&str> = statements
        .iter()
        .take(count)
        .map(|statement| statement.text)
        .collect();
    digest(&texts.join(";\n"))
}

/// What the first `count` statements set for the session, and a later session needs again.
pub(super) fn session<'p, 'a>(
    dialect: Dialect,
    statements: &'p [Statement<'a>],
    count: usize,
) -> impl Iterator<Item = &'p Statement<'a>> {
    statements
        .iter()
        .take(count)
        .filter(move |statement| sets_session(dialect, statement))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use moviectl_schema::dialect::script::split;

    fn described(dialect: Dialect, script: &str) -> Vec<(Kind, usize, usize)> {
        let statements = split(dialect, script);
        pieces(dialect, &statements)
            .iter()
            .map(|piece| (piece.kind, piece.before, piece.after()))
            .collect()
    }

    #[test]
    fn a_transaction_of_the_scripts_own_is_one_piece() {
        let script = "CREATE TABLE a (b int); BEGIN; DROP TABLE x; COMMIT; VACUUM; BEGIN; SELECT 1";
        assert_eq!(
            described(Dialect::Postgres, script),
            [
                (Kind::Recorded, 0, 1),
                (Kind::Transaction, 1, 4),
                (Kind::Alone, 4, 5),
                (Kind::Transaction, 5, 7),
            ]
        );
        assert!(described(Dialect::Sqlite, "-- nothing").is_empty());
    }

    #[test]
    fn a_checksum_of_the_beginning_ignores_what_comes_after() {
        let checksum =
            |script: &str, count| prefix_checksum(&split(Dialect::Sqlite, script), count);
        assert_eq!(checksum("A; B; C", 2), checksum("A;\n-- more\nB; X; Y", 2));
        assert_ne!(checksum("A; B", 2), checksum("A; B B", 2));
        assert_eq!(checksum("A\nB;", 1), checksum("A\r\nB;", 1));
    }

    #[test]
    fn settings_of_the_session_are_needed_again() {
        let statements = split(
            Dialect::Postgres,
            "SET a = 1; SET LOCAL b = 2; SELECT 1; RESET c; SET d = 4",
        );
        let again: Vec<&str> = session(Dialect::Postgres, &statements, 4)
            .map(|statement| statement.text)
            .collect();
        assert_eq!(again, ["SET a = 1", "RESET c"]);
    }
}
