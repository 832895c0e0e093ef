//! The depth of compound statements, in which a semicolon does not end the statement.

/// How deep in a compound statement the splitter is.
#[derive(Default)]
pub(in crate::dialect) struct Body {
    pub(in crate::dialect) parentheses: usize,
    pub(in crate::dialect) blocks: usize,
}
