//! The tables and columns that triggers and virtual tables name in their statements.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, commas, parenthesized, tokens};

const DIALECT: Dialect = Dialect::Sqlite;

/// The columns behind `UPDATE OF`, which SQLite does not check.
pub(super) fn of_trigger(sql: &str, table: &str) -> Vec<String> {
    let all: Vec<Token<'_>> = tokens(DIALECT, sql).collect();
    let of = all.windows(2).position(
        |pair| matches!(pair, [update, of] if update.is_word("update") && of.is_word("of")),
    );
    let list = of.and_then(|at| all.get(at + 2..)).unwrap_or_default();
    let list = list.iter().take_while(|token| !token.is_word("on"));
    let names = list.filter_map(|token| token.name(DIALECT));
    names.map(|name| format!("column {table}.{name}")).collect()
}

/// The table and the columns of full-text search over the content of another table
/// (<https://www.sqlite.org/fts5.html#external_content_tables>).
pub(super) fn of_virtual_table(sql: &str) -> Vec<String> {
    let all: Vec<Token<'_>> = tokens(DIALECT, sql).collect();
    let start = all.iter().position(|token| token.is_punctuation("("));
    let list = start.and_then(|at| all.get(at..)).and_then(parenthesized);
    let Some((arguments, _)) = list else {
        return Vec::new();
    };
    let (mut table, mut columns) = (None, Vec::new());
    for argument in commas(arguments) {
        match argument {
            [option, sign, value, ..] if sign.is_punctuation("=") => {
                if option.is_word("content") {
                    table = value.name(DIALECT).filter(|name| !name.is_empty());
                } else if option.is_word("content_rowid") {
                    columns.extend(value.name(DIALECT));
                }
            }
            [column, ..] => columns.extend(column.name(DIALECT)),
            [] => {}
        }
    }
    let Some(table) = table else {
        return Vec::new();
    };
    let columns = columns
        .iter()
        .map(|column| format!("column {table}.{column}"));
    std::iter::once(format!("table {table}"))
        .chain(columns)
        .collect()
}
