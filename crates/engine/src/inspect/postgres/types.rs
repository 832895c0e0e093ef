//! Types and schemas.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_query;

use super::super::error::{InspectError, query_error};
use super::catalogue::{self, TypeRow};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{Domain, EnumType, Schema, TableName};

/// All types that are not the database's own, and all schemas, those without types too.
pub(super) fn types(connection: &mut PgConnection) -> Result<Vec<TypeRow>, InspectError> {
    sql_query(catalogue::TYPES)
        .load(connection)
        .map_err(query_error("types"))
}

/// Adds the types and schemas to a schema.
pub(super) fn add_types(schema: &mut Schema, rows: Vec<TypeRow>) {
    for row in rows {
        if let Some(own) = &row.schema
            && !schema.schemas.contains(own)
        {
            schema.schemas.push(own.clone());
        }
        let Some(name) = row.name else { continue };
        let name = TableName {
            schema: row.schema,
            name,
        };
        let dependents = row.dependents.unwrap_or_default().into_iter();
        schema
            .enum_dependents
            .extend(dependents.map(|what| (name.clone(), what)));
        if let Some(base) = &row.base {
            let base = Dialect::Postgres.parse_type(base);
            schema.domains.push(Domain {
                name: name.clone(),
                base,
                not_null: row.not_null,
            });
        }
        match row.labels {
            // The values of an extension's enum are not compared: they belong to the extension.
            Some(labels) if !row.of_extension => schema.enums.push(EnumType { name, labels }),
            _ => schema.types.push(name),
        }
    }
    // Sorted by name, because the catalog has no defined order.
    schema.enums.sort_by(|a, b| a.name.cmp(&b.name));
    schema.types.sort();
    schema.domains.sort_by(|a, b| a.name.cmp(&b.name));
    schema.enum_dependents.sort();
    schema.schemas.sort();
}
