//! Looks up the effect of a DDL statement in the catalog of MySQL and MariaDB, which run such a statement whole or not
//! at all.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::database::{AnyConnection, DatabaseError};
use moviectl_schema::dialect::script::{Object, ObjectKind};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Returns whether such an object exists; `None` for a kind that no query here looks for.
pub(super) fn exists(
    connection: &mut AnyConnection,
    object: &Object,
) -> Result<Option<bool>, DatabaseError> {
    let from = match object.kind {
        ObjectKind::Table => {
            "tables WHERE table_type <> 'VIEW' AND table_schema = COALESCE(?, DATABASE()) \
             AND table_name = ?"
        }
        ObjectKind::View => "views WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ?",
        ObjectKind::Column => {
            "columns WHERE table_schema = COALESCE(?, DATABASE()) AND column_name = ?"
        }
        ObjectKind::Index => {
            "statistics WHERE table_schema = COALESCE(?, DATABASE()) AND index_name = ?"
        }
        ObjectKind::Constraint => {
            "table_constraints WHERE table_schema = COALESCE(?, DATABASE()) AND constraint_name = ?"
        }
        ObjectKind::Trigger => {
            "triggers WHERE trigger_schema = COALESCE(?, DATABASE()) AND trigger_name = ?"
        }
        ObjectKind::Procedure => {
            "routines WHERE routine_type = 'PROCEDURE' \
             AND routine_schema = COALESCE(?, DATABASE()) AND routine_name = ?"
        }
        ObjectKind::Function => {
            "routines WHERE routine_type = 'FUNCTION' \
             AND routine_schema = COALESCE(?, DATABASE()) AND routine_name = ?"
        }
        ObjectKind::Event => {
            "events WHERE event_schema = COALESCE(?, DATABASE()) AND event_name = ?"
        }
        _ => return Ok(None),
    };
    let of_table = match object.table {
        Some(_) => " AND table_name = ?",
        None => "",
    };
    let text = format!("SELECT COUNT(*) AS count FROM information_schema.{from}{of_table}");
    let query = diesel::sql_query(text)
        .bind::<Nullable<Text>, _>(object.schema.as_deref())
        .bind::<Text, _>(&object.name);
    let found: Count = match &object.table {
        Some(table) => query.bind::<Text, _>(table).get_result(connection)?,
        None => query.get_result(connection)?,
    };
    Ok(Some(found.count > 0))
}
