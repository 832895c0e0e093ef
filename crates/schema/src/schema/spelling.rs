//! How a database spells the SQL of a declaration.

use std::collections::HashMap;

use super::{Index, TableName};

/// The database's spellings of the expressions and index definitions of a declaration. Databases that keep text as it
/// was typed need none.
#[derive(Debug, Clone, Default)]
pub struct Spellings {
    /// By table, column (for a text of a column) and text. A column of another type may spell the same text otherwise.
    texts: HashMap<(TableName, Option<String>, String), String>,
    /// Indexes by table and name.
    indexes: HashMap<(TableName, String), Index>,
    /// Tables whose SQL the database refuses, each with the database's message. Their spellings are not known.
    pub refused: Vec<(TableName, String)>,
}

impl Spellings {
    /// Remembers that `text`, in the declaration of `table` or of one `column` of it, is `spelled` so by the database.
    #[doc(hidden)]
    pub fn insert(
        &mut self,
        table: &TableName,
        column: Option<&str>,
        text: String,
        spelled: String,
    ) {
        let key = (table.clone(), column.map(str::to_owned), text);
        self.texts.insert(key, spelled);
    }

    /// Remembers how the database spells an index that is declared for `table`.
    #[doc(hidden)]
    pub fn insert_index(&mut self, table: &TableName, declared: &Index, spelled: Index) {
        let key = (table.clone(), declared.name.clone());
        self.indexes.insert(key, spelled);
    }

    /// The database's spelling of a declared index, as far as it is known.
    #[doc(hidden)]
    pub fn of_index<'i>(&'i self, table: &TableName, declared: &'i Index) -> &'i Index {
        let key = (table.clone(), declared.name.clone());
        self.indexes.get(&key).unwrap_or(declared)
    }

    /// The database's spelling of `text`, as far as it is known.
    #[doc(hidden)]
    pub fn of<'t>(&'t self, table: &TableName, column: Option<&str>, text: &'t str) -> &'t str {
        let key = (table.clone(), column.map(str::to_owned), text.to_owned());
        self.texts.get(&key).map_or(text, String::as_str)
    }
}
