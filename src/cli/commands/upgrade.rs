//! `moviectl upgrade`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::args::LockArgs;
use crate::cli::context::Context;
use crate::workflow::upgrade;

/// Apply pending revisions
///
/// Each revision and its record are one transaction, under a lock: several may run this at once.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl upgrade\n  moviectl upgrade +1")]
pub(in crate::cli) struct UpgradeArgs {
    /// Up to here: version, prefix, slug, head, heads, +N
    #[arg(value_name = "REV", default_value = "head", allow_hyphen_values = true)]
    revision: String,
    #[command(flatten)]
    lock: LockArgs,
}

pub(in crate::cli) fn cmd_upgrade(
    context: &mut Context,
    args: &UpgradeArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let request = args.lock.request(&args.revision);
    let done = upgrade(&workspace, &request, &mut |event| context.tell(event))?;
    if done.is_empty() {
        context.printer.status("Nothing to upgrade.");
    }
    Ok(Outcome::Done)
}
