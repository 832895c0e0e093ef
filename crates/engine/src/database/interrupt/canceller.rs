//! How a running statement is stopped from outside.

use std::fmt;
use std::sync::Arc;

/// Stops the statement that is running.
#[doc(hidden)]
#[derive(Clone)]
pub struct Canceller {
    action: Arc<dyn Fn() + Send + Sync>,
}

impl Canceller {
    /// One that does whatever is needed. It runs in a thread of its own.
    pub(super) fn new(action: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            action: Arc::new(action),
        }
    }

    pub(super) fn cancel(&self) {
        (self.action)();
    }
}

impl fmt::Debug for Canceller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Canceller")
    }
}
