//! Defaults in one form, so that those of a declaration and those of a server can be compared mostly without asking.
//!
//! A server keeps the value and not its text: `TRUE` in a boolean is `1`, `0.5` in a `DECIMAL(10,2)` is `0.50`. MariaDB
//! gives out SQL (<https://mariadb.com/kb/en/information-schema-columns-table/>), MySQL the bare value, unless the column's
//! `EXTRA` has `DEFAULT_GENERATED` (<https://dev.mysql.com/doc/refman/8.0/en/information-schema-columns-table.html>).

mod value;

use self::value::Value;
use super::expression;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, tokens};
use moviectl_schema::schema::{SqlType, TypeName};

const DIALECT: Dialect = Dialect::Mysql;

/// A default as everything here spells it; `None` where only the server knows what becomes of the text.
pub(super) fn spelled(sql_type: &SqlType, text: &str) -> Option<String> {
    let text = expression::plain(text);
    let all: Vec<Token<'_>> = tokens(DIALECT, &text).collect();
    match all.as_slice() {
        [null] if null.is_word("null") => return Some("NULL".to_owned()),
        [null, on_update @ ..] if null.is_word("null") => {
            return Some(format!("NULL{}", updating(on_update)?));
        }
        tokens => {
            // Elsewhere it is an expression like any other.
            if is_moment(sql_type)
                && let Some((now, on_update)) = now(tokens)
            {
                return Some(now + &updating(on_update)?);
            }
        }
    }
    let TypeName::Builtin(name) = &sql_type.name else {
        return None;
    };
    let base = name.split([' ', '(']).next().unwrap_or(name);
    let value = Value::of(&all, &text)?;
    match base {
        "boolean" | "tinyint" | "smallint" | "mediumint" | "integer" | "bigint" => value.integer(),
        "numeric" => value.decimal(sql_type.arguments.get(1).copied().unwrap_or_default()),
        // As many digits as each keeps for certain.
        "float" => value.float(6),
        "double" => value.float(15),
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" | "json" => {
            value.text()
        }
        "enum" => value.member(name),
        "date" => value.moment("0000-00-00"),
        "datetime" | "timestamp" if sql_type.arguments.is_empty() => {
            value.moment("0000-00-00 00:00:00")
        }
        "time" if sql_type.arguments.is_empty() => value.moment("00:00:00"),
        "bit" => value.bits(),
        "binary" => value.bytes(true),
        "varbinary" => value.bytes(false),
        // Two digits mean another year than they say.
        "year" => value.integer().filter(|year| year.len() == 4),
        _ => None,
    }
}

/// The same for a text that comes from a server: what is no value is an expression, which has to stand in parentheses
/// wherever it is said again, and MariaDB gives it out without them.
pub(super) fn settled(sql_type: &SqlType, text: &str) -> String {
    spelled(sql_type, text).unwrap_or_else(|| {
        let text = expression::plain(text);
        // A number is quoted by `SHOW CREATE TABLE` of MySQL, and by no catalogue.
        let number = number_in_quotes(&text).filter(|_| DIALECT.is_number(sql_type));
        number.unwrap_or_else(|| DIALECT.default_expression(&text))
    })
}

fn number_in_quotes(text: &str) -> Option<String> {
    let all: Vec<Token<'_>> = tokens(DIALECT, text).collect();
    match all.as_slice() {
        [only] => only.mysql_string().filter(|text| value::is_number(text)),
        _ => None,
    }
}

/// The default of a live column, from what the catalogue says of it.
pub(super) fn live(
    mariadb: bool,
    sql_type: &SqlType,
    text: Option<&str>,
    extra: &str,
) -> Option<String> {
    let extra = extra.to_ascii_lowercase();
    let default = text
        .filter(|text| !(mariadb && text.eq_ignore_ascii_case("null")))
        .map(|text| match mariadb {
            true => settled(sql_type, text),
            false => live_of_mysql(sql_type, text, extra.contains("default_generated")),
        });
    let Some((_, moment)) = extra.split_once("on update ") else {
        return default;
    };
    let updated = format!(
        "{} ON UPDATE {moment}",
        default.as_deref().unwrap_or("NULL")
    );
    Some(settled(sql_type, &updated))
}

fn live_of_mysql(sql_type: &SqlType, text: &str, generated: bool) -> String {
    if generated {
        return settled(sql_type, &expression::unescaped(text));
    }
    let moment = is_moment(sql_type);
    let bare = DIALECT.is_number(sql_type)
        || sql_type.is_builtin("boolean")
        || sql_type.is_builtin("bit")
        || (is_binary(sql_type) && text.starts_with("0x"))
        || (moment && text.to_ascii_uppercase().starts_with("CURRENT_TIMESTAMP"));
    if bare {
        return settled(sql_type, text);
    }
    let literal = DIALECT.literal(text);
    spelled(sql_type, &literal).unwrap_or(literal)
}

fn is_moment(sql_type: &SqlType) -> bool {
    sql_type.is_builtin("datetime") || sql_type.is_builtin("timestamp")
}

fn is_binary(sql_type: &SqlType) -> bool {
    sql_type.is_builtin("binary") || sql_type.is_builtin("varbinary")
}

/// The time of the statement in the one spelling that both servers take, and what stands behind it.
fn now<'s, 't>(tokens: &'s [Token<'t>]) -> Option<(String, &'s [Token<'t>])> {
    let (name, mut rest) = tokens.split_first()?;
    let needs_parentheses = name.is_word("now");
    // Not `localtime`, which is the time of day from MariaDB 11.7 on.
    let known = ["current_timestamp", "localtimestamp"];
    if !needs_parentheses && !known.iter().any(|word| name.is_word(word)) {
        return None;
    }
    let mut digits = None;
    match rest {
        [open, close, behind @ ..] if open.is_punctuation("(") && close.is_punctuation(")") => {
            rest = behind;
        }
        [open, number, close, behind @ ..]
            if open.is_punctuation("(") && close.is_punctuation(")") =>
        {
            digits = Some(number.text.parse::<u32>().ok()?).filter(|digits| *digits > 0);
            rest = behind;
        }
        _ if needs_parentheses => return None,
        _ => {}
    }
    let digits = digits.map_or_else(String::new, |digits| format!("({digits})"));
    Some((format!("CURRENT_TIMESTAMP{digits}"), rest))
}

/// ` ON UPDATE CURRENT_TIMESTAMP`, or nothing.
fn updating(tokens: &[Token<'_>]) -> Option<String> {
    match tokens {
        [] => Some(String::new()),
        [on, update, rest @ ..] if on.is_word("on") && update.is_word("update") => {
            let (now, []) = now(rest)? else {
                return None;
            };
            Some(format!(" ON UPDATE {now}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sql_type: &str, text: &str) -> Option<String> {
        spelled(&DIALECT.parse_type(sql_type), text)
    }

    #[test]
    fn values_are_spelled_without_the_server() {
        for (sql_type, text, expected) in [
            ("tinyint(1)", "TRUE", "1"),
            ("tinyint(1)", "FALSE", "0"),
            ("int(11)", "'007'", "7"),
            ("int(11)", "(-0)", "0"),
            ("bigint(20) unsigned", "12", "12"),
            ("decimal(10,2)", "0.50", "0.5"),
            ("decimal(65,30)", "-1.000", "-1"),
            ("decimal(10,2)", "0.00", "0"),
            ("float", "1.5", "1.5"),
            ("double", "1e3", "1000"),
            ("double", "-1E300", "-1e300"),
            ("varchar(9)", r"'it\'s'", "'it''s'"),
            ("varchar(9)", "(_utf8mb4'x')", "'x'"),
            ("varchar(9)", "5", "'5'"),
            ("text", r"'a\\b'", r"'a\\b'"),
            ("enum('a','b')", "'b'", "'b'"),
            ("date", "'2020-01-31'", "'2020-01-31'"),
            ("datetime", "now()", "CURRENT_TIMESTAMP"),
            ("datetime(3)", "(now(3))", "CURRENT_TIMESTAMP(3)"),
            (
                "timestamp",
                "(current_timestamp() on update current_timestamp)",
                "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
            ),
            (
                "timestamp",
                "NULL ON UPDATE now()",
                "NULL ON UPDATE CURRENT_TIMESTAMP",
            ),
            ("bit(3)", "b'011'", "b'11'"),
            ("binary(4)", r"'ab\0\0'", "'ab'"),
            ("binary(4)", "0x6162", "'ab'"),
            ("binary(2)", "0x", "''"),
            ("varbinary(4)", "0xff00", "0xFF00"),
            ("varbinary(4)", "x'ff00'", "0xFF00"),
            ("binary(4)", "x'61620000'", "'ab'"),
            ("varbinary(4)", "'ab'", "'ab'"),
            ("varbinary(4)", "'ä'", "0xC3A4"),
            ("int(11)", "-(5)", "-5"),
            ("year", "'2020'", "2020"),
            ("int(11)", "null", "NULL"),
        ] {
            assert_eq!(
                of(sql_type, text).as_deref(),
                Some(expected),
                "{sql_type} {text}"
            );
        }
    }

    #[test]
    fn what_only_the_server_knows_is_asked_about() {
        for (sql_type, text) in [
            ("int(11)", "1 + 1"),
            ("int(11)", "1.5"),
            ("decimal(10,2)", "0.555"),
            ("varchar(9)", "uuid()"),
            ("char(9)", "'x '"),
            ("enum('a','b')", "'B'"),
            ("datetime", "'2020-01-31'"),
            ("varchar(40)", "now()"),
            ("datetime", "localtime"),
            ("date", "curdate()"),
            ("binary(3)", "'\u{fffd}'"),
            ("year", "'99'"),
            ("int(11)", "now"),
            ("float", "0.1234567"),
        ] {
            assert_eq!(of(sql_type, text), None, "{sql_type} {text}");
        }
    }

    #[test]
    fn mysql_gives_out_bare_values() {
        let live = |sql_type: &str, text, extra| {
            live(false, &DIALECT.parse_type(sql_type), Some(text), extra).unwrap_or_default()
        };
        assert_eq!(live("int", "0", ""), "0");
        assert_eq!(live("tinyint(1)", "1", ""), "1");
        assert_eq!(live("decimal(10,2)", "0.50", ""), "0.5");
        assert_eq!(live("varchar(9)", "it's", ""), "'it''s'");
        assert_eq!(live("varchar(9)", "NULL", ""), "'NULL'");
        assert_eq!(live("enum('a')", "a", ""), "'a'");
        assert_eq!(live("bit(3)", "b'101'", ""), "b'101'");
        assert_eq!(live("text", r"_utf8mb4\'x\'", "DEFAULT_GENERATED"), "'x'");
        assert_eq!(
            live("varchar(36)", "uuid()", "DEFAULT_GENERATED"),
            "(uuid())"
        );
        assert_eq!(
            live(
                "datetime(3)",
                "CURRENT_TIMESTAMP(3)",
                "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)"
            ),
            "CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)"
        );
    }
}
