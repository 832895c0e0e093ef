//! `moviectl history`.

use clap::Args;

use crate::cli::args::revision;
use crate::cli::context::Context;
use crate::cli::listing::{Lister, ListingArgs, half_mark, marked, parents};
use crate::cli::outcome::Outcome;
use moviectl_engine::migrations::Range;
use moviectl_engine::workflow::{Error, list};

/// List the revisions, newest first
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl history -r -3:head -i")]
pub(in crate::cli) struct HistoryArgs {
    /// From one revision to another, both included: A:B, A:, :B, -3:head, current:
    #[arg(short, long, value_name = "A:B", allow_hyphen_values = true, value_parser = revision)]
    range: Option<String>,
    /// Mark the revision at which the database stands
    #[arg(short, long)]
    indicate_current: bool,
    #[command(flatten)]
    listing: ListingArgs,
}

pub(in crate::cli) fn cmd_history(
    context: &mut Context,
    args: &HistoryArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let listing = list(&workspace, &mut |event| context.tell(event))?;
    let repository = &listing.repository;
    let graph = repository.graph();
    let within = match &args.range {
        None => graph.versions().collect(),
        Some(text) => Range::resolve(repository, &listing.status.applied, text, ("base", "heads"))
            .and_then(|range| range.versions(graph))
            .map_err(Error::from)?,
    };
    let revisions = repository
        .revisions()
        .rev()
        .filter(|revision| within.contains(revision.version.as_str()));
    let lister = Lister::new(&workspace, &listing);
    lister.print(context, &args.listing, revisions, |revision| {
        let mut mark = half_mark(&listing.status, &revision.version);
        if listing.edited.contains(&revision.version) {
            mark.push_str(" (edited)");
        }
        if args.indicate_current {
            mark.push_str(lister.current_mark(&revision.version));
        }
        if args.listing.verbose {
            return lister.block(revision, &mark);
        }
        format!(
            "{} -> {}{mark}, {}",
            parents(revision),
            marked(graph, &revision.version),
            revision.message
        )
    })?;
    Ok(Outcome::Done)
}
