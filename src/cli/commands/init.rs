//! `moviectl init`.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Usage;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::{Layout, TEMPLATES, init, working_directory};

/// Make a migration repository
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl init\n  moviectl init --template flat")]
pub(in crate::cli) struct InitArgs {
    /// How revisions lie in it (see list-templates)
    #[arg(short, long, default_value = "multi")]
    template: String,
}

pub(in crate::cli) fn cmd_init(context: &mut Context, args: &InitArgs) -> anyhow::Result<Outcome> {
    let layout = layout(&args.template)?;
    let workspace = context.workspace()?;
    init(&workspace, &working_directory()?, layout, &mut |event| {
        context.tell(event)
    })?;
    context
        .printer
        .status("Next: `moviectl migrate -m \"Initial migration.\"`");
    Ok(Outcome::Done)
}

fn layout(name: &str) -> Result<Layout, Usage> {
    TEMPLATES
        .iter()
        .find(|(_, own, _)| *own == name)
        .map(|(layout, ..)| *layout)
        .ok_or_else(|| {
            Usage::new(format!("no template is called '{name}'"))
                .hint("`moviectl list-templates` lists them")
        })
}
