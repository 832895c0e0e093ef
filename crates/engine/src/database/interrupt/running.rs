//! The statement that a thread runs on a server, by which another thread finds it there: behind a pooler the server process
//! that a connection was told of may run somebody else's by now.

use std::cell::OnceCell;
use std::sync::{Arc, Mutex, PoisonError};

/// The statement that a thread began last.
#[derive(Clone, Default)]
pub(in crate::database) struct Running(Arc<Mutex<String>>);

thread_local! {
    static OF_THREAD: OnceCell<Running> = const { OnceCell::new() };
}

impl Running {
    /// That of this thread.
    pub(in crate::database) fn here() -> Self {
        OF_THREAD.with(|cell| cell.get_or_init(Self::default).clone())
    }

    /// Takes the statement down.
    pub(in crate::database) fn begins(&self, sql: &str) {
        sql.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The statement.
    #[cfg(feature = "postgres")]
    pub(super) fn statement(&self) -> String {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
