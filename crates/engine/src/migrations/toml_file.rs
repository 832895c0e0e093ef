//! TOML files, and what is wrong with one in a line of its own, with the place.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use thiserror::Error;

/// Why a TOML file can't be understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}:{line}:{column}: {message}", path.display())]
#[non_exhaustive]
pub struct TomlError {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The problem at that place.
    pub message: String,
}

/// Reads the text of the file `path`.
///
/// # Errors
///
/// [`TomlError`] with the place.
pub(crate) fn read_toml<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, TomlError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.get(..start).unwrap_or_default();
        let in_line = before.rsplit('\n').next().unwrap_or_default();
        TomlError {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: in_line.chars().count() + 1,
            message: error.message().replace('\n', "; "),
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
        (error.line, error.column)
    }

    #[test]
    fn the_place_counts_lines_and_characters() {
        assert_eq!(place("a = "), (1, 5));
        assert_eq!(place("# ü\n\"é\" = 1\n\"é\" = 2\n"), (3, 1));
        assert_eq!(place("é = 1"), (1, 1));
    }
}
