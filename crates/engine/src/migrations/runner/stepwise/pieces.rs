//! The pieces of a script that runs outside of a transaction. A run can be cut off between two pieces.

use crate::migrations::revision::digest;
use crate::migrations::script::opens_transaction;
use moviectl_schema::dialect::script::{
    Statement, commits_implicitly, fits_transaction, sets_session, transaction_control,
};
use moviectl_schema::dialect::{Dialect, Server};

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

/// The pieces of a script. With `records_apart`, records are written on another connection, so that no transaction holds a
/// statement and the record of it.
pub(super) fn pieces<'p, 'a>(
    server: Server,
    statements: &'p [Statement<'a>],
    records_apart: bool,
) -> Vec<Piece<'p, 'a>> {
    let mut pieces = Vec::new();
    let mut rest = statements;
    while let Some(first) = rest.first() {
        let (kind, length) = if !records_apart && opens_transaction(first) {
            (
                Kind::Transaction,
                transaction_length(server.dialect(), rest),
            )
        } else if !records_apart && fits_transaction(server, first) {
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

/// How many statements a transaction has that begins with the first of them: up to the one that ends it, or to the last
/// one before a statement that commits it.
fn transaction_length(dialect: Dialect, statements: &[Statement<'_>]) -> usize {
    let later = statements.iter().enumerate().skip(1);
    for (at, statement) in later {
        if commits_implicitly(dialect, statement) {
            return at;
        }
        if closes(statement) {
            return at + 1;
        }
    }
    statements.len()
}

/// Returns whether the statement ends the open transaction.
pub(super) fn closes(statement: &Statement<'_>) -> bool {
    transaction_control(statement).is_some() && !opens_transaction(statement)
}

/// Returns whether the statement commits the open transaction.
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

/// Returns those of the first `count` statements that change session settings. A later session must run them again.
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
        pieces(Server::recent(dialect), &statements, false)
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
    fn ddl_ends_a_transaction_of_mysql() {
        let script = "BEGIN; INSERT INTO a VALUES (1); CREATE TABLE c (d INT); INSERT INTO a VALUES (2); COMMIT";
        assert_eq!(
            described(Dialect::Mysql, script),
            [
                (Kind::Transaction, 0, 2),
                (Kind::Alone, 2, 3),
                (Kind::Recorded, 3, 4),
                (Kind::Alone, 4, 5),
            ]
        );
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
