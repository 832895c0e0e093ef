//! A schema whose SQL a database spells.

use crate::schema::{Schema, Table};

/// One of the two schemas of a comparison. A schema alone is its own spelling.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The schema. Changes have its SQL.
    pub written: &'a Schema,
    /// The same schema with the SQL that the database would store for it, in the same order. It is what is compared.
    pub spelled: &'a Schema,
}

/// A table of one of the schemas, with its SQL as it stands there and as the database spells it.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) written: &'a Table,
    pub(super) spelled: &'a Table,
}

impl<'a> From<&'a Schema> for Side<'a> {
    fn from(schema: &'a Schema) -> Self {
        Self {
            written: schema,
            spelled: schema,
        }
    }
}

impl<'a> Side<'a> {
    /// A schema, and the same as the database spells it.
    pub fn new(written: &'a Schema, spelled: &'a Schema) -> Self {
        Self { written, spelled }
    }

    /// The table at that place.
    pub(super) fn pair(self, place: usize, written: &'a Table) -> Pair<'a> {
        Pair {
            written,
            spelled: self.spelled.tables.get(place).unwrap_or(written),
        }
    }
}
