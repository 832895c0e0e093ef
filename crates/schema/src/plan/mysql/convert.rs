//! Prepares rows for another type of their column. MySQL converts most values itself. In its strict mode, it refuses
//! values that do not fit.

use super::DIALECT;
use super::definition::update;
use crate::dialect::script::{TokenKind, tokens};
use crate::schema::{Column, SqlType, Table, TypeName};

const TRUE: &str = "'t', 'true', 'y', 'yes', 'on'";
const FALSE: &str = "'f', 'false', 'n', 'no', 'off'";

/// The statements ahead of `MODIFY COLUMN`.
pub(super) fn before_modify(table: &Table, from: &Column, to: &Column) -> Vec<String> {
    if from.generated.is_some() || !DIALECT.is_boolean(&to.sql_type) {
        return Vec::new();
    }
    let name = DIALECT.quote(&from.name);
    if is_text(&from.sql_type) {
        // The words that PostgreSQL knows; MySQL takes numbers alone.
        let value = format!("CASE WHEN LOWER({name}) IN ({TRUE}) THEN '1' ELSE '0' END");
        let words = format!("LOWER({name}) IN ({TRUE}, {FALSE})");
        return vec![update(table, &from.name, &value, Some(&words))];
    }
    if DIALECT.is_number(&from.sql_type) && !DIALECT.is_boolean(&from.sql_type) {
        let value = format!("{name} <> 0");
        let others = format!("{name} NOT IN (0, 1)");
        return vec![update(table, &from.name, &value, Some(&others))];
    }
    Vec::new()
}

fn is_text(sql_type: &SqlType) -> bool {
    match &sql_type.name {
        TypeName::Builtin(name) => name.ends_with("text") || name == "varchar" || name == "char",
        TypeName::Custom { .. } => false,
    }
}

/// A default as a value: without what is set as a row changes.
pub(super) fn change_value(default: &str) -> String {
    let update = tokens(DIALECT, default)
        .filter(|token| token.kind == TokenKind::Word)
        .find(|token| token.is_word("on"));
    let start = update.map(|token| token.end() - token.text.len());
    start
        .and_then(|start| default.get(..start))
        .unwrap_or(default)
        .trim()
        .to_owned()
}
