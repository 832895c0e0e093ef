//! Revisions as `history`, `current`, `heads` and `show` list them.

use serde::Serialize;

use super::context::Context;
use crate::migrations::{Direction, Graph, Progress, Repository, Revision};
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
    edited: bool,
    half_applied: Option<HalfApplied<'a>>,
}

/// How far a revision has come that is half done, in JSON.
#[derive(Debug, Serialize)]
pub(super) struct HalfApplied<'a> {
    version: &'a str,
    direction: &'a str,
    statements_done: usize,
}

impl<'a> HalfApplied<'a> {
    pub(super) fn new(half: &'a Progress) -> Self {
        Self {
            version: &half.version,
            direction: match half.direction {
                Direction::Up => "upgrade",
                Direction::Down => "downgrade",
            },
            statements_done: half.done,
        }
    }
}

/// How far a revision has come that is half done: `half applied, 2 statements done`.
pub(super) fn half_done(half: &Progress) -> String {
    let word = match half.direction {
        Direction::Up => "half applied",
        Direction::Down => "half taken back",
    };
    match half.done {
        0 => format!("{word}, no statement done"),
        1 => format!("{word}, 1 statement done"),
        done => format!("{word}, {done} statements done"),
    }
}

impl<'a> Entry<'a> {
    fn new(
        revision: &'a Revision,
        repository: &Repository,
        status: &'a Status,
        edited: &[String],
    ) -> Self {
        Self {
            version: &revision.version,
            message: &revision.message,
            revises: &revision.revises,
            head: repository.graph().is_head(&revision.version),
            applied: status.applied.contains(&revision.version),
            edited: edited.contains(&revision.version),
            half_applied: status.half_done(&revision.version).map(HalfApplied::new),
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

/// The mark of a revision that is half done, where it is.
pub(super) fn half_mark(status: &Status, version: &str) -> String {
    status
        .half_done(version)
        .map(|half| format!(" ({})", half_done(half)))
        .unwrap_or_default()
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
    (repository, status): (&'a Repository, &'a Status),
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
            let edited = status.edited(repository)?;
            let entries: Vec<Entry<'_>> = revisions
                .map(|revision| Entry::new(revision, repository, status, &edited))
                .collect();
            context.printer.line(&serde_json::to_string(&entries)?)?;
        }
    }
    Ok(())
}
