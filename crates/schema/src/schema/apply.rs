//! A schema after a change, so that a planner knows what is there when the next change comes.

use super::register::Register;
use super::{
    AutoIncrement, Change, Column, EnumType, ForeignKey, PrimaryKey, Schema, Table, TableName,
};

impl Schema {
    /// This schema after all of `changes`. A change of something that is not there changes nothing.
    #[must_use]
    pub fn after(&self, changes: &[Change]) -> Self {
        let mut evolving = Evolving::of(self);
        for change in changes {
            evolving.apply(change);
        }
        evolving.into_schema()
    }
}

/// A schema that changes step by step. No step takes longer because there are more tables.
#[derive(Debug, Clone)]
pub(crate) struct Evolving {
    tables: Register<Table>,
    enums: Register<EnumType>,
    /// All that is left of the schema, without tables and enum types.
    rest: Schema,
}

impl Evolving {
    pub(crate) fn of(schema: &Schema) -> Self {
        Self {
            tables: Register::of(schema.tables.clone()),
            enums: Register::of(schema.enums.clone()),
            rest: Schema {
                views: schema.views.clone(),
                view_reads: schema.view_reads.clone(),
                enum_dependents: schema.enum_dependents.clone(),
                types: schema.types.clone(),
                schemas: schema.schemas.clone(),
                ..Schema::default()
            },
        }
    }

    pub(crate) fn into_schema(self) -> Schema {
        Schema {
            tables: self.tables.into_vec(),
            enums: self.enums.into_vec(),
            ..self.rest
        }
    }

    pub(crate) fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.get(name)
    }

    /// The table of that name, which must keep it.
    pub(crate) fn table_mut(&mut self, name: &TableName) -> Option<&mut Table> {
        self.tables.get_mut(name)
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = &Table> + Clone {
        self.tables.iter()
    }

    pub(crate) fn enum_type(&self, name: &TableName) -> Option<&EnumType> {
        self.enums.get(name)
    }

    /// The enum type that the column holds values of, alone or in an array.
    pub(crate) fn enum_of(&self, column: &Column) -> Option<&EnumType> {
        self.enum_type(&column.sql_type.custom_name()?)
    }

    /// Returns the objects outside of the model that need the enum type.
    pub(crate) fn dependents_of<'s>(&'s self, own: &'s EnumType) -> impl Iterator<Item = &'s str> {
        self.rest.dependents_of(own)
    }

    /// Applies `change` to this schema.
    pub(crate) fn apply(&mut self, change: &Change) {
        match change {
            Change::CreateSchema(name) => self.rest.schemas.push(name.clone()),
            Change::DropSchema(name) => self.rest.schemas.retain(|other| other != name),
            Change::CreateEnum(own) => self.enums.push(own.clone()),
            Change::DropEnum(own) => self.enums.remove(&own.name),
            Change::AlterEnum { from, to } => {
                if let Some(own) = self.enums.get_mut(&from.name) {
                    own.clone_from(to);
                }
            }
            Change::CreateTable(table) => self.tables.push(table.clone()),
            Change::DropTable(table) => self.tables.remove(&table.name),
            _ => {
                let table = change.table().and_then(|name| self.table_mut(name));
                if let Some(table) = table {
                    table.apply(change);
                }
            }
        }
    }
}

impl Table {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::CreateTable(_)
            | Change::DropTable(_)
            | Change::CreateEnum(_)
            | Change::DropEnum(_)
            | Change::AlterEnum { .. }
            | Change::CreateSchema(_)
            | Change::DropSchema(_)
            | Change::AddUndeclared { .. }
            | Change::DropUndeclared { .. } => {}
            Change::AddColumn { column, .. } => self.columns.push(column.clone()),
            Change::DropColumn { column, .. } => {
                self.columns.retain(|other| other.name != column.name);
            }
            Change::AlterColumn { from, to, .. } => self.replace_column(from, to),
            Change::AlterComment {
                column: None, to, ..
            } => self.comment.clone_from(to),
            Change::AlterComment {
                column: Some(name),
                to,
                ..
            } => {
                if let Some(column) = self.columns.iter_mut().find(|own| own.name == *name) {
                    column.comment.clone_from(to);
                }
            }
            Change::AlterOptions { to, .. } => self.sqlite.options = *to,
            Change::AlterPrimaryKey { to, .. } => self.replace_key(to.as_ref()),
            Change::AddForeignKey { foreign_key, .. } => {
                self.foreign_keys.push(foreign_key.clone());
            }
            Change::DropForeignKey { foreign_key, .. } => {
                // Several keys may reference the same columns: the change is about one of them.
                let keys = &mut self.foreign_keys;
                let exact = keys.iter().position(|other| other == foreign_key);
                let place = exact.or_else(|| {
                    let mut keys = keys.iter();
                    keys.position(|other| other.same_reference(foreign_key))
                });
                if let Some(place) = place {
                    keys.remove(place);
                }
            }
            Change::AddUnique { unique, .. } => self.uniques.push(unique.clone()),
            Change::DropUnique { unique, .. } => self.uniques.retain(|other| other != unique),
            Change::AddCheck { check, .. } => self.checks.push(check.clone()),
            Change::DropCheck { check, .. } => self.checks.retain(|other| other != check),
            Change::AddIndex { index, .. } => self.indexes.push(index.clone()),
            Change::DropIndex { index, .. } => self.indexes.retain(|other| other != index),
        }
    }

    fn replace_key(&mut self, key: Option<&PrimaryKey>) {
        let old = std::mem::replace(&mut self.primary_key, key.cloned());
        // The keyword belongs to the key: a column that is no longer the whole key loses it. On MySQL, a column can
        // have the keyword without being the whole key, and such a column keeps it.
        let counted = |column: &Column| {
            old.as_ref()
                .is_some_and(|old| old.columns == [column.name.as_str()])
        };
        let counts = |column: &Column| key.is_some_and(|key| key.columns == [column.name.as_str()]);
        for column in &mut self.columns {
            if column.auto_increment == Some(AutoIncrement::Keyword)
                && counted(column)
                && !counts(column)
            {
                column.auto_increment = None;
            }
        }
    }

    fn replace_column(&mut self, from: &Column, to: &Column) {
        if let Some(column) = self.columns.iter_mut().find(|own| own.name == from.name) {
            column.clone_from(to);
        }
    }
}

impl ForeignKey {
    /// Returns whether both keys reference the same columns from the same columns, whatever their names and actions
    /// are.
    #[doc(hidden)]
    pub fn same_reference(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.references == other.references
            && self.referenced_columns == other.referenced_columns
    }
}
