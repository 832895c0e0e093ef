//! The revisions of one dialect, on disk or embedded in the binary.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};

use include_dir::Dir;

use super::graph::{Graph, Node};
use super::repository_error::RepositoryError;
use super::revision::{Direction, Revision};
use moviectl_schema::dialect::Dialect;

/// The hidden directory in which changes of the revisions are prepared; Diesel's tools pass over it.
pub(crate) const ASIDE: &str = ".moviectl";
/// The list of what comes and what goes, from when a change is prepared to when it is made.
pub(crate) const CHANGE_FILE: &str = ".moviectl/change.toml";

/// The revisions of one dialect.
#[derive(Debug, Clone)]
pub struct Repository {
    /// The dialect of its scripts.
    pub dialect: Dialect,
    /// The directory of the revisions; `None` for those of the binary.
    pub directory: Option<PathBuf>,
    revisions: BTreeMap<String, Revision>,
    graph: Graph,
}

impl Repository {
    /// Reads a directory of revisions.
    ///
    /// # Errors
    ///
    /// [`RepositoryError`]; [`RepositoryError::NoDirectory`] where there is no such directory.
    pub fn on_disk(dialect: Dialect, directory: &Path) -> Result<Self, RepositoryError> {
        let is_unfinished = || directory.join(CHANGE_FILE).exists();
        if !is_unfinished() {
            let read = Self::read(dialect, directory);
            // A change may have begun since.
            if !is_unfinished() {
                return read;
            }
        }
        Err(RepositoryError::Unfinished(directory.to_owned()))
    }

    fn read(dialect: Dialect, directory: &Path) -> Result<Self, RepositoryError> {
        let unreadable = |source| RepositoryError::Unreadable {
            path: directory.to_owned(),
            source,
        };
        let mut revisions = Vec::new();
        let entries = std::fs::read_dir(directory).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => RepositoryError::NoDirectory(directory.to_owned()),
            _ => unreadable(error),
        })?;
        for entry in entries {
            let entry = entry.map_err(unreadable)?;
            if is_hidden(&entry.file_name()) || !is_directory(&entry) {
                continue;
            }
            let directory = entry.path();
            if entry.file_name().to_str().is_none() {
                let reason = "the directory's name is not UTF-8";
                return Err(RepositoryError::Unreadable {
                    path: directory,
                    source: std::io::Error::new(std::io::ErrorKind::InvalidData, reason),
                });
            }
            if !directory.join(Direction::Up.file_name()).is_file() {
                if is_stray(&directory) {
                    continue;
                }
                return Err(RepositoryError::NoUpScript(directory));
            }
            revisions.push(Revision::on_disk(&directory)?);
        }
        Self::new(dialect, Some(directory.to_owned()), revisions)
    }

    /// The revisions in a directory of the binary.
    ///
    /// # Errors
    ///
    /// [`RepositoryError`].
    pub fn embedded(
        dialect: Dialect,
        directory: &'static Dir<'static>,
    ) -> Result<Self, RepositoryError> {
        let revisions = directory
            .dirs()
            .filter(|directory| !directory.path().file_name().is_some_and(is_hidden))
            .map(Revision::embedded)
            .collect::<Result<_, _>>()?;
        Self::new(dialect, None, revisions)
    }

    /// A repository of the given revisions.
    ///
    /// # Errors
    ///
    /// [`RepositoryError::Duplicate`] and [`RepositoryError::Graph`].
    #[doc(hidden)]
    pub fn new(
        dialect: Dialect,
        directory: Option<PathBuf>,
        mut revisions: Vec<Revision>,
    ) -> Result<Self, RepositoryError> {
        revisions.sort_by(|one, other| one.name.cmp(&other.name));
        let mut by_version: BTreeMap<String, Revision> = BTreeMap::new();
        for revision in revisions {
            if let Some(theirs) = revision.dialect.filter(|theirs| *theirs != dialect) {
                return Err(RepositoryError::OtherDialect {
                    version: revision.version,
                    theirs,
                    ours: dialect,
                });
            }
            if let Some(first) = by_version.get(&revision.version) {
                return Err(RepositoryError::Duplicate {
                    version: revision.version,
                    first: first.name.clone(),
                    second: revision.name,
                });
            }
            by_version.insert(revision.version.clone(), revision);
        }
        follow_order(&mut by_version);
        refuse_replaced(&by_version)?;
        let nodes = by_version.values().map(|revision| Node {
            version: revision.version.clone(),
            revises: revision.revises.clone(),
        });
        let graph = Graph::new(nodes)?;
        Ok(Self {
            dialect,
            directory,
            revisions: by_version,
            graph,
        })
    }

    /// The same repository with one more revision.
    ///
    /// # Errors
    ///
    /// As [`Repository::new`].
    pub(crate) fn with(&self, revision: Revision) -> Result<Self, RepositoryError> {
        let revisions = self.revisions.values().cloned().chain([revision]).collect();
        Self::new(self.dialect, self.directory.clone(), revisions)
    }

    /// The same repository with nothing but these versions and all that they follow.
    ///
    /// # Errors
    ///
    /// As [`Repository::new`].
    pub(crate) fn up_to(&self, versions: &[String]) -> Result<Self, RepositoryError> {
        let kept = self
            .graph
            .with_ancestors(versions.iter().map(String::as_str));
        let revisions = self.revisions();
        let revisions = revisions.filter(|revision| kept.contains(revision.version.as_str()));
        Self::new(
            self.dialect,
            self.directory.clone(),
            revisions.cloned().collect(),
        )
    }

    /// The only head, or nothing where there is no revision.
    ///
    /// # Errors
    ///
    /// The heads, where there are several.
    pub(crate) fn only_head(&self) -> Result<Vec<String>, Vec<String>> {
        let heads: Vec<String> = self
            .graph
            .heads()
            .into_iter()
            .map(ToOwned::to_owned)
            .collect();
        match heads.len() {
            0 | 1 => Ok(heads),
            _ => Err(heads),
        }
    }

    /// How the revisions follow each other.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The revision of that version.
    pub fn get(&self, version: &str) -> Option<&Revision> {
        self.revisions.get(version)
    }

    /// All revisions in Diesel's order, which is an order of dependency too.
    pub fn revisions(&self) -> impl DoubleEndedIterator<Item = &Revision> {
        self.revisions.values()
    }

    /// Returns whether there are no revisions.
    pub fn is_empty(&self) -> bool {
        self.revisions.is_empty()
    }
}

/// Returns whether a name is hidden, and so no revision's: for example, a directory that is kept aside while it is
/// written.
fn is_hidden(name: &OsStr) -> bool {
    name.to_string_lossy().starts_with('.')
}

/// Returns the directories of a repository that are no revisions, such as `__pycache__`.
pub(crate) fn strays(repository: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(repository).into_iter().flatten();
    let mut strays: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| !is_hidden(&entry.file_name()) && is_directory(entry))
        .map(|entry| entry.path())
        .filter(|directory| is_stray(directory))
        .collect();
    strays.sort();
    strays
}

/// Returns whether a directory has no version and no file of a revision. A version by itself may be an unfinished revision.
fn is_stray(directory: &Path) -> bool {
    const FILES: [&str; 3] = ["up.sql", "down.sql", "metadata.toml"];
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !FILES.iter().any(|file| directory.join(file).exists())
}

/// Returns whether the entry is a directory, or a link to one. Only a link costs another call to the system.
fn is_directory(entry: &DirEntry) -> bool {
    match entry.file_type() {
        Ok(kind) if !kind.is_symlink() => kind.is_dir(),
        _ => entry.path().is_dir(),
    }
}

/// Refuses squashed revisions that still exist, and revisions that follow a squashed one.
fn refuse_replaced(revisions: &BTreeMap<String, Revision>) -> Result<(), RepositoryError> {
    let mut replaced: BTreeMap<&String, &String> = BTreeMap::new();
    for revision in revisions.values() {
        replaced.extend(
            revision
                .replaces
                .iter()
                .map(|gone| (gone, &revision.version)),
        );
    }
    for revision in revisions.values() {
        if let Some(into) = replaced.get(&revision.version) {
            return Err(RepositoryError::StillThere {
                version: (*into).clone(),
                replaced: revision.version.clone(),
            });
        }
        for parent in &revision.revises {
            if let Some(into) = replaced.get(parent) {
                return Err(RepositoryError::SquashedParent {
                    version: revision.version.clone(),
                    parent: parent.clone(),
                    into: (*into).clone(),
                });
            }
        }
    }
    Ok(())
}

/// A revision made by Diesel alone does not say what it follows: it follows the one before it.
fn follow_order(revisions: &mut BTreeMap<String, Revision>) {
    let mut before: Option<String> = None;
    for revision in revisions.values_mut() {
        if !revision.tells_parents {
            revision.revises = before.iter().cloned().collect();
        }
        before = Some(revision.version.clone());
    }
}
