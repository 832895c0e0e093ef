//! The enum types that a project declares.

use std::collections::HashMap;

use syn::LitStr;

use super::error::DeclaredError;
use super::grammar::{EnumDecl, TableArgsDecl};
use super::items::Found;
use crate::dialect::Dialect;
use crate::schema::{EnumType, TableName};
use crate::source::Position;

/// An enum, and the only database that has it as one, where one is named.
pub(super) struct DeclaredEnum {
    pub(super) own: EnumType,
    pub(super) only: Option<Dialect>,
}

impl DeclaredEnum {
    /// Returns whether columns of this enum have a type for its values on this database.
    pub(super) fn concerns(&self, dialect: Dialect) -> bool {
        self.only.is_none_or(|only| only == dialect)
    }
}

fn enum_type(declaration: &EnumDecl) -> EnumType {
    let schema = declaration.schema.as_ref().map(LitStr::value);
    EnumType {
        name: TableName {
            schema: schema.filter(|schema| schema != "public"),
            name: declaration.name.value(),
        },
        labels: declaration.labels.iter().map(LitStr::value).collect(),
    }
}

/// The enum types in the order of their declaration, whatever the database.
pub(super) fn read(args: &[Found<TableArgsDecl>]) -> Result<Vec<DeclaredEnum>, DeclaredError> {
    let mut enums: Vec<DeclaredEnum> = Vec::new();
    let mut places: HashMap<TableName, Position> = HashMap::new();
    for found in args {
        for declaration in &found.value.enums {
            let own = enum_type(declaration);
            let at = found.scope.at(declaration.name.span());
            if let Some(first) = places.insert(own.name.clone(), at.clone()) {
                return Err(DeclaredError::DuplicateEnum {
                    first,
                    at,
                    name: own.name.to_string(),
                });
            }
            enums.push(DeclaredEnum {
                own,
                only: declaration.only,
            });
        }
    }
    Ok(enums)
}
