//! The settings and the role of a session of PostgreSQL.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use moviectl_schema::dialect::Dialect;

/// The role first: under another one, what the session may set could be refused. `RESET ALL` leaves roles alone
/// (<https://www.postgresql.org/docs/current/sql-reset.html>).
const RESET: &str = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL";

/// What Diesel sets as it connects.
const OF_DIESEL: &str = "SET TIME ZONE 'UTC'; SET CLIENT_ENCODING TO 'UTF8'";

#[derive(QueryableByName)]
struct Given {
    /// `SELECT set_config(…), …`, where something is set.
    #[diesel(sql_type = Nullable<Text>)]
    settings: Option<String>,
    #[diesel(sql_type = Text)]
    session_user: String,
    #[diesel(sql_type = Text)]
    role: String,
}

/// The statements that make the session what it is now. Those of a session of our own are known; behind a pooler, what could
/// be read would be that of another server process.
pub(super) fn read(connection: &mut PgConnection, is_own: bool) -> QueryResult<String> {
    if is_own {
        return Ok(format!("{RESET}; {OF_DIESEL}"));
    }
    let query = "SELECT \
         (SELECT 'SELECT ' || pg_catalog.string_agg(pg_catalog.format('pg_catalog.set_config(%L, %L, false)', name, setting), ', ') \
          FROM pg_catalog.pg_settings WHERE source = 'session' AND context IN ('user', 'superuser') \
          AND name NOT LIKE 'transaction\\_%') AS settings, \
         session_user::text AS session_user, pg_catalog.current_setting('role') AS role";
    let given: Given = diesel::sql_query(query).get_result(connection)?;
    let user = Dialect::Postgres.quote(&given.session_user);
    let role = match given.role.as_str() {
        "none" => "NONE".to_owned(),
        role => Dialect::Postgres.quote(role),
    };
    let mut statements = format!("{RESET}; SET SESSION AUTHORIZATION {user}; SET ROLE {role}");
    if let Some(settings) = given.settings {
        statements.push_str("; ");
        statements.push_str(&settings);
    }
    Ok(statements)
}
