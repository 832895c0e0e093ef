use crate::database::AnyConnection;

#[cfg(not(feature = "postgres"))]
pub(super) fn with_database(_: impl FnOnce(&mut AnyConnection)) {}

/// Runs `test` in a database of its own, which is dropped also where the test panics.
#[cfg(feature = "postgres")]
pub(super) fn with_database(test: impl FnOnce(&mut AnyConnection)) {
    use diesel::connection::SimpleConnection;
    use diesel::pg::PgConnection;
    use diesel::prelude::*;

    struct Database {
        server: PgConnection,
        name: String,
    }

    impl Drop for Database {
        fn drop(&mut self) {
            let drop = format!("DROP DATABASE \"{}\" WITH (FORCE)", self.name);
            if let Err(error) = self.server.batch_execute(&drop) {
                eprintln!("{} stays: {error}", self.name);
            }
        }
    }

    let Ok(text) = std::env::var("MOVIECTL_TEST_POSTGRES_URL") else {
        eprintln!("MOVIECTL_TEST_POSTGRES_URL is not set: PostgreSQL is skipped");
        return;
    };
    let mut server = PgConnection::establish(&text).unwrap();
    let name = unique_name();
    server
        .batch_execute(&format!("CREATE DATABASE \"{name}\" TEMPLATE template0"))
        .unwrap();
    let database = Database { server, name };
    let mut url = url::Url::parse(&text).unwrap();
    url.set_path(&database.name);
    let connection = PgConnection::establish(url.as_str()).unwrap();
    test(&mut AnyConnection::Postgres(connection));
}

#[cfg(feature = "postgres")]
fn unique_name() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("moviectl_test_movies_{}_{number}", std::process::id())
}
