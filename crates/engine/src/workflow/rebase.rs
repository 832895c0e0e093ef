//! Puts a branch of revisions behind another: later versions, a new parent, the same scripts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::error::Error;
use super::event::{Event, Listener};
use super::lock::lock_revisions;
use super::project::Project;
use super::scratch;
use super::side_by_side::{InTurn, lost};
use super::source::Source;
use super::status::Status;
use super::swap::Swap;
use super::version;
use super::witness;
use super::workspace::Workspace;
use crate::database::interrupt;
use crate::migrations::{Direction, Metadata, Repository, Revision, Target, read_toml, resolve};
use moviectl_schema::dialect::Dialect;

/// The arguments of `rebase`.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct RebaseRequest {
    /// The first revision of the branch, as typed.
    pub revision: String,
    /// The head to put it behind; by default the only other one.
    pub onto: Option<String>,
    /// Do not run the revisions in their new order on a scratch database.
    pub no_proof: bool,
    /// Another server for the scratch database.
    pub scratch_url: Option<String>,
}

impl RebaseRequest {
    /// A branch that begins with `revision`, to be put behind the only other head.
    pub fn new(revision: impl Into<String>) -> Self {
        Self {
            revision: revision.into(),
            ..Self::default()
        }
    }
}

/// Moves a revision, and all that follow it, behind another head. Returns the new directories.
///
/// # Errors
///
/// [`Error`]; no file is changed then.
pub fn rebase(
    workspace: &Workspace,
    request: &RebaseRequest,
    events: Listener<'_>,
) -> Result<Vec<PathBuf>, Error> {
    let project = workspace.project()?;
    let _lock = lock_revisions(project, events)?;
    let source = Source::Project(Box::new(project.clone()));
    let repository = source.repository(workspace.dialect())?;
    let applied = Status::of_workspace(workspace)?.applied;
    let branch = Branch::find(&repository, request, &applied)?;
    let moves = branch.moves(&repository, project)?;
    let moved: Vec<Revision> = moves.iter().map(|one| one.revision.clone()).collect();
    let others = repository
        .revisions()
        .filter(|revision| !branch.versions.contains(&revision.version))
        .cloned();
    let directory = repository.directory.clone().ok_or(Error::NoProject)?;
    let after = Repository::new(
        repository.dialect,
        Some(directory.clone()),
        others.chain(moved).collect(),
    )?;
    if !request.no_proof {
        let flag = request.scratch_url.as_deref();
        // The branches may be in each other's way in the old order: then there is nothing to compare with.
        let mut scratch = scratch::open(workspace, workspace.url(), flag)?;
        let built = match scratch::replay(workspace, &mut scratch, &repository, &mut |_| {}) {
            Ok(_) => witness::look(scratch.database()),
            Err(error) => Err(error.to_string()),
        };
        scratch.close()?;
        interrupt::check()?;
        let mut scratch = scratch::open(workspace, workspace.url(), flag)?;
        let common = repository.up_to(&branch.parents)?;
        let is_common = |revision: &&Revision| common.get(&revision.version).is_some();
        let is_moved = |revision: &&Revision| {
            let mut moved = moves.iter();
            moved.any(|own| own.revision.version == revision.version)
        };
        let in_turn = InTurn {
            common: after.revisions().filter(is_common).collect(),
            first: after
                .revisions()
                .filter(|revision| !is_common(revision) && !is_moved(revision))
                .collect(),
            second: after.revisions().filter(is_moved).collect(),
        };
        let lost = lost(workspace, &mut scratch, in_turn, events)?;
        let others = witness::differences(scratch.database(), &built)?;
        scratch.close()?;
        if !lost.is_empty() {
            return Err(Error::BranchLoses(lost));
        }
        events(Event::Done(
            "Proved: all revisions run in their new order on a scratch database".into(),
        ));
        if !others.is_empty() {
            events(Event::Warning(format!(
                "in their new order, the revisions build another database: {}",
                others.join("; ")
            )));
        }
    }
    write(project, &directory, &moves, events)?;
    mention_other_dialects(project, repository.dialect, &branch.versions, events);
    Ok(moves.into_iter().map(|one| one.to).collect())
}

/// The revisions that move, and what they move behind.
struct Branch {
    /// The versions that the first one follows.
    parents: Vec<String>,
    /// The first revision of it.
    start: String,
    /// All of them, oldest first.
    versions: Vec<String>,
    onto: String,
}

impl Branch {
    fn find(
        repository: &Repository,
        request: &RebaseRequest,
        applied: &BTreeSet<String>,
    ) -> Result<Self, Error> {
        let graph = repository.graph();
        let start = one(repository, applied, &request.revision)?;
        let versions = graph.with_descendants(graph.versions().filter(|version| *version == start));
        let mut others = graph.heads();
        others.retain(|head| !versions.contains(head));
        let refused = |reason: String| Error::NotABranch {
            revision: start.clone(),
            reason,
        };
        let onto = match (&request.onto, others.as_slice()) {
            (_, []) => {
                return Err(refused("every head follows it".into()));
            }
            (Some(name), heads) => {
                let onto = one(repository, applied, name)?;
                if !heads.contains(&onto.as_str()) {
                    return Err(refused(format!("{onto} is no other head")));
                }
                onto
            }
            (None, [only]) => (*only).to_owned(),
            (None, several) => {
                return Err(refused(format!(
                    "there are several other heads ({})",
                    several.join(", ")
                )));
            }
        };
        let base = graph.with_ancestors(others.iter().copied().filter(|head| *head == onto));
        for version in &versions {
            let parents = graph.parents(version);
            let outside = |parent: &&String| !versions.contains(parent.as_str());
            if *version == start {
                if parents.len() > 1 {
                    return Err(refused(format!("it merges {}", parents.join(" and "))));
                }
                if let Some(parent) = parents.iter().find(|p| !base.contains(p.as_str())) {
                    return Err(refused(format!(
                        "it follows {parent}, which {onto} does not follow"
                    )));
                }
            } else if let Some(parent) = parents.iter().find(outside) {
                return Err(refused(format!("{version} merges it with {parent}")));
            }
        }
        let versions: Vec<String> = versions.into_iter().map(ToOwned::to_owned).collect();
        let done: Vec<String> = versions
            .iter()
            .filter(|version| applied.contains(*version))
            .cloned()
            .collect();
        if !done.is_empty() {
            return Err(Error::AlreadyApplied(done));
        }
        Ok(Self {
            parents: graph.parents(&start).to_vec(),
            start,
            versions,
            onto,
        })
    }

    /// Each revision as it will be.
    fn moves(&self, repository: &Repository, project: &Project) -> Result<Vec<Move>, Error> {
        let mut last = repository
            .revisions()
            .next_back()
            .map(|revision| revision.version.clone());
        let mut renamed = BTreeMap::new();
        let mut moves = Vec::new();
        for old in &self.versions {
            let Some(revision) = repository.get(old) else {
                continue;
            };
            let version = version::later_than(last.as_deref());
            let new = version.replace('-', "");
            let revises = if *old == self.start {
                vec![self.onto.clone()]
            } else {
                let mapped = |parent: &String| renamed.get(parent).unwrap_or(parent).clone();
                revision.revises.iter().map(mapped).collect()
            };
            moves.push(Move::new(
                revision,
                &version,
                revises,
                (project, repository.dialect),
            )?);
            renamed.insert(old.clone(), new.clone());
            last = Some(new);
        }
        Ok(moves)
    }
}

/// The one version that a name means.
fn one(repository: &Repository, applied: &BTreeSet<String>, name: &str) -> Result<String, Error> {
    match resolve(repository, applied, name)? {
        Target::Versions(versions) if versions.len() == 1 => Ok(versions.concat()),
        target => Err(Error::NotOneRevision {
            name: name.to_owned(),
            versions: target.versions().to_vec(),
        }),
    }
}

/// A revision that gets another version and other parents.
struct Move {
    from: PathBuf,
    to: PathBuf,
    metadata: String,
    revision: Revision,
}

impl Move {
    fn new(
        revision: &Revision,
        version: &str,
        revises: Vec<String>,
        (project, dialect): (&Project, Dialect),
    ) -> Result<Self, Error> {
        let from = revision.directory();
        let slug = match revision.slug() {
            "" => "migration",
            slug => slug,
        };
        let to = from.with_file_name(format!("{version}_{slug}"));
        let path = from.join("metadata.toml");
        let metadata = metadata(revision, &path, revises, (project, dialect))?;
        let parsed: Metadata =
            read_toml(&path, &metadata).map_err(|error| Error::Repository(error.into()))?;
        let text = |direction| -> Result<String, Error> {
            let script = revision.script(direction)?;
            Ok(script.map(|script| script.text).unwrap_or_default())
        };
        let (up, down) = (text(Direction::Up)?, text(Direction::Down)?);
        Ok(Self {
            revision: Revision::in_memory(project.relative(&to), &parsed, up, down),
            from,
            to,
            metadata,
        })
    }
}

/// The revision's metadata with other parents; what else is in the file stays.
fn metadata(
    revision: &Revision,
    path: &Path,
    revises: Vec<String>,
    (project, dialect): (&Project, Dialect),
) -> Result<String, Error> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(source) => {
            return Err(Error::Read {
                path: path.to_owned(),
                source,
            });
        }
    };
    let mut table: toml::Table =
        read_toml(path, &text).map_err(|error| Error::Repository(error.into()))?;
    table
        .entry("run_in_transaction")
        .or_insert(revision.run_in_transaction.into());
    let own = table.entry("moviectl").or_insert_with(|| {
        let mut own = toml::Table::new();
        own.insert("message".into(), revision.message.clone().into());
        if let Some(mark) = project.dialect_mark(dialect) {
            own.insert("dialect".into(), mark.into());
        }
        own.into()
    });
    if let Some(own) = own.as_table_mut() {
        own.insert("revises".into(), revises.into());
    }
    toml::to_string(&table).map_err(|error| Error::Write {
        path: path.to_owned(),
        source: std::io::Error::other(error),
    })
}

/// Gives the revisions their new directories. The last of the old ones go first: what is left has its parents.
fn write(
    project: &Project,
    directory: &Path,
    moves: &[Move],
    events: Listener<'_>,
) -> Result<(), Error> {
    let mut swap = Swap::new(directory);
    for one in moves {
        let files = [("metadata.toml", one.metadata.clone())];
        swap.add_copy(&one.from, &one.to, &files)?;
    }
    for one in moves.iter().rev() {
        swap.remove(&one.from)?;
    }
    swap.commit()?;
    for one in moves {
        events(Event::Done(format!(
            "Moved {} to {}",
            project.relative(&one.from).display(),
            project.relative(&one.to).display()
        )));
    }
    Ok(())
}

/// The same revisions of other dialects are not touched: their database is not at hand.
pub(super) fn mention_other_dialects(
    project: &Project,
    dialect: Dialect,
    versions: &[String],
    events: Listener<'_>,
) {
    let source = Source::Project(Box::new(project.clone()));
    for other in Dialect::ALL.into_iter().filter(|other| *other != dialect) {
        let Some(directory) = project.revisions(other) else {
            continue;
        };
        if project.revisions(dialect).as_ref() == Some(&directory) {
            continue;
        }
        let Ok(repository) = source.repository(other) else {
            continue;
        };
        if versions
            .iter()
            .any(|version| repository.get(version).is_some())
        {
            events(Event::Note(format!(
                "{} has revisions of these versions too: do the same there, with --database-url",
                project.relative(&directory).display()
            )));
        }
    }
}
