//! `moviectl branches`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::listing::{self, ListingFormat, marked};
use crate::workflow::look;

/// Show the revisions that several others follow
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl branches")]
pub(in crate::cli) struct BranchesArgs {
    /// text or json
    #[arg(long, value_enum, default_value_t = ListingFormat::Text)]
    format: ListingFormat,
}

pub(in crate::cli) fn cmd_branches(
    context: &mut Context,
    args: &BranchesArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let (_, repository, status) = look(&workspace, &mut |event| context.tell(event))?;
    let graph = repository.graph();
    let points = repository
        .revisions()
        .filter(|revision| graph.children(&revision.version).len() > 1);
    listing::print(
        context,
        args.format,
        (&repository, &status),
        points,
        |revision| {
            let mut text = marked(graph, &revision.version);
            for child in graph.children(&revision.version) {
                text.push_str(&format!("\n    -> {}", marked(graph, child)));
            }
            text
        },
    )?;
    Ok(Outcome::Done)
}
