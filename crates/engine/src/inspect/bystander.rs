//! Objects that nothing here compares or changes.

use moviectl_schema::dialect::script::Created;
use moviectl_schema::schema::TableName;

/// Something that a database has beside its tables and views, and that nothing here compares or changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bystander {
    /// A function, a trigger or an extension.
    pub kind: Created,
    /// Its name alone.
    pub name: String,
    /// Its name for people: with the schema where it is not the default one, with a function's arguments.
    pub shown: String,
    /// The table or view of a trigger.
    pub table: Option<TableName>,
    /// The function that a trigger calls.
    pub calls: Option<String>,
}
