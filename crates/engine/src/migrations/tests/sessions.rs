//! An application's own connection keeps what the application has set.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::super::*;
use crate::database::test_server::OwnDatabase;
use crate::database::{AnyConnection, ConnectOptions, DatabaseUrl, OpenMode, connect};
use moviectl_schema::dialect::Dialect;

fn repository(dialect: Dialect, scripts: &[&str]) -> Repository {
    let revisions = scripts.iter().enumerate().map(|(at, up)| {
        let metadata = Metadata {
            run_in_transaction: true,
            moviectl: None,
        };
        Revision::in_memory(
            format!("{at}_own"),
            &metadata,
            (*up).into(),
            "SELECT 1".into(),
        )
    });
    Repository::new(dialect, None, revisions.collect()).unwrap()
}

fn run(connection: &mut AnyConnection, scripts: &[&str]) -> Result<Vec<String>, RunError> {
    let repository = repository(connection.dialect(), scripts);
    let head = resolve(&repository, &std::collections::BTreeSet::new(), "head").unwrap();
    upgrade(
        connection,
        &repository,
        &head,
        RunOptions::default(),
        &mut |_| {},
    )
}

fn text(connection: &mut AnyConnection, expression: &str) -> String {
    diesel::dsl::sql::<Text>(&format!("SELECT {expression}"))
        .get_result(connection)
        .unwrap()
}

fn on(dialect: Dialect) -> Option<(Option<OwnDatabase>, AnyConnection)> {
    if dialect == Dialect::Sqlite {
        let url = DatabaseUrl::parse(":memory:").unwrap();
        let options = ConnectOptions::new(OpenMode::Create);
        return Some((None, connect(&url, &options).unwrap()));
    }
    let database = OwnDatabase::on(dialect)?;
    let connection = database.connect();
    Some((Some(database), connection))
}

fn refused(connection: &mut AnyConnection, script: &str) {
    let error = run(connection, &["SELECT 0", script]).unwrap_err();
    let reason = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        reason.contains("belongs to the application"),
        "{script}: {reason}"
    );
}

#[cfg(feature = "postgres")]
#[test]
fn settings_and_roles_of_postgres() {
    let Some((_database, mut connection)) = on(Dialect::Postgres) else {
        return;
    };
    connection
        .run("CREATE SCHEMA app; SET search_path = app, public; SET TIME ZONE 'Asia/Tokyo'; SET app.who = 'me'; SET ROLE pg_monitor; RESET ROLE")
        .unwrap();
    let look = "concat_ws('|', current_setting('search_path'), current_setting('TimeZone'), current_setting('app.who'), \
                current_setting('role'), session_user, current_setting('lock_timeout'))";
    let before = text(&mut connection, look);
    let scripts = [
        "CREATE TABLE seen (what text)",
        &format!(
            "INSERT INTO app.seen SELECT {look}; SET search_path = public; RESET TIME ZONE; SET lock_timeout = 7; SET ROLE pg_monitor"
        ),
        &format!(
            "INSERT INTO app.seen SELECT {look}; DO $$ BEGIN PERFORM set_config('TimeZone', 'UTC', false); END $$"
        ),
        &format!("INSERT INTO app.seen SELECT {look}"),
    ];
    assert_eq!(run(&mut connection, &scripts).unwrap().len(), 4);
    assert_eq!(text(&mut connection, look), before);
    assert_eq!(
        text(
            &mut connection,
            "string_agg(DISTINCT what, ';') FROM app.seen"
        ),
        before
    );
}

#[cfg(feature = "postgres")]
#[test]
fn what_postgres_cannot_give_back_is_refused() {
    let Some((_database, mut connection)) = on(Dialect::Postgres) else {
        return;
    };
    for script in [
        "PREPARE own AS SELECT 1",
        "CREATE TEMP TABLE own (a int)",
        "LISTEN own",
        "SET app.own = 'x'",
        "RESET ALL",
        "SELECT pg_advisory_lock(1)",
    ] {
        refused(&mut connection, script);
    }
    run(
        &mut connection,
        &["SELECT 0", "CREATE TEMP TABLE own (a int); DROP TABLE own"],
    )
    .unwrap();
}

#[cfg(feature = "mysql")]
#[test]
fn variables_of_mysql() {
    let Some((_database, mut connection)) = on(Dialect::Mysql) else {
        return;
    };
    connection
        .run("SET sql_mode = 'STRICT_ALL_TABLES', time_zone = '+09:00', lock_wait_timeout = 33, @own = 4")
        .unwrap();
    let look = "CONCAT_WS('|', DATABASE(), @@sql_mode, @@time_zone, @@lock_wait_timeout, @@foreign_key_checks, \
                @@character_set_client, @@autocommit, IFNULL(@own, '-'))";
    let before = text(&mut connection, look);
    let insert = format!("INSERT INTO seen SELECT {look};");
    let scripts = [
        "CREATE TABLE seen (what TEXT)",
        &format!(
            "{insert} SET sql_mode = '', autocommit = 1, @own = 3; SET NAMES latin1; USE information_schema"
        ),
        &format!(
            "{insert} SET time_zone = 'SYSTEM', lock_wait_timeout = 1, foreign_key_checks = 0"
        ),
        &insert,
    ];
    assert_eq!(run(&mut connection, &scripts).unwrap().len(), 4);
    assert_eq!(text(&mut connection, look), before);
    assert_eq!(
        text(&mut connection, "GROUP_CONCAT(DISTINCT what) FROM seen"),
        before
    );
}

#[cfg(feature = "mysql")]
#[test]
fn what_mysql_cannot_give_back_is_refused() {
    let Some((_database, mut connection)) = on(Dialect::Mysql) else {
        return;
    };
    for script in [
        "PREPARE own FROM 'SELECT 1'",
        "CREATE TEMPORARY TABLE own (a int)",
        "SELECT GET_LOCK('own', 0)",
    ] {
        refused(&mut connection, script);
    }
}

#[test]
fn pragmas_of_sqlite() {
    let (_, mut connection) = on(Dialect::Sqlite).unwrap();
    connection
        .run("PRAGMA recursive_triggers = ON; PRAGMA foreign_keys = OFF; CREATE TEMP TABLE mine (a); PRAGMA cache_size = -77")
        .unwrap();
    let look = "(SELECT recursive_triggers FROM pragma_recursive_triggers) || '|' || (SELECT foreign_keys FROM pragma_foreign_keys) \
                || '|' || (SELECT cache_size FROM pragma_cache_size) || '|' || (SELECT group_concat(name) FROM temp.sqlite_master)";
    let before = text(&mut connection, look);
    let insert = format!("INSERT INTO seen SELECT {look};");
    let scripts = [
        "CREATE TABLE seen (what TEXT)",
        &format!(
            "{insert} PRAGMA recursive_triggers = OFF; CREATE TEMP TABLE own (a); PRAGMA cache_size = 5"
        ),
        &format!("{insert} PRAGMA query_only = ON"),
        &insert,
    ];
    assert_eq!(run(&mut connection, &scripts).unwrap().len(), 4);
    assert_eq!(text(&mut connection, look), before);
    assert_eq!(
        text(&mut connection, "group_concat(DISTINCT what) FROM seen"),
        before
    );
}
