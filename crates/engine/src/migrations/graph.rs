//! How revisions follow each other. Pure: no disk, no database.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

/// The part of a revision that the graph needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// Its version.
    pub version: String,
    /// The versions that it follows.
    pub revises: Vec<String>,
}

/// Why revisions can't be put in order.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum GraphError {
    /// A revision follows one that is not there.
    #[error("revision {version} revises {parent}, which is not in the repository")]
    MissingParent {
        /// The revision.
        version: String,
        /// The version that it names as its parent.
        parent: String,
    },
    /// A revision follows itself.
    #[error("revision {0} revises itself")]
    SelfLoop(String),
    /// Revisions that follow each other in a circle, each of them the one after it, the last the first.
    #[error("revisions follow each other in a cycle: {}", cycle(.0))]
    Cycle(Vec<String>),
    /// Diesel runs revisions in the order of their versions, so that a parent must sort first.
    #[error(
        "revision {version} revises {parent}, but sorts before it, and Diesel runs revisions in that order"
    )]
    SortsBeforeParent {
        /// The revision.
        version: String,
        /// Its parent.
        parent: String,
    },
}

fn cycle(versions: &[String]) -> String {
    let next = versions.iter().cycle().skip(1);
    let steps: Vec<String> = versions
        .iter()
        .zip(next)
        .map(|(version, parent)| format!("{version} revises {parent}"))
        .collect();
    steps.join(", ")
}

/// Revisions and how they follow each other. Every version sorts after all that it follows.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    parents: BTreeMap<String, Vec<String>>,
    children: BTreeMap<String, Vec<String>>,
}

impl Graph {
    /// A graph of the given nodes.
    ///
    /// # Errors
    ///
    /// [`GraphError`] with the first contradiction in the order of versions.
    pub(crate) fn new(nodes: impl IntoIterator<Item = Node>) -> Result<Self, GraphError> {
        let mut graph = Self::default();
        for node in nodes {
            graph.parents.insert(node.version, node.revises);
        }
        graph.check_parents()?;
        // If every parent sorts first, there is no cycle. Otherwise a cycle is the better explanation of the error.
        if let Err(disorder) = graph.check_order() {
            return Err(graph.cycle().map_or(disorder, GraphError::Cycle));
        }
        for (version, parents) in &graph.parents {
            for parent in parents {
                graph
                    .children
                    .entry(parent.clone())
                    .or_default()
                    .push(version.clone());
            }
        }
        Ok(graph)
    }

    fn edges(&self) -> impl Iterator<Item = (&String, &String)> {
        self.parents
            .iter()
            .flat_map(|(version, parents)| parents.iter().map(move |parent| (version, parent)))
    }

    fn check_parents(&self) -> Result<(), GraphError> {
        for (version, parent) in self.edges() {
            if version == parent {
                return Err(GraphError::SelfLoop(version.clone()));
            }
            if !self.contains(parent) {
                return Err(GraphError::MissingParent {
                    version: version.clone(),
                    parent: parent.clone(),
                });
            }
        }
        Ok(())
    }

    fn check_order(&self) -> Result<(), GraphError> {
        match self.edges().find(|(version, parent)| version < parent) {
            None => Ok(()),
            Some((version, parent)) => Err(GraphError::SortsBeforeParent {
                version: version.clone(),
                parent: parent.clone(),
            }),
        }
    }

    /// The versions of a cycle from its smallest on, if there is one. All parents are there.
    fn cycle(&self) -> Option<Vec<String>> {
        let mut left: BTreeSet<&String> = self.parents.keys().collect();
        loop {
            let free: Vec<&String> = left
                .iter()
                .filter(|version| self.parents(version).iter().all(|p| !left.contains(p)))
                .copied()
                .collect();
            if free.is_empty() {
                break;
            }
            left.retain(|version| !free.contains(version));
        }
        // Each version that is left is in a cycle or follows one: on the way up from any of them, a version repeats.
        let mut path: Vec<&String> = Vec::new();
        let mut at = *left.first()?;
        while !path.contains(&at) {
            path.push(at);
            at = self.parents(at).iter().find(|p| left.contains(p))?;
        }
        let mut cycle: Vec<String> = path
            .into_iter()
            .skip_while(|version| *version != at)
            .cloned()
            .collect();
        let smallest = cycle
            .iter()
            .enumerate()
            .min_by_key(|(_, version)| *version)
            .map_or(0, |(index, _)| index);
        cycle.rotate_left(smallest);
        Some(cycle)
    }

    /// All versions, each after those that it follows.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.parents.keys().map(String::as_str)
    }

    /// Returns whether the graph contains that version.
    pub fn contains(&self, version: &str) -> bool {
        self.parents.contains_key(version)
    }

    /// The versions that no other follows.
    pub fn heads(&self) -> Vec<&str> {
        self.versions()
            .filter(|version| self.is_head(version))
            .collect()
    }

    /// Returns whether the graph contains that version and no other version follows it.
    pub fn is_head(&self, version: &str) -> bool {
        self.contains(version) && self.children(version).is_empty()
    }

    /// Returns the versions that a version follows.
    pub fn parents(&self, version: &str) -> &[String] {
        self.parents.get(version).map_or(&[], Vec::as_slice)
    }

    /// Returns the versions that follow a version.
    pub fn children(&self, version: &str) -> &[String] {
        self.children.get(version).map_or(&[], Vec::as_slice)
    }

    /// The versions themselves and all that they follow, directly or not.
    pub(crate) fn with_ancestors<'a>(
        &'a self,
        versions: impl IntoIterator<Item = &'a str>,
    ) -> BTreeSet<&'a str> {
        self.closure(versions, |version| self.parents(version))
    }

    /// The versions themselves and all that follow them, directly or not.
    pub(crate) fn with_descendants<'a>(
        &'a self,
        versions: impl IntoIterator<Item = &'a str>,
    ) -> BTreeSet<&'a str> {
        self.closure(versions, |version| self.children(version))
    }

    fn closure<'a>(
        &'a self,
        versions: impl IntoIterator<Item = &'a str>,
        next: impl Fn(&'a str) -> &'a [String],
    ) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = versions.into_iter().collect();
        while let Some(version) = open.pop() {
            if reached.insert(version) {
                open.extend(next(version).iter().map(String::as_str));
            }
        }
        reached
    }

    /// The heads that follow a version; the version itself, where nothing follows it.
    pub(crate) fn heads_of(&self, version: &str) -> Vec<&str> {
        let start = self.versions().filter(|other| *other == version);
        let mut followers = self.with_descendants(start);
        followers.retain(|follower| self.is_head(follower));
        followers.into_iter().collect()
    }

    /// The first version of the branch that a version is on: the nearest one that follows a branch point, several
    /// versions, or none.
    pub(crate) fn branch_start<'a>(&'a self, version: &'a str) -> &'a str {
        let mut start = version;
        // Every parent sorts before its child, so that this ends.
        while let [parent] = self.parents(start)
            && self.children(parent).len() == 1
        {
            start = parent;
        }
        start
    }

    /// Those of `applied` that no other of them follows: where a database stands.
    pub fn tips<'a>(&'a self, applied: &'a BTreeSet<String>) -> Vec<&'a str> {
        applied
            .iter()
            .map(String::as_str)
            .filter(|version| self.contains(version))
            .filter(|version| {
                !self
                    .children(version)
                    .iter()
                    .any(|child| applied.contains(child))
            })
            .collect()
    }
}
