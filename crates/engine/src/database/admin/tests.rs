#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::fs;

use super::*;

fn file(path: &Path) -> DatabaseUrl {
    DatabaseUrl::parse(path.to_str().unwrap()).unwrap()
}

#[test]
fn a_file_comes_and_goes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("movies.db");
    let url = file(&path);
    assert!(!exists(&url).unwrap());
    assert_eq!(drop(&url).unwrap(), Dropped::NotThere);
    assert_eq!(create(&url).unwrap(), Created::Created);
    assert!(fs::read(&path).unwrap().starts_with(b"SQLite format 3\0"));
    assert!(exists(&url).unwrap());
    assert_eq!(create(&url).unwrap(), Created::AlreadyThere);
    for suffix in ["-wal", "-shm", "-journal"] {
        fs::write(dir.path().join(format!("movies.db{suffix}")), "").unwrap();
    }
    assert_eq!(drop(&url).unwrap(), Dropped::Dropped);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn other_files_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("thesis.txt");
    fs::write(&path, "years of work").unwrap();
    for result in [drop(&file(&path)).err(), create(&file(&path)).err()] {
        assert!(
            matches!(
                result,
                Some(AdminError::Connect(ConnectError::NotADatabase { .. }))
            ),
            "{result:?}"
        );
    }
    assert!(drop(&file(dir.path())).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "years of work");
}

#[cfg(unix)]
#[test]
fn a_link_goes_with_its_file() {
    let dir = tempfile::tempdir().unwrap();
    let (real, link) = (dir.path().join("real.db"), dir.path().join("link.db"));
    create(&file(&real)).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    assert_eq!(drop(&file(&link)).unwrap(), Dropped::Dropped);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn memory_is_always_there() {
    let url = DatabaseUrl::parse(":memory:").unwrap();
    assert!(exists(&url).unwrap());
    assert_eq!(create(&url).unwrap(), Created::AlreadyThere);
    assert_eq!(drop(&url).unwrap(), Dropped::NotThere);
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod servers {
    use super::*;
    use crate::database::test_server;
    use moviectl_schema::dialect::Dialect;

    /// The servers at hand.
    fn each_server(test: impl Fn(DatabaseUrl)) {
        for (dialect, built) in [
            (Dialect::Postgres, cfg!(feature = "postgres")),
            (Dialect::Mysql, cfg!(feature = "mysql")),
        ] {
            if let Some(server) = built.then(|| test_server::url_of(dialect)).flatten() {
                test(server);
            }
        }
    }

    #[test]
    fn a_database_comes_and_goes() {
        each_server(|server| {
            let url = server.with_database(&test_server::unique("a \"b\"/ü"));
            assert!(!exists(&url).unwrap());
            assert_eq!(drop(&url).unwrap(), Dropped::NotThere);
            assert_eq!(create(&url).unwrap(), Created::Created);
            assert_eq!(create(&url).unwrap(), Created::AlreadyThere);
            assert!(exists(&url).unwrap());
            let held = connect(&url, &ConnectOptions::default()).unwrap();
            assert_eq!(drop(&url).unwrap(), Dropped::Dropped);
            std::mem::drop(held);
            let error = connect(&url, &ConnectOptions::default()).err().unwrap();
            assert!(error.is_missing_database(), "{error:?}");
        });
    }

    #[test]
    fn a_race_to_create_has_one_winner() {
        each_server(|server| {
            let url = server.with_database(&test_server::unique("race"));
            let runners: Vec<_> = (0..4)
                .map(|_| {
                    let url = url.clone();
                    std::thread::spawn(move || create(&url).unwrap())
                })
                .collect();
            let results: Vec<Created> = runners.into_iter().map(|r| r.join().unwrap()).collect();
            let winners = results.iter().filter(|r| **r == Created::Created).count();
            assert_eq!(winners, 1, "{results:?}");
            drop(&url).unwrap();
        });
    }

    #[test]
    fn a_role_without_the_privilege_is_told_so() {
        each_server(|server| {
            let role = test_server::LoginRole::create(&server);
            let url = role.url.with_database(&test_server::unique("denied"));
            let error = create(&url).unwrap_err();
            assert!(matches!(error, AdminError::NoPrivilege { .. }), "{error:?}");
        });
    }

    #[cfg(feature = "mysql")]
    #[test]
    fn whoever_uses_a_database_of_mysqls_is_disconnected() {
        let Some(server) = test_server::url_of(Dialect::Mysql) else {
            return;
        };
        let url = server.with_database(&test_server::unique("used"));
        create(&url).unwrap();
        let mut user = connect(&url, &ConnectOptions::default()).unwrap();
        user.run("CREATE TABLE t (id INT); START TRANSACTION; SELECT * FROM t")
            .unwrap();
        assert_eq!(drop(&url).unwrap(), Dropped::Dropped);
        assert!(user.run("SELECT 1").is_err());
        let nameless = create(&server.with_database("")).unwrap_err();
        assert!(
            matches!(nameless, AdminError::NoName { .. }),
            "{nameless:?}"
        );
    }
}
