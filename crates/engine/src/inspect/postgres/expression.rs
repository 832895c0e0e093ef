//! Expressions as the catalogue gives them.

/// An expression without the pair of parentheses that is around all of it. `(a) + (b)` has no such pair.
pub(super) fn without_parentheses(expression: &str) -> &str {
    let Some(inner) = expression
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    else {
        return expression;
    };
    let mut depth = 0_i32;
    let mut quote = None;
    for character in inner.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return expression,
            (None, ')') => depth -= 1,
            _ => {}
        }
    }
    inner
}
