//! How a database spells the SQL of a declaration.

use std::collections::HashMap;

use super::TableName;

/// The database's spellings of the expressions and index definitions of a declaration. Databases that keep text as it
/// was typed need none.
#[derive(Debug, Clone, Default)]
pub struct Spellings {
    /// By table, column (for a text of a column) and text. A column of another type may spell the same text otherwise.
    texts: HashMap<(TableName, Option<String>, String), String>,
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

    /// The database's spelling of `text`, as far as it is known.
    #[doc(hidden)]
    pub fn of<'t>(&'t self, table: &TableName, column: Option<&str>, text: &'t str) -> &'t str {
        let key = (table.clone(), column.map(str::to_owned), text.to_owned());
        self.texts.get(&key).map_or(text, String::as_str)
    }
}
