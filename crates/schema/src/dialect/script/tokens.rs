//! The tokens of SQL text: just enough of each dialect's lexer to know what is a word, what is quoted, and what is a
//! comment.

use std::ops::Range;

use super::lexical::Lexical;
use crate::dialect::Dialect;

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenKind {
    /// A keyword or an unquoted identifier, or a number.
    Word,
    /// An identifier in quotes.
    QuotedIdentifier,
    /// A string, dollar-quoted ones included.
    String,
    /// Any other character, by itself.
    Punctuation,
}

/// A token of a script, by its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Token<'a> {
    /// The token's kind.
    pub kind: TokenKind,
    /// The token as it is written, quotes included.
    pub text: &'a str,
    /// The offset of its first byte.
    pub start: usize,
}

impl Token<'_> {
    /// Returns whether this is the word `word`, in any case.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Returns whether this is the punctuation `character`.
    pub fn is_punctuation(&self, character: &str) -> bool {
        self.kind == TokenKind::Punctuation && self.text == character
    }

    /// Returns whether it opens or closes a comment that the server runs.
    pub fn is_comment_mark(&self) -> bool {
        self.kind == TokenKind::Punctuation && (self.text == "*/" || self.text.starts_with("/*"))
    }

    /// Returns the offset of the first byte behind the token.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Returns the identifier that the token spells, without quotes. An unquoted one is returned as it is written.
    pub fn identifier(&self) -> Option<String> {
        match self.kind {
            TokenKind::Word => Some(self.text.to_owned()),
            TokenKind::QuotedIdentifier => self.unquoted(),
            TokenKind::String | TokenKind::Punctuation => None,
        }
    }

    /// Returns the name that the token spells where the dialect expects one. PostgreSQL folds the case of an unquoted name,
    /// and cuts off a long one; SQLite takes a string for a name.
    pub fn name(&self, dialect: Dialect) -> Option<String> {
        let facts = dialect.facts();
        let name = match self.kind {
            TokenKind::Word if facts.folds_unquoted => Some(self.text.to_lowercase()),
            TokenKind::String if facts.strings_are_names => self.unquoted(),
            _ => self.identifier(),
        };
        name.map(|name| dialect.cut(name))
    }

    /// Returns the text between the quotes. A doubled quote stands for one.
    pub(in crate::dialect) fn unquoted(&self) -> Option<String> {
        let mut characters = self.text.chars();
        let quote = characters.next_back()?;
        characters.next();
        let doubled = format!("{quote}{quote}");
        Some(characters.as_str().replace(&doubled, &quote.to_string()))
    }
}

/// The tokens of `text` in order, without white space and comments. Never fails: what is not closed ends with the text.
pub fn tokens(dialect: Dialect, text: &str) -> impl Iterator<Item = Token<'_>> {
    Lexer::new(dialect, text)
}

/// Returns whether an expression, in the database's spelling, has the name of the column. A function with that name counts,
/// too.
pub(crate) fn mentions(dialect: Dialect, expression: &str, column: &str) -> bool {
    tokens(dialect, expression).any(|token| token.identifier().is_some_and(|name| name == column))
}

/// Reads the tokens of a text.
pub(super) struct Lexer<'a> {
    rules: &'static Lexical,
    text: &'a str,
    position: usize,
    /// True inside of a comment that the server runs.
    executable: bool,
    /// The offset of a block comment that is not closed.
    unclosed_comment: Option<usize>,
    /// The delimiter that ends statements instead of a semicolon, if the script sets one.
    delimiter: Option<&'a str>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(dialect: Dialect, text: &'a str) -> Self {
        Self {
            rules: &dialect.facts().lexical,
            text,
            position: 0,
            executable: false,
            unclosed_comment: None,
            delimiter: None,
        }
    }

    /// Returns whether the token ends a statement, if no parenthesis, block or body is open.
    pub(super) fn ends_statement(&self, token: &Token<'_>) -> bool {
        token.is_punctuation(self.delimiter.unwrap_or(";"))
    }

    /// Returns whether the script has set a delimiter. Only that delimiter then ends a statement.
    pub(super) fn has_delimiter(&self) -> bool {
        self.delimiter.is_some()
    }

    /// Reads the delimiter from the rest of the line, behind `DELIMITER`. It ends statements from here on.
    pub(super) fn take_delimiter(&mut self) {
        let line = self.rest().split('\n').next().unwrap_or_default();
        self.position += line.len();
        let named = line.split_whitespace().next();
        self.delimiter = named.filter(|delimiter| *delimiter != ";");
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn skip_space_and_comments(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(|c| is_space(c) || self.is_mark(c));
            self.position += rest.len() - trimmed.len();
            if (self.rules.is_line_comment)(trimmed) {
                let ends = self.rules.line_ends;
                self.position += trimmed.find(ends).unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") && !self.is_code(trimmed) {
                if let Some(length) = self.block_comment(trimmed) {
                    self.position += length;
                } else {
                    self.unclosed_comment = Some(self.position);
                    self.position = self.text.len();
                }
            } else {
                return;
            }
        }
    }

    /// Returns whether a character is the byte order mark, which is white space at the start of a file, and on some
    /// databases everywhere.
    fn is_mark(&self, character: char) -> bool {
        character == '\u{feff}' && (self.position == 0 || self.rules.marks_anywhere)
    }

    /// Returns whether the server runs the content of the comment at the start of `text`.
    fn is_code(&self, text: &str) -> bool {
        (self.rules.code_comment)(text).is_some()
    }

    /// Returns the offset of a block comment that is never closed. The whole text behind it belongs to the comment.
    pub(super) fn unclosed_comment(&self) -> Option<usize> {
        self.unclosed_comment
    }

    /// The length of the block comment at the start of `text`; `None` where it is not closed.
    fn block_comment(&self, text: &str) -> Option<usize> {
        let nested = self.rules.nested_comments;
        let bytes = text.as_bytes();
        let (mut depth, mut at) = (0_usize, 0_usize);
        while at < bytes.len() {
            match bytes.get(at..at + 2) {
                Some(b"/*") if depth == 0 || nested => {
                    depth += 1;
                    at += 2;
                }
                Some(b"*/") => {
                    depth -= 1;
                    at += 2;
                    if depth == 0 {
                        return Some(at);
                    }
                }
                _ => at += 1,
            }
        }
        None
    }

    fn measure(&self, rest: &str, first: char) -> (TokenKind, usize) {
        let rules = self.rules;
        match first {
            _ if self.delimiter.is_some_and(|own| rest.starts_with(own)) => {
                let length = self.delimiter.map_or(1, str::len);
                (TokenKind::Punctuation, length)
            }
            '\'' => (TokenKind::String, quoted(rest, 0, '\'', rules.backslashes)),
            '"' if rules.double_quoted_strings => {
                (TokenKind::String, quoted(rest, 0, '"', rules.backslashes))
            }
            // The content of a comment that the server runs consists of tokens like any others.
            '/' if self.is_code(rest) => {
                let opening = (rules.code_comment)(rest);
                (TokenKind::Punctuation, opening.unwrap_or(1))
            }
            '*' if self.executable && rest.starts_with("*/") => (TokenKind::Punctuation, 2),
            'e' | 'E'
                if rules.escape_strings && rest.get(1..).is_some_and(|r| r.starts_with('\'')) =>
            {
                (TokenKind::String, quoted(rest, 1, '\'', true))
            }
            '"' => (TokenKind::QuotedIdentifier, quoted(rest, 0, '"', false)),
            '`' if rules.backticks => (TokenKind::QuotedIdentifier, quoted(rest, 0, '`', false)),
            '[' if rules.brackets => {
                let length = rest.find(']').map_or(rest.len(), |end| end + 1);
                (TokenKind::QuotedIdentifier, length)
            }
            '$' if rules.dollar_quotes => match dollar_quoted(rest) {
                Some(length) => (TokenKind::String, length),
                None => (TokenKind::Punctuation, 1),
            },
            _ if is_word(first) => {
                // `1$$…$$`: a number has no `$` in it.
                let dollars = !rules.dollar_quotes || !first.is_ascii_digit();
                let length = rest
                    .find(|c: char| !(is_word(c) || dollars && c == '$'))
                    .unwrap_or(rest.len());
                // `END$$`: the letter that words may have is a delimiter there.
                let word = rest.get(..length).unwrap_or(rest);
                let ended = self.delimiter.and_then(|own| word.find(own));
                (TokenKind::Word, ended.unwrap_or(length))
            }
            _ => (TokenKind::Punctuation, first.len_utf8()),
        }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_space_and_comments();
        let rest = self.rest();
        let first = rest.chars().next()?;
        let (kind, length) = self.measure(rest, first);
        if kind == TokenKind::Punctuation && length > 1 {
            self.executable = self.is_code(rest);
        }
        let range: Range<usize> = self.position..self.position + length;
        self.position = range.end;
        Some(Token {
            kind,
            text: self.text.get(range.clone())?,
            start: range.start,
        })
    }
}

/// Returns whether a word may have that character: every database takes all that is not ASCII for letters.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}

/// White space as C has it, and as the databases' lexers do.
pub(in crate::dialect) fn is_space(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\u{b}'
}

/// The length of a quoted token that opens `prefix` bytes after the start of `text`; a doubled quote stays inside,
/// and so does one behind a backslash where `backslash` says so.
fn quoted(text: &str, prefix: usize, quote: char, backslash: bool) -> usize {
    let mut characters = text.char_indices().skip(prefix + 1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == '\\' && backslash {
            characters.next();
        } else if c == quote {
            match characters.peek() {
                Some((_, next)) if *next == quote => {
                    characters.next();
                }
                _ => return at + 1,
            }
        }
    }
    text.len()
}

/// The length of a dollar-quoted string at the start of `text`; `None` where the `$` opens none (a parameter).
fn dollar_quoted(text: &str) -> Option<usize> {
    let tag_end = text.get(1..)?.find('$')? + 2;
    let tag = text.get(..tag_end)?;
    let name = tag.get(1..tag_end - 1)?;
    let valid = name.chars().all(is_word) && !name.starts_with(|c: char| c.is_ascii_digit());
    if !valid {
        return None;
    }
    let body = text.get(tag_end..)?;
    Some(
        body.find(tag)
            .map_or(text.len(), |end| tag_end + end + tag.len()),
    )
}
