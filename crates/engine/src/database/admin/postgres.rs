//! Databases of a PostgreSQL server, by way of another database of the same server.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::error::AdminError;
use super::outcome::{Created, Dropped};
use crate::database::connect::ConnectError;
use crate::database::connect::postgres::maintenance::{has, maintenance, open, without};
use crate::database::server;
use crate::database::url::{DatabaseUrl, Target};
use moviectl_schema::dialect::{Dialect, Server};

/// How often a database is tried to be made.
const ATTEMPTS: u32 = 4;

/// How long to wait between two attempts.
const PAUSE: Duration = Duration::from_millis(200);

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(QueryableByName)]
struct Role {
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Bool)]
    can_create: bool,
}

pub(super) fn exists(url: &DatabaseUrl) -> Result<bool, AdminError> {
    if without(url, &name_of(url)?).is_some() {
        return Ok(false);
    }
    match open(url) {
        Ok(_) => Ok(true),
        Err(ConnectError::DatabaseMissing { .. }) => Ok(false),
        // The database may be there and not for us.
        Err(error @ ConnectError::NotAllowed { .. }) => {
            let name = name_of(url)?;
            match maintenance(url) {
                Ok(mut connection) => has(&mut connection, &name).or(Err(error.into())),
                Err(_) => Err(error.into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) fn create(url: &DatabaseUrl) -> Result<Created, AdminError> {
    let name = name_of(url)?;
    let mut connection = match without(url, &name) {
        Some(connection) => connection,
        None => match open(url) {
            Ok(_) => return Ok(Created::AlreadyThere),
            Err(ConnectError::DatabaseMissing { .. }) => maintenance(url)?,
            Err(error) => return Err(error.into()),
        },
    };
    let sql = format!("CREATE DATABASE {}", Dialect::Postgres.quote(&name));
    let mut attempt = 1;
    let source = loop {
        let Err(source) = connection.batch_execute(&sql) else {
            return Ok(Created::Created);
        };
        if has(&mut connection, &name).unwrap_or(false) {
            return Ok(Created::AlreadyThere);
        }
        // Somebody may be connected to the template for a moment, to make or drop another database.
        if attempt == ATTEMPTS {
            break source;
        }
        attempt += 1;
        std::thread::sleep(PAUSE);
    };
    match role_without_privilege(&mut connection) {
        Ok(Some(role)) => Err(AdminError::NoPrivilege {
            role,
            dialect: Dialect::Postgres,
            database: name,
        }),
        _ => Err(AdminError::Refused {
            action: "create",
            database: name,
            source,
        }),
    }
}

pub(super) fn drop(url: &DatabaseUrl) -> Result<Dropped, AdminError> {
    let name = name_of(url)?;
    let mut connection = maintenance(url)?;
    let refused = |source| AdminError::Refused {
        action: "drop",
        database: name.clone(),
        source,
    };
    if !has(&mut connection, &name).map_err(refused)? {
        return Ok(Dropped::NotThere);
    }
    let server = server_of(&mut connection).map_err(refused)?;
    match drop_forced(&mut connection, server, &name) {
        Ok(()) => Ok(Dropped::Dropped),
        // Somebody else dropped it meanwhile.
        Err(_) if !has(&mut connection, &name).unwrap_or(true) => Ok(Dropped::NotThere),
        Err(source) => Err(refused(source)),
    }
}

/// Drops a database whoever is connected to it: a pooler is, for a while after its clients have left.
pub(in crate::database) fn drop_forced(
    connection: &mut PgConnection,
    server: Server,
    name: &str,
) -> QueryResult<()> {
    let drop = format!("DROP DATABASE IF EXISTS {}", Dialect::Postgres.quote(name));
    if server.capabilities().forced_drop {
        return connection.batch_execute(&format!("{drop} WITH (FORCE)"));
    }
    // Whose sessions these are, may end them; others keep the database.
    let _ = diesel::sql_query(
        "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity \
         WHERE datname = $1 AND pid <> pg_catalog.pg_backend_pid()",
    )
    .bind::<Text, _>(name)
    .execute(connection);
    connection.batch_execute(&drop)
}

pub(in crate::database) fn server_of(connection: &mut PgConnection) -> QueryResult<Server> {
    let row: Version = diesel::sql_query("SELECT version() AS version").get_result(connection)?;
    Ok(server::server_of(Dialect::Postgres, &row.version))
}

/// The current role, where it may not create databases.
pub(in crate::database) fn role_without_privilege(
    connection: &mut PgConnection,
) -> QueryResult<Option<String>> {
    let query = "SELECT rolname::text AS role, rolcreatedb OR rolsuper AS can_create \
                 FROM pg_catalog.pg_roles WHERE rolname = current_user";
    let role: Role = diesel::sql_query(query).get_result(connection)?;
    Ok((!role.can_create).then_some(role.role))
}

/// libpq's rule: without a name in the URL it is `PGDATABASE`, else the user's own.
fn name_of(url: &DatabaseUrl) -> Result<String, AdminError> {
    let user = match url.target() {
        Target::Postgres(target) => target.user(),
        Target::Sqlite(_) | Target::Mysql(_) => None,
    };
    url.database_name()
        .or_else(|| std::env::var("PGDATABASE").ok())
        .or(user)
        .or_else(|| std::env::var("PGUSER").ok())
        .filter(|name| !name.is_empty())
        .ok_or_else(|| AdminError::NoName {
            url: url.to_string(),
        })
}
