//! Text of a script that `psql` takes for its own.

use crate::dialect::script::{COMMAND, OTHERWISE, Statement, Token, TokenKind, spaced};

/// Finds the first place that `psql` takes for a command, or may read otherwise than the server. `psql` takes a
/// backslash for a command wherever no string, quoted identifier or comment is open. The extent of a string may depend
/// on the server's settings and on psql's version.
pub(super) fn command(script: &str, statement: &Statement<'_>) -> Option<(usize, &'static str)> {
    const SETTING: &str = "standard_conforming_strings";
    let tokens = &statement.tokens;
    if let Some(backslash) = tokens.iter().find(|token| token.is_punctuation("\\")) {
        return Some((backslash.start, COMMAND));
    }
    let mut escapes = false;
    for pair in tokens.windows(2) {
        let [token, next] = pair else { continue };
        let adjacent = token.end() == next.start;
        let number = token.kind == TokenKind::Word && token.text.starts_with(is_digit);
        let opens = next.text.starts_with(['$', '\'', '"']);
        // `1e'…'`, `1a$$…$$`: versions of psql disagree on where the number ends.
        if number && adjacent && opens {
            return Some((next.start, OTHERWISE));
        }
        // `E'…'` goes on in a string on a later line, where a backslash means the same.
        let gap = script.get(token.end()..next.start).unwrap_or_default();
        let strings = token.kind == TokenKind::String && next.text.starts_with('\'');
        escapes = strings
            && gap.contains(['\n', '\r'])
            && (escapes || token.text.starts_with(['e', 'E']));
        if escapes && next.text.contains('\\') {
            return Some((next.start, OTHERWISE));
        }
    }
    let names = |token: &&Token<'_>| token.text.to_ascii_lowercase().contains(SETTING);
    let turns_on = statement.starts_with(&["set"])
        && tokens.last().is_some_and(|last| {
            ["on", "'on'", "true", "1"].contains(&last.text.to_ascii_lowercase().as_str())
        });
    let setting = tokens.iter().find(names).filter(|_| !turns_on)?;
    Some((setting.start, OTHERWISE))
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// A statement without variables: `psql` puts the value of a variable in the place of `:name`, which is the end of
/// `array[1:name]` too.
pub(super) fn statement(statement: &Statement<'_>) -> String {
    let tokens = &statement.tokens;
    let base = tokens.first().map_or(0, |token| token.start);
    let mut places = Vec::new();
    let mut cast = false;
    for pair in tokens.windows(2) {
        let [token, next] = pair else { continue };
        let adjacent = token.end() == next.start;
        let colon = token.is_punctuation(":") && !cast;
        cast = colon && adjacent && next.is_punctuation(":");
        if colon && !cast && adjacent && !next.is_punctuation("=") {
            places.push(next.start - base);
        }
    }
    spaced(statement.text, &places)
}
