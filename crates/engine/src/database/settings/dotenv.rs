//! `.env`, read without touching the environment of the process.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Why a `.env` file could not be read. Its lines are not repeated: they hold secrets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DotenvError {
    /// The file is there and cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A line is no `NAME=value`.
    #[error("{}: line {line} is not NAME=value (a value with spaces or quotes needs quotes)", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
    },
}

/// The variables of the nearest `.env`, in `dir` or above. None there is no error: the map is empty then. Of a
/// variable that stands there twice the first counts.
///
/// # Errors
/// When the file cannot be read or is not a `.env` file.
#[doc(hidden)]
pub fn read_dotenv(dir: &Path) -> Result<HashMap<String, String>, DotenvError> {
    let Some(path) = find(dir) else {
        return Ok(HashMap::new());
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(source) => return Err(DotenvError::Read { path, source }),
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut variables = HashMap::new();
    for item in dotenvy::from_read_iter(text.as_bytes()) {
        match item {
            Ok((name, value)) => {
                variables.entry(name).or_insert(value);
            }
            Err(error) => {
                let line = line_number(text, &error);
                return Err(DotenvError::Line { path, line });
            }
        }
    }
    Ok(variables)
}

fn find(dir: &Path) -> Option<PathBuf> {
    let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    dir.ancestors()
        .map(|ancestor| ancestor.join(".env"))
        .find(|candidate| candidate.is_file())
}

/// dotenvy gives the text of the broken line, which must not be shown, and not its number.
fn line_number(text: &str, error: &dotenvy::Error) -> usize {
    let before = match error {
        dotenvy::Error::LineParse(line, _) => text.find(line.trim_end()),
        _ => None,
    };
    let before = before.and_then(|at| text.get(..at)).unwrap_or_default();
    before.matches('\n').count() + 1
}
