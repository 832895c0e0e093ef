//! `moviectl downgrade`.

use clap::Args;

use super::script_error;
use crate::cli::Outcome;
use crate::cli::args::{ResumeArgs, RunArgs};
use crate::cli::context::Context;
use crate::migrations::Direction;
use crate::workflow::{RunRequest, downgrade, dry_run, script};

/// Take back revisions
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  moviectl downgrade\n  moviectl downgrade base\n  moviectl downgrade --sql head:base > downgrade.sql"
)]
pub(in crate::cli) struct DowngradeArgs {
    /// Down to here: version, prefix, slug, base, -N
    #[arg(value_name = "REV", default_value = "-1", allow_hyphen_values = true)]
    revision: String,
    /// Only tell what would run on this database
    #[arg(long, conflicts_with = "sql")]
    dry_run: bool,
    /// Print a script for psql or sqlite3 instead of running anything; a range A:B needs no database
    #[arg(long)]
    sql: bool,
    #[command(flatten)]
    resume: ResumeArgs,
    #[command(flatten)]
    run: RunArgs,
}

pub(in crate::cli) fn cmd_downgrade(
    context: &mut Context,
    args: &DowngradeArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut tell = |event| context.tell(event);
    let nothing = if args.dry_run {
        let would = dry_run(&workspace, &args.revision, Direction::Down, &mut tell)?;
        for event in &would {
            context.printer.line(&event.to_string())?;
        }
        would.is_empty()
    } else if args.sql {
        let script =
            script(&workspace, &args.revision, Direction::Down, &mut tell).map_err(script_error)?;
        context
            .printer
            .text(script.as_deref().unwrap_or_default())?;
        script.is_none()
    } else {
        let request = RunRequest {
            resume_at: args.resume.resume_at,
            ..args.run.request(&args.revision)
        };
        downgrade(&workspace, &request, &mut tell)?.is_empty()
    };
    if nothing {
        context.printer.status("Nothing to downgrade.");
    }
    Ok(Outcome::Done)
}
