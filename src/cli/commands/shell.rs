//! `moviectl shell`.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Read as _};
use std::process::ExitCode;
use std::str::FromStr as _;

use anyhow::anyhow;
use clap::Args;

use crate::cli::context::Context;
use crate::cli::{Outcome, error, help, run_within};
use crate::shell::{self, Host};
use crate::terminal::{Format, Printer};

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

pub(in crate::cli) fn cmd_shell(
    context: &mut Context,
    args: &ShellArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut host = CommandLine {
        context,
        outcome: Outcome::Done,
    };
    match &args.command {
        Some(text) => shell::script(&mut host, workspace, args.format, text, None)?,
        None if io::stdin().is_terminal() => {
            shell::interactive(&mut host, workspace, args.format)?;
            return Ok(Outcome::Done);
        }
        None => {
            let mut bytes = Vec::new();
            io::stdin().read_to_end(&mut bytes)?;
            let text = utf8(bytes)?;
            shell::script(&mut host, workspace, args.format, &text, Some("<stdin>"))?;
        }
    }
    Ok(host.outcome)
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

/// The command line as the shell sees it.
struct CommandLine<'a> {
    context: &'a mut Context,
    /// [`Outcome::Found`] once any command has found something.
    outcome: Outcome,
}

impl Host for CommandLine<'_> {
    fn printer(&mut self) -> &mut Printer {
        &mut self.context.printer
    }

    fn commands(&self) -> Vec<String> {
        let command = help::command();
        let mut names: Vec<String> = command
            .get_subcommands()
            .flat_map(|command| {
                std::iter::once(command.get_name()).chain(command.get_all_aliases())
            })
            .filter(|name| !["shell", "help"].contains(name))
            .map(str::to_owned)
            .collect();
        names.push("shell".to_owned());
        names
    }

    fn run(&mut self, words: &[String]) -> Result<(), ExitCode> {
        let program = std::iter::once("moviectl".to_owned());
        let line = program.chain(words.iter().cloned()).map(OsString::from);
        if run_within(self.context, line)? == Outcome::Found {
            self.outcome = Outcome::Found;
        }
        Ok(())
    }

    fn report(&mut self, error: shell::Error) {
        error::report(&mut self.context.printer, &error.into());
    }
}
