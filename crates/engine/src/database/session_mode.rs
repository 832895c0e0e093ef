//! How MySQL and MariaDB are to read what is sent to them. A script for their command line says the same as our own
//! sessions, or it would do something else there.

/// The `sql_mode` of a session, as an expression over the one that it has.
///
/// - `STRICT_TRANS_TABLES`: without a strict mode a value that does not fit is cut to fit, and a conversion that loses
///   data is no error.
/// - Without `ANSI_QUOTES` and `NO_BACKSLASH_ESCAPES`, and without the modes that imply the former: our literals double
///   backslashes, and the splitter reads `"…"` as a string, as the server does by default. What either takes for a
///   string must be one to the server too, or a script would be cut in the wrong places.
///
/// See "Server SQL Modes" in the manuals of MySQL and MariaDB.
pub(crate) const SESSION_MODE: &str = "TRIM(BOTH ',' FROM \
     REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(\
     CONCAT(',', REPLACE(@@SESSION.sql_mode, ',', ',,'), ',,STRICT_TRANS_TABLES,'), \
     ',ANSI_QUOTES,', ''), ',NO_BACKSLASH_ESCAPES,', ''), ',ANSI,', ''), ',ORACLE,', ''), ',MSSQL,', ''), \
     ',DB2,', ''), ',MAXDB,', ''), ',POSTGRESQL,', ''), ',,', ','))";
