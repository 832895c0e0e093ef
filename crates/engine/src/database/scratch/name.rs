//! Names of scratch databases.

#[cfg(any(feature = "postgres", feature = "mysql"))]
use std::hash::{BuildHasher as _, RandomState};
#[cfg(any(feature = "postgres", feature = "mysql"))]
use std::time::SystemTime;

/// The prefix of the names of all scratch databases; sixteen hexadecimal digits follow.
pub const SCRATCH_PREFIX: &str = "moviectl_scratch_";

/// Sixteen digits that no other run has, whatever its machine: the hasher's keys are the system's random numbers.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) fn new_name() -> String {
    let unique = (std::process::id(), SystemTime::now());
    let digits = RandomState::new().hash_one(unique);
    format!("{SCRATCH_PREFIX}{digits:016x}")
}
