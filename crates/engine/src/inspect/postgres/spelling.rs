//! Asks PostgreSQL for its spelling of declared SQL, with temporary tables in a transaction that is rolled back.
//!
//! Creating a table costs the server more than any other step. So defaults, which do not depend on their tables, are
//! asked about together. Indexes over columns alone are not asked about. Only the rest needs a table.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_query;
use diesel::sql_types::Text;

use super::super::error::{InspectError, query_error};
use super::super::spelling::Spellings;
use super::types::{add_types, types};
use crate::database::transaction::not_begun;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{
    Column, EnumType, Index, IndexPart, Schema, SqlType, Table, TypeName,
};

const DIALECT: Dialect = Dialect::Postgres;

/// How the temporary tables are called, with a number behind.
const PREFIX: &str = "moviectl_spelling_";

/// How those are called that have nothing but defaults.
const DEFAULTS: &str = "moviectl_defaults_";

/// How many defaults go into one of them; PostgreSQL allows 1,600 columns.
const MOST_COLUMNS: usize = 1000;

/// Defaults and generated columns, checks and indexes of the temporary tables, by what each was called.
const TEXTS: &str = "SELECT c.relname::text AS relation, a.attname::text AS name,
    pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS spelled
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = c.oid
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = d.adnum
WHERE c.relnamespace = pg_catalog.pg_my_temp_schema()
UNION ALL
SELECT c.relname::text, 'check ' || k.conname, pg_catalog.pg_get_expr(k.conbin, k.conrelid)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'c'
WHERE c.relnamespace = pg_catalog.pg_my_temp_schema()
UNION ALL
SELECT c.relname::text, 'index ' || x.relname, pg_catalog.pg_get_indexdef(x.oid)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid
JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
WHERE c.relnamespace = pg_catalog.pg_my_temp_schema()";

#[derive(QueryableByName)]
struct Spelled {
    #[diesel(sql_type = Text)]
    relation: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    spelled: String,
}

/// How the server spells the SQL of `declared`. Leaves nothing behind.
pub(in crate::inspect) fn spellings(
    connection: &mut PgConnection,
    declared: &Schema,
) -> Result<Spellings, InspectError> {
    let tables: Vec<&Table> = declared
        .tables
        .iter()
        .filter(|table| has_sql(table))
        .collect();
    if tables.is_empty() {
        return Ok(Spellings::default());
    }
    let mut spellings = Spellings::default();
    let questions = Questions::new(&tables);
    if questions.is_empty() {
        return Ok(spellings);
    }
    let what = "spelling of the declared SQL";
    connection
        .batch_execute("BEGIN")
        .map_err(not_begun)
        .map_err(query_error(what))?;
    let outcome = make_enums(connection, declared).and_then(|()| {
        in_transaction(connection, &questions, &mut spellings).map_err(query_error(what))
    });
    // The connection is of no use if it can't roll back, and nothing was written in any case.
    let _ = connection.batch_execute("ROLLBACK");
    outcome.map(|()| spellings)
}

/// Makes the declared enum types as they are declared where they are not, so that the declared SQL finds their values. A temporary type is
/// found before any other of its name; one with a schema must be there itself, in place of what is there.
fn make_enums(connection: &mut PgConnection, declared: &Schema) -> Result<(), InspectError> {
    let what = "spelling of the declared enum types";
    let scripts = enum_scripts(connection, &declared.enums)?;
    for script in scripts {
        let script = format!("SAVEPOINT moviectl_enum;\n{script}");
        if connection.batch_execute(&script).is_err() {
            // Whatever needs the type is refused, and that is told.
            connection
                .batch_execute("ROLLBACK TO SAVEPOINT moviectl_enum")
                .map_err(query_error(what))?;
        }
    }
    Ok(())
}

fn enum_scripts(
    connection: &mut PgConnection,
    enums: &[EnumType],
) -> Result<Vec<String>, InspectError> {
    if enums.is_empty() {
        return Ok(Vec::new());
    }
    let mut live = Schema::default();
    add_types(&mut live, types(connection)?);
    let mut scripts = Vec::new();
    for (number, own) in enums.iter().enumerate() {
        if live.enum_type(&own.name) == Some(own) {
            continue;
        }
        let labels: Vec<String> = own
            .labels
            .iter()
            .map(|label| DIALECT.literal(label))
            .collect();
        let body = format!("AS ENUM ({});\n", labels.join(", "));
        let quoted = DIALECT.quote(&own.name.name);
        let Some(schema) = &own.name.schema else {
            // One that has the name of a type of the database's own would take that one's place.
            let shadows = DIALECT.named_type(None, &own.name.name).name;
            if matches!(shadows, TypeName::Custom { .. }) {
                scripts.push(format!("CREATE TYPE pg_temp.{quoted} {body}"));
            }
            continue;
        };
        let name = DIALECT.type_sql(&SqlType::custom(&own.name));
        let mut script = String::new();
        if !live.schemas.contains(schema) {
            script = format!("CREATE SCHEMA IF NOT EXISTS {};\n", DIALECT.quote(schema));
        }
        if live.has_type(&own.name) {
            script.push_str(&format!("ALTER TYPE {name} RENAME TO {PREFIX}{number};\n"));
        }
        scripts.push(format!("{script}CREATE TYPE {name} {body}"));
    }
    Ok(scripts)
}

fn in_transaction(
    connection: &mut PgConnection,
    questions: &Questions<'_>,
    spellings: &mut Spellings,
) -> Result<(), DieselError> {
    connection.batch_execute("SAVEPOINT moviectl_spelling")?;
    // All in one message; only where the server refuses something is each table asked about by itself.
    if connection.batch_execute(&questions.script()).is_ok() {
        for row in sql_query(TEXTS).load::<Spelled>(connection)? {
            questions.answer(&row, spellings);
        }
        return Ok(());
    }
    connection.batch_execute("ROLLBACK TO SAVEPOINT moviectl_spelling")?;
    for (number, table) in questions.all.iter().enumerate() {
        connection.batch_execute("SAVEPOINT moviectl_spelling")?;
        if let Err(error) = connection.batch_execute(&script(number, table, true)) {
            connection.batch_execute("ROLLBACK TO SAVEPOINT moviectl_spelling")?;
            spellings
                .refused
                .push((table.name.clone(), error.to_string()));
        }
    }
    for row in sql_query(TEXTS).load::<Spelled>(connection)? {
        answer_of_table(&questions.all, &row, spellings);
    }
    Ok(())
}

/// The questions for the server.
struct Questions<'a> {
    /// The tables with SQL of any kind.
    all: Vec<&'a Table>,
    /// The tables with SQL that is about their columns.
    tables: Vec<&'a Table>,
    /// Types with defaults, and the columns where the same default of the same type stands.
    defaults: Vec<(String, Vec<(&'a Table, &'a Column)>)>,
}

impl<'a> Questions<'a> {
    fn new(tables: &[&'a Table]) -> Self {
        let mut defaults: BTreeMap<String, Vec<(&Table, &Column)>> = BTreeMap::new();
        for table in tables {
            for own in &table.columns {
                if let (Some(default), None) = (&own.default, &own.generated) {
                    let definition = format!("{} DEFAULT {default}", type_of(own));
                    let places = defaults.entry(definition).or_default();
                    places.push((table, own));
                }
            }
        }
        Self {
            all: tables.to_vec(),
            tables: tables
                .iter()
                .filter(|table| is_about_columns(table))
                .copied()
                .collect(),
            defaults: defaults.into_iter().collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.defaults.is_empty()
    }

    fn script(&self) -> String {
        let mut text = String::new();
        for (number, chunk) in self.defaults.chunks(MOST_COLUMNS).enumerate() {
            let columns: Vec<String> = chunk
                .iter()
                .enumerate()
                .map(|(place, (definition, _))| format!("c{place} {definition}"))
                .collect();
            text.push_str(&format!(
                "CREATE TEMP TABLE {DEFAULTS}{number} ({}) ON COMMIT DROP;\n",
                columns.join(", ")
            ));
        }
        for (number, table) in self.tables.iter().enumerate() {
            text.push_str(&script(number, table, false));
        }
        text
    }

    fn answer(&self, row: &Spelled, spellings: &mut Spellings) {
        let Some(chunk) = row.relation.strip_prefix(DEFAULTS) else {
            return answer_of_table(&self.tables, row, spellings);
        };
        let place = row.name.strip_prefix('c').unwrap_or_default();
        let (Ok(chunk), Ok(place)) = (chunk.parse::<usize>(), place.parse::<usize>()) else {
            return;
        };
        if let Some((_, places)) = self.defaults.get(chunk * MOST_COLUMNS + place) {
            for (table, column) in places {
                let text = column.default.clone().unwrap_or_default();
                let name = Some(column.name.as_str());
                spellings.insert(&table.name, name, text, row.spelled.clone());
            }
        }
    }
}

fn answer_of_table(tables: &[&Table], row: &Spelled, spellings: &mut Spellings) {
    let number = row
        .relation
        .strip_prefix(PREFIX)
        .and_then(|number| number.parse::<usize>().ok());
    let Some(table) = number.and_then(|number| tables.get(number)) else {
        return;
    };
    if let Some(name) = row.name.strip_prefix("index ") {
        if let Some((declared, spelled)) = spelled_index(table, name, &row.spelled) {
            spellings.insert_index(&table.name, declared, spelled);
        }
    } else if let Some((column, text, spelled)) = match_up(table, row) {
        spellings.insert(&table.name, column, text, spelled);
    }
}

/// A declared index by its number, and the same as the server spells it.
fn spelled_index<'t>(table: &'t Table, name: &str, spelled: &str) -> Option<(&'t Index, Index)> {
    let number = name.rsplit('_').next()?.parse::<usize>().ok()?;
    let declared = table.indexes.get(number)?;
    let spelled = Index {
        name: declared.name.clone(),
        columns: declared.columns.clone(),
        ..DIALECT.read_index(spelled)?
    };
    Some((declared, spelled))
}

/// Whose the text is if it is a column's, a declared text and the server's spelling of it.
fn match_up<'t>(table: &'t Table, row: &Spelled) -> Option<(Option<&'t str>, String, String)> {
    if let Some(number) = row.name.strip_prefix("check x") {
        let number: usize = number.parse().ok()?;
        let (_, condition) = conditions(table).find(|(own, _)| *own == number)?;
        return Some((None, condition.to_owned(), row.spelled.clone()));
    }
    if let Some(number) = row.name.strip_prefix("check c") {
        let check = table.checks.get(number.parse::<usize>().ok()?)?;
        return Some((None, check.expression.clone(), row.spelled.clone()));
    }
    let column = table.column(&row.name)?;
    let text = match &column.generated {
        Some(generated) => generated.expression.clone(),
        None => column.default.clone()?,
    };
    Some((Some(&column.name), text, row.spelled.clone()))
}

fn has_sql(table: &Table) -> bool {
    !table.indexes.is_empty()
        || is_about_columns(table)
        || table.columns.iter().any(|column| column.default.is_some())
}

/// The conditions of exclusion constraints, with the number of each constraint.
fn conditions(table: &Table) -> impl Iterator<Item = (usize, &str)> {
    let exclusions = table.postgres.exclusions.iter().enumerate();
    exclusions.filter_map(|(n, exclusion)| Some((n, exclusion.index.predicate.as_deref()?)))
}

fn is_about_columns(table: &Table) -> bool {
    !table.checks.is_empty()
        || conditions(table).next().is_some()
        || table
            .columns
            .iter()
            .any(|column| column.generated.is_some())
        || table.indexes.iter().any(|index| !is_plain(index))
}

fn is_plain(index: &Index) -> bool {
    index.predicate.is_none()
        && index.parameters.is_none()
        && index.parts.iter().all(IndexPart::is_plain)
}

/// A table with the SQL that is about its columns; with all of it where `whole`.
fn script(number: usize, table: &Table, whole: bool) -> String {
    let name = format!("pg_temp.{PREFIX}{number}");
    let columns = table.columns.iter().map(|own| column(own, whole));
    let checks = table
        .checks
        .iter()
        .enumerate()
        .map(|(n, check)| format!("CONSTRAINT c{n} CHECK ({})", check.expression));
    // A condition is spelled alike wherever it stands.
    let conditions =
        conditions(table).map(|(n, condition)| format!("CONSTRAINT x{n} CHECK ({condition})"));
    let lines: Vec<String> = columns.chain(checks).chain(conditions).collect();
    let mut script = format!(
        "CREATE TEMP TABLE {PREFIX}{number} ({}) ON COMMIT DROP;\n",
        lines.join(", ")
    );
    let asked = |index: &&Index| whole || !is_plain(index);
    let indexes = table.indexes.iter().enumerate();
    for (n, index) in indexes.filter(|(_, index)| asked(index)) {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let body = DIALECT.index_body(index);
        script.push_str(&format!(
            "CREATE {unique}INDEX {PREFIX}{number}_{n} ON {name} {body};\n"
        ));
    }
    script
}

fn column(column: &Column, with_default: bool) -> String {
    let mut text = format!("{} {}", DIALECT.quote(&column.name), type_of(column));
    if let Some(generated) = &column.generated {
        text.push_str(&format!(
            " GENERATED ALWAYS AS ({}) STORED",
            generated.expression
        ));
    } else if let Some(default) = column.default.as_ref().filter(|_| with_default) {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    text
}

fn type_of(column: &Column) -> String {
    let mut text = DIALECT.type_sql(&column.sql_type);
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {}", DIALECT.quote(collation)));
    }
    text
}
