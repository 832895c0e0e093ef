//! `moviectl create-db`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::create_database;

/// Make the database
///
/// A database that is there already is left as it is.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  moviectl --database-url postgresql://postgres@localhost:5433/movies create-db"
)]
pub(in crate::cli) struct CreateDbArgs {}

pub(in crate::cli) fn cmd_create_db(
    context: &mut Context,
    _args: &CreateDbArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    create_database(&workspace, &mut |event| context.tell(event))?;
    Ok(Outcome::Done)
}
