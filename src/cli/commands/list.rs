//! `moviectl list`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::catalogue_error;
use crate::cli::outcome::Outcome;
use crate::movies::{Filter, Movie, SortKey, list_movies};
use crate::terminal::{Cell, Format, Rows};

/// List the movies
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  moviectl list --director nolan --sort year --desc\n  moviectl list --format csv > movies.csv"
)]
pub(in crate::cli) struct ListArgs {
    /// Only titles that contain this, in any case
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Only this year
    #[arg(long, value_name = "Y", allow_negative_numbers = true)]
    year: Option<i32>,
    /// Only from this year on
    #[arg(long, value_name = "Y", allow_negative_numbers = true)]
    from: Option<i32>,
    /// Only up to this year
    #[arg(long, value_name = "Y", allow_negative_numbers = true)]
    to: Option<i32>,
    /// Only with a director whose name contains this
    #[arg(long, value_name = "NAME")]
    director: Option<String>,
    /// Only those that ran in theatres, or only those that did not
    #[arg(long, value_name = "BOOL")]
    theatre: Option<bool>,
    /// Only with this MPA rating
    #[arg(long, value_name = "R")]
    mpa: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Without the first so many
    #[arg(long, value_name = "N")]
    offset: Option<u32>,
    /// In the order of id, title or year
    #[arg(long, value_name = "KEY", default_value = "id")]
    sort: SortKey,
    /// In descending order
    #[arg(long)]
    desc: bool,
    #[command(flatten)]
    format: FormatArg,
}

/// The format of rows.
#[derive(Debug, Args)]
pub(in crate::cli) struct FormatArg {
    /// table, json, ndjson, csv or repr
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: Format,
}

pub(in crate::cli) fn cmd_list(context: &mut Context, args: &ListArgs) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let filter = Filter {
        title: args.title.clone(),
        year: args.year,
        year_from: args.from,
        year_to: args.to,
        director: args.director.clone(),
        theatre: args.theatre,
        mpa: args.mpa.clone(),
        limit: args.limit,
        offset: args.offset,
        sort: args.sort,
        descending: args.desc,
    };
    let movies =
        list_movies(&workspace, &filter).map_err(|error| catalogue_error(&workspace, error))?;
    print(context, &movies, args.format.format)?;
    Ok(Outcome::Done)
}

/// Prints movies in any format.
pub(in crate::cli) fn print(
    context: &mut Context,
    movies: &[Movie],
    format: Format,
) -> anyhow::Result<()> {
    let mut rows = Rows::new(["id", "title", "year", "directors", "theatre", "mpa"])
        .with_labels(["ID", "Title", "Year", "Directors", "Theatre", "MPA"])
        .with_reprs(movies.iter().map(Movie::to_string));
    for movie in movies {
        rows.push([
            Cell::from(movie.id),
            Cell::from(movie.title.as_str()),
            Cell::from(movie.year),
            Cell::List(movie.directors.0.clone()),
            Cell::from(movie.theatre),
            Cell::from(movie.mpa.clone()),
        ]);
    }
    context.printer.rows(&rows, format)?;
    Ok(())
}
