//! Keys, constraints and triggers of a table.

use super::TableName;

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrimaryKey {
    /// The constraint's name; `None` for an unnamed constraint (SQLite) or in a declaration.
    pub name: Option<String>,
    /// The columns, in key order; never empty.
    pub columns: Vec<String>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ForeignKey {
    /// The constraint's name; `None` for an unnamed constraint.
    pub name: Option<String>,
    /// The referencing columns.
    pub columns: Vec<String>,
    /// The referenced table.
    pub references: TableName,
    /// The referenced columns, as many as `columns`.
    pub referenced_columns: Vec<String>,
    /// The action when the referenced row is deleted.
    pub on_delete: ReferentialAction,
    /// The action when the referenced key is updated.
    pub on_update: ReferentialAction,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// The full definition, if the other fields cannot express it.
    pub special: Option<Special>,
}

/// The SQL of a constraint that the model's fields cannot express completely.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Special {
    /// The SQL behind the constraint's name, as the database prints it.
    pub definition: String,
    /// True if a declaration can express the constraint. A constraint that cannot be declared is not dropped because
    /// the declaration lacks it.
    pub declarable: bool,
}

/// `ON DELETE` and `ON UPDATE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum ReferentialAction {
    /// `NO ACTION`, the default of the standard.
    #[default]
    NoAction,
    /// `RESTRICT`.
    Restrict,
    /// `CASCADE`.
    Cascade,
    /// `SET NULL`.
    SetNull,
    /// `SET DEFAULT`.
    SetDefault,
}

impl ReferentialAction {
    /// The action in the words of the SQL standard.
    pub fn keywords(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Deferrable {
    /// At the end of each statement, always.
    #[default]
    Never,
    /// At the end of each statement, unless a transaction defers it.
    InitiallyImmediate,
    /// At commit.
    InitiallyDeferred,
}

/// A unique constraint (not a unique index that was created by itself: that is an [`Index`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unique {
    /// The constraint's name; `None` for an unnamed constraint.
    pub name: Option<String>,
    /// The columns.
    pub columns: Vec<String>,
    /// All of it, where the fields do not say all.
    pub special: Option<Special>,
}

/// A check constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The constraint's name; `None` for an unnamed constraint.
    pub name: Option<String>,
    /// The condition as SQL text, without the parentheses around it.
    pub expression: String,
    /// The columns it reads, where the database tells; may be incomplete on SQLite.
    pub columns: Vec<String>,
    /// The options behind its condition: `NO INHERIT`, `NOT VALID`; mostly empty.
    pub options: String,
}

/// Something of a table that no field has, kept as the statement that gives it to the table again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// The statement, without a closing semicolon.
    pub definition: String,
    /// The columns it is about; empty for the table as a whole.
    pub columns: Vec<String>,
}

/// A trigger on a table, kept as text: SQLite's rebuilds must make it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// The trigger's name.
    pub name: String,
    /// The `CREATE TRIGGER` statement that makes it, without a closing semicolon.
    pub definition: String,
}
