//! Runs of many revisions: what one of them does to the next, and to what is set for the run.

use crate::support::{Db, on_each};

/// Three more revisions of a project whose first one is applied.
fn three_more(db: &Db, ups: [&str; 3]) {
    db.project_with_migration();
    db.moviectl(["upgrade"]).success();
    for (number, up) in (1..).zip(ups) {
        db.write_revision(&format!("2999-01-0{number}-000000-0000_r{number}"), up);
    }
}

const A: &str = "CREATE TABLE a (id INTEGER PRIMARY KEY);";
const B: &str = "CREATE TABLE b (id INTEGER PRIMARY KEY);";
const C: &str = "CREATE TABLE c (id INTEGER PRIMARY KEY);";

fn has(db: &Db, tables: [&str; 3]) -> [bool; 3] {
    let found = db.tables();
    tables.map(|table| found.iter().any(|name| name == table))
}

on_each! {
    on postgres;

    fn what_a_script_records_is_not_run(db: &Db) {
        let record = "INSERT INTO __diesel_schema_migrations (version) VALUES ('299901020000000000');";
        three_more(db, [&format!("{A}\n{record}"), B, C]);
        db.moviectl(["upgrade"])
            .success()
            .stderr_has(", r1\n")
            .stderr_lacks(", r2\n")
            .stderr_has(", r3\n");
        assert_eq!(has(db, ["a", "b", "c"]), [true, false, true]);
        db.moviectl(["current"]).success().stdout_has("(head)");
    }
}

on_each! {
    on sqlite, postgres where transactional_ddl;

    fn a_commit_that_fails_leaves_what_was_done_before(db: &Db) {
        let orphan = "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED);\n\
                      INSERT INTO b (id, a) VALUES (1, 7);";
        three_more(db, [A, orphan, C]);
        db.moviectl(["upgrade"]).code(1).stderr_has("299901020000000000").stderr_lacks(", r3");
        assert_eq!(has(db, ["a", "b", "c"]), [true, false, false]);
        assert_eq!(db.lines("SELECT count(*) FROM __moviectl_revisions WHERE version > '2999'"), ["1"]);
        // And nothing of it is left open.
        db.write_revision("2999-01-02-000000-0000_r2", B);
        db.moviectl(["upgrade"]).success();
        assert_eq!(has(db, ["a", "b", "c"]), [true, true, true]);
    }

    fn a_script_that_fails_leaves_what_was_done_before(db: &Db) {
        three_more(db, [A, B, "CREATE TABLE c (id INTEGER PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);"]);
        db.moviectl(["upgrade"]).code(1).stderr_has("up.sql:2:1");
        assert_eq!(has(db, ["a", "b", "c"]), [true, true, false]);
        db.write_revision("2999-01-03-000000-0000_r3", C);
        db.moviectl(["upgrade"]).success().stderr_lacks(", r2");
    }

    fn a_script_that_is_missing_leaves_what_was_done_before(db: &Db) {
        three_more(db, [A, B, C]);
        db.write_revision("2999-01-03-000000-0000_r3", "");
        db.moviectl(["upgrade"]).code(1).stderr_has("up.sql is empty");
        assert_eq!(has(db, ["a", "b", "c"]), [true, true, false]);
    }
}

on_each! {
    on sqlite;

    fn a_run_of_many_leaves_no_journal_behind(db: &Db) {
        three_more(db, [A, B, C]);
        let journals = || -> Vec<String> {
            let files = db.files().into_iter();
            files.filter(|file| file.ends_with("-journal") || file.ends_with("-wal")).collect()
        };
        let take_back = || {
            for table in ["a", "b", "c"] {
                db.execute(&format!("DROP TABLE {table}"));
            }
            db.execute("DELETE FROM __diesel_schema_migrations WHERE version > '2999'");
        };
        for mode in ["delete", "wal", "truncate"] {
            db.lines(&format!("PRAGMA journal_mode = {mode}"));
            db.moviectl(["upgrade"]).success();
            assert_eq!(has(db, ["a", "b", "c"]), [true, true, true]);
            assert_eq!(journals(), Vec::<String>::new(), "{mode}");
            db.write_revision("2999-01-04-000000-0000_r4", "INSERT INTO nowhere VALUES (1);");
            take_back();
            db.moviectl(["upgrade"]).code(1).stderr_has("up.sql:1:1");
            assert_eq!(has(db, ["a", "b", "c"]), [true, true, true]);
            assert_eq!(journals(), Vec::<String>::new(), "{mode}, one that fails");
            std::fs::remove_dir_all(db.path(format!("migrations/{}/2999-01-04-000000-0000_r4", db.dialect()))).unwrap();
            take_back();
        }
    }
}

on_each! {
    on sqlite;

    fn only_the_last_revision_waits_for_the_disk_unless_each_is_to(db: &Db) {
        three_more(db, [A, B, C]);
        for number in 1..=3 {
            let table = ["a", "b", "c"][number - 1];
            db.write(format!("migrations/sqlite/2999-01-0{number}-000000-0000_r{number}/down.sql"), &format!("DROP TABLE {table};\n"));
        }
        let settings = |arguments: &[&str]| -> Vec<String> {
            let output = db.moviectl(arguments.iter().copied());
            output.success();
            let lines = output.stderr.lines();
            lines.filter(|line| line.contains("synchronous = ") || line.starts_with("Running ")).map(|line| line.split(" -> ").next().unwrap().to_owned()).collect()
        };
        let ran = settings(&["--echo", "upgrade"]);
        assert_eq!(ran.len(), 5, "{ran:?}");
        assert_eq!((ran[0].as_str(), ran[3].as_str()), ("PRAGMA main.synchronous = NORMAL", "PRAGMA main.synchronous = 2"), "{ran:?}");
        assert_eq!(settings(&["--echo", "downgrade", "-3", "--sync-each"]).len(), 3);
        // One revision alone waits.
        assert_eq!(settings(&["--echo", "upgrade", "+1"]).len(), 1);
        // A run that ends early brings to disk what it has reported.
        db.write_revision("2999-01-03-000000-0000_r3", "INSERT INTO nowhere VALUES (1);");
        let output = db.moviectl(["--echo", "upgrade"]);
        output.code(1).stderr_has("PRAGMA main.synchronous = 2");
        db.moviectl(["downgrade"]).success();
        db.write_revision("2999-01-02-000000-0000_r2", "INSERT INTO nowhere VALUES (1);");
        let output = db.moviectl(["--echo", "upgrade"]);
        output.code(1).stderr_has("PRAGMA main.wal_checkpoint(PASSIVE)");
    }
}
