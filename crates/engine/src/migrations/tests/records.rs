//! What the records say at one moment, and what is sent in one message.

use super::*;

#[test]
fn a_snapshot_has_all_that_the_records_say() {
    use crate::migrations::records::Step;

    on_both(|connection| {
        let empty = Snapshot::read(connection).unwrap();
        assert!(
            empty.applied.is_empty() && empty.checksums.is_empty() && empty.progress.is_empty()
        );
        let mut ledger = Ledger::open(connection).unwrap();
        ledger.create(connection).unwrap();
        ledger.insert(connection, &record("1", "one")).unwrap();
        ledger
            .insert(connection, &record("2", "two <&> 'é'"))
            .unwrap();
        // Diesel's own tool knows of no checksum.
        connection
            .run(&format!(
                "INSERT INTO {DIESEL_TABLE} (version) VALUES ('3')"
            ))
            .unwrap();
        ledger
            .begin(connection, &record("4", "four"), Direction::Up, None)
            .unwrap();
        let step = |expected, done, started, runs| Step {
            version: "4",
            direction: Direction::Up,
            expected,
            done,
            prefix_checksum: "digest",
            started,
            runs,
        };
        assert!(ledger.step(connection, &step(0, 2, None, false)).unwrap());
        // Somebody who was overtaken changes nothing.
        assert!(!ledger.step(connection, &step(0, 9, None, false)).unwrap());
        assert!(
            ledger
                .step(connection, &step(2, 2, Some("VACUUM;\n\"<x>\""), true))
                .unwrap()
        );
        let now = Snapshot::read(connection).unwrap();
        assert_eq!(now.applied, applied(&["1", "2", "3"]));
        assert_eq!(
            now.checksums.get("2").map(String::as_str),
            Some("two <&> 'é'")
        );
        assert_eq!(now.checksums.get("3"), None);
        let half = now.progress_of("4").unwrap();
        assert_eq!((half.done, half.prefix_checksum.as_str()), (2, "digest"));
        assert_eq!(half.started.as_deref(), Some("VACUUM;\n\"<x>\""));
        let on_server = connection.dialect() == Dialect::Postgres;
        assert_eq!(half.process.is_some(), on_server);
        assert_eq!(now.server_process.is_some(), on_server);
        // Whoever records it as applied, it is not half done any more.
        connection
            .run(&format!(
                "INSERT INTO {DIESEL_TABLE} (version) VALUES ('4')"
            ))
            .unwrap();
        assert!(Snapshot::read(connection).unwrap().progress.is_empty());
        // On its way back it keeps the checksum of its way up.
        ledger
            .begin(connection, &record("2", "other"), Direction::Down, None)
            .unwrap();
        let back = Snapshot::read(connection).unwrap();
        assert_eq!(back.progress_of("2").unwrap().direction, Direction::Down);
        assert_eq!(
            back.checksums.get("2").map(String::as_str),
            Some("two <&> 'é'")
        );
    });
}

#[test]
fn changes_are_accepted_without_running_anything() {
    on_both(|connection| {
        let repository = Repository::new(
            connection.dialect(),
            None,
            vec![revision("01_first", &[]), revision("02_second", &["01"])],
        )
        .unwrap();
        let mut ledger = Ledger::open(connection).unwrap();
        ledger.create(connection).unwrap();
        ledger.insert(connection, &record("01", "other")).unwrap();
        let found = |connection: &mut AnyConnection| {
            let now = Snapshot::read(connection).unwrap();
            edited(&repository, &now.applied, &now.checksums).unwrap()
        };
        assert_eq!(found(connection), ["01"]);
        let accept = |connection: &mut AnyConnection| {
            let all = applied(&["01", "02"]);
            accept_changes(connection, &repository, &all, RunOptions::default()).unwrap()
        };
        assert_eq!(accept(connection), ["01"]);
        assert!(found(connection).is_empty());
        assert!(accept(connection).is_empty());
        assert_eq!(ledger.applied(connection).unwrap(), applied(&["01"]));
    });
}

#[test]
fn without_a_second_connection_a_server_runs_nothing_step_by_step() {
    on_both(|connection| {
        let metadata = Metadata {
            run_in_transaction: false,
            moviectl: None,
        };
        let steps = Revision::in_memory(
            "01_steps",
            &metadata,
            "CREATE TABLE a (b INTEGER); INSERT INTO a VALUES (1)".into(),
            "DROP TABLE a".into(),
        );
        let repository = Repository::new(connection.dialect(), None, vec![steps]).unwrap();
        let target = resolve(&repository, &applied(&[]), "head").unwrap();
        let options = RunOptions::default();
        let ran = upgrade(connection, &repository, &target, options, &mut |_| {});
        if connection.dialect() == Dialect::Sqlite {
            assert_eq!(ran.unwrap(), ["01"]);
        } else {
            let error = ran.unwrap_err();
            assert!(
                matches!(error, RunError::Second { source: None, .. }),
                "{error}"
            );
        }
    });
}

#[cfg(feature = "postgres")]
#[test]
fn a_message_is_the_lock_and_the_records_as_they_are() {
    use crate::database::transaction::{Limits, rollback};
    use crate::database::{LockError, lock_sql};

    let Some(database) = crate::database::test_server::OwnDatabase::on_server() else {
        return;
    };
    let begins = |connection: &mut AnyConnection, then: &str| {
        let begun = connection.run(&lock_sql(Limits::default(), false, then));
        if begun.is_err() {
            rollback(connection);
        }
        begun.is_ok()
    };
    let (mut own, mut other) = (database.connect(), database.connect());
    let mut ledger = Ledger::open(&mut own).unwrap();
    ledger.create(&mut own).unwrap();
    let nothing = ledger.exactly_sql(Vec::new());
    assert!(begins(&mut own, &nothing));
    assert!(!begins(&mut other, &nothing));
    own.run(&format!(
        "{}; COMMIT",
        ledger.insert_sql(&record("b", "it's \\ a"))
    ))
    .unwrap();
    assert!(!begins(&mut other, &nothing));
    ledger.insert(&mut own, &record("B", "2")).unwrap();
    let both = ledger.exactly_sql(vec!["b", "B"]);
    assert!(begins(&mut other, &both));
    rollback(&mut other);
    let in_order = |versions: [&str; 2]| ledger.exactly_in_order_sql(&versions);
    for (versions, fits) in [(["b", "B"], true), (["B", "b"], false), (["b", "c"], false)] {
        let locked = begins(&mut other, &in_order(versions));
        assert_eq!(locked, fits, "{versions:?}");
        rollback(&mut other);
    }
    let (checksums, _) = ledger.own_records(&mut own).unwrap();
    assert_eq!(checksums.get("b").map(String::as_str), Some("it's \\ a"));
    own.run(&ledger.delete_sql("b")).unwrap();
    assert_eq!(ledger.applied(&mut own).unwrap(), applied(&["B"]));

    let timeout = std::time::Duration::ZERO;
    let mut held = crate::database::HeldLock::take(own, timeout, &mut || {}).unwrap();
    held.check(&mut other).unwrap();
    assert!(!begins(&mut other, "SELECT 1"));
    other
        .run("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
        .unwrap();
    assert!(matches!(held.check(&mut other), Err(LockError::Lost(_))));
}

#[test]
fn a_message_is_blamed_on_the_statement_that_the_server_means() {
    use crate::migrations::script::{Prepared, ScriptError};

    struct At(i32);
    impl diesel::result::DatabaseErrorInformation for At {
        fn message(&self) -> &str {
            "no"
        }
        fn details(&self) -> Option<&str> {
            None
        }
        fn hint(&self) -> Option<&str> {
            None
        }
        fn table_name(&self) -> Option<&str> {
            None
        }
        fn column_name(&self) -> Option<&str> {
            None
        }
        fn constraint_name(&self) -> Option<&str> {
            None
        }
        fn statement_position(&self) -> Option<i32> {
            (self.0 > 0).then_some(self.0)
        }
    }

    let text = "SELECT 'é';\n  SELECT\n x; -- y\nSELECT 3";
    let script = Script {
        path: "up.sql".into(),
        text: text.into(),
    };
    let prepared = Prepared::new(Dialect::Postgres, &script, true).unwrap();
    let message = prepared.message(Dialect::Postgres, "A;\nB").unwrap();
    assert_eq!(message, "SELECT 'é';\nSELECT\n x;\nSELECT 3;\nA;\nB");
    let blamed = |word: &str| {
        let before = &message[..message.find(word).unwrap()];
        let at = At(i32::try_from(before.chars().count()).unwrap() + 1);
        let kind = diesel::result::DatabaseErrorKind::Unknown;
        let error = diesel::result::Error::DatabaseError(kind, Box::new(at));
        match prepared.blame(error) {
            Ok(ScriptError::Statement { line, column, .. }) => Some((line, column)),
            _ => None,
        }
    };
    assert_eq!(blamed("'é'"), Some((1, 8)));
    assert_eq!(blamed("x"), Some((3, 2)));
    assert_eq!(blamed("3"), Some((4, 8)));
    assert_eq!(blamed("A"), None);
    // What is not closed would swallow what comes after it.
    for open in ["SELECT 'a", "SELECT \"a", "SELECT $$ a", "SELECT (1"] {
        let script = Script {
            path: "up.sql".into(),
            text: open.into(),
        };
        let prepared = Prepared::new(Dialect::Postgres, &script, true).unwrap();
        assert_eq!(prepared.message(Dialect::Postgres, "A"), None, "{open}");
    }
}
