//! `moviectl stamp`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::args::LockArgs;
use crate::cli::context::Context;
use crate::workflow::stamp;

/// Record a revision as applied, without running anything
///
/// For a database whose tables are there already.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl stamp head")]
pub(in crate::cli) struct StampArgs {
    /// The revision: version, prefix, slug, head, base
    #[arg(value_name = "REV", default_value = "head", allow_hyphen_values = true)]
    revision: String,
    /// Forget recorded revisions that the repository does not have
    #[arg(long)]
    purge: bool,
    #[command(flatten)]
    lock: LockArgs,
}

pub(in crate::cli) fn cmd_stamp(
    context: &mut Context,
    args: &StampArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let request = args.lock.request(&args.revision, args.purge);
    stamp(&workspace, &request, &mut |event| context.tell(event))?;
    Ok(Outcome::Done)
}
