//! Errors of the files of a project.

use std::path::PathBuf;

use thiserror::Error;

use crate::migrations::TomlError;

/// Why a project can't be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// A file can't be read.
    #[error("can't read {}", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// A file is not what it should be.
    #[error(transparent)]
    Malformed(#[from] TomlError),
}
