//! Model of a schema: tables, columns, keys, constraints, indexes, and the [`Change`]s between two schemas.
//!
//! Pure data. Nothing here knows SQL, files or connections, so the declared schema, a live one and the one that
//! migrations build are all the same type and can be compared by [`crate::diff`].

mod apply;
mod attribute;
mod by_table;
mod change;
mod column;
mod comment;
mod constraint;
mod enum_type;
mod index;
mod name;
mod register;
mod rename;
mod table;
mod words;

pub(crate) use apply::Evolving;
pub use attribute::Attribute;
pub(crate) use by_table::ByTable;
pub use change::{Change, Undeclared};
pub use column::{
    AutoIncrement, Column, DeclaredColumn, DeclaredType, Generated, Sequence, SequenceOptions,
    SqlType, TypeName,
};
pub(crate) use comment::comment_text;
pub use constraint::{
    Check, CheckClauses, Deferrable, Exclusion, ForeignKey, ForeignKeyClauses, PrimaryKey,
    ReferentialAction, Trigger, Unique, UniqueClauses,
};
pub use enum_type::EnumType;
pub use index::{Index, IndexKey, IndexPart};
pub use name::TableName;
pub use rename::Rename;
pub use table::{MysqlTable, PostgresTable, SqliteTable, Table, TableOptions};

use std::collections::HashMap;

/// Tables of version control: this tool's, Diesel's and Alembic's. They are never part of a schema.
#[doc(hidden)]
pub const BOOKKEEPING_TABLES: [&str; 3] = [
    "__diesel_schema_migrations",
    "__moviectl_revisions",
    "alembic_version",
];

/// All tables of one database, or of one declaration, in a deterministic order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Schema {
    /// The tables: in the order of declaration, or sorted by name where a database was read.
    pub tables: Vec<Table>,
    /// The views of a live schema, by name and columns; always empty in a declared schema.
    pub views: Vec<Table>,
    /// The tables and views that views of a live schema read, where the database lists them (PostgreSQL).
    pub view_reads: Vec<ViewRead>,
    /// The enum types, in the order of declaration, or sorted by name where a database was read. None on SQLite.
    pub enums: Vec<EnumType>,
    /// Objects that need an enum type of a live schema, each behind the type's name: views, functions, domains and the
    /// like, in words for people. Columns, defaults, checks and indexes are not listed.
    pub enum_dependents: Vec<(TableName, String)>,
    /// Other types that a live schema has beside the database's own: domains, composite types, what extensions bring.
    pub types: Vec<TableName>,
    /// The domains among them.
    pub domains: Vec<Domain>,
    /// The schemas other than the default one: those of the database, or those of the declaration's tables and types.
    pub schemas: Vec<String>,
}

/// A domain of a live schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// The name.
    pub name: TableName,
    /// The type that it is over, which may be a domain.
    pub base: SqlType,
    /// True if its values are not NULL, whatever a column says.
    pub not_null: bool,
}

/// A table or a view that a view reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ViewRead {
    /// The view.
    pub view: TableName,
    /// The table or the view that it reads.
    pub table: TableName,
    /// The column that it reads; empty for the whole.
    pub column: String,
}

impl Schema {
    /// The tables by their names, for those who look for many; of two with one name the first.
    #[doc(hidden)]
    pub fn tables_by_name(&self) -> HashMap<&TableName, &Table> {
        // The last one put in stays.
        let tables = self.tables.iter().rev();
        tables.map(|table| (&table.name, table)).collect()
    }

    /// The table of that name.
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    /// The view of that name.
    pub fn view(&self, name: &TableName) -> Option<&Table> {
        self.views.iter().find(|view| view.name == *name)
    }

    /// Returns the objects outside of the model that need the enum type.
    pub(crate) fn dependents_of<'s>(&'s self, own: &'s EnumType) -> impl Iterator<Item = &'s str> {
        let all = self.enum_dependents.iter();
        all.filter(|(name, _)| *name == own.name)
            .map(|(_, what)| what.as_str())
    }

    /// The enum type of that name.
    pub fn enum_type(&self, name: &TableName) -> Option<&EnumType> {
        self.enums.iter().find(|own| own.name == *name)
    }

    /// Returns the type that the values of `sql_type` have, which is the one under all domains, and whether a domain forbids NULL.
    pub(crate) fn without_domains(&self, sql_type: &SqlType) -> (SqlType, bool) {
        let mut bare = sql_type.clone();
        let mut not_null = false;
        // No domain is over itself.
        for _ in 0..=self.domains.len() {
            let name = bare.custom_name();
            let mut domains = self.domains.iter();
            let Some(own) = domains.find(|own| Some(&own.name) == name.as_ref()) else {
                break;
            };
            not_null |= own.not_null && bare.dimensions == 0;
            bare = SqlType {
                dimensions: bare.dimensions.max(own.base.dimensions),
                ..own.base.clone()
            };
        }
        (bare, not_null)
    }

    /// Returns whether a type of that name exists besides the database's built-in types. A name without a schema
    /// matches a type in any schema, since the search path is not known here.
    #[doc(hidden)]
    pub fn has_type(&self, name: &TableName) -> bool {
        let enums = self.enums.iter().map(|own| &own.name);
        enums.chain(&self.types).any(|own| {
            own.name == name.name && (name.schema.is_none() || own.schema == name.schema)
        })
    }

    /// The same schema, silent about comments.
    #[must_use]
    pub fn without_comments(mut self) -> Self {
        for table in self.tables.iter_mut().chain(&mut self.views) {
            table.forget_comments();
        }
        self
    }

    /// The same schema of a database, whose indexes are those that `declared` has by name, also where the database would
    /// have made one for a foreign key by itself: no catalogue tells the two apart, and a declared one stays as its key
    /// goes.
    #[doc(hidden)]
    #[must_use]
    pub fn with_declared_indexes(mut self, declared: &Self) -> Self {
        for table in &mut self.tables {
            let Some(own) = declared.table(&table.name) else {
                continue;
            };
            let is_declared = |index: &Index| {
                let mut indexes = own.indexes.iter();
                indexes.any(|own| own.name == index.name && own.columns == index.columns)
            };
            let implied = std::mem::take(&mut table.mysql.implied_indexes);
            let (found, implied): (Vec<Index>, Vec<Index>) =
                implied.into_iter().partition(is_declared);
            table.mysql.implied_indexes = implied;
            if found.is_empty() {
                continue;
            }
            table.indexes.extend(found);
            table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        }
        self
    }

    /// The same schema with only the tables and views that `keep` accepts.
    pub fn filtered(&self, keep: impl Fn(&TableName) -> bool) -> Self {
        let only = |tables: &[Table]| {
            tables
                .iter()
                .filter(|table| keep(&table.name))
                .cloned()
                .collect()
        };
        Self {
            tables: only(&self.tables),
            views: only(&self.views),
            ..self.clone()
        }
    }
}
