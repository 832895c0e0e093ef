//! Hints about revisions, their scripts and their runs.

use super::database::{of_connect, of_lock};
use super::list::one;
use super::refusal::advice;
use moviectl_engine::migrations::{
    Aftermath, Direction, GraphError, NameError, RepositoryError, RunError, ScriptError,
};

pub(super) fn of_run(error: &RunError) -> Vec<String> {
    match error {
        RunError::Lock(error) => of_lock(error).into_iter().collect(),
        RunError::Squashed(_) => one(
            "get the replaced revisions' files back (git), upgrade this database with them, and then with the squashed one; or `moviectl stamp --purge REV`, if you know better",
        ),
        RunError::UnknownApplied(_) => one(UNKNOWN_APPLIED),
        RunError::NotApplied(_) => one("`moviectl current` tells where the database stands"),
        RunError::Script {
            source,
            aftermath,
            direction,
            ..
        } => {
            let mut hints = of_script(source);
            hints.extend(match aftermath {
                Aftermath::StaysDone { .. } | Aftermath::CutOff { .. } => {
                    Some(goes_on(*direction))
                }
                Aftermath::WholeOrNot => Some(WHOLE_OR_NOT.to_owned()),
                _ => None,
            });
            hints
        }
        RunError::Repository(error) => of_repository(error),
        RunError::HalfDone(progress) => one(goes_on(progress.direction)),
        RunError::Unpaired { .. } => vec![
            "`moviectl upgrade` goes on with it".to_owned(),
            "or take back by hand what is done of it, and say so: `moviectl stamp REV` with the revision before it"
                .to_owned(),
        ],
        RunError::PrefixEdited(_) => one(
            "write these statements as they were; or --resume-at N goes on at the Nth as the script is now",
        ),
        RunError::CannotTell { statement, .. } => one(format!(
            "look whether it is done: --resume-at {statement} runs it again, --resume-at {} goes on behind it",
            statement + 1
        )),
        RunError::StillRunning { .. } => {
            one("wait until it is done, and run this again; `--lock-timeout SECS` waits longer")
        }
        RunError::ResumeAt { .. } => one("`moviectl current` tells what is half done"),
        RunError::Second { source, .. } => source
            .as_ref()
            .and_then(|error| of_connect(error))
            .into_iter()
            .collect(),
        RunError::Renew(source) => of_connect(source).into_iter().collect(),
        RunError::Losses { .. } => one(
            "add them to a revision, or save them elsewhere, first; --accept-loss runs the script anyway",
        ),
        RunError::NotAtomic { .. } => one("without --atomic each revision is a step by itself"),
        RunError::Interrupted { account, .. } => match account.open {
            Some((_, Aftermath::StaysDone { .. } | Aftermath::CutOff { .. })) => one(goes_on(account.direction)),
            _ => Vec::new(),
        },
        RunError::InterruptedOnScratch { .. }
        | RunError::Records { .. }
        | RunError::ForeignKeys { .. } | RunError::NoClient(_) => {
            Vec::new()
        }
        RunError::Commit { lost: true, .. } => one(WHOLE_OR_NOT),
        RunError::Commit { source, .. } => advice(source).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The hint for a connection that was lost during a COMMIT.
const WHOLE_OR_NOT: &str = "`moviectl current` tells which; run the command again to go on";

/// The hint for a database that has recorded a revision which the repository lacks.
pub(in crate::cli) const UNKNOWN_APPLIED: &str = "get the missing revision's files (git pull?), or `moviectl stamp --purge head` if it is gone for good";

/// Returns the hint for a revision that is half done: the command that resumes it.
pub(in crate::cli) fn goes_on(direction: Direction) -> String {
    format!(
        "`moviectl {}` goes on where it stopped (a statement that failed may be mended before)",
        direction.verb()
    )
}

pub(super) fn of_script(error: &ScriptError) -> Vec<String> {
    match error {
        ScriptError::TransactionControl { .. } => {
            one("remove it, or write run_in_transaction = false into the revision's metadata.toml")
        }
        ScriptError::EscapesScratch { .. } => {
            one("--against database compares without running the migrations")
        }
        ScriptError::Empty(_) => one("a revision that does nothing holds a comment that says so"),
        ScriptError::Missing(_) => one("write the file: what undoes the revision's up.sql"),
        ScriptError::Statement { source, .. }
        | ScriptError::Commit { source, .. }
        | ScriptError::Forget { source, .. } => {
            one(advice(source)
                .unwrap_or_else(|| "fix the script and run the command again".to_owned()))
        }
        ScriptError::Unsafe { .. } => one("fix the script and run the command again"),
        ScriptError::CopyThroughClient { .. } => one(
            "write each row as a statement of its own (INSERT), as `pg_dump --inserts` does; or load the rows with psql's \\copy once the revision is applied",
        ),
        ScriptError::Repository(error) => of_repository(error),
        ScriptError::Interrupted(_) => Vec::new(),
        _ => Vec::new(),
    }
}

pub(super) fn of_name(error: &NameError) -> Vec<String> {
    match error {
        NameError::Unknown {
            similar: Some(similar),
            ..
        } => one(format!("did you mean '{similar}'?")),
        NameError::Unknown { .. } => one("`moviectl history` lists the revisions"),
        NameError::Ambiguous { .. } => {
            one("write more of it; `moviectl history` lists the revisions")
        }
        NameError::WrongDirection { .. } => one("`upgrade` goes +N, `downgrade` goes -N"),
        NameError::SeveralHeads { .. } => one(SEVERAL_HEADS),
        NameError::SeveralTips { .. } => {
            one("name the revision itself: `moviectl current` lists them")
        }
        NameError::Range(_) => one(
            "`history -r` takes a range, and so do `upgrade`, `downgrade` and `stamp` with --sql",
        ),
        NameError::NoRange(_) => one("a range is A:B, A: or :B"),
        NameError::NotReachable { .. } => {
            one("`moviectl history` tells which revision follows which")
        }
        NameError::OutOfHistory { .. } => one(
            "`moviectl current` tells where the database stands, `moviectl history` where it can go",
        ),
        _ => Vec::new(),
    }
}

pub(super) fn of_repository(error: &RepositoryError) -> Vec<String> {
    match error {
        RepositoryError::NoDirectory(_) => one("name the directory of the migrations"),
        RepositoryError::Unfinished(_) => one("`moviectl history` finishes it"),
        RepositoryError::Source { .. } => one("write the migration as SQL: up.sql and down.sql"),
        RepositoryError::NoUpScript(_) => one("finish the revision, or remove its directory"),
        RepositoryError::Duplicate { .. } => {
            one("give one of them a later version: rename its directory")
        }
        RepositoryError::StillThere { .. } => {
            one("remove its directory: what it does is in the squashed one")
        }
        RepositoryError::SquashedParent { into, .. } => one(format!(
            "write {into} into `revises` in its metadata.toml, and give it a later version than that if it has none"
        )),
        RepositoryError::Metadata(_) => one("mend the file at that place"),
        RepositoryError::OtherDialect { theirs, .. } => one(format!(
            "name a {theirs} database with --database-url; a repository of the template \"multi\" has room for several dialects"
        )),
        RepositoryError::Graph(GraphError::MissingParent { .. }) => one(
            "get the missing revision's files (git pull?), or correct `revises` in the revision's metadata.toml",
        ),
        RepositoryError::Graph(GraphError::SelfLoop(_) | GraphError::Cycle(_)) => {
            one("correct `revises` in the revision's metadata.toml")
        }
        RepositoryError::Graph(GraphError::SortsBeforeParent { .. }) => {
            one("give the revision a later version: rename its directory")
        }
        RepositoryError::Unreadable { .. } | RepositoryError::Graph(_) => Vec::new(),
        _ => Vec::new(),
    }
}

/// The hint for a repository with several heads.
pub(in crate::cli) const SEVERAL_HEADS: &str = "`moviectl merge` writes a revision that follows them all; `moviectl rebase REV` puts the branch of one behind the other";
