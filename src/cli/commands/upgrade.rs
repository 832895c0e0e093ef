//! `moviectl upgrade`.

use clap::Args;

use super::script_error;
use crate::cli::Outcome;
use crate::cli::args::{ResumeArgs, RunArgs};
use crate::cli::context::Context;
use crate::migrations::Direction;
use crate::workflow::{RunRequest, dry_run, script, upgrade};

/// Apply pending revisions
///
/// Each revision and its record are one transaction, under a lock: several may run this at once. A revision that says
/// run_in_transaction = false runs statement by statement; where that is cut off, the next upgrade goes on there.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  moviectl upgrade\n  moviectl upgrade +1\n  moviectl upgrade --atomic\n  moviectl upgrade --sql base:head > upgrade.sql"
)]
pub(in crate::cli) struct UpgradeArgs {
    /// Up to here: version, prefix, slug, head, heads, +N
    #[arg(value_name = "REV", default_value = "head", allow_hyphen_values = true)]
    revision: String,
    /// Only tell what would run on this database
    #[arg(long, conflicts_with = "sql")]
    dry_run: bool,
    /// Print a script for psql or sqlite3 instead of running anything; a range A:B needs no database
    #[arg(long)]
    sql: bool,
    /// All pending revisions in one transaction: all of them, or none
    #[arg(long)]
    atomic: bool,
    #[command(flatten)]
    resume: ResumeArgs,
    #[command(flatten)]
    run: RunArgs,
}

pub(in crate::cli) fn cmd_upgrade(
    context: &mut Context,
    args: &UpgradeArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut tell = |event| context.tell(event);
    let nothing = if args.dry_run {
        let would = dry_run(&workspace, &args.revision, Direction::Up, &mut tell)?;
        for event in &would {
            context.printer.line(&event.to_string())?;
        }
        would.is_empty()
    } else if args.sql {
        let script =
            script(&workspace, &args.revision, Direction::Up, &mut tell).map_err(script_error)?;
        context
            .printer
            .text(script.as_deref().unwrap_or_default())?;
        script.is_none()
    } else {
        let request = RunRequest {
            atomic: args.atomic,
            resume_at: args.resume.resume_at,
            ..args.run.request(&args.revision)
        };
        upgrade(&workspace, &request, &mut tell)?.is_empty()
    };
    if nothing {
        context.printer.status("Nothing to upgrade.");
    }
    Ok(Outcome::Done)
}
