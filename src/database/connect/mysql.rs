//! Connecting to MySQL and MariaDB.

use diesel::connection::{CacheSize, Connection as _};
use diesel::mysql::MysqlConnection;

use super::error::{ConnectError, DriverMessage};
use crate::database::url::MysqlUrl;

pub(in crate::database) fn open(url: &MysqlUrl) -> Result<MysqlConnection, ConnectError> {
    match MysqlConnection::establish(&url.to_secret_string()) {
        Ok(mut connection) => {
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
            Ok(connection)
        }
        Err(error) => Err(ConnectError::Server {
            server: "the server".to_owned(),
            message: DriverMessage(error.to_string()),
        }),
    }
}
