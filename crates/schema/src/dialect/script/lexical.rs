//! Plain facts about the tokens of a dialect's SQL.

/// How a database reads the tokens of SQL.
pub(in crate::dialect) struct Lexical {
    /// Returns whether a comment to the end of the line begins here.
    pub(in crate::dialect) is_line_comment: fn(&str) -> bool,
    /// The characters that end such a comment.
    pub(in crate::dialect) line_ends: &'static [char],
    /// A block comment can contain others.
    pub(in crate::dialect) nested_comments: bool,
    /// Returns the length of the opening of a block comment whose content the server runs.
    pub(in crate::dialect) code_comment: fn(&str) -> Option<usize>,
    /// The byte order mark is white space everywhere, and not only at the start of a file.
    pub(in crate::dialect) marks_anywhere: bool,
    /// A backslash in a string hides the character behind it.
    pub(in crate::dialect) backslashes: bool,
    /// Text in double quotes is a string and no identifier.
    pub(in crate::dialect) double_quoted_strings: bool,
    /// `E'…'` is a string with backslashes.
    pub(in crate::dialect) escape_strings: bool,
    /// `$$…$$` is a string, so that a number ends at a `$`.
    pub(in crate::dialect) dollar_quotes: bool,
    /// An identifier can stand in backticks.
    pub(in crate::dialect) backticks: bool,
    /// An identifier can stand in square brackets.
    pub(in crate::dialect) brackets: bool,
    /// The client's `DELIMITER` lines choose what ends a statement.
    pub(in crate::dialect) delimiters: bool,
}

impl Lexical {
    /// The rules of the SQL standard.
    pub(in crate::dialect) const STANDARD: Self = Self {
        is_line_comment: |text| text.starts_with("--"),
        line_ends: &['\n'],
        nested_comments: false,
        code_comment: |_| None,
        marks_anywhere: false,
        backslashes: false,
        double_quoted_strings: false,
        escape_strings: false,
        dollar_quotes: false,
        backticks: false,
        brackets: false,
        delimiters: false,
    };
}
