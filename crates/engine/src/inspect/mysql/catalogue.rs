//! The queries of `information_schema`, and their rows.
//!
//! MariaDB opens every table that such a query looks at, and finds it by a name or a schema only where they are compared
//! with constants (<https://mariadb.com/kb/en/information-schema-optimizations/>). So each view is read by itself, for one
//! schema, and what belongs together is put together here. MySQL 8 gives the columns names in capitals unless they are
//! named anew.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use super::expression;
use moviectl_schema::dialect::{Product, Server, Version};

/// The server's version, and the collation and engine of a table that states none.
pub(super) const SERVER: &str = "SELECT VERSION() AS version, @@collation_database AS collation, \
     @@default_storage_engine AS engine";

/// Tables, views and sequences.
pub(super) const TABLES: &str = "SELECT table_name AS name, table_type AS kind, engine AS engine, \
     table_collation AS collation, create_options AS options, table_comment AS comment \
     FROM information_schema.tables WHERE table_schema = DATABASE()";

/// The rules of foreign keys.
pub(super) const RULES: &str = "SELECT table_name AS of_table, constraint_name AS name, update_rule AS on_update, \
     delete_rule AS on_delete FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()";

/// The columns of foreign keys. The schema of a parent is NULL where it is this one.
pub(super) const KEYS: &str = "SELECT table_name AS of_table, constraint_name AS name, \
     CAST(ordinal_position AS SIGNED) AS position, column_name AS column_name, \
     NULLIF(referenced_table_schema, DATABASE()) AS parent_schema, referenced_table_name AS parent, \
     referenced_column_name AS parent_column \
     FROM information_schema.key_column_usage \
     WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL";

/// MariaDB's checks: those of a column have its name.
const CHECKS_OF_MARIADB: &str = "SELECT table_name AS of_table, constraint_name AS name, check_clause AS clause, \
     level = 'Column' AS of_column, TRUE AS enforced \
     FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()";

/// MySQL's checks (8.0.16 and later), whose names are unique in a schema.
const CHECKS_OF_MYSQL: &str = "SELECT t.table_name AS of_table, c.constraint_name AS name, c.check_clause AS clause, \
     FALSE AS of_column, t.enforced = 'YES' AS enforced \
     FROM information_schema.check_constraints AS c \
     JOIN information_schema.table_constraints AS t ON t.constraint_schema = c.constraint_schema \
     AND t.constraint_name = c.constraint_name AND t.constraint_type = 'CHECK' \
     WHERE c.constraint_schema = DATABASE()";

/// Which of the two the server is, as far as its catalogue goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// MySQL 8.
    Mysql,
    /// MariaDB; `ignores`: indexes can be ignored (10.6 and later).
    Mariadb {
        /// True if the catalog reports which indexes are ignored.
        ignores: bool,
    },
}

impl Flavour {
    /// Returns the flavour of a server.
    pub(super) fn of(server: Server) -> Self {
        match server.product {
            Product::Mariadb => Self::Mariadb {
                ignores: server.version >= Version(10, 6, 0),
            },
            _ => Self::Mysql,
        }
    }

    pub(super) fn is_mariadb(self) -> bool {
        matches!(self, Self::Mariadb { .. })
    }

    /// An expression of its catalogue, in the one form. MariaDB gives it out as it is.
    pub(super) fn expression(self, text: &str) -> String {
        match self {
            Self::Mysql => expression::plain(&expression::unescaped(text)),
            Self::Mariadb { .. } => expression::plain(text),
        }
    }

    /// The parts of indexes. MySQL has expressions and invisible indexes, MariaDB ignored ones.
    pub(super) fn indexes(self) -> String {
        let (expression, ignored) = match self {
            Self::Mysql => ("expression", "is_visible = 'NO'"),
            Self::Mariadb { ignores: true } => ("NULL", "ignored = 'YES'"),
            Self::Mariadb { ignores: false } => ("NULL", "FALSE"),
        };
        format!(
            "SELECT table_name AS of_table, index_name AS name, non_unique = 0 AS is_unique, \
             CAST(seq_in_index AS SIGNED) AS position, column_name AS column_name, \
             COALESCE(collation, '') = 'D' AS descending, CAST(sub_part AS SIGNED) AS prefix, index_type AS method, \
             index_comment AS comment, {expression} AS expression, {ignored} AS ignored \
             FROM information_schema.statistics WHERE table_schema = DATABASE()"
        )
    }

    /// The reference systems of geometric columns that have one.
    pub(super) fn reference_systems(self) -> &'static str {
        match self {
            // Of the columns that a view shows, too. A reference system of NULL is any.
            Self::Mysql => {
                "SELECT table_name AS of_table, column_name AS name, CAST(srs_id AS SIGNED) AS srid \
                 FROM information_schema.st_geometry_columns WHERE table_schema = DATABASE() AND srs_id IS NOT NULL"
            }
            Self::Mariadb { .. } => {
                "SELECT g_table_name AS of_table, g_geometry_column AS name, CAST(srid AS SIGNED) AS srid \
                 FROM information_schema.geometry_columns WHERE g_table_schema = DATABASE() AND srid <> 0"
            }
        }
    }

    pub(super) fn checks(self) -> &'static str {
        match self {
            Self::Mysql => CHECKS_OF_MYSQL,
            Self::Mariadb { .. } => CHECKS_OF_MARIADB,
        }
    }
}

#[derive(QueryableByName)]
pub(super) struct ServerRow {
    #[diesel(sql_type = Text)]
    pub(super) version: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) collation: Option<String>,
    #[diesel(sql_type = Text)]
    pub(super) engine: String,
}

#[derive(QueryableByName)]
pub(super) struct TableRow {
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) engine: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) collation: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) options: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) comment: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct IndexRow {
    #[diesel(sql_type = Text)]
    pub(super) of_table: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_unique: bool,
    #[diesel(sql_type = BigInt)]
    pub(super) position: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) column_name: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(super) descending: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) prefix: Option<i64>,
    #[diesel(sql_type = Text)]
    pub(super) method: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) comment: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) expression: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(super) ignored: bool,
}

#[derive(QueryableByName)]
pub(super) struct RuleRow {
    #[diesel(sql_type = Text)]
    pub(super) of_table: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) on_update: String,
    #[diesel(sql_type = Text)]
    pub(super) on_delete: String,
}

#[derive(QueryableByName)]
pub(super) struct KeyRow {
    #[diesel(sql_type = Text)]
    pub(super) of_table: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = BigInt)]
    pub(super) position: i64,
    #[diesel(sql_type = Text)]
    pub(super) column_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) parent_schema: Option<String>,
    #[diesel(sql_type = Text)]
    pub(super) parent: String,
    #[diesel(sql_type = Text)]
    pub(super) parent_column: String,
}

#[derive(QueryableByName)]
pub(super) struct CheckRow {
    #[diesel(sql_type = Text)]
    pub(super) of_table: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) clause: String,
    #[diesel(sql_type = Bool)]
    pub(super) of_column: bool,
    #[diesel(sql_type = Bool)]
    pub(super) enforced: bool,
}
