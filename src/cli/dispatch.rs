//! Runs commands: the one that was typed, and those that are typed in the shell.

use std::ffi::OsString;
use std::process::ExitCode;

use super::command::Command;
use super::commands as c;
use super::commands::shell::{ShellArgs, cmd_shell};
use super::context::Context;
use super::outcome::Outcome;
use super::parse::parse;
use super::{error, help};
use crate::shell::{self, Host};
use crate::terminal::Printer;

/// Runs the command that was typed.
pub(super) fn dispatch(context: &mut Context, command: &Command) -> anyhow::Result<Outcome> {
    match command {
        Command::New(args) => c::new::cmd_new(context, args),
        Command::Setup(args) => c::setup::cmd_setup(context, args),
        Command::CreateDb(args) => c::create_db::cmd_create_db(context, args),
        Command::DropDb(args) => c::drop_db::cmd_drop_db(context, args),
        Command::Init(args) => c::init::cmd_init(context, args),
        Command::ListTemplates(args) => c::list_templates::cmd_list_templates(context, args),
        Command::Migrate(args) => c::migrate::cmd_migrate(context, args),
        Command::Upgrade(args) => c::upgrade::cmd_upgrade(context, args),
        Command::Downgrade(args) => c::downgrade::cmd_downgrade(context, args),
        Command::Rebase(args) => c::rebase::cmd_rebase(context, args),
        Command::Squash(args) => c::squash::cmd_squash(context, args),
        Command::Edit(args) => c::edit::cmd_edit(context, args),
        Command::Stamp(args) => c::stamp::cmd_stamp(context, args),
        Command::Current(args) => c::current::cmd_current(context, args),
        Command::History(args) => c::history::cmd_history(context, args),
        Command::Branches(args) => c::branches::cmd_branches(context, args),
        Command::Merge(args) => c::merge::cmd_merge(context, args),
        Command::Redo(args) => c::redo::cmd_redo(context, args),
        Command::Revision(args) => c::revision::cmd_revision(context, args),
        Command::Heads(args) => c::heads::cmd_heads(context, args),
        Command::Show(args) => c::show::cmd_show(context, args),
        Command::Check(args) => c::check::cmd_check(context, args),
        Command::CreateAll(args) => c::create_all::cmd_create_all(context, args),
        Command::DropAll(args) => c::drop_all::cmd_drop_all(context, args),
        Command::Inspect(args) => c::inspect::cmd_inspect(context, args),
        Command::AddMovie(args) => c::add_movie::cmd_add_movie(context, args),
        Command::List(args) => c::list::cmd_list(context, args),
        Command::Populate(args) => c::populate::cmd_populate(context, args),
        Command::Shell(args) => run_shell(context, args),
    }
}

/// Runs the shell with the options of this command line.
fn run_shell(context: &mut Context, args: &ShellArgs) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut host = CommandLine {
        context,
        outcome: Outcome::Done,
    };
    cmd_shell(&mut host, workspace, args)?;
    // At a terminal, the person has seen what each command found.
    Ok(match args.is_interactive() {
        true => Outcome::Done,
        false => host.outcome,
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
        let outcome = dispatch(context, &cli.command)?;
        context.printer.flush()?;
        Ok(outcome)
    });
    outcome.map_err(|error| error::report(&mut context.printer, &error))
}
