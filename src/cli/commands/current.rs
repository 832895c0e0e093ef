//! `moviectl current`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::listing::{Entry, ListingFormat, marked};
use crate::workflow::look;


/// Show where the database stands
#[derive(Debug, Args)]
pub(in crate::cli) struct CurrentArgs {
    /// text or json
    #[arg(long, value_enum, default_value_t = ListingFormat::Text)]
    format: ListingFormat,
}

pub(in crate::cli) fn cmd_current(context: &mut Context, args: &CurrentArgs) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let (_, repository, status) = look(&workspace, &mut |event| context.tell(event))?;
    let graph = repository.graph();
    let tips = graph.tips(&status.applied);
    match args.format {
        ListingFormat::Text => {
            for version in tips {
                context.printer.line(&marked(graph, version))?;
            }
        }
        ListingFormat::Json => {
            let entries: Vec<Entry<'_>> = tips
                .into_iter()
                .filter_map(|version| repository.get(version))
                .map(|revision| Entry::new(revision, &repository, &status))
                .collect();
            context.printer.line(&serde_json::to_string(&entries)?)?;
        }
    }
    for unknown in status.applied.iter().filter(|version| !graph.contains(version)) {
        context
            .printer
            .warning(&format!("the database has revision {unknown}, which is not in the repository"));
    }
    Ok(Outcome::Done)
}
