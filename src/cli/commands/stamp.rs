//! `moviectl stamp`.

use clap::Args;

use crate::cli::args::LockArgs;
use crate::cli::context::Context;
use crate::cli::failure::script_error;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::{StampRequest, accept_changes, stamp, stamp_sql};

/// Record revisions as applied, without running anything
///
/// For a database whose tables exist already. Revisions that the named ones follow are recorded too. The records of
/// revisions that follow the named ones are removed, and those of other branches stay.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  moviectl stamp head\n  moviectl stamp --accept-changes add_mpa"
)]
pub(in crate::cli) struct StampArgs {
    /// The revisions: version, prefix, slug, head, heads, base, REV@head, REV@base [default: head]
    #[arg(value_name = "REV", allow_negative_numbers = true)]
    revisions: Vec<String>,
    /// Forget recorded revisions that the repository does not have
    #[arg(long)]
    purge: bool,
    /// Stamp nothing: take the scripts of applied revisions as they are now for those that were applied
    #[arg(long, conflicts_with = "purge")]
    accept_changes: bool,
    /// Print a script for psql or sqlite3 instead of recording anything; a range A:B needs no database
    #[arg(long, conflicts_with = "accept_changes")]
    sql: bool,
    #[command(flatten)]
    lock: LockArgs,
}

pub(in crate::cli) fn cmd_stamp(
    context: &mut Context,
    args: &StampArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut request = StampRequest::new(args.revisions.clone());
    request.lock_timeout = args.lock.lock_timeout;
    request.purge = args.purge;
    let mut tell = |event| context.tell(event);
    if args.accept_changes {
        accept_changes(&workspace, &request, &mut tell)?;
        return Ok(Outcome::Done);
    }
    if request.revisions.is_empty() {
        request.revisions.push("head".to_owned());
    }
    if args.sql {
        let script = stamp_sql(&workspace, &request, &mut tell).map_err(script_error)?;
        context.printer.data(&script)?;
        return Ok(Outcome::Done);
    }
    stamp(&workspace, &request, &mut tell)?;
    Ok(Outcome::Done)
}
