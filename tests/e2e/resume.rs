//! Revisions that run outside of a transaction: what is recorded of each statement, and how they go on.

use std::path::Path;

use crate::support::{Backend, Db, Running, on_each};

const LATER: &str = "2999-01-01-000000-0000_later";
const VERSION: &str = "299901010000000000";

/// An applied project, and a revision that runs statement by statement.
fn stepwise(db: &Db, up: &str, down: &str) -> String {
    db.project_with_migration();
    db.moviectl(["upgrade"]).success();
    let directory = db.write_revision(LATER, up);
    db.write(format!("{directory}/down.sql"), down);
    db.write(
        format!("{directory}/metadata.toml"),
        "run_in_transaction = false\n",
    );
    directory
}

/// A script that no transaction can hold, whose second statement fails.
fn half_and_missing(db: &Db) -> String {
    let alone = db.by_dialect("VACUUM", "VACUUM", "ANALYZE TABLE movie");
    format!("CREATE TABLE half (a INTEGER);\nINSERT INTO missing VALUES (1);\n{alone};\n")
}

fn half_done(db: &Db) -> Vec<String> {
    db.lines(
        "SELECT direction, statements_done FROM __moviectl_revisions WHERE direction IS NOT NULL",
    )
}

fn applied(db: &Db) -> usize {
    db.query("SELECT version FROM __diesel_schema_migrations")
        .len()
}

/// A session that keeps the snapshot which `CREATE INDEX CONCURRENTLY` waits for.
fn in_the_way(db: &Db) -> Running {
    let sql = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1, pg_sleep(600)";
    let mut running = db
        .program(Path::new("psql"), ["-qX", "-d", db.url(), "-c", sql])
        .spawn();
    running.until("it has its snapshot", || {
        !active(db, "%pg_sleep(600)").is_empty()
    });
    running
}

/// The server processes that run such a statement.
fn active(db: &Db, like: &str) -> Vec<String> {
    db.lines(&format!(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
         AND pid <> pg_backend_pid() AND query LIKE '{like}'"
    ))
}

/// `upgrade`, killed while the server runs the marked statement, which goes on without it.
fn orphaned(db: &Db, like: &str) {
    let mut running = db.command(["upgrade"]).spawn();
    running.until("the server runs the statement", || {
        !active(db, like).is_empty()
    });
    running.signal("KILL");
    running.finish();
    assert_eq!(active(db, like).len(), 1, "the statement goes on");
}

on_each! {
    fn a_statement_that_fails_is_where_the_next_upgrade_goes_on(db: &Db) {
        let alone = db.by_dialect("VACUUM", "VACUUM half", "ANALYZE TABLE half");
        let up = |third: &str| format!(
            "CREATE TABLE half (a INTEGER);\n{alone};\n{third};\nBEGIN;\nINSERT INTO half VALUES (2);\nCOMMIT;\n"
        );
        // On PostgreSQL, what no transaction refuses is one implicit transaction.
        let last = db.by_dialect("VACUUM", "VACUUM", "ANALYZE TABLE movie");
        let down = format!("DELETE FROM half;\nDROP TABLE missing;\nDROP TABLE half;\n{last};\n");
        let directory = stepwise(db, &up("INSERT INTO missing VALUES (1)"), &down);
        for running in ["Running upgrade", "Resuming at statement 3 of 6"] {
            db.moviectl(["upgrade"])
                .refused(1, "up.sql of revision 299901010000000000 failed in statement 3 of 6")
                .stderr_has(running)
                .stderr_has("stays done (2 statements)")
                .stderr_has("up.sql:3:")
                .hint("`moviectl upgrade` goes on where it stopped");
            assert_eq!(half_done(db), ["up|2"]);
            assert_eq!(applied(db), 1);
        }
        db.moviectl_changes_nothing(["current"])
            .success()
            .stdout_has("299901010000000000 (head) (half applied, 2 statements done)");
        db.moviectl_changes_nothing(["history"])
            .success()
            .stdout_has("(half applied, 2 statements done), later");
        db.moviectl_changes_nothing(["check"])
            .code(3)
            .stderr_has("revision 299901010000000000 is half applied, 2 statements done")
            .hint("`moviectl upgrade` goes on");
        db.moviectl_changes_nothing(["history", "--format", "json"]).success().stdout_has(
            "\"half_applied\":{\"version\":\"299901010000000000\",\"direction\":\"upgrade\",\"statements_done\":2}",
        );
        db.moviectl_changes_nothing(["check", "--format", "json"])
            .code(3)
            .stdout_has("\"half_applied\":[{\"version\":\"299901010000000000\"");
        // Nobody can build on it, or take it back where its scripts do not pair.
        db.moviectl_changes_nothing(["downgrade"])
            .refused(1, "revision 299901010000000000 is half applied, 2 statements of up.sql done: its scripts do not say")
            .hint("`moviectl upgrade` goes on");
        // The statements that are done must still be those of the script.
        db.edit(&format!("{directory}/up.sql"), "half (a INTEGER)", "half (b INTEGER)");
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, "was edited in its first 2 statements, which are done already")
            .hint("--resume-at N");
        db.write(format!("{directory}/up.sql"), &up("INSERT INTO half VALUES (1)"));
        db.moviectl(["upgrade"]).success().stderr_has("Resuming at statement 3 of 6");
        assert_eq!(db.lines("SELECT a FROM half ORDER BY a"), ["1", "2"]);
        assert!(half_done(db).is_empty());
        db.moviectl(["downgrade"])
            .refused(1, "down.sql of revision 299901010000000000 failed in statement 2 of 4")
            .hint("`moviectl downgrade` goes on");
        assert_eq!(half_done(db), ["down|1"]);
        assert_eq!(applied(db), 2);
        db.moviectl_changes_nothing(["current"]).success().stdout_has("(half taken back, 1 statement done)");
        db.moviectl_changes_nothing(["upgrade"]).refused(1, "is half taken back").hint("`moviectl downgrade`");
        db.edit(&format!("{directory}/down.sql"), "DROP TABLE missing", "-- was there");
        db.moviectl(["downgrade"]).success().stderr_has("Resuming at statement 2 of 3");
        assert_eq!(applied(db), 1);
        assert!(!db.tables().contains(&"half".to_owned()));
    }

    fn a_transaction_of_the_scripts_own_is_done_whole_or_not_at_all(db: &Db) {
        let up = "CREATE TABLE half (a INTEGER);\nBEGIN;\nINSERT INTO half VALUES (1);\nINSERT INTO missing VALUES (1);\nCOMMIT;\n";
        let directory = stepwise(db, up, "DROP TABLE half;\n");
        db.moviectl(["upgrade"]).refused(1, "failed in statement 2 of 5").stderr_has("up.sql:4:");
        assert!(db.lines("SELECT a FROM half").is_empty());
        db.moviectl_changes_nothing(["upgrade", "--resume-at", "3"])
            .refused(1, "inside of a transaction of the script's own");
        db.edit(&format!("{directory}/up.sql"), "missing", "half");
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT a FROM half"), ["1", "1"]);
    }

    fn resume_at_says_where_to_go_on(db: &Db) {
        stepwise(db, &half_and_missing(db), "DROP TABLE half;\n");
        db.moviectl_changes_nothing(["upgrade", "--resume-at", "2"])
            .refused(1, "can't go on at statement 2: no revision is half done")
            .hint("`moviectl current`");
        db.moviectl(["upgrade"]).code(1);
        for (at, why) in [("0", "counted from 1"), ("5", "the script has 3")] {
            db.moviectl_changes_nothing(["upgrade", "--resume-at", at]).refused(1, why);
        }
        db.moviectl_changes_nothing(["upgrade", "--resume-at", "x"]).code(2);
        db.moviectl(["upgrade", "--resume-at", "3"]).success();
        assert_eq!(applied(db), 2);
    }

    fn a_stamp_ends_what_is_half_done(db: &Db) {
        stepwise(db, &half_and_missing(db), "DROP TABLE half;\n");
        db.moviectl(["upgrade"]).code(1);
        db.moviectl(["stamp", "head"]).success();
        assert!(half_done(db).is_empty());
        db.moviectl_changes_nothing(["upgrade"]).success();
        db.moviectl(["stamp", "head-1"]).success();
        db.execute("DROP TABLE half");
        db.moviectl(["upgrade"]).code(1);
        db.moviectl(["stamp", "head-1"]).success();
        assert!(half_done(db).is_empty());
    }

    fn a_table_of_records_without_the_new_columns_gets_them(db: &Db) {
        stepwise(db, "CREATE TABLE half (a INTEGER);\n", "DROP TABLE half;\n");
        for column in ["direction", "prefix_checksum", "started_statement", "server_process"] {
            db.execute(&format!("ALTER TABLE __moviectl_revisions DROP COLUMN {column}"));
        }
        db.moviectl_changes_nothing(["history"]).success();
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade"]).success();
    }
}

#[test]
fn an_index_that_the_server_finished_alone_is_taken_as_done() {
    Db::with(Backend::Postgres, |db| {
        stepwise(
            db,
            "CREATE TABLE half (a INTEGER);\nCREATE INDEX CONCURRENTLY half_a ON half (a);\nINSERT INTO half VALUES (1);\n",
            "DROP TABLE half;\n",
        );
        let blocker = in_the_way(db);
        orphaned(db, "/* moviectl%CREATE INDEX CONCURRENTLY%");
        db.moviectl(["upgrade", "--lock-timeout", "0"])
            .refused(1, &format!("statement 2 of revision {VERSION}, which a run that was cut off began, still runs"))
            .hint("--lock-timeout");
        let script = format!("exec {} upgrade 2> said", env!("CARGO_BIN_EXE_moviectl"));
        let mut next = db.program(Path::new("sh"), ["-c", &script]).spawn();
        next.until("it waits for the statement", || {
            std::fs::read_to_string(db.path("said"))
                .unwrap_or_default()
                .contains("Waiting for a statement of a run that was cut off")
        });
        db.lines("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(600)' AND pid <> pg_backend_pid()");
        blocker.finish();
        next.finish().success();
        assert!(
            db.read("said").contains("Resuming at statement 3 of 3"),
            "{}",
            db.read("said")
        );
        assert_eq!(db.lines("SELECT a FROM half"), ["1"]);
        assert_eq!(
            db.lines("SELECT count(*) FROM pg_index WHERE NOT indisvalid"),
            ["0"]
        );
    });
}

#[test]
fn an_index_that_is_not_valid_is_made_anew() {
    Db::with(Backend::Postgres, |db| {
        stepwise(
            db,
            "CREATE TABLE half (a INTEGER);\nCREATE INDEX CONCURRENTLY half_a ON half (a);\n",
            "DROP INDEX CONCURRENTLY half_a;\nDROP TABLE half;\n",
        );
        let blocker = in_the_way(db);
        let like = "/* moviectl%CREATE INDEX CONCURRENTLY%";
        orphaned(db, like);
        for pid in active(db, like) {
            db.lines(&format!("SELECT pg_terminate_backend({pid})"));
        }
        blocker.signal("KILL");
        blocker.finish();
        db.lines("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(600)' AND pid <> pg_backend_pid()");
        let index = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'half_a'::regclass";
        assert_eq!(db.lines(index), ["f"]);
        db.moviectl(["upgrade"])
            .success()
            .stderr_has("Resuming at statement 2 of 2");
        assert_eq!(db.lines(index), ["t"]);
        db.moviectl(["downgrade"]).success();
    });
}

#[test]
fn what_nobody_can_tell_is_asked() {
    Db::with(Backend::Postgres, |db| {
        stepwise(
            db,
            "CREATE TABLE half (a INTEGER);\nDO $$ BEGIN PERFORM pg_sleep(600); COMMIT; END $$;\nINSERT INTO half VALUES (1);\n",
            "DROP TABLE half;\n",
        );
        let like = "/* moviectl%DO $$%";
        orphaned(db, like);
        for pid in active(db, like) {
            db.lines(&format!("SELECT pg_terminate_backend({pid})"));
        }
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, &format!("statement 2 of up.sql of revision {VERSION} was cut off, and the database does not tell"))
            .stderr_has("DO $$ BEGIN")
            .hint("--resume-at 2 runs it again, --resume-at 3 goes on behind it");
        db.moviectl(["upgrade", "--resume-at", "3"]).success();
        assert_eq!(db.lines("SELECT a FROM half"), ["1"]);
    });
}

#[test]
fn a_signal_in_the_middle_leaves_a_revision_that_goes_on() {
    Db::with(Backend::Postgres, |db| {
        let directory = stepwise(
            db,
            "CREATE TABLE half (a INTEGER);\nDO $$ BEGIN PERFORM pg_sleep(600); COMMIT; END $$;\n",
            "DROP TABLE half;\n",
        );
        db.write_revision(
            "2999-01-02-000000-0000_last",
            "CREATE TABLE last (a INTEGER);\n",
        );
        for (signal, code, word) in [("INT", 130, "interrupted"), ("TERM", 143, "terminated")] {
            let mut running = db.command(["upgrade"]).spawn();
            running.until("the server runs the statement", || {
                !active(db, "/* moviectl%DO $$%").is_empty()
            });
            running.signal(signal);
            running
                .finish()
                .refused(code, &format!("{word}: no revision was applied; half applied, 1 of 2 statements done: {VERSION}; not begun: 299901020000000000"))
                .hint("`moviectl upgrade` goes on");
            assert_eq!(half_done(db), ["up|1"]);
        }
        db.edit(
            &format!("{directory}/up.sql"),
            "pg_sleep(600)",
            "pg_sleep(0)",
        );
        db.moviectl(["upgrade"]).success();
        assert_eq!(applied(db), 3);
    });
}
