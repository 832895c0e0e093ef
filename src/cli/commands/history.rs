//! `moviectl history`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::listing::{self, ListingFormat, half_mark, marked, parents};
use crate::workflow::look;

/// List the revisions, newest first
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl history --format json")]
pub(in crate::cli) struct HistoryArgs {
    /// text or json
    #[arg(long, value_enum, default_value_t = ListingFormat::Text)]
    format: ListingFormat,
}

pub(in crate::cli) fn cmd_history(
    context: &mut Context,
    args: &HistoryArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let (_, repository, status) = look(&workspace, &mut |event| context.tell(event))?;
    let edited = status.edited(&repository)?;
    listing::print(
        context,
        args.format,
        (&repository, &status),
        repository.revisions().rev(),
        |revision| {
            format!(
                "{} -> {}{}{}, {}",
                parents(revision),
                marked(repository.graph(), &revision.version),
                half_mark(&status, &revision.version),
                if edited.contains(&revision.version) {
                    " (edited)"
                } else {
                    ""
                },
                revision.message
            )
        },
    )?;
    Ok(Outcome::Done)
}
