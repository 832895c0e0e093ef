//! The applied versions of a database while revisions are applied and taken back one after the other.

use std::collections::BTreeSet;

use super::graph::Graph;

/// The applied versions and those of them that no other follows. A change looks at its neighbours in the graph alone, so
/// that many of them take no longer each.
pub(super) struct Standing<'g> {
    graph: &'g Graph,
    applied: BTreeSet<String>,
    tips: BTreeSet<String>,
}

impl<'g> Standing<'g> {
    pub(super) fn new(graph: &'g Graph, applied: &BTreeSet<String>) -> Self {
        let tips = graph.tips(applied).into_iter();
        Self {
            graph,
            applied: applied.clone(),
            tips: tips.map(ToOwned::to_owned).collect(),
        }
    }

    pub(super) fn applied(&self) -> &BTreeSet<String> {
        &self.applied
    }

    /// Those of the applied versions that no other of them follows.
    pub(super) fn tips(&self) -> Vec<&str> {
        self.tips.iter().map(String::as_str).collect()
    }

    pub(super) fn apply(&mut self, version: &str) {
        self.applied.insert(version.to_owned());
        for parent in self.graph.parents(version) {
            self.tips.remove(parent);
        }
        self.settle(version);
    }

    pub(super) fn take_back(&mut self, version: &str) {
        self.applied.remove(version);
        self.tips.remove(version);
        for parent in self.graph.parents(version) {
            self.settle(parent);
        }
    }

    /// Makes an applied version a tip where nothing that follows it is applied.
    fn settle(&mut self, version: &str) {
        let mut children = self.graph.children(version).iter();
        if self.graph.contains(version)
            && self.applied.contains(version)
            && !children.any(|child| self.applied.contains(child))
        {
            self.tips.insert(version.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::graph::Node;
    use super::*;

    /// `1 <- 2 <- 4`, `1 <- 3 <- 4`, `3 <- 5`.
    fn graph() -> Graph {
        let node = |version: &str, revises: &[&str]| Node {
            version: version.to_owned(),
            revises: revises.iter().map(ToString::to_string).collect(),
        };
        Graph::new([
            node("1", &[]),
            node("2", &["1"]),
            node("3", &["1"]),
            node("4", &["2", "3"]),
            node("5", &["3"]),
        ])
        .unwrap()
    }

    #[test]
    fn the_tips_are_those_that_the_graph_finds_anew() {
        let graph = graph();
        let mut standing = Standing::new(&graph, &BTreeSet::from(["unknown".to_owned()]));
        let steps = [
            "1", "3", "5", "2", "4", "-4", "-5", "5", "-3", "-2", "-5", "-1",
        ];
        for step in steps {
            match step.strip_prefix('-') {
                Some(version) => standing.take_back(version),
                None => standing.apply(step),
            }
            assert_eq!(standing.tips(), graph.tips(standing.applied()), "{step}");
        }
    }
}
