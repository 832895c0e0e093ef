//! Defaults as SQL.

use super::Dialect;
use super::script::{Token, TokenKind, is_balanced, tokens};
use crate::schema::{SqlType, TypeName};

impl Dialect {
    /// A default as it stands behind `DEFAULT` in a column of that type. MySQL takes one of a text, a blob or JSON as an
    /// expression only, and the current time without parentheses only where it is a time
    /// (<https://dev.mysql.com/doc/refman/8.0/en/data-type-defaults.html>); MariaDB takes both.
    #[doc(hidden)]
    pub fn column_default(self, sql_type: &SqlType, default: &str) -> String {
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
        let TypeName::Builtin(name) = &sql_type.name else {
            return default.to_owned();
        };
        let large = || LARGE.iter().any(|part| name.ends_with(part));
        let is_time = name == "datetime" || name == "timestamp";
        let bare = self != Self::Mysql
            || default.starts_with('(')
            || default.eq_ignore_ascii_case("null")
            || !(large() || (!is_time && begins_with_now(default)));
        if bare {
            default.to_owned()
        } else {
            format!("({default})")
        }
    }

    /// An expression as it stands behind `DEFAULT`. SQLite wants parentheses around all but literals and the names of
    /// the current time (<https://www.sqlite.org/lang_createtable.html>, section 3.2).
    #[doc(hidden)]
    pub fn default_expression(self, sql: &str) -> String {
        let sql = sql.trim();
        if self == Self::Postgres {
            return sql.to_owned();
        }
        if self == Self::Mysql && is_mysql_default(sql) {
            return sql.to_owned();
        }
        let parts: Vec<_> = tokens(self, sql).collect();
        let bare = match parts.as_slice() {
            // Of what is called without parentheses MySQL takes the time alone, and not the date.
            [only] if self == Self::Mysql => is_constant(only),
            [only] => only.kind == TokenKind::String || only.kind == TokenKind::Word,
            [sign, number] => {
                (sign.is_punctuation("-") || sign.is_punctuation("+"))
                    && number.kind == TokenKind::Word
            }
            [open, body @ .., close] => {
                open.is_punctuation("(") && close.is_punctuation(")") && is_balanced(body)
            }
            [] => true,
        };
        if bare || is_number(sql) {
            sql.to_owned()
        } else {
            format!("({sql})")
        }
    }
}

/// Returns whether MySQL takes the SQL as a default without parentheses. Besides a word, a number or a string it takes a
/// string with an introducer or a type (`b'01'`, `DATE '2020-01-01'`), and the current time with `ON UPDATE`
/// (<https://dev.mysql.com/doc/refman/8.0/en/data-type-defaults.html>).
fn is_mysql_default(sql: &str) -> bool {
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

/// `0.50`, `-1e9`: a literal of several tokens.
fn is_number(sql: &str) -> bool {
    let digits = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
    sql.chars().all(digits) && sql.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mysql_wants_parentheses_around_expressions() {
        for plain in [
            "1",
            "-1.5",
            "'it\\'s'",
            "NULL",
            "TRUE",
            "b'01'",
            "CURRENT_TIMESTAMP",
            "current_timestamp(6)",
            "now()",
            "CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
            "(uuid())",
        ] {
            assert_eq!(Dialect::Mysql.default_expression(plain), plain);
        }
        for expression in ["uuid()", "1 + 1", "curdate()", "json_array()"] {
            let wrapped = format!("({expression})");
            assert_eq!(Dialect::Mysql.default_expression(expression), wrapped);
        }
    }

    #[test]
    fn numbers_need_no_parentheses_as_defaults() {
        for number in ["0", "0.00", "-1.5e9", "'x'", "CURRENT_TIMESTAMP"] {
            assert_eq!(Dialect::Sqlite.default_expression(number), number);
        }
        for expression in ["1 - 2", "random()", "1-2"] {
            let wrapped = format!("({expression})");
            assert_eq!(Dialect::Sqlite.default_expression(expression), wrapped);
        }
    }
}
