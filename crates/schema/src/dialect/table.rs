//! Properties of a table that stand in statements of their own.

use super::Dialect;
use crate::schema::{Exclusion, Table};

impl Dialect {
    /// The statements that give a table the properties that have no place in its `CREATE TABLE` and that are no index:
    /// exclusion constraints and storage. They are sorted.
    #[doc(hidden)]
    pub fn table_properties(self, table: &Table) -> Vec<String> {
        let alter = |what: String| format!("ALTER TABLE {} {what}", self.quote_table(&table.name));
        let mut statements = Vec::new();
        for exclusion in &table.postgres.exclusions {
            statements.push(alter(self.exclusion_constraint(exclusion)));
        }
        if let Some(parameters) = &table.postgres.parameters {
            statements.push(alter(format!("SET ({parameters})")));
        }
        let own = &table.mysql;
        let engine = own.engine.iter().map(|engine| format!("ENGINE={engine}"));
        let words: Vec<String> = engine.chain(own.options.iter().cloned()).collect();
        if !words.is_empty() {
            statements.push(alter(words.join(" ")));
        }
        if let Some(collation) = &own.collation {
            let charset = collation.split('_').next().unwrap_or(collation);
            statements.push(alter(format!(
                "CONVERT TO CHARACTER SET {charset} COLLATE {collation}"
            )));
        }
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
