use moviectl_engine::database::AnyConnection;
use moviectl_schema::dialect::Dialect;

#[cfg(not(any(feature = "postgres", feature = "mysql")))]
pub(super) fn with_database(_: Dialect, _: impl FnOnce(&mut AnyConnection)) {}

/// Runs `test` in a database of its own, where this build and the environment have a server of that dialect.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) fn with_database(dialect: Dialect, test: impl FnOnce(&mut AnyConnection)) {
    let built = match dialect {
        Dialect::Sqlite => false,
        Dialect::Postgres => cfg!(feature = "postgres"),
        Dialect::Mysql => cfg!(feature = "mysql"),
    };
    let database = built
        .then(|| moviectl_engine::database::test_server::OwnDatabase::on(dialect))
        .flatten();
    if let Some(database) = database {
        test(&mut database.connect());
    }
}
