//! Objects of a MySQL or MariaDB database, beside its tables and views, that moviectl does not compare.

use crate::database::MysqlConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Nullable, Text};

use super::super::bystander::Bystander;
use super::super::error::{InspectError, query_error};
use moviectl_schema::dialect::script::Created;
use moviectl_schema::schema::TableName;

/// Functions and procedures, triggers, and events.
const BYSTANDERS: &str = "SELECT LOWER(routine_type) AS kind, routine_name AS name, NULL AS of_table \
     FROM information_schema.routines WHERE routine_schema = DATABASE() \
     UNION ALL SELECT 'trigger', trigger_name, event_object_table \
     FROM information_schema.triggers WHERE trigger_schema = DATABASE() \
     UNION ALL SELECT 'event', event_name, NULL \
     FROM information_schema.events WHERE event_schema = DATABASE()";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    of_table: Option<String>,
}

/// All of them in one query.
pub(in crate::inspect) fn bystanders(
    connection: &mut MysqlConnection,
) -> Result<Vec<Bystander>, InspectError> {
    let mut rows: Vec<Row> = sql_query(BYSTANDERS)
        .load(connection)
        .map_err(query_error("functions, triggers and events"))?;
    rows.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
    Ok(rows.into_iter().map(bystander).collect())
}

/// Events are called as functions are: both are code that somebody stored.
fn bystander(row: Row) -> Bystander {
    let (kind, shown) = match row.kind.as_str() {
        "trigger" => (Created::Trigger, row.name.clone()),
        "event" => (Created::Function, format!("{} (an event)", row.name)),
        _ => (Created::Function, row.name.clone()),
    };
    Bystander {
        kind,
        shown,
        name: row.name,
        table: row.of_table.map(TableName::new),
        calls: None,
    }
}
