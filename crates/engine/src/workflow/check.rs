//! `check`: reports missing and pending migrations.

use super::compare;
use super::error::Error;
use super::event::Listener;
use super::migrate_options::Against;
use super::scratch;
use super::spelled::spelled;
use super::status::Status;
use super::strangers::Owner;
use super::workspace::Workspace;
use crate::database::OpenMode;
use crate::inspect::inspect;
use crate::migrations::{Progress, Repository};
use moviectl_schema::diff::Side;
use moviectl_schema::schema::Change;

/// The findings of `check`.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CheckReport {
    /// Revisions of the repository that the database lacks.
    pub pending: Vec<String>,
    /// Versions that the database has recorded and the repository lacks.
    pub unknown: Vec<String>,
    /// Differences between what is declared and what is there.
    pub differences: Vec<Change>,
    /// The tables are there, and no record explains them.
    pub unrecorded: bool,
    /// The heads, where there are several.
    pub heads: Vec<String>,
    /// Applied revisions whose script was edited since.
    pub edited: Vec<String>,
    /// Revisions that are half applied, or half taken back.
    pub half_done: Vec<Progress>,
}

impl CheckReport {
    /// Returns whether there is nothing to do.
    pub fn is_clean(&self) -> bool {
        self.pending.is_empty()
            && self.unknown.is_empty()
            && self.differences.is_empty()
            && !self.unrecorded
            && self.heads.is_empty()
            && self.edited.is_empty()
            && self.half_done.is_empty()
    }
}

/// Compares what is declared with the database, or with what the migrations build. Writes nothing to the database.
///
/// # Errors
///
/// [`Error`].
pub fn check(
    workspace: &Workspace,
    against: Against,
    scratch_url: Option<&str>,
    events: Listener<'_>,
) -> Result<CheckReport, Error> {
    match against {
        Against::Database => check_live(workspace, events),
        Against::Migrations => check_built(workspace, scratch_url, events),
    }
}

fn check_live(workspace: &Workspace, events: Listener<'_>) -> Result<CheckReport, Error> {
    let source = workspace.source(events)?;
    let repository = source.repository_or_empty(workspace.dialect())?;
    let declaration = source.declaration(workspace.dialect())?;
    let mut connection = workspace.connect(OpenMode::ReadOnly)?;
    let records = Status::records(&mut connection)?;
    workspace.meet(&declaration, records.ledger.server(), events)?;
    let status = Status::of(&records).settled(&repository);
    let pending = status.pending(&repository);
    let live = inspect(&mut connection)?;
    if pending.is_empty() {
        declaration.refuse_misplaced(workspace.dialect(), &live)?;
    }
    let declared = declaration.schema;
    let spelled = spelled(&mut connection, &declared, events)?;
    let owner = Owner::new(workspace, &declared, &repository);
    let (ours, left_alone) = owner.part_live(live)?;
    owner.tell(&mut connection, &ours, &left_alone, events)?;
    let wanted = Side::new(&declared, &spelled);
    let differences = compare::changes(&mut connection, source.mode(), &ours, wanted)?;
    let unrecorded = status.applied.is_empty()
        && status.half_done.is_empty()
        && !repository.is_empty()
        && !ours.tables.is_empty();
    Ok(CheckReport {
        unknown: status
            .applied
            .iter()
            .filter(|version| !repository.graph().contains(version))
            .cloned()
            .collect(),
        differences,
        pending,
        unrecorded,
        heads: several_heads(&repository),
        edited: status.edited(&repository)?,
        half_done: status.half_done,
    })
}

fn check_built(
    workspace: &Workspace,
    scratch_url: Option<&str>,
    events: Listener<'_>,
) -> Result<CheckReport, Error> {
    let source = workspace.source(events)?;
    let repository = source.repository(workspace.dialect())?;
    let declaration = source.declaration(workspace.dialect())?;
    let mut scratch = scratch::open(workspace, workspace.url(), scratch_url)?;
    workspace.meet(&declaration, scratch.target(), events)?;
    let built = scratch::replay(workspace, &mut scratch, &repository, events)?;
    declaration.refuse_misplaced(workspace.dialect(), &built)?;
    let declared = declaration.schema;
    let spelled = spelled(scratch.connection(), &declared, events)?;
    let owner = Owner::new(workspace, &declared, &repository);
    let (built, left_alone) = owner.part_built(built)?;
    owner.tell_built(&left_alone, events);
    let wanted = Side::new(&declared, &spelled);
    let differences = compare::changes(scratch.connection(), source.mode(), &built, wanted)?;
    scratch.close()?;
    Ok(CheckReport {
        differences,
        heads: several_heads(&repository),
        ..CheckReport::default()
    })
}

fn several_heads(repository: &Repository) -> Vec<String> {
    match repository.graph().heads().as_slice() {
        [] | [_] => Vec::new(),
        several => several.iter().map(ToString::to_string).collect(),
    }
}
