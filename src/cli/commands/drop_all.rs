//! `moviectl drop-all`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::{described, drop_all, plan_drop_all};

/// Drop the declared tables, and forget the revisions
///
/// Enum types that nothing else uses go with them. Other tables stay, and are named.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl drop-all --yes")]
pub(in crate::cli) struct DropAllArgs {
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

pub(in crate::cli) fn cmd_drop_all(
    context: &mut Context,
    args: &DropAllArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let plan = plan_drop_all(&workspace, &mut |event| context.tell(event))?;
    let mut names: Vec<String> = plan.tables.iter().map(|name| format!("'{name}'")).collect();
    let enums = plan.enums.iter();
    names.extend(enums.map(|own| format!("enum '{}'", own.name)));
    let question = format!(
        "Drop {} in {} with all rows?",
        if names.is_empty() {
            "no table".to_owned()
        } else {
            names.join(", ")
        },
        described(workspace.url())
    );
    if context.confirm(&question, args.yes)? {
        drop_all(&workspace, &plan, &mut |event| context.tell(event))?;
    }
    Ok(Outcome::Done)
}
