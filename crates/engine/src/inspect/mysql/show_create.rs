//! Reads the SQL texts of a table from its `SHOW CREATE TABLE`.

use std::collections::HashMap;

use diesel::deserialize::{self, QueryableByName};
use diesel::mysql::Mysql;
use diesel::row::NamedRow;
use diesel::sql_types::Text;
use diesel::{QueryResult, RunQueryDsl, sql_query};

use crate::database::MysqlConnection;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, TokenKind, commas, parenthesized, source, tokens};

/// The row of `SHOW CREATE TABLE`, whose column has a space in its name.
struct Shown(String);

impl QueryableByName<Mysql> for Shown {
    fn build<'a>(row: &impl NamedRow<'a, Mysql>) -> deserialize::Result<Self> {
        NamedRow::get::<Text, String>(row, "Create Table").map(Self)
    }
}

/// Reads the statement of a table.
pub(super) fn of_table(connection: &mut MysqlConnection, name: &str) -> QueryResult<String> {
    let statement = format!("SHOW CREATE TABLE {}", Dialect::Mysql.quote(name));
    let Shown(text) = sql_query(statement).get_result(connection)?;
    Ok(text)
}

/// Returns the names of the periods of application time in a statement: `PERIOD FOR p (a, b)`.
pub(super) fn periods(create: &str) -> Vec<String> {
    let all: Vec<Token<'_>> = tokens(Dialect::Mysql, create).collect();
    let periods = all.windows(3).filter_map(|window| match window {
        [period, word, name] if period.is_word("period") && word.is_word("for") => {
            (name.kind == TokenKind::QuotedIdentifier).then(|| name.identifier())?
        }
        _ => None,
    });
    periods.collect()
}

/// The defaults and expressions of columns, the conditions of checks and the bodies of indexes, by the names of what they
/// belong to.
pub(super) fn texts(create: &str) -> HashMap<String, String> {
    let all: Vec<Token<'_>> = tokens(Dialect::Mysql, create).collect();
    let start = all.iter().position(|token| token.is_punctuation("("));
    let list = start.and_then(|at| all.get(at..)).unwrap_or_default();
    let Some((lines, _)) = parenthesized(list) else {
        return HashMap::new();
    };
    let found = commas(lines).into_iter().filter_map(|line| {
        let (name, part) = text_of(line)?;
        (!part.is_empty()).then(|| (name, source(create, part).to_owned()))
    });
    found.collect()
}

fn text_of<'s, 't>(line: &'s [Token<'t>]) -> Option<(String, &'s [Token<'t>])> {
    match line {
        [constraint, name, check, rest @ ..]
            if constraint.is_word("constraint") && check.is_word("check") =>
        {
            Some((name.identifier()?, parenthesized(rest)?.0))
        }
        [key, name, rest @ ..] if key.is_word("key") => Some((name.identifier()?, rest)),
        [_, key, name, rest @ ..] if key.is_word("key") => Some((name.identifier()?, rest)),
        [name, rest @ ..] => Some((name.identifier()?, of_column(rest)?)),
        [] => None,
    }
}

/// The expression or the default in a column's definition.
fn of_column<'s, 't>(definition: &'s [Token<'t>]) -> Option<&'s [Token<'t>]> {
    let mut rest = definition;
    while let Some((first, behind)) = rest.split_first() {
        if first.is_word("as") {
            return parenthesized(behind).map(|(expression, _)| expression);
        }
        if first.is_word("default") {
            return Some(until_next(behind));
        }
        rest = behind;
    }
    None
}

/// The tokens before what MariaDB and MySQL write behind a default.
fn until_next<'s, 't>(tokens: &'s [Token<'t>]) -> &'s [Token<'t>] {
    let mut depth = 0_usize;
    let end = tokens.iter().position(|token| {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && (token.is_word("check") || token.is_word("comment"))
    });
    tokens
        .get(..end.unwrap_or(tokens.len()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_name() {
        let found = texts(
            "CREATE TEMPORARY TABLE `t` (\n  `n` int(11) DEFAULT NULL,\n  `a``b` varchar(9) DEFAULT concat('a,)',`n`),\n  \
             `j` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT '[]' CHECK (json_valid(`j`)),\n  \
             `e` enum('default','x') DEFAULT 'x',\n  `g` int(11) GENERATED ALWAYS AS (`n` * 2) STORED,\n  \
             KEY `k` ((lower(`a``b`)),`n` DESC),\n  CONSTRAINT `c` CHECK (`n` > 0 and `n` <> 1)\n) ENGINE=InnoDB",
        );
        let text = |name: &str| found.get(name).map(String::as_str);
        assert_eq!(text("a`b"), Some("concat('a,)',`n`)"));
        assert_eq!(text("j"), Some("'[]'"));
        assert_eq!(text("e"), Some("'x'"));
        assert_eq!(text("g"), Some("`n` * 2"));
        assert_eq!(text("k"), Some("((lower(`a``b`)),`n` DESC)"));
        assert_eq!(text("c"), Some("`n` > 0 and `n` <> 1"));
        assert_eq!(text("n"), Some("NULL"));
    }
}
