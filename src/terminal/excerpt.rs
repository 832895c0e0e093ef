//! One line of a text, with the part of it underlined that a message is about.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::escape::is_harmful;

/// A line of a text and the part of it to underline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt<'a> {
    /// The number of the line, from 1.
    pub number: usize,
    /// The line, without its line break.
    pub line: &'a str,
    /// The part to underline, in bytes. An empty part is a place between two characters.
    pub part: Range<usize>,
}

impl Excerpt<'_> {
    /// Draws the line and its underline, each line with its line break. A line that is wider than `width` is cut around
    /// the part.
    pub(super) fn draw(&self, width: usize, color: bool) -> String {
        let before = visible(self.line.get(..self.part.start).unwrap_or_default());
        let part = visible(self.line.get(self.part.clone()).unwrap_or_default());
        let after = visible(self.line.get(self.part.end..).unwrap_or_default());
        let span = before.len()..before.len() + part.len();
        let snippet = Snippet::source(format!("{before}{part}{after}"))
            .line_start(self.number)
            .annotation(AnnotationKind::Primary.span(span));
        let renderer = match color {
            true => Renderer::styled(),
            false => Renderer::plain(),
        };
        let report = [Group::with_level(Level::ERROR).element(snippet)];
        renderer.term_width(width).render(&report) + "\n"
    }
}

/// Replaces the control characters for which the renderer has no picture of its own. It draws tabs and the ASCII ones.
fn visible(text: &str) -> String {
    let replaced = |character: char| match character {
        '\n' | '\r' => ' ',
        other if other.is_ascii() || !is_harmful(other) => other,
        _ => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(replaced).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn drawn(line: &str, part: Range<usize>) -> Vec<String> {
        let number = 15;
        let text = Excerpt { number, line, part }.draw(60, false);
        assert!(text.ends_with('\n'));
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_underline_stands_below_its_part() {
        assert_eq!(
            drawn("    title -> Txet,", 13..17),
            ["   |", "15 |     title -> Txet,", "   |              ^^^^"]
        );
        // A tab is as wide in both lines, and wide letters take two columns.
        assert_eq!(
            drawn("\tid -> Txt,", 7..10),
            ["   |", "15 |     id -> Txt,", "   |           ^^^"]
        );
        assert_eq!(
            drawn("名前 🎬 -> Txt,", 15..18),
            ["   |", "15 | 名前 🎬 -> Txt,", "   |            ^^^"]
        );
        assert_eq!(drawn("名前", 0..6), ["   |", "15 | 名前", "   | ^^^^"]);
    }

    #[test]
    fn a_place_between_characters_has_one_mark() {
        assert_eq!(
            drawn("schema = [", 10..10),
            ["   |", "15 | schema = [", "   |           ^"]
        );
        assert_eq!(drawn("", 0..0), ["   |", "15 |", "   | ^"]);
    }

    #[test]
    fn a_long_line_is_cut_around_the_part() {
        let line = format!("{}oops{}", "(1, 2),".repeat(2000), "(3, 4),".repeat(2000));
        let at = line.find("oops").unwrap();
        assert_eq!(
            drawn(&line, at..at + 4),
            [
                "   |",
                "15 | ...,(1, 2),(1, 2),(1, 2),oops(3, 4),(3, 4),(3, 4),(3...",
                "   |                          ^^^^"
            ]
        );
        let whole = drawn(&line, 0..line.len());
        assert!(
            whole.iter().all(|line| line.chars().count() <= 80),
            "{whole:?}"
        );
    }

    #[test]
    fn characters_that_command_a_terminal_are_replaced() {
        assert_eq!(
            drawn("a\u{1b}[31m\u{200e}\u{85}\r b", 12..13),
            ["   |", "15 | a␛[31m��  b", "   |          ^"]
        );
    }
}
