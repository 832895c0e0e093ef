//! The command line: arguments, dispatch, exit codes.

mod args;
mod commands;
mod context;
mod error;
mod help;
mod hints;
mod listing;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{FromArgMatches, Parser};

use args::Cli;
use context::Context;
use moviectl_engine::database::interrupt;

/// The outcome of a command that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Done, or nothing to do.
    Done,
    /// Finished, and found something that the caller should know by the exit code.
    Found,
}

/// Exit code of [`Outcome::Found`].
const FOUND: u8 = 3;

fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let args: Vec<OsString> = args.into_iter().collect();
    // Some arguments are paths, which need not be UTF-8; what is written into files and messages of them must be.
    if let Some(wrong) = args.iter().find(|argument| argument.to_str().is_none()) {
        let shown = wrong.to_string_lossy();
        return Err(help::command().error(
            ErrorKind::InvalidUtf8,
            format!("the argument '{shown}' is not UTF-8"),
        ));
    }
    // The help takes longer to put together than most commands take to run: only who asks, or slips, waits for it.
    Cli::try_parse_from(&args).or_else(|_| {
        // `downgrade --accept-los base`: the mistyped option is the error, and not the revision behind it.
        let strict = help::command().mut_subcommands(|command| {
            command.mut_args(|argument| {
                if argument.is_positional() {
                    argument
                        .allow_hyphen_values(false)
                        .allow_negative_numbers(true)
                } else {
                    argument
                }
            })
        });
        match strict.try_get_matches_from(&args) {
            Err(error) if names_long_option(&error) => return Err(error),
            _ => {}
        }
        let matches = help::command().try_get_matches_from(&args)?;
        Cli::from_arg_matches(&matches)
    })
}

/// Returns whether the error is an unknown option with two dashes, for which clap suggests a similar one.
fn names_long_option(error: &clap::Error) -> bool {
    let named = error.get(ContextKind::InvalidArg);
    error.kind() == ErrorKind::UnknownArgument
        && matches!(named, Some(ContextValue::String(option)) if option.starts_with("--"))
}

/// Runs a command line within another one: with its options and its printer. A failure is reported; its exit code is
/// returned.
fn run_within(
    context: &mut Context,
    args: impl IntoIterator<Item = OsString>,
) -> Result<Outcome, ExitCode> {
    let _ = context.printer.flush();
    let cli = match parse(args) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => return Err(error::usage(&error)),
        Err(error) => {
            error::usage(&error);
            return Ok(Outcome::Done);
        }
    };
    let outcome = context.within(cli.global, |context| {
        let outcome = commands::dispatch(context, &cli.command)?;
        context.printer.flush()?;
        Ok(outcome)
    });
    outcome.map_err(|error| error::report(&mut context.printer, &error))
}

/// Runs a command line, the program's name included, and returns the exit code. Never panics on input, and can be
/// called again.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match parse(args) {
        Ok(cli) => cli,
        Err(error) => return error::usage(&error),
    };
    // If the system refuses the handlers, signals end the process in the default way.
    let _ = interrupt::install(error::farewell);
    let mut context = Context::new(cli.global);
    let outcome = commands::dispatch(&mut context, &cli.command);
    let outcome = outcome.and_then(|outcome| {
        context.printer.flush()?;
        Ok(outcome)
    });
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(FOUND),
        Err(error) => error::report(&mut context.printer, &error),
    }
}

#[cfg(test)]
mod tests;
