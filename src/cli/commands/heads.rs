//! `moviectl heads`.

use clap::Args;

use crate::cli::Outcome;
use crate::cli::context::Context;
use crate::cli::listing::{Entry, ListingFormat, marked};
use crate::workflow::look;


/// Show the revisions that no other follows
#[derive(Debug, Args)]
pub(in crate::cli) struct HeadsArgs {
    /// text or json
    #[arg(long, value_enum, default_value_t = ListingFormat::Text)]
    format: ListingFormat,
}

pub(in crate::cli) fn cmd_heads(context: &mut Context, args: &HeadsArgs) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let (_, repository, status) = look(&workspace, &mut |event| context.tell(event))?;
    let graph = repository.graph();
    match args.format {
        ListingFormat::Text => {
            for version in graph.heads() {
                context.printer.line(&marked(graph, version))?;
            }
        }
        ListingFormat::Json => {
            let entries: Vec<Entry<'_>> = graph
                .heads()
                .into_iter()
                .filter_map(|version| repository.get(version))
                .map(|revision| Entry::new(revision, &repository, &status))
                .collect();
            context.printer.line(&serde_json::to_string(&entries)?)?;
        }
    }
    Ok(Outcome::Done)
}
