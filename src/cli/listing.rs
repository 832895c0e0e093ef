//! Revisions as `history`, `current`, `heads`, `branches` and `show` list them.

use clap::Args;
use serde::Serialize;

use super::context::Context;
use moviectl_engine::migrations::{Graph, Progress, Revision};
use moviectl_engine::workflow::{Listing, Status, Workspace};

/// How revisions are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ListingFormat {
    Text,
    Json,
}

/// Options of every command that lists revisions.
#[derive(Debug, Clone, Args)]
pub(super) struct ListingArgs {
    /// text or json
    #[arg(long, value_enum, default_value_t = ListingFormat::Text)]
    pub(super) format: ListingFormat,
    /// Tell more of each: what it follows, where it is, when it was applied
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// A revision in JSON. Keys are only ever added.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    version: &'a str,
    message: &'a str,
    revises: &'a [String],
    head: bool,
    applied: bool,
    current: bool,
    edited: bool,
    half_applied: Option<HalfApplied<'a>>,
    followed_by: &'a [String],
    path: String,
    applied_at: Option<&'a str>,
    applied_by: Option<&'a str>,
    duration_ms: Option<i64>,
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
            direction: half.direction.verb(),
            statements_done: half.done,
        }
    }
}

/// How far a revision has come that is half done: `half applied, 2 statements done`.
pub(super) fn half_done(half: &Progress) -> String {
    let word = half.direction.participle();
    match half.done {
        0 => format!("half {word}, no statement done"),
        1 => format!("half {word}, 1 statement done"),
        done => format!("half {word}, {done} statements done"),
    }
}

/// Revisions, and what is said of each.
pub(super) struct Lister<'a> {
    workspace: &'a Workspace,
    listing: &'a Listing,
    tips: Vec<&'a str>,
}

impl<'a> Lister<'a> {
    pub(super) fn new(workspace: &'a Workspace, listing: &'a Listing) -> Self {
        Self {
            workspace,
            listing,
            tips: listing.repository.graph().tips(&listing.status.applied),
        }
    }

    pub(super) fn graph(&self) -> &'a Graph {
        self.listing.repository.graph()
    }

    /// ` (current)`, where the database stands at that revision.
    pub(super) fn current_mark(&self, version: &str) -> &'static str {
        if self.tips.contains(&version) {
            " (current)"
        } else {
            ""
        }
    }

    /// Everything about a revision, as Alembic tells it.
    pub(super) fn block(&self, revision: &Revision, marks: &str) -> String {
        let graph = self.graph();
        let word = if revision.revises.len() > 1 {
            "Merges"
        } else {
            "Parent"
        };
        let mut text = format!(
            "Rev: {}{marks}\n{word}: {}\n",
            marked(graph, &revision.version),
            parents(revision)
        );
        let children = graph.children(&revision.version);
        if children.len() > 1 {
            text.push_str(&format!("Branches into: {}\n", children.join(", ")));
        }
        text.push_str(&format!("Path: {}\n", self.path(revision)));
        if let Some(applied) = self.applied(&revision.version) {
            text.push_str(&format!("Applied: {applied}\n"));
        }
        let message = revision.message.trim_end().replace('\n', "\n    ");
        text.push_str(&format!("\n    {message}"));
        text
    }

    /// When a revision was applied, by whom, and how long that took, as far as it is recorded.
    fn applied(&self, version: &str) -> Option<String> {
        let recorded = self.listing.recorded.get(version)?;
        let mut text = recorded.applied_at.clone();
        if let Some(by) = &recorded.applied_by {
            text.push_str(&format!(" by {by}"));
        }
        if let Some(duration) = recorded.duration_ms {
            text.push_str(&format!(" in {duration} ms"));
        }
        Some(text)
    }

    fn path(&self, revision: &Revision) -> String {
        let directory = revision.directory();
        self.workspace.shown(&directory).display().to_string()
    }

    fn entry(&self, revision: &'a Revision) -> Entry<'a> {
        let version = revision.version.as_str();
        let recorded = self.listing.recorded.get(version);
        Entry {
            version,
            message: &revision.message,
            revises: &revision.revises,
            head: self.graph().is_head(version),
            applied: self.listing.status.applied.contains(version),
            current: self.tips.contains(&version),
            edited: self.listing.edited.iter().any(|own| own == version),
            half_applied: self.listing.status.half_done(version).map(HalfApplied::new),
            followed_by: self.graph().children(version),
            path: self.path(revision),
            applied_at: recorded.map(|recorded| recorded.applied_at.as_str()),
            applied_by: recorded.and_then(|recorded| recorded.applied_by.as_deref()),
            duration_ms: recorded.and_then(|recorded| recorded.duration_ms),
        }
    }

    /// Prints revisions: one JSON array, or a text of `text` for each. Blocks are set apart by empty lines.
    pub(super) fn print(
        &self,
        context: &mut Context,
        args: &ListingArgs,
        revisions: impl Iterator<Item = &'a Revision>,
        text: impl Fn(&Revision) -> String,
    ) -> anyhow::Result<()> {
        match args.format {
            ListingFormat::Text => {
                for revision in revisions {
                    let end = if args.verbose { "\n\n" } else { "\n" };
                    context.printer.text(&(text(revision) + end))?;
                }
            }
            ListingFormat::Json => {
                let entries: Vec<Entry<'_>> =
                    revisions.map(|revision| self.entry(revision)).collect();
                context
                    .printer
                    .data(&(serde_json::to_string(&entries)? + "\n"))?;
            }
        }
        Ok(())
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

/// Returns the parents of a revision as a history line shows them: `<base>` if it has none.
pub(super) fn parents(revision: &Revision) -> String {
    if revision.revises.is_empty() {
        "<base>".to_owned()
    } else {
        revision.revises.join(", ")
    }
}
