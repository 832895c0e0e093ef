//! Texts that are read, and positions in them.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path, for messages.
    pub path: PathBuf,
    /// The text.
    pub text: String,
}

/// A part of a line of a text; prints as `src/schema.rs:3:5`.
///
/// It keeps the text, so that a message can show the line even if the file has changed meanwhile.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How many characters are meant. Those behind the end of the line count for nothing.
    pub width: usize,
    source: Arc<Source>,
}

impl Position {
    /// Creates the position of `width` characters.
    pub fn new(source: &Arc<Source>, line: usize, column: usize, width: usize) -> Self {
        Self {
            line,
            column,
            width,
            source: Arc::clone(source),
        }
    }

    /// Creates the position of the bytes `range` of the text.
    pub fn of_bytes(source: &Arc<Source>, range: Range<usize>) -> Self {
        let before = source.text.get(..range.start).unwrap_or_default();
        let in_line = before.rsplit('\n').next().unwrap_or_default();
        let part = source.text.get(range).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = in_line.chars().count() + 1;
        Self::new(source, line, column, part.chars().count())
    }

    /// The file, as it was named.
    pub fn path(&self) -> &Path {
        &self.source.path
    }

    /// Returns the line without its line break, and the part of it that is meant, in bytes.
    pub fn excerpt(&self) -> (&str, Range<usize>) {
        let line = self
            .source
            .text
            .split('\n')
            .nth(self.line.saturating_sub(1));
        let line = line.unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let byte = |character: usize| {
            let mut places = line.char_indices().map(|(at, _)| at);
            places.nth(character).unwrap_or(line.len())
        };
        let first = self.column.saturating_sub(1);
        (line, byte(first)..byte(first.saturating_add(self.width)))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path().display(), self.line, self.column)
    }
}

/// Without the text.
impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Position({self}, {})", self.width)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn source() -> Arc<Source> {
        Arc::new(Source {
            path: "a.rs".into(),
            text: "one\r\n  ünö 名前\n\nlast".into(),
        })
    }

    fn meant(position: &Position) -> (&str, &str) {
        let (line, part) = position.excerpt();
        (line, line.get(part).unwrap())
    }

    #[test]
    fn an_excerpt_is_counted_in_characters() {
        let source = source();
        let at = |line, column, width| Position::new(&source, line, column, width);
        assert_eq!(meant(&at(1, 1, 3)), ("one", "one"));
        assert_eq!(meant(&at(2, 3, 3)), ("  ünö 名前", "ünö"));
        assert_eq!(meant(&at(2, 7, usize::MAX)), ("  ünö 名前", "名前"));
        assert_eq!(meant(&at(3, 1, 4)), ("", ""));
        assert_eq!(at(4, 5, 1).excerpt(), ("last", 4..4));
        assert_eq!(at(9, 9, 9).excerpt(), ("", 0..0));
        assert_eq!(at(0, 0, 0).excerpt(), ("one", 0..0));
    }

    #[test]
    fn bytes_become_lines_and_columns() {
        let source = source();
        let of_bytes = |text: &str| {
            let start = source.text.find(text).unwrap();
            let at = Position::of_bytes(&source, start..start + text.len());
            (at.to_string(), meant(&at).1.to_owned())
        };
        assert_eq!(of_bytes("one"), ("a.rs:1:1".into(), "one".into()));
        assert_eq!(of_bytes("前"), ("a.rs:2:8".into(), "前".into()));
        assert_eq!(of_bytes("前\n\nlast"), ("a.rs:2:8".into(), "前".into()));
        let end = Position::of_bytes(&source, 99..99);
        assert_eq!(end.to_string(), "a.rs:1:1");
    }
}
