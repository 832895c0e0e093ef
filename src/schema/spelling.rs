//! How a database spells the SQL of a declaration.

use std::collections::HashMap;

use super::TableName;

/// What a database makes of the expressions and index definitions that a declaration has as text. Databases that keep
/// text as it was typed need none.
#[derive(Debug, Clone, Default)]
pub struct Spellings {
    texts: HashMap<(TableName, String), String>,
    /// Tables whose texts the database does not take, each with what it says of them. Nothing of them is known.
    pub refused: Vec<(TableName, String)>,
}

impl Spellings {
    /// Remembers that `text`, in the declaration of `table`, is `spelled` so by the database.
    pub fn insert(&mut self, table: &TableName, text: String, spelled: String) {
        self.texts.insert((table.clone(), text), spelled);
    }

    /// The database's spelling of `text`, as far as it is known.
    pub fn of<'t>(&'t self, table: &TableName, text: &'t str) -> &'t str {
        self.texts
            .get(&(table.clone(), text.to_owned()))
            .map_or(text, String::as_str)
    }
}
