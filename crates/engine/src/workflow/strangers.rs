//! Objects of a live database outside the project: neither declared nor created by any migration.

use std::collections::{BTreeSet, HashSet};

use super::error::Error;
use super::event::{Event, Listener};
use crate::database::AnyConnection;
use crate::inspect::{Bystander, bystanders};
use crate::migrations::{Direction, Repository};
use moviectl_schema::dialect::script::{Created, created, split as statements};
use moviectl_schema::schema::{Schema, Table, TableName};

/// Parts a live schema into what is ours, and the names of the tables to be left alone.
pub(super) fn split(
    mut live: Schema,
    declared: &Schema,
    repository: &Repository,
) -> Result<(Schema, Vec<TableName>), Error> {
    leave_enums(&mut live, declared, repository)?;
    let names = declared_names(declared, repository);
    let undeclared: Vec<TableName> = live
        .tables
        .iter()
        .map(|table| table.name.clone())
        .filter(|name| !names.contains(&repository.dialect.folded_table(name)))
        .collect();
    if undeclared.is_empty() {
        return Ok((live, Vec::new()));
    }
    let created = made(repository, Created::Table)?;
    let strangers: Vec<TableName> = undeclared
        .into_iter()
        .filter(|name| !created.contains(&name.name))
        .collect();
    let left: HashSet<&TableName> = strangers.iter().collect();
    let mut ours = live.filtered(|name| !left.contains(name));
    let used = used_types(live.tables.iter().filter(|own| left.contains(&own.name)));
    let declared = enum_names(declared);
    ours.enums
        .retain(|own| declared.contains(&own.name) || !used.contains(&own.name));
    Ok((ours, strangers))
}

/// Takes out the enum types that are neither declared nor made by any revision, unless a declared column uses them.
fn leave_enums(live: &mut Schema, declared: &Schema, repository: &Repository) -> Result<(), Error> {
    let used = used_types(declared.tables.iter());
    let names = enum_names(declared);
    let undeclared: HashSet<TableName> = live
        .enums
        .iter()
        .map(|own| &own.name)
        .filter(|name| !names.contains(name) && !used.contains(name))
        .cloned()
        .collect();
    if undeclared.is_empty() {
        return Ok(());
    }
    let created = made(repository, Created::Type)?;
    live.enums
        .retain(|own| !undeclared.contains(&own.name) || created.contains(&own.name.name));
    Ok(())
}

/// The types of the tables' columns that are not the database's own.
fn used_types<'t>(tables: impl Iterator<Item = &'t Table>) -> HashSet<TableName> {
    let columns = tables.flat_map(|table| &table.columns);
    columns
        .filter_map(|column| column.sql_type.custom_name())
        .collect()
}

fn enum_names(schema: &Schema) -> HashSet<&TableName> {
    schema.enums.iter().map(|own| &own.name).collect()
}

/// The names of the declared tables, as the database compares them.
fn declared_names(declared: &Schema, repository: &Repository) -> HashSet<TableName> {
    let names = declared.tables.iter().map(|table| &table.name);
    names
        .map(|name| repository.dialect.folded_table(name))
        .collect()
}

/// The names of all of that kind that any revision creates.
fn made(repository: &Repository, wanted: Created) -> Result<BTreeSet<String>, Error> {
    let all = created_things(repository)?.into_iter();
    Ok(all
        .filter(|(kind, _)| *kind == wanted)
        .map(|(_, name)| name)
        .collect())
}

/// All that any revision creates.
fn created_things(repository: &Repository) -> Result<BTreeSet<(Created, String)>, Error> {
    let mut made = BTreeSet::new();
    for revision in repository.revisions() {
        let Some(script) = revision.script(Direction::Up)? else {
            continue;
        };
        made.extend(
            statements(repository.dialect, &script.text)
                .iter()
                .filter_map(|statement| created(repository.dialect, statement)),
        );
    }
    Ok(made)
}

/// How many of a kind are named.
const NAMED: usize = 5;

/// Reports once which objects are left alone: these tables, and the views, functions, triggers and extensions that are
/// neither declared nor created by any revision. Objects of a table or view that is left alone are not listed.
pub(super) fn tell(
    connection: &mut AnyConnection,
    ours: &Schema,
    strangers: &[TableName],
    declared: &Schema,
    repository: &Repository,
    events: Listener<'_>,
) -> Result<(), Error> {
    let names = declared_names(declared, repository);
    let views: Vec<&TableName> = ours
        .views
        .iter()
        .map(|view| &view.name)
        .filter(|name| !names.contains(&repository.dialect.folded_table(name)))
        .collect();
    let bystanders = bystanders(connection, ours)?;
    let mut kinds: Vec<Vec<String>> = vec![strangers.iter().map(quoted).collect()];
    if !views.is_empty() || !bystanders.is_empty() {
        let made = created_things(repository)?;
        let foreign = |kind, name: &str| !made.contains(&(kind, name.to_owned()));
        let alone: Vec<&TableName> = views
            .into_iter()
            .filter(|name| foreign(Created::View, &name.name))
            .collect();
        kinds.push(alone.iter().map(|name| format!("view '{name}'")).collect());
        for kind in [Created::Function, Created::Trigger, Created::Extension] {
            let of_kind = bystanders.iter().filter(|own| {
                own.kind == kind
                    && foreign(kind, &own.name)
                    // A trigger that calls a function of ours is made by that function's side (Diesel's
                    // `diesel_manage_updated_at`).
                    && own.calls.as_ref().is_none_or(|name| foreign(Created::Function, name))
                    && own.table.as_ref().is_none_or(|table| {
                        !strangers.contains(table) && !alone.contains(&table)
                    })
            });
            kinds.push(of_kind.map(described).collect());
        }
    }
    let count: usize = kinds.iter().map(Vec::len).sum();
    // Tables are ours to compare, and all named; of the rest a few stand for the kind.
    let shown: Vec<String> = kinds
        .iter()
        .enumerate()
        .flat_map(|(place, kind)| few(kind, if place == 0 { usize::MAX } else { NAMED }))
        .collect();
    if !shown.is_empty() {
        events(Event::Note(format!(
            "left alone, since nobody declares {}: {}",
            if count == 1 { "it" } else { "them" },
            shown.join(", ")
        )));
    }
    Ok(())
}

fn quoted(name: &TableName) -> String {
    format!("'{name}'")
}

fn described(bystander: &Bystander) -> String {
    let word = match bystander.kind {
        Created::Function => "function",
        Created::Extension => "extension",
        _ => "trigger",
    };
    let table = bystander.table.as_ref();
    let table = table.map_or_else(String::new, |table| format!(" on '{table}'"));
    format!("{word} '{}'{table}", bystander.shown)
}

/// The first of a kind, and how many more there are.
fn few(kind: &[String], most: usize) -> Vec<String> {
    let mut shown: Vec<String> = kind.iter().take(most).cloned().collect();
    let more = kind.len().saturating_sub(most);
    if let Some(last) = shown.last_mut()
        && more > 0
    {
        last.push_str(&format!(" and {more} more like it"));
    }
    shown
}
