use crate::database::AnyConnection;

#[cfg(not(feature = "postgres"))]
pub(super) fn with_database(_: impl FnOnce(&mut AnyConnection)) {}

/// Runs `test` in a database of its own.
#[cfg(feature = "postgres")]
pub(super) fn with_database(test: impl FnOnce(&mut AnyConnection)) {
    if let Some(database) = crate::database::test_server::OwnDatabase::on_server() {
        test(&mut database.connect());
    }
}
