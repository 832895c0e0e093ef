//! Properties of a table that stand in statements of their own.

use super::Dialect;
use crate::schema::Table;

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
}
