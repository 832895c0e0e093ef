//! `moviectl setup`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::commands::list::FormatArg;
use crate::cli::commands::{list, populate};
use crate::cli::context::Context;
use crate::workflow::setup;

/// Make the database, upgrade it, populate it, list it
///
/// A second run changes nothing. Outside of any project this is the built-in movie catalogue.
#[derive(Debug, Args)]
pub(in crate::cli) struct SetupArgs {
    #[command(flatten)]
    format: FormatArg,
}

pub(in crate::cli) fn cmd_setup(
    context: &mut Context,
    args: &SetupArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut outcomes = Vec::new();
    let movies = setup(
        &workspace,
        &mut |outcome| outcomes.push(outcome),
        &mut |event| {
            context.tell(event);
        },
    )?;
    for outcome in outcomes {
        // On standard output is the list alone, so that it stays one document in every format.
        context.printer.status(&populate::describe(&outcome));
    }
    match movies {
        Some(movies) => list::print(context, &movies, args.format.format)?,
        None => context
            .printer
            .note("there is no movie table: nothing to populate or list"),
    }
    Ok(Outcome::Done)
}
