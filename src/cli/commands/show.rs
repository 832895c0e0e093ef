//! `moviectl show`.

use clap::Args;

use crate::cli::args::revision;
use crate::cli::context::Context;
use crate::cli::listing::{Lister, ListingArgs, ListingFormat};
use crate::cli::outcome::Outcome;
use moviectl_engine::migrations::resolve;
use moviectl_engine::workflow::{Error, list};

/// Show a revision
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl show head-1")]
pub(in crate::cli) struct ShowArgs {
    /// The revision: version, prefix, slug, head, current, REV-N
    #[arg(value_name = "REV", default_value = "head", allow_hyphen_values = true, value_parser = revision)]
    revision: String,
    /// text or json
    #[arg(long, value_enum, default_value_t = ListingFormat::Text)]
    format: ListingFormat,
}

pub(in crate::cli) fn cmd_show(context: &mut Context, args: &ShowArgs) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let listing = list(&workspace, &mut |event| context.tell(event))?;
    let repository = &listing.repository;
    let target =
        resolve(repository, &listing.status.applied, &args.revision).map_err(Error::from)?;
    let revisions: Vec<_> = target
        .versions()
        .iter()
        .filter_map(|version| repository.get(version))
        .collect();
    let listed = ListingArgs {
        format: args.format,
        // Several are set apart.
        verbose: revisions.len() > 1,
    };
    let lister = Lister::new(&workspace, &listing);
    lister.print(context, &listed, revisions.into_iter(), |revision| {
        lister.block(revision, lister.current_mark(&revision.version))
    })?;
    Ok(Outcome::Done)
}
