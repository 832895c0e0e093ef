//! TOML files, and what is wrong with one in a line of its own, with the place.

use std::path::Path;
use std::sync::Arc;

use moviectl_schema::source::{Position, Source};
use serde::de::DeserializeOwned;
use thiserror::Error;

/// Why a TOML file can't be understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{at}: {message}")]
#[non_exhaustive]
pub struct TomlError {
    /// The position.
    pub at: Position,
    /// The problem at that place.
    pub message: String,
}

impl TomlError {
    /// The position, if its line can be shown: the URL of a database may have a password.
    pub fn position(&self) -> Option<&Position> {
        let (line, _) = self.at.excerpt();
        let secret = line.contains("://") || line.contains("_url");
        (!secret).then_some(&self.at)
    }
}

/// Reads the text of the file `path`.
///
/// # Errors
///
/// [`TomlError`] with the place.
pub(crate) fn read_toml<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, TomlError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let source = Arc::new(Source {
            path: path.to_owned(),
            text: text.to_owned(),
        });
        TomlError {
            at: Position::of_bytes(&source, error.span().unwrap_or_default()),
            message: error.message().trim_end().replace('\n', "; "),
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn place(text: &str) -> (usize, usize) {
        let error = read_toml::<toml::Table>(Path::new("a.toml"), text).unwrap_err();
        assert!(!error.to_string().contains('\n'), "{error}");
        (error.at.line, error.at.column)
    }

    #[test]
    fn the_place_counts_lines_and_characters() {
        assert_eq!(place("a = "), (1, 5));
        assert_eq!(place("# ü\n\"é\" = 1\n\"é\" = 2\n"), (3, 1));
        assert_eq!(place("é = 1"), (1, 1));
    }
}
