//! Facts about the server that its catalogue depends on.

use diesel::prelude::*;
use diesel::sql_query;

use super::super::error::{InspectError, query_error};
use super::catalogue::{self, Flavour, ServerRow};
use crate::database::MysqlConnection;
use moviectl_schema::dialect;

/// Facts about the server and the database that reading tables needs.
pub(super) struct Server {
    pub(super) flavour: Flavour,
    /// The database's default collation.
    pub(super) collation: Option<String>,
    /// The engine of tables that name none.
    pub(super) engine: String,
}

/// Asks the server for these facts.
pub(super) fn server(connection: &mut MysqlConnection) -> Result<Server, InspectError> {
    let row: ServerRow = sql_query(catalogue::SERVER)
        .get_result(connection)
        .map_err(query_error("settings"))?;
    Ok(Server {
        flavour: Flavour::of(dialect::Server::from_text(
            dialect::Dialect::Mysql,
            &row.version,
        )),
        collation: row.collation,
        engine: row.engine,
    })
}
