//! Commands that are stopped in the middle: by signals, by the server, by a reader that goes away, by a full disk.

use std::fs;
use std::path::Path;

use crate::support::{Backend, Db, Output, Running, Sandbox, on_each};

const BINARY: &str = env!("CARGO_BIN_EXE_moviectl");

/// A project whose next revision makes a table and then runs for minutes.
fn endless(db: &Db) {
    db.project_with_migration();
    db.moviectl(["upgrade"]).success();
    let endless = match db.backend {
        Backend::Sqlite => {
            "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        }
        Backend::Postgres => "SELECT pg_sleep(600)",
        Backend::Mysql => SLEEP,
    };
    let up = format!("CREATE TABLE half (a INTEGER);\nDELETE FROM movie;\n{endless};\n");
    db.write_revision("2999-01-01-000000-0000_endless", &up);
    db.moviectl(["populate"]).success();
}

/// Starts `upgrade`, and waits until it is in the middle of that revision. Its messages are written to the file `said`.
fn in_the_middle(db: &Db) -> Running {
    let script = format!("exec {BINARY} upgrade 2> said");
    let mut running = db.program(Path::new("sh"), ["-c", &script]).spawn();
    running.until("it runs the revision", || {
        let said = fs::read_to_string(db.path("said")).unwrap_or_default();
        said.contains("Running upgrade") && (db.backend == Backend::Sqlite || sleeps(db))
    });
    running
}

fn sleeps(db: &Db) -> bool {
    let sleeping = match db.backend {
        Backend::Mysql => {
            "SELECT id FROM information_schema.processlist WHERE db = database() AND command = 'Query' \
             AND id <> connection_id() AND info LIKE '%SLEEP(600)%'"
        }
        _ => &format!("SELECT pid {SLEEPING}"),
    };
    !db.lines(sleeping).is_empty()
}

/// An interrupted SLEEP only returns another number if it stands alone, or if MySQL has nothing else to compute.
const SLEEP: &str = "SELECT 1 FROM (SELECT 1 AS one UNION ALL SELECT 2) AS t WHERE SLEEP(600) = 5";

const SLEEPING: &str = "FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
                        AND pid <> pg_backend_pid() AND query LIKE '%pg_sleep(600)%'";

/// The end of the command, with what it said.
fn finished(db: &Db, running: Running) -> Output {
    let mut output = running.finish();
    output.stderr = db.read("said");
    output
}

// MySQL can't roll back a table that was created: there what was done stays, and is gone on with.
on_each! {
    on sqlite, postgres where transactional_ddl;
    fn ctrl_c_and_sigterm_roll_an_upgrade_back(db: &Db) {
        endless(db);
        let before = db.contents();
        for (signal, code, word) in [("INT", 130, "interrupted"), ("TERM", 143, "terminated")] {
            let running = in_the_middle(db);
            running.signal(signal);
            finished(db, running).refused(code, "").stderr_has(word);
            assert_eq!(db.contents(), before);
            fs::remove_file(db.path("said")).unwrap();
        }
        db.moviectl_reads(["current"]).success().stdout_lacks("(head)");
    }
}

on_each! {
    on sqlite, postgres where transactional_ddl;
    fn an_interrupted_upgrade_tells_what_was_done_and_what_was_not(db: &Db) {
        endless(db);
        db.write_revision("2998-01-01-000000-0000_before", "CREATE TABLE before (a INTEGER);\n");
        db.write_revision("2999-01-02-000000-0000_after", "CREATE TABLE after (a INTEGER);\n");
        for (signal, code, word, done) in [
            ("INT", 130, "interrupted", "applied and kept: 299801010000000000"),
            ("TERM", 143, "terminated", "no revision was applied"),
        ] {
            let mut running = in_the_middle(db);
            running.until("it runs the endless one", || {
                let said = fs::read_to_string(db.path("said")).unwrap_or_default();
                said.contains(", endless") && (db.backend == Backend::Sqlite || sleeps(db))
            });
            running.signal(signal);
            let output = finished(db, running);
            output.code(code).stderr_has(word);
            output.stderr_has(&match db.backend {
                // A statement of SQLite's that goes on ends with the process.
                Backend::Sqlite => format!(
                    "error: {word}: {done}; interrupted in 299901010000000000, which the next run starts again or continues; not begun: 1 more"
                ),
                _ => format!("error: {word}: {done}; rolled back: 299901010000000000; not begun: 299901020000000000"),
            });
            fs::remove_file(db.path("said")).unwrap();
        }
        assert!(db.tables().contains(&"before".to_owned()));
        assert!(!db.tables().contains(&"half".to_owned()));
    }
}

on_each! {
    on mysql;

    fn what_was_done_before_a_signal_stays_and_is_gone_on_with(db: &Db) {
        endless(db);
        db.write_revision("2998-01-01-000000-0000_before", "CREATE TABLE earlier (a INTEGER);\n");
        db.write_revision("2999-01-02-000000-0000_after", "CREATE TABLE afterwards (a INTEGER);\n");
        for (signal, code, word, done) in [
            ("INT", 130, "interrupted", "applied and kept: 299801010000000000"),
            ("TERM", 143, "terminated", "no revision was applied"),
        ] {
            let running = in_the_middle(db);
            running.signal(signal);
            finished(db, running)
                .refused(code, &format!("{word}: {done}; half applied, 2 of 3 statements done: 299901010000000000; not begun: 299901020000000000"))
                .hint("`moviectl upgrade` goes on");
            assert!(!sleeps(db), "the server goes on");
            assert_eq!(half_done(db), ["up|2"]);
            fs::remove_file(db.path("said")).unwrap();
        }
        ended_well(db);
    }

    fn a_server_that_ends_the_connection_keeps_what_was_done(db: &Db) {
        endless(db);
        let running = in_the_middle(db);
        for id in db.lines("SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id()") {
            db.execute(&format!("KILL {id}"));
        }
        finished(db, running)
            .refused(1, "up.sql of revision 299901010000000000 was cut off in statement 3 of 3, which may have been done; what it did before stays done (2 statements)")
            .stderr_has("up.sql:3:1: SELECT 1")
            .hint("the server ended the connection");
        assert_eq!(half_done(db), ["up|2"]);
        ended_well(db);
    }

    fn what_is_killed_goes_on_where_it_was(db: &Db) {
        endless(db);
        let running = in_the_middle(db);
        running.signal("KILL");
        running.finish();
        assert_eq!(half_done(db), ["up|2"]);
        ended_well(db);
    }
}

fn half_done(db: &Db) -> Vec<String> {
    db.lines(
        "SELECT direction, statements_done FROM __moviectl_revisions WHERE direction IS NOT NULL",
    )
}

/// Checks that a revision which was stopped in its third statement resumes there.
fn ended_well(db: &Db) {
    assert_eq!(db.lines("SELECT COUNT(*) FROM movie"), ["0"]);
    db.edit(
        "migrations/mysql/2999-01-01-000000-0000_endless/up.sql",
        "SLEEP(600)",
        "SLEEP(0)",
    );
    db.moviectl(["upgrade"])
        .success()
        .stderr_has("Resuming at statement 3 of 3");
    assert!(half_done(db).is_empty());
}

#[test]
fn a_server_that_ends_the_connection_keeps_nothing() {
    Db::with(Backend::Postgres, |db| {
        endless(db);
        let before = db.contents();
        let running = in_the_middle(db);
        let ended = db.lines(&format!("SELECT pg_terminate_backend(pid) {SLEEPING}"));
        assert_eq!(ended, ["t"]);
        finished(db, running)
            .refused(
                1,
                "up.sql of revision 299901010000000000 failed, and was rolled back",
            )
            .stderr_has("up.sql:3:1: SELECT pg_sleep(600)")
            .hint("the server ended the connection");
        assert_eq!(db.contents(), before);
    });
}

#[test]
fn a_reader_that_goes_away_ends_a_command_quietly() {
    let sandbox = Sandbox::new();
    sandbox.moviectl(["setup"]).success();
    for command in [
        "list",
        "list --format json",
        "list --format csv",
        "history",
        "current",
        "inspect",
        "inspect --format sql",
        "--help",
        "upgrade --help",
        "check --format json",
    ] {
        // The command writes after the reader is gone.
        let script = format!("{{ sleep 0.1; {BINARY} -q {command}; echo $? >&2; }} | true");
        let output = sandbox.program(Path::new("sh"), ["-c", &script]).run();
        output.success();
        assert_eq!(output.stderr, "0\n", "{command}: {output}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_a_failure() {
    if !Path::new("/dev/full").exists() {
        eprintln!("skipped: no /dev/full");
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.moviectl(["setup"]).success();
    for command in ["list", "list --format json", "inspect", "history"] {
        let script = format!("exec {BINARY} -q {command} > /dev/full");
        sandbox
            .program(Path::new("sh"), ["-c", &script])
            .run()
            .refused(1, "No space left on device");
    }
}

#[test]
fn a_full_disk_changes_nothing() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("small")).unwrap();
    let script = format!(
        "mount -t tmpfs -o size=160k tmpfs small || exit 99; cd small
         {BINARY} -q --embedded upgrade; {BINARY} -q populate > /dev/null; cp movies.db before
         dd if=/dev/zero of=filler bs=1k 2> /dev/null
         for command in 'add-movie X --year 1 --director Y' 'downgrade base' 'new movies' 'init' \
             '--database-url other.db --embedded create-db'; do
             echo \"\\$ $command\"; {BINARY} -q $command 2>&1; echo \"[$?]\"
         done
         {BINARY} -q list --format repr
         rm filler
         {BINARY} -q list --format repr; ls"
    );
    let Some(output) = in_a_mount_namespace(&sandbox, &script) else {
        eprintln!("skipped: nothing can be mounted here");
        return;
    };
    output.code(0).stderr("");
    let movies = "[<Movie Inception>, <Movie Interstellar>, <Movie The Dark Knight>]\n";
    assert_eq!(output.stdout.matches(movies).count(), 2, "{output}");
    assert_eq!(output.stdout.matches("error: ").count(), 5, "{output}");
    assert_eq!(output.stdout.matches("\n[1]\n").count(), 5, "{output}");
    assert!(
        output.stdout.matches("hint: is the disk full?").count() >= 2,
        "{output}"
    );
    output
        .stdout_has("No space left on device")
        .stdout_lacks("panicked");
    let (_, left) = output.stdout.rsplit_once(movies).unwrap();
    let mut left: Vec<&str> = left.lines().collect();
    // SQLite keeps its log where it could not be emptied.
    left.retain(|file| !file.starts_with("movies.db-"));
    assert_eq!(left, ["before", "movies.db"], "{output}");
}

/// Runs a script that may mount without anybody else seeing it; `None` where that is not allowed.
fn in_a_mount_namespace(sandbox: &Sandbox, script: &str) -> Option<Output> {
    [&["-m"][..], &["-r", "-m"]].into_iter().find_map(|flags| {
        let arguments = [flags, &["sh", "-c", script]].concat();
        let output = sandbox.program(Path::new("unshare"), arguments).run();
        let refused = output.code == 99 || output.stderr.contains("unshare");
        (!refused).then_some(output)
    })
}
