//! Enum types, and the schemas that tables and types are in.

use super::mode::Mode;
use super::walk::Walk;
use crate::schema::{Change, EnumType, Table};

impl Walk<'_> {
    /// Schemas that are missing, and enum types that are missing, others than declared, or no longer declared.
    ///
    /// Schemas outside the declaration stay. So do undeclared types: all of them in a plain project, and in any project
    /// the types that are still in use.
    pub(super) fn schemas_and_enums(&self) -> Vec<Change> {
        if !self.dialect.features().enum_types {
            return Vec::new();
        }
        let missing = self.to.schemas.iter().filter(|name| !self.has_schema(name));
        let mut changes: Vec<Change> = missing.cloned().map(Change::CreateSchema).collect();
        if self.mode == Mode::Exact {
            let gone = self.from.schemas.iter();
            let gone = gone.filter(|name| !self.to.schemas.contains(name));
            changes.extend(gone.cloned().map(Change::DropSchema));
        }
        for declared in &self.to.enums {
            match self.from.enum_type(&declared.name) {
                None => changes.push(Change::CreateEnum(declared.clone())),
                Some(live) if live.labels != declared.labels => changes.push(Change::AlterEnum {
                    from: live.clone(),
                    to: declared.clone(),
                }),
                Some(_) => {}
            }
        }
        let goes = |live: &EnumType| match self.mode {
            Mode::Managed => {
                !is_used(live, &self.to.tables) && self.from.dependents_of(live).next().is_none()
            }
            Mode::Plain => false,
            Mode::Exact => true,
        };
        let gone = self.from.enums.iter();
        let gone = gone.filter(|live| self.to.enum_type(&live.name).is_none() && goes(live));
        changes.extend(gone.cloned().map(Change::DropEnum));
        changes
    }

    fn has_schema(&self, name: &str) -> bool {
        let mut tables = self.from.tables.iter().chain(&self.from.views);
        self.from.schemas.iter().any(|own| own == name)
            || self.mode != Mode::Exact
                && tables.any(|table| table.name.schema.as_deref() == Some(name))
    }
}

fn is_used(own: &EnumType, tables: &[Table]) -> bool {
    let mut columns = tables.iter().flat_map(|table| &table.columns);
    columns.any(|column| own.is_type_of(column))
}
