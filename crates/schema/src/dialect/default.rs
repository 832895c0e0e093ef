//! Defaults as SQL.

use super::Dialect;
use super::script::{Token, TokenKind, is_balanced, tokens};
use crate::schema::{SqlType, TypeName};

impl Dialect {
    /// A default as it stands behind `DEFAULT` in a column of that type.
    #[doc(hidden)]
    pub fn column_default(self, sql_type: &SqlType, default: &str) -> String {
        match &sql_type.name {
            TypeName::Builtin(name) => self.database().column_default(name, default),
            TypeName::Custom { .. } => default.to_owned(),
        }
    }

    /// An expression as it stands behind `DEFAULT`.
    #[doc(hidden)]
    pub fn default_expression(self, sql: &str) -> String {
        self.database().default_expression(sql.trim())
    }
}

/// An expression in parentheses unless it needs none as a default: a value, by `is_value`, a number with a sign, or SQL in
/// parentheses.
pub(super) fn in_parentheses(
    dialect: Dialect,
    sql: &str,
    is_value: impl Fn(&Token<'_>) -> bool,
) -> String {
    let parts: Vec<_> = tokens(dialect, sql).collect();
    let bare = match parts.as_slice() {
        [only] => is_value(only),
        [sign, number] => {
            (sign.is_punctuation("-") || sign.is_punctuation("+")) && number.kind == TokenKind::Word
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
