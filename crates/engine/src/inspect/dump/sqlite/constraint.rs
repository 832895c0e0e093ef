//! A constraint of a table.

use std::collections::HashMap;

/// A constraint of a table.
#[derive(Default)]
pub(super) struct Constraint {
    pub(super) name: Option<String>,
    /// The clause up to the columns that a foreign key references.
    pub(super) text: String,
    /// The table whose primary key a foreign key references because it names no columns.
    pub(super) keyed: Option<String>,
    /// The clause behind these columns, in the order of the words.
    pub(super) rest: Vec<String>,
    /// The columns of a primary key.
    pub(super) key: Option<Vec<String>>,
    /// True for the key of `INTEGER PRIMARY KEY DESC`, which is not the rowid, unlike that of `PRIMARY KEY (a DESC)`.
    pub(super) descends_at_column: bool,
}

impl Constraint {
    /// The clause. `keys` has the primary keys by the folded names of their tables.
    pub(super) fn text(&self, keys: &HashMap<String, Vec<String>>) -> String {
        let mut text = self.text.clone();
        if let Some(key) = self.keyed.as_ref().and_then(|parent| keys.get(parent)) {
            text.push_str(&format!(" ({})", key.join(", ")));
        }
        let mut rest = self.rest.clone();
        rest.sort();
        rest.insert(0, text);
        rest.join(" ")
    }
}
