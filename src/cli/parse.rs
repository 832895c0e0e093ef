//! The command line as typed, parsed.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{FromArgMatches, Parser};

use super::command::Cli;
use super::help;

/// Parses a command line, the program's name included.
pub(super) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
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
