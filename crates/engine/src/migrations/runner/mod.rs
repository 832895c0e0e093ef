//! Applies revisions and takes them back.
//!
//! A revision runs in one of three ways, each in a file of its own:
//!
//! - [`transaction`]: one transaction holds the lock, the script and the records. Whoever is killed when, the revision is
//!   applied whole or not at all.
//! - [`rebuild`]: the same with SQLite's foreign keys off, since dropping a table would delete the rows of its children.
//! - [`stepwise`]: statement by statement, each with a record, where no transaction can hold the script. It goes on where it
//!   stopped.
//!
//! Each statement is one message, sent once: the one that failed is the one that was sent.

mod adopt;
mod atomic;
mod checksums;
mod context;
mod error;
mod job;
mod losses;
mod options;
mod outcome;
mod pairs;
mod rebuild;
mod run;
mod scratch;
mod stamp;
mod stepwise;
mod stopped;
mod transaction;

pub use adopt::adopt;
pub(crate) use checksums::{accept_changes, edited};
pub use error::{Account, Aftermath, RunError};
pub(in crate::migrations) use job::{not_run, read_script, record};
pub use options::{Fate, Probe, RunEvent, RunOptions, Second};
pub use pairs::Unpaired;
pub use run::{downgrade, upgrade};
pub(crate) use scratch::run_on_scratch;
pub use stamp::stamp;
