//! Each revision begins in a clean session: settings, locks and temporary objects of a script reach neither the next script
//! nor the records.

use crate::support::{Db, on_each, unique_name};

/// The first line of each chain of random scripts; the numbers after it are of the same ones in each run.
const SEEDS: u64 = 4;

/// So many scripts follow each other in a chain.
const LENGTH: usize = 51;

/// Numbers that look random and are the same in each run (the generator of Numerical Recipes).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }
}

/// SQL for the state of a session as one text.
fn look(db: &Db) -> String {
    let sqlite = || {
        let pragmas = [
            "recursive_triggers",
            "ignore_check_constraints",
            "query_only",
            "reverse_unordered_selects",
            "legacy_alter_table",
            "trusted_schema",
            "cache_size",
            "temp_store",
        ];
        let values: Vec<String> = pragmas
            .iter()
            .map(|name| format!("(SELECT {name} FROM pragma_{name})"))
            .collect();
        format!(
            "{} || '|' || ('A' LIKE 'a') || (SELECT count(*) FROM temp.sqlite_master WHERE name NOT LIKE 'moviectl%') || (SELECT count(*) FROM pragma_database_list)",
            values.join(" || '|' || ")
        )
    };
    let postgres = "concat_ws('|', current_setting('search_path'), session_user, current_user, current_setting('TimeZone'), \
         current_setting('DateStyle'), coalesce(current_setting('app.x', true), '-'), coalesce(current_setting('app.y', true), '-'), \
         current_setting('statement_timeout'), current_setting('default_transaction_isolation'), current_setting('row_security'), \
         (SELECT count(*) FROM pg_prepared_statements WHERE from_sql), \
         (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()), \
         (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objid = 4711), \
         (SELECT count(*) FROM pg_cursors WHERE is_holdable), (SELECT count(*) FROM pg_listening_channels()))";
    let mysql = "CONCAT_WS('|', DATABASE(), @@foreign_key_checks, @@unique_checks, @@sql_mode, @@character_set_client, \
         @@collation_connection, IFNULL(@x, '-'), IFNULL(@y, '-'), @@time_zone, @@autocommit, @@auto_increment_increment, \
         @@sql_safe_updates, @@lock_wait_timeout, UNIX_TIMESTAMP() = 1000, IFNULL(IS_USED_LOCK('moviectl_own') = CONNECTION_ID(), 0))";
    db.by_dialect(sqlite(), postgres.to_owned(), mysql.to_owned())
}

/// Statements that leave something in the session.
fn leavings(db: &Db) -> &'static [&'static str] {
    const SQLITE: &[&str] = &[
        "PRAGMA recursive_triggers = ON",
        "PRAGMA main.Foreign_Keys(0)",
        "pragma IGNORE_CHECK_CONSTRAINTS = yes",
        "PRAGMA case_sensitive_like = 1",
        "PRAGMA reverse_unordered_selects = true",
        "PRAGMA legacy_alter_table = ON",
        "PRAGMA trusted_schema = OFF",
        "PRAGMA cache_size = -100",
        "CREATE TEMP TABLE tmp (a)",
        "CREATE TEMPORARY VIEW seen_twice AS SELECT 1",
        "CREATE TABLE temp.other (a)",
        "CREATE TEMP TRIGGER counted AFTER DELETE ON seen BEGIN SELECT 1; END",
    ];
    const POSTGRES: &[&str] = &[
        "SET search_path = second, public",
        "SELECT pg_catalog.set_config('search_path', '', false)",
        "SET LOCAL search_path TO second",
        "SET TIME ZONE 'Asia/Tokyo'",
        "SET datestyle TO 'SQL, DMY'",
        "SET app.x = 'somebody''s'",
        "SET SESSION app.x TO other",
        "DO $$ BEGIN PERFORM set_config('app.y', '1', false); END $$",
        "SET statement_timeout = '10min'",
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SET row_security = off",
        "RESET ALL",
        "CREATE TEMP TABLE tmp (a int)",
        "SELECT 1 AS a INTO TEMPORARY tmp",
        "PREPARE own AS SELECT 1",
        "SELECT pg_advisory_lock(4711)",
        "DECLARE own CURSOR WITH HOLD FOR SELECT 1",
        "LISTEN own",
    ];
    const MYSQL: &[&str] = &[
        "SET FOREIGN_KEY_CHECKS=0",
        "/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */",
        "SET sql_mode = ''",
        "SET SESSION sql_mode = 'NO_ZERO_DATE,STRICT_ALL_TABLES'",
        "SET NAMES latin1",
        "SET @x = 1",
        "SELECT 2 INTO @y",
        "SELECT @y := 3",
        "SET time_zone = '+09:00'",
        "SET autocommit = 0",
        "SET @@session.auto_increment_increment = 5",
        "SET sql_safe_updates = 1",
        "SET timestamp = 1000",
        "SET lock_wait_timeout = 77",
        "CREATE TEMPORARY TABLE tmp (a int)",
        "PREPARE own FROM 'SELECT 1'",
        "SELECT GET_LOCK('moviectl_own', 1)",
    ];
    db.by_dialect(SQLITE, POSTGRES, MYSQL)
}

/// Statements that can only come last in a script.
fn last_words(db: &Db) -> &'static [&'static str] {
    db.by_dialect(
        &["PRAGMA query_only = ON"],
        &[
            "SET ROLE pg_monitor",
            "SET SESSION AUTHORIZATION pg_monitor",
            "SET LOCAL ROLE pg_monitor",
        ],
        &[
            "SET SESSION TRANSACTION READ ONLY",
            "SET TRANSACTION READ ONLY",
        ],
    )
}

/// A script that tells of its session, and leaves something in it.
fn script(db: &Db, number: usize, numbers: &mut Numbers) -> String {
    let seen = db.by_dialect("seen", "public.seen", "seen");
    let mut script = format!("INSERT INTO {seen} VALUES ({number}, {});\n", look(db));
    let mut left: Vec<&str> = leavings(db).to_vec();
    for _ in 0..=numbers.below(3) {
        let one = left.remove(numbers.below(left.len()));
        // One name can be made once.
        left.retain(|other| !(one.contains("tmp") && other.contains("tmp")));
        script.push_str(one);
        script.push_str(";\n");
    }
    if numbers.below(5) == 0 {
        let words = last_words(db);
        script.push_str(words[numbers.below(words.len())]);
        script.push_str(";\n");
    }
    script
}

fn later(number: usize) -> String {
    format!("2999-01-01-{number:06}-0000_later")
}

fn revision(db: &Db, number: usize, up: &str, down: &str) {
    let directory = db.write_revision(&later(number), up);
    db.write(format!("{directory}/down.sql"), down);
}

/// As [`revision`], statement by statement: `VACUUM` wants no transaction around it.
fn outside(db: &Db, number: usize, up: &str, down: &str) {
    let vacuum = db.by_dialect("", "VACUUM public.seen;\n", "");
    revision(
        db,
        number,
        &format!("{vacuum}{up}"),
        &format!("{vacuum}{down}"),
    );
    let directory = format!("migrations/{}/{}", db.dialect(), later(number));
    db.write(
        format!("{directory}/metadata.toml"),
        "run_in_transaction = false\n",
    );
}

/// An empty repository whose first revision makes the table in which the others tell what they see.
fn begun(db: &Db) {
    db.project();
    let make = db.by_dialect(
        "CREATE TABLE seen (id INTEGER PRIMARY KEY, what TEXT)",
        "CREATE TABLE seen (id integer PRIMARY KEY, what text); CREATE SCHEMA second",
        "CREATE TABLE seen (id INTEGER PRIMARY KEY, what TEXT)",
    );
    let drop = db.by_dialect(
        "DROP TABLE seen",
        "DROP TABLE seen; DROP SCHEMA second",
        "DROP TABLE seen",
    );
    revision(db, 0, make, drop);
}

fn seen(db: &Db) -> Vec<String> {
    db.lines("SELECT id, what FROM seen ORDER BY id")
}

/// A chain of random scripts, up and down.
fn chain(db: &Db, seed: u64) {
    let mut numbers = Numbers(seed + 1);
    for number in 1..=LENGTH {
        let up = script(db, number, &mut numbers);
        let down = script(db, number + LENGTH, &mut numbers);
        match numbers.below(4) {
            0 => outside(db, number, &up, &down),
            _ => revision(db, number, &up, &down),
        }
    }
}

/// The whole session looks the same to all of them.
fn alike(lines: &[String]) {
    let looks: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split_once('|'))
        .map(|(_, what)| what)
        .collect();
    assert!(
        looks.windows(2).all(|pair| pair[0] == pair[1]),
        "{looks:#?}"
    );
}

on_each! {
    fn what_a_script_leaves_reaches_no_other_one(db: &Db) {
        for seed in 0..SEEDS {
            begun(db);
            chain(db, seed);
            db.moviectl(["upgrade"]).success();
            let together = (seen(db), db.dump());
            assert_eq!(together.0.len(), LENGTH);
            db.moviectl(["downgrade", "299901010000000000"]).success();
            let down = seen(db);
            assert_eq!(down.len(), 2 * LENGTH);
            alike(&down);
            db.moviectl(["downgrade", "base"]).success();
            for _ in 0..=LENGTH {
                db.moviectl(["upgrade", "+1"]).success();
            }
            assert_eq!((seen(db), db.dump()), together, "seed {seed}");
            db.moviectl(["downgrade", "base"]).success();
            std::fs::remove_dir_all(db.path("migrations")).expect("it was made");
        }
    }

    fn a_clients_script_leaves_nothing_either(db: &Db) {
        begun(db);
        chain(db, 7);
        if db.dialect() == "mysql" {
            // Its sessions can't be reset by a statement.
            let script = db.moviectl(["upgrade", "--sql", "base:head"]);
            script.refused(1, "can't be run").stderr_has("MySQL has no statement that resets it for the next revision: run `moviectl upgrade`");
            return;
        }
        if db.dialect() == "sqlite" {
            db.moviectl(["upgrade", "--sql", "base:head"]).refused(1, "can't be run").stderr_has("sqlite3 would keep this setting or object");
            for number in 1..=LENGTH {
                std::fs::remove_dir_all(db.path(format!("migrations/sqlite/{}", later(number)))).expect("it was made");
                let pragma = leavings(db)[number % 8];
                revision(db, number, &format!("INSERT INTO seen VALUES ({number}, {}); {pragma}", look(db)), "SELECT 1");
            }
        }
        let script = db.moviectl(["upgrade", "--sql", "base:head"]);
        db.client().input(&script.success().stdout).run().success();
        let lines = seen(db);
        assert_eq!(lines.len(), LENGTH);
        alike(&lines);
        db.moviectl(["current"]).success().stdout_has("(head)");
    }

    fn an_orphan_is_refused_although_the_script_before_checked_nothing(db: &Db) {
        db.project();
        let off = db.by_dialect("PRAGMA foreign_keys = OFF", "SET session_replication_role = replica", "SET FOREIGN_KEY_CHECKS=0");
        let engine = db.by_dialect("", "", " ENGINE=InnoDB");
        revision(
            db,
            1,
            &format!(
                "CREATE TABLE parent (id INTEGER PRIMARY KEY){engine};\n\
                 CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER, FOREIGN KEY (parent_id) REFERENCES parent (id)){engine};\n{off};\n"
            ),
            "DROP TABLE child; DROP TABLE parent",
        );
        revision(db, 2, "INSERT INTO child VALUES (1, 7)", "DELETE FROM child");
        db.moviectl(["upgrade"]).code(1).stderr_has("failed");
        assert_eq!(db.lines("SELECT COUNT(*) FROM child"), ["0"]);
        db.moviectl_reads(["current"]).success().stdout_has("299901010000010000");
    }

    fn a_number_of_the_script_before_is_forgotten(db: &Db) {
        if db.dialect() == "sqlite" {
            return; // The records of a revision set `last_insert_rowid()`.
        }
        begun(db);
        let (make, last) = db.by_dialect(
            ("", ""),
            ("CREATE TABLE n (id serial, a int);\nINSERT INTO n (a) VALUES (1), (2), (3);\n", "lastval()"),
            ("CREATE TABLE n (id INTEGER AUTO_INCREMENT PRIMARY KEY, a INTEGER);\nINSERT INTO n (a) VALUES (1), (2), (3);\n", "LAST_INSERT_ID()"),
        );
        revision(db, 1, make, "DROP TABLE n");
        revision(db, 2, &format!("INSERT INTO seen VALUES (2, {last})"), "SELECT 1");
        match db.dialect() {
            // As it does when it runs alone.
            "postgres" => {
                db.moviectl(["upgrade"]).code(1).stderr_has("lastval is not yet defined in this session");
                db.moviectl(["upgrade"]).code(1).stderr_has("lastval is not yet defined in this session");
                let script = db.moviectl(["upgrade", "--sql"]);
                db.client().input(&script.success().stdout).run().stderr_has("lastval is not yet defined");
            }
            _ => {
                db.moviectl(["upgrade"]).success();
                assert_eq!(seen(db), ["2|0"]);
            }
        }
    }

    fn a_script_that_fails_leaves_nothing_to_the_records(db: &Db) {
        begun(db);
        let words = last_words(db)[0];
        outside(db, 1, &format!("{words};\nINSERT INTO missing VALUES (1);\n"), "SELECT 1");
        db.moviectl(["upgrade"]).code(1).stderr_has("missing");
        outside(db, 1, &format!("{words};\nSELECT 1;\n"), "SELECT 1");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["current"]).success().stdout_has("(head)");
    }
}

on_each! {
    on postgres;

    fn a_search_path_of_pg_dump_hides_no_table(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        revision(
            db,
            1,
            "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.dumped (id serial PRIMARY KEY);\n",
            "DROP TABLE public.dumped",
        );
        revision(db, 2, "CREATE TABLE later (id serial PRIMARY KEY)", "DROP TABLE later");
        db.moviectl(["upgrade"]).success();
        let declared = db.read("src/schema.rs")
            + "\ndiesel::table! { dumped (id) { id -> Integer, } }\ndiesel::table! { later (id) { id -> Integer, } }\n";
        db.write("src/schema.rs", &declared);
        db.moviectl(["check"]).success();
        db.moviectl(["migrate", "-m", "Nothing."]).success().stderr_has("No changes");
        db.moviectl(["downgrade", "base"]).success();
    }

    fn a_search_path_proves_nothing_of_another_schema(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        revision(
            db,
            1,
            "CREATE SCHEMA app;\nSET search_path = app, public;\nCREATE TABLE studio (id integer PRIMARY KEY);\n",
            "DROP TABLE app.studio; DROP SCHEMA app",
        );
        let declared = db.read("src/schema.rs") + "\ndiesel::table! { studio (id) { id -> Integer, } }\n";
        db.write("src/schema.rs", &declared);
        // The declaration means `studio` of the first schema in the search path, and no revision creates that one.
        db.moviectl(["check", "--against", "migrations"]).code(3).stdout_has("'app.studio'");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["migrate", "-m", "Studio."]).success();
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT to_regclass('public.studio'), to_regclass('app.studio')"), ["studio|"]);
    }

    fn a_default_of_the_database_is_there_for_the_next_revision(db: &Db) {
        begun(db);
        let database = db.database();
        revision(db, 1, &format!("ALTER DATABASE {database} SET app.z = 'new'"), "SELECT 1");
        revision(db, 2, "INSERT INTO seen VALUES (2, current_setting('app.z', true))", "SELECT 1");
        db.moviectl(["upgrade"]).success();
        assert_eq!(seen(db), ["2|new"]);
    }

    fn one_transaction_is_clean_between_its_revisions(db: &Db) {
        begun(db);
        for number in 1..4 {
            revision(
                db,
                number,
                &format!("INSERT INTO public.seen VALUES ({number}, {}); SET search_path = second; SET ROLE pg_monitor", look(db)),
                "SELECT 1",
            );
        }
        db.moviectl(["upgrade", "--atomic"]).success();
        alike(&seen(db));
        revision(db, 4, "CREATE TEMP TABLE tmp (a int)", "SELECT 1");
        db.moviectl(["upgrade", "--atomic"]).refused(1, "changes the session in a way that only a new session undoes");
    }
}

on_each! {
    on mysql;

    fn another_database_is_left_before_the_next_revision(db: &Db) {
        begun(db);
        let other = unique_name();
        db.execute(&format!("CREATE DATABASE {other}"));
        revision(db, 1, &format!("USE {other}"), "SELECT 1");
        revision(db, 2, "CREATE TABLE here (id INTEGER PRIMARY KEY)", "DROP TABLE here");
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT COUNT(*) FROM here"), ["0"]);
        db.moviectl(["downgrade", "base"]).success();
        db.execute(&format!("DROP DATABASE {other}"));
    }

    fn a_script_goes_on_in_the_database_that_it_was_in(db: &Db) {
        begun(db);
        let other = unique_name();
        db.execute(&format!("CREATE DATABASE {other}"));
        // Its first statements are done when it fails.
        revision(
            db,
            1,
            &format!("USE {other};\nCREATE TABLE there (id INTEGER PRIMARY KEY);\nINSERT INTO there VALUES ('x');\n"),
            "SELECT 1",
        );
        db.moviectl(["upgrade"]).code(1);
        revision(
            db,
            1,
            &format!("USE {other};\nCREATE TABLE there (id INTEGER PRIMARY KEY);\nINSERT INTO there VALUES (1);\n"),
            "SELECT 1",
        );
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines(&format!("SELECT id FROM {other}.there")), ["1"]);
        db.execute(&format!("DROP DATABASE {other}"));
    }
}
