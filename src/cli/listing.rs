//! Revisions as `history`, `current`, `heads` and `show` list them.

use serde::Serialize;

use crate::migrations::{Graph, Repository, Revision};
use crate::workflow::Status;

/// How revisions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ListingFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// A revision in JSON. Keys are only ever added.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'a> {
    version: &'a str,
    message: &'a str,
    revises: &'a [String],
    head: bool,
    applied: bool,
}

impl<'a> Entry<'a> {
    pub(super) fn new(revision: &'a Revision, repository: &Repository, status: &Status) -> Self {
        Self {
            version: &revision.version,
            message: &revision.message,
            revises: &revision.revises,
            head: repository.graph().is_head(&revision.version),
            applied: status.applied.contains(&revision.version),
        }
    }
}

/// A version with its marks: `202611221502000000 (head)`.
pub(super) fn marked(graph: &Graph, version: &str) -> String {
    let mut text = version.to_owned();
    if graph.is_head(version) {
        text.push_str(" (head)");
    }
    if graph.children(version).len() > 1 {
        text.push_str(" (branchpoint)");
    }
    if graph.parents(version).len() > 1 {
        text.push_str(" (mergepoint)");
    }
    text
}

/// What a revision follows, as a history line has it: `<base>` for nothing.
pub(super) fn parents(revision: &Revision) -> String {
    if revision.revises.is_empty() {
        "<base>".to_owned()
    } else {
        revision.revises.join(", ")
    }
}
