//! The commands with their arguments.

use clap::{Parser, Subcommand};

use super::args::GlobalArgs;
use super::commands as c;

/// Migrations for Diesel in the manner of Flask-Migrate: declare tables in schema.rs, let moviectl write the
/// migration, review it, apply it.
#[derive(Debug, Parser)]
#[command(
    name = "moviectl",
    version,
    max_term_width = 100,
    propagate_version = true
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: GlobalArgs,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    New(c::new::NewArgs),
    Setup(c::setup::SetupArgs),
    CreateDb(c::create_db::CreateDbArgs),
    DropDb(c::drop_db::DropDbArgs),
    Init(c::init::InitArgs),
    ListTemplates(c::list_templates::ListTemplatesArgs),
    #[command(visible_alias = "generate")]
    Migrate(c::migrate::MigrateArgs),
    Upgrade(c::upgrade::UpgradeArgs),
    Downgrade(c::downgrade::DowngradeArgs),
    Rebase(c::rebase::RebaseArgs),
    Squash(c::squash::SquashArgs),
    Edit(c::edit::EditArgs),
    Stamp(c::stamp::StampArgs),
    Current(c::current::CurrentArgs),
    History(c::history::HistoryArgs),
    Revision(c::revision::RevisionArgs),
    Merge(c::merge::MergeArgs),
    Redo(c::redo::RedoArgs),
    Heads(c::heads::HeadsArgs),
    Branches(c::branches::BranchesArgs),
    Show(c::show::ShowArgs),
    Check(c::check::CheckArgs),
    CreateAll(c::create_all::CreateAllArgs),
    DropAll(c::drop_all::DropAllArgs),
    Inspect(c::inspect::InspectArgs),
    AddMovie(c::add_movie::AddMovieArgs),
    List(c::list::ListArgs),
    Populate(c::populate::PopulateArgs),
    Shell(c::shell::ShellArgs),
}
