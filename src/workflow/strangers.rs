//! Tables and types of a live database that are nobody's business: neither declared, nor made by any migration.

use std::collections::BTreeSet;

use super::error::Error;
use super::event::{Event, Listener};
use crate::dialect::Dialect;
use crate::dialect::script::{Statement, created_table, created_type, split as statements};
use crate::migrations::{Direction, Repository};
use crate::schema::{Schema, Table, TableName};

/// Parts a live schema into what is ours, and the names of the tables to be left alone.
pub(super) fn split(
    mut live: Schema,
    declared: &Schema,
    repository: &Repository,
) -> Result<(Schema, Vec<TableName>), Error> {
    leave_enums(&mut live, declared, repository)?;
    let undeclared: Vec<TableName> = live
        .tables
        .iter()
        .map(|table| table.name.clone())
        .filter(|name| !is_declared(declared, repository, name))
        .collect();
    if undeclared.is_empty() {
        return Ok((live, Vec::new()));
    }
    let created = created(repository, created_table)?;
    let strangers: Vec<TableName> = undeclared
        .into_iter()
        .filter(|name| !created.contains(&name.name))
        .collect();
    let mut ours = live.filtered(|name| !strangers.contains(name));
    ours.enums.retain(|own| {
        let uses = |table: &&Table| table.columns.iter().any(|column| own.is_type_of(column));
        let mut others = live
            .tables
            .iter()
            .filter(|table| strangers.contains(&table.name));
        declared.enum_type(&own.name).is_some() || !others.any(|table| uses(&table))
    });
    Ok((ours, strangers))
}

/// Takes out the enum types that are neither declared nor made by any revision, unless a declared column uses them.
fn leave_enums(live: &mut Schema, declared: &Schema, repository: &Repository) -> Result<(), Error> {
    let columns = declared.tables.iter().flat_map(|table| &table.columns);
    let undeclared: Vec<TableName> = live
        .enums
        .iter()
        .filter(|own| declared.enum_type(&own.name).is_none())
        .filter(|own| !columns.clone().any(|column| own.is_type_of(column)))
        .map(|own| own.name.clone())
        .collect();
    if undeclared.is_empty() {
        return Ok(());
    }
    let created = created(repository, created_type)?;
    live.enums
        .retain(|own| !undeclared.contains(&own.name) || created.contains(&own.name.name));
    Ok(())
}

fn is_declared(declared: &Schema, repository: &Repository, name: &TableName) -> bool {
    declared.tables.iter().any(|table| {
        table.name.schema == name.schema
            && repository.dialect.same_name(&table.name.name, &name.name)
    })
}

/// The names of all that any revision creates, of the kind that `of` finds.
fn created(
    repository: &Repository,
    of: impl Fn(Dialect, &Statement<'_>) -> Option<String>,
) -> Result<BTreeSet<String>, Error> {
    let mut created = BTreeSet::new();
    for revision in repository.revisions() {
        let Some(script) = revision.script(Direction::Up)? else {
            continue;
        };
        created.extend(
            statements(repository.dialect, &script.text)
                .iter()
                .filter_map(|statement| of(repository.dialect, statement)),
        );
    }
    Ok(created)
}

/// Says once which tables were left alone.
pub(super) fn tell(strangers: &[TableName], events: Listener<'_>) {
    if strangers.is_empty() {
        return;
    }
    let names: Vec<String> = strangers.iter().map(|name| format!("'{name}'")).collect();
    events(Event::Note(format!(
        "left alone, since nobody declares {}: {}",
        if names.len() == 1 { "it" } else { "them" },
        names.join(", ")
    )));
}
