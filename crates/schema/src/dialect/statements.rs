//! How statements that every dialect has differ in their words: bound values, rows that are there already, moments.

use super::Dialect;
use crate::schema::AutoIncrement;

impl Dialect {
    /// A statement whose bound values are written `$1`, `$2` and so on, each once and in order, as this dialect wants
    /// them written. The text has no other `$`.
    #[doc(hidden)]
    pub fn bound(self, sql: &str) -> String {
        if self != Self::Mysql {
            return sql.to_owned();
        }
        let mut parts = sql.split('$');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            text.push('?');
            text.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
        }
        text
    }

    /// Returns the words of an upsert: they stand behind the values of an INSERT, before the assignments for a row that
    /// already has that key.
    #[doc(hidden)]
    pub fn on_conflict(self, key: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("ON CONFLICT ({key}) DO UPDATE SET"),
            Self::Mysql => "ON DUPLICATE KEY UPDATE".to_owned(),
        }
    }

    /// Joins two statements that write into one, if the dialect can: one statement costs less to send, plan and run. Both
    /// have the same bound values.
    pub fn both(self, first: &str, second: &str) -> Option<String> {
        match self {
            Self::Sqlite | Self::Mysql => None,
            Self::Postgres => Some(format!("WITH first AS ({first})\n{second}")),
        }
    }

    /// The value that such an INSERT had for a column. MySQL 8.0.20 has another word for it and keeps this one, which is
    /// MariaDB's only (<https://mariadb.com/kb/en/insert-on-duplicate-key-update/>).
    #[doc(hidden)]
    pub fn proposed(self, column: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("{column} = excluded.{column}"),
            Self::Mysql => format!("{column} = VALUES({column})"),
        }
    }

    /// All values of a column of texts as one text, a line each, in any order.
    #[doc(hidden)]
    pub fn in_lines(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("group_concat({column}, char(10))"),
            Self::Postgres => format!("string_agg({column}, chr(10))"),
            Self::Mysql => format!("group_concat({column} SEPARATOR '\\n')"),
        }
    }

    /// The present moment for a column of type TIMESTAMP, whatever time zone a script has set. PostgreSQL's column has no
    /// time zone and holds UTC, as Diesel's sessions write it; its `CURRENT_TIMESTAMP` is that of the
    /// transaction's begin, and the moment is one for all parts of a statement.
    #[doc(hidden)]
    pub fn now(self) -> &'static str {
        match self {
            Self::Sqlite | Self::Mysql => "CURRENT_TIMESTAMP",
            Self::Postgres => "(pg_catalog.statement_timestamp() AT TIME ZONE 'UTC')",
        }
    }

    /// A column of moments as text, to the second.
    #[doc(hidden)]
    pub fn moment_text(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("CAST({column} AS TEXT)"),
            Self::Postgres => format!("to_char({column}, 'YYYY-MM-DD HH24:MI:SS')"),
            Self::Mysql => format!("DATE_FORMAT({column}, '%Y-%m-%d %H:%i:%s')"),
        }
    }

    /// How an integer that is a whole primary key is numbered unless somebody says otherwise; `None` where such a key is
    /// the row's own number.
    pub(crate) fn key_numbering(self) -> Option<AutoIncrement> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(AutoIncrement::Serial),
            Self::Mysql => Some(AutoIncrement::Keyword),
        }
    }

    /// The type that a CAST names for numbers of 64 bits.
    #[doc(hidden)]
    pub fn bigint_cast(self) -> &'static str {
        match self {
            Self::Sqlite | Self::Postgres => "BIGINT",
            Self::Mysql => "SIGNED",
        }
    }

    /// A type for texts of any length.
    #[doc(hidden)]
    pub fn long_text(self) -> &'static str {
        match self {
            Self::Sqlite | Self::Postgres => "TEXT",
            Self::Mysql => "LONGTEXT",
        }
    }

    /// Returns the clause that stores the rows of a table in the tree of its primary key. A write then changes one page
    /// instead of two. Empty for PostgreSQL, which has no such clause, and for MySQL, where InnoDB always stores rows
    /// so.
    #[doc(hidden)]
    pub fn clustered_table(self) -> &'static str {
        match self {
            Self::Sqlite => " WITHOUT ROWID",
            Self::Postgres | Self::Mysql => "",
        }
    }

    /// The server's word for an account: `role`, `user`.
    #[doc(hidden)]
    pub fn account_word(self) -> &'static str {
        match self {
            Self::Sqlite | Self::Postgres => "role",
            Self::Mysql => "user",
        }
    }

    /// An account as messages name it. MySQL's accounts have quotes of their own.
    #[doc(hidden)]
    pub fn account(self, name: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("`{name}`"),
            Self::Mysql => name.to_owned(),
        }
    }

    /// SQL for the text of `person`, SQL itself, with the role that is logged in, where the database knows roles.
    #[doc(hidden)]
    pub fn with_role(self, person: &str) -> String {
        match self {
            Self::Sqlite => person.to_owned(),
            Self::Postgres => format!("{person} || ' as ' || session_user"),
            Self::Mysql => {
                format!("CONCAT({person}, ' as ', SUBSTRING_INDEX(SESSION_USER(), '@', 1))")
            }
        }
    }

    /// SQL that makes the session forget the numbers that it generated; `None` for SQLite, which has only
    /// `last_insert_rowid()`.
    #[doc(hidden)]
    pub fn forget_last_number(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("DISCARD SEQUENCES"),
            Self::Mysql => Some("DO LAST_INSERT_ID(0)"),
        }
    }

    /// The server process that runs this session, as SQL, in a way that no later session has it; `NULL` for a database
    /// that is of this process.
    #[doc(hidden)]
    pub fn server_process(self) -> &'static str {
        match self {
            Self::Sqlite => "NULL",
            Self::Postgres => {
                "(SELECT pid || ' ' || EXTRACT(EPOCH FROM backend_start) FROM pg_catalog.pg_stat_activity \
                 WHERE pid = pg_catalog.pg_backend_pid())"
            }
            Self::Mysql => "CAST(CONNECTION_ID() AS CHAR)",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bound_values_are_written_as_each_dialect_wants() {
        let sql = "UPDATE t SET a = $1, b = $12 WHERE c = $3";
        assert_eq!(Dialect::Sqlite.bound(sql), sql);
        assert_eq!(
            Dialect::Mysql.bound(sql),
            "UPDATE t SET a = ?, b = ? WHERE c = ?"
        );
    }
}
