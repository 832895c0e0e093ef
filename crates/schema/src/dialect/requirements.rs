//! First version of each server that has a feature. The list holds the features of declarations and plans that some
//! server lacks that moviectl is used with. A feature that every version in use has is not listed.

use super::Dialect;
use super::script::{split, tokens};
use super::server::{Product, Server, Version};
use crate::schema::{SqlType, TypeName};

/// Something that not every server of a dialect has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    NullsNotDistinct,
    VirtualColumn,
    GeneratedColumn,
    SpgistInclude,
    NumericScale,
    Strict,
    Check,
    UnenforcedCheck,
    ExpressionDefault,
    ExpressionIndex,
    Compressed,
    DescendingIndex,
    /// A type of that name.
    Type(&'static str),
    /// A collation whose name begins so.
    Collation(&'static str),
    /// A planned statement with these words.
    Words(&'static [&'static str]),
}

/// A feature, its name in messages, and since which version each product has it. A product of the same dialect that is not
/// named has it in no version.
struct Row(Feature, &'static str, &'static [(Product, Version)]);

use Product::{Mariadb, Mysql, Postgres, Sqlite};

const fn since(product: Product, major: u32, minor: u32, patch: u32) -> (Product, Version) {
    (product, Version(major, minor, patch))
}

/// From the release notes of PostgreSQL (<https://www.postgresql.org/docs/release/>), MySQL
/// (<https://dev.mysql.com/doc/relnotes/mysql/8.0/en/>), MariaDB (<https://mariadb.com/kb/en/release-notes/>) and SQLite
/// (<https://www.sqlite.org/changes.html>).
const ROWS: &[Row] = &[
    Row(
        Feature::NullsNotDistinct,
        "nulls not distinct",
        &[since(Postgres, 15, 0, 0)],
    ),
    Row(
        Feature::VirtualColumn,
        "virtual",
        &[
            since(Postgres, 18, 0, 0),
            since(Mysql, 5, 7, 6),
            since(Mariadb, 5, 2, 0),
            since(Sqlite, 3, 31, 0),
        ],
    ),
    Row(
        Feature::GeneratedColumn,
        "generated",
        &[
            since(Postgres, 12, 0, 0),
            since(Mysql, 5, 7, 6),
            since(Mariadb, 10, 2, 1),
            since(Sqlite, 3, 31, 0),
        ],
    ),
    Row(
        Feature::SpgistInclude,
        "using spgist … include",
        &[since(Postgres, 14, 0, 0)],
    ),
    Row(
        Feature::NumericScale,
        "numeric with more decimals than digits",
        &[since(Postgres, 15, 0, 0)],
    ),
    Row(Feature::Strict, "strict", &[since(Sqlite, 3, 37, 0)]),
    // Servers before these took a check and forgot it.
    Row(
        Feature::Check,
        "check",
        &[
            since(Postgres, 7, 0, 0),
            since(Mysql, 8, 0, 16),
            since(Mariadb, 10, 2, 1),
            since(Sqlite, 3, 3, 0),
        ],
    ),
    Row(
        Feature::UnenforcedCheck,
        "check … not enforced",
        &[since(Postgres, 18, 0, 0), since(Mysql, 8, 0, 16)],
    ),
    Row(
        Feature::ExpressionDefault,
        "default = sql(…) of an expression",
        &[since(Mysql, 8, 0, 13), since(Mariadb, 10, 2, 1)],
    ),
    Row(
        Feature::ExpressionIndex,
        "index over an expression",
        &[since(Mysql, 8, 0, 13)],
    ),
    Row(
        Feature::Compressed,
        "compressed",
        &[since(Mariadb, 10, 3, 1)],
    ),
    // Servers before these took the word and sorted upwards.
    Row(
        Feature::DescendingIndex,
        "index with desc",
        &[since(Mysql, 8, 0, 1), since(Mariadb, 10, 8, 1)],
    ),
    Row(
        Feature::Type("int4multirange"),
        "int4multirange",
        MULTIRANGES,
    ),
    Row(
        Feature::Type("int8multirange"),
        "int8multirange",
        MULTIRANGES,
    ),
    Row(Feature::Type("nummultirange"), "nummultirange", MULTIRANGES),
    Row(Feature::Type("tsmultirange"), "tsmultirange", MULTIRANGES),
    Row(
        Feature::Type("tstzmultirange"),
        "tstzmultirange",
        MULTIRANGES,
    ),
    Row(
        Feature::Type("datemultirange"),
        "datemultirange",
        MULTIRANGES,
    ),
    Row(Feature::Type("xid8"), "xid8", &[since(Postgres, 13, 0, 0)]),
    Row(
        Feature::Type("pg_snapshot"),
        "pg_snapshot",
        &[since(Postgres, 13, 0, 0)],
    ),
    Row(
        Feature::Type("regcollation"),
        "regcollation",
        &[since(Postgres, 13, 0, 0)],
    ),
    Row(Feature::Type("uuid"), "uuid", &[since(Mariadb, 10, 7, 0)]),
    Row(Feature::Type("inet6"), "inet6", &[since(Mariadb, 10, 5, 0)]),
    Row(
        Feature::Type("inet4"),
        "inet4",
        &[since(Mariadb, 10, 10, 0)],
    ),
    Row(
        Feature::Type("vector"),
        "vector",
        &[since(Mysql, 9, 0, 0), since(Mariadb, 11, 7, 1)],
    ),
    Row(
        Feature::Collation("pg_c_utf8"),
        "collate pg_c_utf8",
        &[since(Postgres, 17, 0, 0)],
    ),
    Row(
        Feature::Collation("pg_unicode_fast"),
        "collate pg_unicode_fast",
        &[since(Postgres, 18, 0, 0)],
    ),
    Row(
        Feature::Collation("utf8mb4_0900_"),
        "collate utf8mb4_0900_…",
        &[since(Mysql, 8, 0, 1), since(Mariadb, 11, 4, 5)],
    ),
    Row(
        Feature::Collation("uca1400_"),
        "collate uca1400_…",
        &[since(Mariadb, 10, 10, 1)],
    ),
    Row(
        Feature::Collation("utf8mb4_uca1400_"),
        "collate utf8mb4_uca1400_…",
        &[since(Mariadb, 10, 10, 1)],
    ),
    Row(
        Feature::Words(&["drop", "expression"]),
        "DROP EXPRESSION",
        &[since(Postgres, 13, 0, 0)],
    ),
    Row(
        Feature::Words(&["rename", "column"]),
        "RENAME COLUMN",
        &[
            since(Postgres, 7, 0, 0),
            since(Mysql, 8, 0, 3),
            since(Mariadb, 10, 5, 2),
            since(Sqlite, 3, 25, 0),
        ],
    ),
    Row(
        Feature::Words(&["drop", "constraint"]),
        "DROP CONSTRAINT",
        &[
            since(Postgres, 7, 0, 0),
            since(Mysql, 8, 0, 19),
            since(Mariadb, 10, 2, 22),
        ],
    ),
];

const MULTIRANGES: &[(Product, Version)] = &[since(Postgres, 14, 0, 0)];

/// Describes a feature that a server lacks: `` `nulls not distinct` needs PostgreSQL 15; this is 14.23 ``.
pub(crate) fn lack(server: Server, feature: Feature) -> Option<String> {
    // The version of another product does not tell its features: that server reports a missing feature itself.
    if server.is_untested_product() {
        return None;
    }
    let Row(_, name, products) = ROWS.iter().find(|row| row.0 == feature)?;
    let own = products
        .iter()
        .find(|(product, _)| *product == server.product);
    match own {
        Some((_, version)) if server.version >= *version => None,
        Some((product, version)) => Some(format!(
            "`{name}` needs {product} {version}; this is {}",
            server.version
        )),
        None => {
            let others: Vec<String> = products
                .iter()
                .filter(|(product, _)| product.dialect() == Some(server.dialect()))
                .map(|(product, version)| format!("{product} {version}"))
                .collect();
            // A feature that no product of the dialect has belongs to another dialect.
            (!others.is_empty())
                .then(|| format!("`{name}` needs {}; this is {server}", others.join(" or ")))
        }
    }
}

/// Describes a feature that a server lacks for planned statements.
pub(crate) fn lack_of_statements<'a>(
    server: Server,
    statements: impl IntoIterator<Item = &'a String>,
) -> Option<String> {
    let dialect = server.dialect();
    let lacking: Vec<(&[&str], String)> = ROWS
        .iter()
        .filter_map(|row| match row.0 {
            Feature::Words(words) => Some((words, lack(server, row.0)?)),
            _ => None,
        })
        .collect();
    if lacking.is_empty() {
        return None;
    }
    statements.into_iter().find_map(|statement| {
        let statements = split(dialect, statement);
        let mut all = statements.iter();
        all.find_map(|statement| {
            let has = |words: &[&str]| {
                statement.tokens.windows(words.len()).any(|tokens| {
                    tokens
                        .iter()
                        .zip(words)
                        .all(|(token, word)| token.is_word(word))
                })
            };
            lacking
                .iter()
                .find(|(words, _)| statement.starts_with(&["alter"]) && has(words))
                .map(|(_, lack)| lack.clone())
        })
    })
}

/// Returns whether it is the built-in type of that name, or an array of it.
fn is_named(sql_type: &SqlType, name: &str) -> bool {
    matches!(&sql_type.name, TypeName::Builtin(own) if own == name)
}

/// Lists the features of a type that not every server has.
pub(crate) fn of_type(dialect: Dialect, sql_type: &SqlType) -> Option<Feature> {
    if dialect == Dialect::Postgres
        && let [digits, decimals] = sql_type.arguments.as_slice()
        && is_named(sql_type, "numeric")
        && decimals > digits
    {
        return Some(Feature::NumericScale);
    }
    if dialect == Dialect::Mysql
        && let TypeName::Builtin(name) = &sql_type.name
        && name.ends_with(" compressed")
    {
        return Some(Feature::Compressed);
    }
    named(dialect, |feature| match feature {
        Feature::Type(name) => is_named(sql_type, name),
        _ => false,
    })
}

/// Lists the features of a collation that not every server has.
pub(crate) fn of_collation(dialect: Dialect, collation: &str) -> Option<Feature> {
    named(dialect, |feature| match feature {
        Feature::Collation(beginning) => collation.starts_with(beginning),
        _ => false,
    })
}

/// Returns whether a default that is SQL is more than a literal or the current time.
pub(crate) fn is_expression_default(dialect: Dialect, sql: &str) -> bool {
    let text = dialect.default_expression(sql);
    dialect == Dialect::Mysql
        && tokens(dialect, &text)
            .next()
            .is_some_and(|first| first.is_punctuation("("))
}

/// The feature of a row that concerns the dialect.
fn named(dialect: Dialect, is: impl Fn(Feature) -> bool) -> Option<Feature> {
    ROWS.iter()
        .filter(|row| {
            row.2
                .iter()
                .any(|(product, _)| product.dialect() == Some(dialect))
        })
        .map(|row| row.0)
        .find(|feature| is(*feature))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(dialect: Dialect, text: &str) -> Server {
        Server::from_text(dialect, text)
    }

    #[test]
    fn what_a_server_lacks_is_told_with_the_version_that_has_it() {
        let old = server(Dialect::Postgres, "PostgreSQL 14.23 on x86_64");
        assert_eq!(
            lack(old, Feature::NullsNotDistinct).as_deref(),
            Some("`nulls not distinct` needs PostgreSQL 15; this is 14.23")
        );
        let new = server(Dialect::Postgres, "PostgreSQL 15.0 on x86_64");
        assert_eq!(lack(new, Feature::NullsNotDistinct), None);
        let mysql = server(Dialect::Mysql, "9.7.4-2");
        assert_eq!(
            lack(mysql, Feature::Type("uuid")).as_deref(),
            Some("`uuid` needs MariaDB 10.7; this is MySQL 9.7.4")
        );
        let mariadb = server(Dialect::Mysql, "10.11.19-MariaDB");
        assert_eq!(
            lack(mariadb, Feature::ExpressionIndex).as_deref(),
            Some("`index over an expression` needs MySQL 8.0.13; this is MariaDB 10.11.19")
        );
        assert_eq!(lack(mariadb, Feature::Type("uuid")), None);
        // An expression in an index is nothing special elsewhere.
        assert_eq!(lack(new, Feature::ExpressionIndex), None);
        let cockroach = server(Dialect::Postgres, "CockroachDB CCL v23.1.11 (x86_64)");
        assert_eq!(lack(cockroach, Feature::NullsNotDistinct), None);
    }

    #[test]
    fn types_and_collations_are_looked_up_by_name() {
        let of = |dialect: Dialect, text| of_type(dialect, &dialect.parse_type(text));
        let multirange = of(Dialect::Postgres, "int4multirange[]");
        assert_eq!(multirange, Some(Feature::Type("int4multirange")));
        assert_eq!(of(Dialect::Postgres, "uuid"), None);
        assert_eq!(
            of(Dialect::Postgres, "numeric(2,4)"),
            Some(Feature::NumericScale)
        );
        assert_eq!(of(Dialect::Postgres, "numeric(4,2)"), None);
        assert_eq!(of(Dialect::Mysql, "UUID"), Some(Feature::Type("uuid")));
        assert_eq!(
            of(Dialect::Mysql, "vector(3)"),
            Some(Feature::Type("vector"))
        );
        assert!(of_collation(Dialect::Mysql, "utf8mb4_0900_ai_ci").is_some());
        assert!(of_collation(Dialect::Mysql, "utf8mb4_bin").is_none());
        assert!(is_expression_default(Dialect::Mysql, "uuid()"));
        assert!(!is_expression_default(Dialect::Mysql, "CURRENT_TIMESTAMP"));
        assert!(!is_expression_default(Dialect::Postgres, "now()"));
    }

    #[test]
    fn what_is_planned_needs_a_version_too() {
        let old = server(Dialect::Postgres, "PostgreSQL 12.22 on x86_64");
        let drop = ["ALTER TABLE \"t\" ALTER COLUMN \"c\" DROP EXPRESSION".to_owned()];
        let text = ["ALTER TABLE \"t\" ALTER \"c\" SET DEFAULT 'drop expression'".to_owned()];
        assert_eq!(
            lack_of_statements(old, &drop).as_deref(),
            Some("`DROP EXPRESSION` needs PostgreSQL 13; this is 12.22")
        );
        assert_eq!(lack_of_statements(old, &text), None);
        let new = server(Dialect::Postgres, "PostgreSQL 13.1 on x86_64");
        assert_eq!(lack_of_statements(new, &drop), None);
    }
}
