//! The `sql_mode` with which MySQL and MariaDB read statements. A script for their command line sets the same mode as
//! moviectl's sessions, or its statements would have other effects there.

/// The `sql_mode` of a session, as an expression over its present value.
///
/// - `STRICT_TRANS_TABLES`: without a strict mode, the server cuts a value that does not fit, and a conversion that
///   loses data is no error.
/// - Without `ANSI_QUOTES` and `NO_BACKSLASH_ESCAPES`, and without the modes that imply the former: moviectl's
///   literals double backslashes, and the splitter reads `"…"` as a string, as the server does by default. A text that
///   either takes for a string must be one to the server too, or a script would be cut in the wrong places.
///
/// See "Server SQL Modes" in the manuals of MySQL and MariaDB.
pub(crate) const SESSION_MODE: &str = "TRIM(BOTH ',' FROM \
     REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(\
     CONCAT(',', REPLACE(@@SESSION.sql_mode, ',', ',,'), ',,STRICT_TRANS_TABLES,'), \
     ',ANSI_QUOTES,', ''), ',NO_BACKSLASH_ESCAPES,', ''), ',ANSI,', ''), ',ORACLE,', ''), ',MSSQL,', ''), \
     ',DB2,', ''), ',MAXDB,', ''), ',POSTGRESQL,', ''), ',,', ','))";
