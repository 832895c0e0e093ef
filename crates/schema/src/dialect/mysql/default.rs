//! Defaults as MySQL and MariaDB want them (<https://dev.mysql.com/doc/refman/8.0/en/data-type-defaults.html>).

use crate::dialect::Dialect;
use crate::dialect::default::in_parentheses;
use crate::dialect::script::{Token, TokenKind, tokens};

/// A default in a column of the built-in type `name`. MySQL takes one of a text, a blob or JSON as an expression only, and
/// the current time without parentheses only where it is a time; MariaDB takes both.
pub(super) fn of_column(name: &str, default: &str) -> String {
    const LARGE: [&str; 8] = [
        "text",
        "blob",
        "json",
        "geometry",
        "point",
        "linestring",
        "polygon",
        "collection",
    ];
    let large = || LARGE.iter().any(|part| name.ends_with(part));
    let is_time = name == "datetime" || name == "timestamp";
    let bare = default.starts_with('(')
        || default.eq_ignore_ascii_case("null")
        || !(large() || (!is_time && begins_with_now(default)));
    if bare {
        default.to_owned()
    } else {
        format!("({default})")
    }
}

/// An expression as a default. Of the functions that are called without parentheses, MySQL takes the current time alone.
pub(super) fn expression(sql: &str) -> String {
    if is_plain(sql) {
        return sql.to_owned();
    }
    in_parentheses(Dialect::Mysql, sql, is_constant)
}

/// Returns whether MySQL takes the SQL as a default without parentheses. Besides a word, a number or a string it takes a
/// string with an introducer or a type (`b'01'`, `DATE '2020-01-01'`), and the current time with `ON UPDATE`.
fn is_plain(sql: &str) -> bool {
    let all: Vec<Token<'_>> = tokens(Dialect::Mysql, sql).collect();
    let update = all.windows(2).position(
        |two| matches!(two, [on, update] if on.is_word("on") && update.is_word("update")),
    );
    let own = all.get(..update.unwrap_or(all.len())).unwrap_or(&all);
    let time = begins_with_now(sql);
    match own {
        [only] => only.kind == TokenKind::String || is_constant(only) || time,
        [word, text] => word.kind == TokenKind::Word && text.kind == TokenKind::String,
        [_, open, .., close] if own.len() < 5 => {
            time && open.is_punctuation("(") && close.is_punctuation(")")
        }
        _ => false,
    }
}

fn begins_with_now(sql: &str) -> bool {
    const NOW: [&str; 4] = ["current_timestamp", "now", "localtime", "localtimestamp"];
    let first = tokens(Dialect::Mysql, sql).next();
    first.is_some_and(|name| NOW.iter().any(|word| name.is_word(word)))
}

/// A number or one of the words that are values.
fn is_constant(token: &Token<'_>) -> bool {
    let words = ["true", "false", "null"];
    token.text.starts_with(|first: char| first.is_ascii_digit())
        || words.iter().any(|word| token.is_word(word))
}
