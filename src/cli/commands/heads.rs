//! `moviectl heads`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::listing::{Lister, ListingArgs, marked};
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::list;

/// Show the revisions that no other follows
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl heads")]
pub(in crate::cli) struct HeadsArgs {
    #[command(flatten)]
    listing: ListingArgs,
}

pub(in crate::cli) fn cmd_heads(
    context: &mut Context,
    args: &HeadsArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let listing = list(&workspace, &mut |event| context.tell(event))?;
    let repository = &listing.repository;
    let graph = repository.graph();
    let heads = graph
        .heads()
        .into_iter()
        .filter_map(|version| repository.get(version));
    let lister = Lister::new(&workspace, &listing);
    lister.print(context, &args.listing, heads, |revision| {
        if args.listing.verbose {
            lister.block(revision, "")
        } else {
            marked(graph, &revision.version)
        }
    })?;
    Ok(Outcome::Done)
}
