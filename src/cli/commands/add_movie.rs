//! `moviectl add-movie`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::catalogue_error;
use crate::cli::outcome::Outcome;
use crate::movies::{NewMovie, add_movie};

/// Add a movie
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  moviectl add-movie \"The Matrix\" --year 1999 --director \"Lana Wachowski\" --director \"Lilly Wachowski\""
)]
pub(in crate::cli) struct AddMovieArgs {
    /// Its title
    title: String,
    /// The year in which it came out
    #[arg(long, value_name = "Y", allow_negative_numbers = true, value_parser = year)]
    year: i32,
    /// A director (repeatable)
    #[arg(long = "director", value_name = "NAME", required = true)]
    directors: Vec<String>,
    /// True if it ran in theatres
    #[arg(long, value_name = "BOOL", default_value_t = true, action = clap::ArgAction::Set)]
    theatre: bool,
    /// Its MPA rating
    #[arg(long, value_name = "R")]
    mpa: Option<String>,
}

fn year(text: &str) -> Result<i32, String> {
    text.parse()
        .map_err(|_| format!("a year is a whole number from {} to {}", i32::MIN, i32::MAX))
}

pub(in crate::cli) fn cmd_add_movie(
    context: &mut Context,
    args: &AddMovieArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let movie = NewMovie {
        title: args.title.clone(),
        year: args.year,
        directors: args.directors.clone(),
        theatre: Some(args.theatre),
        mpa: args.mpa.clone(),
    };
    let added =
        add_movie(&workspace, &movie).map_err(|error| catalogue_error(&workspace, error))?;
    context
        .printer
        .line(&format!("Movie '{}' added to the database.", added.title))?;
    Ok(Outcome::Done)
}
