//! `moviectl new`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use crate::movies::new_project;
use moviectl_engine::workflow::working_directory;

/// Make a project to follow the tutorial in
///
/// Writes moviectl.toml, src/schema.rs with the tutorial's first model, seeds/movies.json, .env.example and
/// .gitignore. schema.rs is read as it stands: nothing has to be compiled.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl new movies && cd movies")]
pub(in crate::cli) struct NewArgs {
    /// The directory to make
    #[arg(value_name = "DIR")]
    target: PathBuf,
}

pub(in crate::cli) fn cmd_new(context: &mut Context, args: &NewArgs) -> anyhow::Result<Outcome> {
    let directory = working_directory()?.join(&args.target);
    new_project(&directory, &args.target, &mut |event| context.tell(event))?;
    context.printer.status(&format!(
        "Next: cd {} && moviectl create-all",
        args.target.display()
    ));
    Ok(Outcome::Done)
}
