//! `moviectl current`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::hints::UNKNOWN_APPLIED;
use crate::cli::listing::{self, ListingFormat, half_mark, marked};
use crate::workflow::look;

/// Show where the database stands
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl current")]
pub(in crate::cli) struct CurrentArgs {
    /// text or json
    #[arg(long, value_enum, default_value_t = ListingFormat::Text)]
    format: ListingFormat,
}

pub(in crate::cli) fn cmd_current(
    context: &mut Context,
    args: &CurrentArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let (_, repository, status) = look(&workspace, &mut |event| context.tell(event))?;
    let graph = repository.graph();
    let tips = graph.tips(&status.applied);
    // One that is half applied is where the database stands as well.
    let half_applied = status
        .half_done
        .iter()
        .map(|half| half.version.as_str())
        .filter(|version| !status.applied.contains(*version));
    let tips = tips
        .into_iter()
        .chain(half_applied)
        .filter_map(|version| repository.get(version));
    listing::print(
        context,
        args.format,
        (&repository, &status),
        tips,
        |revision| {
            format!(
                "{}{}",
                marked(graph, &revision.version),
                half_mark(&status, &revision.version)
            )
        },
    )?;
    let unknown = |version: &&String| !graph.contains(version);
    for unknown in status.applied.iter().filter(unknown) {
        context.printer.warning(&format!(
            "the database has revision {unknown}, which is not in the repository"
        ));
    }
    if status
        .applied
        .iter()
        .any(|version| !graph.contains(version))
    {
        context.printer.hint(UNKNOWN_APPLIED);
    }
    Ok(Outcome::Done)
}
