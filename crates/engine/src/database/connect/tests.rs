#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use super::*;

fn open(path: &Path, mode: OpenMode) -> Result<AnyConnection, ConnectError> {
    let url = DatabaseUrl::parse(path.to_str().unwrap()).unwrap();
    let options = ConnectOptions {
        busy_timeout: Duration::from_millis(50),
        ..ConnectOptions::new(mode)
    };
    connect(&url, &options)
}

/// The error of a connection that must fail.
fn refused(path: &Path, mode: OpenMode) -> ConnectError {
    match open(path, mode) {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => error,
    }
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[derive(QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    journal_mode: String,
}

fn journal_mode(connection: &mut AnyConnection) -> String {
    let row: Text = diesel::sql_query("PRAGMA journal_mode")
        .get_result(connection)
        .unwrap();
    row.journal_mode
}

#[test]
fn files_that_cannot_be_opened() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let missing = dir.join("missing.db");
    for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite] {
        assert_eq!(
            refused(&missing, mode),
            ConnectError::MissingFile {
                path: missing.clone()
            }
        );
        assert!(matches!(
            refused(dir, mode),
            ConnectError::IsDirectory { .. }
        ));
    }
    assert!(names(dir).is_empty());
    let deep = dir.join("no/such.db");
    assert!(matches!(
        refused(&deep, OpenMode::Create),
        ConnectError::MissingDirectory { .. }
    ));
    let text = dir.join("text.db");
    fs::write(
        &text,
        "not a database, but long enough to have a header of its own".repeat(20),
    )
    .unwrap();
    for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite, OpenMode::Create] {
        assert!(matches!(
            refused(&text, mode),
            ConnectError::NotADatabase { .. }
        ));
    }
    assert!(matches!(
        refused(&text.join("x"), OpenMode::ReadOnly),
        ConnectError::MissingFile { .. }
    ));
}

#[test]
fn a_new_file_has_wal_and_an_old_one_keeps_its_mode() {
    let dir = tempfile::tempdir().unwrap();
    let old = dir.path().join("old #1?.db");
    SqliteConnection::establish(old.to_str().unwrap())
        .unwrap()
        .batch_execute("CREATE TABLE t (id INTEGER)")
        .unwrap();
    let mut connection = open(&old, OpenMode::Create).unwrap();
    assert_eq!(journal_mode(&mut connection), "delete");
    let new = dir.path().join("new 100%.db");
    let mut connection = open(&new, OpenMode::Create).unwrap();
    assert_eq!(journal_mode(&mut connection), "wal");
    let parents =
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER REFERENCES p);";
    connection.batch_execute(parents).unwrap();
    assert!(
        connection
            .batch_execute("INSERT INTO c VALUES (1)")
            .is_err()
    );
    drop(connection);
    assert_eq!(names(dir.path()), ["new 100%.db", "old #1?.db"]);
}

#[test]
fn reading_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("movies.db");
    open(&path, OpenMode::Create)
        .unwrap()
        .batch_execute("CREATE TABLE t (id INTEGER)")
        .unwrap();
    let before = fs::read(&path).unwrap();
    let written = fs::metadata(&path).unwrap().modified().unwrap();
    let mut connection = open(&path, OpenMode::ReadOnly).unwrap();
    connection.batch_execute("SELECT * FROM t").unwrap();
    assert!(
        connection
            .batch_execute("INSERT INTO t VALUES (1)")
            .is_err()
    );
    drop(connection);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written);
    assert_eq!(names(dir.path()), ["movies.db"]);
    // Beside a writer that is at work a reader sees what is committed, and the writer's files stay.
    let mut writer = open(&path, OpenMode::ReadWrite).unwrap();
    writer.batch_execute("CREATE TABLE u (id INTEGER)").unwrap();
    let mut reader = open(&path, OpenMode::ReadOnly).unwrap();
    reader.batch_execute("SELECT * FROM u").unwrap();
    drop(reader);
    assert_eq!(names(dir.path()).len(), 3);
    drop(writer);
    assert_eq!(names(dir.path()), ["movies.db"]);
    open(&path, OpenMode::ReadWrite)
        .unwrap()
        .batch_execute("INSERT INTO t VALUES (1)")
        .unwrap();
}

#[test]
fn memory_is_fresh_and_writable() {
    let url = DatabaseUrl::parse(":memory:").unwrap();
    let mut connection = connect(&url, &ConnectOptions::default()).unwrap();
    connection
        .batch_execute("CREATE TABLE t (id INTEGER)")
        .unwrap();
}

#[test]
fn echo_has_the_sql_and_no_values() {
    let said = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&said);
    let options = ConnectOptions {
        echo: Some(Arc::new(move |sql, _| {
            heard.lock().unwrap().push(sql.to_owned())
        })),
        ..ConnectOptions::new(OpenMode::ReadWrite)
    };
    let url = DatabaseUrl::parse(":memory:").unwrap();
    let mut connection = connect(&url, &options).unwrap();
    connection.batch_execute("CREATE TABLE t (x TEXT)").unwrap();
    diesel::sql_query("INSERT INTO t VALUES (?)")
        .bind::<diesel::sql_types::Text, _>("hush -- binds: hush")
        .execute(&mut connection)
        .unwrap();
    let said = said.lock().unwrap();
    assert_eq!(
        *said,
        ["CREATE TABLE t (x TEXT)", "INSERT INTO t VALUES (?)"]
    );
}

#[cfg(feature = "postgres")]
#[test]
fn waiting_ends_with_the_last_error() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let url = DatabaseUrl::parse(&format!("postgresql://u:hush@127.0.0.1:{port}/d")).unwrap();
    let options = ConnectOptions {
        wait: Some(Duration::from_millis(400)),
        ..ConnectOptions::default()
    };
    let started = Instant::now();
    let error = connect(&url, &options).err().unwrap();
    assert!(started.elapsed() >= Duration::from_millis(400));
    assert!(
        matches!(error, ConnectError::Unreachable { .. }),
        "{error:?}"
    );
    assert!(!format!("{error:?}").contains("hush"));
}

#[cfg(unix)]
#[test]
fn a_file_of_somebody_else() {
    use std::os::unix::fs::PermissionsExt as _;

    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("movies.db");
    drop(open(&path, OpenMode::Create).unwrap());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return; // root may read everything
    }
    for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite, OpenMode::Create] {
        let error = refused(&path, mode);
        assert!(
            matches!(error, ConnectError::PermissionDenied { .. }),
            "{error:?}"
        );
    }
    // A file that may only be read, in a directory that may only be read.
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let read = open(&path, OpenMode::ReadOnly);
    let made = open(&dir.path().join("new.db"), OpenMode::Create);
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    read.unwrap()
        .batch_execute("SELECT * FROM sqlite_master")
        .unwrap();
    assert!(matches!(
        made.err(),
        Some(ConnectError::PermissionDenied { .. })
    ));
}

#[cfg(feature = "postgres")]
#[test]
fn a_servers_refusals() {
    use crate::database::test_server::{self, LoginRole};

    let Some(server) = test_server::url() else {
        return;
    };
    let refused = |url: &DatabaseUrl| connect(url, &ConnectOptions::default()).err().unwrap();
    let missing = refused(&server.with_database("no such"));
    assert!(
        missing.to_string().contains("`no such` does not exist"),
        "{missing}"
    );
    let role = LoginRole::create(&server);
    let wrong = role.url.to_secret_string().replace(":hush@", ":wrongpass@");
    let wrong = refused(&DatabaseUrl::parse(&wrong).unwrap());
    assert!(
        matches!(wrong, ConnectError::LoginRefused { .. }),
        "{wrong:?}"
    );
    assert!(!format!("{wrong:?}").contains("wrongpass"));
    let tls = format!("{}?sslmode=require", server.to_secret_string());
    let tls = refused(&DatabaseUrl::parse(&tls).unwrap());
    assert!(matches!(tls, ConnectError::Tls { .. }), "{tls:?}");
    let unknown = refused(&DatabaseUrl::parse("postgresql://u@nowhere.invalid/d").unwrap());
    assert!(
        matches!(unknown, ConnectError::UnknownHost { .. }),
        "{unknown:?}"
    );
    let socket = refused(&DatabaseUrl::parse("postgresql:///d?host=/nowhere").unwrap());
    assert!(
        matches!(socket, ConnectError::Unreachable { .. }),
        "{socket:?}"
    );
}
