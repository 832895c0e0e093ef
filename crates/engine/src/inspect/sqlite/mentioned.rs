//! The columns that an expression names.

use super::literal::begins_literal;
use moviectl_schema::dialect::script::{Token, TokenKind};

/// Lists the columns that an expression names, in the order of `columns`' first mention, in the table's own spelling.
pub(super) fn mentioned<'c>(
    tokens: &[Token<'_>],
    columns: impl Iterator<Item = &'c str> + Clone,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut before: Option<&Token<'_>> = None;
    for (place, token) in tokens.iter().enumerate() {
        let rest = tokens.get(place..).unwrap_or_default();
        let is_function = token.kind == TokenKind::Word
            && rest.get(1).is_some_and(|next| next.is_punctuation("("));
        let is_collation = before.is_some_and(|before| before.is_word("collate"));
        before = Some(token);
        if is_function || is_collation || begins_literal(rest) {
            continue;
        }
        let Some(name) = token.identifier() else {
            continue;
        };
        if let Some(column) = columns.clone().find(|own| own.eq_ignore_ascii_case(&name))
            && !found.iter().any(|known| known == column)
        {
            found.push(column.to_owned());
        }
    }
    found
}
