#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::time::Duration;

use super::database::{of_admin, of_connect, of_lock, of_scratch, of_url};
use moviectl_engine::database::admin::AdminError;
use moviectl_engine::database::{ConnectError, LockError, ScratchError, UrlError};
use moviectl_schema::dialect::Dialect;

#[test]
fn without_the_privilege_to_create_databases_there_are_other_ways() {
    for (role, dialect, grant) in [
        ("maker", Dialect::Postgres, "ALTER ROLE \"maker\" CREATEDB"),
        (
            "'mt_1'@'%'",
            Dialect::Mysql,
            r"GRANT ALL ON `moviectl\_scratch\_%`.* TO 'mt_1'@'%'",
        ),
    ] {
        let role = role.to_owned();
        let hint = of_scratch(&ScratchError::NoPrivilege { role, dialect }).unwrap();
        for word in [grant, "--scratch-url", "--against database", "--no-proof"] {
            assert!(hint.contains(word), "{word}: {hint}");
        }
    }
}

#[test]
fn an_administrator_allows_a_database_by_the_servers_own_statement() {
    for (dialect, grant) in [
        (Dialect::Postgres, "`ALTER ROLE \"me\" CREATEDB`"),
        (Dialect::Mysql, "`GRANT ALL ON `denied`.* TO me`"),
    ] {
        let hint = of_admin(&AdminError::NoPrivilege {
            role: "me".to_owned(),
            dialect,
            database: "denied".to_owned(),
        });
        assert!(hint.as_ref().unwrap().contains(grant), "{hint:?}");
    }
    let url = "mysql://me@h".to_owned();
    let hint = of_admin(&AdminError::NoName { url }).unwrap();
    assert!(hint.contains("mysql://HOST"), "{hint}");
}

#[test]
fn a_file_that_cannot_be_opened_has_a_next_step() {
    let path = PathBuf::from("app.db");
    for error in [
        ConnectError::NotADatabase { path: path.clone() },
        ConnectError::IsDirectory { path: path.clone() },
        ConnectError::MissingFile { path: path.clone() },
        ConnectError::MissingDirectory {
            path: path.clone(),
            directory: path.clone(),
        },
        ConnectError::PermissionDenied { path: path.clone() },
        ConnectError::ReadOnly { path: path.clone() },
        ConnectError::Locked { path: path.clone() },
        ConnectError::NeedsRecovery { path },
    ] {
        assert!(of_connect(&error).is_some(), "{error}");
        assert_eq!(
            of_scratch(&ScratchError::Connect(error.clone())),
            of_connect(&error)
        );
    }
}

#[test]
fn whoever_holds_the_lock_is_waited_for() {
    let waited = Duration::from_secs(1);
    for error in [
        LockError::Busy { waited },
        LockError::Timeout {
            waited,
            holder: None,
        },
    ] {
        let hint = of_lock(&error).unwrap();
        assert!(hint.contains("--lock-timeout"), "{hint}");
    }
}

#[test]
fn a_build_that_lacks_a_database_names_the_feature() {
    for (product, feature) in [
        ("MySQL", "--features mysql"),
        ("PostgreSQL", "--features postgres"),
    ] {
        let hint = of_url(&UrlError::Unsupported { product }).unwrap();
        assert!(hint.contains(feature), "{hint}");
        assert_eq!(
            of_connect(&ConnectError::Unsupported { product }),
            Some(hint)
        );
    }
}
