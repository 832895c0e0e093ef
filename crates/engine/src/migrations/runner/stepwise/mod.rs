//! A revision that runs outside of a transaction, statement by statement. A record is committed before each statement
//! begins and after it is done. The next run after a crash continues where it stopped.
//!
//! On a server, the session holds the lock meanwhile, or a second connection does, since a statement on this connection
//! may end every transaction. On SQLite, each record is written under the file's own lock, and only if no other process
//! was faster. While the lock is held, the record that a statement is done is also the record that the next one begins.
//! The last one is the record of the revision. So each statement needs one commit.
//!
//! A script with `LOCK TABLES` (MySQL) keeps its session from all other tables. Its records are written on a second
//! connection.

mod connections;
mod pieces;
mod resume;
mod run;
mod run_piece;
mod turn_back;
mod walk;

pub(super) use run::run;
pub(super) use turn_back::turn_back;
