//! Connections: URLs, settings, transactions, scratch databases.

mod connection;

pub use connection::AnyConnection;
