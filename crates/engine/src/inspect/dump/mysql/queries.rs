//! The queries of the dump, and their rows.

use diesel::deserialize::{self, QueryableByName};
use diesel::mysql::Mysql;
use diesel::row::NamedRow;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use moviectl_schema::dialect::{Dialect, Product, Server, Version};

/// The server, and the settings that an object has if it does not differ from the server.
pub(super) const SETTINGS: &str = "SELECT VERSION() AS version, DATABASE() AS `database`, \
     @@GLOBAL.sql_mode AS sql_mode, @@GLOBAL.character_set_client AS character_set_client, \
     @@GLOBAL.collation_connection AS collation_connection, @@collation_database AS collation_database, \
     @@GLOBAL.time_zone AS time_zone, CURRENT_USER() AS account";

/// MariaDB's `SHOW CREATE TABLE` does not show `REF_SYSTEM_ID`.
pub(super) const REFERENCE_SYSTEMS: &str = "SELECT g_table_name AS of_table, g_geometry_column AS name, \
     CAST(srid AS SIGNED) AS srid \
     FROM information_schema.geometry_columns WHERE g_table_schema = DATABASE() AND srid <> 0";

/// The privileges that were given on the database, its tables and their columns, as far as the user sees them. The name
/// of a database is a pattern there.
pub(super) const GRANTS: &str = "\
SELECT 'the database' AS `on`, CONCAT(grantee, ': ', privilege_type, IF(is_grantable = 'YES', ' WITH GRANT OPTION', '')) AS given \
     FROM information_schema.schema_privileges WHERE REPLACE(table_schema, CHAR(92), '') = DATABASE() \
UNION ALL SELECT CONCAT('table ', table_name), CONCAT(grantee, ': ', privilege_type, IF(is_grantable = 'YES', ' WITH GRANT OPTION', '')) \
     FROM information_schema.table_privileges WHERE table_schema = DATABASE() \
UNION ALL SELECT CONCAT('column ', table_name, '.', column_name), \
     CONCAT(grantee, ': ', privilege_type, IF(is_grantable = 'YES', ' WITH GRANT OPTION', '')) \
     FROM information_schema.column_privileges WHERE table_schema = DATABASE()";

/// `information_schema` has no privileges on routines.
pub(super) const ROUTINE_GRANTS: &str = "SELECT CONCAT(LOWER(routine_type), ' ', routine_name) AS `on`, \
     CONCAT('''', user, '''@''', host, ''': ', UPPER(proc_priv)) AS given \
     FROM mysql.procs_priv WHERE db = DATABASE()";

/// All objects. An event that names no start has the moment of its creation.
const LISTED: &str = "\
SELECT table_type AS kind, table_name AS name, NULL AS of_table, NULL AS event, 0 AS position, FALSE AS starts_by_itself \
     FROM information_schema.tables WHERE table_schema = DATABASE() \
UNION ALL SELECT 'DATABASE', DATABASE(), NULL, NULL, 0, FALSE \
UNION ALL SELECT routine_type, routine_name, NULL, NULL, 0, FALSE \
     FROM information_schema.routines WHERE routine_schema = DATABASE() \
UNION ALL SELECT 'TRIGGER', trigger_name, event_object_table, CONCAT(action_timing, ' ', event_manipulation), \
     CAST(action_order AS SIGNED), FALSE \
     FROM information_schema.triggers WHERE trigger_schema = DATABASE() \
UNION ALL SELECT 'EVENT', event_name, NULL, NULL, 0, \
     COALESCE(CONVERT_TZ(starts, time_zone, @@SESSION.time_zone) IN (created, last_altered), FALSE) \
     FROM information_schema.events WHERE event_schema = DATABASE()";

/// Libraries, which MySQL has since 9.2.
const LIBRARIES: &str = " UNION ALL SELECT 'LIBRARY', library_name, NULL, NULL, 0, FALSE \
     FROM information_schema.libraries WHERE library_schema = DATABASE()";

/// The query of all objects.
pub(super) fn listed(settings: &Settings) -> String {
    let server = settings.server();
    let has_libraries = server.product == Product::Mysql && server.version >= Version(9, 2, 0);
    format!("{LISTED}{}", if has_libraries { LIBRARIES } else { "" })
}

#[derive(QueryableByName)]
pub(super) struct Settings {
    #[diesel(sql_type = Text)]
    version: String,
    /// Missing if the connection is in no database.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) database: Option<String>,
    #[diesel(sql_type = Text)]
    sql_mode: String,
    #[diesel(sql_type = Text)]
    character_set_client: String,
    #[diesel(sql_type = Text)]
    collation_connection: String,
    #[diesel(sql_type = Nullable<Text>)]
    collation_database: Option<String>,
    #[diesel(sql_type = Text)]
    time_zone: String,
    /// The account that the server checks the rights of: `root@localhost`.
    #[diesel(sql_type = Text)]
    pub(super) account: String,
}

impl Settings {
    fn server(&self) -> Server {
        Server::from_text(Dialect::Mysql, &self.version)
    }

    pub(super) fn is_mariadb(&self) -> bool {
        self.server().product == Product::Mariadb
    }
}

/// The answer to `SHOW CREATE`: the definition, which is missing without the right to see it, and the settings of the
/// session that created the object.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) text: Option<String>,
    settings: Vec<(&'static str, String)>,
}

/// The columns that may have the definition.
const DEFINITIONS: [&str; 10] = [
    "Create Table",
    "Create View",
    "SQL Original Statement",
    "Create Procedure",
    "Create Function",
    "Create Event",
    "Create Package",
    "Create Package Body",
    "Create Library",
    "Create Database",
];

impl QueryableByName<Mysql> for Shown {
    fn build<'a>(row: &impl NamedRow<'a, Mysql>) -> deserialize::Result<Self> {
        let get = |column: &str| {
            NamedRow::get::<Nullable<Text>, Option<String>>(row, column)
                .ok()
                .flatten()
        };
        let names = [
            "sql_mode",
            "character_set_client",
            "collation_connection",
            "Database Collation",
            "time_zone",
        ];
        Ok(Self {
            // MySQL keeps the semicolon behind the statement that created a trigger or an event.
            text: DEFINITIONS
                .into_iter()
                .find_map(get)
                .map(|text| text.trim_end_matches([';', ' ', '\n']).to_owned()),
            settings: names
                .into_iter()
                .filter_map(|name| Some((name, get(name)?)))
                .collect(),
        })
    }
}

impl Shown {
    /// The settings that a statement takes from its session, other than those of the server.
    pub(super) fn of_session(&self, server: &Settings) -> Vec<(&'static str, String)> {
        let database = |name: &str| name == "Database Collation";
        let mut own = self.differing(server);
        own.retain(|(name, _)| !database(name));
        own
    }

    /// The settings that are not those of the server, a line each.
    pub(super) fn lines(&self, server: &Settings) -> Vec<String> {
        let own = self.differing(server).into_iter();
        own.map(|(name, value)| format!("{name} = {value}"))
            .collect()
    }

    fn differing(&self, server: &Settings) -> Vec<(&'static str, String)> {
        let usual = |name: &str| match name {
            "sql_mode" => Some(&server.sql_mode),
            "character_set_client" => Some(&server.character_set_client),
            "collation_connection" => Some(&server.collation_connection),
            "time_zone" => Some(&server.time_zone),
            _ => server.collation_database.as_ref(),
        };
        let own = self.settings.iter();
        own.filter(|(name, value)| Some(value) != usual(name))
            .cloned()
            .collect()
    }
}

#[derive(QueryableByName)]
pub(super) struct Listed {
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    /// The table of a trigger.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) of_table: Option<String>,
    /// The event of a trigger: `BEFORE INSERT`.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) event: Option<String>,
    /// The position of a trigger among those of its event.
    #[diesel(sql_type = BigInt)]
    pub(super) position: i64,
    #[diesel(sql_type = Bool)]
    pub(super) starts_by_itself: bool,
}

/// A message of `CHECK TABLE` about a view.
pub(super) struct Checked {
    /// The view, behind the name of its database.
    pub(super) view: String,
    pub(super) is_error: bool,
}

impl QueryableByName<Mysql> for Checked {
    fn build<'a>(row: &impl NamedRow<'a, Mysql>) -> deserialize::Result<Self> {
        let kind: String = NamedRow::get::<Text, _>(row, "Msg_type")?;
        Ok(Self {
            view: NamedRow::get::<Text, _>(row, "Table")?,
            is_error: kind.eq_ignore_ascii_case("error"),
        })
    }
}

#[derive(QueryableByName)]
pub(super) struct ReferenceSystemRow {
    #[diesel(sql_type = Text)]
    pub(super) of_table: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = BigInt)]
    pub(super) srid: i64,
}

#[derive(QueryableByName, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GrantRow {
    /// `the database`, `table t` (or a view), `column t.a`, `procedure p`.
    #[diesel(sql_type = Text)]
    pub(super) on: String,
    /// The account and the privilege.
    #[diesel(sql_type = Text)]
    pub(super) given: String,
}
