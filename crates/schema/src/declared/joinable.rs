//! `joinable!` lines, to foreign keys.

use std::collections::{HashMap, HashSet};

use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::error::{DeclaredError, closest};
use super::grammar::{JoinableDecl, TableDecl};
use super::items::{Found, Scope, segments};
use crate::schema::{Deferrable, ForeignKey, ReferentialAction, Table};

/// Gives each child its foreign key; the same line twice is one key. `tables` are the built `declarations`, in order.
pub(super) fn add_foreign_keys(
    tables: &mut [Table],
    declarations: &NamedTables<'_>,
    joinables: &[Found<JoinableDecl>],
) -> Result<(), DeclaredError> {
    let mut said: HashSet<(usize, ForeignKey)> = HashSet::new();
    for joinable in joinables {
        let child = declarations.find(&joinable.value.child, &joinable.scope, "joinable!")?;
        let parent = declarations.find(&joinable.value.parent, &joinable.scope, "joinable!")?;
        let Some(parent_table) = tables.get(parent.index) else {
            continue;
        };
        let key = ForeignKey {
            clauses: Default::default(),
            name: None,
            columns: vec![column(child.declaration, joinable)?],
            references: parent_table.name.clone(),
            referenced_columns: vec![single_key(parent_table, joinable)?],
            on_delete: ReferentialAction::default(),
            on_update: ReferentialAction::default(),
            deferrable: Deferrable::default(),
        };
        if let Some(table) = tables.get_mut(child.index)
            && said.insert((child.index, key.clone()))
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

/// The declared tables, by their Rust names.
pub(super) struct NamedTables<'a> {
    all: &'a [Found<TableDecl>],
    by_name: HashMap<String, Vec<Side<'a>>>,
}

impl<'a> NamedTables<'a> {
    pub(super) fn of(all: &'a [Found<TableDecl>]) -> Self {
        let mut by_name: HashMap<String, Vec<Side<'a>>> = HashMap::with_capacity(all.len());
        for (index, found) in all.iter().enumerate() {
            let name = found.value.name.unraw().to_string();
            by_name.entry(name).or_default().push(Side {
                index,
                declaration: &found.value,
                scope: &found.scope,
            });
        }
        Self { all, by_name }
    }

    /// All of them, in the order of the declaration.
    pub(super) fn all(&self) -> &'a [Found<TableDecl>] {
        self.all
    }

    /// The table that a path names: by its last segment, and where several modules have one of that name, by the segments
    /// before it or by being in the naming macro's own module. `by` is that macro, for messages.
    pub(super) fn find(
        &self,
        path: &syn::Path,
        scope: &Scope,
        by: &'static str,
    ) -> Result<Side<'a>, DeclaredError> {
        let mut modules = segments(path);
        let name = modules.pop().unwrap_or_default();
        let all = self.by_name.get(&name).map_or(&[][..], Vec::as_slice);
        if let [only] = all {
            return Ok(*only);
        }
        let at = scope.at(path.span());
        if all.is_empty() {
            let names: Vec<String> = self
                .all
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
