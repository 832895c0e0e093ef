//! The options that several commands have.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::terminal::Color;
use moviectl_engine::workflow::RunRequest;

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct GlobalArgs {
    /// The database: movies.db, sqlite:PATH, postgresql://user:password@host:port/name,
    /// mysql://user:password@host:port/name
    #[arg(long, global = true, value_name = "URL")]
    pub(super) database_url: Option<String>,
    /// The directory of migrations
    #[arg(short, long, global = true, value_name = "DIR")]
    pub(super) directory: Option<PathBuf>,
    /// A file that declares tables (repeatable)
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) schema: Vec<PathBuf>,
    /// Use the built-in movie catalogue
    #[arg(long, global = true)]
    pub(super) embedded: bool,
    /// Wait up to SECS seconds for the server
    #[arg(long, global = true, value_name = "SECS", value_parser = seconds)]
    pub(super) wait: Option<Duration>,
    /// Show each SQL statement with its time
    #[arg(long, global = true)]
    pub(super) echo: bool,
    /// Never ask
    #[arg(long, global = true)]
    pub(super) no_input: bool,
    /// Say nothing but data, warnings and errors
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// auto, always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

impl GlobalArgs {
    /// These options, and those of `outer` where they say nothing. How things are printed is `outer`'s.
    pub(super) fn over(self, outer: &Self) -> Self {
        Self {
            database_url: self.database_url.or_else(|| outer.database_url.clone()),
            directory: self.directory.or_else(|| outer.directory.clone()),
            schema: if self.schema.is_empty() {
                outer.schema.clone()
            } else {
                self.schema
            },
            embedded: self.embedded || outer.embedded,
            wait: self.wait.or(outer.wait),
            echo: self.echo || outer.echo,
            no_input: self.no_input || outer.no_input,
            quiet: outer.quiet,
            color: outer.color,
        }
    }
}

/// For commands that take the migration lock.
#[derive(Debug, Clone, Args)]
pub(super) struct LockArgs {
    /// How long to wait for another process that migrates
    #[arg(long, value_name = "SECS", default_value = "60", value_parser = seconds)]
    pub(super) lock_timeout: Duration,
}

impl LockArgs {
    /// A run of migrations up or down to `revision`.
    fn request(&self, revision: &str) -> RunRequest {
        let mut request = RunRequest::new(revision);
        request.lock_timeout = self.lock_timeout;
        request
    }
}

/// For commands that run revisions.
#[derive(Debug, Clone, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    lock: LockArgs,
    /// How long a statement may wait for a lock of the database (PostgreSQL's lock_timeout)
    #[arg(long, value_name = "SECS", value_parser = seconds)]
    db_lock_timeout: Option<Duration>,
    /// How long a statement may take (PostgreSQL's statement_timeout)
    #[arg(long, value_name = "SECS", value_parser = seconds)]
    statement_timeout: Option<Duration>,
    /// Wait for the disk at each revision (SQLite with a log)
    #[arg(long)]
    sync_each: bool,
    /// Drop objects that no revision created (columns, indexes, grants)
    #[arg(long)]
    accept_loss: bool,
}

impl RunArgs {
    /// A run of migrations up or down to `revision`.
    pub(super) fn request(&self, revision: &str) -> RunRequest {
        let mut request = self.lock.request(revision);
        request.limits.lock = self.db_lock_timeout;
        request.limits.statement = self.statement_timeout;
        request.sync_each = self.sync_each;
        request.accept_loss = self.accept_loss;
        request
    }
}

/// For commands that may go on with a revision that is half done.
#[derive(Debug, Clone, Args)]
pub(super) struct ResumeArgs {
    /// Go on with a half-done revision at its Nth statement, whatever its records say
    #[arg(long, value_name = "N")]
    pub(super) resume_at: Option<usize>,
}

/// For commands that write a revision.
#[derive(Debug, Clone, Args)]
pub(super) struct PlaceArgs {
    /// The revision that it follows [default: head]
    #[arg(long, value_name = "REV")]
    pub(super) head: Option<String>,
    /// Let it follow a revision that another follows already
    #[arg(long)]
    pub(super) splice: bool,
    /// A version of your own: lower-case letters and digits that sort after all that it follows
    #[arg(long, value_name = "ID")]
    pub(super) rev_id: Option<String>,
}

/// A number of seconds, with a fraction if need be.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| "not a number of seconds from 0 on".to_owned())
}

/// The name of a revision, or a range of them. Steps backwards (`-1`) begin as an option does, and nothing else may: an
/// option that was mistyped is none.
pub(super) fn revision(text: &str) -> Result<String, String> {
    let option = text
        .strip_prefix('-')
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
    if option {
        return Err(
            "there is no such option, and no revision begins with `-` but as in -1".to_owned(),
        );
    }
    Ok(text.to_owned())
}
