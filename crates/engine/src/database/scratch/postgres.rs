//! Scratch databases on a PostgreSQL server.
//!
//! The connection that makes one holds an advisory lock until the first connection to the scratch database stands. The key
//! of the lock is the number in the name. `pg_locks` shows the locks of all databases, so that another run leaves a database
//! alone that nobody is connected to yet.

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::error::ScratchError;
use super::name::{SCRATCH_PREFIX, new_name};
use crate::database::admin::postgres::{drop_forced, role_without_privilege, server_of};
use crate::database::connect::ConnectError;
use crate::database::connect::postgres::maintenance::{beside, open};
use crate::database::url::DatabaseUrl;
use moviectl_schema::dialect::{Dialect, Server, Version};

/// How often a database is made. The cleaner of an older version may drop ours before we connect to it.
const ATTEMPTS: u32 = 3;

/// The way back to the server, to drop the scratch database at the end.
pub(super) struct Origin {
    connection: PgConnection,
    server: Server,
    url: DatabaseUrl,
    name: String,
}

/// The encoding and the locale of a database. A scratch database with others would compare and sort in another way.
#[derive(QueryableByName)]
struct Locale {
    #[diesel(sql_type = Text)]
    encoding: String,
    #[diesel(sql_type = Text)]
    collate: String,
    #[diesel(sql_type = Text)]
    ctype: String,
    /// `c` libc, `i` ICU, `b` built in (from 17).
    #[diesel(sql_type = Text)]
    provider: String,
    #[diesel(sql_type = Nullable<Text>)]
    locale: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    rules: Option<String>,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

pub(super) fn create(
    target: &DatabaseUrl,
    scratch_url: Option<&DatabaseUrl>,
) -> Result<(PgConnection, Origin, Server), ScratchError> {
    let mut connection = match scratch_url {
        Some(url) => open(url),
        None => beside(target),
    }
    .map_err(ScratchError::Connect)?;
    if let Some(role) = role_without_privilege(&mut connection).map_err(ScratchError::Refused)? {
        return Err(ScratchError::NoPrivilege {
            role,
            dialect: Dialect::Postgres,
        });
    }
    let server = server_of(&mut connection).map_err(ScratchError::Refused)?;
    clear_abandoned(&mut connection);
    let locale = locale_of(target, &mut connection);
    let url = scratch_url.unwrap_or(target).clone();
    let mut attempt = 1;
    loop {
        let name = new_name();
        call(&mut connection, "pg_advisory_lock", &name).map_err(ScratchError::Refused)?;
        create_database(&mut connection, server, &name, locale.as_ref())
            .map_err(ScratchError::Refused)?;
        let entered = enter(&url, &name);
        // Behind a pooler another session may have the lock. It hinders nobody: no other database has this name.
        let _ = call(&mut connection, "pg_advisory_unlock", &name);
        match entered {
            Ok(scratch) => {
                let origin = Origin {
                    connection,
                    server,
                    url,
                    name,
                };
                return Ok((scratch, origin, server));
            }
            Err(ConnectError::DatabaseMissing { .. }) if attempt < ATTEMPTS => attempt += 1,
            Err(error) => {
                let _ = drop_forced(&mut connection, server, &name);
                return Err(ScratchError::Connect(error));
            }
        }
    }
}

/// Opens the scratch database. Its data need not survive a power cut, so commits do not wait for the disk. If the
/// server refuses that setting, they do.
fn enter(url: &DatabaseUrl, name: &str) -> Result<PgConnection, ConnectError> {
    let mut scratch = open(&url.with_database(name))?;
    let _ = scratch.batch_execute("SET synchronous_commit = off");
    Ok(scratch)
}

impl Origin {
    pub(super) fn connect(&self) -> Result<PgConnection, ConnectError> {
        enter(&self.url, &self.name)
    }

    pub(super) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    pub(super) fn drop_database(mut self) -> Result<(), ScratchError> {
        let Err(source) = drop_forced(&mut self.connection, self.server, &self.name) else {
            return Ok(());
        };
        // A long replay may outlive an idle connection.
        let again = beside(&self.url)
            .ok()
            .map(|mut connection| drop_forced(&mut connection, self.server, &self.name));
        match again {
            Some(Ok(())) => Ok(()),
            Some(Err(source)) => Err(ScratchError::NotDropped {
                name: self.name,
                source,
            }),
            None => Err(ScratchError::NotDropped {
                name: self.name,
                source,
            }),
        }
    }
}

fn drop_sql(name: &str) -> String {
    format!("DROP DATABASE IF EXISTS {}", Dialect::Postgres.quote(name))
}

/// Calls a function of advisory locks with the number in the name as the key.
fn call(connection: &mut PgConnection, function: &str, name: &str) -> QueryResult<usize> {
    diesel::sql_query(format!(
        "SELECT pg_catalog.{function}(('x' || pg_catalog.right($1, 16))::bit(64)::bigint)"
    ))
    .bind::<Text, _>(name)
    .execute(connection)
}

/// Drops the scratch databases of killed runs: those that nobody is connected to and nobody is making. Failures are
/// ignored, because the run does not depend on it.
fn clear_abandoned(connection: &mut PgConnection) {
    // Other names are no numbers, so that CASE keeps them from the cast.
    let query = "SELECT d.datname::text AS name FROM pg_catalog.pg_database d \
                 WHERE CASE WHEN d.datname ~ ('^' || $1 || '[0-9a-f]{16}$') THEN \
                 NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid) \
                 AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks l \
                 WHERE l.locktype = 'advisory' AND l.objsubid = 1 \
                 AND (l.classid::bigint << 32) | l.objid::bigint \
                 = ('x' || pg_catalog.right(d.datname::text, 16))::bit(64)::bigint) \
                 ELSE false END \
                 ORDER BY d.datname";
    let abandoned: Vec<Name> = diesel::sql_query(query)
        .bind::<Text, _>(SCRATCH_PREFIX)
        .load(connection)
        .unwrap_or_default();
    for database in abandoned {
        // Without FORCE: whoever connected in this moment keeps it.
        let _ = connection.batch_execute(&drop_sql(&database.name));
    }
}

/// The target's encoding and locale; where it can't be reached or does not exist, those of the server.
fn locale_of(target: &DatabaseUrl, server: &mut PgConnection) -> Option<Locale> {
    let own = open(target)
        .ok()
        .and_then(|mut connection| read_locale(&mut connection).ok());
    own.or_else(|| read_locale(server).ok())
}

fn read_locale(connection: &mut PgConnection) -> QueryResult<Locale> {
    let provider = match server_of(connection)?.version.0 {
        17.. => "datlocprovider::text AS provider, datlocale AS locale, daticurules AS rules",
        16 => "datlocprovider::text AS provider, daticulocale AS locale, daticurules AS rules",
        15 => "datlocprovider::text AS provider, daticulocale AS locale, NULL::text AS rules",
        _ => "'c' AS provider, NULL::text AS locale, NULL::text AS rules",
    };
    let query = format!(
        "SELECT pg_encoding_to_char(encoding)::text AS encoding, datcollate::text AS collate, \
         datctype::text AS ctype, {provider} \
         FROM pg_catalog.pg_database WHERE datname = current_database()"
    );
    diesel::sql_query(query).get_result(connection)
}

fn create_database(
    connection: &mut PgConnection,
    server: Server,
    name: &str,
    locale: Option<&Locale>,
) -> QueryResult<()> {
    let create = format!(
        "CREATE DATABASE {} TEMPLATE template0",
        Dialect::Postgres.quote(name)
    );
    let Some(locale) = locale else {
        return connection.batch_execute(&create);
    };
    connection
        .batch_execute(&format!("{create}{}", locale_sql(locale, server.version)))
        // A scratch server of its own may lack the target's locale.
        .or_else(|_| connection.batch_execute(&create))
}

/// The options of CREATE DATABASE, which takes no bound values.
fn locale_sql(locale: &Locale, version: Version) -> String {
    let text = |value: &str| Dialect::Postgres.literal(value);
    let mut sql = format!(
        " ENCODING {} LC_COLLATE {} LC_CTYPE {}",
        text(&locale.encoding),
        text(&locale.collate),
        text(&locale.ctype)
    );
    match (locale.provider.as_str(), &locale.locale) {
        ("i", Some(name)) if version.0 >= 15 => {
            sql.push_str(&format!(" LOCALE_PROVIDER icu ICU_LOCALE {}", text(name)));
            if let Some(rules) = locale.rules.as_ref().filter(|_| version.0 >= 16) {
                sql.push_str(&format!(" ICU_RULES {}", text(rules)));
            }
        }
        ("b", Some(name)) if version.0 >= 17 => {
            sql.push_str(&format!(
                " LOCALE_PROVIDER builtin BUILTIN_LOCALE {}",
                text(name)
            ));
        }
        ("c", _) if version.0 >= 15 => sql.push_str(" LOCALE_PROVIDER libc"),
        _ => {}
    }
    sql
}
