//! Outcome of a DDL statement by PostgreSQL's catalog. PostgreSQL runs a statement completely or not at all.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::question::{Answer, name_of};
use crate::database::DatabaseError;
use moviectl_schema::dialect::script::{Object, ObjectKind, Qualified};

/// Returns whether there is such an object; `None` for a kind that no query here looks for. A name without a schema is looked for
/// in the search path, as the statement did.
pub(super) fn exists(
    connection: &mut PgConnection,
    object: &Object,
) -> Result<Option<bool>, DatabaseError> {
    let query = match (object.kind, &object.table) {
        (ObjectKind::Table, None) => relation("'r', 'p', 'f'"),
        (ObjectKind::View, None) => relation("'v', 'm'"),
        (ObjectKind::Index, None) => relation("'i', 'I'"),
        (ObjectKind::Sequence, None) => relation("'S'"),
        (ObjectKind::Type, None) => "pg_catalog.to_regtype($1) IS NOT NULL AND $2 = $2".to_owned(),
        (ObjectKind::Schema, None) => {
            "EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = $2 AND $1 = $1)".to_owned()
        }
        (ObjectKind::Column, Some(_)) => {
            "EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass($1) \
             AND attname = $2 AND NOT attisdropped)"
                .to_owned()
        }
        (ObjectKind::Constraint, Some(_)) => {
            "EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = pg_catalog.to_regclass($1) \
             AND conname = $2)"
                .to_owned()
        }
        _ => return Ok(None),
    };
    let holder = Qualified {
        schema: object.schema.clone(),
        name: object.table.as_ref().unwrap_or(&object.name).clone(),
    };
    let answer: Answer = diesel::sql_query(format!("SELECT {query} AS answer"))
        .bind::<Text, _>(name_of(&holder))
        .bind::<Text, _>(&object.name)
        .get_result(connection)?;
    Ok(Some(answer.answer))
}

fn relation(kinds: &str) -> String {
    format!(
        "EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass($1) \
         AND relkind IN ({kinds}) AND $2 = $2)"
    )
}
