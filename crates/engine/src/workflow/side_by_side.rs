//! Revisions side by side, run one after the other: a script that was written without knowing the other branch may remove what that
//! one made. A table of SQLite that a script makes anew has the columns of the script.

use std::collections::{BTreeSet, HashSet};

use super::error::Error;
use super::event::{Event, Listener};
use super::scratch::{self, GuardedScratch};
use super::witness;
use super::workspace::Workspace;
use crate::inspect::Entry;
use crate::migrations::{Repository, Revision};

/// Revisions in the order in which they run: those that both branches follow, those of one branch, and those of the other.
pub(super) struct InTurn<'r> {
    pub(super) common: Vec<&'r Revision>,
    pub(super) first: Vec<&'r Revision>,
    pub(super) second: Vec<&'r Revision>,
}

/// Runs the revisions on an empty scratch database. Returns the objects of the first branch that the second one removes, in words.
pub(super) fn lost(
    workspace: &Workspace,
    scratch: &mut GuardedScratch,
    in_turn: InTurn<'_>,
    events: Listener<'_>,
) -> Result<Vec<String>, Error> {
    scratch::run_all(workspace, scratch, in_turn.common, events)?;
    let base = witness::look(scratch.database());
    scratch::run_all(workspace, scratch, in_turn.first, events)?;
    let before = witness::look(scratch.database());
    scratch::run_all(workspace, scratch, in_turn.second, events)?;
    let (Ok(base), Ok(before), Ok(after)) = (base, before, witness::look(scratch.database()))
    else {
        return Ok(Vec::new());
    };
    let made: HashSet<&Entry> = base.lacking(&before).collect();
    let lost = after.lacking(&before).filter(|entry| made.contains(entry));
    Ok(lost.map(ToString::to_string).collect())
}

/// Warns if a database that has one of the heads loses something by the revisions of another one. Such scripts are of databases
/// that make tables anew, which have scratch databases for nothing.
pub(super) fn warn_of_losses(
    workspace: &Workspace,
    repository: &Repository,
    heads: &[String],
    events: Listener<'_>,
) {
    if repository.dialect.features().alter_in_place {
        return;
    }
    for first in heads {
        for second in heads.iter().filter(|head| *head != first) {
            // Branches that do not run one after the other lose nothing.
            let lost = behind(workspace, repository, first, second).unwrap_or_default();
            if !lost.is_empty() {
                events(Event::Warning(format!(
                    "a database that has {first} loses by the revisions up to {second}: {}; `moviectl rebase` puts one branch behind the other",
                    lost.join(", ")
                )));
            }
        }
    }
}

fn behind(
    workspace: &Workspace,
    repository: &Repository,
    first: &str,
    second: &str,
) -> Result<Vec<String>, Error> {
    let graph = repository.graph();
    let of_head = |head: &str| -> BTreeSet<String> {
        let versions = graph.with_ancestors(graph.versions().filter(|version| *version == head));
        versions.into_iter().map(ToOwned::to_owned).collect()
    };
    let (one, other) = (of_head(first), of_head(second));
    let within = |keep: &dyn Fn(&String) -> bool| {
        let revisions = repository.revisions();
        revisions.filter(|own| keep(&own.version)).collect()
    };
    let in_turn = InTurn {
        common: within(&|version| one.contains(version) && other.contains(version)),
        first: within(&|version| one.contains(version) && !other.contains(version)),
        second: within(&|version| other.contains(version) && !one.contains(version)),
    };
    let mut scratch = scratch::open(workspace, workspace.url(), None)?;
    let lost = lost(workspace, &mut scratch, in_turn, &mut |_| {});
    scratch.close()?;
    lost
}
