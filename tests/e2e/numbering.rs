//! How the database numbers rows: serial, identity, AUTOINCREMENT, each to each other, with rows.

use crate::support::{Backend, Db, on_each};

fn declare(db: &Db, key: &str, args: &str) {
    db.write(
        "src/schema.rs",
        &format!(
            "diesel::table! {{ t (id) {{ id -> {key}, name -> Nullable<Text> }} }}\ntable_args! {{ t {{ {args} }} }}"
        ),
    );
}

fn project(db: &Db, managed: bool, args: &str) {
    db.write("moviectl.toml", &format!("managed = {managed}\n"));
    declare(db, "Integer", args);
    db.moviectl(["init"]).success();
    db.moviectl(["migrate", "-m", "First."])
        .success()
        .stderr_has("Proved");
    db.moviectl(["upgrade"]).success();
}

#[track_caller]
fn migrate(db: &Db, detected: &str) {
    db.moviectl_reads(["check"]).code(3).stdout_has(detected);
    db.moviectl(["migrate", "-m", "Change."])
        .success()
        .stderr_has(detected)
        .stderr_has("Proved");
    db.moviectl(["upgrade"]).success();
    db.moviectl_reads(["check"]).success();
}

/// The number that a new row gets.
#[track_caller]
fn inserted(db: &Db) -> i64 {
    let rows = db.lines("INSERT INTO t (name) VALUES ('new') RETURNING id");
    rows[0].parse().unwrap()
}

#[track_caller]
fn goes_on(db: &Db, numbered: bool) {
    let highest: i64 = db.lines("SELECT coalesce(max(id), 0) FROM t")[0]
        .parse()
        .unwrap();
    if numbered {
        assert_eq!(inserted(db), highest + 1);
        assert_eq!(inserted(db), highest + 2);
    } else {
        db.execute(&format!("INSERT INTO t (id) VALUES ({})", highest + 10));
    }
}

/// Prints the live schema, declares it so, and finds no difference.
#[track_caller]
fn reads_back(db: &Db) {
    let printed = db.moviectl_reads(["inspect", "--format", "diesel"]);
    let before = db.read("src/schema.rs");
    db.write("src/schema.rs", &printed.success().stdout);
    db.write("moviectl.toml", "managed = true\n");
    db.moviectl_reads(["check"]).success();
    db.write("src/schema.rs", &before);
}

const NONE: &str = "unnumbered id;";
const SERIAL: &str = "serial id;";
const BY_DEFAULT: &str = "identity id by default;";
const ALWAYS: &str = "identity id always;";

#[test]
fn postgres_goes_from_each_to_each_and_back() {
    for managed in [true, false] {
        Db::with(Backend::Postgres, |db| {
            project(db, managed, NONE);
            db.execute("INSERT INTO t VALUES (7, 'seven'), (-3, 'minus')");
            let steps = if managed {
                vec![
                    SERIAL, BY_DEFAULT, ALWAYS, SERIAL, NONE, ALWAYS, NONE, BY_DEFAULT,
                ]
            } else {
                vec![SERIAL, BY_DEFAULT, ALWAYS, NONE]
            };
            let mut before = NONE;
            for step in steps {
                db.write("moviectl.toml", &format!("managed = {managed}\n"));
                declare(db, "Integer", step);
                migrate(db, "numbering change from");
                goes_on(db, step != NONE);
                db.moviectl(["downgrade"]).success();
                goes_on(db, before != NONE);
                db.moviectl(["upgrade"]).success();
                goes_on(db, step != NONE);
                reads_back(db);
                before = step;
            }
            assert_eq!(
                db.lines("SELECT name FROM t WHERE id IN (7, -3) ORDER BY id"),
                ["minus", "seven"]
            );
        });
    }
}

#[test]
fn a_plain_declaration_says_nothing_of_a_key_by_itself() {
    Db::with(Backend::Postgres, |db| {
        project(db, false, ALWAYS);
        declare(db, "Integer", "");
        db.moviectl_reads(["check"]).success();
        db.write("moviectl.toml", "managed = true\n");
        migrate(
            db,
            "numbering change from IDENTITY ALWAYS to SERIAL on 't.id'",
        );
        goes_on(db, true);
    });
}

#[test]
fn an_empty_table_starts_at_one() {
    Db::with(Backend::Postgres, |db| {
        project(db, true, NONE);
        declare(db, "Integer", ALWAYS);
        migrate(db, "to IDENTITY ALWAYS");
        assert_eq!(inserted(db), 1);
    });
}

#[test]
fn sqlite_counts_and_counts_not() {
    for managed in [true, false] {
        Db::with(Backend::Sqlite, |db| {
            project(db, managed, "autoincrement id;");
            db.execute(
                "INSERT INTO t VALUES (7, 'seven'), (9, 'nine'); DELETE FROM t WHERE id = 9;",
            );
            // A rebuild for another reason keeps the counter.
            db.write(
                "src/schema.rs",
                "diesel::table! { t (id) { id -> Integer, name -> Nullable<Integer> } }\ntable_args! { t { type name = \"BLOB\"; autoincrement id; } }",
            );
            migrate(db, "type change");
            assert_eq!(inserted(db), 10);
            db.execute("DELETE FROM t WHERE id = 10");
            db.moviectl(["downgrade"]).success();
            assert_eq!(inserted(db), 11);
            db.moviectl(["upgrade"]).success();
            if managed {
                db.write(
                    "src/schema.rs",
                    "diesel::table! { t (id) { id -> Integer, name -> Nullable<Integer> } }\ntable_args! { t { type name = \"BLOB\"; } }",
                );
                migrate(db, "numbering change from AUTOINCREMENT to none on 't.id'");
                goes_on(db, true);
                reads_back(db);
                db.moviectl(["downgrade"]).success();
                goes_on(db, true);
                assert!(db.dump().contains("AUTOINCREMENT"));
                db.moviectl(["upgrade"]).success();
                assert!(!db.dump().contains("AUTOINCREMENT"));
            }
        });
    }
}

#[test]
fn sqlite_starts_counting_where_the_rows_end() {
    for managed in [true, false] {
        Db::with(Backend::Sqlite, |db| {
            project(db, managed, "");
            db.execute("INSERT INTO t VALUES (7, 'seven')");
            declare(db, "Integer", "autoincrement id;");
            migrate(db, "numbering change from none to AUTOINCREMENT on 't.id'");
            reads_back(db);
            assert_eq!(inserted(db), 8);
            db.execute("DELETE FROM t WHERE id = 8");
            assert_eq!(inserted(db), 9);
            db.moviectl(["downgrade"]).success();
            goes_on(db, true);
        });
    }
}

/// The sequence behind the key, by its own name and type.
fn sequence(db: &Db) -> Vec<String> {
    db.lines(
        "SELECT s.seqrelid::regclass, format_type(s.seqtypid, NULL), s.seqcache FROM pg_sequence AS s ORDER BY 1",
    )
}

#[test]
fn a_renamed_table_keeps_its_sequence_and_counts_in_the_new_type() {
    Db::with(Backend::Postgres, |db| {
        db.write("moviectl.toml", "managed = true\n");
        db.moviectl(["init"]).success();
        db.moviectl(["revision", "-m", "By hand."]).success();
        let file = db
            .files()
            .into_iter()
            .find(|file| file.ends_with("up.sql"))
            .unwrap();
        db.write(
            &file,
            "CREATE TABLE before (id SERIAL PRIMARY KEY, name TEXT);\nALTER TABLE before RENAME TO t;\n",
        );
        db.write(file.replace("up.sql", "down.sql"), "DROP TABLE t;\n");
        db.moviectl(["upgrade"]).success();
        declare(db, "Integer", "");
        db.moviectl_reads(["check"]).success();
        db.execute("INSERT INTO t (name) VALUES ('one')");
        declare(db, "BigInt", "");
        migrate(db, "type change from INTEGER to BIGINT");
        assert_eq!(sequence(db), ["before_id_seq|bigint|1"]);
        goes_on(db, true);
        db.execute("SELECT setval('before_id_seq', 3000000000)");
        assert_eq!(inserted(db), 3_000_000_001);
        db.execute("DELETE FROM t WHERE id > 5; SELECT setval('before_id_seq', 5)");
        db.moviectl(["downgrade"]).success();
        assert_eq!(sequence(db), ["before_id_seq|integer|1"]);
        goes_on(db, false);
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
    });
}

#[test]
fn a_sequence_by_hand_comes_back() {
    Db::with(Backend::Postgres, |db| {
        db.write("moviectl.toml", "managed = true\n");
        db.moviectl(["init"]).success();
        db.moviectl(["revision", "-m", "By hand."]).success();
        let file = db
            .files()
            .into_iter()
            .find(|file| file.ends_with("up.sql"))
            .unwrap();
        db.write(
            &file,
            "CREATE SEQUENCE foo CACHE 3;
CREATE TABLE t (id INTEGER PRIMARY KEY DEFAULT nextval('foo'), name TEXT);
ALTER SEQUENCE foo OWNED BY t.id;\n",
        );
        db.write(file.replace("up.sql", "down.sql"), "DROP TABLE t;\n");
        db.moviectl(["upgrade"]).success();
        declare(db, "Integer", "");
        db.moviectl_reads(["check"]).success();
        reads_back(db);
        db.execute("INSERT INTO t (name) VALUES ('one')");
        for (key, args, gone) in [
            ("Integer", BY_DEFAULT, true),
            ("BigInt", "", false),
            ("Integer", NONE, true),
        ] {
            declare(db, key, args);
            db.moviectl(["migrate", "-m", "Change."])
                .success()
                .stderr_has("Proved");
            db.moviectl(["upgrade"]).success();
            assert_eq!(sequence(db) == ["foo|bigint|3"], !gone);
            db.moviectl(["downgrade"]).success();
            assert_eq!(sequence(db), ["foo|bigint|3"]);
            inserted(db);
            let newest = db
                .files()
                .into_iter()
                .rfind(|file| file.ends_with("up.sql"))
                .unwrap();
            std::fs::remove_dir_all(db.path(newest).parent().unwrap()).unwrap();
        }
        // A table that goes, and a column that goes.
        declare(db, "Integer", "");
        db.write(
            "src/schema.rs",
            "diesel::table! { other (id) { id -> Integer } }",
        );
        db.moviectl(["migrate", "-m", "Gone."])
            .success()
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade"]).success();
        assert_eq!(sequence(db), ["foo|bigint|3"]);
        assert_eq!(inserted(db), 1);
    });
}

on_each! {
    fn what_cannot_be_numbered_so_is_refused(db: &Db) {
        db.write("moviectl.toml", "managed = true\n");
        let of_both = [("name -> Nullable<Text>", "", "")];
        let own: &[(&str, &str, &str)] = match db.backend {
            Backend::Sqlite => &[
                ("name -> Nullable<Text>", "autoincrement name;", "AUTOINCREMENT is for a primary key of one integer column"),
                ("name -> Nullable<Text>", "serial id;", "sqlite has no serial columns; add `on …`"),
                ("name -> Nullable<Text>", "unnumbered id;", "sqlite has no integer keys that it does not number"),
                ("name -> Nullable<Text>", "identity id;", "sqlite has no identity columns"),
            ],
            Backend::Postgres => &[
                ("n -> Nullable<Integer>", "identity n;", "an identity can't be Nullable"),
                ("n -> Text", "serial n;", "only an integer can be numbered"),
                ("n -> Integer", "default n = 1; serial n;", "'n' has a default"),
                ("n -> Integer", "serial n; default n = 1;", "it can have no default"),
                ("n -> Integer", "autoincrement id;", "postgres has no AUTOINCREMENT"),
            ],
            Backend::Mysql => &[
                ("name -> Nullable<Text>", "serial id;", "mysql has no serial columns; add `on …`"),
                ("name -> Nullable<Text>", "identity id;", "mysql has no identity columns"),
            ],
        };
        for (column, args, message) in of_both.iter().chain(own) {
            db.write(
                "src/schema.rs",
                &format!("diesel::table! {{ t (id) {{ id -> Integer, {column} }} }}\ntable_args! {{ t {{ {args} }} }}"),
            );
            let output = db.moviectl_reads(["inspect", "--declared", "--format", "sql"]);
            if message.is_empty() {
                output.success();
            } else {
                output.refused(1, message).stderr_has("src/schema.rs:2:");
            }
        }
    }
}
