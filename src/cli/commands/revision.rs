//! `moviectl revision`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::context::Context;
use moviectl_engine::workflow::{RevisionRequest, revision};

/// Write an empty revision, to fill by hand
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl revision -m \"Fill the mpa column.\"")]
pub(in crate::cli) struct RevisionArgs {
    /// What the revision is for
    #[arg(short, long, value_name = "MSG", default_value = "Empty revision.")]
    message: String,
    /// The revision that it follows
    #[arg(long, value_name = "REV", default_value = "head")]
    head: String,
    /// Let it follow a revision that another follows already
    #[arg(long)]
    splice: bool,
    /// A version of your own: lower-case letters and digits that sort after all that it follows
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,
}

pub(in crate::cli) fn cmd_revision(
    context: &mut Context,
    args: &RevisionArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut request = RevisionRequest::new(&args.message);
    request.head = args.head.clone();
    request.splice = args.splice;
    request.rev_id = args.rev_id.clone();
    revision(&workspace, &request, &mut |event| context.tell(event))?;
    context
        .printer
        .status("Write your SQL into these files; `moviectl upgrade` applies them.");
    Ok(Outcome::Done)
}
