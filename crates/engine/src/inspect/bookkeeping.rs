//! The tables of version control, which no schema shows.

use moviectl_schema::schema::BOOKKEEPING_TABLES;

pub(super) fn is_bookkeeping(table: &str) -> bool {
    BOOKKEEPING_TABLES
        .iter()
        .any(|own| own.eq_ignore_ascii_case(table))
}
