//! `moviectl shell`.

use std::io::{self, IsTerminal as _, Read as _};
use std::str::FromStr as _;

use anyhow::anyhow;
use clap::Args;

use crate::shell::{self, Host};
use crate::terminal::Format;
use moviectl_engine::workflow::Workspace;

/// Type SQL and moviectl commands, or run a script of them
///
/// Without -c and at a terminal it is interactive: SQL up to a semicolon, \dt, \d TABLE and \l, transactions, and the
/// moviectl commands by name. A script (-c, or the standard input) stops at its first error.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  moviectl shell\n  moviectl shell -c \"select title from movie\" --format json\n  \
                        moviectl shell < script.sql"
)]
pub(in crate::cli) struct ShellArgs {
    /// Run this and leave
    #[arg(short, long, value_name = "SQL")]
    command: Option<String>,
    /// table, json, ndjson or csv
    #[arg(long, default_value = "table", value_parser = rows_format)]
    format: Format,
}

/// A format that rows of any kind have.
fn rows_format(name: &str) -> Result<Format, String> {
    match Format::from_str(name) {
        Ok(format) if format != Format::Repr => Ok(format),
        _ => Err(format!("'{name}' is not one of table, json, ndjson, csv")),
    }
}

impl ShellArgs {
    /// Returns whether a person types at the shell.
    pub(in crate::cli) fn is_interactive(&self) -> bool {
        self.command.is_none() && io::stdin().is_terminal()
    }
}

pub(in crate::cli) fn cmd_shell(
    host: &mut dyn Host,
    workspace: Workspace,
    args: &ShellArgs,
) -> anyhow::Result<()> {
    match &args.command {
        Some(text) => shell::script(host, workspace, args.format, text, None)?,
        None if args.is_interactive() => shell::interactive(host, workspace, args.format)?,
        None => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes)?;
            let text = utf8(bytes)?;
            shell::script(host, workspace, args.format, &text, Some("<stdin>"))?;
        }
    }
    Ok(())
}

/// The standard input as text; the error names the line that is none.
fn utf8(bytes: Vec<u8>) -> anyhow::Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(valid);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        anyhow!("<stdin>:{line}: this line is not UTF-8; nothing was run")
    })
}
