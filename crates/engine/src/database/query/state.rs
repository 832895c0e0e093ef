//! Whether a transaction is open after a statement that somebody typed.

use diesel::connection::SimpleConnection as _;

use super::super::AnyConnection;
use moviectl_schema::dialect::script::{Statement, transaction_control};

/// The transaction of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TransactionState {
    /// Each statement is its own.
    #[default]
    None,
    /// One is open.
    Open,
    /// One is open, and accepts nothing but its end (PostgreSQL).
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
                let tracked = self.tracked(statement, succeeded);
                let may_differ = tracked != self || self != Self::None && !succeeded;
                if !may_differ && !statement.starts_with(&["set"]) {
                    return self;
                }
                // MySQL itself tells nobody without privileges; MariaDB does.
                match in_transaction(connection) {
                    Some(true) => Self::Open,
                    Some(false) => Self::None,
                    None => tracked,
                }
            }
        }
    }

    /// As MySQL has it, as far as statements tell: an error ends no transaction (but a deadlock does), a definition ends
    /// it even where it fails ("Statements That Cause an Implicit Commit" in MySQL's manual).
    #[cfg(feature = "mysql")]
    fn tracked(self, statement: &Statement<'_>, succeeded: bool) -> Self {
        const COMMITTING: [&str; 16] = [
            "alter",
            "analyze",
            "cache",
            "check",
            "create",
            "drop",
            "flush",
            "grant",
            "install",
            "lock",
            "optimize",
            "rename",
            "repair",
            "revoke",
            "truncate",
            "uninstall",
        ];
        let second_is = |word: &str| {
            statement
                .tokens
                .get(1)
                .is_some_and(|second| second.is_word(word))
        };
        if !succeeded {
            return self;
        }
        if statement.starts_with(&["set"]) && second_is("autocommit") {
            let off = statement.text.trim_end().ends_with(['0', 'f', 'F']);
            return if off { Self::Open } else { Self::None };
        }
        match transaction_control(statement) {
            Some("BEGIN" | "START TRANSACTION") => Self::Open,
            Some(_) if chains(statement) => Self::Open,
            Some(_) => Self::None,
            None if second_is("temporary") => self,
            None if COMMITTING.iter().any(|word| statement.starts_with(&[word])) => Self::None,
            None => self,
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

/// MariaDB's own knowledge of it.
#[cfg(feature = "mysql")]
fn in_transaction(connection: &mut diesel::mysql::MysqlConnection) -> Option<bool> {
    use diesel::prelude::*;
    use diesel::sql_types::BigInt;

    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(sql_type = BigInt)]
        open: i64,
    }

    diesel::sql_query("SELECT @@in_transaction AS open")
        .get_result::<Answer>(connection)
        .ok()
        .map(|answer| answer.open != 0)
}

/// `COMMIT AND CHAIN`, but not `AND NO CHAIN`.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn chains(statement: &Statement<'_>) -> bool {
    matches!(statement.tokens.as_slice(),
        [.., and, chain] if and.is_word("and") && chain.is_word("chain"))
}
