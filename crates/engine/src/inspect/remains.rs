//! Finds the traces that an interrupted statement left in the database.

mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod question;
#[cfg(all(test, any(feature = "postgres", feature = "mysql")))]
mod tests;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};

use crate::database::{AnyConnection, DatabaseError};
use moviectl_schema::dialect::script::{Object, Qualified, Trace, is_repeatable, split, trace};
use question::{Answer, name_of};

/// The part of a statement's effect that the database has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remains {
    /// All of it.
    Whole,
    /// Nothing, or nothing that hinders the statement from being run again.
    Nothing,
    /// An index that is not valid, in the way of one of that name.
    InvalidIndex {
        /// Its schema.
        schema: String,
        /// Its name.
        name: String,
    },
    /// The catalogue does not tell.
    Unknown,
}

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    schema: String,
    #[diesel(sql_type = Bool)]
    of_table: bool,
    #[diesel(sql_type = Bool)]
    valid: bool,
}

/// Looks for what a statement leaves behind.
///
/// # Errors
///
/// Whatever the database says.
pub(crate) fn remains(connection: &mut AnyConnection, sql: &str) -> Result<Remains, DatabaseError> {
    let dialect = connection.dialect();
    let statements = split(dialect, sql);
    let [statement] = statements.as_slice() else {
        return Ok(Remains::Unknown);
    };
    if is_repeatable(dialect, statement) {
        return Ok(Remains::Nothing);
    }
    match trace(dialect, statement) {
        Some(Trace::CreatesIndex { name, table }) => {
            let qualified = Qualified {
                schema: None,
                name: name.clone(),
            };
            Ok(match index(connection, &qualified, Some(&table))? {
                Some(index) if !index.of_table => Remains::Unknown,
                Some(index) if index.valid => Remains::Whole,
                Some(index) => Remains::InvalidIndex {
                    schema: index.schema,
                    name,
                },
                None => Remains::Nothing,
            })
        }
        // One that is not valid any more is dropped by the same statement.
        Some(Trace::DropsIndex(name)) => Ok(match index(connection, &name, None)? {
            Some(_) => Remains::Nothing,
            None => Remains::Whole,
        }),
        Some(Trace::AddsValue { kind, value }) => {
            let there = diesel::sql_query(
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_enum \
                 WHERE enumtypid = pg_catalog.to_regtype($1) AND enumlabel = $2) AS answer",
            )
            .bind::<Text, _>(name_of(&kind))
            .bind::<Text, _>(value)
            .get_result::<Answer>(connection)?;
            Ok(done(there.answer))
        }
        Some(Trace::Creates(object)) => {
            Ok(exists(connection, &object)?.map_or(Remains::Unknown, done))
        }
        Some(Trace::Drops(object)) => {
            Ok(exists(connection, &object)?.map_or(Remains::Unknown, |exists| done(!exists)))
        }
        // For a trace that no query here looks for, a person has to tell.
        Some(_) | None => Ok(Remains::Unknown),
    }
}

/// Returns whether there is such an object; `None` for a kind that no query looks for.
fn exists(connection: &mut AnyConnection, object: &Object) -> Result<Option<bool>, DatabaseError> {
    match connection {
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(postgres) => postgres::exists(postgres, object),
        other => mysql::exists(other, object),
    }
}

fn done(whole: bool) -> Remains {
    if whole {
        Remains::Whole
    } else {
        Remains::Nothing
    }
}

/// The index of that name: in its schema, in the table's, or in the search path.
fn index(
    connection: &mut AnyConnection,
    name: &Qualified,
    table: Option<&Qualified>,
) -> Result<Option<Index>, DatabaseError> {
    diesel::sql_query(
        "SELECT n.nspname::text AS schema, i.indisvalid AS valid, \
         COALESCE(i.indrelid = pg_catalog.to_regclass($3), false) AS of_table \
         FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relname = $1 AND CASE WHEN $2 IS NOT NULL THEN n.nspname = $2 \
         WHEN $3 IS NOT NULL THEN n.oid = (SELECT relnamespace FROM pg_catalog.pg_class \
         WHERE oid = pg_catalog.to_regclass($3)) \
         ELSE n.nspname = ANY (pg_catalog.current_schemas(true)) END LIMIT 1",
    )
    .bind::<Text, _>(&name.name)
    .bind::<Nullable<Text>, _>(name.schema.as_deref())
    .bind::<Nullable<Text>, _>(table.map(name_of))
    .get_result(connection)
    .optional()
}
