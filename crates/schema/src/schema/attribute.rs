//! Clauses of a column that one database has.

use std::fmt;

/// A clause of a column beside its type, default and key. A declaration has words for some of them. A change of the column, or
/// its return, keeps those that are not declared. The text is the SQL of the database that it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Attribute {
    /// The reference system of a geometric column on MySQL, by its number.
    Srid(i64),
    /// The reference system of a geometric column on MariaDB, by its number.
    ReferenceSystem(i64),
    /// The column is not in `SELECT *` (MySQL, MariaDB).
    Invisible,
    /// The column has no history in a table that has (MariaDB).
    WithoutSystemVersioning,
}

impl Attribute {
    /// The attributes that a declaration can name.
    const DECLARABLE: [Self; 1] = [Self::Invisible];

    /// Returns the word of the statement in `table_args!`; `None` if a declaration has no word for the attribute.
    pub(crate) fn keyword(self) -> Option<&'static str> {
        match self {
            Self::Invisible => Some("invisible"),
            Self::Srid(_) | Self::ReferenceSystem(_) | Self::WithoutSystemVersioning => None,
        }
    }

    /// Returns the attribute that a statement with this word declares.
    pub(crate) fn declared(keyword: &str) -> Option<Self> {
        let mut all = Self::DECLARABLE.into_iter();
        all.find(|own| own.keyword() == Some(keyword))
    }

    /// Returns whether the clause belongs to the type and stands directly behind it.
    pub(crate) fn is_of_type(self) -> bool {
        matches!(self, Self::Srid(_) | Self::ReferenceSystem(_))
    }
}

/// As SQL.
impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Srid(number) => write!(f, "SRID {number}"),
            Self::ReferenceSystem(number) => write!(f, "REF_SYSTEM_ID={number}"),
            Self::Invisible => f.write_str("INVISIBLE"),
            Self::WithoutSystemVersioning => f.write_str("WITHOUT SYSTEM VERSIONING"),
        }
    }
}
