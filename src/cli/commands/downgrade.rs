//! `moviectl downgrade`.

use clap::Args;

use super::rehearsal::RehearsalArgs;
use crate::cli::args::{ResumeArgs, RunArgs, revision};
use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::migrations::Direction;
use moviectl_engine::workflow::downgrade;

/// Take back revisions
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  moviectl downgrade\n  moviectl downgrade base\n  moviectl downgrade --sql head:base > downgrade.sql"
)]
pub(in crate::cli) struct DowngradeArgs {
    /// Down to here: version, prefix, slug, base, REV@base, -N
    #[arg(value_name = "REV", default_value = "-1", allow_hyphen_values = true, value_parser = revision)]
    revision: String,
    #[command(flatten)]
    rehearsal: RehearsalArgs,
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
    let rehearsed = args
        .rehearsal
        .instead(context, &workspace, &args.revision, Direction::Down)?;
    let any = match rehearsed {
        Some(any) => any,
        None => {
            let mut request = args.run.request(&args.revision);
            request.resume_at = args.resume.resume_at;
            let done = downgrade(&workspace, &request, &mut |event| context.tell(event))?;
            !done.is_empty()
        }
    };
    if !any {
        context.printer.status("Nothing to downgrade.");
    }
    Ok(Outcome::Done)
}
