//! The ways to name a revision: version, prefix, slug, `head`, `base`, `current`, the ends of a branch (`REV@head`,
//! `REV@base`), and steps from any of them.

use std::collections::BTreeSet;
use std::fmt;

use thiserror::Error;

use super::graph::Graph;
use super::repository::Repository;

/// Why a name means no revision.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum NameError {
    /// No revision is called that.
    #[error("no revision is called '{name}'")]
    Unknown {
        /// The name as typed.
        name: String,
        /// One that is spelled almost so.
        similar: Option<String>,
    },
    /// Several revisions begin with that, or are called so.
    #[error("'{name}' may be any of {}", candidates.join(", "))]
    Ambiguous {
        /// The name as typed.
        name: String,
        /// The versions of the revisions that it may mean.
        candidates: Vec<String>,
    },
    /// There is more than one head.
    #[error(
        "Multiple head revisions are present for given argument '{name}': {}; \
         please specify a specific target revision, or 'heads' for all heads", heads.join(", ")
    )]
    SeveralHeads {
        /// The name as typed.
        name: String,
        /// The heads.
        heads: Vec<String>,
    },
    /// A step from several revisions at once.
    #[error("'{name}' would start from several revisions ({}): it does not tell from which", tips.join(", "))]
    SeveralTips {
        /// The name as typed.
        name: String,
        /// The versions that the step could start from.
        tips: Vec<String>,
    },
    /// More steps than there are revisions, or steps over a branch point.
    #[error("'{name}' leads out of the history: {reason}")]
    OutOfHistory {
        /// The name as typed.
        name: String,
        /// The reason why the step is not possible.
        reason: String,
    },
    /// A range where one place is wanted.
    #[error("'{0}' is a range, and one revision is wanted here")]
    Range(String),
    /// No range where one is wanted.
    #[error("'{0}' is no range of revisions")]
    NoRange(String),
    /// Nothing leads from the one to the other.
    #[error("revision {to} can't be reached from {from}")]
    NotReachable {
        /// The start.
        from: String,
        /// The end.
        to: String,
    },
    /// `upgrade -1` or `downgrade +1`.
    #[error("'{name}' goes the wrong way here")]
    WrongDirection {
        /// The name as typed.
        name: String,
    },
}

/// Meaning of a name: a set of revisions, or the base of the history or of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// Before the first revision.
    Base,
    /// These versions; one, but for `heads` and a database at several.
    Versions(Vec<String>),
    /// Before the first revision of a branch, whatever is applied of other branches.
    BranchBase {
        /// The first revision of the branch.
        first: String,
        /// The versions that it follows; none, where nothing is before the branch.
        parents: Vec<String>,
    },
}

impl Target {
    /// The versions; none for the base.
    pub fn versions(&self) -> &[String] {
        match self {
            Self::Base => &[],
            Self::Versions(versions)
            | Self::BranchBase {
                parents: versions, ..
            } => versions,
        }
    }

    /// The versions that come after this place, with what is beside them on the same branch.
    pub(crate) fn later<'g>(&self, graph: &'g Graph) -> BTreeSet<&'g str> {
        let starts: Vec<&str> = match self {
            Self::Base => return graph.versions().collect(),
            Self::Versions(versions) => versions.iter().map(String::as_str).collect(),
            Self::BranchBase { first, .. } => vec![first],
        };
        let known = graph.versions().filter(|version| starts.contains(version));
        let mut later = graph.with_descendants(known);
        later.retain(|version| self.versions().iter().all(|own| own != version));
        later
    }
}

/// The versions, or `base`.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.versions() {
            [] => f.write_str("base"),
            versions => f.write_str(&versions.join(", ")),
        }
    }
}

/// Resolves `name` in `repository` for a database that has applied the versions in `applied`. A bare `+N` or `-N`
/// counts from the current revision of the database.
///
/// # Errors
///
/// [`NameError`].
pub fn resolve(
    repository: &Repository,
    applied: &BTreeSet<String>,
    name: &str,
) -> Result<Target, NameError> {
    let resolver = Resolver {
        repository,
        applied,
        name,
    };
    if name.contains(':') {
        return Err(NameError::Range(name.to_owned()));
    }
    resolver.place(name)
}

/// A name's steps at the end: `head-2` is `("head", -2)`.
pub(crate) fn steps(name: &str) -> Option<(&str, i64)> {
    let at = name.rfind(['+', '-'])?;
    let (start, steps) = name.split_at(at);
    let digits = steps.get(1..)?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((start, steps.parse().ok()?))
}

struct Resolver<'a> {
    repository: &'a Repository,
    applied: &'a BTreeSet<String>,
    name: &'a str,
}

impl Resolver<'_> {
    /// The meaning of a name with steps or without.
    fn place(&self, name: &str) -> Result<Target, NameError> {
        if let Some(target) = self.whole(name)? {
            return Ok(target);
        }
        match steps(name) {
            Some((start, steps)) => {
                let start = if start.is_empty() { "current" } else { start };
                self.walk(self.place(start)?, steps)
            }
            None => Err(self.unknown(name)),
        }
    }

    /// The meaning of a name without steps; `None` if no revision is called so.
    fn whole(&self, name: &str) -> Result<Option<Target>, NameError> {
        let graph = self.repository.graph();
        let owned = |versions: Vec<&str>| {
            versions
                .into_iter()
                .map(ToOwned::to_owned)
                .collect::<Vec<_>>()
        };
        match name {
            "base" => Ok(Some(Target::Base)),
            "heads" => Ok(Some(from_versions(owned(graph.heads())))),
            "head" => self.single_head(owned(graph.heads())).map(Some),
            "current" => Ok(Some(from_versions(owned(graph.tips(self.applied))))),
            "" => Ok(None),
            _ => match self.by_spelling(name)? {
                Some(target) => Ok(Some(target)),
                None => self.end_of_branch(name),
            },
        }
    }

    /// `REV@head` and `REV@base`; `None` for any other name.
    fn end_of_branch(&self, name: &str) -> Result<Option<Target>, NameError> {
        let Some((start, end)) = name.rsplit_once('@') else {
            return Ok(None);
        };
        if !matches!(end, "head" | "base") || start.is_empty() {
            return Ok(None);
        }
        let Some(version) = self.single(self.place(start)?)? else {
            // All branches start at the base.
            return self.whole(end);
        };
        let graph = self.repository.graph();
        if end == "base" {
            let first = graph.branch_start(&version);
            return Ok(Some(Target::BranchBase {
                first: first.to_owned(),
                parents: graph.parents(first).to_vec(),
            }));
        }
        let heads = graph.heads_of(&version).into_iter();
        self.single_head(heads.map(ToOwned::to_owned).collect())
            .map(Some)
    }

    fn single_head(&self, heads: Vec<String>) -> Result<Target, NameError> {
        if heads.len() > 1 {
            return Err(NameError::SeveralHeads {
                name: self.name.to_owned(),
                heads,
            });
        }
        Ok(from_versions(heads))
    }

    /// The one version of a place; `None` for the base.
    fn single(&self, place: Target) -> Result<Option<String>, NameError> {
        match place.versions() {
            [] => Ok(None),
            [only] => Ok(Some(only.clone())),
            several => Err(NameError::SeveralTips {
                name: self.name.to_owned(),
                tips: several.to_vec(),
            }),
        }
    }

    fn by_spelling(&self, name: &str) -> Result<Option<Target>, NameError> {
        let revisions = || self.repository.revisions();
        let exact: Vec<String> = revisions()
            .filter(|revision| {
                revision.version == name || revision.name == name || revision.slug() == name
            })
            .map(|revision| revision.version.clone())
            .collect();
        let candidates = if exact.is_empty() {
            let is_prefix = name.len() >= 2;
            revisions()
                .filter(|revision| {
                    is_prefix
                        && (revision.version.starts_with(name)
                            || revision.slug().starts_with(name)
                            || revision.name.starts_with(name))
                })
                .map(|revision| revision.version.clone())
                .collect()
        } else {
            exact
        };
        match candidates.len() {
            0 => Ok(None),
            1 => Ok(Some(Target::Versions(candidates))),
            _ => Err(NameError::Ambiguous {
                name: name.to_owned(),
                candidates,
            }),
        }
    }

    fn walk(&self, from: Target, steps: i64) -> Result<Target, NameError> {
        let mut steps = steps;
        let mut place = match from {
            // The branch point does not tell which of its branches is meant; the branch does.
            Target::BranchBase { first, .. } if steps > 0 => {
                steps -= 1;
                Some(first)
            }
            from => self.single(from)?,
        };
        for _ in 0..steps.unsigned_abs() {
            place = if steps > 0 {
                Some(self.next(place.as_deref())?)
            } else {
                self.previous(place.as_deref())?
            };
        }
        Ok(place.map_or(Target::Base, |version| Target::Versions(vec![version])))
    }

    fn next(&self, place: Option<&str>) -> Result<String, NameError> {
        let graph = self.repository.graph();
        let following: Vec<&str> = match place {
            Some(version) => graph.children(version).iter().map(String::as_str).collect(),
            None => graph
                .versions()
                .filter(|version| graph.parents(version).is_empty())
                .collect(),
        };
        match following.as_slice() {
            [only] => Ok((*only).to_owned()),
            [] => Err(self.out_of_history("there is no later revision".into())),
            several => Err(self.out_of_history(format!("several follow ({})", several.join(", ")))),
        }
    }

    fn previous(&self, place: Option<&str>) -> Result<Option<String>, NameError> {
        let Some(version) = place else {
            return Err(self.out_of_history("there is nothing before the base".into()));
        };
        match self.repository.graph().parents(version) {
            [] => Ok(None),
            [only] => Ok(Some(only.clone())),
            several => {
                Err(self
                    .out_of_history(format!("{version} merges several ({})", several.join(", "))))
            }
        }
    }

    fn out_of_history(&self, reason: String) -> NameError {
        NameError::OutOfHistory {
            name: self.name.to_owned(),
            reason,
        }
    }

    fn unknown(&self, name: &str) -> NameError {
        let spellings = self
            .repository
            .revisions()
            .flat_map(|revision| [revision.version.as_str(), revision.slug()])
            .chain(["head", "heads", "base", "current"]);
        let similar = spellings
            .map(|spelling| (strsim::jaro_winkler(spelling, name), spelling))
            .filter(|(likeness, _)| *likeness > 0.85)
            .max_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, spelling)| spelling.to_owned());
        NameError::Unknown {
            name: name.to_owned(),
            similar,
        }
    }
}

fn from_versions(versions: Vec<String>) -> Target {
    if versions.is_empty() {
        Target::Base
    } else {
        Target::Versions(versions)
    }
}
