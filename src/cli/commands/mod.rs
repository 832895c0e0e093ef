//! One command a file: its arguments, whose doc comment is its help, and what it does.

pub(super) mod add_movie;
pub(super) mod branches;
pub(super) mod check;
pub(super) mod create_all;
pub(super) mod create_db;
pub(super) mod current;
pub(super) mod downgrade;
pub(super) mod drop_all;
pub(super) mod drop_db;
pub(super) mod edit;
pub(super) mod heads;
pub(super) mod history;
pub(super) mod init;
pub(super) mod inspect;
pub(super) mod list;
pub(super) mod list_templates;
pub(super) mod merge;
pub(super) mod migrate;
pub(super) mod new;
pub(super) mod populate;
pub(super) mod rebase;
pub(super) mod redo;
mod rehearsal;
pub(super) mod revision;
pub(super) mod setup;
pub(super) mod shell;
pub(super) mod show;
pub(super) mod squash;
pub(super) mod stamp;
pub(super) mod upgrade;

use super::Outcome;
use super::args::Command;
use super::context::Context;
use super::error::Hinted;
use crate::movies::{self, remedy};
use moviectl_engine::workflow::{Error, Workspace};

/// Runs the command that was typed.
pub(super) fn dispatch(context: &mut Context, command: &Command) -> anyhow::Result<Outcome> {
    match command {
        Command::New(args) => new::cmd_new(context, args),
        Command::Setup(args) => setup::cmd_setup(context, args),
        Command::CreateDb(args) => create_db::cmd_create_db(context, args),
        Command::DropDb(args) => drop_db::cmd_drop_db(context, args),
        Command::Init(args) => init::cmd_init(context, args),
        Command::ListTemplates(args) => list_templates::cmd_list_templates(context, args),
        Command::Migrate(args) => migrate::cmd_migrate(context, args),
        Command::Upgrade(args) => upgrade::cmd_upgrade(context, args),
        Command::Downgrade(args) => downgrade::cmd_downgrade(context, args),
        Command::Rebase(args) => rebase::cmd_rebase(context, args),
        Command::Squash(args) => squash::cmd_squash(context, args),
        Command::Edit(args) => edit::cmd_edit(context, args),
        Command::Stamp(args) => stamp::cmd_stamp(context, args),
        Command::Current(args) => current::cmd_current(context, args),
        Command::History(args) => history::cmd_history(context, args),
        Command::Branches(args) => branches::cmd_branches(context, args),
        Command::Merge(args) => merge::cmd_merge(context, args),
        Command::Redo(args) => redo::cmd_redo(context, args),
        Command::Revision(args) => revision::cmd_revision(context, args),
        Command::Heads(args) => heads::cmd_heads(context, args),
        Command::Show(args) => show::cmd_show(context, args),
        Command::Check(args) => check::cmd_check(context, args),
        Command::CreateAll(args) => create_all::cmd_create_all(context, args),
        Command::DropAll(args) => drop_all::cmd_drop_all(context, args),
        Command::Inspect(args) => inspect::cmd_inspect(context, args),
        Command::AddMovie(args) => add_movie::cmd_add_movie(context, args),
        Command::List(args) => list::cmd_list(context, args),
        Command::Populate(args) => populate::cmd_populate(context, args),
        Command::Shell(args) => shell::cmd_shell(context, args),
    }
}

/// A failure to write a script because the database is out of reach, with the way that needs none.
fn script_error(error: Error) -> anyhow::Error {
    match &error {
        Error::Connect(_) => Hinted::new(
            error,
            "a script from one revision to another needs no database: --sql base:head",
        )
        .into(),
        _ => error.into(),
    }
}

/// A failure of a movie command, with the step that would mend the table where that is what is wrong.
fn catalogue_error(workspace: &Workspace, error: movies::Error) -> anyhow::Error {
    match &error {
        movies::Error::MissingTable
        | movies::Error::MissingColumns(_)
        | movies::Error::NoMpaColumn => Hinted::new(error, remedy(workspace)).into(),
        _ => error.into(),
    }
}
