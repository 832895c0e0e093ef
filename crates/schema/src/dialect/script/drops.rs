//! Tables that a script drops.

use std::collections::BTreeSet;

use super::{Created, Cursor, Qualified, Statement, commas, created};
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
        if let Some((Created::Table, own)) = created(dialect, statement) {
            made.insert(dialect.folded(&own.name));
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
    let mut cursor = Cursor::new(dialect, &statement.tokens);
    // MariaDB drops a table that is there first.
    if statement.starts_with(&["create", "or", "replace", "table"]) {
        cursor.tokens(4);
        return cursor.qualified().into_iter().collect();
    }
    if !cursor.words(&["drop", "table"]) {
        return Vec::new();
    }
    cursor.if_exists();
    commas(cursor.rest())
        .into_iter()
        .filter_map(|tokens| Cursor::new(dialect, tokens).qualified())
        .collect()
}

/// `ALTER TABLE a RENAME TO b`, and `RENAME TABLE a TO b`.
fn rename(dialect: Dialect, statement: &Statement<'_>) -> Option<(Qualified, String)> {
    let mut cursor = Cursor::new(dialect, &statement.tokens);
    let short = cursor.word("rename");
    if !short {
        cursor.word("alter").then_some(())?;
    }
    cursor.word("table").then_some(())?;
    cursor.if_exists();
    cursor.word("only");
    let from = cursor.qualified()?;
    if !short {
        cursor.word("rename").then_some(())?;
    }
    let _ = cursor.word("to") || cursor.word("as");
    // `RENAME COLUMN a TO b` has more behind the name.
    let to = cursor.qualified()?;
    cursor.rest().is_empty().then_some((from, to.name))
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
                "CREATE TABLE 'n' (i); DROP TABLE 'it''s'; DROP TABLE N; ALTER TABLE 'a' RENAME TO 'b'; DROP TABLE b",
                "it's a",
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
