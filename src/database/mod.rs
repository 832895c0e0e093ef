//! Connections: URLs, settings, transactions, scratch databases.
