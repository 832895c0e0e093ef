//! The command line: arguments, dispatch, exit codes.

mod args;
mod command;
mod commands;
mod context;
mod dispatch;
mod error;
mod exit_code;
mod failure;
mod help;
mod hints;
mod listing;
mod outcome;
mod parse;

use std::ffi::OsString;
use std::process::ExitCode;

use context::Context;
use dispatch::dispatch;
use moviectl_engine::database::interrupt;

/// Runs a command line, the program's name included, and returns the exit code. Never panics on input, and can be
/// called again.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match parse::parse(args) {
        Ok(cli) => cli,
        Err(error) => return error::usage(&error),
    };
    // If the system refuses the handlers, signals end the process in the default way.
    let _ = interrupt::install(error::farewell);
    let mut context = Context::new(cli.global);
    let outcome = dispatch(&mut context, &cli.command);
    let outcome = outcome.and_then(|outcome| {
        context.printer.flush()?;
        Ok(outcome)
    });
    match outcome {
        Ok(outcome) => outcome.exit_code(),
        Err(error) => error::report(&mut context.printer, &error),
    }
}

#[cfg(test)]
mod tests;
