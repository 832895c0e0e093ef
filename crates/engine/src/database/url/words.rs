//! libpq's other spelling: `host=localhost dbname='my data'`.

use super::error::UrlError;

/// The words by which libpq's other spelling is known.
const FIRST_WORDS: [&str; 9] = [
    "host", "hostaddr", "port", "dbname", "user", "password", "service", "sslmode", "passfile",
];

/// Returns whether a text has libpq's form `host=… dbname=…`.
pub(super) fn are_words(text: &str) -> bool {
    text.split_once('=')
        .is_some_and(|(word, _)| FIRST_WORDS.contains(&word.trim()))
}

/// Splits `key = 'va\'lue'` words by libpq's rules.
pub(super) fn split_words(text: &str) -> Result<Vec<(String, String)>, UrlError> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest
            .split_once('=')
            .filter(|(key, _)| is_keyword(key.trim()))
            .ok_or_else(|| UrlError::malformed("not all of it is `name=value`"))?;
        let (value, after) = take_value(after.trim_start())?;
        words.push((key.trim().to_owned(), value));
        rest = after.trim_start();
    }
    Ok(words)
}

fn is_keyword(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn take_value(text: &str) -> Result<(String, &str), UrlError> {
    let quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut chars = text.strip_prefix('\'').unwrap_or(text).chars();
    loop {
        match chars.next() {
            None if quoted => {
                return Err(UrlError::malformed("a quoted value has no closing quote"));
            }
            None => return Ok((value, "")),
            Some('\'') if quoted => return Ok((value, chars.as_str())),
            Some(c) if !quoted && c.is_whitespace() => return Ok((value, chars.as_str())),
            Some('\\') => value.extend(chars.next()),
            Some(c) => value.push(c),
        }
    }
}
