//! What a database takes for one and the same, though it is said in two ways.

use super::Dialect;
use crate::schema::ReferentialAction;

impl Dialect {
    /// Whether two actions of a foreign key are one. InnoDB checks at once, so that NO ACTION is RESTRICT there
    /// (<https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html>).
    pub(crate) fn same_action(self, one: ReferentialAction, other: ReferentialAction) -> bool {
        self.plain_action(one) == self.plain_action(other)
    }

    /// The action as it is compared.
    pub(crate) fn plain_action(self, action: ReferentialAction) -> ReferentialAction {
        match (self, action) {
            (Self::Mysql, ReferentialAction::Restrict) => ReferentialAction::NoAction,
            _ => action,
        }
    }

    /// Whether TRUE and FALSE are but other words for 1 and 0.
    pub(crate) fn truth_is_a_number(self) -> bool {
        match self {
            Self::Sqlite | Self::Mysql => true,
            Self::Postgres => false,
        }
    }

    /// Whether a generated column can say that it is NOT NULL; MariaDB has no words for it
    /// (<https://mariadb.com/kb/en/generated-columns/>).
    pub(crate) fn generated_not_null(self) -> bool {
        match self {
            Self::Sqlite | Self::Postgres => true,
            Self::Mysql => false,
        }
    }
}
