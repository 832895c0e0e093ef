//! How the help looks: commands in groups, an example each, nothing that does not fit a screen.

use clap::{ArgAction, Command, CommandFactory};

use super::command::Cli;

/// The groups of commands in the order in which the help lists them. A command in none of them would not be listed:
/// a test keeps that from happening.
pub(super) const GROUPS: [(&str, &[&str]); 5] = [
    ("Project", &["new", "setup", "create-db", "drop-db"]),
    (
        "Migrations",
        &[
            "init",
            "list-templates",
            "migrate",
            "revision",
            "merge",
            "rebase",
            "squash",
            "edit",
            "upgrade",
            "downgrade",
            "redo",
            "stamp",
            "current",
            "history",
            "heads",
            "branches",
            "show",
            "check",
        ],
    ),
    ("Tables", &["create-all", "drop-all", "inspect"]),
    ("Movies", &["add-movie", "list", "populate"]),
    ("Shell", &["shell"]),
];

/// The options that say which database and which project: the help of each command lists them.
const CONNECTION_OPTIONS: [&str; 5] = ["database_url", "directory", "schema", "embedded", "wait"];

/// The other options of all commands are listed once, with the list of commands.
const OTHER_OPTIONS: [&str; 4] = ["echo", "no_input", "quiet", "color"];

const COMMAND_TEMPLATE: &str = "{about-with-newline}\n{usage-heading} {usage}\n\n{all-args}{after-help}\n\
                                \nMore options of all commands: moviectl --help\n";

/// The command line with its help.
pub(super) fn command() -> Command {
    let mut command = Cli::command();
    command.build();
    let listing = listing(&command);
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .filter(|name| name != "help")
        .collect();
    for name in names {
        command = command.mut_subcommand(name, subcommand);
    }
    command.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{listing}\nOptions of all commands:\n{{options}}\n\n\
         moviectl COMMAND --help tells more of a command.\n"
    ))
}

fn subcommand(mut command: Command) -> Command {
    if let Some(about) = command.get_long_about().cloned() {
        command = command.about(about);
    }
    for option in CONNECTION_OPTIONS {
        command = command.mut_arg(option, |arg| arg.help_heading("Database and project"));
    }
    // The list of commands has the long form.
    command = command.mut_arg("database_url", |arg| {
        arg.help("The database: a file, or the URL of one on a server")
    });
    for option in OTHER_OPTIONS {
        command = command.mut_arg(option, |arg| arg.hide(true));
    }
    command
        .mut_arg("help", |arg| {
            arg.action(ArgAction::HelpShort).help("Print this help")
        })
        .mut_arg("version", |arg| arg.hide(true))
        .help_template(COMMAND_TEMPLATE)
}

fn listing(command: &Command) -> String {
    let mut text = String::new();
    for (heading, names) in GROUPS {
        text.push_str(&format!("{heading}:\n"));
        for name in names {
            let about = command
                .find_subcommand(name)
                .and_then(Command::get_about)
                .map(ToString::to_string)
                .unwrap_or_default();
            text.push_str(&format!("  {name:<16}{about}\n"));
        }
    }
    text
}
