//! `moviectl show`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::listing::{self, ListingFormat, marked, parents};
use crate::migrations::resolve;
use crate::workflow::{Error, look};

/// Show a revision
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl show head-1")]
pub(in crate::cli) struct ShowArgs {
    /// The revision: version, prefix, slug, head, current, REV-N
    #[arg(value_name = "REV", default_value = "head", allow_hyphen_values = true)]
    revision: String,
    /// text or json
    #[arg(long, value_enum, default_value_t = ListingFormat::Text)]
    format: ListingFormat,
}

pub(in crate::cli) fn cmd_show(context: &mut Context, args: &ShowArgs) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let (_, repository, status) = look(&workspace, &mut |event| context.tell(event))?;
    let target = resolve(&repository, &status.applied, &args.revision).map_err(Error::from)?;
    let revisions = target
        .versions()
        .iter()
        .filter_map(|version| repository.get(version));
    listing::print(
        context,
        args.format,
        (&repository, &status),
        revisions,
        |revision| {
            let word = if revision.revises.len() > 1 {
                "Merges"
            } else {
                "Parent"
            };
            format!(
                "Rev: {}\n{word}: {}\nPath: {}\n\n    {}",
                marked(repository.graph(), &revision.version),
                parents(revision),
                workspace.shown(&revision.directory()).display(),
                revision.message
            )
        },
    )?;
    Ok(Outcome::Done)
}
