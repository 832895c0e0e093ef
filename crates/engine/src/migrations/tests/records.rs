//! Tests of the snapshot: the contents of the records at one moment.

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
            .begin(connection, None, &record("4", "four"), Direction::Up, None)
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
        assert!(
            ledger
                .step(connection, None, &step(0, 2, None, false))
                .unwrap()
        );
        // Somebody who was overtaken changes nothing.
        assert!(
            !ledger
                .step(connection, None, &step(0, 9, None, false))
                .unwrap()
        );
        assert!(
            ledger
                .step(
                    connection,
                    None,
                    &step(2, 2, Some("VACUUM;\n\"<x>\""), true)
                )
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
        // Once any tool records it as applied, it is not half done any more.
        connection
            .run(&format!(
                "INSERT INTO {DIESEL_TABLE} (version) VALUES ('4')"
            ))
            .unwrap();
        assert!(Snapshot::read(connection).unwrap().progress.is_empty());
        // On its way back it keeps the checksum of its way up.
        ledger
            .begin(
                connection,
                None,
                &record("2", "other"),
                Direction::Down,
                None,
            )
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
            "CREATE TABLE a (b INTEGER); VACUUM".into(),
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
fn a_lock_on_a_second_connection_is_told_when_it_is_lost() {
    use std::time::Duration;

    use crate::database::transaction::{Limits, rollback};
    use crate::database::{HeldLock, LockError, lock};

    let Some(database) = crate::database::test_server::OwnDatabase::on_server() else {
        return;
    };
    let (own, mut other) = (database.connect(), database.connect());
    let mut held = HeldLock::on_second(own, Duration::ZERO, &mut |_| {}).unwrap();
    held.check(&mut other).unwrap();
    assert!(lock(&mut other, Limits::default(), Duration::ZERO, &mut |_| {}).is_err());
    other
        .run("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
        .unwrap();
    assert!(matches!(held.check(&mut other), Err(LockError::Lost(_))));
    let _ = lock(
        &mut other,
        Limits::default(),
        Duration::from_secs(20),
        &mut |_| {},
    )
    .unwrap();
    rollback(&mut other);
}
