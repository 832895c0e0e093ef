//! An index as a statement of `table_args!`.

use crate::dialect::Dialect;
use crate::schema::{Index, IndexKey, IndexPart};

/// Writes the indexes of one table.
pub(super) struct IndexWriter<'a> {
    pub(super) dialect: Dialect,
    /// The Rust name of a column.
    pub(super) column: &'a dyn Fn(&str) -> Option<String>,
}

impl IndexWriter<'_> {
    /// Returns the words behind the index's name; `None` if `table_args!` has no words for something of the index.
    pub(super) fn write(&self, index: &Index) -> Option<String> {
        if index.tablespace.is_some() {
            return None;
        }
        let mut text = String::new();
        if let Some(method) = &index.method {
            text.push_str(&format!("using {method} "));
        }
        let parts: Option<Vec<String>> = index.parts.iter().map(|part| self.part(part)).collect();
        text.push_str(&format!("({})", parts?.join(", ")));
        if !index.include.is_empty() {
            let columns = index.include.iter();
            let columns: Option<Vec<String>> = columns.map(|own| (self.column)(own)).collect();
            text.push_str(&format!(" include ({})", columns?.join(", ")));
        }
        if index.nulls_not_distinct {
            text.push_str(" nulls not distinct");
        }
        if let Some(parameters) = &index.parameters {
            text.push_str(&format!(" with sql({parameters:?})"));
        }
        if let Some(predicate) = &index.predicate {
            text.push_str(&format!(" where sql({predicate:?})"));
        }
        Some(text)
    }

    fn part(&self, part: &IndexPart) -> Option<String> {
        let mut text = match (&part.key, &part.collation) {
            (IndexKey::Column(column), None) => (self.column)(column)?,
            (IndexKey::Prefix { column, length }, None) => {
                format!("{}({length})", (self.column)(column)?)
            }
            (IndexKey::Expression(sql), None) => format!("sql({sql:?})"),
            (IndexKey::Column(column), Some(collation)) => {
                let sql = format!("{} COLLATE {collation}", self.dialect.quote(column));
                format!("sql({sql:?})")
            }
            (IndexKey::Expression(sql), Some(collation)) => {
                let sql = format!("({sql}) COLLATE {collation}");
                format!("sql({sql:?})")
            }
            (IndexKey::Prefix { .. }, Some(_)) => return None,
        };
        if let Some(class) = &part.operator_class {
            if !is_name(class) {
                return None;
            }
            text.push_str(&format!(" {class}"));
        }
        if part.descending {
            text.push_str(" desc");
        }
        match part.nulls_first {
            Some(true) => text.push_str(" nulls first"),
            Some(false) => text.push_str(" nulls last"),
            None => {}
        }
        Some(text)
    }
}

/// Reports whether an operator class is written without a schema and parameters.
fn is_name(class: &str) -> bool {
    class
        .chars()
        .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}
