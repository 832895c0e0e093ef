//! The questions about types that each dialect's folder answers.

use super::{Row, arguments_sql};
use crate::dialect::feature::Feature;
use crate::schema::SqlType;

/// Types of a dialect. Most databases have no arrays, no ranges and no unsigned numbers.
pub(in crate::dialect) trait TypeRules {
    /// The table of declared types.
    fn rows(&self) -> &'static [Row];

    /// The group that a live type of that name is inferred with.
    fn family<'n>(&self, name: &'n str) -> &'n str;

    /// The canonical form of a type's text.
    fn parse(&self, text: &str) -> SqlType;

    /// The type that the catalogue lists under exactly this name.
    fn named(&self, _schema: Option<&str>, name: &str) -> SqlType {
        self.parse(name)
    }

    /// A created type's name as the table spells it.
    fn custom_key(&self, name: &str) -> String {
        name.to_owned()
    }

    /// A built-in type as SQL spells it.
    fn builtin_sql(&self, name: &str, arguments: &[u32]) -> String {
        name.to_uppercase() + &arguments_sql(arguments)
    }

    /// The declared names of types over other types.
    fn generic_names(&self) -> &'static [&'static str] {
        &["Nullable"]
    }

    /// The name of the range type that a generic one makes of its element: `Range<Integer>`.
    fn range(&self, _generic: &str, _element: &SqlType) -> Option<&'static str> {
        None
    }

    /// The type of the numbers without a sign, for `Unsigned<…>`.
    fn unsigned(&self, _signed: SqlType) -> Option<SqlType> {
        None
    }

    /// The type that `Unsigned<…>` was made of; `None` for a type that has a sign.
    fn signed(&self, _unsigned: &SqlType) -> Option<SqlType> {
        None
    }

    /// Returns whether a key over a column of this type needs a prefix length.
    fn needs_key_length(&self, _sql_type: &SqlType) -> bool {
        false
    }

    /// Returns whether a type can have a length.
    fn takes_length(&self, _sql_type: &SqlType) -> bool {
        false
    }

    /// Returns whether a type holds true and false.
    fn is_boolean(&self, sql_type: &SqlType) -> bool {
        sql_type.is_builtin("boolean")
    }

    /// Returns whether the built-in type of that name holds numbers.
    fn is_number(&self, name: &str) -> bool;

    /// Returns whether a column of the type `child` can be a foreign key to a column of the type `parent`.
    fn can_reference(&self, child: &SqlType, parent: &SqlType) -> bool;

    /// The feature of a type that not every server has, if more than its name tells.
    fn special_type(&self, _sql_type: &SqlType) -> Option<Feature> {
        None
    }

    /// The first words of a type's text that say more of a column than its type.
    fn beyond(&self, text: &str) -> Option<String>;
}
