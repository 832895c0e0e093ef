//! `moviectl heads`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::listing::{self, ListingFormat, marked};
use crate::workflow::look;

/// Show the revisions that no other follows
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl heads")]
pub(in crate::cli) struct HeadsArgs {
    /// text or json
    #[arg(long, value_enum, default_value_t = ListingFormat::Text)]
    format: ListingFormat,
}

pub(in crate::cli) fn cmd_heads(
    context: &mut Context,
    args: &HeadsArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let (_, repository, status) = look(&workspace, &mut |event| context.tell(event))?;
    let graph = repository.graph();
    let heads = graph
        .heads()
        .into_iter()
        .filter_map(|version| repository.get(version));
    listing::print(
        context,
        args.format,
        (&repository, &status),
        heads,
        |revision| marked(graph, &revision.version),
    )?;
    Ok(Outcome::Done)
}
