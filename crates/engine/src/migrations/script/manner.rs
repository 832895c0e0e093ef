//! The manner in which a script runs, from its statements.

use crate::migrations::records::{DIESEL_TABLE, OWN_TABLE};
use moviectl_schema::dialect::script::{
    Replacements, Statement, breaks_transaction, commits_implicitly, needs_no_transaction,
    replacements, transaction_control, without_frame,
};
use moviectl_schema::dialect::{Dialect, Server};

/// How a script wants to be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::migrations) enum Manner {
    /// Inside of a transaction.
    Transactional,
    /// Inside of a transaction, with foreign keys off: a SQLite rebuild, written as any tool runs it right.
    Rebuild,
    /// The same, of a script that was written in another way: it switches foreign keys off somewhere, or it replaces a
    /// table that others may reference.
    ForeignKeysOff,
    /// Each statement by itself, with a record of each: because the revision says so, or because its statements commit
    /// by themselves.
    Stepwise,
}

impl Manner {
    /// How statements are run that are to be one transaction: some databases have none that could hold them.
    pub(super) fn of_transaction(server: Server, statements: &[Statement<'_>]) -> Self {
        if statements.iter().any(|one| breaks_transaction(server, one)) {
            Self::Stepwise
        } else {
            Self::Transactional
        }
    }

    /// How statements are run of a revision with `run_in_transaction = false` that is no rebuild. Diesel sends the script
    /// as one message, which PostgreSQL runs as one implicit transaction
    /// (<https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT>), unless a statement
    /// ends or refuses transactions.
    pub(super) fn without_transaction(server: Server, statements: &[Statement<'_>]) -> Self {
        let one_message = server.capabilities().implicit_transactions
            && !statements.iter().any(|statement| {
                transaction_control(statement).is_some()
                    || needs_no_transaction(server.dialect(), statement)
                    || breaks_transaction(server, statement)
            });
        if one_message {
            Self::Transactional
        } else {
            Self::Stepwise
        }
    }
}

/// Returns whether the statement begins a transaction.
pub(in crate::migrations) fn opens_transaction(statement: &Statement<'_>) -> bool {
    matches!(
        transaction_control(statement),
        Some("BEGIN" | "START TRANSACTION")
    )
}

/// The statement that begins a transaction which the script does not end: its rows would be gone with the session.
pub(super) fn never_ended<'s, 'a>(
    dialect: Dialect,
    statements: &'s [Statement<'a>],
) -> Option<&'s Statement<'a>> {
    let mut open = None;
    for statement in statements {
        if opens_transaction(statement) {
            open = Some(statement);
        } else if transaction_control(statement).is_some() || commits_implicitly(dialect, statement)
        {
            open = None;
        }
    }
    open
}

/// Finds the operations of a SQLite script that need foreign keys off, and the rest of it to run in one transaction.
/// The rest is `None` if one transaction cannot hold it.
pub(super) fn foreign_keys_off<'a>(
    dialect: Dialect,
    statements: &[Statement<'a>],
) -> Option<(Option<Vec<Statement<'a>>>, Replacements)> {
    let mut found = replacements(dialect, statements);
    if !found.switches_off && found.replaced.is_empty() {
        return None;
    }
    let body = without_frame(statements);
    if let Some(body) = &body {
        // Counted in what is run.
        found.changes = replacements(dialect, body).changes;
    }
    Some((body, found))
}

/// Returns whether the statement creates, alters, locks, renames, truncates or drops a table of records. A dump of a
/// database with these tables does. Views of the tables are allowed. Rows may be written: an author who does so knows
/// the tables.
pub(super) fn changes_record_tables(dialect: Dialect, statement: &Statement<'_>) -> bool {
    const CHANGES: [&str; 6] = ["alter", "create", "drop", "lock", "rename", "truncate"];
    let [first, second, ..] = statement.tokens.as_slice() else {
        return false;
    };
    let creates = first.is_word("create");
    let of_tables =
        first.is_word("truncate") || second.is_word("table") || second.is_word("tables");
    // SQLite ignores the case of all names, and MySQL that of tables on some systems.
    let is_record_table = |name: String| {
        [DIESEL_TABLE, OWN_TABLE]
            .iter()
            .any(|own| name.eq_ignore_ascii_case(own))
    };
    of_tables
        && CHANGES.iter().any(|word| first.is_word(word))
        && statement
            .tokens
            .iter()
            // The columns of a table stand behind them, or the query that it is made from.
            .take_while(|token| !(token.is_punctuation("(") || creates && token.is_word("as")))
            .any(|token| token.name(dialect).is_some_and(is_record_table))
}
