//! `moviectl setup`.

use clap::Args;

use crate::cli::commands::list::FormatArg;
use crate::cli::commands::{list, populate};
use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use crate::movies::setup;
use crate::terminal::Format;

/// Make the database, upgrade it, populate it, list it
///
/// A second run changes nothing. Outside of any project this is the built-in movie catalogue.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl setup")]
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
        let line = populate::describe(&outcome);
        // In a format for programs, standard output is one document: the list.
        if args.format.format == Format::Table {
            context.printer.line(&line)?;
        } else {
            context.printer.status(&line);
        }
    }
    match movies {
        Some(movies) => list::print(context, &movies, args.format.format)?,
        None => context
            .printer
            .note("there is no movie table: nothing to populate or list"),
    }
    Ok(Outcome::Done)
}
