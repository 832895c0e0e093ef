//! `moviectl list-templates`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::workflow::TEMPLATES;

/// List the layouts of a migration repository
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl list-templates")]
pub(in crate::cli) struct ListTemplatesArgs {}

pub(in crate::cli) fn cmd_list_templates(
    context: &mut Context,
    _args: &ListTemplatesArgs,
) -> anyhow::Result<Outcome> {
    context.printer.line("Available templates:")?;
    for (_, name, about) in TEMPLATES {
        context.printer.line(&format!("{name} - {about}"))?;
    }
    Ok(Outcome::Done)
}
