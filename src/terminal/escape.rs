//! Text from a database or a file, made harmless for a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with its control characters spelled out (`\n`, `\x1b`), and those that turn the direction of writing
/// (`\u{202e}`): it can neither move the cursor nor pass for something else.
pub fn escape(text: &str) -> Cow<'_, str> {
    escape_unless(text, |_| false)
}

/// Like [`escape`], with line breaks and tabs left as they are: for messages of several lines.
pub(super) fn escape_lines(text: &str) -> Cow<'_, str> {
    escape_unless(text, |character| matches!(character, '\n' | '\t'))
}

fn escape_unless(text: &str, keep: fn(char) -> bool) -> Cow<'_, str> {
    let harmful = |character: char| is_harmful(character) && !keep(character);
    if !text.chars().any(harmful) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if harmful(character) {
            push_escaped(&mut escaped, character);
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

pub(super) fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn push_escaped(text: &mut String, character: char) {
    match character {
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        _ => {
            let code = u32::from(character);
            // Writing to a string cannot fail.
            let _ = if code < 0x100 {
                write!(text, "\\x{code:02x}")
            } else {
                write!(text, "\\u{{{code:x}}}")
            };
        }
    }
}
