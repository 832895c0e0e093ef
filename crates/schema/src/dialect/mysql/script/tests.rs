#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use super::*;
use crate::dialect::Server;
use crate::dialect::script::{
    created, escapes_scratch, fits_transaction, is_repeatable, same_sql, sets_session, split,
    transaction_control,
};

const MYSQL: Dialect = Dialect::Mysql;

fn texts(script: &str) -> Vec<&str> {
    split(MYSQL, script).iter().map(|s| s.text).collect()
}

fn only(sql: &str) -> Statement<'_> {
    let mut statements = split(MYSQL, sql);
    assert_eq!(statements.len(), 1, "{sql}");
    statements.remove(0)
}

#[test]
fn strings_comments_and_identifiers() {
    let script = "SELECT 'it\\'s;', \"a;\\\"b\", `x;``y` # ; no\n, 5--1;--\nSELECT 2 -- ; no\n+ 1 /* ; /* */";
    assert_eq!(
        texts(script),
        [
            "SELECT 'it\\'s;', \"a;\\\"b\", `x;``y` # ; no\n, 5--1",
            "SELECT 2 -- ; no\n+ 1"
        ]
    );
}

#[test]
fn comments_that_are_run_are_code() {
    let script = "/*!50003 DROP DATABASE live */; CREATE /*M! OR REPLACE */ TABLE t (a INT) /*!50100 ENGINE=InnoDB */; /* no */";
    assert_eq!(
        texts(script),
        [
            "/*!50003 DROP DATABASE live */",
            "CREATE /*M! OR REPLACE */ TABLE t (a INT) /*!50100 ENGINE=InnoDB */"
        ]
    );
    let statements = split(MYSQL, script);
    assert!(statements[0].starts_with(&["drop", "database"]));
    assert!(escapes_scratch(MYSQL, &statements[0]).is_some());
    assert!(statements[1].starts_with(&["create", "or", "replace", "table"]));
}

#[test]
fn programs_stay_whole() {
    for program in [
        "CREATE DEFINER=`root`@`%` TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.x = IF(NEW.y, 1, 2); \
         IF NEW.x > 1 THEN SET NEW.x = CASE WHEN 1 THEN 2 END; ELSEIF NEW.x THEN SET @a = 1; ELSE IF 1 THEN SET @b = 2; END IF; END IF; END",
        "CREATE OR REPLACE PROCEDURE p(a INT) l: LOOP SET @a = 1; LEAVE l; END LOOP l",
        "CREATE PROCEDURE p() COMMENT 'x' BEGIN DECLARE done INT; DECLARE c CURSOR FOR SELECT 1; \
         DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = 1; w: WHILE done DO BEGIN SET @a = 1; END; END WHILE w; \
         REPEAT SET @a = REPEAT('x', 2); UNTIL 1 END REPEAT; CASE done WHEN 1 THEN SELECT 1; END CASE; \
         CREATE TABLE IF NOT EXISTS x (a INT); DROP TABLE IF EXISTS x; FOR i IN 1..3 DO SELECT i; END FOR; END",
        "CREATE TRIGGER t AFTER UPDATE ON a FOR EACH ROW FOLLOWS `s` IF NEW.`end` > OLD.end THEN SET @a = 1; SET @end = 2; END IF",
        "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN a + 1",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY ENDS now() DO BEGIN SELECT 1; SELECT 2; END",
        "BEGIN NOT ATOMIC SELECT 1; IF 1 THEN SELECT 2; END IF; END",
        "IF 1 THEN SELECT 1; SELECT 2; END IF",
    ] {
        let script = format!("{program};\nSELECT 1;");
        assert_eq!(texts(&script), [program, "SELECT 1"]);
        assert_eq!(transaction_control(&only(program)), None);
    }
    assert_eq!(texts("BEGIN; CREATE TABLE `if` (a INT); COMMIT").len(), 3);
    assert_eq!(
        texts("CREATE TABLE IF NOT EXISTS a (b INT); SELECT CASE WHEN 1 THEN 2 END; SELECT 3")
            .len(),
        3
    );
}

#[test]
fn delimiters_of_the_client() {
    assert_eq!(
        texts(
            "DELIMITER //\nCREATE PROCEDURE p()\nBEGIN\n SELECT ';//';\nEND;\n//\ndelimiter ;\nSELECT 1; SELECT 2"
        ),
        [
            "CREATE PROCEDURE p()\nBEGIN\n SELECT ';//';\nEND",
            "SELECT 1",
            "SELECT 2"
        ]
    );
    assert_eq!(
        texts(
            "DELIMITER $$\nBEGIN NOT ATOMIC SELECT 1; END$$\nSELECT 2 $$\nDELIMITER ;\nSELECT 3;"
        ),
        ["BEGIN NOT ATOMIC SELECT 1; END", "SELECT 2", "SELECT 3"]
    );
}

#[test]
fn what_commits_nothing() {
    for (sql, fits) in [
        ("INSERT INTO t VALUES (1)", true),
        ("CREATE TEMPORARY TABLE t (a INT)", true),
        ("DROP TEMPORARY TABLE t", true),
        ("CREATE TABLE t (a INT)", false),
        ("TRUNCATE t", false),
        ("ANALYZE TABLE t", false),
        ("CALL p()", false),
        ("SET autocommit = 1", false),
        ("LOCK TABLES t WRITE", false),
        ("LOAD INDEX INTO CACHE t", false),
    ] {
        assert_eq!(
            fits_transaction(Server::recent(MYSQL), &only(sql)),
            fits,
            "{sql}"
        );
    }
}

#[test]
fn what_is_of_the_session() {
    for (sql, sets) in [
        ("SET NAMES utf8mb4", true),
        ("SET @a = 1, sql_mode = ''", true),
        ("SET @@SESSION.sql_mode = ''", true),
        ("SET GLOBAL x = 1", false),
        ("SET @@GLOBAL.x = 1", false),
        ("SET PASSWORD = 'x'", false),
        (
            "SET STATEMENT max_statement_time = 1 FOR DELETE FROM t",
            false,
        ),
        ("SELECT 1", false),
    ] {
        assert_eq!(sets_session(MYSQL, &only(sql)), sets, "{sql}");
    }
}

#[test]
fn what_may_run_twice() {
    for (sql, twice) in [
        ("CREATE TABLE IF NOT EXISTS t (a INT)", true),
        ("CREATE TABLE IF NOT EXISTS t AS SELECT 1", false),
        ("CREATE OR REPLACE VIEW v AS SELECT 1", true),
        ("CREATE OR REPLACE TABLE t AS SELECT 1", true),
        ("CREATE TABLE t (a INT CHECK (a > 0))", false),
        ("CREATE PROCEDURE p() DROP TABLE IF EXISTS t", false),
        ("DROP TABLE IF EXISTS `t`", true),
        ("DROP TABLE t", false),
        ("OPTIMIZE TABLE t", true),
        (
            "ALTER TABLE t MODIFY a BIGINT NOT NULL AFTER b, COMMENT = 'x'",
            true,
        ),
        ("ALTER TABLE t MODIFY a BIGINT UNIQUE", false),
        ("ALTER TABLE t CHANGE a a INT", true),
        ("ALTER TABLE t CHANGE a b INT", false),
        ("ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT", true),
        ("ALTER TABLE t ADD a INT", false),
        ("UPDATE t SET a = 1", false),
        ("SET @a = 1", true),
    ] {
        assert_eq!(is_repeatable(MYSQL, &only(sql)), twice, "{sql}");
    }
}

#[test]
fn what_the_catalogue_tells_of() {
    let told = |sql| match crate::dialect::script::trace(MYSQL, &only(sql)) {
        Some(Trace::Creates(own)) => format!("+{:?} {:?} {}", own.kind, own.table, own.name),
        Some(Trace::Drops(own)) => format!("-{:?} {:?} {}", own.kind, own.table, own.name),
        other => format!("{other:?}"),
    };
    for (sql, expected) in [
        ("CREATE TABLE `T x` (a INT)", "+Table None T x"),
        ("CREATE TEMPORARY TABLE t (a INT)", "None"),
        ("CREATE TABLE t SELECT 1", "None"),
        (
            "CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW v AS SELECT 1",
            "+View None v",
        ),
        (
            "CREATE UNIQUE INDEX i USING HASH ON t (a)",
            "+Index Some(\"t\") i",
        ),
        ("DROP TABLE a, b", "None"),
        ("RENAME TABLE a TO tmp, b TO a, tmp TO b", "None"),
        ("RENAME TABLE a TO old, new TO a", "+Table None old"),
        ("ALTER TABLE t DROP COLUMN c, ADD COLUMN c INT", "None"),
        (
            "ALTER TABLE t DROP COLUMN c, ADD COLUMN c INT, ADD d INT",
            "+Column Some(\"t\") d",
        ),
        (
            "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (a)",
            "None",
        ),
        (
            "ALTER TABLE t ADD CONSTRAINT UNIQUE KEY u (a)",
            "+Index Some(\"t\") u",
        ),
        (
            "ALTER TABLE t ADD CONSTRAINT n UNIQUE (a)",
            "+Index Some(\"t\") n",
        ),
        ("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (b)", "None"),
        (
            "ALTER TABLE t ADD FULLTEXT INDEX f (a)",
            "+Index Some(\"t\") f",
        ),
        ("ALTER TABLE t DROP CHECK c", "-Constraint Some(\"t\") c"),
        ("ALTER TABLE t MODIFY a INT", "None"),
    ] {
        assert_eq!(told(sql), expected, "{sql}");
    }
}

#[test]
fn what_leaves_the_scratch_database() {
    for sql in [
        "USE live",
        "CREATE DATABASE x",
        "DROP SCHEMA IF EXISTS x",
        "CREATE OR REPLACE USER u",
        "GRANT SELECT ON t TO u",
        "SET GLOBAL x = 1",
        "SET @@global.x = 1",
        "SET PASSWORD FOR u = 'x'",
        "LOAD DATA INFILE 'x' INTO TABLE t",
        "SELECT * INTO OUTFILE 'x' FROM t",
        "FLUSH TABLES",
        "CREATE TABLE IF NOT EXISTS live.m (a INT)",
        "CREATE TABLE m LIKE `live`.`m`",
        "CREATE TABLE m (a INT REFERENCES live.p (id))",
        "DROP TABLE a, live . m",
        "ALTER TABLE live.m ADD a INT",
        "ALTER TABLE m RENAME TO live.m",
        "RENAME TABLE a TO b, c TO live.c",
        "TRUNCATE live.m",
        "INSERT INTO live.m VALUES (1)",
        "INSERT IGNORE live.m SELECT 1",
        "REPLACE live.m VALUES (1)",
        "UPDATE a, live.m SET x = 1",
        "UPDATE LOW_PRIORITY live.m SET x = 1",
        "DELETE live.m FROM m",
        "DELETE FROM live.m",
        "SELECT * FROM a, (SELECT 1 FROM live.m) b",
        "SELECT * FROM a JOIN live.m ON a.x = m.x",
        "SELECT live.f(1)",
        "SELECT live.m.x FROM m",
        "CALL live.p()",
        "LOCK TABLES a WRITE, live.m READ",
        "CREATE INDEX i ON live.m (a)",
        "DROP INDEX i ON live.m",
        "CREATE TRIGGER live.t BEFORE INSERT ON m FOR EACH ROW SET NEW.a = 1",
        "CREATE TRIGGER t BEFORE INSERT ON m FOR EACH ROW BEGIN SET NEW.a = 1; DELETE FROM live.m; END",
        "CREATE VIEW live.v AS SELECT 1",
        "DROP PROCEDURE IF EXISTS live.p",
        "OPTIMIZE TABLE live.m",
    ] {
        assert!(escapes_scratch(MYSQL, &only(sql)).is_some(), "{sql}");
    }
    for sql in [
        "CREATE TABLE m (a DECIMAL(10, 2) DEFAULT 1.5, b INT REFERENCES p (id) ON UPDATE CASCADE)",
        "SELECT m.a, EXTRACT(YEAR FROM m.b), TRIM(LEADING 'x' FROM m.c) FROM m WHERE m.a LIKE m.b",
        "SELECT a.x FROM a JOIN b ON a.x = b.x, c WHERE a.x IN (SELECT b.y FROM b)",
        "INSERT INTO m (a) SELECT x.a FROM x ON DUPLICATE KEY UPDATE m.a = x.a",
        "UPDATE a, b SET a.x = b.x, a.y = 1 WHERE a.z = b.z",
        "SELECT REPLACE(m.a, 'x', 'y'), INSERT(m.a, 1, 2, 'x'), TRUNCATE(m.a, 1) FROM m",
        "DELETE a FROM a JOIN b ON a.x = b.x WHERE b.y ORDER BY a.x, a.y",
        "CREATE TRIGGER t BEFORE INSERT ON m FOR EACH ROW SET NEW.a = OLD.b",
        "CREATE VIEW v AS SELECT m.a, m.b AS c FROM m GROUP BY m.a, m.b",
        "SELECT 1 FROM information_schema.tables",
        "CREATE TABLE `database` (a INT)",
        "ALTER TABLE m ADD CHECK (a > 1.5), ADD FOREIGN KEY (a) REFERENCES b (id)",
        "SET @a = 1.5, sql_mode = ''",
        "CREATE INDEX i ON m (a, b)",
    ] {
        assert_eq!(escapes_scratch(MYSQL, &only(sql)), None, "{sql}");
    }
}

#[test]
fn what_is_created() {
    let named =
        |sql| created(MYSQL, &only(sql)).map(|(kind, own)| format!("{kind:?} {}", own.name));
    for (sql, expected) in [
        (
            "CREATE TABLE IF NOT EXISTS `A b` (a INT)",
            Some("Table A b"),
        ),
        (
            "CREATE OR REPLACE TEMPORARY TABLE t (a INT)",
            Some("Table t"),
        ),
        (
            "CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`r`@`%` SQL SECURITY INVOKER VIEW v AS SELECT 1",
            Some("View v"),
        ),
        (
            "CREATE DEFINER=CURRENT_USER TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @a = 1",
            Some("Trigger t"),
        ),
        ("CREATE PROCEDURE p() SELECT 1", Some("Function p")),
        (
            "CREATE AGGREGATE FUNCTION f RETURNS INT SONAME 'x'",
            Some("Function f"),
        ),
        ("CREATE UNIQUE INDEX i ON t (type)", None),
        ("CREATE USER u", None),
    ] {
        assert_eq!(named(sql).as_deref(), expected, "{sql}");
    }
}

#[test]
fn what_says_the_same() {
    let same = |one, other| same_sql(MYSQL, one, other);
    assert!(same("(`A` > _utf8mb4'x')", "a > \"x\""));
    assert!(same("LENGTH(`a`) # x", "length(a)"));
    assert!(!same("a = 'x'", "a = 'X'"));
    assert!(!same("a > 1", "a > 2"));
}
