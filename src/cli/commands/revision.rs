//! `moviectl revision`.

use clap::Args;

use crate::cli::args::PlaceArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::{RevisionRequest, revision};

/// Write an empty revision, to fill by hand
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl revision -m \"Fill the mpa column.\"")]
pub(in crate::cli) struct RevisionArgs {
    /// The message of the revision
    #[arg(short, long, value_name = "MSG", default_value = "Empty revision.")]
    message: String,
    #[command(flatten)]
    place: PlaceArgs,
}

pub(in crate::cli) fn cmd_revision(
    context: &mut Context,
    args: &RevisionArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut request = RevisionRequest::new(&args.message);
    if let Some(head) = &args.place.head {
        request.head.clone_from(head);
    }
    request.splice = args.place.splice;
    request.rev_id.clone_from(&args.place.rev_id);
    revision(&workspace, &request, &mut |event| context.tell(event))?;
    context
        .printer
        .status("Write your SQL into these files; `moviectl upgrade` applies them.");
    Ok(Outcome::Done)
}
