//! `joinable!` lines, to foreign keys.

use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::error::{DeclaredError, closest};
use super::grammar::{JoinableDecl, TableDecl};
use super::items::{Found, Scope, segments};
use crate::schema::{Deferrable, ForeignKey, ReferentialAction, Table};

/// Gives each child its foreign key; the same line twice is one key. `tables` are the built `declarations`, in order.
pub(super) fn add_foreign_keys(
    tables: &mut [Table],
    declarations: &[Found<TableDecl>],
    joinables: &[Found<JoinableDecl>],
) -> Result<(), DeclaredError> {
    for joinable in joinables {
        let child = find(
            declarations,
            &joinable.value.child,
            &joinable.scope,
            "joinable!",
        )?;
        let parent = find(
            declarations,
            &joinable.value.parent,
            &joinable.scope,
            "joinable!",
        )?;
        let Some(parent_table) = tables.get(parent.index) else {
            continue;
        };
        let key = ForeignKey {
            special: None,
            name: None,
            columns: vec![column(child.declaration, joinable)?],
            references: parent_table.name.clone(),
            referenced_columns: vec![single_key(parent_table, joinable)?],
            on_delete: ReferentialAction::default(),
            on_update: ReferentialAction::default(),
            deferrable: Deferrable::default(),
        };
        if let Some(table) = tables.get_mut(child.index)
            && !table.foreign_keys.contains(&key)
        {
            table.foreign_keys.push(key);
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) index: usize,
    pub(super) declaration: &'a TableDecl,
    scope: &'a Scope,
}

/// The table that a path names: by its last segment, and where several modules have one of that name, by the segments
/// before it or by being in the naming macro's own module. `by` is that macro, for messages.
pub(super) fn find<'a>(
    declarations: &'a [Found<TableDecl>],
    path: &syn::Path,
    scope: &Scope,
    by: &'static str,
) -> Result<Side<'a>, DeclaredError> {
    let mut modules = segments(path);
    let name = modules.pop().unwrap_or_default();
    let all: Vec<Side<'a>> = declarations
        .iter()
        .enumerate()
        .filter(|(_, found)| found.value.name.unraw() == name)
        .map(|(index, found)| Side {
            index,
            declaration: &found.value,
            scope: &found.scope,
        })
        .collect();
    if let [only] = all.as_slice() {
        return Ok(*only);
    }
    let at = scope.at(path.span());
    if all.is_empty() {
        let names: Vec<String> = declarations
            .iter()
            .map(|found| found.value.name.unraw().to_string())
            .collect();
        return Err(DeclaredError::UnknownTable {
            at,
            by,
            suggestion: closest(&name, names.iter().map(String::as_str)),
            table: name,
        });
    }
    let named = |side: &&Side<'a>| {
        if modules.is_empty() {
            side.scope == scope
        } else {
            side.scope.modules.ends_with(&modules)
        }
    };
    let nearest: Vec<&Side<'a>> = all.iter().filter(named).collect();
    match nearest.as_slice() {
        [only] => Ok(**only),
        _ => Err(DeclaredError::AmbiguousTable {
            at,
            by,
            table: name,
        }),
    }
}

/// The referencing column's name in the database.
fn column(child: &TableDecl, joinable: &Found<JoinableDecl>) -> Result<String, DeclaredError> {
    let name = joinable.value.column.unraw().to_string();
    match child.column(&name) {
        Some(column) => Ok(column.sql_name.clone()),
        None => Err(DeclaredError::UnknownColumn {
            at: joinable.scope.at(joinable.value.column.span()),
            by: "joinable!",
            table: child.name.unraw().to_string(),
            suggestion: child.closest_column(&name),
            column: name,
        }),
    }
}

fn single_key(parent: &Table, joinable: &Found<JoinableDecl>) -> Result<String, DeclaredError> {
    match parent.key_columns() {
        [only] => Ok(only.clone()),
        several => Err(DeclaredError::CompositeParent {
            at: joinable.scope.at(joinable.value.parent.span()),
            table: parent.name.to_string(),
            key: several.to_vec(),
        }),
    }
}
