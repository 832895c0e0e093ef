//! `moviectl downgrade`.

use std::time::Duration;

use clap::Args;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::args::seconds;
use crate::workflow::{RunRequest, downgrade};


/// Take back revisions
#[derive(Debug, Args)]
pub(in crate::cli) struct DowngradeArgs {
    /// Down to here: version, prefix, slug, base, -N
    #[arg(value_name = "REV", default_value = "-1", allow_hyphen_values = true)]
    revision: String,
    /// How long to wait for another process that migrates
    #[arg(long, value_name = "SECS", default_value = "60", value_parser = seconds)]
    lock_timeout: Duration,
}

pub(in crate::cli) fn cmd_downgrade(context: &mut Context, args: &DowngradeArgs) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let request = RunRequest {
        revision: args.revision.clone(),
        lock_timeout: args.lock_timeout,
        purge: false,
    };
    let done = downgrade(&workspace, &request, &mut |event| context.tell(event))?;
    if done.is_empty() {
        context.printer.status("Nothing to downgrade.");
    }
    Ok(Outcome::Done)
}
