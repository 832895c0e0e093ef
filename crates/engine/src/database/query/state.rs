//! Tracks whether a transaction is open after each statement that a user typed.

use diesel::connection::SimpleConnection as _;

use super::super::AnyConnection;
use moviectl_schema::dialect::script::{Statement, transaction_control};

/// The transaction of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TransactionState {
    /// No transaction is open: each statement is its own transaction.
    #[default]
    None,
    /// A transaction is open.
    Open,
    /// A transaction is open, and accepts nothing but its end (PostgreSQL).
    Failed,
}

impl TransactionState {
    /// The state after `statement`, which succeeded or not.
    #[must_use]
    pub fn after(
        self,
        connection: &mut AnyConnection,
        statement: &Statement<'_>,
        succeeded: bool,
    ) -> Self {
        match connection {
            AnyConnection::Sqlite(connection) => {
                let may_differ = !succeeded && self != Self::None
                    || transaction_control(statement).is_some()
                    || ["savepoint", "release", "rollback"]
                        .iter()
                        .any(|word| statement.starts_with(&[word]));
                if !may_differ {
                    return self;
                }
                // Some errors end a transaction, some don't, and a savepoint begins one: SQLite is asked itself.
                if connection.batch_execute("BEGIN").is_ok() {
                    let _ = connection.batch_execute("ROLLBACK");
                    Self::None
                } else {
                    Self::Open
                }
            }
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(_) => self.after_on_server(statement, succeeded),
            #[cfg(feature = "mysql")]
            AnyConnection::Mysql(connection) => {
                if !succeeded && self != Self::None {
                    // A deadlock ends a transaction, most errors don't, and an error does not tell.
                    let _ = connection.batch_execute("DO 0");
                }
                match connection.in_transaction() {
                    Some(true) => Self::Open,
                    Some(false) => Self::None,
                    None => self,
                }
            }
        }
    }

    /// As PostgreSQL has it. Asking the server would write an error into its log each time.
    #[cfg(feature = "postgres")]
    fn after_on_server(self, statement: &Statement<'_>, succeeded: bool) -> Self {
        let failed = if self == Self::None {
            Self::None
        } else {
            Self::Failed
        };
        let control = transaction_control(statement);
        let of_prepared = statement
            .tokens
            .get(1)
            .is_some_and(|second| second.is_word("prepared"));
        match control {
            _ if of_prepared && succeeded => self,
            _ if of_prepared => failed,
            Some("BEGIN" | "START TRANSACTION") if succeeded => Self::Open,
            Some("BEGIN" | "START TRANSACTION") => failed,
            // A commit that fails has rolled back.
            Some(_) if succeeded && chains(statement) => Self::Open,
            Some(_) => Self::None,
            None if succeeded && statement.starts_with(&["rollback"]) => Self::Open,
            None if succeeded => self,
            None => failed,
        }
    }
}

/// `COMMIT AND CHAIN`, but not `AND NO CHAIN`.
#[cfg(feature = "postgres")]
fn chains(statement: &Statement<'_>) -> bool {
    matches!(statement.tokens.as_slice(),
        [.., and, chain] if and.is_word("and") && chain.is_word("chain"))
}
