//! Features that declarations and plans require, and that not every server has.

use super::feature::Feature;
use super::product::ProductEntry;
use super::script::{split, tokens};
use super::{Dialect, Server};
use crate::schema::{SqlType, TypeName};

/// Describes a feature that a server lacks: `` `nulls not distinct` needs PostgreSQL 15; this is 14.23 ``.
pub(crate) fn lack(server: Server, feature: Feature) -> Option<String> {
    server.entry().features?;
    let name = feature.name();
    match server.entry().first_with(feature) {
        Some(version) if server.version >= version => None,
        Some(version) => Some(format!(
            "`{name}` needs {} {version}; this is {}",
            server.product, server.version
        )),
        None => {
            let having = |entry: &&ProductEntry| {
                let version = entry.first_with(feature)?;
                Some(format!("{} {version}", entry.product))
            };
            let products = server.dialect().facts().products.iter();
            let others: Vec<String> = products.filter_map(having).collect();
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
    let lacking: Vec<(&[&str], String)> = features(dialect)
        .filter_map(|feature| match feature {
            Feature::Words(words) => Some((words, lack(server, feature)?)),
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

/// Returns the feature of a type that not every server has.
pub(crate) fn of_type(dialect: Dialect, sql_type: &SqlType) -> Option<Feature> {
    let special = dialect.database().special_type(sql_type);
    special.or_else(|| {
        features(dialect).find(|feature| match feature {
            Feature::Type(name) => is_named(sql_type, name),
            _ => false,
        })
    })
}

/// Returns the feature of a collation that not every server has.
pub(crate) fn of_collation(dialect: Dialect, collation: &str) -> Option<Feature> {
    features(dialect).find(|feature| match feature {
        Feature::Collation(beginning) => collation.starts_with(beginning),
        _ => false,
    })
}

/// Returns whether a default that is SQL is more than a literal or the current time.
pub(crate) fn is_expression_default(dialect: Dialect, sql: &str) -> bool {
    let text = dialect.default_expression(sql);
    tokens(dialect, &text)
        .next()
        .is_some_and(|first| first.is_punctuation("("))
}

/// Returns whether it is the built-in type of that name, or an array of it.
fn is_named(sql_type: &SqlType, name: &str) -> bool {
    matches!(&sql_type.name, TypeName::Builtin(own) if own == name)
}

/// The features that a product of the dialect has.
fn features(dialect: Dialect) -> impl Iterator<Item = Feature> {
    let products = dialect.facts().products.iter();
    let listed = products.filter_map(|entry| entry.features);
    listed.flatten().map(|(feature, _)| *feature)
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
