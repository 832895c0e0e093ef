//! Revisions as `history`, `current`, `heads` and `show` list them.

use serde::Serialize;

use super::context::Context;
use crate::migrations::{Graph, Repository, Revision};
use crate::workflow::Status;

/// How revisions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ListingFormat {
    Text,
    Json,
}

/// A revision in JSON. Keys are only ever added.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    version: &'a str,
    message: &'a str,
    revises: &'a [String],
    head: bool,
    applied: bool,
}

impl<'a> Entry<'a> {
    fn new(revision: &'a Revision, repository: &Repository, status: &Status) -> Self {
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

/// Prints revisions: one JSON array, or a text of `text` for each.
pub(super) fn print<'a>(
    context: &mut Context,
    format: ListingFormat,
    (repository, status): (&'a Repository, &Status),
    revisions: impl Iterator<Item = &'a Revision>,
    text: impl Fn(&Revision) -> String,
) -> anyhow::Result<()> {
    match format {
        ListingFormat::Text => {
            for revision in revisions {
                context.printer.text(&format!("{}\n", text(revision)))?;
            }
        }
        ListingFormat::Json => {
            let entries: Vec<Entry<'_>> = revisions
                .map(|revision| Entry::new(revision, repository, status))
                .collect();
            context.printer.line(&serde_json::to_string(&entries)?)?;
        }
    }
    Ok(())
}
