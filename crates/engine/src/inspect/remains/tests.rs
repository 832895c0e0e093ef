#![allow(clippy::unwrap_used)]

use diesel::connection::SimpleConnection as _;

use super::*;
use crate::database::test_server::OwnDatabase;
use moviectl_schema::dialect::Dialect;

/// Each is looked for before and after it is done.
#[test]
fn postgres_tells_what_was_done() {
    let Some(database) = OwnDatabase::on(Dialect::Postgres) else {
        return;
    };
    let mut connection = database.connect();
    for sql in [
        "CREATE SCHEMA \"Audit\"",
        "CREATE TABLE a (id INT PRIMARY KEY, n INT, CONSTRAINT a_c CHECK (n > 0))",
        "CREATE TABLE \"Audit\".b (id INT, a_id INT)",
        "ALTER TABLE a ADD COLUMN \"Title\" VARCHAR(80)",
        "ALTER TABLE a ALTER COLUMN n TYPE BIGINT, ADD c INT",
        "ALTER TABLE a RENAME COLUMN c TO d",
        "ALTER TABLE a ADD CONSTRAINT a_title UNIQUE (\"Title\")",
        "ALTER TABLE a RENAME CONSTRAINT a_title TO a_name",
        "CREATE INDEX a_d ON a (d)",
        "ALTER INDEX a_d RENAME TO a_e",
        "DROP INDEX a_e",
        "ALTER TABLE ONLY \"Audit\".b ADD CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a (id)",
        "ALTER TABLE \"Audit\".b DROP CONSTRAINT b_a",
        "CREATE TYPE mood AS ENUM ('sad')",
        "ALTER TYPE mood RENAME TO feeling",
        "DROP TYPE feeling",
        "CREATE VIEW v AS SELECT * FROM a",
        "DROP VIEW v",
        "CREATE SEQUENCE s",
        "DROP SEQUENCE s",
        "ALTER TABLE \"Audit\".b RENAME TO c",
        "DROP TABLE \"Audit\".c",
        "ALTER TABLE a DROP COLUMN d",
        "DROP TABLE a",
        "DROP SCHEMA \"Audit\"",
    ] {
        let before = remains(&mut connection, sql).unwrap();
        assert_eq!(before, Remains::Nothing, "{sql}");
        connection.batch_execute(sql).unwrap();
        let after = remains(&mut connection, sql).unwrap();
        assert_eq!(after, Remains::Whole, "{sql}");
    }
}

/// Each is looked for before and after it is done.
#[test]
fn mysql_tells_what_was_done() {
    let Some(database) = OwnDatabase::on(Dialect::Mysql) else {
        return;
    };
    let mut connection = database.connect();
    for sql in [
        "CREATE TABLE a (id INT PRIMARY KEY, n INT, CONSTRAINT a_c CHECK (n > 0))",
        "CREATE TABLE b (id INT, a_id INT)",
        "ALTER TABLE a ADD COLUMN title VARCHAR(80)",
        "ALTER TABLE a ADD COLUMN c INT, MODIFY n BIGINT",
        "ALTER TABLE a MODIFY n INT, RENAME COLUMN c TO d",
        "ALTER TABLE a CHANGE d e BIGINT",
        "ALTER TABLE a ADD UNIQUE INDEX a_title (title)",
        "ALTER TABLE a DROP INDEX a_title, ADD INDEX a_title (title, n), ADD INDEX a_n (n)",
        "CREATE INDEX a_e ON a (e)",
        "DROP INDEX a_e ON a",
        "ALTER TABLE b ADD PRIMARY KEY (id)",
        "ALTER TABLE b ADD CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a (id)",
        "ALTER TABLE b DROP FOREIGN KEY b_a",
        "ALTER TABLE a DROP CONSTRAINT a_c",
        "ALTER TABLE b ADD CONSTRAINT b_c CHECK (id > 0)",
        "ALTER TABLE b DROP PRIMARY KEY",
        "CREATE VIEW v AS SELECT * FROM a",
        "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.n = 1; SET NEW.e = 2; END",
        "CREATE PROCEDURE p() BEGIN SELECT 1; END",
        "CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1",
        "DROP PROCEDURE p",
        "DROP FUNCTION f",
        "DROP TRIGGER t",
        "DROP VIEW v",
        "RENAME TABLE b TO c",
        "ALTER TABLE c RENAME TO b",
        "ALTER TABLE a DROP COLUMN e",
        "DROP TABLE a",
    ] {
        assert_eq!(
            remains(&mut connection, sql).unwrap(),
            Remains::Nothing,
            "{sql}"
        );
        connection.batch_execute(sql).unwrap();
        assert_eq!(
            remains(&mut connection, sql).unwrap(),
            Remains::Whole,
            "{sql}"
        );
    }
    for sql in [
        "INSERT INTO b VALUES (1, 1)",
        "UPDATE b SET id = 1",
        "ALTER TABLE b ADD INDEX (id)",
    ] {
        assert_eq!(
            remains(&mut connection, sql).unwrap(),
            Remains::Unknown,
            "{sql}"
        );
    }
    for sql in [
        "ALTER TABLE b MODIFY id BIGINT NOT NULL, ALTER COLUMN a_id SET DEFAULT 1",
        "ALTER TABLE b ADD COLUMN IF NOT EXISTS x INT",
        "DROP TABLE IF EXISTS zz",
    ] {
        assert_eq!(
            remains(&mut connection, sql).unwrap(),
            Remains::Nothing,
            "{sql}"
        );
    }
}
