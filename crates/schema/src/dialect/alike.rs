//! Different spellings that a database treats as the same.

use super::Dialect;
use crate::schema::ReferentialAction;

impl Dialect {
    /// Returns whether two actions of a foreign key are the same to the database. InnoDB checks each row at once, so NO
    /// ACTION is RESTRICT there (<https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html>).
    pub(crate) fn same_action(self, one: ReferentialAction, other: ReferentialAction) -> bool {
        self.plain_action(one) == self.plain_action(other)
    }

    /// Returns the action in the form in which actions are compared.
    pub(crate) fn plain_action(self, action: ReferentialAction) -> ReferentialAction {
        match (self, action) {
            (Self::Mysql, ReferentialAction::Restrict) => ReferentialAction::NoAction,
            _ => action,
        }
    }

    /// Returns whether TRUE and FALSE are synonyms of 1 and 0.
    pub(crate) fn truth_is_a_number(self) -> bool {
        match self {
            Self::Sqlite | Self::Mysql => true,
            Self::Postgres => false,
        }
    }

    /// Returns whether a generated column can be declared NOT NULL. MariaDB has no syntax for it
    /// (<https://mariadb.com/kb/en/generated-columns/>).
    pub(crate) fn generated_not_null(self) -> bool {
        match self {
            Self::Sqlite | Self::Postgres => true,
            Self::Mysql => false,
        }
    }
}
