//! How to run, and what is told meanwhile.

use std::time::Duration;

use crate::migrations::revision::{Direction, Revision};

/// How to run.
#[derive(Debug, Clone, Copy)]
pub struct RunOptions {
    /// How long to wait for another process that runs revisions on the same database.
    pub lock_timeout: Duration,
}

impl Default for RunOptions {
    /// One minute.
    fn default() -> Self {
        Self {
            lock_timeout: Duration::from_secs(60),
        }
    }
}

/// What happens while revisions run.
#[derive(Debug, Clone, Copy)]
pub enum RunEvent<'a> {
    /// Another process holds the lock.
    Waiting,
    /// A revision is about to run; the versions are those that it goes from and to.
    Running {
        /// The revision.
        revision: &'a Revision,
        /// Up or down.
        direction: Direction,
    },
}
