//! Ranges of revisions: `A:B`, `A:`, `:B`, and either end counted from the other (`-3:head`, `REV:+2`).

use std::collections::BTreeSet;

use super::graph::Graph;
use super::names::{NameError, Target, resolve, steps};
use super::repository::Repository;

/// From one place in the history to another.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Range {
    /// The start of the range.
    pub from: Target,
    /// The end of the range.
    pub to: Target,
}

impl Range {
    /// Returns whether a text is spelled as a range.
    pub(crate) fn is_one(text: &str) -> bool {
        text.contains(':')
    }

    /// Returns whether the meaning of a range depends on the applied versions of a database.
    pub(crate) fn needs_database(text: &str) -> bool {
        let (from, to) = text.split_once(':').unwrap_or((text, ""));
        let from_current = |end: &str| end.starts_with("current");
        from_current(from) || from_current(to) || (is_steps(from) && is_steps(to))
    }

    /// Resolves a range in `repository` for a database that has applied the versions in `applied`. `open` has the names
    /// that stand for an omitted start and an omitted end. An end that consists of steps alone counts from the other
    /// end. If both do, they count from the current revision of the database.
    ///
    /// # Errors
    ///
    /// [`NameError`].
    pub fn resolve(
        repository: &Repository,
        applied: &BTreeSet<String>,
        text: &str,
        open: (&str, &str),
    ) -> Result<Self, NameError> {
        let no_range = || NameError::NoRange(text.to_owned());
        let (from, to) = text.split_once(':').ok_or_else(no_range)?;
        if to.contains(':') {
            return Err(no_range());
        }
        let from = if from.is_empty() { open.0 } else { from };
        let to = if to.is_empty() { open.1 } else { to };
        let (from, to) = match (is_steps(from), is_steps(to)) {
            (true, false) => (format!("{to}{from}"), to.to_owned()),
            (false, true) => (from.to_owned(), format!("{from}{to}")),
            _ => (from.to_owned(), to.to_owned()),
        };
        Ok(Self {
            from: resolve(repository, applied, &from)?,
            to: resolve(repository, applied, &to)?,
        })
    }

    /// The versions from the start to the end, both included.
    ///
    /// # Errors
    ///
    /// [`NameError::NotReachable`] where the end does not follow the start.
    pub fn versions<'g>(&self, graph: &'g Graph) -> Result<BTreeSet<&'g str>, NameError> {
        self.check(graph)?;
        let mut versions = ancestors(graph, &self.to);
        let later = self.from.later(graph);
        let is_start = |version: &str| match &self.from {
            Target::Versions(starts) => starts.iter().any(|start| start == version),
            Target::Base | Target::BranchBase { .. } => false,
        };
        versions.retain(|version| later.contains(version) || is_start(version));
        Ok(versions)
    }

    /// Checks that the end is the start or follows it, directly or not.
    ///
    /// # Errors
    ///
    /// [`NameError::NotReachable`].
    pub(crate) fn check(&self, graph: &Graph) -> Result<(), NameError> {
        let reached = ancestors(graph, &self.to);
        match self
            .from
            .versions()
            .iter()
            .find(|version| !reached.contains(version.as_str()))
        {
            None => Ok(()),
            Some(from) => Err(NameError::NotReachable {
                from: from.clone(),
                to: self.to.to_string(),
            }),
        }
    }

    /// The same the other way round.
    pub(crate) fn reversed(self) -> Self {
        Self {
            from: self.to,
            to: self.from,
        }
    }
}

fn is_steps(text: &str) -> bool {
    matches!(steps(text), Some(("", _)))
}

fn ancestors<'g>(graph: &'g Graph, target: &Target) -> BTreeSet<&'g str> {
    let wanted = target.versions();
    let known = graph
        .versions()
        .filter(|version| wanted.iter().any(|own| own == version));
    graph.with_ancestors(known)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::{Metadata, OwnMetadata, Revision};
    use super::*;
    use moviectl_schema::dialect::Dialect;

    /// `01 <- 02 <- 04 <- 05`, and `03` between `01` and `05` beside them.
    fn repository() -> Repository {
        let revision = |version: &str, revises: &[&str]| {
            let metadata = Metadata {
                run_in_transaction: true,
                moviectl: Some(OwnMetadata {
                    message: String::new(),
                    revises: revises.iter().map(ToString::to_string).collect(),
                    replaces: Vec::new(),
                    dialect: None,
                }),
            };
            Revision::in_memory(
                format!("{version}_r{version}"),
                &metadata,
                String::new(),
                String::new(),
            )
        };
        let revisions = vec![
            revision("01", &[]),
            revision("02", &["01"]),
            revision("03", &["01"]),
            revision("04", &["02"]),
            revision("05", &["03", "04"]),
        ];
        Repository::new(Dialect::Sqlite, None, revisions).unwrap()
    }

    fn versions(text: &str) -> Result<Vec<String>, NameError> {
        let repository = repository();
        let applied = ["01", "02"].map(ToOwned::to_owned).into();
        let range = Range::resolve(&repository, &applied, text, ("base", "heads"))?;
        let versions = range.versions(repository.graph())?;
        Ok(versions.into_iter().map(ToOwned::to_owned).collect())
    }

    #[test]
    fn ends_are_included_and_may_be_left_out() {
        for (text, expected) in [
            ("02:04", &["02", "04"][..]),
            ("02:05", &["02", "04", "05"]),
            ("01:05", &["01", "02", "03", "04", "05"]),
            ("03:", &["03", "05"]),
            (":02", &["01", "02"]),
            (":", &["01", "02", "03", "04", "05"]),
            ("base:03", &["01", "03"]),
            ("base:base", &[]),
            ("04:04", &["04"]),
            ("r02:r04", &["02", "04"]),
            ("current:", &["02", "04", "05"]),
        ] {
            assert_eq!(versions(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn steps_alone_count_from_the_other_end() {
        for (text, expected) in [
            ("-1:04", &["02", "04"][..]),
            ("02:+1", &["02", "04"]),
            ("-2:04", &["01", "02", "04"]),
            (":+1", &["01"]),
            // Both from where the database stands.
            ("-1:+1", &["01", "02", "04"]),
        ] {
            assert_eq!(versions(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_leads_nowhere_is_named() {
        let wrong = |text: &str| versions(text).unwrap_err().to_string();
        assert_eq!(wrong("04:02"), "revision 02 can't be reached from 04");
        assert_eq!(wrong("03:04"), "revision 04 can't be reached from 03");
        assert_eq!(wrong("02:base"), "revision base can't be reached from 02");
        assert_eq!(wrong("02"), "'02' is no range of revisions");
        assert_eq!(wrong("01:02:03"), "'01:02:03' is no range of revisions");
        assert_eq!(wrong("01:zz"), "no revision is called 'zz'");
        let repository = repository();
        let one = resolve(&repository, &BTreeSet::new(), "01:02").unwrap_err();
        assert_eq!(
            one.to_string(),
            "'01:02' is a range, and one revision is wanted here"
        );
    }
}
