//! Errors of a seed file.

use super::Invalid;

/// Why a seed file cannot be used. Entries are counted from 1.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// No JSON, or no array.
    #[error("the seeds are not a JSON array of movies: {0}")]
    NotAnArray(serde_json::Error),
    /// An entry that lacks a key, has an unknown one, or has a value of the wrong type.
    #[error("entry {number} of the seeds: {reason}")]
    Entry {
        /// The number of the entry.
        number: usize,
        /// The error in the entry.
        reason: serde_json::Error,
    },
    /// An entry with a value that cannot be stored.
    #[error("entry {number} of the seeds: {reason}")]
    Value {
        /// The number of the entry.
        number: usize,
        /// The error in the entry.
        reason: Invalid,
    },
}
