//! Features that some of the tested servers lack, for tests that need them.

use std::sync::OnceLock;

use moviectl_schema::dialect::{Dialect, Product, Server, Version};

use super::postgres::psql;
use super::{Backend, WITHOUT, mariadb, variable};

use Product::{Mariadb, Mysql, Postgres, Sqlite};

/// A feature, and the first version of each product that has it. A product that is not listed has it in no version.
const FEATURES: &[(&str, &[(Product, Version)])] = &[
    (
        "transactional_ddl",
        &[(Sqlite, Version(0, 0, 0)), (Postgres, Version(0, 0, 0))],
    ),
    (
        "virtual_columns",
        &[
            (Sqlite, Version(3, 31, 0)),
            (Postgres, Version(18, 0, 0)),
            (Mysql, Version(0, 0, 0)),
            (Mariadb, Version(0, 0, 0)),
        ],
    ),
    // `ALTER COLUMN … DROP EXPRESSION`.
    ("drop_expression", &[(Postgres, Version(13, 0, 0))]),
    // `DROP DATABASE … WITH (FORCE)`.
    ("forced_drop", &[(Postgres, Version(13, 0, 0))]),
    ("multiranges", &[(Postgres, Version(14, 0, 0))]),
    // `client_connection_check_interval`.
    ("lost_client_check", &[(Postgres, Version(14, 0, 0))]),
    // Of unique constraints and of unique indexes.
    ("nulls_not_distinct", &[(Postgres, Version(15, 0, 0))]),
    // `CREATE PUBLICATION … FOR TABLE t (a) WHERE (…)`.
    ("publication_filters", &[(Postgres, Version(15, 0, 0))]),
    // `CHECK (…) NOT ENFORCED`.
    (
        "unenforced_checks",
        &[(Postgres, Version(18, 0, 0)), (Mysql, Version(8, 0, 16))],
    ),
    // `ON DELETE SET NULL (column)`.
    ("set_null_of_columns", &[(Postgres, Version(15, 0, 0))]),
];

impl Backend {
    /// Returns whether its server has a feature, and is not made to lack it (`MOVIECTL_TEST_WITHOUT`).
    pub(crate) fn has(self, feature: &str) -> bool {
        let row = FEATURES.iter().find(|(name, _)| *name == feature);
        let (_, products) = row.unwrap_or_else(|| panic!("no feature {feature}"));
        let Some(server) = self.known_server() else {
            return true; // The test is skipped for lack of a server.
        };
        let since = products
            .iter()
            .find(|(product, _)| *product == server.product);
        let lacking = variable(WITHOUT).unwrap_or_default();
        since.is_some_and(|(_, version)| server.version >= *version)
            && (self == Self::Sqlite || lacking.split(',').all(|name| name != feature))
    }

    /// The server by product and version, as it calls itself. It is asked once.
    pub(super) fn known_server(self) -> Option<Server> {
        static POSTGRES: OnceLock<Option<Server>> = OnceLock::new();
        static MYSQL: OnceLock<Option<Server>> = OnceLock::new();
        match self {
            Self::Sqlite => Some(Server::recent(Dialect::Sqlite)),
            Self::Postgres => *POSTGRES.get_or_init(|| {
                let text = psql(&self.server()?, &[], "SELECT version()");
                Some(Server::from_text(Dialect::Postgres, &text))
            }),
            Self::Mysql => *MYSQL.get_or_init(|| {
                let rows = mariadb::rows(&self.server()?, "SELECT version()");
                Some(Server::from_text(Dialect::Mysql, rows[0][0].as_deref()?))
            }),
        }
    }
}
