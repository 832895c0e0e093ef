//! Databases that must not be written to.

use super::connection::DatabaseError;

/// Returns whether the error says that the database's file, or its directory, must not be written to.
pub fn is_read_only(error: &DatabaseError) -> bool {
    error
        .to_string()
        .contains("attempt to write a readonly database")
}
