#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::path::Path;

use diesel::connection::SimpleConnection as _;

use super::*;
use crate::database::{ConnectOptions, DatabaseUrl, OpenMode, connect, transaction};

fn open(path: &Path) -> AnyConnection {
    let url = DatabaseUrl::parse(path.to_str().unwrap()).unwrap();
    connect(&url, &ConnectOptions::new(OpenMode::Create)).unwrap()
}

/// The second taker's error after `timeout`, and how often it was told to wait.
fn refused(second: &mut AnyConnection) -> (LockError, u32) {
    let mut waits = 0;
    let error = lock(
        second,
        Limits::default(),
        Duration::from_millis(250),
        &mut |_| waits += 1,
    )
    .unwrap_err();
    (error, waits)
}

/// `second` gets the lock as soon as `first` lets go of it.
fn handed_over(mut first: AnyConnection, second: &mut AnyConnection) {
    let holder = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        transaction::commit(&mut first).unwrap();
    });
    let locked = lock(
        second,
        Limits::default(),
        Duration::from_secs(20),
        &mut |_| {},
    )
    .unwrap();
    assert!(locked.waited);
    holder.join().unwrap();
    transaction::rollback(second);
}

#[test]
fn one_writer_at_a_time_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("movies.db");
    let (mut first, mut second) = (open(&path), open(&path));
    assert!(
        !lock(&mut first, Limits::default(), Duration::ZERO, &mut |_| {})
            .unwrap()
            .waited
    );
    let (error, waits) = refused(&mut second);
    assert!(
        error.to_string().starts_with("database is locked"),
        "{error}"
    );
    assert_eq!(waits, 1);
    assert!(matches!(error, LockError::Busy { .. }), "{error:?}");
    second.batch_execute("BEGIN; ROLLBACK").unwrap();
    handed_over(first, &mut second);
}

#[cfg(feature = "postgres")]
#[test]
fn one_migration_at_a_time_postgres() {
    use crate::database::test_server::{self, OwnDatabase};

    let Some(server) = test_server::url() else {
        return;
    };
    let own = OwnDatabase::create(&server);
    let (mut first, mut second) = (test_server::open(&own.url), test_server::open(&own.url));
    assert!(
        !lock(&mut first, Limits::default(), Duration::ZERO, &mut |_| {})
            .unwrap()
            .waited
    );
    let (error, waits) = refused(&mut second);
    assert_eq!(waits, 1);
    let text = error.to_string();
    assert!(
        text.contains("(process ") && text.contains(", moviectl") && text.contains("UTC)"),
        "{text}"
    );
    second.batch_execute("BEGIN; ROLLBACK").unwrap();
    handed_over(first, &mut second);
}

#[cfg(feature = "mysql")]
#[test]
fn one_migration_at_a_time_mysql() {
    use crate::database::test_server::OwnDatabase;
    use moviectl_schema::dialect::Dialect;

    let Some(own) = OwnDatabase::on(Dialect::Mysql) else {
        return;
    };
    let Some(other) = OwnDatabase::on(Dialect::Mysql) else {
        return;
    };
    let (mut first, mut second) = (own.connect(), own.connect());
    let locked = lock(&mut first, Limits::default(), Duration::ZERO, &mut |_| {}).unwrap();
    assert!(!locked.waited);
    let (error, waits) = refused(&mut second);
    assert_eq!(waits, 1);
    let text = error.to_string();
    assert!(
        text.contains("(process ") && text.contains("UTC)"),
        "{text}"
    );
    // Each database has its own.
    let mut elsewhere = other.connect();
    let beside = lock(
        &mut elsewhere,
        Limits::default(),
        Duration::ZERO,
        &mut |_| {},
    )
    .unwrap();
    transaction::rollback(&mut elsewhere);
    beside.release(&mut elsewhere);
    // A session that ends frees it.
    let holder = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        drop(first);
    });
    let locked = lock(
        &mut second,
        Limits::default(),
        Duration::from_secs(20),
        &mut |_| {},
    )
    .unwrap();
    assert!(locked.waited);
    holder.join().unwrap();
    transaction::rollback(&mut second);
    locked.release(&mut second);
    let mut third = own.connect();
    let mut held = HeldLock::on_session(&mut third, Duration::ZERO, &mut |_| {})
        .unwrap()
        .unwrap();
    third.run("CREATE TABLE t (id INT)").unwrap();
    held.check(&mut third).unwrap();
    third.run("DO RELEASE_ALL_LOCKS()").unwrap();
    assert!(matches!(held.check(&mut third), Err(LockError::Taken)));
}

/// Earlier versions had the server compute the name: `CONCAT('moviectl_', SHA1(DATABASE()))`.
#[test]
fn the_name_of_a_session_lock_stays_the_same() {
    assert_eq!(
        session_lock_name("movies"),
        "moviectl_98311619b6f9069ec930f46c34002caae4afa74e"
    );
}
