#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::database::{ConnectOptions, DatabaseUrl, connect};
use crate::dialect::script::split;

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
