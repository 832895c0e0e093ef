//! Forms of the same SQL. PostgreSQL prints some SQL in a form that it prints differently again, if it is given that form.

use std::collections::{HashMap, HashSet};

use super::error::InspectError;
use super::spelled;
use super::spelling::texts_mut;
use crate::database::AnyConnection;
use moviectl_schema::schema::{Schema, TableName};

/// How often the database is given its own form. For some SQL the forms never end, so that two texts are known as the same
/// if they are not further apart.
const ROUNDS: usize = 4;

/// A text of a table, or of the column of it that is named.
type Text = (TableName, Option<String>, String);

/// The texts of tables that are forms of the same SQL.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    /// Each text that has an earlier form, with that form or one before it.
    earlier: HashMap<Text, Text>,
}

impl Forms {
    /// Adds the forms that the database gives the SQL of these tables. The function leaves nothing behind in the database.
    ///
    /// # Errors
    ///
    /// [`InspectError::Query`].
    pub(crate) fn add(
        &mut self,
        connection: &mut AnyConnection,
        schema: &Schema,
        tables: &HashSet<&TableName>,
    ) -> Result<(), InspectError> {
        let mut part = schema.filtered(|name| tables.contains(name));
        for _ in 0..ROUNDS {
            let mut next = spelled(connection, &part)?.schema;
            let (texts, forms) = (texts(&mut part), texts(&mut next));
            // An index whose text the database takes for a column has fewer texts then.
            if texts == forms || texts.len() != forms.len() {
                break;
            }
            for (text, form) in texts.into_iter().zip(forms) {
                let (first, other) = (self.first(text), self.first(form));
                if first != other {
                    self.earlier.insert(other, first);
                }
            }
            part = next;
        }
        Ok(())
    }

    /// Returns the schema with one form for each text.
    pub(crate) fn unified(&self, schema: &Schema) -> Schema {
        let mut schema = schema.clone();
        for table in &mut schema.tables {
            let name = table.name.clone();
            texts_mut(table, &mut |column, text| {
                let own = (name.clone(), column.map(str::to_owned), text.clone());
                (_, _, *text) = self.first(own);
            });
        }
        schema
    }

    fn first(&self, mut text: Text) -> Text {
        while let Some(earlier) = self.earlier.get(&text) {
            text.clone_from(earlier);
        }
        text
    }
}

/// The texts of a schema, in an order that does not depend on them.
fn texts(schema: &mut Schema) -> Vec<Text> {
    let mut texts = Vec::new();
    for table in &mut schema.tables {
        let name = table.name.clone();
        texts_mut(table, &mut |column, text| {
            texts.push((name.clone(), column.map(str::to_owned), text.clone()));
        });
    }
    texts
}
