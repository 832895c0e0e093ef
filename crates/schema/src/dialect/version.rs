//! Versions of servers.

use std::fmt;

/// A version of up to three numbers. It prints without zeros at its end: `14.23`, `10.11.19`, `15`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    /// The first version in `text`, with anything around it.
    pub(super) fn in_text(text: &str) -> Self {
        let begin = text.find(|c: char| c.is_ascii_digit());
        let digits = begin.and_then(|at| text.get(at..)).unwrap_or_default();
        let end = digits.find(|c: char| !(c.is_ascii_digit() || c == '.'));
        let numbers = end.and_then(|at| digits.get(..at)).unwrap_or(digits);
        let mut parts = numbers
            .split('.')
            .map(|part| part.parse().unwrap_or_default());
        let mut next = || parts.next().unwrap_or_default();
        Self(next(), next(), next())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self(major, 0, 0) => write!(f, "{major}"),
            Self(major, minor, 0) => write!(f, "{major}.{minor}"),
            Self(major, minor, patch) => write!(f, "{major}.{minor}.{patch}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        assert!(Version::in_text("10.11.19") > Version(10, 7, 0));
        assert!(Version::in_text("9.7") > Version(8, 0, 16));
        assert!(Version::in_text("no number") < Version(1, 0, 0));
        assert!(Version::in_text("99999999999.1") < Version(1, 0, 0));
    }
}
