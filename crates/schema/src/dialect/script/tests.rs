#![allow(clippy::indexing_slicing)]

use super::*;

fn texts(dialect: Dialect, script: &str) -> Vec<&str> {
    split(dialect, script).iter().map(|s| s.text).collect()
}

#[test]
fn semicolons_in_quotes_and_comments_end_nothing() {
    for dialect in Dialect::ALL {
        assert_eq!(
            texts(
                dialect,
                "-- a; b\nSELECT ';' AS \"x;y\" /* ; */;;\n INSERT INTO t VALUES ('it''s;'); -- end;"
            ),
            ["SELECT ';' AS \"x;y\"", "INSERT INTO t VALUES ('it''s;')"]
        );
    }
}

#[test]
fn statements_know_their_line() {
    let statements = split(Dialect::Sqlite, "-- x\nA;\n\n  B\n ;C");
    let lines: Vec<usize> = statements.iter().map(|s| s.line).collect();
    assert_eq!(lines, [2, 4, 5]);
}

#[test]
fn postgres_bodies_stay_whole() {
    let dollar = "CREATE FUNCTION f() RETURNS int AS $a$ BEGIN; $b$;$b$ END; $a$ LANGUAGE plpgsql";
    let atomic = "CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
    let rule = "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)";
    let escape = r"SELECT E'\';', $1";
    let nested = "SELECT /* /* ; */ ; */ 1";
    let script = [dollar, atomic, rule, escape, nested].join(";\n");
    assert_eq!(
        texts(Dialect::Postgres, &script),
        [dollar, atomic, rule, escape, nested]
    );
}

#[test]
fn sqlite_triggers_stay_whole() {
    let trigger = "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET x = CASE WHEN 1 THEN 2 END; DELETE FROM b; END";
    assert_eq!(
        texts(Dialect::Sqlite, &format!("{trigger};\nSELECT [a;b], `c;d`")),
        [trigger, "SELECT [a;b], `c;d`"]
    );
}

#[test]
fn unclosed_text_is_one_statement() {
    assert_eq!(texts(Dialect::Postgres, "SELECT 'a; b"), ["SELECT 'a; b"]);
    assert_eq!(
        texts(Dialect::Postgres, "SELECT $a$ x; b"),
        ["SELECT $a$ x; b"]
    );
    assert!(texts(Dialect::Sqlite, " ; /* x").is_empty());
}

#[test]
fn transaction_control_is_named() {
    let control = |text: &str| transaction_control(&split(Dialect::Postgres, text)[0]);
    assert_eq!(control("begin immediate"), Some("BEGIN"));
    assert_eq!(control("ROLLBACK"), Some("ROLLBACK"));
    assert_eq!(control("ROLLBACK TO SAVEPOINT a"), None);
    assert_eq!(control("CREATE TABLE commit_log (a int)"), None);
}

#[test]
fn the_envelope_is_recognised_whole_or_not_at_all() {
    let whole = split(
        Dialect::Sqlite,
        "PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE; A; B; COMMIT; PRAGMA foreign_keys = on;",
    );
    let body: Vec<&str> = rebuild_envelope(&whole)
        .unwrap_or_default()
        .iter()
        .map(|s| s.text)
        .collect();
    assert_eq!(body, ["A", "B"]);
    let open = split(
        Dialect::Sqlite,
        "PRAGMA foreign_keys=OFF; BEGIN; A; COMMIT;",
    );
    assert_eq!(rebuild_envelope(&open), None);
}

#[test]
fn statements_that_leave_the_scratch_database_are_refused() {
    let escapes =
        |dialect, text: &str| escapes_scratch(dialect, &split(dialect, text)[0]).is_some();
    assert!(escapes(Dialect::Sqlite, "ATTACH 'a.db' AS b"));
    assert!(escapes(Dialect::Sqlite, "VACUUM INTO 'x.db'"));
    assert!(!escapes(Dialect::Sqlite, "VACUUM"));
    for text in [
        "DROP DATABASE live",
        "CREATE ROLE r",
        "ALTER SYSTEM SET a = 1",
        "GRANT a TO b",
        "alter user postgres password 'x'",
        "GRANT CONNECT ON DATABASE live TO PUBLIC",
        "COMMENT ON TABLESPACE t IS 'x'",
        "DROP OWNED BY a",
        "COPY t TO '/tmp/x'",
        "COPY t FROM PROGRAM 'x'",
    ] {
        assert!(escapes(Dialect::Postgres, text), "{text}");
    }
    for text in [
        "GRANT SELECT ON t TO b",
        "GRANT USAGE ON SCHEMA database TO b",
        "COMMENT ON TABLE t IS 'on database'",
        "COPY t TO STDOUT",
        "COPY t FROM '/tmp/x'",
        "DROP TABLE owned",
        "CREATE USER MAPPING FOR a SERVER s",
        "CREATE TABLE database (id int)",
    ] {
        assert!(!escapes(Dialect::Postgres, text), "{text}");
    }
}

#[test]
fn bodies_that_run_later_are_read() {
    let said = |dialect, text: &str| defines_escape(dialect, &split(dialect, text)[0]);
    let mysql = |text| said(Dialect::Mysql, text).map(|(what, _)| what);
    let name = |text: &str| Some(text.to_owned());
    for (text, expected) in [
        (
            "CREATE PROCEDURE p() GRANT SELECT ON t TO u",
            name("procedure p"),
        ),
        (
            "CREATE DEFINER=`a`@`b` FUNCTION f(a INT) RETURNS INT DETERMINISTIC BEGIN FLUSH TABLES; RETURN 1; END",
            name("function f"),
        ),
        (
            "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW KILL 1",
            name("trigger g"),
        ),
        (
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DROP USER u",
            name("event e"),
        ),
        (
            "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = (SELECT max(t.a) FROM t)",
            None,
        ),
        (
            "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC SQL SECURITY INVOKER COMMENT 'grant' RETURN a + 1",
            None,
        ),
        (
            "CREATE PROCEDURE p(IN a INT) MODIFIES SQL DATA UPDATE t SET t.a = a WHERE t.id = 1",
            None,
        ),
        ("CREATE TABLE function (a INT)", None),
    ] {
        assert_eq!(mysql(text), expected, "{text}");
    }
    let postgres = |text| said(Dialect::Postgres, text).map(|(_, reason)| reason);
    assert_eq!(
        postgres("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT dblink('a', 'b') $$"),
        name("dblink reaches past the database")
    );
    assert_eq!(
        postgres(
            "CREATE FUNCTION f(a text DEFAULT 'DROP DATABASE x') RETURNS text LANGUAGE sql AS 'SELECT a'"
        ),
        None
    );
}

#[test]
fn what_leaves_the_scratch_database_is_found_in_bodies_and_literals() {
    let leaves = |dialect, text: &str| escapes_scratch(dialect, &split(dialect, text)[0]).is_some();
    for (text, expected) in [
        ("DO $$ BEGIN CREATE ROLE r; END $$", true),
        (
            "DO $x$ DECLARE a int; BEGIN IF a > 1 THEN ALTER SYSTEM SET x = 1; END IF; END $x$",
            true,
        ),
        ("DO 'BEGIN EXECUTE ''DROP DATABASE live''; END'", true),
        (
            "DO $$ BEGIN EXECUTE $q$ COPY t TO '/tmp/x' $q$; END $$",
            true,
        ),
        (
            "DO $$ BEGIN PERFORM pg_read_file('/etc/passwd'); END $$",
            true,
        ),
        (
            "DO $$ BEGIN CREATE TABLE role (a int); EXECUTE 'ALTER TABLE t ADD COLUMN database text'; END $$",
            false,
        ),
        ("SELECT lo_export(1, '/tmp/x')", true),
        (
            "SELECT * FROM dblink('dbname=live', 'DELETE FROM t') AS t (a int)",
            true,
        ),
        ("INSERT INTO t VALUES ('SELECT lo_export(1, 2)')", false),
        (
            "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'CREATE ROLE r'",
            false,
        ),
    ] {
        assert_eq!(leaves(Dialect::Postgres, text), expected, "{text}");
    }
    for (text, expected) in [
        ("PREPARE p FROM 'DROP DATABASE live'", true),
        ("EXECUTE IMMEDIATE 'INSERT INTO live.t VALUES (1)'", true),
        ("PREPARE p FROM 'INSERT INTO t VALUES (1)'", false),
        (
            "CREATE TABLE m (a INT) ENGINE=MERGE UNION=(a, live.movie)",
            true,
        ),
        ("CREATE TABLE m (a INT) ENGINE=MERGE UNION=(a, b)", false),
        ("(SELECT a FROM t) UNION (SELECT t.a FROM t)", false),
    ] {
        assert_eq!(leaves(Dialect::Mysql, text), expected, "{text}");
    }
}

#[test]
fn created_types_are_found() {
    let name = |text: &str| {
        created(Dialect::Postgres, &split(Dialect::Postgres, text)[0])
            .filter(|(kind, _)| *kind == Created::Type)
            .map(|(_, own)| own.name)
    };
    assert_eq!(
        name("create type audit.Mood AS ENUM ('a')").as_deref(),
        Some("mood")
    );
    assert_eq!(
        name("CREATE TYPE \"Odd type\" AS (a int)").as_deref(),
        Some("Odd type")
    );
    assert_eq!(name("CREATE TABLE type (a int)"), None);
    assert_eq!(name("CREATE TYPE"), None);
}

#[test]
fn created_tables_are_found() {
    let created = |dialect, text: &str| {
        created(dialect, &split(dialect, text)[0])
            .filter(|(kind, _)| *kind == Created::Table)
            .map(|(_, own)| own.name)
    };
    assert_eq!(
        created(
            Dialect::Postgres,
            "CREATE TABLE IF NOT EXISTS public.Movie (a int)"
        )
        .as_deref(),
        Some("movie")
    );
    assert_eq!(
        created(Dialect::Sqlite, "create table \"Mo\"\"vie\" (a int)").as_deref(),
        Some("Mo\"vie")
    );
    assert_eq!(created(Dialect::Sqlite, "CREATE INDEX a ON b (c)"), None);
}

#[test]
fn other_created_things_are_found() {
    for (text, kind, name) in [
        (
            "CREATE OR REPLACE VIEW public.V AS SELECT 1",
            Created::View,
            "v",
        ),
        (
            "CREATE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT 1",
            Created::View,
            "v",
        ),
        (
            "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$",
            Created::Function,
            "f",
        ),
        (
            "CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t EXECUTE FUNCTION f()",
            Created::Trigger,
            "tr",
        ),
        (
            "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"",
            Created::Extension,
            "uuid-ossp",
        ),
    ] {
        let found = created(Dialect::Postgres, &split(Dialect::Postgres, text)[0]);
        let found = found.map(|(kind, own)| (kind, own.name));
        assert_eq!(found, Some((kind, name.to_owned())), "{text}");
    }
}

#[test]
fn a_comment_that_is_not_closed_is_found() {
    use super::unclosed_comment;

    for (dialect, script, place) in [
        (Dialect::Postgres, "SELECT 1;\n /* x", Some((2, 2))),
        (Dialect::Postgres, "SELECT 1 /* a /* b */", Some((1, 10))),
        (Dialect::Sqlite, "SELECT 1 /* a /* b */", None),
        (Dialect::Mysql, "SELECT '/*'; -- /*\nSELECT 2", None),
        (
            Dialect::Mysql,
            "INSERT INTO t (delimiter) VALUES ('a\n/* b')",
            None,
        ),
        (
            Dialect::Mysql,
            "DELIMITER //\nSELECT 1 //\n/* x",
            Some((3, 1)),
        ),
        (
            Dialect::Mysql,
            "/*!40000 ALTER TABLE t DISABLE KEYS */;",
            None,
        ),
        (Dialect::Sqlite, "/* all */ SELECT 1", None),
    ] {
        assert_eq!(unclosed_comment(dialect, script), place, "{script}");
    }
}
