//! A declaration whose SQL is spelled by a database.

use std::collections::HashMap;

use moviectl_schema::schema::{Index, Schema, Table, TableName};

/// A declaration as the database spells it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Spelled {
    /// The declared schema, whose SQL is the database's: defaults, checks, generated columns and indexes. The tables and
    /// all their parts have the order of the declaration.
    pub schema: Schema,
    /// Tables whose SQL the database refuses, each with the database's message. Their SQL is as it was declared.
    pub refused: Vec<(TableName, String)>,
}

/// The answers of a database, until they are put into the declaration.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    /// By table, column (for a text of a column) and text. A column of another type may spell the same text otherwise.
    texts: HashMap<(TableName, Option<String>, String), String>,
    /// Indexes by table and name.
    indexes: HashMap<(TableName, String), Index>,
    /// As [`Spelled::refused`].
    pub(super) refused: Vec<(TableName, String)>,
}

impl Spellings {
    /// Remembers that `text`, in the declaration of `table` or of one `column` of it, is `spelled` so by the database.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(super) fn insert(
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
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(super) fn insert_index(&mut self, table: &TableName, declared: &Index, spelled: Index) {
        let key = (table.clone(), declared.name.clone());
        self.indexes.insert(key, spelled);
    }

    /// Returns the declaration with these spellings.
    pub(super) fn applied_to(mut self, declared: &Schema) -> Spelled {
        let mut schema = declared.clone();
        for table in &mut schema.tables {
            let name = table.name.clone();
            for index in &mut table.indexes {
                let key = (name.clone(), index.name.clone());
                if let Some(spelled) = self.indexes.remove(&key) {
                    *index = spelled;
                }
            }
            texts_mut(table, &mut |column, text| {
                let key = (name.clone(), column.map(str::to_owned), text.clone());
                if let Some(spelled) = self.texts.get(&key) {
                    text.clone_from(spelled);
                }
            });
        }
        Spelled {
            schema,
            refused: self.refused,
        }
    }
}

/// Hands over each SQL text of a table, with the column whose text it is, if it is a column's.
pub(super) fn texts_mut(table: &mut Table, change: &mut dyn FnMut(Option<&str>, &mut String)) {
    for column in &mut table.columns {
        let of = Some(column.name.as_str());
        if let Some(text) = &mut column.default {
            change(of, text);
        }
        if let Some(generated) = &mut column.generated {
            change(of, &mut generated.expression);
        }
    }
    for check in &mut table.checks {
        change(None, &mut check.expression);
    }
    let exclusions = table.postgres.exclusions.iter_mut();
    let exclusions = exclusions.map(|exclusion| &mut exclusion.index);
    for index in table.indexes.iter_mut().chain(exclusions) {
        for text in index.sql_mut() {
            change(None, text);
        }
    }
}
