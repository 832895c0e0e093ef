//! Numbers as defaults: `5`, `5.0`, `(-5)` and `'5'::bigint`.

use crate::schema::{SqlType, TypeName};

/// The types whose values are numbers, in the spellings of all databases.
const TYPES: [&str; 12] = [
    "tinyint",
    "smallint",
    "mediumint",
    "int",
    "integer",
    "bigint",
    "numeric",
    "decimal",
    "real",
    "float",
    "double",
    "double precision",
];

/// Returns whether two defaults of a column of that type are the same number.
pub(super) fn same(sql_type: &SqlType, one: &str, other: &str) -> bool {
    let TypeName::Builtin(name) = &sql_type.name else {
        return false;
    };
    let signed = name.strip_suffix(" unsigned").unwrap_or(name);
    let is_number = sql_type.dimensions == 0 && TYPES.contains(&signed);
    is_number && number(one).is_some_and(|one| number(other) == Some(one))
}

/// The sign and the digits of a number, without zeros that make no difference.
fn number(text: &str) -> Option<(bool, &str, &str)> {
    let text = without_parentheses(text);
    let (value, cast) = match text.split_once("::") {
        Some((value, cast)) => (value, Some(cast)),
        None => (text, None),
    };
    if let Some(cast) = cast {
        let name = cast.split('(').next().unwrap_or(cast).trim();
        TYPES
            .contains(&name.to_ascii_lowercase().as_str())
            .then_some(())?;
    }
    let value = without_parentheses(value);
    let quoted = value
        .strip_prefix('\'')
        .and_then(|value| value.strip_suffix('\''));
    let value = quoted.unwrap_or(value);
    let (negative, value) = match value.strip_prefix('-') {
        Some(value) => (true, value),
        None => (false, value.strip_prefix('+').unwrap_or(value)),
    };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let is_number = !(whole.is_empty() && fraction.is_empty());
    let mut digits = whole.chars().chain(fraction.chars());
    if !is_number || !digits.all(|c| c.is_ascii_digit()) {
        return None;
    }
    let (whole, fraction) = (
        whole.trim_start_matches('0'),
        fraction.trim_end_matches('0'),
    );
    let is_zero = whole.is_empty() && fraction.is_empty();
    Some((negative && !is_zero, whole, fraction))
}

fn without_parentheses(text: &str) -> &str {
    let text = text.trim();
    let inner = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'));
    match inner {
        Some(inner) if !inner.contains(['(', ')']) => inner.trim(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_in_any_spelling() {
        let number = SqlType::builtin("numeric").with_arguments([10, 2]);
        for (one, other, expected) in [
            ("5", "5.0", true),
            ("5", "'5'::bigint", true),
            ("'-5.50'::numeric(10,2)", "(-5.5)", true),
            ("0", "-0.00", true),
            (".5", "0.50", true),
            ("(-1)::bigint", "'-1'::integer", true),
            ("5", "50", false),
            ("5", "-5", false),
            ("5", "'5'::text", false),
            ("a", "a", false),
            ("5 + 1", "5+1", false),
            ("'1.2.3'", "'1.2.3'", false),
            ("", "", false),
        ] {
            assert_eq!(same(&number, one, other), expected, "{one} and {other}");
        }
        assert!(!same(&SqlType::builtin("text"), "5", "5.0"));
        assert!(!same(&number.array(), "5", "5.0"));
    }
}
