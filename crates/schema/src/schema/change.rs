//! One difference between two schemas, in words that the diff, the planner, the linter and the messages share.

use super::words::{
    describe_column, describe_comment, describe_enum, describe_foreign_key, describe_index,
    describe_unique, key_list,
};
use super::{
    Check, Column, EnumType, ForeignKey, Index, PrimaryKey, Table, TableName, TableOptions, Unique,
};

/// A change that turns one schema into another. Each has an exact inverse.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields' names and types say it all")]
#[allow(
    clippy::large_enum_variant,
    reason = "a handful at a time; a box would be in the way of every match"
)]
#[non_exhaustive]
pub enum Change {
    /// A schema that is new, for tables and types to be in.
    CreateSchema(String),
    /// A schema that goes; only the inverse of another change.
    DropSchema(String),
    /// An enum type that is new.
    CreateEnum(EnumType),
    /// An enum type that goes.
    DropEnum(EnumType),
    /// An enum type whose values change: some come, some go, or their order is another.
    AlterEnum { from: EnumType, to: EnumType },
    /// A table that is new, with all that belongs to it.
    CreateTable(Table),
    /// A table that goes, with all that belonged to it.
    DropTable(Table),
    /// A column that is new.
    AddColumn { table: TableName, column: Column },
    /// A column that goes.
    DropColumn { table: TableName, column: Column },
    /// A column whose type, nullability, default or numbering changes, under the same name.
    AlterColumn {
        table: TableName,
        from: Column,
        to: Column,
    },
    /// Another comment on a table, or on a column of it.
    AlterComment {
        table: TableName,
        column: Option<String>,
        from: Option<String>,
        to: Option<String>,
    },
    /// Other storage options.
    AlterOptions {
        table: TableName,
        from: TableOptions,
        to: TableOptions,
    },
    /// Another primary key, or one where there was none, or none any more.
    AlterPrimaryKey {
        table: TableName,
        from: Option<PrimaryKey>,
        to: Option<PrimaryKey>,
    },
    /// A foreign key that is new on a table that stays.
    AddForeignKey {
        table: TableName,
        foreign_key: ForeignKey,
    },
    /// A foreign key that goes from a table that stays.
    DropForeignKey {
        table: TableName,
        foreign_key: ForeignKey,
    },
    /// A unique constraint that is new.
    AddUnique { table: TableName, unique: Unique },
    /// A unique constraint that goes.
    DropUnique { table: TableName, unique: Unique },
    /// A check constraint that is new.
    AddCheck { table: TableName, check: Check },
    /// A check constraint that goes.
    DropCheck { table: TableName, check: Check },
    /// An index that is new.
    AddIndex { table: TableName, index: Index },
    /// An index that goes.
    DropIndex { table: TableName, index: Index },
    /// A part of a table that is new and that no declaration expresses. Only the comparison of two databases finds it, and
    /// no plan makes it.
    AddUndeclared { table: TableName, part: Undeclared },
    /// Such a part that goes.
    DropUndeclared { table: TableName, part: Undeclared },
}

/// A part of a table that no declaration expresses, in words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Undeclared {
    /// Its kind in words: `trigger`.
    pub kind: &'static str,
    /// The part as SQL.
    pub definition: String,
}

impl Change {
    /// The table that the change is about; `None` for one of a type or of a schema.
    pub fn table(&self) -> Option<&TableName> {
        match self {
            Self::CreateSchema(_)
            | Self::DropSchema(_)
            | Self::CreateEnum(_)
            | Self::DropEnum(_)
            | Self::AlterEnum { .. } => None,
            Self::CreateTable(table) | Self::DropTable(table) => Some(&table.name),
            Self::AddColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::AlterColumn { table, .. }
            | Self::AlterComment { table, .. }
            | Self::AlterOptions { table, .. }
            | Self::AlterPrimaryKey { table, .. }
            | Self::AddForeignKey { table, .. }
            | Self::DropForeignKey { table, .. }
            | Self::AddUnique { table, .. }
            | Self::DropUnique { table, .. }
            | Self::AddCheck { table, .. }
            | Self::DropCheck { table, .. }
            | Self::AddIndex { table, .. }
            | Self::DropIndex { table, .. }
            | Self::AddUndeclared { table, .. }
            | Self::DropUndeclared { table, .. } => Some(table),
        }
    }

    /// The enum type that the change is about, where it is about one.
    pub fn enum_type(&self) -> Option<&EnumType> {
        match self {
            Self::CreateEnum(own) | Self::DropEnum(own) | Self::AlterEnum { to: own, .. } => {
                Some(own)
            }
            _ => None,
        }
    }

    /// The change that takes this one back.
    #[must_use]
    pub(crate) fn inverse(self) -> Self {
        match self {
            Self::CreateSchema(name) => Self::DropSchema(name),
            Self::DropSchema(name) => Self::CreateSchema(name),
            Self::CreateEnum(own) => Self::DropEnum(own),
            Self::DropEnum(own) => Self::CreateEnum(own),
            Self::AlterEnum { from, to } => Self::AlterEnum { from: to, to: from },
            Self::CreateTable(table) => Self::DropTable(table),
            Self::DropTable(table) => Self::CreateTable(table),
            Self::AddColumn { table, column } => Self::DropColumn { table, column },
            Self::DropColumn { table, column } => Self::AddColumn { table, column },
            Self::AlterColumn { table, from, to } => Self::AlterColumn {
                table,
                from: to,
                to: from,
            },
            Self::AlterComment {
                table,
                column,
                from,
                to,
            } => Self::AlterComment {
                table,
                column,
                from: to,
                to: from,
            },
            Self::AlterOptions { table, from, to } => Self::AlterOptions {
                table,
                from: to,
                to: from,
            },
            Self::AlterPrimaryKey { table, from, to } => Self::AlterPrimaryKey {
                table,
                from: to,
                to: from,
            },
            Self::AddForeignKey { table, foreign_key } => {
                Self::DropForeignKey { table, foreign_key }
            }
            Self::DropForeignKey { table, foreign_key } => {
                Self::AddForeignKey { table, foreign_key }
            }
            Self::AddUnique { table, unique } => Self::DropUnique { table, unique },
            Self::DropUnique { table, unique } => Self::AddUnique { table, unique },
            Self::AddCheck { table, check } => Self::DropCheck { table, check },
            Self::DropCheck { table, check } => Self::AddCheck { table, check },
            Self::AddIndex { table, index } => Self::DropIndex { table, index },
            Self::DropIndex { table, index } => Self::AddIndex { table, index },
            Self::AddUndeclared { table, part } => Self::DropUndeclared { table, part },
            Self::DropUndeclared { table, part } => Self::AddUndeclared { table, part },
        }
    }

    /// The kind in `snake_case`, as JSON output names it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CreateSchema(_) => "add_schema",
            Self::DropSchema(_) => "remove_schema",
            Self::CreateEnum(_) => "add_enum",
            Self::DropEnum(_) => "remove_enum",
            Self::AlterEnum { .. } => "alter_enum",
            Self::CreateTable(_) => "add_table",
            Self::DropTable(_) => "remove_table",
            Self::AddColumn { .. } => "add_column",
            Self::DropColumn { .. } => "remove_column",
            Self::AlterColumn { .. } => "alter_column",
            Self::AlterComment { .. } => "alter_comment",
            Self::AlterOptions { .. } => "alter_options",
            Self::AlterPrimaryKey { .. } => "alter_primary_key",
            Self::AddForeignKey { .. } => "add_foreign_key",
            Self::DropForeignKey { .. } => "remove_foreign_key",
            Self::AddUnique { .. } => "add_unique",
            Self::DropUnique { .. } => "remove_unique",
            Self::AddCheck { .. } => "add_check",
            Self::DropCheck { .. } => "remove_check",
            Self::AddIndex { .. } => "add_index",
            Self::DropIndex { .. } => "remove_index",
            Self::AddUndeclared { .. } => "add_undeclared",
            Self::DropUndeclared { .. } => "remove_undeclared",
        }
    }

    /// The column that the change is about, where it is about one.
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::AddColumn { column, .. } | Self::DropColumn { column, .. } => Some(&column.name),
            Self::AlterColumn { to, .. } => Some(&to.name),
            Self::AlterComment { column, .. } => column.as_deref(),
            _ => None,
        }
    }

    /// The change in the words of Alembic's log ("added column 'movie.mpa'"), one line for each aspect of it.
    pub fn describe(&self) -> Vec<String> {
        let one = |text: String| vec![text];
        match self {
            Self::CreateSchema(name) => one(format!("added schema '{name}'")),
            Self::DropSchema(name) => one(format!("removed schema '{name}'")),
            Self::CreateEnum(own) => one(format!("added enum '{}'", own.name)),
            Self::DropEnum(own) => one(format!("removed enum '{}'", own.name)),
            Self::AlterEnum { from, to } => describe_enum(from, to),
            Self::CreateTable(table) => one(format!("added table '{}'", table.name)),
            Self::DropTable(table) => one(format!("removed table '{}'", table.name)),
            Self::AddColumn { table, column } => {
                one(format!("added column '{table}.{}'", column.name))
            }
            Self::DropColumn { table, column } => {
                one(format!("removed column '{table}.{}'", column.name))
            }
            Self::AlterColumn { table, from, to } => describe_column(table, from, to),
            Self::AlterComment {
                table,
                column,
                from,
                to,
            } => one(describe_comment(
                table,
                column.as_deref(),
                from.is_some(),
                to.is_some(),
            )),
            Self::AlterOptions { table, from, to } => one(format!(
                "changed storage of table '{table}' from {from} to {to}"
            )),
            Self::AlterPrimaryKey { table, from, to } => one(format!(
                "changed primary key of '{table}' from {} to {}",
                key_list(from.as_ref()),
                key_list(to.as_ref()),
            )),
            Self::AddForeignKey { table, foreign_key } => one(format!(
                "added foreign key {} on table '{table}'",
                describe_foreign_key(foreign_key)
            )),
            Self::DropForeignKey { table, foreign_key } => one(format!(
                "removed foreign key {} on table '{table}'",
                describe_foreign_key(foreign_key)
            )),
            Self::AddUnique { table, unique } => one(format!(
                "added unique constraint {} on table '{table}'",
                describe_unique(unique)
            )),
            Self::DropUnique { table, unique } => one(format!(
                "removed unique constraint {} on table '{table}'",
                describe_unique(unique)
            )),
            Self::AddCheck { table, check } => one(format!(
                "added check ({}){} on table '{table}'",
                check.expression,
                check.options()
            )),
            Self::DropCheck { table, check } => one(format!(
                "removed check ({}){} on table '{table}'",
                check.expression,
                check.options()
            )),
            Self::AddIndex { table, index } => one(format!(
                "added {} on table '{table}'",
                describe_index(index)
            )),
            Self::DropIndex { table, index } => one(format!(
                "removed {} on table '{table}'",
                describe_index(index)
            )),
            Self::AddUndeclared { table, part } => one(format!(
                "added {} on table '{table}': {}",
                part.kind, part.definition
            )),
            Self::DropUndeclared { table, part } => one(format!(
                "removed {} on table '{table}': {}",
                part.kind, part.definition
            )),
        }
    }
}
