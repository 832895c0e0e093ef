//! A change of any object or property is found under its name.

use super::{EVERYTHING, Scratch, assert_named};

/// One statement after the other on one database, each with the entry that it changes.
fn assert_each_is_named(scratch: &mut Scratch, statements: &[(&str, &str)]) {
    let mut before = scratch.dump();
    for (statement, expected) in statements {
        scratch.run(statement);
        let after = scratch.dump();
        assert_named(&after.differences(&before), expected, statement);
        before = after;
    }
}

#[test]
fn the_change_of_any_object_is_named() {
    let Some(mut scratch) = Scratch::with(EVERYTHING) else {
        return;
    };
    assert_each_is_named(
        &mut scratch,
        &[
            (
                "ALTER TABLE p MODIFY a VARCHAR(10) CHARACTER SET latin1 COLLATE latin1_bin",
                "column p.a differs",
            ),
            (
                "ALTER TABLE p MODIFY b VARCHAR(5) COLLATE utf8mb4_bin DEFAULT 'X'",
                "column p.b differs",
            ),
            (
                "ALTER TABLE p MODIFY e ENUM ('a', 'b,(', 'c') NOT NULL",
                "column p.e differs",
            ),
            ("ALTER TABLE p MODIFY h INT DEFAULT 1", "column p.h differs"),
            ("ALTER TABLE p DROP COLUMN v", "column p.v is gone"),
            ("ALTER TABLE p DROP INDEX k", "index k on p is gone"),
            (
                "ALTER TABLE p DROP INDEX u, ADD INDEX u (b)",
                "index u on p differs",
            ),
            ("ALTER TABLE p DROP INDEX sp", "index sp on p is gone"),
            ("ALTER TABLE p DROP INDEX ft", "index ft on p is gone"),
            (
                "ALTER TABLE p DROP CONSTRAINT c_p",
                "constraint c_p on p is gone",
            ),
            (
                "ALTER TABLE p COMMENT = 'another'",
                "comment on table p differs: `COMMENT='another'` instead of `COMMENT='a table'`",
            ),
            (
                "ALTER TABLE p ROW_FORMAT = COMPACT",
                "options of table p differs: `ROW_FORMAT=COMPACT` instead of `ROW_FORMAT=DYNAMIC`",
            ),
            (
                "ALTER TABLE p DEFAULT CHARACTER SET latin1",
                "options of table p differs",
            ),
            (
                "ALTER TABLE c DROP FOREIGN KEY fk",
                "constraint fk on c is gone",
            ),
            (
                "ALTER TABLE c DROP PRIMARY KEY",
                "index PRIMARY on c is gone",
            ),
            (
                "ALTER TABLE parts DROP PARTITION p0",
                "partitioning of table parts differs: without `PARTITION ",
            ),
            (
                "ALTER TABLE parts REMOVE PARTITIONING",
                "partitioning of table parts is gone",
            ),
            (
                "CREATE OR REPLACE VIEW v AS SELECT id, a FROM p WHERE id > 1",
                "view v differs",
            ),
            (
                "CREATE OR REPLACE SQL SECURITY INVOKER VIEW v AS SELECT id, a FROM p WHERE id > 1",
                "view v differs",
            ),
            (
                "CREATE OR REPLACE DEFINER = nobody@localhost VIEW v AS SELECT id, a FROM p",
                "view v differs",
            ),
            ("DROP VIEW v", "view v is gone"),
            (
                "DROP TRIGGER t1; CREATE TRIGGER t1 BEFORE INSERT ON c FOR EACH ROW FOLLOWS t2 SET NEW.p = 1",
                "trigger order BEFORE INSERT on c differs: the same lines in another order",
            ),
            ("DROP TRIGGER t2", "trigger t2 on c is gone"),
            (
                "DROP TRIGGER t3; CREATE TRIGGER t3 AFTER UPDATE ON c FOR EACH ROW SET @p = 3",
                "trigger t3 on c differs",
            ),
            (
                "SET @mode = @@SESSION.sql_mode; SET sql_mode = ''; DROP TRIGGER t3; \
                 CREATE TRIGGER t3 AFTER UPDATE ON c FOR EACH ROW SET @p = 3; SET sql_mode = @mode",
                "trigger t3 on c differs: with `sql_mode =`",
            ),
            (
                "ALTER PROCEDURE pr COMMENT 'another'",
                "procedure pr differs",
            ),
            ("DROP PROCEDURE pr", "procedure pr is gone"),
            (
                "ALTER FUNCTION f SQL SECURITY INVOKER",
                "function f differs",
            ),
            ("DROP FUNCTION f", "function f is gone"),
            ("ALTER EVENT ev DISABLE", "event ev differs"),
            (
                "ALTER EVENT later ON SCHEDULE EVERY 1 DAY STARTS '2037-01-02 00:00:00'",
                "event later differs",
            ),
            ("DROP EVENT later", "event later is gone"),
            ("DROP TABLE parts", "table parts is gone"),
            (
                "ALTER DATABASE CHARACTER SET latin1",
                "database defaults differs",
            ),
        ],
    );
}

/// A table with something that the model lacks, the same without it, and the entry that differs.
fn assert_losses(scratch: &mut Scratch, losses: &[(&str, &str, &str)]) {
    for (with, without, expected) in losses {
        scratch.run(&format!("CREATE TABLE t ({with}"));
        let before = scratch.dump();
        scratch.run(&format!("DROP TABLE t; CREATE TABLE t ({without}"));
        let found = scratch.dump().differences(&before);
        assert_named(&found, expected, with);
        scratch.run("DROP TABLE t");
    }
}

#[test]
fn what_the_model_lacks_is_found() {
    let Some(mut scratch) = Scratch::with("SELECT 1") else {
        return;
    };
    assert_losses(
        &mut scratch,
        &[
            (
                "a INT, KEY k (a) COMMENT 'x')",
                "a INT, KEY k (a))",
                "index k on t differs",
            ),
            (
                "a INT, KEY k (a) USING BTREE) ENGINE = MEMORY",
                "a INT, KEY k (a)) ENGINE = MEMORY",
                "index k on t differs",
            ),
            (
                "a INT) KEY_BLOCK_SIZE = 4",
                "a INT)",
                "options of table t differs: without `KEY_BLOCK_SIZE=4`",
            ),
            (
                "a INT) STATS_PERSISTENT = 1",
                "a INT)",
                "options of table t differs: without `STATS_PERSISTENT=1`",
            ),
            (
                "a INT) ENGINE = MyISAM",
                "a INT)",
                "options of table t differs",
            ),
            (
                "a INT, KEY k (a)) ENGINE = MyISAM PACK_KEYS = 1",
                "a INT, KEY k (a)) ENGINE = MyISAM",
                "options of table t differs",
            ),
        ],
    );
    let of_one = if scratch.is_mariadb() {
        OF_MARIADB
    } else {
        OF_MYSQL
    };
    assert_losses(&mut scratch, of_one);
}

const OF_MARIADB: &[(&str, &str, &str)] = &[
    ("a INT, KEY k (a) KEY_BLOCK_SIZE = 4)", "a INT, KEY k (a))", "index k on t differs"),
    ("a INT, KEY k (a) IGNORED)", "a INT, KEY k (a))", "index k on t differs"),
    ("b DATE NOT NULL, e DATE NOT NULL, PERIOD FOR p (b, e))", "b DATE NOT NULL, e DATE NOT NULL)", "period p on t is gone"),
    (
        "a INT, b DATE, e DATE, PERIOD FOR p (b, e), UNIQUE KEY u (a, p WITHOUT OVERLAPS))",
        "a INT, b DATE, e DATE, PERIOD FOR p (b, e), UNIQUE KEY u (a))",
        "index u on t differs",
    ),
    ("a INT) WITH SYSTEM VERSIONING", "a INT)", "options of table t differs: without `WITH SYSTEM VERSIONING`"),
    (
        "a INT WITHOUT SYSTEM VERSIONING, b INT) WITH SYSTEM VERSIONING",
        "a INT, b INT) WITH SYSTEM VERSIONING",
        "column t.a differs",
    ),
    (
        "a INT, b TIMESTAMP(6) GENERATED ALWAYS AS ROW START, e TIMESTAMP(6) GENERATED ALWAYS AS ROW END,
         PERIOD FOR SYSTEM_TIME (b, e)) WITH SYSTEM VERSIONING",
        "a INT, b TIMESTAMP(6), e TIMESTAMP(6))",
        "period SYSTEM_TIME on t is gone",
    ),
    ("g POINT REF_SYSTEM_ID = 4326)", "g POINT)", "column t.g differs: without `SRID 4326`"),
    ("a TEXT COMPRESSED)", "a TEXT)", "column t.a differs"),
    ("a INT) ENGINE = Aria PAGE_CHECKSUM = 0", "a INT) ENGINE = Aria PAGE_CHECKSUM = 1", "options of table t differs"),
    ("a INT) PAGE_COMPRESSED = 1", "a INT)", "options of table t differs"),
    ("a INT CHECK (a > 0))", "a INT CHECK (a > 1))", "column t.a differs"),
];

const OF_MYSQL: &[(&str, &str, &str)] = &[
    (
        "a INT, KEY k (a) INVISIBLE)",
        "a INT, KEY k (a))",
        "index k on t differs",
    ),
    (
        "a INT, KEY k ((a + 1) DESC))",
        "a INT, KEY k ((a + 1)))",
        "index k on t differs",
    ),
    (
        "g POINT NOT NULL SRID 4326)",
        "g POINT NOT NULL)",
        "column t.g differs",
    ),
    (
        "a INT, CONSTRAINT c CHECK (a > 0) NOT ENFORCED)",
        "a INT, CONSTRAINT c CHECK (a > 0))",
        "constraint c on t differs",
    ),
    (
        "a INT) SECONDARY_ENGINE = rapid",
        "a INT)",
        "options of table t differs: without `SECONDARY_ENGINE=rapid`",
    ),
    (
        "a INT COLUMN_FORMAT DYNAMIC)",
        "a INT)",
        "column t.a differs",
    ),
    (
        "a INT COLUMN_FORMAT FIXED STORAGE DISK)",
        "a INT COLUMN_FORMAT FIXED)",
        "column t.a differs",
    ),
];

#[test]
fn objects_of_one_server_have_entries() {
    let Some(mut scratch) = Scratch::with("SELECT 1") else {
        return;
    };
    let statements: &[(&str, &str)] = if scratch.is_mariadb() {
        &[
            (
                "CREATE SEQUENCE s START WITH 5 INCREMENT BY 2",
                "sequence s is new",
            ),
            ("ALTER SEQUENCE s INCREMENT BY 3", "sequence s differs"),
            (
                "SET @mode = @@SESSION.sql_mode; SET sql_mode = ORACLE; \
                 CREATE PACKAGE k AS FUNCTION f RETURN INT; END; SET sql_mode = @mode",
                "package k is new",
            ),
            (
                "SET sql_mode = ORACLE; CREATE PACKAGE BODY k AS FUNCTION f RETURN INT AS BEGIN RETURN 1; END; END; \
                 SET sql_mode = @mode",
                "package body k is new",
            ),
            (
                "SET sql_mode = ORACLE; DROP PACKAGE BODY k; SET sql_mode = @mode",
                "package body k is gone",
            ),
            (
                "SET sql_mode = ORACLE; DROP PACKAGE k; SET sql_mode = @mode",
                "package k is gone",
            ),
            ("DROP SEQUENCE s", "sequence s is gone"),
        ]
    } else {
        &[
            (
                "CREATE LIBRARY l LANGUAGE JAVASCRIPT AS $$ export function f() { return 1 } $$",
                "library l is new",
            ),
            ("DROP LIBRARY l", "library l is gone"),
        ]
    };
    assert_each_is_named(&mut scratch, statements);
    if scratch.is_mariadb() {
        // Taking a number changes only the counter.
        scratch.run("CREATE SEQUENCE s");
        let before = scratch.dump();
        scratch.run("DO NEXT VALUE FOR s");
        assert_eq!(scratch.dump(), before);
    }
}
