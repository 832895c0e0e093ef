//! Attempts to take the lock, again and again.

use std::time::{Duration, Instant};

use super::error::LockError;
use super::locked::Locked;
use crate::database::interrupt;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Tries until it works; `None` at the end of the timeout, which is always after a try.
pub(super) fn poll<Connection>(
    connection: &mut Connection,
    timeout: Duration,
    on_wait: &mut dyn FnMut(&mut Connection),
    attempt: &mut dyn FnMut(&mut Connection) -> Result<bool, LockError>,
) -> Result<Option<Locked>, LockError> {
    let deadline = Instant::now() + timeout;
    let mut pause = FIRST_PAUSE;
    let mut waited = false;
    loop {
        if attempt(connection)? {
            return Ok(Some(Locked {
                waited,
                session: None,
            }));
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        if !waited {
            waited = true;
            on_wait(connection);
        }
        interrupt::check()?;
        std::thread::sleep(pause.min(left));
        interrupt::check()?;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}
