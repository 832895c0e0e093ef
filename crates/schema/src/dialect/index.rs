//! Indexes as SQL: written, read, compared.

mod exclusion;
mod read;
#[cfg(test)]
mod tests;

use super::Dialect;
use super::script::same_sql;
use crate::schema::{Index, IndexKey, IndexPart, TableName};

impl Dialect {
    /// The statement that makes an index of the table.
    #[doc(hidden)]
    pub fn create_index(self, table: &TableName, index: &Index) -> String {
        format!(
            "CREATE {}INDEX {} ON {} {}",
            self.index_kind(index),
            self.quote(&index.name),
            self.quote_table(table),
            self.index_body(index)
        )
    }

    /// The words between `CREATE` and `INDEX`, with a space behind each.
    #[doc(hidden)]
    pub fn index_kind(self, index: &Index) -> String {
        match &index.method {
            Some(method) if self.database().is_index_kind(method) => {
                format!("{} ", method.to_uppercase())
            }
            _ if index.unique => "UNIQUE ".to_owned(),
            _ => String::new(),
        }
    }

    /// An index from behind its table's name on: `USING "gin" ("tags") WHERE "year" > 2000`.
    #[doc(hidden)]
    pub fn index_body(self, index: &Index) -> String {
        let parts: Vec<String> = index
            .parts
            .iter()
            .map(|part| self.index_part(part))
            .collect();
        let parts = format!("({})", parts.join(", "));
        let mut body = match &index.method {
            Some(method) => self.database().using(method, &parts),
            None => parts,
        };
        if !index.include.is_empty() {
            body.push_str(&format!(" INCLUDE ({})", self.quote_list(&index.include)));
        }
        if index.nulls_not_distinct {
            body.push_str(" NULLS NOT DISTINCT");
        }
        if let Some(parameters) = &index.parameters {
            body.push_str(&format!(" WITH ({parameters})"));
        }
        if let Some(tablespace) = &index.tablespace {
            body.push_str(&format!(" TABLESPACE {}", self.quote(tablespace)));
        }
        if let Some(predicate) = &index.predicate {
            body.push_str(&format!(" WHERE {predicate}"));
        }
        if let Some(word) = index.hidden {
            body.push_str(&format!(" {word}"));
        }
        body
    }

    pub(super) fn index_part(self, part: &IndexPart) -> String {
        let mut text = match &part.key {
            IndexKey::Column(column) => self.quote(column),
            IndexKey::Prefix { column, length } => format!("{}({length})", self.quote(column)),
            IndexKey::Expression(sql) => format!("({sql})"),
        };
        if let Some(collation) = &part.collation {
            text.push_str(&format!(" COLLATE {collation}"));
        }
        if let Some(class) = &part.operator_class {
            text.push_str(&format!(" {class}"));
        }
        if part.descending {
            text.push_str(" DESC");
        }
        match part.nulls_first {
            Some(true) => text.push_str(" NULLS FIRST"),
            Some(false) => text.push_str(" NULLS LAST"),
            None => {}
        }
        text
    }

    /// Reports whether two indexes differ in nothing but their names, where both are spelled by the database.
    #[doc(hidden)]
    pub fn same_index(self, one: &Index, other: &Index) -> bool {
        let same_list = |one: &[String], other: &[String]| {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| self.same_name(a, b))
        };
        let same_text = |one: Option<&String>, other: Option<&String>| match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) => same_sql(self, one, other),
            _ => false,
        };
        // Each field is named, so that a new one is not forgotten.
        let Index {
            name: _,
            columns: _,
            unique,
            method: _,
            parts,
            include,
            nulls_not_distinct,
            parameters,
            tablespace,
            predicate,
            hidden: _,
        } = one;
        *unique == other.unique
            && self.method_of(one) == self.method_of(other)
            && parts.len() == other.parts.len()
            && parts
                .iter()
                .zip(&other.parts)
                .all(|(a, b)| self.same_part(a, b))
            && same_list(include, &other.include)
            && *nulls_not_distinct == other.nulls_not_distinct
            && same_text(parameters.as_ref(), other.parameters.as_ref())
            && *tablespace == other.tablespace
            && same_text(predicate.as_ref(), other.predicate.as_ref())
    }

    /// The method, unless the database chooses it by itself.
    fn method_of(self, index: &Index) -> Option<&str> {
        let method = index.method.as_deref()?;
        (!self.database().is_usual_method(method)).then_some(method)
    }

    fn same_part(self, one: &IndexPart, other: &IndexPart) -> bool {
        let same_key = match (&one.key, &other.key) {
            (IndexKey::Column(one), IndexKey::Column(other)) => self.same_name(one, other),
            (
                IndexKey::Prefix { column, length },
                IndexKey::Prefix {
                    column: other,
                    length: other_length,
                },
            ) => length == other_length && self.same_name(column, other),
            (IndexKey::Expression(one), IndexKey::Expression(other)) => same_sql(self, one, other),
            _ => false,
        };
        let same = |one: Option<&str>, other: Option<&str>| match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) => same_sql(self, one, other),
            _ => false,
        };
        same_key
            && same(one.collation.as_deref(), other.collation.as_deref())
            && same(
                one.operator_class.as_deref(),
                other.operator_class.as_deref(),
            )
            && one.descending == other.descending
            && one.nulls_first == other.nulls_first
    }
}
