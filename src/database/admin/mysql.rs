//! Databases of a MySQL or MariaDB server.

use diesel::connection::SimpleConnection as _;
use diesel::mysql::MysqlConnection;

use super::{AdminError, Created, Dropped};
use crate::database::connect::{ConnectError, mysql};
use crate::database::url::{DatabaseUrl, Target};
use crate::dialect::Dialect;

pub(super) fn exists(url: &DatabaseUrl) -> Result<bool, AdminError> {
    Ok(open(url).is_ok())
}

pub(super) fn create(url: &DatabaseUrl) -> Result<Created, AdminError> {
    let name = url.database_name().unwrap_or_default();
    let mut connection = open(&url.with_database(""))?;
    let sql = format!("CREATE DATABASE {}", Dialect::Mysql.quote(&name));
    connection
        .batch_execute(&sql)
        .map_err(|source| AdminError::Refused {
            action: "create",
            database: name,
            source,
        })?;
    Ok(Created::Created)
}

pub(super) fn drop(url: &DatabaseUrl) -> Result<Dropped, AdminError> {
    let name = url.database_name().unwrap_or_default();
    let mut connection = open(&url.with_database(""))?;
    let sql = format!("DROP DATABASE {}", Dialect::Mysql.quote(&name));
    connection
        .batch_execute(&sql)
        .map_err(|source| AdminError::Refused {
            action: "drop",
            database: name,
            source,
        })?;
    Ok(Dropped::Dropped)
}

pub(in crate::database) fn open(url: &DatabaseUrl) -> Result<MysqlConnection, ConnectError> {
    match url.target() {
        Target::Mysql(target) => mysql::open(target),
        Target::Sqlite(_) | Target::Postgres(_) => Err(ConnectError::Unsupported),
    }
}
