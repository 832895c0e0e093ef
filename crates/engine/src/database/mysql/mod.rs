//! Connections to MySQL and MariaDB as Diesel's queries take them, over a driver in Rust.
//!
//! Diesel's own connection needs the system's client library, which is another one on each machine: one release of it
//! returned every text empty (Diesel's issue 5091, MariaDB's CONC-821), and what MySQL 9 tells of `SHOW CREATE TABLE` it
//! takes for a statement without rows. With feature `mysqlclient` an application can hand over such a connection all the
//! same.

mod bind;
mod connection;
mod driver;
mod error;
#[cfg(feature = "mysqlclient")]
mod library;
mod local_file;
mod row;

pub use connection::MysqlConnection;
pub(in crate::database) use driver::Driver;
pub(in crate::database) use error::diesel_error;
pub(crate) use error::is_denied;
pub(in crate::database) use row::ColumnKind;
