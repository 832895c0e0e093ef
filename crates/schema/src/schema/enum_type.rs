//! Enum types, which PostgreSQL has apart from the tables that use them.

use super::{Column, SqlType, TableName, TypeName};

/// An enum type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumType {
    /// The name; types have the same kind of name as tables, in the same schemas.
    pub name: TableName,
    /// The values in their order.
    pub labels: Vec<String>,
}

impl EnumType {
    /// The type of a column that holds one value.
    pub(crate) fn sql_type(&self) -> SqlType {
        SqlType::custom(&self.name)
    }

    /// Returns whether the column holds values of this type, alone or in an array.
    #[doc(hidden)]
    pub fn is_type_of(&self, column: &Column) -> bool {
        match &column.sql_type.name {
            TypeName::Builtin(_) => false,
            TypeName::Custom { schema, name } => {
                *name == self.name.name && *schema == self.name.schema
            }
        }
    }

    /// The values that `other` lacks, in order.
    #[doc(hidden)]
    pub fn lacking_in<'a>(&'a self, other: &Self) -> Vec<&'a str> {
        let labels = self.labels.iter().map(String::as_str);
        labels
            .filter(|label| !other.labels.iter().any(|own| own == label))
            .collect()
    }

    /// Returns whether `to` has all values of this type in the same order, and possibly others among them.
    pub(crate) fn is_extended_by(&self, to: &Self) -> bool {
        let kept = to.labels.iter();
        kept.filter(|label| self.labels.contains(label))
            .eq(&self.labels)
    }
}

impl SqlType {
    /// A type that somebody created.
    pub fn custom(name: &TableName) -> Self {
        Self {
            name: TypeName::Custom {
                schema: name.schema.clone(),
                name: name.name.clone(),
            },
            arguments: Vec::new(),
            dimensions: 0,
        }
    }

    /// The name of a type that somebody created, without array and arguments.
    pub fn custom_name(&self) -> Option<TableName> {
        match &self.name {
            TypeName::Builtin(_) => None,
            TypeName::Custom { schema, name } => Some(TableName {
                schema: schema.clone(),
                name: name.clone(),
            }),
        }
    }
}
