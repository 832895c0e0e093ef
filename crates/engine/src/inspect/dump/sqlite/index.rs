//! The clauses of a `CREATE INDEX` statement, as `sqlite_schema` keeps it.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Cursor, Token, commas, normal_sql, source, tokens};

const DIALECT: Dialect = Dialect::Sqlite;

/// The clauses, without `ASC` and without parentheses around a whole expression; `None` if the statement is not
/// understood.
pub(super) fn clauses(sql: &str) -> Option<Vec<String>> {
    let all: Vec<Token<'_>> = tokens(DIALECT, sql).collect();
    let mut cursor = Cursor::new(DIALECT, &all);
    cursor.word("create").then_some(())?;
    let mut clauses = Vec::new();
    if cursor.word("unique") {
        clauses.push("unique".to_owned());
    }
    cursor.word("index").then_some(())?;
    cursor.qualified()?;
    cursor.word("on").then_some(())?;
    cursor.name()?;
    let parts = commas(cursor.group()?).into_iter();
    let parts: Vec<String> = parts.map(|part| key(sql, part)).collect();
    clauses.push(format!("({})", parts.join(", ")));
    if cursor.word("where") {
        let condition = normal_sql(DIALECT, source(sql, cursor.rest()));
        clauses.push(format!("where {condition}"));
    }
    Some(clauses)
}

fn key(sql: &str, part: &[Token<'_>]) -> String {
    let (part, order) = match part {
        [key @ .., word] if !key.is_empty() && word.is_word("asc") => (key, ""),
        [key @ .., word] if !key.is_empty() && word.is_word("desc") => (key, " desc"),
        _ => (part, ""),
    };
    let (part, collation) = match part {
        [key @ .., collate, name] if !key.is_empty() && collate.is_word("collate") => {
            (key, Some(name.text))
        }
        _ => (part, None),
    };
    let mut key = normal_sql(DIALECT, source(sql, part));
    if let Some(collation) = collation {
        key.push_str(&format!(" collate {}", normal_sql(DIALECT, collation)));
    }
    key + order
}
