//! Properties of a table that stand in statements of their own.

use super::Dialect;
use crate::schema::{Exclusion, Table};

impl Dialect {
    /// The statements that give a table the properties that have no place in its `CREATE TABLE` and that are no index:
    /// exclusion constraints and storage. They are sorted.
    #[doc(hidden)]
    pub fn table_properties(self, table: &Table) -> Vec<String> {
        let table_name = self.quote_table(&table.name);
        let actions = self.database().table_properties(table).into_iter();
        let mut statements: Vec<String> = actions
            .map(|action| format!("ALTER TABLE {table_name} {action}"))
            .collect();
        statements.sort();
        statements
    }

    /// The action that adds an exclusion constraint.
    pub(crate) fn exclusion_constraint(self, exclusion: &Exclusion) -> String {
        let index = &exclusion.index;
        let parts = index.parts.iter().zip(&exclusion.operators);
        let parts: Vec<String> = parts
            .map(|(part, operator)| format!("{} WITH {operator}", self.index_part(part)))
            .collect();
        let method = index.method.as_deref().unwrap_or("btree");
        let mut text = format!(
            "ADD CONSTRAINT {} EXCLUDE USING {} ({})",
            self.quote(&index.name),
            self.quote(method),
            parts.join(", ")
        );
        if !index.include.is_empty() {
            text.push_str(&format!(" INCLUDE ({})", self.quote_list(&index.include)));
        }
        if let Some(parameters) = &index.parameters {
            text.push_str(&format!(" WITH ({parameters})"));
        }
        if let Some(tablespace) = &index.tablespace {
            text.push_str(&format!(
                " USING INDEX TABLESPACE {}",
                self.quote(tablespace)
            ));
        }
        if let Some(predicate) = &index.predicate {
            text.push_str(&format!(" WHERE ({predicate})"));
        }
        text + &exclusion.deferrable.words().to_uppercase()
    }
}
