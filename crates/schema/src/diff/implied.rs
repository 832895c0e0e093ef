//! Keys of a declaration that are no columns in the database.

use crate::dialect::Dialect;
use crate::schema::Schema;

/// Returns the declaration without the keys that are the rowids of tables of `found`; `None` if there are none.
#[doc(hidden)]
pub fn without_implied_keys(dialect: Dialect, declared: &Schema, found: &Schema) -> Option<Schema> {
    let mut tables = declared.tables.iter();
    if !tables.any(|table| dialect.may_imply_key(table)) {
        return None;
    }
    let mut declared = declared.clone();
    for table in &mut declared.tables {
        let name = dialect.folded_table(&table.name);
        let mut live = found.tables.iter();
        let live = live.find(|own| dialect.folded_table(&own.name) == name);
        let implied = live.and_then(|own| dialect.implied_key(own));
        if implied.is_some_and(|name| table.key_columns() == [name]) {
            table.primary_key = None;
            table
                .columns
                .retain(|own| Some(own.name.as_str()) != implied);
        }
    }
    Some(declared)
}
