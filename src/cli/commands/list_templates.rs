//! `moviectl list-templates`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::listing::ListingFormat;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::TEMPLATES;

/// List the layouts of a migration repository
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl list-templates")]
pub(in crate::cli) struct ListTemplatesArgs {
    /// text or json
    #[arg(long, value_enum, default_value_t = ListingFormat::Text)]
    format: ListingFormat,
}

pub(in crate::cli) fn cmd_list_templates(
    context: &mut Context,
    args: &ListTemplatesArgs,
) -> anyhow::Result<Outcome> {
    if args.format == ListingFormat::Json {
        let templates: Vec<serde_json::Value> = TEMPLATES
            .iter()
            .map(|(_, name, about)| serde_json::json!({ "name": name, "about": about }))
            .collect();
        context
            .printer
            .data(&(serde_json::to_string(&templates)? + "\n"))?;
        return Ok(Outcome::Done);
    }
    context.printer.line("Available templates:")?;
    for (_, name, about) in TEMPLATES {
        context.printer.line(&format!("{name} - {about}"))?;
    }
    Ok(Outcome::Done)
}
