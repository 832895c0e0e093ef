//! Errors of the use cases. The command line adds the hints and exit codes.

use std::path::PathBuf;

use thiserror::Error;

use super::project_error::ProjectError;
use crate::database::interrupt::Interrupted;
use crate::database::settings::{DotenvError, ResolveError};
use crate::database::{
    ConnectError, DatabaseError, LockError, ScratchError, UrlError, admin::AdminError,
};
use crate::inspect::InspectError;
use crate::migrations::{NameError, RepositoryError, RunError};
use moviectl_schema::declared::DeclaredError;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::plan::PlanError;
use moviectl_schema::schema::TableName;
use moviectl_schema::source::Position;

/// Why a use case failed.
#[derive(Debug, Error)]
#[allow(
    missing_docs,
    reason = "the engine's own errors, each documented where it is made"
)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Project(#[from] ProjectError),
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// A URL that is none.
    #[error("cannot use {place}")]
    Url {
        /// The option or setting that names the URL.
        place: &'static str,
        source: UrlError,
    },
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Admin(#[from] AdminError),
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    #[error(transparent)]
    Declared(Box<DeclaredError>),
    #[error(transparent)]
    Inspect(#[from] InspectError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    #[error(transparent)]
    Name(#[from] NameError),
    #[error(transparent)]
    Run(Box<RunError>),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error("{0}")]
    Interrupted(#[from] Interrupted),
    /// A statement of our own failed.
    #[error("can't {doing}")]
    Database {
        /// The action that failed.
        doing: String,
        source: DatabaseError,
    },
    /// No project, and the embedded one is not meant.
    #[error("no project here or above")]
    NoProject,
    /// An embedded project must not be mixed into a database of somebody else.
    #[error(
        "the database is not the {project}'s: it has {}, and no record of the built-in revisions",
        tables(found)
    )]
    StrangersDatabase {
        /// The embedded project.
        project: &'static str,
        /// Its tables.
        found: Vec<TableName>,
    },
    /// The project has no migrations yet.
    #[error("no migration repository in {}", path.display())]
    NoRepository {
        path: PathBuf,
        /// True if an option named the directory.
        named: bool,
    },
    /// Something else where the directory of migrations should be.
    #[error("{} is no directory, so that there can't be migrations in it", .0.display())]
    NotADirectory(PathBuf),
    /// `init` where there is one already.
    #[error("Directory {} already exists and is not empty", .0.display())]
    RepositoryExists(PathBuf),
    /// `new` where something is.
    #[error("{} already exists and is not empty", .0.display())]
    DirectoryExists(PathBuf),
    /// A file can't be written.
    #[error("can't write {}", path.display())]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A file can't be read.
    #[error("can't read {}", path.display())]
    Read {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A new migration that does not do what it should.
    #[error("the new migration failed its proof, and was not written: {0}")]
    Proof(String, #[source] Option<Box<RunError>>),
    /// A new migration whose `down.sql` does not bring back what `up.sql` takes away.
    #[error("the new migration was not written: down.sql would not bring everything back: {}", .0.join("; "))]
    NotBroughtBack(Vec<String>),
    /// A new migration whose `up.sql` loses more than its changes name.
    #[error("the new migration was not written: up.sql would lose more than it should: {}", .0.join("; "))]
    NotKept(Vec<String>),
    /// A new migration after which an object stays that can no longer be used.
    #[error("the new migration was not written: it would break objects that stay: {}", .0.join("; "))]
    Breaks(Vec<String>),
    /// The migration has a statement that the server does not know.
    #[error("the migration can't be made: {0}")]
    ServerLacks(String),
    /// A `--rename` that names no renaming.
    #[error("can't take --rename {argument}: {reason}")]
    Rename { argument: String, reason: String },
    /// A `--rename` without a database to try it on.
    #[error("--rename needs a scratch database, which can't be had here")]
    RenameWithoutScratch,
    /// `--concurrently` for what can't be done so.
    #[error("can't take --concurrently: {0}")]
    NotConcurrently(String),
    /// A `--fill` that fills nothing.
    #[error("can't take --fill {argument}: {reason}")]
    Fill { argument: String, reason: String },
    /// `drop-all` of tables that others reference.
    #[error("nothing was dropped, because tables that stay reference what would go: {}", .0.join("; "))]
    StillReferenced(Vec<String>),
    /// A branch that, behind another one, removes what that one made.
    #[error("behind the other revisions, the branch removes what they made: {}", .0.join("; "))]
    BranchLoses(Vec<String>),
    /// A patch of Diesel's configuration that fits another place of its file, too.
    #[error("the patch_file of diesel.toml takes back what the database lacks: column {}", .0.join(", column "))]
    Misplaced(Vec<String>),
    /// A type that nobody declares.
    #[error(
        "column '{column}' has the type '{name}', and nobody declares what that is in the database"
    )]
    UndeclaredType {
        /// With its table: `movie.mpa`.
        column: String,
        /// The Rust name.
        name: String,
    },
    /// A type that nobody makes.
    #[error(
        "column '{column}' has the type '{name}', which is neither declared nor in the database"
    )]
    UnknownType {
        /// With its table: `movie.mpa`.
        column: String,
        name: TableName,
    },
    /// The declared schema has a table that is a view.
    #[error("'{0}' is a view in the database: it can't be created as a table")]
    View(TableName),
    /// Revisions side by side.
    #[error("there are several heads ({}): a new revision would follow only one of them", .0.join(", "))]
    SeveralHeads(Vec<String>),
    /// A new revision would start a branch that nobody asked for.
    #[error("revision {0} is not a head: a new revision after it would start a branch")]
    NotAHead(String),
    /// `merge` of a revision that others follow.
    #[error("revision {0} is not a head: other revisions follow it")]
    MergeOfNoHead(String),
    /// `merge` with fewer than two revisions.
    #[error("there is nothing to merge: {}", .0.first().map_or_else(|| "there is no revision".to_owned(), |head| format!("{head} is the only head")))]
    NothingToMerge(Vec<String>),
    /// A command for one revision, and a name of none or several.
    #[error("'{name}' is {}, and one revision is wanted here", several(versions))]
    NotOneRevision { name: String, versions: Vec<String> },
    /// A revision that the database should have, and does not.
    #[error("revision {0} is not applied in this database")]
    NotApplied(String),
    /// `rebase` of what is no branch by itself.
    #[error("revision {revision} is not on a branch of its own: {reason}")]
    NotABranch { revision: String, reason: String },
    /// Revisions to change that the database has already.
    #[error("{} applied in this database already", are(.0))]
    AlreadyApplied(Vec<String>),
    /// `squash` of revisions that are no line.
    #[error("these revisions can't become one: {0}")]
    NotALine(String),
    /// `squash` of revisions that the database has in part.
    #[error("the database has {} and lacks {}: it could neither go on nor back from there", done.join(", "), open.join(", "))]
    PartlyApplied {
        done: Vec<String>,
        open: Vec<String>,
    },
    /// A squashed revision that does not do what the others did.
    #[error("the squashed revision does not do what the others did, and was not written: {0}")]
    SquashProof(String, #[source] Option<Box<RunError>>),
    /// `redo` where nothing is applied.
    #[error("there is no applied revision to redo")]
    NothingToRedo,
    /// An upgrade that failed because its tables are there already.
    #[error("the database has the tables of the repository already, and no revision is recorded")]
    AlreadyThere {
        /// The revision whose tables they are, as `stamp` takes it.
        revision: String,
        source: Box<RunError>,
    },
    /// A database that must stand at the head, and does not.
    #[error("the database is not up to date ({} pending)", pending.len())]
    NotUpToDate { pending: Vec<String> },
    /// A flat repository holds one dialect only.
    #[error("{} holds revisions of one dialect only: there is no place for {dialect}", path.display())]
    FlatRepository { path: PathBuf, dialect: Dialect },
    /// Two databases of one dialect in one `migrate`.
    #[error("--also names a {0} database, and the revision for {0} is being written already")]
    SameDialectTwice(Dialect),
    /// A version that none can be.
    #[error("'{id}' cannot be a revision's version: {reason}")]
    RevId {
        /// The version.
        id: String,
        /// Why.
        reason: &'static str,
    },
}

impl From<DeclaredError> for Error {
    fn from(error: DeclaredError) -> Self {
        Self::Declared(Box::new(error))
    }
}

impl From<RunError> for Error {
    fn from(error: RunError) -> Self {
        Self::Run(Box::new(error))
    }
}

fn several(versions: &[String]) -> String {
    if versions.is_empty() {
        "no revision".to_owned()
    } else {
        format!("several revisions ({})", versions.join(", "))
    }
}

fn are(versions: &[String]) -> String {
    match versions {
        [only] => format!("revision {only} is"),
        several => format!("revisions {} are", several.join(", ")),
    }
}

fn tables(found: &[TableName]) -> String {
    const SHOWN: usize = 3;
    let names: Vec<String> = found
        .iter()
        .take(SHOWN)
        .map(|name| format!("'{name}'"))
        .collect();
    let more = found.len().saturating_sub(SHOWN);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let noun = if found.len() == 1 {
        "the table"
    } else {
        "the tables"
    };
    format!("{noun} {}{rest}", names.join(", "))
}

impl Error {
    /// The position that the message names. A cause may name another one.
    pub fn position(&self) -> Option<&Position> {
        match self {
            Self::Declared(error) => error.position(),
            Self::Project(ProjectError::Malformed(error)) => error.position(),
            Self::Repository(error) => error.position(),
            Self::Run(error) => match &**error {
                RunError::Repository(error) => error.position(),
                _ => None,
            },
            _ => None,
        }
    }

    /// A failure of a statement of our own.
    pub(super) fn database(doing: impl Into<String>) -> impl FnOnce(DatabaseError) -> Self {
        let doing = doing.into();
        move |source| Self::Database { doing, source }
    }
}
