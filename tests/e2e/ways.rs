//! The ways in which a revision runs: in one transaction or outside of one, and what is recorded of it.

use crate::support::{Backend, Db, on_each};

const LATER: &str = "2999-01-01-000000-0000_later";
const VERSION: &str = "299901010000000000";

/// An applied project, and one more revision with `run_in_transaction = false`.
fn outside(db: &Db, up: &str) -> String {
    db.project_with_migration();
    db.moviectl(["upgrade"]).success();
    let directory = db.write_revision(LATER, up);
    db.write(
        format!("{directory}/metadata.toml"),
        "run_in_transaction = false\n",
    );
    directory
}

on_each! {
    on postgres where transactional_ddl;

    fn what_no_transaction_refuses_is_one_implicit_transaction(db: &Db) {
        let up = "LOCK TABLE movie IN SHARE ROW EXCLUSIVE MODE;\nSET LOCAL lock_timeout = '3s';\n\
                  CREATE TEMPORARY TABLE staging ON COMMIT DROP AS SELECT current_setting('lock_timeout') AS limit_is;\n\
                  CREATE TABLE kept AS SELECT limit_is FROM staging;\n";
        let directory = outside(db, &format!("{up}INSERT INTO missing VALUES (1);\n"));
        let before = db.contents();
        for _ in 0..2 {
            db.moviectl(["upgrade"])
                .refused(1, &format!("up.sql of revision {VERSION} failed, and was rolled back"))
                .stderr_has("up.sql:5:13: INSERT INTO missing")
                .stderr_has("relation \"missing\" does not exist");
            assert_eq!(db.contents(), before);
        }
        db.write(format!("{directory}/up.sql"), up);
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT limit_is FROM kept"), ["3s"]);
    }

}

on_each! {
    on postgres;

    fn what_a_transaction_refuses_stands_by_itself(db: &Db) {
        let up = "CREATE TABLE half (a INTEGER);\nCREATE INDEX CONCURRENTLY half_a ON half (a);\n\
                  DO $$ BEGIN INSERT INTO half VALUES (1); COMMIT; END $$;\nINSERT INTO missing VALUES (1);\n";
        outside(db, up);
        db.moviectl(["upgrade"])
            .refused(1, &format!("up.sql of revision {VERSION} failed in statement 4 of 4; what it did before stays done (3 statements)"));
        assert_eq!(db.lines("SELECT a FROM half"), ["1"]);
    }

    fn a_copy_through_the_client_is_refused_with_its_line(db: &Db) {
        let directory = outside(db, "SELECT 1;\n");
        for copy in ["COPY movie (title) FROM STDIN;\nAlien\n\\.\n", "COPY movie TO STDOUT;\n"] {
            for transaction in [true, false] {
                db.write(format!("{directory}/up.sql"), &format!("CREATE TABLE half (a INTEGER);\n{copy}"));
                db.write(format!("{directory}/metadata.toml"), &format!("run_in_transaction = {transaction}\n"));
                for command in [&["upgrade"][..], &["upgrade", "--sql"], &["migrate", "-m", "x"]] {
                    db.moviectl_changes_nothing(command.iter().copied())
                        .refused(1, "can't be run")
                        .stderr_has("up.sql:2:1: COPY from STDIN or to STDOUT needs a client")
                        .hint("INSERT");
                }
            }
        }
    }

    fn each_revision_has_its_own_times(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        for (number, up) in (1..).zip(["SELECT 1;\n", "SELECT pg_sleep(2);\n", "SELECT 3;\n"]) {
            let directory = db.write_revision(&format!("2999-01-0{number}-000000-0000_r{number}"), up);
            db.write(format!("{directory}/down.sql"), "SELECT 1;\n");
        }
        for arguments in [&["upgrade"][..], &["upgrade", "--atomic"], &["--echo", "upgrade"]] {
            db.moviectl(arguments.iter().copied()).success();
            let durations: Vec<i64> = db
                .lines("SELECT duration_ms FROM __moviectl_revisions WHERE version > '2999' ORDER BY version")
                .iter()
                .map(|line| line.parse().unwrap())
                .collect();
            assert!(
                matches!(durations[..], [0..1000, 2000..4000, 0..1000]),
                "{durations:?}"
            );
            let between = "SELECT round(extract(epoch FROM max(applied_at) FILTER (WHERE version LIKE '29990102%') \
                           - max(applied_at) FILTER (WHERE version LIKE '29990101%'))) >= 2, \
                           extract(epoch FROM max(applied_at) FILTER (WHERE version LIKE '29990103%') \
                           - max(applied_at) FILTER (WHERE version LIKE '29990102%')) < 1.5 FROM __moviectl_revisions";
            assert_eq!(db.lines(between), ["t|t"]);
            db.moviectl(["downgrade", "-3"]).success();
        }
    }
}

on_each! {
    on postgres where transactional_ddl;

    fn a_commit_that_fails_is_told_as_one(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        db.write_revision(
            LATER,
            "CREATE TABLE child (a INTEGER REFERENCES movie (id) DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO child VALUES (7);\n",
        );
        db.moviectl(["upgrade"])
            .refused(1, &format!("up.sql of revision {VERSION} failed, and was rolled back"))
            .stderr_has("up.sql: COMMIT")
            .stderr_has("violates foreign key constraint");
        assert!(!db.tables().contains(&"child".to_owned()));
    }
}

on_each! {
    fn a_transaction_that_the_script_does_not_end_is_refused(db: &Db) {
        let directory = outside(db, "SELECT 1;\n");
        let before = db.contents();
        for (up, place) in [
            ("CREATE TABLE half (a INTEGER);\nBEGIN;\nINSERT INTO half VALUES (1);\n", "up.sql:2:1"),
            ("BEGIN;\nSELECT 1;\nCOMMIT;\n  BEGIN;\nSELECT 2;\n", "up.sql:4:3"),
        ] {
            db.write(format!("{directory}/up.sql"), up);
            for command in [&["upgrade"][..], &["upgrade", "--sql"], &["migrate", "-m", "x"]] {
                db.moviectl_changes_nothing(command.iter().copied())
                    .refused(1, "can't be run")
                    .stderr_has(&format!("{place}: this transaction is neither committed nor rolled back"))
                    .hint("fix the script");
            }
            assert_eq!(db.contents(), before);
        }
        // One that is rolled back is what the script says.
        db.write(format!("{directory}/up.sql"), "CREATE TABLE kept (a INTEGER);\nBEGIN;\nINSERT INTO kept VALUES (1);\nROLLBACK;\n");
        db.moviectl(["upgrade"]).success();
        assert!(db.lines("SELECT a FROM kept").is_empty());
    }

    fn a_comment_that_is_not_closed_is_refused(db: &Db) {
        let directory = outside(db, "CREATE TABLE half (a INTEGER);\nINSERT INTO half VALUES (1);\n /* from here\nINSERT INTO half VALUES (2);\n");
        for transaction in [true, false] {
            db.write(format!("{directory}/metadata.toml"), &format!("run_in_transaction = {transaction}\n"));
            for command in [&["upgrade"][..], &["upgrade", "--sql"]] {
                db.moviectl_changes_nothing(command.iter().copied())
                    .refused(1, "can't be run")
                    .stderr_has("up.sql:3:2: this comment is never closed");
            }
        }
    }

    /// As in a dump of a database that has them.
    fn the_tables_of_records_are_not_for_scripts(db: &Db) {
        let directory = outside(db, "SELECT 1;\n");
        // PostgreSQL folds the case of a name, and SQLite takes a string for one.
        let spelled = db.by_dialect(
            "DROP TABLE '__Moviectl_Revisions'",
            "DROP TABLE __Moviectl_Revisions",
            "DROP TABLE `__moviectl_revisions`",
        );
        for statement in [
            spelled,
            "DROP TABLE IF EXISTS __moviectl_revisions",
            "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY)",
            "ALTER TABLE __moviectl_revisions ADD COLUMN a INTEGER",
        ] {
            db.write(format!("{directory}/up.sql"), &format!("SELECT 1;\n{statement};\n"));
            db.moviectl_changes_nothing(["upgrade"])
                .refused(1, "can't be run")
                .stderr_has("up.sql:2:1: a script must not make, change, lock or drop the tables in which revisions are recorded");
        }
        let view = "CREATE VIEW applied AS SELECT version FROM __diesel_schema_migrations;\nCREATE TABLE copied AS SELECT version FROM __moviectl_revisions;\n";
        db.write(format!("{directory}/up.sql"), view);
        db.moviectl(["upgrade"]).success();
    }
}

on_each! {
    on postgres, mysql;

    fn a_revision_that_another_process_runs_is_waited_for(db: &Db) {
        let sleep = db.by_dialect("", "SELECT pg_sleep(3)", "SELECT SLEEP(3)");
        let alone = db.by_dialect("", "VACUUM", "ANALYZE TABLE movie");
        let directory = outside(db, "CREATE TABLE t (a INTEGER);\n");
        db.write(format!("{directory}/down.sql"), &format!("{sleep};\n{alone};\nDROP TABLE t;\n"));
        db.moviectl(["upgrade"]).success();
        let mut running = db.command(["downgrade"]).spawn();
        running.until("it takes the revision back", || {
            db.lines("SELECT count(*) FROM __moviectl_revisions WHERE direction = 'down'") == ["1"]
        });
        db.moviectl(["upgrade"]).success().stderr_has("Waiting for another process");
        running.finish().success();
        assert!(db.tables().contains(&"t".to_owned()));
    }
}

on_each! {
    on mysql;

    fn ddl_within_a_transaction_of_the_scripts_own_commits_it(db: &Db) {
        let up = "CREATE TABLE a (id INTEGER);\nBEGIN;\nINSERT INTO a VALUES (1);\nCREATE TABLE c (id INTEGER);\n\
                  INSERT INTO a VALUES (2);\nSELECT 1 FROM nope;\nCOMMIT;\n";
        let directory = outside(db, up);
        for _ in 0..2 {
            db.moviectl(["upgrade"])
                .refused(1, "failed in statement 6 of 7; what it did before stays done (5 statements)");
            assert_eq!(db.lines("SELECT id FROM a ORDER BY id"), ["1", "2"]);
        }
        db.edit(&format!("{directory}/up.sql"), "FROM nope", "FROM a");
        db.moviectl(["upgrade"]).success().stderr_has("Resuming at statement 6 of 7");
        assert_eq!(db.lines("SELECT id FROM a ORDER BY id"), ["1", "2"]);
    }

    /// As mysqldump writes rows.
    fn tables_that_a_script_locks_do_not_keep_the_records_out(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        let directory = db.write_revision(
            LATER,
            "CREATE TABLE t (id INTEGER PRIMARY KEY);\nLOCK TABLES `t` WRITE;\n/*!40000 ALTER TABLE `t` DISABLE KEYS */;\n\
             INSERT INTO `t` VALUES (1),(2);\n/*!40000 ALTER TABLE `t` ENABLE KEYS */;\nUNLOCK TABLES;\nINSERT INTO t VALUES (3);\n",
        );
        db.write(format!("{directory}/down.sql"), "DROP TABLE t;\n");
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT id FROM t ORDER BY id"), ["1", "2", "3"]);
        db.moviectl(["current"]).success().stdout_has(&format!("{VERSION} (head)"));
        db.moviectl(["downgrade"]).success();
        // A scratch database has no records, and runs the script all the same.
        db.moviectl(["check", "--against", "migrations"]).code(3).stdout("Detected removed table 't'\n");
    }

    fn a_script_that_locks_tables_goes_on_where_it_stopped(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        let up = "CREATE TABLE t (id INTEGER PRIMARY KEY);\nSET autocommit = 0;\nLOCK TABLES t WRITE;\nINSERT INTO t VALUES (1);\n\
                  INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (3);\n";
        let directory = db.write_revision(LATER, up);
        for _ in 0..2 {
            db.moviectl(["upgrade"])
                .refused(1, &format!("up.sql of revision {VERSION} failed in statement 5 of 6; what it did before stays done (4 statements)"));
            assert_eq!(db.lines("SELECT id FROM t"), ["1"]);
        }
        db.write(format!("{directory}/up.sql"), &up.replace("(1);\nINSERT INTO t VALUES (3)", "(2);\nINSERT INTO t VALUES (3)"));
        db.moviectl(["upgrade"]).success().stderr_has("Resuming at statement 5 of 6");
        assert_eq!(db.lines("SELECT id FROM t ORDER BY id"), ["1", "2", "3"]);
        // A revision after it finds nothing locked.
        db.write_revision("2999-01-02-000000-0000_next", "INSERT INTO movie (title, year, directors) VALUES ('A', 1, '[]');\n");
        db.moviectl(["upgrade"]).success();
    }
}

#[test]
fn the_lock_of_mysql_is_the_one_that_earlier_versions_take() {
    Db::with(Backend::Mysql, |db| {
        db.project_with_migration();
        let name = db.lock_name();
        let sql = format!("SELECT GET_LOCK('{name}', 0); SELECT SLEEP(600);");
        let mut holder = db.client().input(&sql).spawn();
        holder.until("it has the lock", || {
            db.lines(&format!("SELECT IS_USED_LOCK('{name}') IS NOT NULL")) == ["1"]
        });
        db.moviectl(["upgrade", "--lock-timeout", "0"])
            .code(1)
            .stderr_has("another migration of this database is still running");
        holder.signal("KILL");
        holder.finish();
    });
}
