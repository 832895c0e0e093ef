//! Questions to PostgreSQL's catalogue.

use diesel::prelude::*;
use diesel::sql_types::Bool;

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::Qualified;

#[derive(QueryableByName)]
pub(super) struct Answer {
    #[diesel(sql_type = Bool)]
    pub(super) answer: bool,
}

/// As SQL spells it.
pub(super) fn name_of(name: &Qualified) -> String {
    let quote = |text: &str| Dialect::Postgres.quote(text);
    match &name.schema {
        Some(schema) => format!("{}.{}", quote(schema), quote(&name.name)),
        None => quote(&name.name),
    }
}
