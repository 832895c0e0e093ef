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
    /// A patch of Diesel's configuration does not fit the file that it was applied to.
    #[error(
        "{} can't be taken back from {}: {reason}", patch.display(), file.display()
    )]
    Patch {
        /// The patch.
        patch: PathBuf,
        /// The schema file.
        file: PathBuf,
        /// The reason.
        reason: String,
    },
    /// A file is not what it should be.
    #[error(transparent)]
    Malformed(#[from] TomlError),
}
