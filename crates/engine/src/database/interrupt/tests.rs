#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::sync::Arc;

use super::*;

/// A state of the test's own: the process's is shared by all tests.
fn fresh() -> &'static State {
    Box::leak(Box::new(State::new()))
}

#[test]
fn without_a_guard_a_signal_ends_the_process() {
    let state = fresh();
    assert!(matches!(state.receive(Signal::Interrupt), Action::Exit));
    drop(state.guard(None));
    assert!(matches!(state.receive(Signal::Terminate), Action::Exit));
    assert_eq!(state.requested(), None);
}

#[test]
fn under_a_guard_the_first_asks_and_the_second_ends() {
    let state = fresh();
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let canceller = Canceller::new(move || {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let outer = state.guard(Some(canceller));
    let inner = state.guard(None);
    let Action::Cancel(Some(canceller)) = state.receive(Signal::Terminate) else {
        panic!("the outer guard's canceller serves the inner one too");
    };
    canceller.cancel();
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    assert_eq!(state.requested(), Some(Signal::Terminate));
    assert!(matches!(state.receive(Signal::Interrupt), Action::Exit));
    drop(inner);
    drop(outer);
    assert!(state.cancellers().is_empty());
}

/// As where a database is made under one guard, and the next one is there before the first one goes.
#[test]
fn a_guard_that_goes_takes_only_its_own_canceller() {
    let state = fresh();
    let making = state.guard(None);
    let working = state.guard(Some(Canceller::new(|| {})));
    drop(making);
    let action = state.receive(Signal::Interrupt);
    assert!(matches!(action, Action::Cancel(Some(_))));
    drop(working);
    assert!(state.cancellers().is_empty());
}

#[test]
fn codes_are_the_shells() {
    assert_eq!(Signal::Interrupt.exit_code(), 130);
    let terminated = Interrupted {
        signal: Signal::Terminate,
    };
    assert_eq!(terminated.exit_code(), 143);
    assert_eq!(terminated.to_string(), "terminated");
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
#[test]
fn a_running_statement_is_cancelled() {
    use diesel::connection::SimpleConnection as _;

    use crate::database::test_server;
    use moviectl_schema::dialect::Dialect;

    for (dialect, built, sql) in [
        (
            Dialect::Postgres,
            cfg!(feature = "postgres"),
            "SELECT pg_sleep(30)",
        ),
        (
            Dialect::Mysql,
            cfg!(feature = "mysql"),
            "SELECT COUNT(*) FROM information_schema.collations a, information_schema.collations b, \
             information_schema.collations c, information_schema.collations d WHERE MD5(CONCAT(a.id, b.id, c.id)) = 'x'",
        ),
    ] {
        let Some(server) = built.then(|| test_server::url_of(dialect)).flatten() else {
            continue;
        };
        let mut connection = test_server::open(&server);
        let canceller = Canceller::for_connection(&mut connection, &server).unwrap();
        let second = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            canceller.cancel();
        });
        let started = std::time::Instant::now();
        assert!(connection.batch_execute(sql).is_err());
        assert!(started.elapsed().as_secs() < 20);
        second.join().unwrap();
        connection.batch_execute("SELECT 1").unwrap();
    }
}

/// A pooler may have given the server process to somebody else.
#[cfg(feature = "postgres")]
#[test]
fn a_statement_of_somebody_else_is_not_cancelled() {
    use diesel::connection::SimpleConnection as _;

    use super::statement::{cancel_statement, process_of};
    use crate::database::test_server;
    use crate::database::{AnyConnection, connect::postgres::maintenance};
    use moviectl_schema::dialect::Dialect;

    let Some(server) = test_server::url_of(Dialect::Postgres) else {
        return;
    };
    let mut second = maintenance::open(&server).unwrap();
    let mut connection = test_server::open(&server);
    let AnyConnection::Postgres(postgres) = &mut connection else {
        panic!("another dialect")
    };
    let pid = process_of(postgres).unwrap();
    let sql = "SELECT pg_sleep(2), 'somebody else''s'";
    let strangers = std::thread::spawn(move || connection.batch_execute(sql));
    while found(&mut second, pid) == 0 {}
    let cancelled = cancel_statement(&mut second, pid, "SELECT 'ours'").unwrap();
    assert_eq!(cancelled, 0);
    assert!(strangers.join().unwrap().is_ok());
}

/// How many sessions of that number run a statement.
#[cfg(feature = "postgres")]
fn found(second: &mut diesel::pg::PgConnection, pid: i32) -> usize {
    use diesel::RunQueryDsl as _;

    let query = "SELECT pid FROM pg_catalog.pg_stat_activity WHERE state = 'active' AND query LIKE '%somebody else%' AND pid = ";
    diesel::sql_query(format!("{query}{pid}"))
        .execute(second)
        .unwrap()
}

const CHILD: &str = "MOVIECTL_TEST_SIGNAL_CHILD";

/// Not a test of its own: the process that the next test ends by signals.
#[test]
fn child() {
    use signal_hook::low_level::raise;

    let Ok(kind) = std::env::var(CHILD) else {
        return;
    };
    let pause = || std::thread::sleep(Duration::from_millis(300));
    install(|_, _| {}).unwrap();
    install(|_, _| {}).unwrap();
    if kind == "guarded" {
        let _guard = guard(None);
        raise(SIGTERM).unwrap();
        pause();
        assert_eq!(requested(), Some(Signal::Terminate));
        assert!(check().is_err());
        raise(SIGINT).unwrap();
        pause();
    } else {
        raise(SIGTERM).unwrap();
        pause();
    }
    panic!("still here");
}

#[test]
fn signals_end_a_real_process() {
    for (kind, code) in [("bare", 143), ("guarded", 130)] {
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "database::interrupt::tests::child"])
            .env(CHILD, kind)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(code), "{kind}");
    }
}
