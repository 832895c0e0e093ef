//! An application whose migrations are embedded with Diesel's own macro.

#![allow(clippy::unwrap_used, missing_docs)]
#![allow(
    irrefutable_let_patterns,
    reason = "without the other features a connection is to SQLite"
)]

use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use moviectl_engine::database::AnyConnection;
use moviectl_engine::diesel_migrations::{
    self, EmbeddedMigrations, MigrationHarness, embed_migrations,
};
use moviectl_engine::migrations::{Repository, RunOptions, Snapshot, downgrade, resolve, upgrade};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("tests/migrations");

#[test]
fn embedded_migrations_run_with_records_and_diesel_agrees() {
    let repository = Repository::from_source::<Sqlite>(&MIGRATIONS).unwrap();
    let mut connection = AnyConnection::Sqlite(SqliteConnection::establish(":memory:").unwrap());
    let head = resolve(&repository, &Default::default(), "head").unwrap();
    let options = RunOptions::default();
    let applied = upgrade(&mut connection, &repository, &head, options, &mut |_| {}).unwrap();
    assert_eq!(applied, ["202601010000000000", "202601020000000000"]);
    let records = Snapshot::read(&mut connection).unwrap();
    assert_eq!(records.applied.len(), 2);
    assert!(records.progress.is_empty());

    let AnyConnection::Sqlite(sqlite) = &mut connection else {
        return;
    };
    assert!(!sqlite.has_pending_migration(MIGRATIONS).unwrap());
    sqlite.revert_last_migration(MIGRATIONS).unwrap();

    let base = resolve(&repository, &Default::default(), "base").unwrap();
    let taken_back = downgrade(&mut connection, &repository, &base, options, &mut |_| {}).unwrap();
    assert_eq!(taken_back, ["202601010000000000"]);
}
