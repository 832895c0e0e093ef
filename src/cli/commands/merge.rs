//! `moviectl merge`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::merge;

/// Write a revision that follows several heads, so that there is one again
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  moviectl merge\n  moviectl merge add_mpa add_rating -m \"Merge ratings.\""
)]
pub(in crate::cli) struct MergeArgs {
    /// The heads to follow; all of them, unless some are named
    #[arg(value_name = "HEAD")]
    revisions: Vec<String>,
    /// The message of the revision
    #[arg(short, long, value_name = "MSG")]
    message: Option<String>,
}

pub(in crate::cli) fn cmd_merge(
    context: &mut Context,
    args: &MergeArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    merge(
        &workspace,
        &args.revisions,
        args.message.as_deref(),
        &mut |event| context.tell(event),
    )?;
    Ok(Outcome::Done)
}
