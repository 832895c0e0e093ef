//! PostgreSQL's enum types and schemas, from the declaration to rows and back.

use crate::support::{Backend, Db, on_each};

/// As `diesel print-schema` writes it, and what it has no words for.
const PERSON: &str = r#"
pub mod sql_types {
    #[derive(diesel::query_builder::QueryId, diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "mood"))]
    pub struct Mood;
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Mood;

    person (id) {
        id -> Integer,
        name -> Text,
        feels -> Mood,
        felt -> Nullable<Array<Nullable<Mood>>>,
    }
}

table_args! {
    enum mood ("sad", "ok");
    person {
        default feels = "ok";
        default felt = sql("'{ok,sad}'");
        check not_both sql("feels <> 'sad' or name <> 'happy'");
        index person_ok (name) where sql("feels = 'ok'");
        index person_feels (feels);
    }
}
"#;

fn postgres(test: impl FnOnce(&Db)) {
    Db::with(Backend::Postgres, test);
}

fn project(db: &Db, schema: &str) {
    db.write("moviectl.toml", "managed = true\n");
    db.write("src/schema.rs", schema);
    db.moviectl(["init"]).success();
}

/// Writes the migration, proved, and returns `up.sql`.
fn migrate(db: &Db, message: &str) -> String {
    let output = db.moviectl(["migrate", "-m", message]);
    output.success().stderr_has("Proved");
    let slug = format!("_{}/up.sql", message.to_lowercase().replace(' ', "_"));
    let files = db.files();
    let file = files.iter().find(|file| file.ends_with(&slug)).unwrap();
    db.read(file)
}

/// Up, down and up again, and nothing is left to do.
fn up_down_up(db: &Db) {
    db.moviectl(["upgrade"]).success();
    db.moviectl(["downgrade"]).success();
    db.moviectl(["upgrade"]).success();
    db.moviectl_reads(["check"]).success();
}

fn person(db: &Db) {
    project(db, PERSON);
    migrate(db, "First");
    up_down_up(db);
    db.execute("INSERT INTO person (name, feels, felt) VALUES ('Ann', 'sad', '{ok,NULL}')");
    db.execute("INSERT INTO person (name) VALUES ('Bob')");
}

const ROWS: [&str; 2] = ["Ann|sad|{ok,NULL}", "Bob|ok|{ok,sad}"];

fn rows(db: &Db) -> Vec<String> {
    db.lines("SELECT name, feels, felt FROM person ORDER BY id")
}

fn declare(db: &Db, labels: &str) {
    let schema = db.read("src/schema.rs");
    let line = schema
        .lines()
        .find(|line| line.contains("enum mood"))
        .unwrap();
    db.edit("src/schema.rs", line, &format!("    enum mood ({labels});"));
}

#[test]
fn a_value_is_added_and_rows_stay() {
    postgres(|db| {
        person(db);
        declare(db, r#""sad", "meh", "ok", "happy""#);
        db.moviectl_reads(["check"])
            .code(3)
            .stdout_has("Detected added value 'meh' to enum 'mood'\nDetected added value 'happy' to enum 'mood'");
        let json = db.moviectl_reads(["check", "--format", "json"]).json();
        assert_eq!(json["differences"][0]["kind"], "alter_enum");
        assert_eq!(json["differences"][0]["enum"], "mood");
        let up = migrate(db, "Add");
        assert_eq!(
            up,
            "ALTER TYPE \"mood\" ADD VALUE 'meh' AFTER 'sad';\nALTER TYPE \"mood\" ADD VALUE 'happy' AFTER 'ok';\n"
        );
        up_down_up(db);
        assert_eq!(rows(db), ROWS);
        db.execute("INSERT INTO person (name, feels) VALUES ('Cid', 'happy')");
        // A row with a new value prevents the downgrade, and nothing is half done.
        db.moviectl(["downgrade"])
            .failure()
            .stderr_has("invalid input value for enum mood: \"happy\"");
        assert_eq!(rows(db).len(), 3);
    });
}

#[test]
fn values_go_and_change_places_and_rows_stay() {
    postgres(|db| {
        person(db);
        declare(db, r#""sad", "ok", "gone""#);
        migrate(db, "Add");
        db.moviectl(["upgrade"]).success();
        declare(db, r#""ok", "sad""#);
        db.moviectl(["migrate", "-m", "Turn"])
            .success()
            .stderr_has("Detected removed value 'gone' from enum 'mood'")
            .stderr_has("Detected changed order of values of enum 'mood'")
            .stderr_has("warning: removing the value 'gone' from enum 'mood': `upgrade` will fail where a row holds it");
        up_down_up(db);
        assert_eq!(rows(db), ROWS);
        assert_eq!(db.lines("SELECT max(feels) FROM person"), ["sad"]);
        db.moviectl(["downgrade", "base"]).success();
        assert!(!db.tables().contains(&"person".to_owned()));
        assert_eq!(
            db.lines("SELECT count(*) FROM pg_type WHERE typname = 'mood'"),
            ["0"]
        );
    });
}

#[test]
fn a_row_that_holds_a_removed_value_refuses_the_upgrade() {
    postgres(|db| {
        person(db);
        db.edit(
            "src/schema.rs",
            "check not_both sql(\"feels <> 'sad' or name <> 'happy'\");",
            "",
        );
        db.edit("src/schema.rs", "{ok,sad}", "{ok}");
        declare(db, r#""ok""#);
        migrate(db, "Remove");
        db.moviectl(["upgrade"])
            .failure()
            .stderr_has("invalid input value for enum mood: \"sad\"");
        assert_eq!(rows(db), ROWS);
        db.execute("UPDATE person SET feels = 'ok', felt = NULL");
        up_down_up(db);
    });
}

#[test]
fn a_new_value_is_a_default_at_once() {
    postgres(|db| {
        person(db);
        declare(db, r#""sad", "ok", "happy""#);
        db.edit(
            "src/schema.rs",
            "default feels = \"ok\"",
            "default feels = \"happy\"",
        );
        db.edit("src/schema.rs", "{ok,sad}", "{happy}");
        migrate(db, "Happy");
        up_down_up(db);
        assert_eq!(rows(db), ROWS);
        db.execute("INSERT INTO person (name) VALUES ('Cid')");
        assert_eq!(rows(db)[2], "Cid|happy|{happy}");
    });
}

#[test]
fn existing_rows_get_a_new_value_at_once() {
    postgres(|db| {
        person(db);
        let column = "feels -> Mood,";
        db.edit(
            "src/schema.rs",
            column,
            "feels -> Mood, seen -> Nullable<Mood>,",
        );
        migrate(db, "Seen");
        db.moviectl(["upgrade"]).success();
        declare(db, r#""sad", "ok", "happy""#);
        let columns = "seen -> Mood, plain -> Mood, computed -> Mood,";
        db.edit("src/schema.rs", "seen -> Nullable<Mood>,", columns);
        let fills = ["seen=happy", "plain=happy", "computed=sql('happy')"];
        let fills = fills.map(|fill| format!("--fill=person.{fill}"));
        let mut arguments = vec!["migrate", "-m", "Happy"];
        arguments.extend(fills.iter().map(String::as_str));
        db.moviectl(&arguments).success().stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        assert_eq!(rows(db), ROWS);
        let new = "SELECT DISTINCT seen, plain, computed FROM person";
        assert_eq!(db.lines(new), ["happy|happy|happy"]);
    });
}

#[test]
fn a_column_becomes_an_enum_and_text_again() {
    postgres(|db| {
        let text = PERSON.replace("name -> Text", "name -> Text,\n        was -> Text");
        project(db, &text);
        migrate(db, "First");
        db.moviectl(["upgrade"]).success();
        db.execute("INSERT INTO person (name, was) VALUES ('Ann', 'sad')");
        db.edit("src/schema.rs", "was -> Text", "was -> Mood");
        migrate(db, "Enum");
        up_down_up(db);
        assert_eq!(
            db.lines("SELECT was, pg_typeof(was) FROM person"),
            ["sad|mood"]
        );
        let without = text
            .replace("Mood", "Text")
            .replace("enum mood (\"sad\", \"ok\");", "");
        let without = without.replace("pub struct Text;", "pub struct Mood;");
        db.write("src/schema.rs", &without);
        let output = db.moviectl(["migrate", "-m", "Gone"]);
        output
            .success()
            .stderr_has("Detected removed enum 'mood'")
            .stderr_has("Proved");
        up_down_up(db);
        assert_eq!(
            db.lines("SELECT was, pg_typeof(was) FROM person"),
            ["sad|text"]
        );
    });
}

const AUDIT: &str = r#"
#[derive(diesel::sql_types::SqlType)]
#[diesel(postgres_type(name = "action", schema = "audit"))]
pub struct Action;

table_args! {
    enum audit.action ("insert", "delete");
    entry {
        default action = "insert";
        check sql("action <> 'delete' or id > 0");
        foreign_key (person_id) references person (id) on delete cascade;
        index entry_person (person_id, action desc);
    }
}
diesel::table! { person (id) { id -> Integer, } }
diesel::table! { audit.entry (id) { id -> Integer, action -> Action, person_id -> Integer, } }
"#;

#[test]
fn a_second_schema_is_made_found_and_left() {
    postgres(|db| {
        project(db, AUDIT);
        let up = migrate(db, "First");
        assert!(
            up.starts_with(
                "CREATE SCHEMA IF NOT EXISTS \"audit\";\nCREATE TYPE \"audit\".\"action\""
            ),
            "{up}"
        );
        up_down_up(db);
        db.execute("INSERT INTO person VALUES (1); INSERT INTO audit.entry (person_id) VALUES (1)");
        db.edit(
            "src/schema.rs",
            "\"insert\", \"delete\"",
            "\"insert\", \"update\", \"delete\"",
        );
        migrate(db, "Update");
        up_down_up(db);
        assert_eq!(db.lines("SELECT * FROM audit.entry"), ["1|insert|1"]);
        // Schemas of others are nobody's difference.
        db.execute("CREATE SCHEMA theirs; CREATE TABLE theirs.t (id int); CREATE TYPE theirs.e AS ENUM ('a')");
        db.moviectl_reads(["check"]).success();
        let read = db.moviectl_reads(["inspect"]);
        read.success()
            .stdout_has("Table audit.entry")
            .stdout_has("Table theirs.t")
            .stdout_has("Enum audit.action ('insert', 'update', 'delete')");
        // Nothing of it is left, and the revisions run again.
        db.moviectl(["drop-all", "--yes"])
            .success()
            .stderr_has("Dropped table 'audit.entry'")
            .stderr_has("Dropped enum 'audit.action'")
            .stderr_has("left alone: 'theirs.t'");
        assert_eq!(
            db.lines("SELECT count(*) FROM pg_type WHERE typname IN ('action', 'e')"),
            ["1"]
        );
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
    });
}

#[test]
fn create_all_makes_what_is_missing() {
    postgres(|db| {
        db.project();
        db.write(
            "src/schema.rs",
            &format!(
                "{PERSON}{}",
                AUDIT.replace("diesel::table! { person (id) { id -> Integer, } }", "")
            ),
        );
        db.execute("CREATE TYPE mood AS ENUM ('other')");
        db.moviectl(["create-all"])
            .failure()
            .stderr_has("invalid input value for enum mood: \"ok\"");
        db.execute("DROP TYPE mood; CREATE TYPE mood AS ENUM ('sad', 'ok', 'more')");
        db.moviectl(["create-all"])
            .success()
            .stderr_has("Created enum 'audit.action'")
            .stderr_has("Created table 'audit.entry'")
            .stderr_has("warning: enum 'mood' exists and differs from the declaration");
        db.moviectl(["create-all"])
            .success()
            .stderr_has("All declared tables exist.");
        db.moviectl(["drop-all", "--yes"])
            .success()
            .stderr_has("Dropped enum 'mood'");
        db.moviectl(["create-all"])
            .success()
            .stderr_has("Created enum 'mood'");
    });
}

/// Types that a hand-written revision, or somebody else, made: there, and none of our business.
#[test]
fn a_type_that_is_there_need_not_be_declared() {
    postgres(|db| {
        let schema = PERSON.replace("enum mood (\"sad\", \"ok\");", "");
        project(db, &schema);
        db.moviectl(["migrate", "-m", "First"])
            .refused(1, "column 'person.feels' has the type 'mood', which is neither declared nor in the database")
            .hint("table_args! { enum mood (\"…\"); }");
        db.moviectl(["create-all"])
            .refused(1, "has the type 'mood'");
        db.write_revision(
            "2020-01-01-000000-0000_types",
            "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN positive AS integer CHECK (VALUE > 0); \
             CREATE TYPE pair AS (a integer, b text);",
        );
        db.moviectl(["upgrade"]).success();
        let types = "#[derive(SqlType)] #[diesel(postgres_type(name = \"positive\"))] struct Positive; \
                     #[derive(SqlType)] #[diesel(postgres_type(name = \"pair\"))] struct Pair;\n";
        let schema = schema.replace(
            "name -> Text,",
            "name -> Text, age -> Nullable<Positive>, pairs -> Nullable<Array<Pair>>,",
        );
        db.write("src/schema.rs", &format!("{types}{schema}"));
        migrate(db, "First");
        up_down_up(db);
        // As what they are, and not as what they are made of.
        db.edit(
            "src/schema.rs",
            "age -> Nullable<Positive>",
            "age -> Nullable<Integer>",
        );
        db.moviectl_reads(["check"])
            .code(3)
            .stdout_has("type change from positive to INTEGER on 'person.age'");
    });
}

#[test]
fn a_plain_project_keeps_what_it_does_not_declare() {
    postgres(|db| {
        db.write("src/schema.rs", PERSON);
        db.write("diesel.toml", "[print_schema]\n");
        db.execute("CREATE TYPE other AS ENUM ('a'); CREATE TYPE mood AS ENUM ('sad', 'ok')");
        db.moviectl(["init"]).success();
        db.write_revision(
            "2020-01-01-000000-0000_types",
            "CREATE TYPE other AS ENUM ('a');",
        );
        let up = migrate(db, "First");
        assert!(up.contains("CREATE TYPE \"mood\""), "{up}");
        assert!(!up.contains("other"), "{up}");
        let down = db
            .files()
            .into_iter()
            .find(|file| file.ends_with("_first/down.sql"))
            .unwrap();
        assert!(!db.read(down).contains("other"));
    });
}

#[test]
fn what_depends_on_a_type_and_cannot_stand_aside_is_named() {
    postgres(|db| {
        person(db);
        db.write_revision(
            "2099-01-01-000000-0000_view",
            "CREATE VIEW moods AS SELECT feels FROM person;
             CREATE VIEW gloomy AS SELECT name FROM person WHERE feels = 'sad';
             CREATE FUNCTION mind(mood) RETURNS text LANGUAGE sql AS 'SELECT $1::text';
             CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
             CREATE TRIGGER told AFTER UPDATE OF feels ON person EXECUTE FUNCTION tell();",
        );
        declare(db, r#""ok", "sad""#);
        db.moviectl(["migrate", "-m", "Turn"])
            .refused(1, "enum 'mood' can't be made anew")
            .stderr_has("function mind(mood), view gloomy, view moods are in the way")
            .hint("write this migration by hand");
    });
}

#[test]
fn what_is_inspected_reads_back() {
    postgres(|db| {
        db.project();
        db.execute(
            "CREATE TYPE \"Odd \"\"mood\" AS ENUM ('it''s', 'quo\"te', 'com,ma', 'back\\slash');
             CREATE SCHEMA audit; CREATE TYPE audit.unused AS ENUM ('a'); CREATE TYPE nothing AS ENUM ();
             CREATE TABLE t (id serial PRIMARY KEY, m \"Odd \"\"mood\" DEFAULT 'com,ma', mm audit.unused[])",
        );
        let output = db.moviectl_reads(["inspect", "--format", "diesel"]);
        output
            .success()
            .stderr_has("enum 'nothing' is left out: it has no values")
            .stdout_has(
                "enum \"Odd \\\"mood\" (\"it's\", \"quo\\\"te\", \"com,ma\", \"back\\\\slash\");",
            )
            .stdout_has("enum audit.unused (\"a\");");
        db.execute("DROP TYPE nothing");
        db.write("src/schema.rs", &output.stdout);
        db.moviectl_reads(["check"]).success();
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "x", "--against", "database"])
            .success()
            .stderr_has("No changes in schema detected");
        let sql = db.moviectl_reads(["inspect", "--format", "sql"]);
        sql.success()
            .stdout_has("CREATE SCHEMA IF NOT EXISTS \"audit\";")
            .stdout_has("CREATE TYPE \"audit\".\"unused\" AS ENUM ('a');");
        let json = db.moviectl_reads(["inspect", "--format", "json"]).json();
        assert_eq!(json["enums"][1]["schema"], "audit");
        assert_eq!(json["enums"][0]["values"][2], "com,ma");
        for format in ["mermaid", "dot", "svg"] {
            db.moviectl_reads(["inspect", "--format", format])
                .success()
                .stdout_has("audit.unused")
                .stdout_has("back");
        }
    });
}

on_each! {
    /// SQLite has no such types: the values are texts there.
    fn one_declaration_serves_both(db: &Db) {
        let schema = PERSON.replace("Nullable<Array<Nullable<Mood>>>", "Nullable<Mood>").replace("'{ok,sad}'", "'sad'");
        // MySQL has no keys over texts of any length, and no indexes over some rows.
        let schema = match db.backend {
            Backend::Mysql => schema.replace("(name) where sql(\"feels = 'ok'\")", "(name(20))"),
            _ => schema,
        };
        project(db, &schema);
        migrate(db, "First");
        up_down_up(db);
        db.execute("INSERT INTO person (name) VALUES ('Ann')");
        assert_eq!(rows(db), ["Ann|ok|sad"]);
        declare(db, r#""sad", "ok", "happy""#);
        let expected = if db.backend == Backend::Sqlite { "No changes in schema detected" } else { "Proved" };
        db.moviectl(["migrate", "-m", "More"]).success().stderr_has(expected);
    }
}
