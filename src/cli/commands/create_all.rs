//! `moviectl create-all`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::create_all;

/// Make the declared tables that are missing
///
/// Tables that exist are not altered: that is what migrations are for.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl create-all")]
pub(in crate::cli) struct CreateAllArgs {}

pub(in crate::cli) fn cmd_create_all(
    context: &mut Context,
    _args: &CreateAllArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    create_all(&workspace, &mut |event| context.tell(event))?;
    Ok(Outcome::Done)
}
