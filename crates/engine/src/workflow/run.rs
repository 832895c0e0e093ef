//! Upgrades and downgrades of the database.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::Duration;

use super::already_there::explain;
use super::error::Error;
use super::event::{Event, Listener};
use super::probe;
use super::status::Status;
use super::workspace::Workspace;
use crate::database::interrupt::Guard;
use crate::database::transaction::Limits;
use crate::database::{AnyConnection, ConnectError, OpenMode, probed};
use crate::migrations::{
    self, NameError, Repository, RunError, RunEvent, RunOptions, Second, Snapshot, resolve, settle,
    steps, to_upgrade,
};

/// The arguments of `upgrade` and `downgrade`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RunRequest {
    /// The revision as typed.
    pub revision: String,
    /// How long to wait for another process.
    pub lock_timeout: Duration,
    /// The limits of each transaction.
    pub limits: Limits,
    /// `upgrade` only: all revisions in one transaction.
    pub atomic: bool,
    /// Scripts may drop objects that no revision created.
    pub accept_loss: bool,
    /// The statement at which to resume a revision that is half done.
    pub resume_at: Option<usize>,
    /// True if each revision waits for the disk; by default only the last one does.
    pub sync_each: bool,
}

impl RunRequest {
    /// A run to `revision` as `upgrade REV` means it.
    pub fn new(revision: impl Into<String>) -> Self {
        let options = RunOptions::default();
        Self {
            revision: revision.into(),
            lock_timeout: options.lock_timeout,
            limits: options.limits,
            atomic: false,
            accept_loss: false,
            resume_at: None,
            sync_each: false,
        }
    }

    /// The same, from records that were read just now, with a way to a second connection, and to one in the place of the
    /// first.
    fn options_from<'a>(
        &self,
        records: &'a Snapshot,
        second: Second<'a>,
        renew: Second<'a>,
    ) -> RunOptions<'a> {
        RunOptions {
            second: Some(second),
            renew: Some(renew),
            server: Some(records.ledger.server()),
            start: Some(records),
            ..self.options()
        }
    }

    fn options(&self) -> RunOptions<'static> {
        RunOptions {
            lock_timeout: self.lock_timeout,
            limits: self.limits,
            atomic: self.atomic,
            accept_loss: self.accept_loss,
            resume_at: self.resume_at,
            sync_each: self.sync_each,
            probe: Some(&probe::fate),
            ..RunOptions::default()
        }
    }
}

/// Applies what is pending up to a revision, and returns the versions applied.
///
/// # Errors
///
/// [`Error`]; revisions applied before the failure stay.
pub fn upgrade(
    workspace: &Workspace,
    request: &RunRequest,
    events: Listener<'_>,
) -> Result<Vec<String>, Error> {
    let source = workspace.source(events)?;
    let repository = source.repository(workspace.dialect())?;
    right_way(&request.revision, '-')?;
    if workspace.is_missing_file() {
        // A name that means nothing is no reason to make a database.
        resolve(&repository, &BTreeSet::new(), &request.revision)?;
    }
    let mut connection = workspace.connect_or_create(events)?;
    workspace.refuse_strangers(&source, &mut connection)?;
    upgrade_on(&mut connection, workspace, &repository, request, events)
}

/// As [`upgrade`], on an open connection.
pub(super) fn upgrade_on(
    connection: &mut AnyConnection,
    workspace: &Workspace,
    repository: &Repository,
    request: &RunRequest,
    events: Listener<'_>,
) -> Result<Vec<String>, Error> {
    let records = Status::records(connection)?;
    workspace.introduce(records.ledger.server(), events);
    let _guard = workspace.guard_process(connection, records.server_process);
    let mut records = adopted(
        connection,
        workspace,
        repository,
        records,
        request.options(),
        events,
    )?;
    let status = Status::of(&records);
    let target = resolve(repository, &status.applied, &request.revision)?;
    if !to_upgrade(repository, &status.applied, &target)?.is_empty() {
        probe_unknown(connection, workspace, &mut records, events)?;
    }
    warn_of_edited(&status, repository, events)?;
    useless_limits(workspace, request, events);
    let second = || workspace.second();
    let guards = RefCell::new(Vec::new());
    let renew = || renewed(workspace, &guards);
    let options = request.options_from(&records, &second, &renew);
    let outcome = migrations::upgrade(connection, repository, &target, options, &mut told(events));
    match outcome {
        Ok(versions) => Ok(versions),
        Err(error) if status.applied.is_empty() && status.half_done.is_empty() => {
            Err(workspace.name_file(explain(connection, workspace, repository, error)))
        }
        Err(error) => Err(workspace.name_file(error.into())),
    }
}

/// Takes back what a revision does not need, and returns the versions.
///
/// # Errors
///
/// [`Error`]; revisions taken back before the failure stay so.
pub fn downgrade(
    workspace: &Workspace,
    request: &RunRequest,
    events: Listener<'_>,
) -> Result<Vec<String>, Error> {
    let source = workspace.source(events)?;
    let repository = source.repository(workspace.dialect())?;
    right_way(&request.revision, '+')?;
    let mut connection = workspace.connect(OpenMode::ReadWrite)?;
    let records = Status::records(&mut connection)?;
    workspace.introduce(records.ledger.server(), events);
    let _guard = workspace.guard_process(&mut connection, records.server_process);
    let records = adopted(
        &mut connection,
        workspace,
        &repository,
        records,
        request.options(),
        events,
    )?;
    let target = resolve(&repository, &records.reached(), &request.revision)?;
    useless_limits(workspace, request, events);
    let second = || workspace.second();
    let guards = RefCell::new(Vec::new());
    let renew = || renewed(workspace, &guards);
    let options = request.options_from(&records, &second, &renew);
    migrations::downgrade(
        &mut connection,
        &repository,
        &target,
        options,
        &mut told(events),
    )
    .map_err(|error| workspace.name_file(error.into()))
}

/// A connection in the place of the first, which Ctrl-C reaches as well.
fn renewed(
    workspace: &Workspace,
    guards: &RefCell<Vec<Guard>>,
) -> Result<AnyConnection, ConnectError> {
    let mut connection = workspace.second()?;
    guards.borrow_mut().push(workspace.guard(&mut connection));
    Ok(connection)
}

/// Takes the last revision back and applies it again: to see whether its `down.sql` works.
///
/// # Errors
///
/// [`Error`]; a revision that could be taken back and not be applied again stays taken back.
pub fn redo(
    workspace: &Workspace,
    request: &RunRequest,
    events: Listener<'_>,
) -> Result<Vec<String>, Error> {
    let taken_back = downgrade(workspace, request, events)?;
    let Some(last) = taken_back.first() else {
        return Err(Error::NothingToRedo);
    };
    let again = RunRequest {
        revision: last.clone(),
        ..request.clone()
    };
    upgrade(workspace, &again, events)
}

/// Finds out what a server can do whose version does not tell. Only an upgrade does so, since it writes.
fn probe_unknown(
    connection: &mut AnyConnection,
    workspace: &Workspace,
    records: &mut Snapshot,
    events: Listener<'_>,
) -> Result<(), Error> {
    let server = records.ledger.server();
    if !server.is_untested_product() {
        return Ok(());
    }
    let probed = probed(server, connection, &|| workspace.second())?;
    if !probed.capabilities().migration_lock {
        events(Event::Warning(format!(
            "the locks of {probed} keep no other session out: make sure that nobody else migrates this database now"
        )));
    }
    records.ledger.set_server(probed);
    Ok(())
}

/// Records squashed revisions in place of those that they replace, and returns the new records. If there is nothing to
/// change, it sends no query.
fn adopted(
    connection: &mut AnyConnection,
    workspace: &Workspace,
    repository: &Repository,
    records: Snapshot,
    options: RunOptions<'_>,
    events: Listener<'_>,
) -> Result<Snapshot, Error> {
    let settled = settle(repository, &records.applied).map_err(RunError::from)?;
    if settled.adopted.is_empty() {
        return Ok(records);
    }
    adopt(connection, workspace, repository, options, events)?;
    Status::records(connection)
}

/// Records squashed revisions in place of those that they replace.
pub(super) fn adopt(
    connection: &mut AnyConnection,
    workspace: &Workspace,
    repository: &Repository,
    options: RunOptions<'_>,
    events: Listener<'_>,
) -> Result<(), Error> {
    let adopted = migrations::adopt(connection, repository, options)
        .map_err(|error| workspace.name_file(error.into()))?;
    for one in adopted {
        events(Event::Done(format!(
            "Recorded {} in place of {}",
            one.version,
            one.replaced.join(", ")
        )));
    }
    Ok(())
}

/// Warns of applied revisions whose scripts were edited since: they are not run again.
fn warn_of_edited(
    status: &Status,
    repository: &Repository,
    events: Listener<'_>,
) -> Result<(), Error> {
    for version in status.edited(repository)? {
        events(Event::Warning(edited_warning(&version)));
    }
    Ok(())
}

/// The warning of a revision that was edited after it was applied.
pub(crate) fn edited_warning(version: &str) -> String {
    format!(
        "up.sql of revision {version} was edited after it was applied; \
         `moviectl stamp --accept-changes` records that it may be so"
    )
}

/// A file has no timeouts but the lock's.
fn useless_limits(workspace: &Workspace, request: &RunRequest, events: Listener<'_>) {
    if request.limits != Limits::default() && workspace.dialect().features().embedded {
        events(Event::Note(format!(
            "{} has no timeouts of statements: --db-lock-timeout and --statement-timeout make no difference",
            workspace.dialect()
        )));
    }
}

/// `upgrade -1` and `downgrade +1` are slips, not requests.
pub(super) fn right_way(name: &str, wrong: char) -> Result<(), Error> {
    match steps(name) {
        Some(("", _)) if name.starts_with(wrong) => Err(NameError::WrongDirection {
            name: name.to_owned(),
        }
        .into()),
        _ => Ok(()),
    }
}

fn told<'a>(events: &'a mut dyn FnMut(Event)) -> impl FnMut(RunEvent<'_>) + 'a {
    |event| match event {
        RunEvent::Waiting(holder) => events(Event::Waiting(holder.cloned())),
        RunEvent::WaitingForStatement => events(Event::WaitingForStatement),
        RunEvent::Warned { path, line, text } => {
            events(Event::Warning(format!("{}:{line}: {text}", path.display())));
        }
        RunEvent::Resuming {
            statement,
            statements,
        } => events(Event::Resuming {
            statement,
            statements,
        }),
        RunEvent::Running {
            revision,
            direction,
        } => events(Event::running(revision, direction)),
    }
}
