use super::*;
use crate::dialect::script::split;

fn found(dialect: Dialect, script: &str) -> &'static str {
    let traces = traces(dialect, &split(dialect, script));
    match traces {
        traces if traces.lasting.is_some() => "lasting",
        Traces { unseen: true, .. } => "unseen",
        Traces { settings: true, .. } => "settings",
        _ => "",
    }
}

#[test]
fn what_postgres_keeps() {
    for (script, expected) in [
        (
            "CREATE TABLE t (a int); CREATE INDEX i ON t (lower(a)); INSERT INTO t VALUES (now())",
            "",
        ),
        ("SELECT count(*) FROM t; SELECT setval('s', 4)", ""),
        (
            "SET CONSTRAINTS ALL DEFERRED; SET TRANSACTION READ ONLY",
            "",
        ),
        ("SET search_path = a, b", "settings"),
        ("SET LOCAL search_path TO a", "settings"),
        ("SET SESSION AUTHORIZATION x", "settings"),
        ("RESET ALL", "lasting"),
        ("RESET search_path", "settings"),
        ("SET TIME ZONE 'UTC'", "settings"),
        (
            "SELECT pg_catalog.set_config('search_path', '', false)",
            "unseen",
        ),
        (
            "INSERT INTO t SELECT set_config('a.b', 'c', false)",
            "unseen",
        ),
        ("SELECT diesel_manage_updated_at('t')", "unseen"),
        ("DO $$ BEGIN PERFORM 1; END $$", "unseen"),
        ("CALL p()", "unseen"),
        ("SET app.user = 'x'", "lasting"),
        ("SET LOCAL app.user = 'x'", "settings"),
        ("CREATE TEMP TABLE t (a int)", "lasting"),
        ("CREATE TEMP TABLE t (a int); DROP TABLE t", ""),
        ("CREATE TEMPORARY TABLE t (a int) ON COMMIT DROP", ""),
        ("CREATE TABLE pg_temp.t (a int)", "lasting"),
        ("SELECT 1 AS a INTO TEMP t", "lasting"),
        ("PREPARE p AS SELECT 1", "lasting"),
        ("PREPARE p AS SELECT 1; DEALLOCATE p", ""),
        ("LISTEN x", "lasting"),
        ("SELECT pg_advisory_lock(1)", "lasting"),
        ("SELECT pg_advisory_xact_lock(1)", "unseen"),
        ("ALTER ROLE x SET search_path = y", "unseen"),
        ("DECLARE c CURSOR FOR SELECT 1", ""),
        ("DECLARE c CURSOR WITH HOLD FOR SELECT 1", "lasting"),
        ("ALTER DATABASE x SET search_path = y", "unseen"),
    ] {
        assert_eq!(found(Dialect::Postgres, script), expected, "{script}");
    }
}

#[test]
fn what_mysql_keeps() {
    for (script, expected) in [
        (
            "CREATE TABLE t (a int); INSERT INTO t VALUES (IF(1, 2, 3))",
            "",
        ),
        (
            "SET foreign_key_checks = 0; DROP TABLE t; SET foreign_key_checks = 1",
            "",
        ),
        (
            "SET FOREIGN_KEY_CHECKS=0, unique_checks=0; SET UNIQUE_CHECKS=1",
            "settings",
        ),
        ("SET @@session.foreign_key_checks = 0", "settings"),
        ("/*!40014 SET FOREIGN_KEY_CHECKS=0 */", "settings"),
        ("SET @a = 1", "settings"),
        ("SELECT MAX(id) INTO @a FROM t", "settings"),
        ("SELECT @a := 1", "settings"),
        ("SET NAMES latin1", "settings"),
        ("SET sql_mode = ''", "settings"),
        ("USE other", "settings"),
        ("SET GLOBAL sql_mode = ''", "unseen"),
        ("SET STATEMENT max_statement_time = 1 FOR SELECT 1", ""),
        ("SET PASSWORD = 'x'", ""),
        ("SET TRANSACTION READ ONLY", "settings"),
        ("CALL p()", "unseen"),
        ("SELECT f(1)", "unseen"),
        ("SELECT COUNT(*) FROM t", ""),
        ("CREATE TEMPORARY TABLE t (a int)", "lasting"),
        (
            "CREATE TEMPORARY TABLE t (a int); DROP TEMPORARY TABLE t",
            "",
        ),
        ("PREPARE p FROM 'SELECT 1'", "lasting"),
        (
            "PREPARE p FROM 'SELECT 1'; EXECUTE p; DEALLOCATE PREPARE p",
            "unseen",
        ),
        ("SELECT GET_LOCK('x', 1)", "lasting"),
    ] {
        assert_eq!(found(Dialect::Mysql, script), expected, "{script}");
    }
    let own = traces(
        Dialect::Mysql,
        &split(
            Dialect::Mysql,
            "SET @a = 1, @`b c` = @@sql_mode, @@sql_mode = ''; SELECT 1 INTO @d",
        ),
    );
    let names: Vec<&str> = own.variables.iter().map(String::as_str).collect();
    assert_eq!(names, ["a", "b c", "d"]);
}

#[test]
fn what_sqlite_keeps() {
    for (script, expected) in [
        (
            "CREATE TABLE t (a); PRAGMA user_version = 3; PRAGMA table_info(t); PRAGMA foreign_keys",
            "",
        ),
        ("PRAGMA foreign_keys = OFF", "settings"),
        ("PRAGMA main.Case_Sensitive_Like(1)", "settings"),
        ("PRAGMA 'case_sensitive_like' = 1", "settings"),
        ("ATTACH 'x' AS y", "settings"),
        ("CREATE TEMP VIEW v AS SELECT 1", "settings"),
        ("CREATE TABLE temp.t (a)", "settings"),
        ("CREATE TEMP TABLE t (a); DROP TABLE t", ""),
        ("CREATE TABLE t (a DEFAULT 'temp')", ""),
    ] {
        assert_eq!(found(Dialect::Sqlite, script), expected, "{script}");
    }
}
