//! `metadata.toml`: what Diesel reads of it, and what Diesel has no place for.

use serde::{Deserialize, Serialize};

/// The contents of a revision's `metadata.toml`.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// True if the scripts run inside of a transaction. Diesel reads a file without this key as `false`.
    #[serde(default)]
    pub run_in_transaction: bool,
    /// The table `[moviectl]`; a revision made by Diesel alone has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moviectl: Option<OwnMetadata>,
}

/// The table `[moviectl]`. Diesel ignores it.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnMetadata {
    /// The purpose of the revision, in its author's words.
    pub message: String,
    /// The versions of the revisions that this one follows; none for the first.
    pub revises: Vec<String>,
    /// The versions of the revisions that this one stands for: it was squashed from them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
    /// The dialect of the scripts, if no directory's name tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<String>,
}

impl Default for Metadata {
    /// As Diesel takes a revision without the file.
    fn default() -> Self {
        Self {
            run_in_transaction: true,
            moviectl: None,
        }
    }
}
