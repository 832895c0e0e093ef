//! `moviectl upgrade`.

use clap::Args;

use super::rehearsal::RehearsalArgs;
use crate::cli::args::{ResumeArgs, RunArgs, revision};
use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::migrations::Direction;
use moviectl_engine::workflow::upgrade;

/// Apply pending revisions
///
/// Each revision and its record are one transaction, under a lock: several processes may run this at once. A script that
/// no transaction can hold (on MySQL any DDL) runs statement by statement; where that stops, the next upgrade goes on.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  moviectl upgrade\n  moviectl upgrade +1\n  moviectl upgrade --atomic\n  moviectl upgrade --sql base:head > upgrade.sql"
)]
pub(in crate::cli) struct UpgradeArgs {
    /// Up to here: version, prefix, slug, head, heads, REV@head, +N
    #[arg(value_name = "REV", default_value = "head", allow_hyphen_values = true, value_parser = revision)]
    revision: String,
    #[command(flatten)]
    rehearsal: RehearsalArgs,
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
    let rehearsed = args
        .rehearsal
        .instead(context, &workspace, &args.revision, Direction::Up)?;
    let any = match rehearsed {
        Some(any) => any,
        None => {
            let mut request = args.run.request(&args.revision);
            request.atomic = args.atomic;
            request.resume_at = args.resume.resume_at;
            let done = upgrade(&workspace, &request, &mut |event| context.tell(event))?;
            !done.is_empty()
        }
    };
    if !any {
        context.printer.status("Nothing to upgrade.");
    }
    Ok(Outcome::Done)
}
