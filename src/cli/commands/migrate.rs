//! `moviectl migrate`.

use std::cell::RefCell;

use clap::Args;

use crate::cli::args::PlaceArgs;
use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use moviectl_engine::workflow::{Against, MigrateOptions, migrate};
use moviectl_schema::schema::Rename;

/// Write a migration: what schema.rs declares and the migrations do not build yet
///
/// The migrations are run on a scratch database, the schema that they build is compared with schema.rs, and the
/// difference is written as up.sql and down.sql, after both were run there. The database itself is not touched.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  moviectl migrate -m \"Add mpa column to Movie model.\"")]
pub(in crate::cli) struct MigrateArgs {
    /// The message of the migration
    #[arg(short, long, value_name = "MSG")]
    message: Option<String>,
    /// Compare with what the migrations build, or with what the database has
    #[arg(long, value_enum, default_value_t = AgainstArg::Migrations)]
    against: AgainstArg,
    /// Write it without running it on a scratch database
    #[arg(long)]
    no_proof: bool,
    /// Write it although down.sql does not bring everything back
    #[arg(long)]
    accept_loss: bool,
    /// Print the scripts instead of writing them
    #[arg(long)]
    dry_run: bool,
    /// The server for scratch databases
    #[arg(long, value_name = "URL")]
    scratch_url: Option<String>,
    /// Write the revision for this database's dialect too (repeatable)
    #[arg(long, value_name = "URL")]
    also: Vec<String>,
    /// A renamed table or column, which keeps its data: movie=film, or movie.mpa=rating (repeatable)
    #[arg(long, value_name = "OLD=NEW")]
    rename: Vec<String>,
    /// The value of existing rows in a column that is new, or NOT NULL now (repeatable)
    #[arg(long, value_name = "TABLE.COLUMN=VALUE")]
    fill: Vec<String>,
    /// Make and drop indexes while others write to their tables (PostgreSQL); the migration must do nothing else
    #[arg(long)]
    concurrently: bool,
    #[command(flatten)]
    place: PlaceArgs,
}

/// The schema that a declaration is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum AgainstArg {
    Migrations,
    Database,
}

impl From<AgainstArg> for Against {
    fn from(against: AgainstArg) -> Self {
        match against {
            AgainstArg::Migrations => Self::Migrations,
            AgainstArg::Database => Self::Database,
        }
    }
}

pub(in crate::cli) fn cmd_migrate(
    context: &mut Context,
    args: &MigrateArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let mut options = MigrateOptions::default();
    options.message = args.message.clone();
    options.against = args.against.into();
    options.no_proof = args.no_proof;
    options.accept_loss = args.accept_loss;
    options.dry_run = args.dry_run;
    options.scratch_url = args.scratch_url.clone();
    options.also = args.also.clone();
    options.rename = args.rename.clone();
    options.fill = args.fill.clone();
    options.concurrently = args.concurrently;
    options.head.clone_from(&args.place.head);
    options.splice = args.place.splice;
    options.rev_id.clone_from(&args.place.rev_id);
    let drafts = {
        let context = RefCell::new(&mut *context);
        migrate(
            &workspace,
            &options,
            &mut |rename| context.borrow_mut().ask(&question(rename)),
            &mut |event| context.borrow_mut().tell(event),
        )?
    };
    if args.dry_run {
        for draft in drafts {
            let directory = workspace.shown(&draft.directory).display();
            context.printer.data(&format!(
                "-- {directory}/up.sql\n{}\n-- {directory}/down.sql\n{}",
                draft.up, draft.down
            ))?;
        }
    }
    Ok(Outcome::Done)
}

fn question(rename: &Rename) -> String {
    let (old, new) = rename.old_and_new();
    format!("Is {old} called '{new}' now?")
}
