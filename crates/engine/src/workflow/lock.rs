//! One writer of revisions at a time.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;

use super::error::Error;
use super::event::{Event, Listener};
use super::project::Project;
use super::swap::finish;
use moviectl_schema::dialect::Dialect;

/// The right to write revisions, until it is dropped or the process ends.
pub(super) struct RevisionLock {
    _directory: Option<File>,
}

/// Waits until nobody else writes revisions of the project, and finishes what was cut off. The lock is the system's, on
/// the directory itself, so that no file is left of it.
pub(super) fn lock_revisions(
    project: &Project,
    events: Listener<'_>,
) -> Result<RevisionLock, Error> {
    let directory = match File::open(&project.migrations) {
        Ok(directory) => Some(directory),
        // A project without a repository has nothing to lock.
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => {
            unlocked(project, &error, events);
            None
        }
    };
    if let Some(directory) = &directory {
        let locked = match directory.try_lock() {
            Err(TryLockError::WouldBlock) => {
                events(Event::Note(format!(
                    "waiting for another process that writes revisions in {}",
                    project.relative(&project.migrations).display()
                )));
                directory.lock()
            }
            Err(TryLockError::Error(error)) => Err(error),
            Ok(()) => Ok(()),
        };
        if let Err(error) = locked {
            unlocked(project, &error, events);
        }
    }
    let mut finished = Vec::new();
    for dialect in Dialect::ALL {
        if let Some(revisions) = project.revisions(dialect)
            && !finished.contains(&revisions)
        {
            finish(&revisions)?;
            finished.push(revisions);
        }
    }
    Ok(RevisionLock {
        _directory: directory,
    })
}

/// Some network file systems lock no directories.
fn unlocked(project: &Project, error: &std::io::Error, events: Listener<'_>) {
    events(Event::Warning(format!(
        "cannot lock {} ({error}): make sure that nobody else writes revisions there now",
        project.relative(&project.migrations).display()
    )));
}
