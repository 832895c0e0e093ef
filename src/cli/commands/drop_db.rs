//! `moviectl drop-db`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::{described, drop_database};

/// Drop the database, with everything in it
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl drop-db --yes")]
pub(in crate::cli) struct DropDbArgs {
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

pub(in crate::cli) fn cmd_drop_db(
    context: &mut Context,
    args: &DropDbArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let question = format!(
        "Drop database {} with everything in it?",
        described(workspace.url())
    );
    if context.confirm(&question, args.yes)? {
        drop_database(&workspace, &mut |event| context.tell(event))?;
    }
    Ok(Outcome::Done)
}
