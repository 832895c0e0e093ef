//! `squash`: several revisions become one, for databases that have them and for those that have none.

use std::path::Path;

use crate::support::{Backend, Db, diesel_cli, on_each};

const CHAIN: [(&str, &[&str]); 4] = [
    ("10-01_first", &[]),
    ("10-02_second", &["1001"]),
    ("10-03_third", &["1002"]),
    ("10-04_fourth", &["1003"]),
];

/// The directories of the repository, sorted; nothing hidden is left.
fn directories(db: &Db) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(db.path("migrations").join(db.dialect()))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != ".keep")
        .collect();
    names.sort();
    names
}

fn recorded(db: &Db) -> Vec<String> {
    let ours = db.lines("SELECT version FROM __moviectl_revisions ORDER BY version");
    let theirs = db.lines("SELECT version FROM __diesel_schema_migrations ORDER BY version");
    assert_eq!(ours, theirs);
    theirs
}

/// The tutorial's table, a column, and a change for which SQLite rebuilds the table.
fn three_migrations(db: &Db) {
    db.project_with_migration();
    db.edit(
        "src/schema.rs",
        "theatre -> Nullable<Bool>,",
        "theatre -> Nullable<Bool>,\n        note -> Nullable<Text>,",
    );
    db.moviectl(["migrate", "-m", "Add note."]).success();
    db.edit(
        "src/schema.rs",
        "theatre -> Nullable<Bool>,",
        "theatre -> Bool,",
    );
    db.moviectl(["migrate", "-m", "Require theatre."]).success();
}

on_each! {
    fn one_revision_does_what_several_did(db: &Db) {
        three_migrations(db);
        let names = directories(db);
        db.moviectl(["upgrade"]).success();
        let built = db.dump();
        db.moviectl(["downgrade", "base"]).success();
        let message = "Movies as of 1.0.";
        let said = db.moviectl(["squash", "base:head", "-m", message]);
        said.success()
            .stderr_has("Proved: up and down, the same schemas as before")
            .stderr_has("Squashed 3 revisions into ");
        let left = directories(db);
        let version = names[2].split('_').next().unwrap();
        assert_eq!(left, [format!("{version}_movies_as_of_1_0")]);
        let metadata = db.read(format!("migrations/{}/{}/metadata.toml", db.dialect(), left[0]));
        assert!(metadata.contains("revises = []"), "{metadata}");
        for name in &names[..2] {
            assert!(metadata.contains(&name.split('_').next().unwrap().replace('-', "")), "{metadata}");
        }
        if db.backend == Backend::Mysql {
            // The steps go on counting, so that the scripts pair as a whole.
            let steps = |file: &str| -> Vec<String> {
                let text = db.read(format!("migrations/mysql/{}/{file}", left[0]));
                text.lines().filter_map(|line| line.strip_prefix("-- step ").map(str::to_owned)).collect()
            };
            assert_eq!(steps("up.sql"), ["1", "2", "3"]);
            assert_eq!(steps("down.sql"), ["3", "2", "1"]);
        }
        db.moviectl_reads(["check", "--against", "migrations"]).success();
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.dump(), built);
        assert_eq!(recorded(db).len(), 1);
        db.moviectl(["populate"]).success();
        db.moviectl(["redo"]).success();
        assert_eq!(db.dump(), built);
        db.moviectl_changes_nothing(["upgrade"]).success().stderr("Nothing to upgrade.\n");
    }

    fn a_database_that_has_them_all_changes_its_records_only(db: &Db) {
        three_migrations(db);
        db.moviectl(["upgrade"]).success();
        db.moviectl(["populate"]).success();
        let (before, rows) = (recorded(db), db.lines("SELECT * FROM movie ORDER BY id"));
        db.moviectl(["squash", ":head"]).success();
        // Commands that only read show the squashed revision already.
        let current = db.moviectl_changes_nothing(["current"]);
        current.success().stdout(&format!("{} (head)\n", before[2])).stderr("");
        db.moviectl_changes_nothing(["check"]).success();
        db.moviectl_changes_nothing(["upgrade", "--dry-run"]).success().stdout("");
        db.moviectl(["upgrade"])
            .success()
            .stderr(&format!("Recorded {} in place of {}, {}\nNothing to upgrade.\n", before[2], before[0], before[1]));
        assert_eq!(recorded(db), before[2..]);
        assert_eq!(db.lines("SELECT * FROM movie ORDER BY id"), rows);
        // The recorded checksum and message are those of the new revision.
        let query = "SELECT checksum, message FROM __moviectl_revisions";
        let adopted = db.lines(query);
        db.moviectl(["redo"]).success();
        assert_eq!(db.lines(query), adopted);
        db.moviectl_reads(["check"]).success();
    }

    fn diesels_tool_goes_on_working(db: &Db) {
        let Some(tool) = diesel_cli(db) else { return };
        let diesel = |arguments: &[&str]| {
            let output = db.program(Path::new(&tool), arguments).run();
            output.success();
            output.stdout
        };
        db.project_of(&CHAIN);
        db.moviectl(["upgrade"]).success();
        db.moviectl(["squash", "second:fourth"]).success();
        let names = directories(db);
        assert_eq!(names.len(), 2, "{names:?}");
        let list = |second: &str| {
            let listed = diesel(&["migration", "list"]);
            assert!(listed.contains(&format!("[X] {}", names[0])), "{listed}");
            assert!(listed.contains(&format!("[{second}] {}", names[1])), "{listed}");
        };
        // Before its records are changed, and after.
        list("X");
        diesel(&["migration", "run"]);
        db.moviectl(["upgrade"]).success();
        list("X");
        diesel(&["migration", "revert"]);
        list(" ");
        let tables = db.tables();
        assert!(tables.contains(&"first".to_owned()) && !tables.contains(&"second".to_owned()), "{tables:?}");
        diesel(&["migration", "run"]);
        list("X");
        assert!(db.tables().contains(&"fourth".to_owned()));
        db.moviectl(["downgrade", "base"]).success();
        assert!(!db.tables().contains(&"fourth".to_owned()));
    }

    fn a_database_that_has_some_is_refused(db: &Db) {
        db.project_of(&CHAIN);
        db.moviectl(["upgrade", "second"]).success();
        db.moviectl_changes_nothing(["squash", "first:third"])
            .refused(1, "the database has 1001, 1002 and lacks 1003")
            .hint("`moviectl upgrade` or `moviectl downgrade`");
        // Another one is further.
        db.moviectl(["upgrade", "third"]).success();
        db.moviectl(["squash", "first:third"]).success();
        for table in ["__diesel_schema_migrations", "__moviectl_revisions"] {
            db.execute(&format!("DELETE FROM {table} WHERE version = '1003'"));
        }
        for command in [&["upgrade"][..], &["downgrade", "base"], &["upgrade", "--dry-run"], &["upgrade", "--sql"], &["stamp", "head"]] {
            db.moviectl_changes_nothing(command)
                .refused(1, "revision 1003 replaces revisions that are applied here in part: 1001, 1002 are, 1003 is not")
                .hint("files back");
        }
        db.moviectl_changes_nothing(["current"]).success().stderr_has("the database has revision 1001, which is not in the repository");
        db.moviectl(["stamp", "--purge", "1003"]).success();
        assert_eq!(recorded(db), ["1003"]);
    }

    fn what_was_squashed_can_be_squashed_again(db: &Db) {
        db.project_of(&CHAIN);
        db.moviectl(["upgrade"]).success();
        db.moviectl(["squash", "first:second", "-m", "one"]).success();
        db.moviectl(["squash", "one:third", "-m", "two"]).success();
        assert_eq!(directories(db), ["10-03_two", "10-04_fourth"]);
        db.moviectl(["upgrade"]).success().stderr_has("Recorded 1003 in place of 1001, 1002\n");
        assert_eq!(recorded(db), ["1003", "1004"]);
        db.moviectl(["downgrade", "base"]).success();
        assert!(!db.tables().contains(&"first".to_owned()));
        assert!(recorded(db).is_empty());
    }

    fn what_a_colleague_brings_back_is_named(db: &Db) {
        db.project_of(&CHAIN);
        db.moviectl(["squash", "first:third", "-m", "one"]).success();
        db.revision("10-02_second", &[], "SELECT 1;\n", "SELECT 1;\n");
        for command in ["upgrade", "history"] {
            db.moviectl_changes_nothing([command])
                .refused(1, "revision 1003 replaces 1002, which is still there")
                .hint("remove its directory");
        }
        let directory = format!("migrations/{}", db.dialect());
        std::fs::remove_dir_all(db.path(format!("{directory}/10-02_second"))).unwrap();
        db.revision("10-05_late", &["1002"], "SELECT 1;\n", "SELECT 1;\n");
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, "revision 1005 revises 1002, which was squashed into 1003")
            .hint("write 1003 into `revises`");
    }

    fn records_change_by_a_script_too(db: &Db) {
        db.project_of(&CHAIN);
        db.moviectl(["upgrade", "third"]).success();
        db.moviectl(["squash", "first:third"]).success();
        let script = db.moviectl_changes_nothing(["upgrade", "--sql"]).stdout;
        db.client().input(&script).run().success();
        assert_eq!(recorded(db), ["1003", "1004"]);
        db.moviectl_changes_nothing(["upgrade"]).success().stderr("Nothing to upgrade.\n");
    }

    fn the_records_of_what_was_replaced_are_dropped_with_all(db: &Db) {
        three_migrations(db);
        db.moviectl(["upgrade"]).success();
        db.moviectl(["squash", ":"]).success();
        db.moviectl(["drop-all", "--yes"]).success();
        db.moviectl(["upgrade"]).success();
        assert_eq!(recorded(db).len(), 1);
    }

    fn rows_are_named_and_what_is_no_line_is_refused(db: &Db) {
        db.project_of(&CHAIN);
        db.revision("10-05_side", &["1003"], "INSERT INTO third VALUES (7);\n", "DELETE FROM third\nWHERE id = 7;\n");
        let refused = |range: &str, part: &str| {
            db.moviectl_changes_nothing(["squash", range]).refused(1, part);
        };
        refused("second:second", "these revisions can't become one: 1002 is one revision already");
        refused("base:base", "there is no revision in the range");
        refused("second:fourth", "1003 is followed by 1004 and 1005");
        refused("third:first", "revision 1001 can't be reached from 1003");
        refused("base:head", "Multiple head revisions");
        db.moviectl_changes_nothing(["squash", "second"]).refused(2, "'second' is no range of revisions");
        db.revision("10-06_both", &["1004", "1005"], "SELECT 1;\n", "SELECT 1;\n");
        refused("third:both", "1004");
        let loose = db.revision("10-07_loose", &["1006"], db.by_dialect("SELECT 1;\n", "VACUUM;\n", "SELECT 1;\n"), "SELECT 1;\n");
        db.edit(&format!("{loose}/metadata.toml"), "run_in_transaction = true", "run_in_transaction = false");
        refused("both:loose", "1007 runs outside of a transaction");
        std::fs::remove_file(db.path(format!("migrations/{}/10-02_second/down.sql", db.dialect()))).unwrap();
        refused("first:second", "down.sql of revision 1002 can't be run");
        db.revision("10-08_rows", &["1007"], "INSERT INTO third VALUES (8);\n", "DELETE FROM third WHERE id = 8;\n");
        db.revision("10-09_more", &["1008"], "UPDATE third SET id = 9\n  WHERE id = 8", "-- Nothing.\n");
        db.moviectl(["squash", "rows:more", "--message", "Rows."])
            .success()
            .stderr_has("warning: copied from up.sql of 1008, and not proved, since the proof compares no rows: INSERT INTO third VALUES (8)")
            .stderr_has("of 1009, and not proved, since the proof compares no rows: UPDATE third SET id = 9 WHERE id = 8");
        let directory = format!("migrations/{}/10-09_rows", db.dialect());
        assert_eq!(
            db.read(format!("{directory}/up.sql")),
            "-- From 10-08_rows:\n\nINSERT INTO third VALUES (8);\n\n-- From 10-09_more:\n\nUPDATE third SET id = 9\n  WHERE id = 8;\n"
        );
        assert_eq!(
            db.read(format!("{directory}/down.sql")),
            "-- From 10-09_more:\n\n-- Nothing.\n\n-- From 10-08_rows:\n\nDELETE FROM third WHERE id = 8;\n"
        );
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT id FROM third ORDER BY id"), ["7", "9"]);
    }
}

#[test]
fn what_cannot_be_one_transaction_fails_its_proof() {
    Db::with(Backend::Postgres, |db| {
        db.project_of(&[]);
        let put = |name: &str, revises: &[&str], up: &str| {
            db.revision(name, revises, up, "SELECT 1;\n");
        };
        put("10-01_type", &[], "CREATE TYPE mood AS ENUM ('a');\n");
        put(
            "10-02_value",
            &["1001"],
            "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'b';\n",
        );
        put(
            "10-03_use",
            &["1002"],
            "CREATE TABLE IF NOT EXISTS t (m mood DEFAULT 'b');\n",
        );
        db.moviectl_changes_nothing(["squash", "value:use"])
            .code(1)
            .stderr_has("error: the squashed revision does not do what the others did, and was not written: up.sql does not run")
            .stderr_has("unsafe use of new value")
            .hint("squash a shorter range");
    });
}

/// The setting of one revision reaches the statements of the next one, if both are one transaction.
#[test]
fn objects_without_a_model_are_compared() {
    Db::with(Backend::Postgres, |db| {
        db.project_of(&[]);
        db.revision(
            "10-01_role",
            &[],
            "GRANT CREATE ON SCHEMA public TO pg_monitor;\nDO $$ BEGIN PERFORM set_config('role', 'pg_monitor', true); END $$;\n",
            "REVOKE CREATE ON SCHEMA public FROM pg_monitor;\n",
        );
        let table = "CREATE TABLE t (id INTEGER PRIMARY KEY);\n";
        db.revision("10-02_table", &["1001"], table, "DROP TABLE t;\n");
        db.moviectl_changes_nothing(["squash", "role:table"])
            .code(1)
            .stderr_has("was not written: up.sql makes other objects: owner of table t is new")
            .hint("squash a shorter range");
    });
}

/// Each revision begins in a clean session.
#[test]
fn a_setting_for_the_session_is_refused() {
    for (backend, setting) in [
        (Backend::Sqlite, "PRAGMA recursive_triggers=ON;"),
        (Backend::Postgres, "SET work_mem = '8MB';"),
        (Backend::Mysql, "SET foreign_key_checks = 0;"),
        (Backend::Mysql, "SET @x = 1;"),
    ] {
        Db::with(backend, |db| {
            db.project_of(&[]);
            let one = format!("{setting}\nCREATE TABLE one (id INTEGER PRIMARY KEY);\n");
            db.revision("10-01_one", &[], &one, "DROP TABLE one;\n");
            let two = "CREATE TABLE two (id INTEGER PRIMARY KEY);\n";
            db.revision("10-02_two", &["1001"], two, "DROP TABLE two;\n");
            db.moviectl_changes_nothing(["squash", "one:two"]).refused(
                1,
                "up.sql of 1001 changes the session of the script that would follow it",
            );
        });
    }
}
