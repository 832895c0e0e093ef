//! Revisions that stand for several earlier ones, and databases that have those.
//!
//! A squashed revision has the version of the last one that it replaces, so Diesel's own tool takes it for applied if
//! that one is. The records of the others then have to be deleted.

use std::collections::BTreeSet;

use thiserror::Error;

use super::repository::Repository;

/// A database that has some of what a revision replaces, and not all of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "revision {version} replaces revisions that are applied here in part: {} {}, {} {}",
    applied.join(", "), if applied.len() == 1 { "is" } else { "are" },
    missing.join(", "), if missing.len() == 1 { "is not" } else { "are not" }
)]
#[non_exhaustive]
pub struct PartlySquashed {
    /// The revision in the repository.
    pub version: String,
    /// The versions that are applied.
    pub applied: Vec<String>,
    /// The versions that are not applied.
    pub missing: Vec<String>,
}

/// A revision that is applied, because all that it replaces is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Adopted {
    /// The revision in the repository.
    pub version: String,
    /// The recorded versions that it stands for.
    pub replaced: Vec<String>,
}

/// The applied versions, expressed in revisions of the repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Settled {
    /// The versions.
    pub applied: BTreeSet<String>,
    /// Revisions whose records still name what they replace.
    pub adopted: Vec<Adopted>,
}

/// Takes recorded versions for the revisions that replace them. Pure: no database.
///
/// # Errors
///
/// [`PartlySquashed`].
pub(crate) fn settle(
    repository: &Repository,
    applied: &BTreeSet<String>,
) -> Result<Settled, PartlySquashed> {
    let mut settled = Settled {
        applied: applied.clone(),
        adopted: Vec::new(),
    };
    for revision in repository.revisions() {
        let replaced: BTreeSet<&String> = revision.replaces.iter().collect();
        let (present, missing): (Vec<&String>, Vec<&String>) = replaced
            .into_iter()
            .partition(|version| applied.contains(*version));
        let Some(first) = present.first() else {
            continue;
        };
        let own = applied.contains(&revision.version);
        // A missing version may have been squashed before, into one of the versions that are applied. Then it is older
        // than they are.
        if !own || missing.iter().any(|version| version > first) {
            let with_own = |versions: Vec<&String>, add: bool| {
                let own = add.then_some(&revision.version);
                versions.into_iter().chain(own).cloned().collect()
            };
            return Err(PartlySquashed {
                version: revision.version.clone(),
                applied: with_own(present, own),
                missing: with_own(missing, !own),
            });
        }
        for version in &present {
            settled.applied.remove(*version);
        }
        settled.adopted.push(Adopted {
            version: revision.version.clone(),
            replaced: present.into_iter().cloned().collect(),
        });
    }
    Ok(settled)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::{Metadata, OwnMetadata, Revision};
    use super::*;
    use moviectl_schema::dialect::Dialect;

    /// `01 <- 04`, which replaces `02` and `03`.
    fn repository() -> Repository {
        let revision = |version: &str, revises: &[&str], replaces: &[&str]| {
            let metadata = Metadata {
                run_in_transaction: true,
                moviectl: Some(OwnMetadata {
                    message: String::new(),
                    revises: revises.iter().map(ToString::to_string).collect(),
                    replaces: replaces.iter().map(ToString::to_string).collect(),
                    dialect: None,
                }),
            };
            Revision::in_memory(version, &metadata, "SELECT 1".into(), "SELECT 2".into())
        };
        let revisions = vec![
            revision("01", &[], &[]),
            revision("04", &["01"], &["02", "03"]),
        ];
        Repository::new(Dialect::Sqlite, None, revisions).unwrap()
    }

    fn settled(applied: &[&str]) -> Result<Vec<String>, String> {
        let applied = applied.iter().map(ToString::to_string).collect();
        settle(&repository(), &applied)
            .map(|settled| settled.applied.into_iter().collect())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn all_or_none_of_what_is_replaced() {
        assert_eq!(settled(&[]).unwrap(), Vec::<String>::new());
        assert_eq!(settled(&["01"]).unwrap(), ["01"]);
        assert_eq!(settled(&["01", "04"]).unwrap(), ["01", "04"]);
        assert_eq!(settled(&["01", "02", "03", "04"]).unwrap(), ["01", "04"]);
        // 02 was squashed into 03 before.
        assert_eq!(settled(&["01", "03", "04"]).unwrap(), ["01", "04"]);
        assert_eq!(settled(&["01", "unknown"]).unwrap(), ["01", "unknown"]);
    }

    #[test]
    fn a_part_is_named() {
        assert_eq!(
            settled(&["01", "02"]).unwrap_err(),
            "revision 04 replaces revisions that are applied here in part: 02 is, 03, 04 are not"
        );
        assert_eq!(
            settled(&["01", "02", "04"]).unwrap_err(),
            "revision 04 replaces revisions that are applied here in part: 02, 04 are, 03 is not"
        );
    }
}
