//! The schema dump of PostgreSQL 12 and later.

#[cfg(test)]
mod tests;

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Bool, Integer, Nullable, Text};

use super::super::error::{InspectError, query_error};
use super::objects::{Dump, Object};
use crate::database::transaction::not_begun;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, tokens};
use moviectl_schema::schema::BOOKKEEPING_TABLES;

/// Each question, and the objects that it reads.
const QUESTIONS: [(&str, &str); 9] = [
    ("relations", include_str!("relations.sql")),
    ("columns", include_str!("columns.sql")),
    ("properties", include_str!("properties.sql")),
    ("constraints and indexes", include_str!("constraints.sql")),
    (
        "policies, triggers, rules and comments",
        include_str!("attached.sql"),
    ),
    ("privileges", include_str!("privileges.sql")),
    ("types and collations", include_str!("types.sql")),
    ("functions and procedures", include_str!("routines.sql")),
    ("aggregates and operators", include_str!("functions.sql")),
];

/// A question whose text depends on the server.
const SERVICES: &str = include_str!("services.sql");

/// The text around each question.
const FRAME: &str = include_str!("frame.sql");

/// One snapshot for all questions, and the settings that decide how the server writes constants and names. Without `jit`,
/// the server would take longer to compile a question than to answer it.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL jit = off;
SET LOCAL quote_all_identifiers = off; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = hex;
SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL intervalstyle = postgres; SET LOCAL timezone = 'UTC'";

/// The settings of the session, read as the search path is set.
const SESSION: &str = "\
SELECT pg_catalog.quote_ident(current_schema()) || '.' AS schema,
    pg_catalog.current_setting('server_version_num')::integer AS version,
    pg_catalog.has_table_privilege('pg_catalog.pg_subscription', 'SELECT') AS subscriptions,
    pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true) AS path";

#[derive(QueryableByName)]
struct Session {
    /// The current schema and a dot; `None` if there is no such schema.
    #[diesel(sql_type = Nullable<Text>)]
    schema: Option<String>,
    #[diesel(sql_type = Integer)]
    version: i32,
    /// True if the user may read subscriptions. Their table belongs to the whole server.
    #[diesel(sql_type = Bool)]
    subscriptions: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
    #[diesel(sql_type = Nullable<Text>)]
    restore: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    remove: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    source: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    uses: Vec<String>,
}

/// Reads every object of the database, in a transaction of its own.
pub(super) fn dump(connection: &mut PgConnection) -> Result<Dump, InspectError> {
    let begun = connection.batch_execute(BEGIN).map_err(not_begun);
    let dump = begun
        .map_err(query_error("objects"))
        .and_then(|()| in_transaction(connection));
    let end = connection.batch_execute("ROLLBACK");
    let dump = dump?;
    end.map_err(query_error("objects"))?;
    Ok(dump)
}

fn in_transaction(connection: &mut PgConnection) -> Result<Dump, InspectError> {
    let session: Session = sql_query(SESSION)
        .get_result(connection)
        .map_err(query_error("settings"))?;
    let services = services(&session);
    let depending = [
        ("schemas, extensions and services", services.as_str()),
        ("published tables", published(&session)),
    ];
    let schema = session.schema.unwrap_or_default();
    let mut dump = Dump::default();
    for (what, question) in QUESTIONS.into_iter().chain(depending) {
        let rows: Vec<Row> = sql_query(framed(question))
            .bind::<Array<Text>, _>(BOOKKEEPING_TABLES.as_slice())
            .load(connection)
            .map_err(query_error(what))?;
        for row in rows {
            let sql = |text: String| unqualified(&text, &schema);
            let uses = row.uses.iter();
            let object = Object {
                definition: row.definition,
                restore: row.restore.map(sql),
                remove: row.remove.map(sql),
                source: row.source,
                uses: uses.map(|name| without_schema(name, &schema)).collect(),
                ..Object::default()
            };
            dump.add_object(row.kind, without_schema(&row.name, &schema), object);
        }
    }
    Ok(dump)
}

/// The question in its frame. Only some questions read statements, and to write a row as JSON takes long.
fn framed(question: &str) -> String {
    let row = match question.contains(" AS restore") {
        true => "to_jsonb(o)",
        false => "NULL::jsonb",
    };
    FRAME.replace("{row}", row).replace("{question}", question)
}

fn services(session: &Session) -> String {
    let subscriptions = if session.subscriptions {
        include_str!("subscriptions.sql")
    } else {
        ""
    };
    [SERVICES, subscriptions].concat()
}

/// PostgreSQL 15 publishes whole schemas, some columns and some rows.
fn published(session: &Session) -> &'static str {
    if session.version >= 150_000 {
        include_str!("publication_tables_15.sql")
    } else {
        include_str!("publication_tables.sql")
    }
}

/// Leaves the current schema out of a statement, so that it runs in whichever schema the migrations run in.
fn unqualified(sql: &str, schema: &str) -> String {
    let schema = schema.trim_end_matches('.');
    let all: Vec<Token<'_>> = tokens(Dialect::Postgres, sql).collect();
    let mut kept = String::with_capacity(sql.len());
    let mut from = 0;
    let mut before: Option<&Token<'_>> = None;
    for (at, token) in all.iter().enumerate() {
        let behind = all.get(at + 1).filter(|dot| dot.is_punctuation("."));
        let first = before.is_none_or(|before| !before.is_punctuation("."));
        if let Some(dot) = behind
            && first
            && token.text == schema
        {
            kept.push_str(sql.get(from..token.start).unwrap_or_default());
            from = dot.end();
        }
        before = Some(token);
    }
    kept.push_str(sql.get(from..).unwrap_or_default());
    kept
}

/// Leaves the schema out of a name where it qualifies another one: `p on public.t` becomes `p on t`.
fn without_schema(name: &str, schema: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    let mut rest = name;
    let mut begins = true;
    let mut quoted = false;
    while let Some(next) = rest.chars().next() {
        let after = ["pg_catalog.", schema]
            .into_iter()
            .find_map(|own| rest.strip_prefix(own).filter(|_| begins && !own.is_empty()));
        if let Some(after) = after {
            rest = after;
            begins = false;
            continue;
        }
        quoted ^= next == '"';
        begins = !quoted && matches!(next, ' ' | '(' | ',');
        shown.push(next);
        rest = rest.get(next.len_utf8()..).unwrap_or_default();
    }
    shown
}
