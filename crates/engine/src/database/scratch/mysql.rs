//! Scratch databases on a MySQL or MariaDB server.
//!
//! The connection that makes a scratch database, and will drop it, holds a lock of its name (`GET_LOCK`). The server
//! frees the lock when that connection ends, however it ends, and tells every session whether it is free. So a scratch
//! database whose lock is free is no longer in use. The list of connections cannot tell: without the privilege PROCESS,
//! it shows only the sessions of the same user.

use crate::database::MysqlConnection;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::error::ScratchError;
use super::name::{SCRATCH_PREFIX, new_name};
use crate::database::admin::mysql::{account, ask, beside, open};
use crate::database::connect::ConnectError;
use crate::database::mysql::is_denied;
use crate::database::url::DatabaseUrl;
use moviectl_schema::dialect::Dialect;

/// The way back to the server, to drop the scratch database at the end.
pub(super) struct Origin {
    connection: MysqlConnection,
    url: DatabaseUrl,
    name: String,
}

/// The default character set and collation of text columns. A scratch database with other defaults would make other
/// columns.
#[derive(QueryableByName)]
struct Texts {
    #[diesel(sql_type = Text)]
    charset: String,
    #[diesel(sql_type = Text)]
    collation: String,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

pub(super) fn create(
    target: &DatabaseUrl,
    scratch_url: Option<&DatabaseUrl>,
) -> Result<(MysqlConnection, Origin), ScratchError> {
    let url = scratch_url.unwrap_or(target).clone();
    let mut connection = beside(&url).map_err(ScratchError::Connect)?;
    // While a long replay goes on, nothing is said on this connection.
    connection
        .batch_execute("SET SESSION wait_timeout = 86400")
        .map_err(ScratchError::Refused)?;
    clear_abandoned(&mut connection);
    let name = new_name();
    // The lock is first: what has none may be dropped by another run at once.
    ask(&mut connection, "GET_LOCK(?, 10)", &name).map_err(ScratchError::Refused)?;
    let texts = texts_of(target);
    create_database(&mut connection, &name, texts.as_ref())?;
    let mut origin = Origin {
        connection,
        url,
        name,
    };
    match origin.connect() {
        Ok(scratch) => Ok((scratch, origin)),
        Err(error) => {
            let _ = origin.connection.batch_execute(&drop_sql(&origin.name));
            Err(ScratchError::Connect(error))
        }
    }
}

impl Origin {
    pub(super) fn connect(&self) -> Result<MysqlConnection, ConnectError> {
        open(&self.url.with_database(&self.name))
    }

    pub(super) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Also ends the connection, and with it the lock.
    pub(super) fn drop_database(mut self) -> Result<(), ScratchError> {
        let sql = drop_sql(&self.name);
        let Err(source) = self.connection.batch_execute(&sql) else {
            return Ok(());
        };
        // A long replay may outlive an idle connection.
        let again = beside(&self.url)
            .ok()
            .map(|mut connection| connection.batch_execute(&sql));
        let source = match again {
            Some(Ok(())) => return Ok(()),
            Some(Err(source)) => source,
            None => source,
        };
        Err(ScratchError::NotDropped {
            name: self.name,
            source,
        })
    }
}

fn drop_sql(name: &str) -> String {
    format!("DROP DATABASE IF EXISTS {}", Dialect::Mysql.quote(name))
}

fn create_database(
    connection: &mut MysqlConnection,
    name: &str,
    texts: Option<&Texts>,
) -> Result<(), ScratchError> {
    let quoted = Dialect::Mysql.quote(name);
    let text = |value: &str| Dialect::Mysql.literal(value);
    let by_default = format!("CREATE DATABASE {quoted} CHARACTER SET utf8mb4");
    let alike = texts.map(|texts| {
        format!(
            "CREATE DATABASE {quoted} CHARACTER SET {} COLLATE {}",
            text(&texts.charset),
            text(&texts.collation)
        )
    });
    let mut result = connection.batch_execute(alike.as_ref().unwrap_or(&by_default));
    if matches!(&result, Err(error) if error.to_string().contains("Unknown collation")) {
        // The server of `--scratch-url` is another product, or another version.
        result = connection.batch_execute(&by_default);
    }
    result.map_err(|source| {
        if is_denied(&source) {
            ScratchError::NoPrivilege {
                role: account(connection),
                dialect: Dialect::Mysql,
            }
        } else {
            ScratchError::Refused(source)
        }
    })
}

/// Drops what killed runs left. It is a courtesy, so nothing here fails. The lock is taken for it: two who clear at the same
/// time don't meet. A name that somebody is seen to be in is left alone as well: in a cluster, each server has locks of its
/// own.
fn clear_abandoned(connection: &mut MysqlConnection) {
    let query = "SELECT schema_name AS name FROM information_schema.schemata \
                 WHERE schema_name REGEXP CONCAT('^', ?, '[0-9a-f]{16}$') AND IS_FREE_LOCK(schema_name) = 1 \
                 AND schema_name NOT IN (SELECT db FROM information_schema.processlist WHERE db IS NOT NULL) \
                 ORDER BY schema_name";
    let abandoned: Vec<Name> = diesel::sql_query(query)
        .bind::<Text, _>(SCRATCH_PREFIX)
        .load(connection)
        .unwrap_or_default();
    for Name { name } in abandoned {
        if matches!(ask(connection, "GET_LOCK(?, 0)", &name), Ok(1)) {
            let _ = connection.batch_execute(&drop_sql(&name));
            let _ = ask(connection, "RELEASE_LOCK(?)", &name);
        }
    }
}

/// The target's; none where it can't be reached or does not exist.
fn texts_of(target: &DatabaseUrl) -> Option<Texts> {
    let query = "SELECT default_character_set_name AS charset, default_collation_name AS collation \
                 FROM information_schema.schemata WHERE schema_name = DATABASE()";
    diesel::sql_query(query)
        .get_result(&mut open(target).ok()?)
        .ok()
}
