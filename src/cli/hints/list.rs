//! Lists of hints.

/// A list of one hint.
pub(super) fn one(text: impl Into<String>) -> Vec<String> {
    vec![text.into()]
}
