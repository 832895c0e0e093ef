//! `moviectl redo`.

use clap::Args;

use crate::cli::args::RunArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::redo;

/// Take the last revision back, and apply it again
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl redo")]
pub(in crate::cli) struct RedoArgs {
    #[command(flatten)]
    run: RunArgs,
}

pub(in crate::cli) fn cmd_redo(context: &mut Context, args: &RedoArgs) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let request = args.run.request("-1");
    redo(&workspace, &request, &mut |event| context.tell(event))?;
    Ok(Outcome::Done)
}
