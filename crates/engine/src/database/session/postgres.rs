//! The settings and the role of a session of PostgreSQL.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use moviectl_schema::dialect::Dialect;

/// The role comes first: under another one, what the session may set could be refused.
const OWN_ROLE: &str = "RESET SESSION AUTHORIZATION; RESET ROLE";

/// Settings of Diesel for each connection.
const OF_DIESEL: &str = "SET TIME ZONE 'UTC'; SET CLIENT_ENCODING TO 'UTF8'";

pub(crate) enum Session {
    /// Nobody but Diesel has set anything.
    Own,
    /// An application's.
    Given {
        /// Settings by name.
        settings: BTreeMap<String, String>,
        session_user: String,
        role: String,
    },
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    setting: String,
}

#[derive(QueryableByName)]
struct Roles {
    #[diesel(sql_type = Text)]
    session_user: String,
    #[diesel(sql_type = Text)]
    role: String,
}

impl Session {
    /// Saves nothing for moviectl's own session: behind a pooler, the values would be those of another server process.
    pub(super) fn read(connection: &mut PgConnection, is_own: bool) -> QueryResult<Self> {
        if is_own {
            return Ok(Self::Own);
        }
        let roles: Roles = diesel::sql_query(
            "SELECT session_user::text AS session_user, pg_catalog.current_setting('role') AS role",
        )
        .get_result(connection)?;
        Ok(Self::Given {
            settings: settings(connection)?,
            session_user: roles.session_user,
            role: roles.role,
        })
    }

    pub(super) fn give_back(&self, connection: &mut PgConnection) -> QueryResult<()> {
        let Self::Given {
            settings: before,
            session_user,
            role,
        } = self
        else {
            return connection.batch_execute(&format!("{OWN_ROLE}; RESET ALL; {OF_DIESEL}"));
        };
        connection.batch_execute(OWN_ROLE)?;
        let now = settings(connection)?;
        let quote = |name: &str| Dialect::Postgres.quote(name);
        let literal = |value: &str| Dialect::Postgres.literal(value);
        let mut statements: Vec<String> = now
            .keys()
            .filter(|name| !before.contains_key(*name))
            .map(|name| format!("RESET {}", quote(name)))
            .collect();
        let changed = before
            .iter()
            .filter(|(name, value)| now.get(*name) != Some(*value));
        statements.extend(changed.map(|(name, value)| {
            let (name, value) = (literal(name), literal(value));
            format!("SELECT pg_catalog.set_config({name}, {value}, false)")
        }));
        statements.push(format!("SET SESSION AUTHORIZATION {}", quote(session_user)));
        if role != "none" {
            statements.push(format!("SET ROLE {}", quote(role)));
        }
        connection.batch_execute(&statements.join("; "))
    }
}

/// Lists the settings of the session. PostgreSQL lists no custom settings (`app.name`).
fn settings(connection: &mut PgConnection) -> QueryResult<BTreeMap<String, String>> {
    let query = "SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session' \
                 AND context IN ('user', 'superuser') AND name NOT LIKE 'transaction\\_%'";
    let settings: Vec<Setting> = diesel::sql_query(query).load(connection)?;
    Ok(settings
        .into_iter()
        .map(|own| (own.name, own.setting))
        .collect())
}
