//! The variables, the role and the current database of a session of MySQL or MariaDB.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use crate::database::MysqlConnection;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::Traces;

pub(crate) struct Session {
    variables: BTreeMap<String, String>,
    database: Option<String>,
    /// The role as `SET ROLE` takes it, if the script changes it.
    role: Option<String>,
    /// User variables that the script sets, in the order of their copies.
    user_variables: Vec<String>,
    next_transaction: bool,
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

/// User variables that keep copies of those that the script sets, with their types.
const COPY: &str = "moviectl_copy_";

/// Variables that change by themselves.
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
        let user_variables: Vec<String> = traces.variables.iter().cloned().collect();
        let copies = user_variables.iter().enumerate().map(|(at, name)| {
            let name = Dialect::Mysql.quote(name);
            format!("SET @{COPY}{at} = @{name}")
        });
        let copies: Vec<String> = copies.collect();
        if !copies.is_empty() {
            connection.batch_execute(&copies.join("; "))?;
        }
        Ok(Self {
            variables: variables(connection)?,
            database: value(connection, "DATABASE()")?,
            role,
            user_variables,
            next_transaction: traces.next_transaction,
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
                // Another session may have changed a variable of the server.
                Err(error) if is_of_server(&error.to_string()) => {}
                outcome => outcome?,
            }
        }
        let mut statements = vec!["SET SESSION timestamp = DEFAULT".to_owned()];
        if self.next_transaction {
            // An empty transaction uses the characteristics up. None is open: the server refuses to set them in one.
            statements.push("START TRANSACTION; COMMIT".to_owned());
        }
        if let Some(role) = &self.role {
            statements.push(format!("SET ROLE {role}"));
        }
        for (at, name) in self.user_variables.iter().enumerate() {
            let name = Dialect::Mysql.quote(name);
            statements.push(format!("SET @{name} = @{COPY}{at}, @{COPY}{at} = NULL"));
        }
        if let Some(database) = &self.database {
            statements.push(format!("USE {}", Dialect::Mysql.quote(database)));
        }
        connection.batch_execute(&statements.join("; "))
    }
}

/// Returns whether this is error 1229 or 1238.
fn is_of_server(message: &str) -> bool {
    message.contains("GLOBAL variable") || message.contains("read only")
}

/// Converts the value of `CURRENT_ROLE()` for `SET ROLE`. MariaDB returns a name, MySQL a list of quoted names.
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
