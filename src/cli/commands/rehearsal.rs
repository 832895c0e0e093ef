//! The options of `upgrade` and `downgrade` that run nothing: `--dry-run` lists revisions, and `--sql` prints a script.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::script_error;
use moviectl_engine::migrations::Direction;
use moviectl_engine::workflow::{Workspace, dry_run, script};

/// For commands that run revisions.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct RehearsalArgs {
    /// Only tell what would run on this database
    #[arg(long, conflicts_with = "sql")]
    dry_run: bool,
    /// Print a script for psql or sqlite3 instead of running anything; a range A:B needs no database
    #[arg(long)]
    sql: bool,
}

impl RehearsalArgs {
    /// Tells or prints what was asked for, and whether there was anything; `None` where revisions are to run.
    pub(super) fn instead(
        &self,
        context: &mut Context,
        workspace: &Workspace,
        revision: &str,
        direction: Direction,
    ) -> anyhow::Result<Option<bool>> {
        let mut tell = |event| context.tell(event);
        if self.dry_run {
            let would = dry_run(workspace, revision, direction, &mut tell)?;
            for event in &would {
                context.printer.line(&event.to_string())?;
            }
            return Ok(Some(!would.is_empty()));
        }
        if self.sql {
            let script = script(workspace, revision, direction, &mut tell).map_err(script_error)?;
            context
                .printer
                .data(script.as_deref().unwrap_or_default())?;
            return Ok(Some(script.is_some()));
        }
        Ok(None)
    }
}
