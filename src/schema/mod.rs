//! What a schema is: tables, columns, keys, constraints, indexes, and the [`Change`]s between two schemas.
//!
//! Pure data. Nothing here knows SQL, files or connections, so the declared schema, a live one and the one that
//! migrations build are all the same type and can be compared by [`crate::diff`].

mod apply;
mod change;
mod column;
mod constraint;
mod name;
mod spelling;
mod table;

pub use change::Change;
pub use column::{AutoIncrement, Column, DeclaredType, Generated, Sequence, SqlType, TypeName};
pub use constraint::{
    Check, Deferrable, Extra, ForeignKey, Index, PrimaryKey, ReferentialAction, Special, Trigger,
    Unique,
};
pub use name::TableName;
pub use spelling::Spellings;
pub use table::{Table, TableOptions};

/// Tables of version control: this tool's, Diesel's and Alembic's. They are never part of a schema.
pub const BOOKKEEPING_TABLES: [&str; 3] = [
    "__diesel_schema_migrations",
    "__moviectl_revisions",
    "alembic_version",
];

/// All tables of one database, or of one declaration, in a deterministic order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schema {
    /// The tables: in the order of declaration, or sorted by name where a database was read.
    pub tables: Vec<Table>,
    /// The views of a live schema, by name and columns; always empty in a declared schema.
    pub views: Vec<Table>,
}

impl Schema {
    /// The table of that name.
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    /// The view of that name.
    pub fn view(&self, name: &TableName) -> Option<&Table> {
        self.views.iter().find(|view| view.name == *name)
    }

    /// The same schema, silent about comments.
    #[must_use]
    pub fn without_comments(mut self) -> Self {
        for table in self.tables.iter_mut().chain(&mut self.views) {
            table.comment = None;
            for column in &mut table.columns {
                column.comment = None;
            }
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
        }
    }
}

/// A comment as a database has it: an empty one is none.
pub fn comment_text(comment: Option<&String>) -> Option<&str> {
    comment
        .map(String::as_str)
        .filter(|comment| !comment.is_empty())
}
