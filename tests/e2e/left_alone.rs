//! Objects outside the declaration: left alone, and reported once; and views that prevent a change.

use crate::support::{Backend, Db, Output, on_each};

const DECLARED: &str = "diesel::table! { t (id) { id -> Integer, note -> Nullable<Text> } }";

fn project(db: &Db) {
    db.write("moviectl.toml", "managed = true\n");
    db.write("src/schema.rs", DECLARED);
    db.moviectl(["init"]).success();
    db.moviectl(["migrate", "-m", "First."]).success();
    db.moviectl(["upgrade"]).success();
}

/// Things of other people's, and those that come with them.
fn by_others(db: &Db) {
    db.execute(match db.backend {
        Backend::Sqlite => {
            "CREATE TABLE legacy (id INTEGER PRIMARY KEY);
             CREATE VIEW old_notes AS SELECT note FROM t;
             CREATE TRIGGER t_added AFTER INSERT ON t BEGIN SELECT 1; END;
             CREATE TRIGGER legacy_added AFTER INSERT ON legacy BEGIN SELECT 1; END;
             CREATE TRIGGER notes_added INSTEAD OF INSERT ON old_notes BEGIN SELECT 1; END;"
        }
        Backend::Postgres => {
            "CREATE TABLE legacy (id INTEGER PRIMARY KEY);
             CREATE VIEW old_notes AS SELECT note FROM t;
             CREATE EXTENSION citext;
             CREATE SCHEMA audit;
             CREATE FUNCTION audit.touch(a integer, b text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
             CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
             CREATE TRIGGER t_added BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION stamp();
             CREATE TRIGGER legacy_added BEFORE INSERT ON legacy FOR EACH ROW EXECUTE FUNCTION stamp();"
        }
        Backend::Mysql => {
            "CREATE TABLE legacy (id INTEGER PRIMARY KEY);
             CREATE VIEW old_notes AS SELECT note FROM t;
             CREATE FUNCTION touch(a INTEGER, b VARCHAR(9)) RETURNS INTEGER DETERMINISTIC RETURN 1;
             CREATE TRIGGER t_added BEFORE INSERT ON t FOR EACH ROW SET @added = 1;
             CREATE TRIGGER legacy_added BEFORE INSERT ON legacy FOR EACH ROW SET @added = 1;"
        }
    });
}

fn note(db: &Db) -> &'static str {
    match db.backend {
        Backend::Sqlite => {
            "note: left alone, since nobody declares them: 'legacy', view 'old_notes', trigger 't_added' on 't'\n"
        }
        Backend::Postgres => {
            "note: left alone, since nobody declares them: 'legacy', view 'old_notes', \
             function 'audit.touch(a integer, b text)', function 'stamp()', trigger 't_added' on 't', \
             extension 'citext'\n"
        }
        Backend::Mysql => {
            "note: left alone, since nobody declares them: 'legacy', view 'old_notes', function 'touch', \
             trigger 't_added' on 't'\n"
        }
    }
}

#[track_caller]
fn said_once(db: &Db, output: &Output) {
    output.stderr_has(note(db));
    assert_eq!(output.stderr.matches("left alone").count(), 1, "{output}");
}

on_each! {
    fn it_is_said_once(db: &Db) {
        project(db);
        db.moviectl_reads(["check"]).success().stderr_lacks("left alone");
        by_others(db);
        said_once(db, db.moviectl_reads(["check"]).success());
        said_once(db, db.moviectl_reads(["migrate", "-m", "x", "--against", "database"]).success());
        let before = db.contents();
        db.write("src/schema.rs", &DECLARED.replace("note ->", "more -> Nullable<Text>, note ->"));
        let output = db.moviectl(["migrate", "-m", "More.", "--against", "database"]);
        said_once(db, output.success());
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade"]).success();
        let without_records = |text: &str| text.lines().filter(|line| !line.contains("2026")).collect::<String>();
        if db.backend != Backend::Sqlite {
            assert_eq!(without_records(&before), without_records(&db.contents()));
        }
        // JSON is nothing but JSON.
        db.moviectl_reads(["check", "--format", "json"]).json();
    }

    /// Objects that a revision creates belong to the project, if the project can declare them.
    fn what_a_revision_makes_is_nobody_elses(db: &Db) {
        project(db);
        db.moviectl(["revision", "-m", "By hand."]).success();
        let up = db.files().into_iter().rfind(|file| file.ends_with("up.sql")).unwrap();
        db.write(&up, match db.backend {
            Backend::Sqlite => {
                "CREATE VIEW notes AS SELECT note FROM t;
                 CREATE TRIGGER t_added AFTER INSERT ON t BEGIN SELECT 1; END;"
            }
            // As Diesel's own first migration does.
            Backend::Postgres => {
                "CREATE VIEW notes AS SELECT note FROM t;
                 CREATE EXTENSION IF NOT EXISTS citext;
                 CREATE OR REPLACE FUNCTION set_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
                 CREATE OR REPLACE FUNCTION manage(_tbl regclass) RETURNS VOID AS $$
                 BEGIN
                     EXECUTE format('CREATE TRIGGER set_it BEFORE UPDATE ON %s FOR EACH ROW EXECUTE PROCEDURE set_it()', _tbl);
                 END;
                 $$ LANGUAGE plpgsql;
                 SELECT manage('t');"
            }
            Backend::Mysql => {
                "CREATE VIEW notes AS SELECT note FROM t;
                 CREATE FUNCTION one() RETURNS INTEGER DETERMINISTIC RETURN 1;
                 CREATE TRIGGER t_added BEFORE INSERT ON t FOR EACH ROW SET @added = 1;"
            }
        });
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success().stderr_lacks("left alone");
    }
}

#[test]
fn of_many_a_few_are_named() {
    Db::with(Backend::Postgres, |db| {
        project(db);
        for number in 1..9 {
            db.execute(&format!(
                "CREATE FUNCTION f{number}() RETURNS integer LANGUAGE sql AS 'SELECT 1'"
            ));
        }
        db.moviectl_reads(["check"])
            .success()
            .stderr_has("function 'f4()', function 'f5()' and 3 more like it\n");
    });
}

#[test]
fn views_in_the_way_are_named_before_anything_is_proved() {
    Db::with(Backend::Postgres, |db| {
        project(db);
        db.execute(
            "CREATE VIEW notes AS SELECT note FROM t;
             CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM notes;
             CREATE VIEW ids AS SELECT id FROM t;",
        );
        for (declared, of, views) in [
            (
                DECLARED.replace("note -> Nullable<Text>", "note -> Nullable<Binary>"),
                "column 't.note'",
                "'counted', 'notes'",
            ),
            (
                DECLARED.replace(", note -> Nullable<Text>", ""),
                "column 't.note'",
                "'counted', 'notes'",
            ),
            (
                DECLARED.replace("id -> Integer", "id -> BigInt"),
                "column 't.id'",
                "'ids'",
            ),
            (
                DECLARED.replace(" t (id)", " u (id)"),
                "table 't'",
                "'counted', 'ids', 'notes'",
            ),
        ] {
            db.write("src/schema.rs", &declared);
            let files = db.files();
            db.moviectl_reads(["migrate", "-m", "x", "--against", "database"])
                .failure()
                .stderr_lacks("Proved")
                .stderr_has(&format!(
                    "error: views read what is to change or to go ({of}): {views}\n"
                ))
                .hint("DROP VIEW, the change, and CREATE VIEW again");
            assert_eq!(db.files(), files);
        }
        // Not in the way.
        db.write(
            "src/schema.rs",
            "diesel::table! { t (id) { id -> Integer, note -> Text } }",
        );
        db.moviectl(["migrate", "-m", "x", "--against", "database"])
            .success()
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
    });
}

/// The way that the hint says.
#[test]
fn a_migration_by_hand_takes_the_view_along() {
    Db::with(Backend::Postgres, |db| {
        project(db);
        db.moviectl(["revision", "-m", "View."]).success();
        let newest = |name: &str| {
            db.files()
                .into_iter()
                .rfind(|file| file.ends_with(name))
                .unwrap()
        };
        db.write(newest("up.sql"), "CREATE VIEW notes AS SELECT note FROM t;");
        db.write(newest("down.sql"), "DROP VIEW notes;");
        db.moviectl(["upgrade"]).success();
        db.write(
            "src/schema.rs",
            &DECLARED.replace("Nullable<Text>", "Nullable<VarChar>"),
        );
        db.moviectl(["migrate", "-m", "x"])
            .failure()
            .stderr_has("'notes'");
        db.moviectl(["revision", "-m", "Type."]).success();
        db.write(
            newest("up.sql"),
            "DROP VIEW notes; ALTER TABLE t ALTER COLUMN note TYPE VARCHAR; CREATE VIEW notes AS SELECT note FROM t;",
        );
        db.moviectl(["upgrade"]).success();
        db.moviectl(["migrate", "-m", "x"])
            .success()
            .stderr_has("No changes");
    });
}

/// A revision that makes `t` does not make the table of that name in another schema.
#[test]
fn a_table_of_the_same_name_in_another_schema_is_nobodys() {
    Db::with(Backend::Postgres, |db| {
        db.write("moviectl.toml", "managed = true\n");
        db.write(
            "src/schema.rs",
            "diesel::table! { t (id) { id -> Integer, } }",
        );
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "Table."]).success();
        db.moviectl(["upgrade"]).success();
        db.execute("CREATE SCHEMA audit");
        db.execute("CREATE TYPE audit.mood AS ENUM ('a')");
        db.execute("CREATE TABLE audit.t (id INTEGER PRIMARY KEY, m audit.mood)");
        let note = "note: left alone, since nobody declares it: 'audit.t'\n";
        db.moviectl_reads(["check"]).success().stderr_has(note);
        db.moviectl(["migrate", "-m", "Nothing.", "--against", "database"])
            .success()
            .stderr_has(note)
            .stderr_has("No changes in schema detected.");
    });
}
