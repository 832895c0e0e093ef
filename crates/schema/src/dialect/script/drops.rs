//! Tables that a script drops.

use std::collections::BTreeSet;

use super::trace::{Qualified, Words};
use super::{Created, Statement, commas, created};
use crate::dialect::Dialect;

/// Lists the tables that existed before the script and that it drops, under their names before the script, in order.
pub fn dropped_tables(dialect: Dialect, statements: &[Statement<'_>]) -> Vec<Qualified> {
    let mut found = Vec::new();
    let mut made = BTreeSet::new();
    // The present name of a table that the script renamed, and its first one.
    let mut renamed: Vec<(String, Qualified)> = Vec::new();
    for statement in statements {
        for table in dropped(dialect, statement) {
            if made.remove(&dialect.folded(&table.name)) {
                continue;
            }
            let first = renamed
                .iter()
                .find(|(now, _)| *now == dialect.folded(&table.name));
            let table = first.map_or(table, |(_, first)| first.clone());
            if !found.contains(&table) {
                found.push(table);
            }
        }
        if let Some((Created::Table, name)) = created(dialect, statement) {
            made.insert(dialect.folded(&name));
        } else if let Some((from, to)) = rename(dialect, statement) {
            let to = dialect.folded(&to);
            let now = dialect.folded(&from.name);
            if made.remove(&now) {
                made.insert(to);
            } else {
                renamed.push((to, from));
            }
        }
    }
    found
}

fn dropped(dialect: Dialect, statement: &Statement<'_>) -> Vec<Qualified> {
    let mut words = Words {
        tokens: statement.tokens.as_slice(),
    };
    // MariaDB drops a table that is there first.
    if statement.starts_with(&["create", "or", "replace", "table"]) {
        words.tokens = statement.tokens.get(4..).unwrap_or_default();
        return named(dialect, &mut words).into_iter().collect();
    }
    if !words.skip("drop") || !words.skip("table") {
        return Vec::new();
    }
    let _ = words.skip("if") && words.skip("exists");
    commas(words.tokens)
        .into_iter()
        .filter_map(|tokens| named(dialect, &mut Words { tokens }))
        .collect()
}

/// `ALTER TABLE a RENAME TO b`, and `RENAME TABLE a TO b`.
fn rename(dialect: Dialect, statement: &Statement<'_>) -> Option<(Qualified, String)> {
    let mut words = Words {
        tokens: statement.tokens.as_slice(),
    };
    let short = words.skip("rename");
    if !short {
        words.skip("alter").then_some(())?;
    }
    words.skip("table").then_some(())?;
    let _ = words.skip("if") && words.skip("exists");
    words.skip("only");
    let from = named(dialect, &mut words)?;
    if !short {
        words.skip("rename").then_some(())?;
    }
    let _ = words.skip("to") || words.skip("as");
    // `RENAME COLUMN a TO b` has more behind the name.
    let to = named(dialect, &mut words)?;
    words.tokens.is_empty().then_some((from, to.name))
}

fn named(dialect: Dialect, words: &mut Words<'_, '_>) -> Option<Qualified> {
    if dialect.facts().folds_unquoted {
        words.qualified()
    } else {
        words.qualified_as_written()
    }
}

#[cfg(test)]
mod tests {
    use super::super::split;
    use super::*;

    #[test]
    fn tables_that_were_there_before() {
        for (dialect, script, expected) in [
            (
                Dialect::Postgres,
                "DROP TABLE a, S.\"B\" CASCADE; DROP TABLE IF EXISTS C",
                "a s.B c",
            ),
            (
                Dialect::Sqlite,
                "CREATE TABLE n (i); INSERT INTO n SELECT i FROM t; DROP TABLE T; ALTER TABLE n RENAME TO t",
                "T",
            ),
            (
                Dialect::Sqlite,
                "ALTER TABLE t RENAME TO o; CREATE TABLE t (i); DROP TABLE o",
                "t",
            ),
            (
                Dialect::Postgres,
                "CREATE TABLE staging (i int); DROP TABLE staging",
                "",
            ),
            (
                Dialect::Postgres,
                "CREATE TEMP TABLE x (i int); ALTER TABLE x RENAME TO y; DROP TABLE y",
                "",
            ),
            (
                Dialect::Mysql,
                "CREATE OR REPLACE TABLE d.a (i int); RENAME TABLE b TO c; DROP TABLE c",
                "d.a b",
            ),
            (
                Dialect::Mysql,
                "ALTER TABLE a RENAME COLUMN b TO c; DROP INDEX i ON a",
                "",
            ),
        ] {
            let found: Vec<String> = dropped_tables(dialect, &split(dialect, script))
                .into_iter()
                .map(|table| match table.schema {
                    Some(schema) => format!("{schema}.{}", table.name),
                    None => table.name,
                })
                .collect();
            assert_eq!(found.join(" "), expected, "{script}");
        }
    }
}
