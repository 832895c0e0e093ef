//! `moviectl squash`.

use clap::Args;

use crate::cli::args::revision;
use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::{SquashRequest, squash};

/// Make one revision of several that follow each other
///
/// Its scripts are theirs, one after the other, and its version is that of the last. It is proved on scratch databases
/// to build what they built, and then they are removed. `upgrade` takes it for applied where all of them are.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl squash base:add_mpa -m \"Movies as of 1.0.\"")]
pub(in crate::cli) struct SquashArgs {
    /// From one revision to another, both included: A:B, A:, :B
    #[arg(value_name = "A:B", allow_hyphen_values = true, value_parser = revision)]
    range: String,
    /// The message of the new revision
    #[arg(short, long, value_name = "MSG")]
    message: Option<String>,
    /// Do not compare what both build first
    #[arg(long)]
    no_proof: bool,
    /// The server for the scratch databases
    #[arg(long, value_name = "URL")]
    scratch_url: Option<String>,
}

pub(in crate::cli) fn cmd_squash(
    context: &mut Context,
    args: &SquashArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut request = SquashRequest::new(&args.range);
    request.message = args.message.clone();
    request.no_proof = args.no_proof;
    request.scratch_url = args.scratch_url.clone();
    squash(&workspace, &request, &mut |event| context.tell(event))?;
    context
        .printer
        .status("Review these files, and commit them with the removed ones.");
    Ok(Outcome::Done)
}
