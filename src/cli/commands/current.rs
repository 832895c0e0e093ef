//! `moviectl current`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::hints::UNKNOWN_APPLIED;
use crate::cli::listing::{Lister, ListingArgs, ListingFormat, half_mark, marked};
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::list;

/// Show where the database stands
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl current")]
pub(in crate::cli) struct CurrentArgs {
    #[command(flatten)]
    listing: ListingArgs,
}

pub(in crate::cli) fn cmd_current(
    context: &mut Context,
    args: &CurrentArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let listing = list(&workspace, &mut |event| context.tell(event))?;
    let (repository, status) = (&listing.repository, &listing.status);
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
    let verbose = args.listing.verbose;
    if verbose && args.listing.format == ListingFormat::Text {
        context
            .printer
            .line(&format!("Current revision(s) for {}:", workspace.url()))?;
    }
    let lister = Lister::new(&workspace, &listing);
    lister.print(context, &args.listing, tips, |revision| {
        let half = half_mark(status, &revision.version);
        match verbose {
            true => lister.block(revision, &half),
            false => format!("{}{half}", marked(graph, &revision.version)),
        }
    })?;
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
