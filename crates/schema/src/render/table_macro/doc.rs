//! Comments as doc comments.

use crate::schema::comment_text;

/// `/// …` for each line of the comment; nothing where there is none.
pub(super) fn lines(indent: &str, comment: Option<&String>) -> String {
    let Some(text) = comment_text(comment) else {
        return String::new();
    };
    text.split('\n')
        .map(|line| {
            if line.contains('\r') {
                // Rust takes no bare carriage return in a comment.
                format!("{indent}#[doc = {:?}]\n", format!(" {line}"))
            } else if line.is_empty() {
                format!("{indent}///\n")
            } else {
                format!("{indent}/// {line}\n")
            }
        })
        .collect()
}
