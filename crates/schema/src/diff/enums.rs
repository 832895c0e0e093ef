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
        let missing = self
            .to
            .written
            .schemas
            .iter()
            .filter(|name| !self.has_schema(name));
        let mut changes: Vec<Change> = missing.cloned().map(Change::CreateSchema).collect();
        if self.mode == Mode::Exact {
            let gone = self.from.written.schemas.iter();
            let gone = gone.filter(|name| !self.to.written.schemas.contains(name));
            changes.extend(gone.cloned().map(Change::DropSchema));
        }
        for declared in &self.to.written.enums {
            match self.from.written.enum_type(&declared.name) {
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
                !is_used(live, &self.to.written.tables)
                    && self.from.written.dependents_of(live).next().is_none()
            }
            Mode::Plain => false,
            Mode::Exact => true,
        };
        let gone = self.from.written.enums.iter();
        let gone =
            gone.filter(|live| self.to.written.enum_type(&live.name).is_none() && goes(live));
        changes.extend(gone.cloned().map(Change::DropEnum));
        changes
    }

    fn has_schema(&self, name: &str) -> bool {
        let mut tables = self
            .from
            .written
            .tables
            .iter()
            .chain(&self.from.written.views);
        self.from.written.schemas.iter().any(|own| own == name)
            || self.mode != Mode::Exact
                && tables.any(|table| table.name.schema.as_deref() == Some(name))
    }
}

fn is_used(own: &EnumType, tables: &[Table]) -> bool {
    let mut columns = tables.iter().flat_map(|table| &table.columns);
    columns.any(|column| own.is_type_of(column))
}
