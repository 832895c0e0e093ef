//! The next step after a failure, where there is one: each names a command or an option that exists.

mod database;
mod list;
mod migrations;
mod refusal;
#[cfg(test)]
mod tests;

use crate::movies;
use database::{of_admin, of_connect, of_lock, of_scratch, of_url};
use list::one;
use migrations::{of_name, of_repository, of_run};
use moviectl_engine::database::DatabaseError;
use moviectl_engine::database::settings::ResolveError;
use moviectl_engine::workflow::{Error as WorkflowError, ProjectError};
use moviectl_schema::declared::{DeclaredError, type_lines};
use moviectl_schema::plan::PlanError;
use refusal::advice;

pub(super) use migrations::{SEVERAL_HEADS, UNKNOWN_APPLIED, goes_on};

const URL_FORMS: &str = "a database is named by postgresql://USER:PASSWORD@HOST:PORT/NAME, mysql://USER:PASSWORD@HOST:PORT/NAME, or by the path of a SQLite file";

/// Returns the hints for a failed use case. If it has none, returns those for the statement that failed in it.
pub(super) fn hints(error: &WorkflowError) -> Vec<String> {
    let own = of_workflow(error);
    if own.is_empty() {
        return of_statement(error).into_iter().collect();
    }
    own
}

/// Returns the hint for the statement that the database refused, found in the chain of causes.
fn of_statement(error: &WorkflowError) -> Option<String> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<DatabaseError>() {
            return advice(error);
        }
        cause = error.source();
    }
    None
}

/// Returns the hints for a failed movie command.
pub(super) fn of_movies(error: &movies::Error) -> Vec<String> {
    match error {
        movies::Error::Database(error) => advice(error).into_iter().collect(),
        movies::Error::SeedFile { .. } => one(
            "seeds are a JSON array of movies: [{\"title\": \"…\", \"year\": 1999, \"directors\": [\"…\"]}]",
        ),
        movies::Error::Workflow(error) => hints(error),
        movies::Error::MissingTable
        | movies::Error::MissingColumns(_)
        | movies::Error::NoMpaColumn
        | movies::Error::Invalid(_)
        | movies::Error::UnknownMovie(_)
        | movies::Error::NothingToChange
        | movies::Error::Seeds(_) => Vec::new(),
    }
}

fn of_workflow(error: &WorkflowError) -> Vec<String> {
    match error {
        WorkflowError::NoProject => one(
            "`moviectl new DIR` or `moviectl init` makes a project; --embedded means the built-in movie catalogue",
        ),
        WorkflowError::StrangersDatabase { .. } => {
            one("name another database with --database-url, or say --embedded if this one is meant")
        }
        WorkflowError::NoRepository { named: false, .. } => one("`moviectl init` makes one"),
        WorkflowError::NoRepository { named: true, .. } => {
            one("check --directory; `moviectl init` with the same --directory makes one there")
        }
        WorkflowError::NotADirectory(_) => one(
            "move it away, or name another directory: `migrations` in moviectl.toml, or --directory",
        ),
        WorkflowError::RepositoryExists(_) => {
            one("`moviectl migrate -m \"…\"` adds a revision to it")
        }
        WorkflowError::DirectoryExists(_) => one("choose another name; nothing was written"),
        WorkflowError::AlreadyThere { revision, .. } => one(format!(
            "`moviectl stamp {revision}` records that they are; then upgrade again"
        )),
        WorkflowError::NotUpToDate { .. } => one(
            "`moviectl upgrade` first; where the database has it already, `moviectl stamp` records that",
        ),
        WorkflowError::SeveralHeads(_) => vec![
            SEVERAL_HEADS.to_owned(),
            "or `moviectl migrate --head REV` goes on with one of them".to_owned(),
        ],
        WorkflowError::NotAHead(_) => one("--splice starts it all the same"),
        WorkflowError::NothingToMerge(_) | WorkflowError::MergeOfNoHead(_) => {
            one("`moviectl heads` lists the heads")
        }
        WorkflowError::NotALine(_) => one(
            "name a range in which each revision follows the one before it: `moviectl history -r A:B`",
        ),
        WorkflowError::PartlyApplied { .. } => {
            one("`moviectl upgrade` or `moviectl downgrade` to an end of the range first")
        }
        // A server that is full, or out of locks, says nothing of the revision.
        WorkflowError::Proof(..) | WorkflowError::SquashProof(..)
            if let Some(advice) = of_statement(error) =>
        {
            one(advice)
        }
        WorkflowError::SquashProof(..) => one(
            "squash a shorter range, or write such a revision by hand; the revisions are as they were",
        ),
        WorkflowError::NotABranch { .. } => one(
            "name the first revision that only one head follows, and with --onto the other head: `moviectl branches`, `moviectl heads`",
        ),
        WorkflowError::AlreadyApplied(_) => one(
            "`moviectl downgrade` takes it back first; `moviectl merge` leaves both as they are",
        ),
        WorkflowError::NotApplied(_) => one("`moviectl history -v` tells what is applied"),
        WorkflowError::NotOneRevision { .. } | WorkflowError::NothingToRedo => {
            one("`moviectl history` lists the revisions")
        }
        WorkflowError::FlatRepository { .. } => one(
            "make a directory for each dialect in it, such as `sqlite` and `postgres`, and move the revisions into theirs",
        ),
        WorkflowError::Proof(_, Some(_)) => one(
            "an object outside of schema.rs may be in the way: drop or change it in a revision before this one, or write this one by hand (`moviectl revision -m \"…\"`); --dry-run --no-proof shows the script",
        ),
        WorkflowError::Proof(_, None) => one(
            "please report this, with schema.rs and the migrations; --dry-run --no-proof shows the script",
        ),
        WorkflowError::Breaks(_) => one(
            "drop them, or change them, in a revision before this one: `moviectl revision -m \"…\"`",
        ),
        WorkflowError::NotKept(_) => one(
            "--accept-loss writes it with this list in up.sql; or write it by hand (`moviectl revision -m \"…\"`)",
        ),
        WorkflowError::NotBroughtBack(_) => one(
            "--accept-loss writes it with this list in down.sql; or write it by hand (`moviectl revision -m \"…\"`)",
        ),
        WorkflowError::Connect(error) => of_connect(error).into_iter().collect(),
        WorkflowError::Admin(error) => of_admin(error).into_iter().collect(),
        WorkflowError::Scratch(error) => of_scratch(error).into_iter().collect(),
        WorkflowError::Run(error) => of_run(error),
        WorkflowError::Lock(error) => of_lock(error).into_iter().collect(),
        WorkflowError::Name(error) => of_name(error),
        WorkflowError::Repository(error) => of_repository(error),
        WorkflowError::Plan(PlanError::Views { .. }) => one(
            "write this migration by hand (`moviectl revision -m \"…\"`): DROP VIEW, the change, and CREATE VIEW again, with the view's privileges and comments",
        ),
        WorkflowError::Plan(
            PlanError::CannotRebuild { .. }
            | PlanError::CannotRestore { .. }
            | PlanError::Undeclared { .. }
            | PlanError::CannotRewriteEnum { .. },
        ) => one("write this migration by hand: `moviectl migrate --dry-run` shows the others"),
        WorkflowError::Rename { .. } => one(
            "--rename OLD=NEW, as in `--rename movie=film` or `--rename movie.mpa=rating`, of enums and their values too; schema.rs has the new name",
        ),
        WorkflowError::RenameWithoutScratch => {
            one("--scratch-url names a server where databases may be made")
        }
        WorkflowError::ServerLacks(_) => {
            one("write it by hand in words that the server has (`moviectl revision`)")
        }
        WorkflowError::NotConcurrently(_) => one(
            "write the other changes first, without it; then declare the indexes, and migrate with it",
        ),
        WorkflowError::Fill { .. } => one(
            "--fill TABLE.COLUMN=VALUE, as in `--fill movie.mpa=PG` or `--fill 'movie.year=sql(\"1900 + id\")'`",
        ),
        WorkflowError::UnknownType { name, .. } => one(match extension_of(&name.name) {
            Some(extension) => format!(
                "an extension brings it: `CREATE EXTENSION {extension};`, in a revision of your own (`moviectl revision`) or by `moviectl shell`"
            ),
            None => format!(
                "declare its values, table_args! {{ enum {name} (\"…\"); }}, or create it in a revision of your own: `moviectl revision`"
            ),
        }),
        WorkflowError::BranchLoses(_) => one(
            "a script that makes a table anew has no place for it: remove that revision, rebase the rest, and `moviectl migrate` writes it again",
        ),
        WorkflowError::StillReferenced(_) => {
            one("drop these tables, or their foreign keys, first: `moviectl shell`")
        }
        WorkflowError::UndeclaredType { name, .. } => one(format!(
            "the table [types] in moviectl.toml can say it: {name} = {{ postgres = \"…\", sqlite = \"…\", mysql = \"…\" }}"
        )),
        WorkflowError::View(_) => {
            one("name the table otherwise, or leave the view out of what `create-all` makes")
        }
        WorkflowError::Project(ProjectError::Malformed(_)) => one("mend the file at that place"),
        WorkflowError::Project(ProjectError::Unreadable { .. }) => one(
            "moviectl.toml and diesel.toml name the files of a project: mend the name there, or who may read the file",
        ),
        WorkflowError::Misplaced(_) => one(
            "the patch fits several places of its file: write it anew, with more lines around each change (`diff -U9`)",
        ),
        WorkflowError::Project(ProjectError::Patch { .. }) => one(
            "edit the patch as well: its lines must be those of the file; without the patch, the columns that it removes would be dropped",
        ),
        WorkflowError::Declared(error) => of_declared(error),
        WorkflowError::Resolve(ResolveError::Unnamed | ResolveError::NoName { .. }) => {
            one(URL_FORMS)
        }
        WorkflowError::Resolve(ResolveError::NotUtf8(_)) => {
            one("set it again in UTF-8, or unset it")
        }
        WorkflowError::Resolve(ResolveError::Url { error, .. })
        | WorkflowError::Url { source: error, .. } => {
            one(of_url(error).unwrap_or_else(|| URL_FORMS.to_owned()))
        }
        WorkflowError::RevId { .. } => one("without --rev-id it is the time"),
        WorkflowError::SameDialectTwice(_) => {
            one("--also is for a database of another dialect than --database-url's")
        }
        WorkflowError::Plan(_)
        | WorkflowError::Dotenv(_)
        | WorkflowError::Inspect(_)
        | WorkflowError::Interrupted(_)
        | WorkflowError::Database { .. }
        | WorkflowError::Write { .. }
        | WorkflowError::Read { .. } => Vec::new(),
        // `tests/layers` fails where a variant is not named above.
        _ => Vec::new(),
    }
}

fn of_declared(error: &DeclaredError) -> Vec<String> {
    match error {
        DeclaredError::Unreadable { .. } => one(
            "tables are declared in that file with diesel::table!; `schema` in moviectl.toml, or --schema, names others",
        ),
        DeclaredError::UnsupportedType { name, .. } if name.contains("Array") => {
            one("`TextList` is a list of strings on every database")
        }
        DeclaredError::UnsupportedType { dialect, .. } => one(format!(
            "choose a type that {dialect} has, or name a database that has this one with --database-url"
        )),
        DeclaredError::Syntax { .. } => {
            one("the place is where reading stopped; nothing was written")
        }
        DeclaredError::DuplicateColumn { .. }
        | DeclaredError::DuplicateTable { .. }
        | DeclaredError::DuplicateEnum { .. } => one("rename one of them, or remove it"),
        DeclaredError::UnknownTypes { names, dialect, .. } => one(format!(
            "a type of your own is a struct with #[derive(SqlType)] and #[diesel(postgres_type(name = \"…\"))] in a declared file; \
             otherwise, the table [types] in moviectl.toml says what it is: {}",
            type_lines(names, *dialect)
        )),
        DeclaredError::Server { .. } => {
            one("leave it out of the declaration, or use a newer server")
        }
        DeclaredError::KeyLengths { .. } => one(
            "a foreign key has as many columns as it references: `foreign_key (a, b) references parent (x, y);`",
        ),
        DeclaredError::LongName { .. } => one(
            "the database would cut it off, and never find it again under this name: shorten it",
        ),
        DeclaredError::Unsupported { .. }
        | DeclaredError::MissingModule { .. }
        | DeclaredError::UnknownType { .. }
        | DeclaredError::UnknownKey { .. }
        | DeclaredError::DuplicateKey { .. }
        | DeclaredError::NullableKey { .. }
        | DeclaredError::UnknownTable { .. }
        | DeclaredError::AmbiguousTable { .. }
        | DeclaredError::UnknownColumn { .. }
        | DeclaredError::CompositeParent { .. } => Vec::new(),
        _ => Vec::new(),
    }
}

/// The extension that has a type of that name, as far as it is well known.
fn extension_of(type_name: &str) -> Option<&'static str> {
    Some(match type_name {
        "citext" => "citext",
        "ltree" | "lquery" | "ltxtquery" => "ltree",
        "hstore" => "hstore",
        "cube" => "cube",
        "geometry" | "geography" | "box2d" | "box3d" => "postgis",
        "vector" | "halfvec" | "sparsevec" => "vector",
        _ => return None,
    })
}

/// The hint for a script that was edited after it was applied.
pub(super) const EDITED: &str =
    "`moviectl stamp --accept-changes` records that it may be so; what is applied is not run again";

/// The hint for a script that cannot be written because the database is out of reach.
pub(super) const SCRIPT_WITHOUT_DATABASE: &str =
    "a script from one revision to another needs no database: --sql base:head";
