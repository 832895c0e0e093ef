//! Makes one revision of several: their scripts one after the other, proved to build what they built.

use std::collections::BTreeSet;

use super::compare;
use super::draft::Draft;
use super::error::Error;
use super::event::{Event, Listener};
use super::lock::lock_revisions;
use super::project::Project;
use super::proof::in_words;
use super::rebase::mention_other_dialects;
use super::scratch;
use super::source::Source;
use super::squash_join::{Join, shifts};
use super::status::Status;
use super::version::directory_name;
use super::witness;
use super::workspace::Workspace;
use crate::database::Scratch;
use crate::inspect::{Dump, inspect};
use crate::migrations::{
    Direction, Graph, Metadata, OwnMetadata, Range, Repository, Revision, run_on_scratch,
};
use moviectl_schema::diff::Mode;
use moviectl_schema::schema::Schema;

/// The arguments of `squash`.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct SquashRequest {
    /// The revisions, as typed: `A:B`.
    pub range: String,
    /// The message of the new revision.
    pub message: Option<String>,
    /// Do not compare, on scratch databases, the schema of the new revision with that of the old ones.
    pub no_proof: bool,
    /// Another server for the scratch databases.
    pub scratch_url: Option<String>,
}

impl SquashRequest {
    /// A range `A:B` of revisions.
    pub fn new(range: impl Into<String>) -> Self {
        Self {
            range: range.into(),
            ..Self::default()
        }
    }
}

/// Replaces a range of revisions by one, which has the version of the last. Returns it.
///
/// # Errors
///
/// [`Error`]; no file is changed then.
pub fn squash(
    workspace: &Workspace,
    request: &SquashRequest,
    events: Listener<'_>,
) -> Result<Draft, Error> {
    let project = workspace.project()?;
    let _lock = lock_revisions(project, events)?;
    let source = Source::Project(Box::new(project.clone()));
    let repository = source.repository(workspace.dialect())?;
    let applied = Status::of_workspace(workspace)?
        .settled(&repository)
        .applied;
    let range = Range::resolve(&repository, &applied, &request.range, ("base", "head"))?;
    let versions = range.versions(repository.graph())?;
    let old = line(&repository, &versions)?;
    refuse_partly_applied(&old, &applied)?;
    let message = request.message.clone().unwrap_or_else(|| told(&old));
    let draft = draft(project, &repository, &old, message, events)?;
    let revision = draft.revision(project);
    refuse_other_parents(&repository, &versions, &revision)?;
    if !request.no_proof {
        let flag = request.scratch_url.as_deref();
        prove(workspace, &repository, &old, &revision, flag, events)?;
        events(Event::Done(
            "Proved: up and down, the same schemas as before on a scratch database".into(),
        ));
    }
    let mut swap = draft.prepare()?;
    for revision in old.iter().rev() {
        swap.remove(&revision.directory())?;
    }
    swap.commit()?;
    draft.tell(project, events);
    events(Event::Done(format!(
        "Squashed {} revisions into {}; `moviectl upgrade` changes the records of a database that has them all.",
        old.len(),
        project.relative(&draft.directory).display()
    )));
    let versions: Vec<String> = old.iter().map(|one| one.version.clone()).collect();
    mention_other_dialects(project, repository.dialect, &versions, events);
    Ok(draft)
}

fn told(old: &[&Revision]) -> String {
    let slugs = [old.first(), old.last()]
        .into_iter()
        .flatten()
        .map(|revision| revision.slug().replace('_', " "))
        .collect::<Vec<_>>();
    format!("Squash {}", slugs.join(" to "))
}

/// The revisions of a range, oldest first, if each of them follows the one before it and nothing else does.
fn line<'r>(
    repository: &'r Repository,
    versions: &BTreeSet<&str>,
) -> Result<Vec<&'r Revision>, Error> {
    let graph: &Graph = repository.graph();
    let refused = |reason: String| Err(Error::NotALine(reason));
    let ordered: Vec<&str> = versions.iter().copied().collect();
    if ordered.len() < 2 {
        return refused(match ordered.first() {
            Some(only) => format!("{only} is one revision already"),
            None => "there is no revision in the range".into(),
        });
    }
    for pair in ordered.windows(2) {
        let [before, after] = pair else { continue };
        if graph.parents(after) != [(*before).to_owned()] {
            return refused(match graph.parents(after) {
                [] => format!("{after} does not follow {before}"),
                parents => format!("{after} follows {}", parents.join(" and ")),
            });
        }
        if graph.children(before) != [(*after).to_owned()] {
            return refused(format!(
                "{before} is followed by {}",
                graph.children(before).join(" and ")
            ));
        }
    }
    Ok(ordered
        .into_iter()
        .filter_map(|version| repository.get(version))
        .collect())
}

/// Such a database could go neither on nor back.
fn refuse_partly_applied(old: &[&Revision], applied: &BTreeSet<String>) -> Result<(), Error> {
    let (done, open): (Vec<_>, Vec<_>) = old
        .iter()
        .map(|revision| revision.version.clone())
        .partition(|version| applied.contains(version));
    if done.is_empty() || open.is_empty() {
        return Ok(());
    }
    Err(Error::PartlyApplied { done, open })
}

/// A revision that says nothing of what it follows takes the one before it, which must not be another one now.
fn refuse_other_parents(
    repository: &Repository,
    versions: &BTreeSet<&str>,
    squashed: &Revision,
) -> Result<(), Error> {
    let others = repository
        .revisions()
        .filter(|revision| !versions.contains(revision.version.as_str()));
    let after = Repository::new(
        repository.dialect,
        repository.directory.clone(),
        others.cloned().chain([squashed.clone()]).collect(),
    )?;
    for revision in after.revisions() {
        let before = repository.get(&revision.version);
        let same = before.is_none_or(|before| before.revises == revision.revises);
        if revision.version != squashed.version && !same {
            return Err(Error::NotALine(format!(
                "{} would follow another revision",
                revision.version
            )));
        }
    }
    Ok(())
}

fn draft(
    project: &Project,
    repository: &Repository,
    old: &[&Revision],
    message: String,
    events: Listener<'_>,
) -> Result<Draft, Error> {
    let dialect = repository.dialect;
    let mut join = Join {
        dialect,
        shifts: shifts(dialect, old)?,
        events,
    };
    let up = join.scripts(old.iter().copied(), Direction::Up)?;
    let down = join.scripts(old.iter().rev().copied(), Direction::Down)?;
    let rebuilds = up.rebuild || down.rebuild;
    let (Some(first), Some(last)) = (old.first(), old.last()) else {
        return Err(Error::NotALine("there is no revision in the range".into()));
    };
    let version = last.name.split('_').next().unwrap_or_default();
    let mut directory = last
        .directory()
        .with_file_name(directory_name(version, &message));
    if directory.exists() {
        let name = format!("{}_squashed", directory_name(version, &message));
        directory = directory.with_file_name(name);
    }
    let mut replaces: BTreeSet<String> = old
        .iter()
        .flat_map(|one| one.replaces.iter().cloned())
        .collect();
    replaces.extend(old.iter().map(|one| one.version.clone()));
    replaces.remove(&last.version);
    Ok(Draft {
        dialect,
        directory,
        up: up.finish(rebuilds),
        down: down.finish(rebuilds),
        metadata: Metadata {
            run_in_transaction: !rebuilds,
            moviectl: Some(OwnMetadata {
                message,
                revises: first.revises.clone(),
                replaces: replaces.into_iter().collect(),
                dialect: project.dialect_mark(dialect),
            }),
        },
    })
}

/// Compares what the old revisions build, and what they leave when they are taken back, with what the new one does.
fn prove(
    workspace: &Workspace,
    repository: &Repository,
    old: &[&Revision],
    squashed: &Revision,
    flag: Option<&str>,
    events: Listener<'_>,
) -> Result<(), Error> {
    let graph = repository.graph();
    let own: BTreeSet<&str> = old
        .iter()
        .map(|revision| revision.version.as_str())
        .collect();
    let mut before = graph.with_ancestors(own.iter().copied());
    before.retain(|version| !own.contains(version));
    let before: Vec<&Revision> = before
        .into_iter()
        .filter_map(|version| repository.get(version))
        .collect();
    let mut scratch = scratch::open(workspace, workspace.url(), flag)?;
    let all = before.iter().chain(old).copied();
    scratch::run_all(workspace, &mut scratch, all, events)?;
    let database = scratch.database();
    let built = Expected::of(database)?;
    for revision in old.iter().rev() {
        run_on_scratch(database, revision, Direction::Down)?;
    }
    let left = Expected::of(database)?;
    scratch.close()?;

    let mut scratch = scratch::open(workspace, workspace.url(), flag)?;
    let database = scratch.database();
    for revision in &before {
        run_on_scratch(database, revision, Direction::Up)?;
    }
    expect_schema(database, squashed, Direction::Up, &built)?;
    expect_schema(database, squashed, Direction::Down, &left)?;
    scratch.close()
}

/// The database that the old revisions build or leave.
struct Expected {
    schema: Schema,
    dump: Result<Dump, String>,
}

impl Expected {
    fn of(database: &mut Scratch) -> Result<Self, Error> {
        Ok(Self {
            schema: inspect(database.connection())?,
            dump: witness::look(database),
        })
    }
}

fn expect_schema(
    database: &mut Scratch,
    squashed: &Revision,
    direction: Direction,
    expected: &Expected,
) -> Result<(), Error> {
    let file = direction.file_name();
    run_on_scratch(database, squashed, direction).map_err(|error| {
        Error::SquashProof(format!("{file} does not run"), Some(Box::new(error)))
    })?;
    let connection = database.connection();
    let found = inspect(connection)?;
    let schema = (&expected.schema).into();
    let left = compare::changes(connection, Mode::Exact, &found, schema)?;
    if !left.is_empty() {
        let left = in_words(&left);
        let what = format!("{file} makes another schema; left to do: {left}");
        return Err(Error::SquashProof(what, None));
    }
    let others = witness::differences(database, &expected.dump)?;
    if !others.is_empty() {
        let what = format!("{file} makes other objects: {}", others.join("; "));
        return Err(Error::SquashProof(what, None));
    }
    Ok(())
}
