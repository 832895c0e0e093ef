//! Percent-encoding.

use percent_encoding::percent_decode_str;

use super::error::UrlError;

/// Decodes `%XX`, refusing what libpq and SQLite would refuse or misread.
pub(super) fn decode(text: &str, what: &str) -> Result<String, UrlError> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('%') {
        let mut digits = after.chars();
        let valid = digits.next().is_some_and(|c| c.is_ascii_hexdigit())
            && digits.next().is_some_and(|c| c.is_ascii_hexdigit());
        if !valid || after.starts_with("00") {
            return Err(UrlError::malformed(format!(
                "in the {what}, `%` is not followed by the two hexadecimal digits of a character \
                 (a `%` itself is written %25)"
            )));
        }
        rest = after;
    }
    percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| UrlError::malformed(format!("the {what} is not UTF-8 once decoded")))
}
