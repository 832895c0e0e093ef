//! Comments on tables and columns.

/// A comment as a database has it: an empty one is none.
pub(crate) fn comment_text(comment: Option<&String>) -> Option<&str> {
    comment
        .map(String::as_str)
        .filter(|comment| !comment.is_empty())
}
