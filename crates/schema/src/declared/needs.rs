//! Features of a declaration that not every server has, with their places.

use std::collections::HashMap;

use super::error::DeclaredError;
use super::grammar::{TableArgsDecl, TableDecl};
use super::items::Found;
use super::table_args::Declarations;
use crate::dialect::feature::Feature;
use crate::dialect::requirements::{lack, of_type};
use crate::dialect::{Dialect, Server};
use crate::schema::{Column, Table};
use crate::source::Position;

/// Something that a declaration needs and that not every server has.
#[derive(Debug, Clone)]
pub struct Need {
    at: Position,
    feature: Feature,
}

impl Need {
    pub(super) fn new(at: Position, feature: Feature) -> Self {
        Self { at, feature }
    }
}

/// Refuses what `server` does not have.
///
/// # Errors
///
/// [`DeclaredError::Server`] for the first of `needs` that the server can't serve.
pub fn refuse_missing(needs: &[Need], server: Server) -> Result<(), DeclaredError> {
    let missing = needs
        .iter()
        .find_map(|need| Some((need, lack(server, need.feature)?)));
    match missing {
        None => Ok(()),
        Some((need, what)) => Err(DeclaredError::Server {
            at: need.at.clone(),
            what,
        }),
    }
}

/// All needs, in the order of the declaration.
pub(super) fn of(
    dialect: Dialect,
    declarations: &Declarations<'_>,
    tables: &[Table],
    args: &[Found<TableArgsDecl>],
) -> Result<Vec<Need>, DeclaredError> {
    let mut needs: Vec<Need> = Vec::new();
    for (table, found) in tables.iter().zip(declarations.tables.all()) {
        needs.extend(of_types(dialect, table, found));
    }
    needs.extend(declarations.needs(args)?);
    Ok(needs)
}

/// Of the columns whose types `table!` says.
fn of_types(dialect: Dialect, table: &Table, found: &Found<TableDecl>) -> Vec<Need> {
    let mut needs = Vec::new();
    let columns = table.columns.iter();
    let by_name: HashMap<&str, &Column> = columns
        .map(|column| (column.name.as_str(), column))
        .collect();
    for declared in &found.value.columns {
        let column = by_name.get(declared.sql_name.as_str());
        // `Declarations::needs` lists the need of a type that `table_args!` sets, at that statement.
        let said = column.filter(|column| column.declared.sql_type.is_some());
        if let Some(feature) = said.and_then(|column| of_type(dialect, &column.sql_type)) {
            needs.push(Need::new(found.scope.at(declared.type_span), feature));
        }
    }
    needs
}
