//! The variables, the role and the current database of a session of MySQL or MariaDB.

use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use crate::database::MysqlConnection;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::Traces;

pub(crate) struct Session {
    variables: BTreeMap<String, String>,
    database: Option<String>,
    /// Where the script changes it: as `SET ROLE` takes it.
    role: Option<String>,
    /// Variables of the script's own.
    own: BTreeSet<String>,
}

#[derive(QueryableByName)]
struct Variable {
    #[diesel(sql_type = Text, column_name = "Variable_name")]
    name: String,
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

/// What changes by itself.
const VOLATILE: [&str; 10] = [
    "timestamp",
    "last_insert_id",
    "identity",
    "insert_id",
    "rand_seed1",
    "rand_seed2",
    "error_count",
    "warning_count",
    "in_transaction",
    "last_gtid",
];

impl Session {
    pub(super) fn read(connection: &mut MysqlConnection, traces: &Traces) -> QueryResult<Self> {
        let role = if traces.hinders_records {
            Some(as_role(value(connection, "CURRENT_ROLE()")?))
        } else {
            None
        };
        Ok(Self {
            variables: variables(connection)?,
            database: value(connection, "DATABASE()")?,
            role,
            own: traces.variables.clone(),
        })
    }

    pub(super) fn give_back(&self, connection: &mut MysqlConnection) -> QueryResult<()> {
        for (name, now) in variables(connection)? {
            let Some(before) = self.variables.get(&name) else {
                continue;
            };
            if *before == now || VOLATILE.contains(&name.as_str()) {
                continue;
            }
            let before = match before.parse::<f64>() {
                Ok(_) => before.clone(),
                Err(_) => Dialect::Mysql.literal(before),
            };
            let set = format!("SET SESSION {} = {before}", Dialect::Mysql.quote(&name));
            match connection.batch_execute(&set) {
                // What is the server's and not the session's, somebody may have changed meanwhile.
                Err(error) if is_of_server(&error.to_string()) => {}
                outcome => outcome?,
            }
        }
        let mut statements = vec!["SET SESSION timestamp = DEFAULT".to_owned()];
        if let Some(role) = &self.role {
            statements.push(format!("SET ROLE {role}"));
        }
        for name in &self.own {
            statements.push(format!("SET @{} = NULL", Dialect::Mysql.quote(name)));
        }
        if let Some(database) = &self.database {
            statements.push(format!("USE {}", Dialect::Mysql.quote(database)));
        }
        connection.batch_execute(&statements.join("; "))
    }
}

/// The errors 1229 and 1238.
fn is_of_server(message: &str) -> bool {
    message.contains("GLOBAL variable") || message.contains("read only")
}

/// As `SET ROLE` takes what `CURRENT_ROLE()` gives: MariaDB gives a name, MySQL a list of quoted ones.
fn as_role(current: Option<String>) -> String {
    match current {
        Some(role) if role.starts_with('`') => role,
        Some(role) if role != "NONE" => Dialect::Mysql.quote(&role),
        _ => "NONE".to_owned(),
    }
}

fn variables(connection: &mut MysqlConnection) -> QueryResult<BTreeMap<String, String>> {
    let variables: Vec<Variable> = diesel::sql_query("SHOW SESSION VARIABLES").load(connection)?;
    Ok(variables
        .into_iter()
        .map(|variable| (variable.name, variable.value))
        .collect())
}

fn value(connection: &mut MysqlConnection, expression: &str) -> QueryResult<Option<String>> {
    let row: Value =
        diesel::sql_query(format!("SELECT {expression} AS value")).get_result(connection)?;
    Ok(row.value)
}
