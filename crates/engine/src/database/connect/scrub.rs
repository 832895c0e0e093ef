//! Prepares the drivers' messages for output.

use crate::database::url::MASK;

/// Joins a message into one line: libpq writes a paragraph for each address that it tried.
pub(super) fn one_line(message: &str) -> String {
    let lines: Vec<&str> = message
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("; ")
}

/// Client libraries do not repeat passwords; should it ever, they are gone here. Only whole words count, or the password `a`
/// would make the message unreadable (and so tell what it is).
pub(super) fn scrubbed(message: &str, secrets: &[String]) -> String {
    let mut clean = message.to_owned();
    for secret in secrets {
        let mut out = String::with_capacity(clean.len());
        let mut rest = clean.as_str();
        while let Some((before, after)) = rest.split_once(secret.as_str()) {
            let inside_word = (before.ends_with(char::is_alphanumeric)
                || (before.is_empty() && out.ends_with(char::is_alphanumeric)))
                && secret.starts_with(char::is_alphanumeric)
                || after.starts_with(char::is_alphanumeric)
                    && secret.ends_with(char::is_alphanumeric);
            out.push_str(before);
            out.push_str(if inside_word && secret.len() < 8 {
                secret
            } else {
                MASK
            });
            rest = after;
        }
        out.push_str(rest);
        clean = out;
    }
    clean
}
