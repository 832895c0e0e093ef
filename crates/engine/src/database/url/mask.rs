//! Secrets in URLs, which are never printed.

use percent_encoding::percent_decode_str;

/// The replacement for a password wherever a URL is printed.
pub(in crate::database) const MASK: &str = "***";

/// Returns whether a parameter's value is secret.
pub(super) fn is_secret_key(key: &str) -> bool {
    let key = percent_decode_str(key).decode_utf8_lossy().to_lowercase();
    ["passw", "pwd", "secret", "token"]
        .iter()
        .any(|word| key.contains(word))
        || matches!(key.as_str(), "key" | "hexkey" | "textkey")
}

/// `a=1&password=***`.
pub(super) fn masked_query(query: &str) -> String {
    let words: Vec<String> = query
        .split('&')
        .map(|word| match word.split_once('=') {
            Some((key, _)) if is_secret_key(key) => format!("{key}={MASK}"),
            _ => word.to_owned(),
        })
        .collect();
    words.join("&")
}
