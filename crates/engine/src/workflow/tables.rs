//! The declared tables made and dropped without migrations, and schemas to look at.

use std::collections::HashSet;

use super::compare;
use super::error::Error;
use super::event::{Event, Listener};
use super::source::Source;
use super::spelled::spelled;
use super::status::Status;
use super::strangers::references;
use super::types::refuse_unknown;
use super::workspace::Workspace;
use crate::database::transaction::{begin_write, commit, rollback};
use crate::database::{AnyConnection, OpenMode, server};
use crate::inspect::inspect;
use crate::migrations::Ledger;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::diff::Side;
use moviectl_schema::plan::{create_all as creation, enums_of, plan_one_way};
use moviectl_schema::schema::{Change, EnumType, Schema, Table, TableName};

/// Makes the declared tables that are missing, and returns their names.
///
/// # Errors
///
/// [`Error`]; nothing is made then.
pub fn create_all(workspace: &Workspace, events: Listener<'_>) -> Result<Vec<TableName>, Error> {
    let source = workspace.source(events)?;
    let dialect = workspace.dialect();
    let declaration = source.declaration(dialect)?;
    let mut connection = workspace.connect_or_create(events)?;
    let _guard = workspace.guard(&mut connection);
    workspace.refuse_strangers(&source, &mut connection)?;
    let server = server(&mut connection).map_err(Error::database("read the server's version"))?;
    workspace.meet(&declaration, server, events)?;
    let declared = declaration.schema;
    let live = inspect(&mut connection)?;
    let missing = missing(&live, &declared, dialect)?;
    let changes: Vec<Change> = additions(&missing).collect();
    refuse_unknown(&live, &changes)?;
    let spelled = spelled(&mut connection, &declared, events)?;
    let wanted = Side::new(&declared, &spelled);
    let differing = compare::changes(&mut connection, source.mode(), &live, wanted)?;
    in_transaction(&mut connection, true, |connection| {
        for statement in creation(dialect, &missing) {
            execute(connection, &statement)?;
        }
        Ok(())
    })
    .map_err(|error| workspace.name_file(error))?;
    for name in missing.enums.iter().map(|own| &own.name) {
        events(Event::Done(format!("Created enum '{name}'")));
    }
    let names: Vec<TableName> = missing.tables.into_iter().map(|table| table.name).collect();
    for name in &names {
        events(Event::Done(format!("Created table '{name}'")));
    }
    let existing = live.tables_by_name();
    let altered: HashSet<&TableName> = differing.iter().filter_map(Change::table).collect();
    for table in &declared.tables {
        if existing.contains_key(&table.name) && altered.contains(&table.name) {
            events(Event::Warning(format!(
                "table '{}' exists and differs from the declaration; it is not altered: `moviectl migrate` would be",
                table.name
            )));
        }
    }
    let enums: HashSet<&TableName> = live.enums.iter().map(|own| &own.name).collect();
    let altered = differing.iter().filter_map(Change::enum_type);
    let altered: HashSet<&TableName> = altered.map(|own| &own.name).collect();
    for own in &declared.enums {
        if enums.contains(&own.name) && altered.contains(&own.name) {
            events(Event::Warning(format!(
                "enum '{}' exists and differs from the declaration; it is not altered: `moviectl migrate` would be",
                own.name
            )));
        }
    }
    if names.is_empty() {
        events(Event::Done("All declared tables exist.".into()));
    }
    Ok(names)
}

fn missing(live: &Schema, declared: &Schema, dialect: Dialect) -> Result<Schema, Error> {
    let names = |tables: &[Table]| -> HashSet<TableName> {
        let names = tables.iter().map(|table| dialect.folded_table(&table.name));
        names.collect()
    };
    let (tables, views) = (names(&live.tables), names(&live.views));
    let is_view = |table: &&Table| views.contains(&dialect.folded_table(&table.name));
    if let Some(table) = declared.tables.iter().find(is_view) {
        return Err(Error::View(table.name.clone()));
    }
    let mut missing = declared.filtered(|name| !tables.contains(&dialect.folded_table(name)));
    let enums: HashSet<&TableName> = live.enums.iter().map(|own| &own.name).collect();
    missing.enums.retain(|own| !enums.contains(&own.name));
    missing.schemas.retain(|name| !live.schemas.contains(name));
    Ok(missing)
}

fn additions(missing: &Schema) -> impl Iterator<Item = Change> {
    let enums = missing.enums.iter().cloned().map(Change::CreateEnum);
    let tables = missing.tables.iter().cloned().map(Change::CreateTable);
    enums.chain(tables)
}

/// The objects that `drop-all` would drop, and the tables that it would leave.
#[derive(Debug, Clone)]
pub struct DropPlan {
    /// The declared tables that exist.
    pub tables: Vec<TableName>,
    /// Versions of the repository that are recorded.
    pub recorded: Vec<String>,
    /// The enum types that nothing else uses.
    pub enums: Vec<EnumType>,
    /// Tables that remain.
    pub remaining: Vec<TableName>,
    source: Source,
}

/// Plans `drop-all`. Changes nothing.
///
/// # Errors
///
/// [`Error`].
pub fn plan_drop_all(workspace: &Workspace, events: Listener<'_>) -> Result<DropPlan, Error> {
    let source = workspace.source(events)?;
    let declared = source.declared(workspace.dialect())?;
    let repository = source.repository_or_empty(workspace.dialect())?;
    let mut connection = workspace.connect(OpenMode::ReadOnly)?;
    workspace.refuse_strangers(&source, &mut connection)?;
    let live = inspect(&mut connection)?;
    let status = Status::read(&mut connection)?;
    let declared_tables = declared.tables_by_name();
    let (tables, remaining): (Vec<TableName>, Vec<TableName>) = live
        .tables
        .iter()
        .map(|table| table.name.clone())
        .partition(|name| declared_tables.contains_key(name));
    refuse_references(workspace.dialect(), &live, &tables)?;
    // A squashed revision replaces others, whose records are its own.
    let replaced = repository.revisions().flat_map(|own| &own.replaces);
    let replaced: HashSet<&String> = replaced.collect();
    Ok(DropPlan {
        enums: enums_of(&live, &declared, &tables),
        tables,
        remaining,
        recorded: status
            .applied
            .into_iter()
            .filter(|version| repository.graph().contains(version) || replaced.contains(version))
            .collect(),
        source,
    })
}

/// Refuses to drop tables that others reference: SQLite would delete rows of those, or set them to NULL.
fn refuse_references(dialect: Dialect, live: &Schema, doomed: &[TableName]) -> Result<(), Error> {
    let going: HashSet<&TableName> = doomed.iter().collect();
    let stay = || {
        live.tables
            .iter()
            .filter(|table| !going.contains(&table.name))
    };
    let told = doomed
        .iter()
        .flat_map(|gone| references(dialect, stay(), gone, None));
    let told: Vec<String> = told.collect();
    match told.is_empty() {
        true => Ok(()),
        false => Err(Error::StillReferenced(told)),
    }
}

/// Drops the tables of the plan, and forgets the revisions.
///
/// # Errors
///
/// [`Error`]; nothing is dropped then.
pub fn drop_all(
    workspace: &Workspace,
    doomed: &DropPlan,
    events: Listener<'_>,
) -> Result<(), Error> {
    let dialect = workspace.dialect();
    let mut connection = workspace.connect(OpenMode::ReadWrite)?;
    let _guard = workspace.guard(&mut connection);
    workspace.refuse_strangers(&doomed.source, &mut connection)?;
    let live = inspect(&mut connection)?;
    let going: HashSet<&TableName> = doomed.tables.iter().collect();
    let changes: Vec<Change> = live
        .tables
        .iter()
        .filter(|table| going.contains(&table.name))
        .cloned()
        .map(Change::DropTable)
        .chain(doomed.enums.iter().cloned().map(Change::DropEnum))
        .collect();
    let plan = plan_one_way(dialect, &live, &changes)?;
    let ledger =
        Ledger::open(&mut connection).map_err(Error::database("find the version table"))?;
    in_transaction(&mut connection, !plan.own_transaction, |connection| {
        for statement in plan.steps.iter().flat_map(|step| &step.up) {
            execute(connection, statement)?;
        }
        for version in &doomed.recorded {
            ledger
                .delete(connection, version)
                .map_err(Error::database("remove the revisions' records"))?;
        }
        Ok(())
    })
    .map_err(|error| workspace.name_file(error))?;
    for name in &doomed.tables {
        events(Event::Done(format!("Dropped table '{name}'")));
    }
    for own in &doomed.enums {
        events(Event::Done(format!("Dropped enum '{}'", own.name)));
    }
    if doomed.tables.is_empty() {
        events(Event::Done("None of the declared tables exists.".into()));
    }
    if !doomed.remaining.is_empty() {
        let names: Vec<String> = doomed
            .remaining
            .iter()
            .map(|name| format!("'{name}'"))
            .collect();
        events(Event::Note(format!("left alone: {}", names.join(", "))));
    }
    Ok(())
}

fn execute(connection: &mut AnyConnection, statement: &str) -> Result<(), Error> {
    connection.run(statement).map_err(|source| Error::Database {
        doing: format!("run: {}", in_one_line(statement)),
        source,
    })
}

fn in_one_line(statement: &str) -> String {
    let words: Vec<&str> = statement.split_whitespace().collect();
    words.join(" ")
}

/// All or nothing. `keys`: with foreign keys enforced, which SQLite decides for whole transactions.
fn in_transaction(
    connection: &mut AnyConnection,
    keys: bool,
    body: impl FnOnce(&mut AnyConnection) -> Result<(), Error>,
) -> Result<(), Error> {
    if !keys {
        execute(connection, "PRAGMA foreign_keys=OFF")?;
    }
    begin_write(connection).map_err(Error::database("open a transaction"))?;
    let outcome =
        body(connection).and_then(|()| commit(connection).map_err(Error::database("commit")));
    if outcome.is_err() {
        rollback(connection);
    }
    if !keys {
        execute(connection, "PRAGMA foreign_keys=ON")?;
    }
    outcome
}

/// The live schema, or the declared one.
///
/// # Errors
///
/// [`Error`].
#[doc(hidden)]
pub fn look_at(
    workspace: &Workspace,
    declared: bool,
    events: Listener<'_>,
) -> Result<Schema, Error> {
    if declared {
        return workspace.source(events)?.declared(workspace.dialect());
    }
    let mut connection = workspace.connect(OpenMode::ReadOnly)?;
    Ok(inspect(&mut connection)?)
}

/// The statements that make a schema, for a person to read.
#[doc(hidden)]
pub fn schema_sql(workspace: &Workspace, schema: &Schema) -> String {
    moviectl_schema::plan::script(&creation(workspace.dialect(), schema))
}
