//! Revisions that stop half way on a database whose DDL commits by itself: what is recorded, and how they go on or back.

use std::path::Path;

use crate::support::{Backend, Db, Running, on_each};

const LATER: &str = "2999-01-01-000000-0000_later";
const VERSION: &str = "299901010000000000";

/// A statement that the server goes on with when nobody waits for it any more: some seconds of work.
fn slow(db: &Db) -> &'static str {
    match db.backend {
        Backend::Mysql => "CREATE TABLE slow AS SELECT BENCHMARK(12000000, SHA2('a', 256)) AS n",
        _ => "CREATE TABLE slow AS SELECT count(*) AS n FROM generate_series(1, 12000000) AS i",
    }
}

/// An applied project with three movies, two of which have the same title; and a revision that moviectl wrote, whose last
/// statement fails on that.
fn stopped_by_rows(db: &Db) -> String {
    db.project_with_migration();
    db.moviectl(["upgrade"]).success();
    let rows = "INSERT INTO movie (title, year, directors) VALUES ('A', 2000, '[]'), ('B', 2001, '[]'), ('A', 2002, '[]')";
    let empty = db.by_dialect("[]", "{}", "[]");
    db.execute(&rows.replace("[]", empty));
    db.edit(
        "src/schema.rs",
        "theatre -> Nullable<Bool>,",
        "theatre -> Nullable<Bool>,\n        note -> Nullable<Text>,",
    );
    let schema = db.read("src/schema.rs");
    let more = "\ndiesel::table! {\n    studio (id) {\n        id -> Integer,\n        #[max_length = 80]\n        name -> Text,\n    }\n}\n\
                \ntable_args! {\n    movie {\n        unique movie_title_key (title);\n    }\n}\n";
    db.write("src/schema.rs", &format!("{schema}{more}"));
    db.moviectl(["migrate", "-m", "Studios."]).success();
    let mut names: Vec<String> = std::fs::read_dir(db.path(format!("migrations/{}", db.dialect())))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with("_studios"))
        .collect();
    let name = names.remove(0);
    name.split('_').next().unwrap().replace('-', "")
}

/// Checks that `upgrade` fails on rows with equal titles, with the server's message.
fn fails_on_rows(db: &Db, version: &str) {
    db.moviectl(["upgrade"])
        .refused(1, &format!("up.sql of revision {version} failed in statement 3 of 3; what it did before stays done (2 statements)"))
        .stderr_has(db.by_dialect("", "could not create unique index", "Duplicate entry 'A'"))
        .hint("`moviectl upgrade` goes on where it stopped");
}

/// An applied project, and a revision by hand.
fn by_hand(db: &Db, up: &str, down: &str) -> String {
    db.project_with_migration();
    db.moviectl(["upgrade"]).success();
    let directory = db.write_revision(LATER, up);
    db.write(format!("{directory}/down.sql"), down);
    directory
}

fn half_done(db: &Db) -> Vec<String> {
    db.lines(
        "SELECT direction, statements_done FROM __moviectl_revisions WHERE direction IS NOT NULL",
    )
}

/// Both tables of records, without when and how long.
fn records(db: &Db) -> Vec<String> {
    let mut lines = db.lines("SELECT version FROM __diesel_schema_migrations ORDER BY version");
    lines.extend(db.lines(
        "SELECT version, checksum, message, statements_done, COALESCE(direction, '-'), \
         COALESCE(prefix_checksum, '-'), COALESCE(started_statement, '-'), COALESCE(server_process, '-') \
         FROM __moviectl_revisions ORDER BY version",
    ));
    lines
}

/// The sessions of this database whose statement begins so.
fn sessions(db: &Db, beginning: &str) -> Vec<String> {
    let query = match db.backend {
        Backend::Mysql => {
            "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() \
             AND info LIKE"
        }
        _ => {
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
             AND state = 'active' AND query LIKE"
        }
    };
    db.lines(&format!("{query} '{beginning}%'"))
}

/// The mark before a statement of [`LATER`].
fn marked(statement: usize) -> String {
    format!("/* moviectl {VERSION} up.sql {statement} */")
}

fn sleep(db: &Db) -> &'static str {
    db.by_dialect("", "SELECT pg_sleep(600)", "SELECT SLEEP(600)")
}

/// A session that reads a table in a transaction: nobody changes the table before it ends.
fn in_the_way(db: &Db) -> Running {
    let sleep = sleep(db);
    let sql = format!("START TRANSACTION; SELECT COUNT(*) FROM movie; {sleep};");
    let mut running = db.client().input(&sql).spawn();
    running.until("it has read", || !sessions(db, sleep).is_empty());
    running
}

fn out_of_the_way(db: &Db, blocker: Running) {
    for id in sessions(db, sleep(db)) {
        match db.backend {
            Backend::Mysql => db.execute(&format!("KILL {id}")),
            _ => db.execute(&format!("SELECT pg_terminate_backend({id})")),
        }
    }
    blocker.finish();
}

/// `upgrade`, killed while the server runs the statement.
fn cut_off(db: &Db, statement: usize) {
    let mut running = db.command(["upgrade"]).spawn();
    running.until("the server runs the statement", || {
        !sessions(db, &marked(statement)).is_empty()
    });
    running.signal("KILL");
    running.finish();
}

/// Writes into the records that a process began a statement, of which it told nothing more.
fn began(db: &Db, done: usize, statement: &str) {
    db.execute(&format!(
        "UPDATE __moviectl_revisions SET statements_done = {done}, started_statement = '{statement}', \
         server_process = '999999 1' WHERE version = '{VERSION}'"
    ));
}

on_each! {
    on stepwise, mysql;

    fn a_stamp_of_another_branch_leaves_what_is_half_applied(db: &Db) {
        db.project_of(&[("a_first", &[]), ("b1_left", &["a"]), ("b2_right", &["a"])]);
        let path = format!("migrations/{}/b1_left/up.sql", db.dialect());
        db.write(path, "CREATE TABLE half (id INTEGER);\nCREATE TABLE half (id INTEGER);\n");
        db.moviectl(["upgrade", "b1"]).failure();
        assert_eq!(half_done(db), ["up|1"]);
        db.moviectl(["stamp", "b2"]).success();
        assert_eq!(half_done(db), ["up|1"]);
        assert_eq!(db.lines("SELECT version FROM __diesel_schema_migrations ORDER BY version"), ["a", "b2"]);
        db.moviectl(["stamp", "b1@base"]).success();
        assert_eq!(half_done(db), Vec::<String>::new());
        assert_eq!(db.lines("SELECT version FROM __moviectl_revisions ORDER BY version"), ["a", "b2"]);
    }

    fn what_the_rows_stopped_goes_on_when_they_are_mended(db: &Db) {
        let version = stopped_by_rows(db);
        fails_on_rows(db, &version);
        assert_eq!(half_done(db), ["up|2"]);
        db.moviectl_changes_nothing(["current"])
            .success()
            .stdout_has(&format!("{version} (head) (half applied, 2 statements done)"));
        db.moviectl_changes_nothing(["check"])
            .code(3)
            .stderr_has(&format!("revision {version} is half applied, 2 statements done"))
            .hint("`moviectl upgrade` goes on");
        db.moviectl_changes_nothing(["upgrade", "--dry-run"]).success().stdout_has(&version);
        // Again, as long as nothing is mended, and nothing is done twice.
        fails_on_rows(db, &version);
        db.execute("UPDATE movie SET title = 'C' WHERE year = 2002");
        db.moviectl(["upgrade"]).success().stderr_has("Resuming at statement 3 of 3");
        db.moviectl_reads(["check"]).success();
        let resumed = (db.dump(), records(db));
        assert!(half_done(db).is_empty());
        db.moviectl(["downgrade"]).success();
        db.moviectl(["upgrade"]).success().stderr_lacks("Resuming");
        assert_eq!((db.dump(), records(db)), resumed);
    }

    fn what_was_done_is_taken_back_and_nothing_else(db: &Db) {
        let version = stopped_by_rows(db);
        let before = (db.dump(), records(db));
        for _ in 0..2 {
            fails_on_rows(db, &version);
            assert!(db.tables().contains(&"studio".to_owned()));
            db.moviectl(["downgrade"]).success();
            assert_eq!((db.dump(), records(db)), before);
        }
        assert_eq!(db.lines("SELECT COUNT(*) FROM movie"), ["3"]);
        // If no statement of the revision is done, there is nothing to take back.
        db.execute("CREATE TABLE studio (id INTEGER)");
        let foreign = db.dump();
        db.moviectl(["upgrade"]).refused(1, "failed in statement 1 of 3; nothing of it is done");
        db.moviectl(["downgrade"]).success();
        assert_eq!((db.dump(), records(db)), (foreign, before.1));
    }

    fn taking_back_can_be_cut_off_too(db: &Db) {
        let version = stopped_by_rows(db);
        let before = (db.dump(), records(db));
        fails_on_rows(db, &version);
        // Somebody was faster with the column.
        db.execute("ALTER TABLE movie DROP COLUMN note");
        db.moviectl(["downgrade"])
            .refused(1, &format!("down.sql of revision {version} failed in statement 2 of 3"))
            .hint("`moviectl downgrade` goes on");
        db.moviectl_changes_nothing(["current"]).success().stdout_has("(half taken back, 1 statement done)");
        db.moviectl_changes_nothing(["upgrade"]).refused(1, "is half taken back").hint("`moviectl downgrade`");
        db.moviectl(["downgrade", "--resume-at", "3"]).success();
        assert_eq!((db.dump(), records(db)), before);
    }

    fn scripts_without_steps_are_not_taken_back_in_part(db: &Db) {
        let up = "CREATE TABLE half (a INTEGER);\nINSERT INTO missing VALUES (1);\n";
        let directory = by_hand(db, up, "DROP TABLE half;\n");
        db.moviectl(["upgrade"]).refused(1, "failed in statement 2 of 2");
        db.moviectl_changes_nothing(["downgrade"])
            .refused(1, &format!("revision {VERSION} is half applied, 1 statement of up.sql done: its scripts do not say which statements of down.sql take back which of up.sql (`-- step n`)"))
            .hint("`moviectl upgrade` goes on");
        // Scripts with steps say which statements take back which.
        db.write(format!("{directory}/up.sql"), "-- step 1\nCREATE TABLE half (a INTEGER);\n-- step 2\nINSERT INTO missing VALUES (1);\n");
        db.write(format!("{directory}/down.sql"), "-- step 2\nDELETE FROM missing;\n-- step 1\nDROP TABLE half;\n");
        db.moviectl(["downgrade"]).success();
        assert!(!db.tables().contains(&"half".to_owned()));
        assert!(half_done(db).is_empty());
    }

    fn what_is_done_must_be_what_the_script_says(db: &Db) {
        let up = "CREATE TABLE half (a INTEGER);\nCREATE TABLE other (a INTEGER);\nINSERT INTO missing VALUES (1);\n";
        let directory = by_hand(db, up, "DROP TABLE other;\nDROP TABLE half;\n");
        db.moviectl(["upgrade"]).refused(1, "failed in statement 3 of 3");
        let path = format!("{directory}/up.sql");
        db.write(&path, &up.replace("half (a INTEGER)", "half (b INTEGER)"));
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, &format!("up.sql of revision {VERSION} was edited in its first 2 statements, which are done already"))
            .hint("--resume-at N");
        // Comments and what comes after are nobody's business.
        db.write(&path, &format!("-- Said better.\n{}", up.replace("missing", "half")));
        db.moviectl(["upgrade"]).success().stderr_has("Resuming at statement 3 of 3");
        assert_eq!(db.lines("SELECT a FROM half"), ["1"]);
    }

    fn a_statement_that_waited_for_others_is_begun_again(db: &Db) {
        by_hand(
            db,
            "CREATE TABLE half (a INTEGER);\nALTER TABLE movie ADD COLUMN late INTEGER;\nINSERT INTO half VALUES (1);\n",
            "ALTER TABLE movie DROP COLUMN late;\nDROP TABLE half;\n",
        );
        let blocker = in_the_way(db);
        cut_off(db, 2);
        assert_eq!(half_done(db), ["up|1"]);
        let script = format!("exec {} upgrade 2> said", env!("CARGO_BIN_EXE_moviectl"));
        let mut next = db.program(Path::new("sh"), ["-c", &script]).spawn();
        next.until("it waits as well", || {
            let said = std::fs::read_to_string(db.path("said")).unwrap_or_default();
            // PostgreSQL's lock is not that of the session which runs the statement: that is waited for by itself.
            let waits = match db.backend {
                Backend::Mysql if db.notices_lost_clients() => "Resuming at statement 2 of 3",
                Backend::Mysql => "Waiting for table metadata lock, in statement 2 of up.sql of revision 299901010000000000) ...",
                _ => "Waiting for a statement",
            };
            said.contains(waits) && !sessions(db, &marked(2)).is_empty()
        });
        out_of_the_way(db, blocker);
        next.finish().success();
        assert_eq!(db.lines("SELECT a FROM half"), ["1"]);
        assert_eq!(db.lines("SELECT COUNT(late) FROM movie"), ["0"]);
        assert!(half_done(db).is_empty());
    }

    fn a_statement_whose_answer_is_lost_may_have_been_done(db: &Db) {
        by_hand(
            db,
            &format!("CREATE TABLE half (a INTEGER);\n{};\n", slow(db)),
            "DROP TABLE slow;\nDROP TABLE half;\n",
        );
        let mut running = db.command(["upgrade"]).spawn();
        running.until("the server runs the statement", || !sessions(db, &marked(2)).is_empty());
        for id in sessions(db, &marked(2)) {
            match db.backend {
                Backend::Mysql => db.execute(&format!("KILL {id}")),
                _ => db.execute(&format!("SELECT pg_terminate_backend({id})")),
            }
        }
        running
            .finish()
            .refused(
                1,
                &format!(
                    "up.sql of revision {VERSION} was cut off in statement 2 of 2, which may have been done; \
                     what it did before stays done (1 statement)"
                ),
            )
            .hint("`moviectl upgrade` goes on");
        // A server that is deaf for a moment ends the session, and does the statement all the same.
        let is_done = db.tables().contains(&"slow".to_owned());
        db.moviectl(["upgrade", "--resume-at", if is_done { "3" } else { "2" }]).success();
        db.moviectl(["current"]).success().stdout_has("(head)");
    }

    fn a_statement_that_outlives_its_client_is_waited_for(db: &Db) {
        by_hand(
            db,
            &format!("CREATE TABLE half (a INTEGER);\n{};\nINSERT INTO half VALUES (1);\n", slow(db)),
            "DROP TABLE slow;\nDROP TABLE half;\n",
        );
        cut_off(db, 2);
        assert_eq!(sessions(db, &marked(2)).len(), 1, "the statement goes on");
        db.moviectl(["upgrade", "--lock-timeout", "0.2"])
            .code(1)
            .stderr_has(db.by_dialect("", "Waiting for a statement", "Waiting for another process"))
            .hint("--lock-timeout");
        // A table that a query fills may be there without its rows.
        db.moviectl(["upgrade"])
            .refused(1, &format!("statement 2 of up.sql of revision {VERSION} was cut off"))
            .hint("--resume-at 2 runs it again, --resume-at 3 goes on behind it");
        assert!(sessions(db, &marked(2)).is_empty());
        assert_eq!(db.lines("SELECT COUNT(*) FROM slow"), ["1"]);
        db.moviectl(["upgrade", "--resume-at", "3"]).success();
        assert_eq!(db.lines("SELECT a FROM half"), ["1"]);
    }

    fn what_the_catalogue_shows_is_taken_as_done(db: &Db) {
        let up = "CREATE TABLE half (a INTEGER);\nALTER TABLE half ADD COLUMN b INTEGER;\nINSERT INTO half VALUES (1, 2);\nINSERT INTO missing VALUES (1);\n";
        let directory = by_hand(db, up, "DROP TABLE half;\n");
        db.moviectl(["upgrade"]).refused(1, "failed in statement 4 of 4");
        // As if it had been killed behind the first one.
        db.execute("DELETE FROM half");
        db.execute("ALTER TABLE half DROP COLUMN b");
        began(db, 0, "CREATE TABLE half (a INTEGER)");
        db.edit(&format!("{directory}/up.sql"), "missing VALUES (1)", "half VALUES (3, 4)");
        db.moviectl(["upgrade"]).success().stderr_has("Resuming at statement 2 of 4");
        assert_eq!(db.lines("SELECT a, b FROM half ORDER BY a"), ["1|2", "3|4"]);
    }

    fn what_the_catalogue_does_not_show_is_run_again(db: &Db) {
        let up = "CREATE TABLE half (a INTEGER);\nINSERT INTO missing VALUES (1);\n";
        let directory = by_hand(db, up, "DROP TABLE half;\n");
        db.moviectl(["upgrade"]).refused(1, "failed in statement 2 of 2");
        db.execute("DROP TABLE half");
        began(db, 0, "CREATE TABLE half (a INTEGER)");
        db.edit(&format!("{directory}/up.sql"), "missing", "half");
        db.moviectl(["upgrade"]).success().stderr_has("Resuming at statement 1 of 2");
        assert_eq!(db.lines("SELECT a FROM half"), ["1"]);
    }
}

on_each! {
    on mysql;

    fn what_nobody_can_tell_is_asked(db: &Db) {
        let up = "CREATE TABLE half (a INTEGER);\nALTER TABLE half ADD INDEX (a);\nINSERT INTO missing VALUES (1);\n";
        let directory = by_hand(db, up, "DROP TABLE half;\n");
        let broken = up.replace("ADD INDEX (a)", "ADD INDEX (b)");
        db.write(format!("{directory}/up.sql"), &broken);
        db.moviectl(["upgrade"]).refused(1, "failed in statement 2 of 3");
        db.write(format!("{directory}/up.sql"), &up.replace("missing", "half"));
        began(db, 1, "ALTER TABLE half ADD INDEX (a)");
        for command in ["upgrade", "downgrade"] {
            db.moviectl_changes_nothing([command]).code(1);
        }
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, &format!("statement 2 of up.sql of revision {VERSION} was cut off, and the database does not tell whether it was done: ALTER TABLE half ADD INDEX (a)"))
            .hint("--resume-at 2 runs it again, --resume-at 3 goes on behind it");
        db.moviectl(["upgrade", "--resume-at", "2"]).success();
        assert_eq!(db.lines("SELECT a FROM half"), ["1"]);
        assert!(db.dump_table("half").contains("KEY `a`"));
    }

    fn a_script_that_frees_the_lock_is_stopped(db: &Db) {
        let up = "CREATE TABLE half (a INTEGER);\nDO RELEASE_ALL_LOCKS();\nCREATE TABLE other (a INTEGER);\n";
        by_hand(db, up, "DROP TABLE other;\nDROP TABLE half;\n");
        db.moviectl(["upgrade"])
            .refused(1, "the migration lock is not this session's any more, so that another process may be migrating: does a script free locks?")
            .hint("it goes on where it stopped");
        let tables = db.tables();
        assert!(tables.contains(&"half".to_owned()) && !tables.contains(&"other".to_owned()), "{tables:?}");
        // The statement that freed the lock is done, and the next one was not begun.
        assert_eq!(half_done(db), ["up|2"]);
        db.moviectl(["upgrade"]).success().stderr_has("Resuming at statement 3 of 3");
        assert!(db.tables().contains(&"other".to_owned()));
    }
}
