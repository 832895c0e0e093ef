//! Tables of a live database that are nobody's business: neither declared, nor made by any migration.

use std::collections::BTreeSet;

use super::error::Error;
use super::event::{Event, Listener};
use crate::dialect::script::{created_table, split as statements};
use crate::migrations::{Direction, Repository};
use crate::schema::{Schema, TableName};

/// Parts a live schema into what is ours, and the names of the tables to be left alone.
pub(super) fn split(
    live: Schema,
    declared: &Schema,
    repository: &Repository,
) -> Result<(Schema, Vec<TableName>), Error> {
    let undeclared: Vec<TableName> = live
        .tables
        .iter()
        .map(|table| table.name.clone())
        .filter(|name| !is_declared(declared, repository, name))
        .collect();
    if undeclared.is_empty() {
        return Ok((live, Vec::new()));
    }
    let created = created_tables(repository)?;
    let strangers: Vec<TableName> = undeclared
        .into_iter()
        .filter(|name| !created.contains(&name.name))
        .collect();
    let ours = live.filtered(|name| !strangers.contains(name));
    Ok((ours, strangers))
}

fn is_declared(declared: &Schema, repository: &Repository, name: &TableName) -> bool {
    declared.tables.iter().any(|table| {
        table.name.schema == name.schema
            && repository.dialect.same_name(&table.name.name, &name.name)
    })
}

/// The names of all tables that any revision creates.
fn created_tables(repository: &Repository) -> Result<BTreeSet<String>, Error> {
    let mut created = BTreeSet::new();
    for revision in repository.revisions() {
        let Some(script) = revision.script(Direction::Up)? else {
            continue;
        };
        created.extend(
            statements(repository.dialect, &script.text)
                .iter()
                .filter_map(|statement| created_table(repository.dialect, statement)),
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
