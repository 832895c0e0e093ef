//! `--sql`, run with the real `psql`, `sqlite3` and `mariadb`; and `--dry-run`.

use std::path::Path;

use crate::support::{Backend, Db, Output, on_each};

/// Runs a script as the person does who was given it.
fn run(db: &Db, script: &str) -> Output {
    db.client().input(script).run()
}

/// Returns the script that `moviectl … --sql` prints, and checks that the command changed nothing.
fn script(db: &Db, arguments: &[&str]) -> String {
    let arguments = arguments.iter().copied().chain(["--sql"]);
    let output = db.moviectl_changes_nothing(arguments);
    output.success();
    output.stdout
}

/// The records as far as a script can know them.
fn records(db: &Db) -> Vec<String> {
    let mut lines = db.lines("SELECT version FROM __diesel_schema_migrations ORDER BY 1");
    lines.extend(db.lines(
        "SELECT version, checksum, message, statements_done FROM __moviectl_revisions ORDER BY 1",
    ));
    lines
}

fn applied(db: &Db) -> Vec<String> {
    db.lines("SELECT version FROM __diesel_schema_migrations ORDER BY 1")
}

const CHAIN: [(&str, &[&str]); 3] = [
    ("10-01_first", &[]),
    ("10-02_second", &["1001"]),
    ("10-03_third", &["1002"]),
];

/// The tutorial's table, with rows' worth of changes that SQLite rebuilds it for.
fn rebuilt(db: &Db) {
    db.project_with_migration();
    db.edit(
        "src/schema.rs",
        "theatre -> Nullable<Bool>,",
        "theatre -> Bool,\n        note -> Nullable<Text>,",
    );
    db.moviectl(["migrate", "-m", "It's \\a 'note'; -- really."])
        .success();
}

on_each! {
    fn a_script_does_what_an_upgrade_does(db: &Db) {
        rebuilt(db);
        let up = script(db, &["upgrade", "base:head"]);
        assert_eq!(script(db, &["upgrade"]), up);
        assert_eq!(up.contains("PRAGMA foreign_keys=OFF"), db.backend == Backend::Sqlite);
        run(db, &up).success().stderr("").stdout("");
        let (dump, written) = (db.dump(), records(db));
        db.moviectl_reads(["check"]).success();
        db.moviectl_reads(["upgrade", "--sql"]).success().stdout("").stderr_has("Nothing to upgrade.");
        run(db, &script(db, &["downgrade", "head:base"])).success().stderr("").stdout("");
        assert!(!db.tables().contains(&"movie".to_owned()));
        assert!(records(db).is_empty());
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.dump(), dump);
        assert_eq!(records(db), written);
        run(db, &script(db, &["downgrade"])).success();
        assert_eq!(applied(db).len(), 1);
        run(db, &script(db, &["upgrade", "+1"])).success();
        assert_eq!(records(db), written);
    }

    fn nothing_after_an_error_is_applied(db: &Db) {
        db.project_of(&CHAIN);
        let path = format!("migrations/{}/10-02_second/up.sql", db.dialect());
        db.write(path, "CREATE TABLE half (id INTEGER);\nINSERT INTO nowhere VALUES (1);\nCREATE TABLE other (id INTEGER);\n");
        let output = run(db, &script(db, &["upgrade", "base:head"]));
        assert_ne!(output.code, 0, "{output}");
        output.stderr_has("nowhere");
        assert_eq!(applied(db), ["1001"]);
        let tables = db.tables();
        // MySQL keeps a table that was created.
        let kept = db.backend == Backend::Mysql;
        for (table, there) in [("first", true), ("half", kept), ("other", false), ("third", false)] {
            assert_eq!(tables.contains(&table.to_owned()), there, "{table}");
        }
    }

    fn a_script_starts_where_it_was_made_for_or_not_at_all(db: &Db) {
        db.project_of(&CHAIN);
        let from_base = script(db, &["upgrade", "base:head"]);
        let from_first = script(db, &["upgrade", "first:third"]);
        let back = script(db, &["downgrade", "third:first"]);
        db.moviectl(["create-db"]).success();
        let refused = |script: &str, message: &str| {
            let (before, empty) = (db.contents(), db.tables().is_empty());
            let output = run(db, script);
            assert_ne!(output.code, 0, "{output}");
            output.stderr_has(message);
            if db.backend == Backend::Mysql && empty {
                // The tables of the records, which the script asks, stay once they are made.
                assert_eq!(db.tables(), ["__diesel_schema_migrations", "__moviectl_revisions"]);
                assert!(records(db).is_empty(), "{output}");
            } else {
                assert_eq!(db.contents(), before, "{output}");
            }
        };
        refused(&from_first, "the database is not at 1001, where this part of the script starts");
        run(db, &from_base).success();
        refused(&from_base, "the database is not at the base");
        refused(&from_first, "the database is not at 1001");
        // Somebody else's revision between ours.
        db.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('1002b')");
        refused(&back, "the database is not at 1003");
        db.execute("DELETE FROM __diesel_schema_migrations WHERE version = '1002b'");
        run(db, &back).success();
        assert_eq!(applied(db), ["1001"]);
        run(db, &from_first).success();
        assert_eq!(applied(db), ["1001", "1002", "1003"]);
    }

    fn what_runs_outside_of_a_transaction_does_so_in_a_script(db: &Db) {
        db.project_of(&CHAIN[..1]);
        let (up, down) = match db.backend {
            Backend::Sqlite => ("VACUUM;\nCREATE INDEX slow ON first (id);\n", "DROP INDEX slow;\n"),
            Backend::Postgres => (
                "CREATE INDEX CONCURRENTLY slow ON first (id);\n",
                "DROP INDEX CONCURRENTLY slow;\n",
            ),
            Backend::Mysql => ("CREATE INDEX slow ON first (id);\n", "DROP INDEX slow ON first;\n"),
        };
        let directory = db.revision("10-02_slow", &["1001"], up, down);
        db.edit(&format!("{directory}/metadata.toml"), "run_in_transaction = true", "run_in_transaction = false");
        run(db, &script(db, &["upgrade", "base:head"])).success().stderr("");
        let written = records(db);
        assert!(db.dump().contains("slow"));
        run(db, &script(db, &["downgrade", "head:base"])).success();
        db.moviectl(["upgrade"]).success();
        assert_eq!(records(db), written);
        // It must start at the right place too.
        let output = run(db, &script(db, &["upgrade", "first:slow"]));
        assert_ne!(output.code, 0, "{output}");
        assert_eq!(records(db), written);
    }

    fn a_script_may_need_no_database(db: &Db) {
        db.project_of(&CHAIN);
        let nowhere = match db.backend {
            Backend::Sqlite => "no/such/file.db",
            Backend::Postgres => "postgresql://nobody@127.0.0.1:1/nowhere",
            Backend::Mysql => "mysql://nobody@127.0.0.1:1/nowhere",
        };
        for range in ["base:head", "first:third", ":+2", "-1:head", "third:third"] {
            db.moviectl_changes_nothing(["--database-url", nowhere, "upgrade", "--sql", range]).success();
        }
        db.moviectl_changes_nothing(["--database-url", nowhere, "stamp", "--sql", "base:head"]).success();
        db.moviectl_changes_nothing(["upgrade", "--sql", "third:first"]).refused(1, "revision 1001 can't be reached from 1003");
        db.moviectl_changes_nothing(["downgrade", "--sql", "first:third"]).refused(1, "revision 1001 can't be reached from 1003");
        db.moviectl_changes_nothing(["upgrade", "--sql", "-1"]).refused(2, "goes the wrong way");
        db.moviectl_changes_nothing(["upgrade", "--sql", "--dry-run"]).code(2);
        if db.backend != Backend::Sqlite {
            for command in ["upgrade", "downgrade", "stamp"] {
                db.moviectl_changes_nothing(["--database-url", nowhere, command, "--sql"])
                    .refused(1, "127.0.0.1")
                    .hint("--sql base:head");
            }
        }
        if db.backend == Backend::Sqlite {
            // If there is no database yet, the script creates it, and the command does not.
            db.moviectl_changes_nothing(["upgrade", "--sql"]).success().stderr_has("there is no database yet");
            assert!(!db.exists());
        }
    }

    fn a_stamp_can_be_a_script(db: &Db) {
        db.project_of(&CHAIN);
        run(db, &script(db, &["stamp", "base:second"])).success().stderr("");
        let written = records(db);
        assert_eq!(applied(db), ["1001", "1002"]);
        assert!(!db.tables().contains(&"first".to_owned()));
        db.moviectl(["stamp", "base"]).success();
        db.moviectl(["stamp", "second"]).success();
        assert_eq!(records(db), written);
        db.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('0999')");
        run(db, &script(db, &["stamp", "--purge", "first"])).success();
        assert_eq!(applied(db), ["1001"]);
    }

    fn a_dry_run_tells_and_does_nothing(db: &Db) {
        db.project_of(&CHAIN);
        let first = "Would run upgrade  -> 1001, About first.\n";
        let rest = "Would run upgrade 1001 -> 1002, About second.\nWould run upgrade 1002 -> 1003, About third.\n";
        db.moviectl_changes_nothing(["upgrade", "--dry-run"]).success().stdout(&format!("{first}{rest}"));
        if db.backend == Backend::Sqlite {
            assert!(!db.exists());
        }
        db.moviectl(["upgrade", "first"]).success();
        db.moviectl_changes_nothing(["upgrade", "--dry-run"]).success().stdout(rest).stderr("");
        db.moviectl_changes_nothing(["downgrade", "--dry-run"])
            .success()
            .stdout("Would run downgrade 1001 -> , About first.\n");
        db.moviectl(["upgrade"]).success();
        db.moviectl_changes_nothing(["upgrade", "--dry-run"]).success().stdout("").stderr("Nothing to upgrade.\n");
        db.moviectl_changes_nothing(["downgrade", "--dry-run", "first"])
            .success()
            .stdout("Would run downgrade 1003 -> 1002, About third.\nWould run downgrade 1002 -> 1001, About second.\n");
        db.write(format!("migrations/{}/10-03_third/down.sql", db.dialect()), "COMMIT;\n");
        db.moviectl_changes_nothing(["downgrade", "--dry-run"]).refused(1, "down.sql of revision 1003 can't be run");
        db.moviectl_changes_nothing(["downgrade", "--sql"]).refused(1, "down.sql of revision 1003 can't be run");
        db.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('0999')");
        db.moviectl_changes_nothing(["upgrade", "--dry-run"]).refused(1, "revision 0999, which is not in the repository");
    }
}

#[test]
fn a_rebuild_that_breaks_foreign_keys_is_undone() {
    Db::with(Backend::Sqlite, |db| {
        db.project_of(&[]);
        db.revision(
            "10-01_pair",
            &[],
            "CREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE c (p INTEGER REFERENCES p);\n\
             INSERT INTO p VALUES (1);\nINSERT INTO c VALUES (1);\n",
            "DROP TABLE c;\nDROP TABLE p;\n",
        );
        let directory = db.revision(
            "10-02_broken",
            &["1001"],
            "PRAGMA foreign_keys=OFF;\nBEGIN IMMEDIATE;\nDELETE FROM p;\nCOMMIT;\nPRAGMA foreign_keys=ON;\n",
            "SELECT 1;\n",
        );
        db.edit(
            &format!("{directory}/metadata.toml"),
            "run_in_transaction = true",
            "run_in_transaction = false",
        );
        let output = run(db, &script(db, &["upgrade", "base:head"]));
        assert_ne!(output.code, 0, "{output}");
        output.stderr_has("up.sql of revision 1002 would leave rows that reference nothing");
        assert_eq!(applied(db), ["1001"]);
        assert_eq!(db.lines("SELECT id FROM p"), ["1"]);
    });
}

#[test]
fn a_script_of_mysql_takes_the_lock_and_sets_its_session() {
    Db::with(Backend::Mysql, |db| {
        db.project_of(&CHAIN[..1]);
        let directory = db.revision(
            "10-02_texts",
            &["1001"],
            "CREATE TABLE texts (a VARCHAR(80), b VARCHAR(80) DEFAULT \"it's \\\\ so\");\n",
            "DROP TABLE texts;\n",
        );
        let body = "CREATE TRIGGER doubled BEFORE INSERT ON texts FOR EACH ROW BEGIN SET NEW.a = '; //'; SET NEW.b = 'b'; END";
        for (name, up) in [
            ("10-03_bare", format!("{body};\n")),
            (
                "10-04_told",
                format!(
                    "DROP TRIGGER doubled;\nDELIMITER $$\n-- Again.\n{body} $$\nDELIMITER ;\nINSERT INTO texts VALUES ('', '');\n"
                ),
            ),
        ] {
            db.write_revision(name, &up);
            db.write(format!("migrations/mysql/{name}/down.sql"), "SELECT 1;\n");
        }
        db.edit(
            &format!("{directory}/metadata.toml"),
            "About texts.",
            "It's \\\\ so.",
        );
        let whole = script(db, &["upgrade", "base:head"]);
        let hold = format!(
            "SELECT GET_LOCK('{}', 0); SELECT SLEEP(600);",
            db.lock_name()
        );
        let mut holder = db.client().input(&hold).spawn();
        let sleeping = "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info = 'SELECT SLEEP(600)'";
        holder.until("lock", || !db.lines(sleeping).is_empty());
        let output = run(db, &whole.replace(", 60) = 1", ", 0) = 1"));
        assert_ne!(output.code, 0, "{output}");
        output.stderr_has("another process is migrating this database");
        assert_eq!(db.tables(), Vec::<String>::new());
        for id in db.lines(sleeping) {
            db.execute(&format!("KILL {id}"));
        }
        holder.finish();
        // Whatever the server, or the client, takes for a text: the script was read as ours are.
        let other = "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES';\n";
        run(db, &format!("{other}{whole}")).success();
        let (dump, written) = (db.dump(), records(db));
        assert_eq!(db.lines("SELECT a FROM texts"), ["; //"]);
        db.moviectl(["downgrade", "base"]).success();
        db.moviectl(["upgrade"]).success();
        assert_eq!((db.dump(), records(db)), (dump, written));
        assert_eq!(
            db.lines("SELECT message FROM __moviectl_revisions WHERE version = '1002'"),
            ["It's \\ so."]
        );
    });
}

#[test]
fn a_script_keeps_its_records_where_they_are_and_waits_for_nobody() {
    Db::with(Backend::Postgres, |db| {
        db.project_of(&CHAIN);
        db.execute("CREATE SCHEMA elsewhere");
        let path = "migrations/postgres/10-02_second/up.sql";
        db.write(
            path,
            "SET search_path = elsewhere;\nCREATE TABLE second (id INTEGER);\n",
        );
        let whole = script(db, &["upgrade", "base:head"]);

        let key = 0x6d6f_7669_6563_746c_i64;
        let hold = format!("SELECT pg_advisory_lock({key}), pg_sleep(600)");
        let mut holder = db
            .program(Path::new("psql"), ["-Xqw", "-d", db.url(), "-c", &hold])
            .spawn();
        holder.until("lock", || {
            db.lines("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") == ["1"]
        });
        let output = run(db, &whole);
        assert_ne!(output.code, 0, "{output}");
        output.stderr_has("another process is migrating this database");
        assert_eq!(db.tables(), Vec::<String>::new());
        db.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        holder.finish();

        run(db, &whole).success();
        let places = db.lines(
            "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public', 'elsewhere') ORDER BY 1",
        );
        assert_eq!(
            places,
            [
                "elsewhere.second",
                "public.__diesel_schema_migrations",
                "public.__moviectl_revisions",
                "public.first",
                "public.third"
            ]
        );
        assert_eq!(applied(db), ["1001", "1002", "1003"]);
    });
}
