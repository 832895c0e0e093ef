//! Names for what has none.

use super::Dialect;

/// The name that PostgreSQL would choose: `address_user_id_fkey`, the longer part cut where it is too long
/// (`makeObjectName` in its `commands/indexcmds.c`). `column` may be empty.
pub(crate) fn object_name(table: &str, column: &str, label: &str) -> String {
    let separators = if column.is_empty() { 1 } else { 2 };
    // PostgreSQL cuts longer identifiers off (its manual, section 4.1.1).
    let longest = Dialect::Postgres.longest_name().unwrap_or(usize::MAX);
    let room = longest.saturating_sub(label.len() + separators);
    let (mut first, mut second) = (table.len(), column.len());
    while first + second > room {
        if first > second {
            first -= 1;
        } else {
            second -= 1;
        }
    }
    let (table, column) = (clipped(table, first), clipped(column, second));
    if column.is_empty() {
        return format!("{table}_{label}");
    }
    format!("{table}_{column}_{label}")
}

/// At most so many bytes, and no half character.
fn clipped(text: &str, mut length: usize) -> &str {
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    text.get(..length).unwrap_or(text)
}
