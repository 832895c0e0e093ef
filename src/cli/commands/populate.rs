//! `moviectl populate`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::catalogue_error;
use crate::cli::outcome::Outcome;
use crate::movies::{Outcome as Populated, populate_from};

/// Add the movies of a file, or the project's, or the built-in ones
///
/// A movie that is there (same title, year and directors) is skipped, so that a second run adds nothing.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl populate\n  moviectl populate seeds/more.json")]
pub(in crate::cli) struct PopulateArgs {
    /// Files like seeds/movies.json
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Add movies that are there again
    #[arg(long)]
    allow_duplicates: bool,
}

pub(in crate::cli) fn cmd_populate(
    context: &mut Context,
    args: &PopulateArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut outcomes = Vec::new();
    populate_from(
        &workspace,
        &args.files,
        args.allow_duplicates,
        &mut |outcome| outcomes.push(outcome),
    )
    .map_err(|error| catalogue_error(&workspace, error))?;
    for outcome in &outcomes {
        match outcome {
            Populated::Added(_) => context.printer.line(&describe(outcome))?,
            Populated::Skipped(_) => context.printer.status(&describe(outcome)),
        }
    }
    Ok(Outcome::Done)
}

/// Returns the message about a movie that was added or skipped, as the tutorial shows it.
pub(in crate::cli) fn describe(outcome: &Populated) -> String {
    match outcome {
        Populated::Added(title) => format!("Movie '{title}' added to the database."),
        Populated::Skipped(title) => format!("Movie '{title}' is there already: skipped."),
    }
}
