#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::database::{ConnectOptions, DatabaseUrl, connect};
use moviectl_schema::dialect::script::split;

fn memory() -> AnyConnection {
    connect(
        &DatabaseUrl::parse(":memory:").unwrap(),
        &ConnectOptions::default(),
    )
    .unwrap()
}

fn run(connection: &mut AnyConnection, sql: &str) -> Result<Answer, QueryError> {
    let dialect = connection.dialect();
    let mut last = Ok(Answer::Done);
    for statement in split(dialect, sql) {
        last = Ok(query(connection, &statement)?);
    }
    last
}

fn rows(connection: &mut AnyConnection, sql: &str) -> ResultSet {
    match run(connection, sql).unwrap() {
        Answer::Rows(rows) => rows,
        other => panic!("{other:?}"),
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn number(text: &str) -> Value {
    Value::Json {
        text: text.to_owned(),
        json: text.to_owned(),
    }
}

fn states(connection: &mut AnyConnection, steps: &[(&str, TransactionState)]) {
    let dialect = connection.dialect();
    let mut state = TransactionState::None;
    for (sql, expected) in steps {
        let statements = split(dialect, sql);
        let result = query(connection, &statements[0]);
        state = state.after(connection, &statements[0], result.is_ok());
        assert_eq!(state, *expected, "after {sql}: {result:?}");
    }
}

#[test]
fn sqlite_values_keep_their_storage() {
    let result = rows(
        &mut memory(),
        "SELECT 1 AS a, 2.0 AS a, 'x' AS t, x'00ff' AS b, NULL AS n, 9e999 AS i",
    );
    assert_eq!(result.columns, ["a", "a", "t", "b", "n", "i"]);
    let expected = [
        Value::Integer(1),
        number("2.0"),
        text("x"),
        text("x'00ff'"),
        Value::Null,
        text("Inf"),
    ];
    assert_eq!(result.rows, [expected]);
}

#[test]
fn sqlite_names_columns_without_rows_and_counts_changes() {
    let mut connection = memory();
    assert_eq!(
        run(&mut connection, "CREATE TABLE t (id INTEGER, x TEXT)").unwrap(),
        Answer::Done
    );
    let none = rows(&mut connection, "SELECT id, x, id FROM t ORDER BY x");
    assert_eq!((none.columns.len(), none.columns[2].as_str()), (3, "id"));
    assert_eq!(
        run(&mut connection, "INSERT INTO t VALUES (1, 'a'), (2, 'b')").unwrap(),
        Answer::Affected("INSERT", 2)
    );
    assert_eq!(
        run(
            &mut connection,
            "WITH w AS (SELECT 1 AS n) UPDATE t SET x = 'c' WHERE id IN (SELECT n FROM w)"
        )
        .unwrap(),
        Answer::Affected("UPDATE", 1)
    );
    let returned = rows(&mut connection, "DELETE FROM t RETURNING id");
    assert_eq!(returned.rows.len(), 2);
}

#[test]
fn sqlite_transactions() {
    use TransactionState::{None, Open};
    states(
        &mut memory(),
        &[
            ("CREATE TABLE t (id INTEGER PRIMARY KEY)", None),
            ("begin", Open),
            ("nonsense", Open),
            ("commit", None),
            ("SAVEPOINT s", Open),
            ("ROLLBACK TO s", Open),
            ("RELEASE s", None),
            ("BEGIN", Open),
            ("INSERT INTO t VALUES (1)", Open),
            ("INSERT OR ROLLBACK INTO t VALUES (1)", None),
            ("ROLLBACK", None),
        ],
    );
}

#[cfg(feature = "postgres")]
mod postgres {
    use super::*;
    use crate::database::test_server;

    fn server() -> Option<AnyConnection> {
        let url = test_server::url()?;
        Some(connect(&url, &ConnectOptions::default()).unwrap())
    }

    #[test]
    fn values_of_any_type_as_the_server_writes_them() {
        let Some(mut connection) = server() else {
            return;
        };
        let result = rows(
            &mut connection,
            "SELECT 1 AS a, 'x\"y, (z)\\' AS a, NULL::int AS n, '' AS e, ARRAY['a','b c',NULL] AS l, ARRAY[1,2] AS i, \
             1.50 AS d, '10.0.0.1'::inet AS ip, true AS b, '{\"k\": [1]}'::jsonb AS j, 'NaN'::float8 AS f, \
             '2026-01-02'::date AS day, ROW(1, 'x y') AS r, makeaclitem(10, 10, 'SELECT', false) IS NULL AS acl, \
             9223372036854775807 AS big, '\\x00ff'::bytea AS bytes, 'null'::json AS jn",
        );
        let json = |text: &str, json: &str| Value::Json {
            text: text.to_owned(),
            json: json.to_owned(),
        };
        let expected = [
            Value::Integer(1),
            text("x\"y, (z)\\"),
            Value::Null,
            text(""),
            Value::List(vec![Some("a".into()), Some("b c".into()), None]),
            json("{1,2}", "[1,2]"),
            number("1.50"),
            text("10.0.0.1"),
            Value::Bool(true),
            json("{\"k\": [1]}", "{\"k\": [1]}"),
            text("NaN"),
            text("2026-01-02"),
            json("(1,\"x y\")", "{\"f1\":1,\"f2\":\"x y\"}"),
            Value::Bool(false),
            Value::Integer(i64::MAX),
            text("\\x00ff"),
            number("null"),
        ];
        assert_eq!(result.rows, [expected]);
        assert_eq!(result.columns[..2], ["a", "a"]);
        // No binary form at all.
        let result = rows(
            &mut connection,
            "SELECT makeaclitem(10, 10, 'SELECT', false)",
        );
        assert_eq!(result.rows.len(), 1);
    }

    #[test]
    fn rows_of_every_kind_of_statement() {
        let Some(mut connection) = server() else {
            return;
        };
        let made = "CREATE TEMP TABLE t (id serial, x int)";
        assert_eq!(run(&mut connection, made).unwrap(), Answer::Done);
        let ids = |result: ResultSet| -> Vec<Value> {
            result
                .rows
                .into_iter()
                .map(|mut row| row.swap_remove(0))
                .collect()
        };
        let insert = "INSERT INTO t (x) VALUES (7), (8)";
        assert_eq!(
            run(&mut connection, insert).unwrap(),
            Answer::Affected("INSERT", 2)
        );
        let three = Value::Integer(3);
        let returning = format!("{insert} RETURNING id");
        assert_eq!(
            ids(rows(&mut connection, &returning)),
            [three.clone(), Value::Integer(4)]
        );
        let nested =
            "WITH old AS (DELETE FROM t WHERE id = 3 RETURNING id) SELECT id -- gone\nFROM old";
        assert_eq!(ids(rows(&mut connection, nested)), [three]);
        for sql in [
            "VALUES (1)",
            "TABLE t",
            "(SELECT 1)",
            "SELECT",
            "SHOW search_path",
            "EXPLAIN SELECT 1",
            "SELECT * FROM t FOR UPDATE",
        ] {
            assert!(!rows(&mut connection, sql).rows.is_empty(), "{sql}");
        }
        let none = rows(
            &mut connection,
            "UPDATE t SET x = 1 WHERE false RETURNING id, x, x",
        );
        assert_eq!(none.columns, ["id", "x", "x"]);
        let ordered = rows(
            &mut connection,
            "SELECT n FROM generate_series(1, 50) n ORDER BY n DESC",
        );
        let expected: Vec<Value> = (1..=50).rev().map(Value::Integer).collect();
        assert_eq!(ids(ordered), expected);
        let into = "SELECT 1 AS a INTO TEMP u";
        assert_eq!(
            run(&mut connection, into).unwrap(),
            Answer::Affected("SELECT", 1)
        );
        assert!(matches!(
            run(&mut connection, "COPY t TO STDOUT"),
            Err(QueryError::CopyThroughClient)
        ));
    }

    #[test]
    fn errors_know_their_line() {
        let Some(mut connection) = server() else {
            return;
        };
        let cases = [
            (
                "SELECT 1,\n nothing",
                1,
                "column \"nothing\" does not exist",
            ),
            (
                "WITH a AS (\nSELECT nothing)\nSELECT 1",
                1,
                "column \"nothing\" does not exist",
            ),
            (
                "WITH a AS (SELECT 1)\nSELECT\nnothing",
                2,
                "column \"nothing\" does not exist",
            ),
            ("SELECT 1 FROM", 0, "syntax error at end of input"),
            ("CREATE TABLE\n(", 1, "syntax error at or near \"(\""),
        ];
        for (sql, expected, says) in cases {
            match run(&mut connection, sql) {
                Err(QueryError::Database { line, message, .. }) => {
                    assert_eq!((line, message.as_str()), (Some(expected), says), "{sql}");
                }
                other => panic!("{sql}: {other:?}"),
            }
        }
    }

    #[test]
    fn transactions() {
        use TransactionState::{Failed, None, Open};
        let Some(mut connection) = server() else {
            return;
        };
        states(
            &mut connection,
            &[
                ("SELECT 1/0", None),
                ("BEGIN", Open),
                ("SAVEPOINT s", Open),
                ("SELECT 1/0", Failed),
                ("SELECT 1", Failed),
                ("ROLLBACK TO s", Open),
                ("COMMIT AND CHAIN", Open),
                ("ROLLBACK PREPARED 'x'", Failed),
                ("BEGIN", Failed),
                ("COMMIT", None),
                ("START TRANSACTION", Open),
                ("END", None),
            ],
        );
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use super::*;
    use crate::database::test_server::OwnDatabase;
    use moviectl_schema::dialect::Dialect;

    #[test]
    fn values_of_any_type_as_the_server_writes_them() {
        let Some(database) = OwnDatabase::on(Dialect::Mysql) else {
            return;
        };
        let mut connection = database.connect();
        run(
            &mut connection,
            "CREATE TABLE t (i TINYINT, u BIGINT UNSIGNED, z INT(6) ZEROFILL, d DECIMAL(10, 2), f FLOAT, g DOUBLE, \
             bits BIT(3), y YEAR, day DATE, at DATETIME, exact DATETIME(3), span TIME, mark TIMESTAMP NULL, \
             c CHAR(3), v VARCHAR(9), b VARBINARY(9), s TEXT, l LONGBLOB, e ENUM('a', 'b'), o SET('x', 'y'), j JSON, \
             bool BOOLEAN, bin VARCHAR(9) COLLATE utf8mb4_bin); \
             INSERT INTO t VALUES (-1, 18446744073709551615, 7, 1.50, 0.1, 1e300, b'101', 2026, '2026-01-02', \
             '2026-01-02 03:04:05', '2026-01-02 03:04:05.678', '-100:00:01', NULL, 'ü', '', x'00ff', 'long', x'ff', 'b', \
             'x,y', '[1]', true, 'é')",
        )
        .unwrap();
        let result = rows(&mut connection, "SELECT * FROM t");
        let expected = [
            Value::Integer(-1),
            number("18446744073709551615"),
            Value::Json {
                text: "000007".to_owned(),
                json: "7".to_owned(),
            },
            number("1.50"),
            number("0.1"),
            number("1e300"),
            Value::Integer(5),
            Value::Integer(2026),
            text("2026-01-02"),
            text("2026-01-02 03:04:05"),
            text("2026-01-02 03:04:05.678"),
            text("-100:00:01"),
            Value::Null,
            text("ü"),
            text(""),
            text("x'00ff'"),
            text("long"),
            text("x'ff'"),
            text("b"),
            text("x,y"),
            text("[1]"),
            Value::Integer(1),
            text("é"),
        ];
        assert_eq!(result.rows, [expected]);
        let none = rows(
            &mut connection,
            "SELECT i, u AS \"odd name\" FROM t WHERE false ORDER BY i",
        );
        assert_eq!(none.columns, ["i", "odd name"]);
        let twice = rows(&mut connection, "SELECT 1 AS a, NULL AS a");
        assert_eq!(twice.columns, ["a", "a"]);
        let long = rows(
            &mut connection,
            "SELECT REPEAT('x', 100000) UNION ALL SELECT 'y'",
        );
        assert_eq!(long.rows[1], [text("y")]);
    }

    #[test]
    fn everything_runs() {
        let Some(database) = OwnDatabase::on(Dialect::Mysql) else {
            return;
        };
        let mut connection = database.connect();
        for (sql, affected) in [
            ("CREATE TABLE t (id INT PRIMARY KEY, x TEXT)", None),
            (
                "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
                Some(("INSERT", 2)),
            ),
            ("UPDATE t SET x = 'a'", Some(("UPDATE", 2))),
            ("REPLACE INTO t VALUES (1, 'c')", Some(("INSERT", 2))),
            ("SELECT COUNT(*) INTO @n FROM t", Some(("SELECT", 1))),
            ("DELETE FROM t WHERE id = 2", Some(("DELETE", 1))),
            ("LOCK TABLES t WRITE", None),
            ("UNLOCK TABLES", None),
            ("SET @x = 1", None),
            ("USE mysql", None),
        ] {
            let expected =
                affected.map_or(Answer::Done, |(word, count)| Answer::Affected(word, count));
            assert_eq!(run(&mut connection, sql).unwrap(), expected, "{sql}");
        }
        let mut connection = database.connect();
        for sql in [
            "SHOW TABLES",
            "DESCRIBE t",
            "EXPLAIN SELECT * FROM t",
            "SHOW CREATE TABLE t",
            "(SELECT 1)",
            "WITH a AS (SELECT 1 AS n) SELECT n FROM a",
            "ANALYZE TABLE t",
            "CHECK TABLE t",
            "SELECT * FROM t FOR UPDATE",
        ] {
            assert!(!rows(&mut connection, sql).rows.is_empty(), "{sql}");
        }
        let mut create = Statement::clone(&split(Dialect::Mysql, "SELECT 1")[0]);
        create.text = "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END";
        query(&mut connection, &create).unwrap();
        // Of several results the first is shown, and the others are read.
        let called = rows(&mut connection, "CALL p()");
        assert_eq!(called.rows, [[Value::Integer(1)]]);
        assert_eq!(
            rows(&mut connection, "SELECT 3").rows,
            [[Value::Integer(3)]]
        );
        assert!(
            matches!(databases(&mut connection), Ok(Answer::Rows(rows)) if !rows.rows.is_empty())
        );
        // A type that Diesel has no name for.
        let point = rows(&mut connection, "SELECT ST_GeomFromText('POINT(1 2)')");
        assert!(matches!(&point.rows[0][..], [Value::Text(text)] if text.starts_with("x'")));
        assert_eq!(rows(&mut connection, "SELECT 3").rows.len(), 1);
    }

    #[test]
    fn errors_know_their_line() {
        let Some(database) = OwnDatabase::on(Dialect::Mysql) else {
            return;
        };
        let mut connection = database.connect();
        for (sql, expected) in [
            ("SELECT 1,\n nothing FROM\n WHERE", Some(2)),
            ("SELECT nothing", None),
        ] {
            match run(&mut connection, sql) {
                Err(QueryError::Database { line, message, .. }) => {
                    assert_eq!(line, expected, "{message}");
                    assert!(!message.contains(" at line "), "{message}");
                }
                other => panic!("{sql}: {other:?}"),
            }
        }
    }

    #[test]
    fn transactions() {
        use TransactionState::{None, Open};
        let Some(database) = OwnDatabase::on(Dialect::Mysql) else {
            return;
        };
        states(
            &mut database.connect(),
            &[
                ("CREATE TABLE t (id INT PRIMARY KEY)", None),
                ("BEGIN", Open),
                ("SELECT nothing", Open),
                ("INSERT INTO t VALUES (1)", Open),
                ("SAVEPOINT s", Open),
                ("ROLLBACK TO s", Open),
                ("COMMIT AND CHAIN", Open),
                ("CREATE TEMPORARY TABLE u (id INT)", Open),
                ("CREATE TABLE v (id INT)", None),
                ("START TRANSACTION", Open),
                ("CREATE TABLE v (id INT)", None),
                ("ROLLBACK", None),
            ],
        );
    }
}
