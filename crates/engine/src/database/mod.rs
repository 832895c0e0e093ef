//! Connections: URLs, settings, transactions, the migration lock, scratch databases, and what Ctrl-C does meanwhile.

pub mod admin;
mod catalogue;
mod connect;
mod connection;
mod count;
mod in_turn;
pub mod interrupt;
mod journal;
mod lock;
#[cfg(feature = "mysql")]
mod mysql;
mod patience;
#[doc(hidden)]
pub mod query;
mod read_only;
mod scratch;
mod server;
mod server_process;
mod session;
mod session_mode;
pub mod settings;
mod superuser;
mod table_parts;
#[cfg(all(test, any(feature = "postgres", feature = "mysql")))]
pub(crate) mod test_server;
mod text_search;
#[doc(hidden)]
pub mod transaction;
mod url;

pub use catalogue::column_names;
pub use connect::{
    ConnectError, ConnectOptions, DEFAULT_BUSY_TIMEOUT, DriverMessage, Echo, OpenMode, connect,
};
pub use connection::{AnyConnection, DatabaseError, MultiBackend as AnyBackend};
pub(crate) use count::count_up_to;
pub use in_turn::{Turn, in_turn};
pub(crate) use journal::Journal;
pub(crate) use lock::{HeldLock, LOCK_KEY, begin_without_lock, lock, session_lock_name};
pub use lock::{LockError, LockHolder};
#[cfg(feature = "mysql")]
pub use mysql::MysqlConnection;
#[cfg(feature = "mysql")]
pub(crate) use mysql::is_denied;
pub(crate) use patience::Patience;
#[doc(hidden)]
pub use read_only::is_read_only;
#[doc(hidden)]
pub use scratch::SCRATCH_PREFIX;
pub use scratch::{Scratch, ScratchError};
pub use server::server;
pub(crate) use server::{probed, server_of, version_expression};
pub(crate) use server_process::still_runs;
pub(crate) use session::Session;
pub(crate) use session_mode::SESSION_MODE;
pub(crate) use superuser::superuser;
pub(crate) use table_parts::{TablePart, table_parts};
pub use text_search::{Condition, TextSearch};
pub use transaction::Limits;
pub use url::{DatabaseUrl, UrlError};
