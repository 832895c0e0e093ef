//! `moviectl rebase`.

use clap::Args;

use crate::cli::args::revision;
use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::{RebaseRequest, rebase};

/// Put a branch of revisions behind the other head, so that there is one head again
///
/// The revision, and all that follow it, get later versions and new parents; their scripts stay as they are. All
/// revisions are run in their new order on a scratch database before a file is changed.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl rebase add_rating")]
pub(in crate::cli) struct RebaseArgs {
    /// The first revision of the branch: version, prefix, slug
    #[arg(value_name = "REV", allow_hyphen_values = true, value_parser = revision)]
    revision: String,
    /// The head to put it behind, where there are several others
    #[arg(long, value_name = "REV")]
    onto: Option<String>,
    /// Do not run the revisions in their new order first
    #[arg(long)]
    no_proof: bool,
    /// The server for the scratch database
    #[arg(long, value_name = "URL")]
    scratch_url: Option<String>,
}

pub(in crate::cli) fn cmd_rebase(
    context: &mut Context,
    args: &RebaseArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut request = RebaseRequest::new(&args.revision);
    request.onto = args.onto.clone();
    request.no_proof = args.no_proof;
    request.scratch_url = args.scratch_url.clone();
    rebase(&workspace, &request, &mut |event| context.tell(event))?;
    Ok(Outcome::Done)
}
