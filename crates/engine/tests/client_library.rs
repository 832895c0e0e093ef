//! An application that connects by the system's client library of MySQL, and hands its connection over.

#![cfg(feature = "mysqlclient")]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use include_dir::{Dir, DirEntry, File};
use moviectl_engine::database::{AnyConnection, MysqlConnection};
use moviectl_engine::migrations::{Repository, RunOptions, downgrade, resolve, upgrade};
use moviectl_schema::dialect::Dialect;

const FILES: &[DirEntry<'static>] = &[
    DirEntry::File(File::new(
        "1_pets/up.sql",
        b"CREATE TABLE pet (id INTEGER, name TEXT);",
    )),
    DirEntry::File(File::new("1_pets/down.sql", b"DROP TABLE pet;")),
];
const REVISIONS: &[DirEntry<'static>] = &[DirEntry::Dir(Dir::new("1_pets", FILES))];
static MIGRATIONS: Dir<'_> = Dir::new("", REVISIONS);

#[test]
fn its_connection_is_migrated() {
    let Ok(url) = std::env::var("MOVIECTL_TEST_MYSQL_URL") else {
        eprintln!("skipped: MOVIECTL_TEST_MYSQL_URL is not set");
        return;
    };
    let mut library = diesel::mysql::MysqlConnection::establish(&url).unwrap();
    let text = diesel::dsl::sql::<diesel::sql_types::Text>("SELECT 'text'");
    if text.get_result::<String>(&mut library).unwrap().is_empty() {
        // MariaDB Connector/C 3.3.19, which Debian 12 has without its security archive.
        let refused = MysqlConnection::from_diesel(library)
            .err()
            .unwrap()
            .to_string();
        assert!(refused.contains("client library"), "{refused}");
        return;
    }
    let name = format!("moviectl_library_{}", std::process::id());
    library
        .batch_execute(&format!(
            "CREATE DATABASE {name}; USE {name}; SET @kept = 7"
        ))
        .unwrap();
    let mut connection = AnyConnection::Mysql(MysqlConnection::from_diesel(library).unwrap());
    let repository = Repository::embedded(Dialect::Mysql, &MIGRATIONS).unwrap();
    let target = |name| resolve(&repository, &Default::default(), name).unwrap();
    let options = RunOptions::default();
    let applied = upgrade(
        &mut connection,
        &repository,
        &target("head"),
        options,
        &mut |_| {},
    );
    assert_eq!(applied.unwrap(), ["1"]);
    let kept = diesel::dsl::sql::<diesel::sql_types::BigInt>("SELECT CAST(@kept AS SIGNED)");
    assert_eq!(kept.get_result::<i64>(&mut connection).unwrap(), 7);
    let back = downgrade(
        &mut connection,
        &repository,
        &target("base"),
        options,
        &mut |_| {},
    );
    assert_eq!(back.unwrap(), ["1"]);
    connection.run(&format!("DROP DATABASE {name}")).unwrap();
}
