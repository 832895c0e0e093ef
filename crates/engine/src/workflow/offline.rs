//! Rehearsals of an upgrade, a downgrade or a stamp: a list of the revisions, or a script for another person to run.
//! Nothing is written into any database, and no lock is taken.

use std::collections::BTreeSet;

use super::error::Error;
use super::event::{Event, Listener};
use super::run::right_way;
use super::stamp::StampRequest;
use super::status::Status;
use super::workspace::Workspace;
use crate::migrations::{
    Direction, Range, Repository, Revision, RunError, check_script, resolve, run_script, settle,
    stamp_script, to_downgrade, to_upgrade,
};

/// Lists the revisions that would run, one event a revision, in order. Refuses the scripts that the run would refuse.
///
/// # Errors
///
/// [`Error`]; those that the run itself would find before it runs anything.
pub fn dry_run(
    workspace: &Workspace,
    revision: &str,
    direction: Direction,
    events: Listener<'_>,
) -> Result<Vec<Event>, Error> {
    let start = Start::of_database(workspace, direction, revision, events)?;
    let target = resolve(&start.repository, &start.applied, revision)?;
    let revisions = match direction {
        Direction::Up => to_upgrade(&start.repository, &start.applied, &target)?,
        Direction::Down => to_downgrade(&start.repository, &start.applied, &target)?,
    };
    for revision in &revisions {
        check_script(start.repository.dialect, revision, direction)?;
    }
    Ok(told(&revisions, direction))
}

fn told(revisions: &[&Revision], direction: Direction) -> Vec<Event> {
    revisions
        .iter()
        .map(|revision| Event::would_run(revision, direction))
        .collect()
}

/// The script of an upgrade or a downgrade, or of a range of one (`A:B`), which needs no database. `None` where there
/// is nothing to do.
///
/// # Errors
///
/// [`Error`].
pub fn script(
    workspace: &Workspace,
    revision: &str,
    direction: Direction,
    events: Listener<'_>,
) -> Result<Option<String>, Error> {
    let start;
    let target;
    if Range::is_one(revision) {
        let open = match direction {
            Direction::Up => ("base", "head"),
            Direction::Down => ("head", "base"),
        };
        let source = workspace.source(events)?;
        let repository = source.repository(workspace.dialect())?;
        let applied = if Range::needs_database(revision) {
            Status::of_workspace(workspace)?.applied
        } else {
            BTreeSet::new()
        };
        let range = Range::resolve(&repository, &applied, revision, open)?;
        match direction {
            Direction::Up => range.check(repository.graph())?,
            Direction::Down => range.clone().reversed().check(repository.graph())?,
        }
        let from = range.from.versions().iter().map(String::as_str);
        let applied: BTreeSet<String> = repository
            .graph()
            .with_ancestors(from)
            .into_iter()
            .map(ToOwned::to_owned)
            .collect();
        start = Start {
            recorded: applied.clone(),
            applied,
            repository,
        };
        target = range.to;
    } else {
        start = Start::of_database(workspace, direction, revision, events)?;
        target = resolve(&start.repository, &start.applied, revision)?;
    }
    let revisions = match direction {
        Direction::Up => to_upgrade(&start.repository, &start.applied, &target)?,
        Direction::Down => to_downgrade(&start.repository, &start.applied, &target)?,
    };
    if revisions.is_empty() {
        return Ok(None);
    }
    let script = run_script(
        &start.repository,
        &database_name(workspace),
        &start.recorded,
        &revisions,
        direction,
    )?;
    Ok(Some(script))
}

/// The script of a stamp. A range `A:B` is for a database that stands at A.
///
/// # Errors
///
/// [`Error`].
pub fn stamp_sql(
    workspace: &Workspace,
    request: &StampRequest,
    events: Listener<'_>,
) -> Result<String, Error> {
    let source = workspace.source(events)?;
    let repository = source.repository(workspace.dialect())?;
    let (applied, targets) = match request.revisions.as_slice() {
        [range] if Range::is_one(range) => {
            let recorded = if Range::needs_database(range) {
                Status::of_workspace(workspace)?.applied
            } else {
                BTreeSet::new()
            };
            let range = Range::resolve(&repository, &recorded, range, ("base", "head"))?;
            let from = range.from.versions().iter().map(String::as_str);
            let applied = repository.graph().with_ancestors(from);
            let applied = applied.into_iter().map(ToOwned::to_owned).collect();
            (applied, vec![range.to])
        }
        _ => {
            let applied = Status::of_workspace(workspace)?.applied;
            let targets = request.targets(&repository, &applied)?;
            (applied, targets)
        }
    };
    Ok(stamp_script(
        &repository,
        &database_name(workspace),
        &applied,
        &targets,
        request.purge,
    )?)
}

/// The name of the database on its server.
fn database_name(workspace: &Workspace) -> String {
    workspace.url().database_name().unwrap_or_default()
}

/// The state of the database that a script starts from.
struct Start {
    repository: Repository,
    /// The applied versions, with squashed revisions in place of those that they replace.
    applied: BTreeSet<String>,
    /// The versions that the database has recorded.
    recorded: BTreeSet<String>,
}

impl Start {
    /// Reads the state of the database: the base, if there is no database yet.
    fn of_database(
        workspace: &Workspace,
        direction: Direction,
        revision: &str,
        events: Listener<'_>,
    ) -> Result<Self, Error> {
        let source = workspace.source(events)?;
        let repository = source.repository(workspace.dialect())?;
        right_way(
            revision,
            match direction {
                Direction::Up => '-',
                Direction::Down => '+',
            },
        )?;
        let recorded = match workspace.connect_if_exists()? {
            Some(mut connection) => {
                if direction == Direction::Up {
                    workspace.refuse_strangers(&source, &mut connection)?;
                }
                Status::read(&mut connection)?.applied
            }
            None => {
                events(Event::Note(
                    "there is no database yet: starting from the base".into(),
                ));
                BTreeSet::new()
            }
        };
        Ok(Self {
            applied: settle(&repository, &recorded)
                .map_err(RunError::from)?
                .applied,
            repository,
            recorded,
        })
    }
}
