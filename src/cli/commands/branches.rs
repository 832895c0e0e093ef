//! `moviectl branches`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::listing::{Lister, ListingArgs, marked};
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::list;

/// Show the revisions that several others follow
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl branches")]
pub(in crate::cli) struct BranchesArgs {
    #[command(flatten)]
    listing: ListingArgs,
}

pub(in crate::cli) fn cmd_branches(
    context: &mut Context,
    args: &BranchesArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let listing = list(&workspace, &mut |event| context.tell(event))?;
    let repository = &listing.repository;
    let graph = repository.graph();
    let points = repository
        .revisions()
        .filter(|revision| graph.children(&revision.version).len() > 1);
    let lister = Lister::new(&workspace, &listing);
    lister.print(context, &args.listing, points, |revision| {
        let mut text = if args.listing.verbose {
            lister.block(revision, "")
        } else {
            marked(graph, &revision.version)
        };
        for child in graph.children(&revision.version) {
            text.push_str(&format!("\n    -> {}", marked(graph, child)));
        }
        text
    })?;
    Ok(Outcome::Done)
}
