#![allow(clippy::unwrap_used)]

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use crate::database::AnyConnection;
use crate::inspect::{Dump, dump};

/// The dump of a database that a script makes.
#[track_caller]
fn dumped(script: &str) -> Dump {
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    connection.batch_execute(script).unwrap();
    let mut connection = AnyConnection::Sqlite(connection);
    let first = dump(&mut connection).unwrap();
    assert_eq!(first, dump(&mut connection).unwrap(), "{script}");
    first
}

#[track_caller]
fn assert_same(one: &str, other: &str) {
    let (one, other) = (dumped(one), dumped(other));
    assert_eq!(other.differences(&one), [""; 0], "\n{one:#?}\n{other:#?}");
}

#[track_caller]
fn assert_differ(one: &str, other: &str, expected: &[&str]) {
    assert_eq!(dumped(other).differences(&dumped(one)), expected, "{other}");
}

fn lines(dump: &Dump) -> Vec<String> {
    let entries = dump.iter();
    entries
        .map(|(entry, definition)| format!("{entry}: {}", definition.replace('\n', " | ")))
        .collect()
}

/// Every kind of object, and every clause of a table.
const EVERYTHING: &str = "
CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT COLLATE NOCASE UNIQUE);
CREATE TABLE child (
    a INT CONSTRAINT nn NOT NULL ON CONFLICT REPLACE DEFAULT -1.5e3,
    b VARCHAR(10) COLLATE RTRIM DEFAULT (upper('x')),
    c AS (a + 1), d TEXT GENERATED ALWAYS AS (b || 'x') STORED,
    e BLOB DEFAULT x'00ff',
    f REFERENCES parent MATCH FULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT pk PRIMARY KEY (a DESC, b COLLATE NOCASE) ON CONFLICT IGNORE,
    CONSTRAINT u UNIQUE (b, e DESC) ON CONFLICT FAIL,
    CHECK (a > 0 AND b <> ')'), CONSTRAINT own CHECK (length(b) < 5),
    FOREIGN KEY (b) REFERENCES parent (code) ON DELETE SET NULL
) WITHOUT ROWID;
CREATE TABLE typed (n INT PRIMARY KEY) STRICT;
CREATE INDEX i ON child (b COLLATE NOCASE DESC, (abs(a)) ASC) WHERE (a > 3);
CREATE UNIQUE INDEX j ON child (e);
CREATE VIEW v AS SELECT a, b FROM child;
CREATE TRIGGER tr AFTER UPDATE OF a ON child WHEN NEW.a > 1 BEGIN SELECT 1; END;
CREATE TRIGGER instead INSTEAD OF INSERT ON v BEGIN SELECT 2; END;
CREATE VIRTUAL TABLE words USING fts5(body, tokenize = 'porter');
CREATE TABLE __diesel_schema_migrations (version TEXT PRIMARY KEY);
CREATE TEMP TABLE aside (x);
";

#[test]
fn every_object_and_every_clause_has_an_entry() {
    let f = "foreign key (\"f\") references \"parent\" (\"id\") deferrable initially deferred match full on update cascade";
    let b = "foreign key (\"b\") references \"parent\" (\"code\") on delete set null";
    assert_eq!(
        lines(&dumped(EVERYTHING)),
        [
            "automatic index (b COLLATE rtrim, e COLLATE binary DESC) on child: ",
            "automatic index (code COLLATE nocase) on parent: ",
            "automatic index (n COLLATE binary) on typed: ",
            "column child.a: int | constraint \"nn\" not null on conflict replace | default - 1 . 5e3",
            "column child.b: varchar ( 10 ) | collate \"rtrim\" | default upper ( 'x' )",
            "column child.c:  | as (a + 1) | hidden 2",
            "column child.d: text | as (b | | 'x') stored | hidden 3",
            "column child.e: blob | default x '00ff'",
            "column child.f: ",
            "column parent.code: text | collate \"nocase\"",
            "column parent.id: integer",
            "column typed.n: int",
            "constraint check (a > 0 and b < > ')') on child: check (a > 0 and b < > ')')",
            &format!("constraint {b} on child: {b}"),
            &format!("constraint {f} on child: {f}"),
            "constraint own on child: check (length ( b ) < 5)",
            "constraint pk on child: primary key (\"a\" desc, \"b\" collate \"nocase\") on conflict ignore",
            "constraint primary key (\"id\" autoincrement) on parent: primary key (\"id\" autoincrement)",
            "constraint primary key (\"n\") on typed: primary key (\"n\")",
            "constraint u on child: unique (\"b\", \"e\" desc) on conflict fail",
            "constraint unique (\"code\") on parent: unique (\"code\")",
            "index i on child: (b collate nocase desc, abs ( a )) | where a > 3",
            "index j on child: unique | (e)",
            "table child: without rowid",
            "table parent: ",
            "table typed: strict",
            "trigger instead on v: create trigger instead instead of insert on v begin select 2 ; end",
            "trigger tr on child: create trigger tr after update of a on child when new . a > 1 begin select 1 ; end",
            "view v: create view v as select a , b from child",
            "virtual table words: create virtual table words using fts5 ( body , tokenize = 'porter' )",
        ]
    );
}

#[test]
fn the_change_of_any_part_is_found() {
    for (part, other, expected) in [
        (
            "AUTOINCREMENT",
            "",
            "constraint primary key (\"id\") on parent is new",
        ),
        (
            "CONSTRAINT nn NOT NULL",
            "NOT NULL",
            "column child.a differs",
        ),
        (
            "NOT NULL ON CONFLICT REPLACE",
            "NOT NULL",
            "column child.a differs",
        ),
        ("-1.5e3", "-1.5e4", "column child.a differs"),
        ("upper('x')", "upper('X')", "column child.b differs"),
        ("COLLATE RTRIM", "", "column child.b differs"),
        ("VARCHAR(10)", "VARCHAR(11)", "column child.b differs"),
        ("c AS (a + 1)", "c AS (a + 2)", "column child.c differs"),
        ("STORED", "VIRTUAL", "column child.d differs"),
        ("x'00ff'", "x'00fe'", "column child.e differs"),
        ("MATCH FULL", "", "constraint foreign key (\"f\")"),
        ("INITIALLY DEFERRED", "", "constraint foreign key (\"f\")"),
        (
            "ON UPDATE CASCADE",
            "ON UPDATE NO ACTION",
            "constraint foreign key (\"f\")",
        ),
        ("ON DELETE SET NULL", "", "constraint foreign key (\"b\")"),
        ("a DESC, b", "a, b", "constraint pk on child differs"),
        ("b COLLATE NOCASE)", "b)", "constraint pk on child differs"),
        ("ON CONFLICT IGNORE", "", "constraint pk on child differs"),
        ("ON CONFLICT FAIL", "", "constraint u on child differs"),
        (
            "CONSTRAINT u UNIQUE",
            "UNIQUE",
            "constraint u on child is gone",
        ),
        (
            "e DESC)",
            "e)",
            "automatic index (b COLLATE rtrim, e COLLATE binary)",
        ),
        (
            "COLLATE NOCASE UNIQUE",
            "UNIQUE",
            "automatic index (code COLLATE binary)",
        ),
        ("CHECK (a > 0", "CHECK (a > 1", "constraint check (a > 1"),
        (
            "length(b) < 5",
            "length(b) < 6",
            "constraint own on child differs",
        ),
        ("STRICT", "", "table typed differs: without `strict`"),
        (
            "b COLLATE NOCASE DESC",
            "b DESC",
            "index i on child differs",
        ),
        ("WHERE (a > 3)", "", "index i on child differs"),
        ("UNIQUE INDEX", "INDEX", "index j on child differs"),
        ("SELECT a, b", "SELECT b, a", "view v differs"),
        ("WHEN NEW.a > 1", "", "trigger tr on child differs"),
        ("porter", "ascii", "virtual table words differs"),
    ] {
        let changed = EVERYTHING.replacen(part, other, 1);
        assert_ne!(changed, EVERYTHING, "{part}");
        let found = dumped(&changed).differences(&dumped(EVERYTHING));
        let named = |line: &String| line.starts_with(expected);
        assert!(found.iter().any(named), "{part}: {found:#?}");
    }
}

#[test]
fn an_object_that_is_dropped_is_named() {
    for (statement, expected) in [
        ("DROP INDEX i", "index i on child is gone"),
        ("DROP TRIGGER tr", "trigger tr on child is gone"),
        ("DROP TRIGGER instead", "trigger instead on v is gone"),
        ("DROP VIEW v", "view v is gone"),
        ("DROP TABLE words", "virtual table words is gone"),
        ("DROP TABLE typed", "table typed is gone"),
        ("ALTER TABLE child DROP COLUMN c", "column child.c is gone"),
    ] {
        let found = dumped(&format!("{EVERYTHING};{statement}")).differences(&dumped(EVERYTHING));
        assert!(
            found.iter().any(|line| line == expected),
            "{statement}: {found:#?}"
        );
    }
}

/// Properties for which the model has no place, so that a rebuilt table was without them.
#[test]
fn what_the_model_lacks_is_found() {
    for (with, without, expected) in [
        ("UNIQUE (a COLLATE NOCASE)", "UNIQUE (a)", "unique"),
        ("UNIQUE (a DESC)", "UNIQUE (a)", "unique"),
        ("UNIQUE (a) ON CONFLICT REPLACE", "UNIQUE (a)", "unique"),
        ("PRIMARY KEY (a DESC)", "PRIMARY KEY (a)", "primary key"),
        (
            "PRIMARY KEY (a COLLATE NOCASE)",
            "PRIMARY KEY (a)",
            "primary key",
        ),
        (
            "FOREIGN KEY (a) REFERENCES t (b) MATCH FULL",
            "FOREIGN KEY (a) REFERENCES t (b)",
            "foreign key",
        ),
        ("CONSTRAINT n CHECK (a)", "CHECK (a)", "check"),
    ] {
        let table = |clause| format!("CREATE TABLE t (a INTEGER, b UNIQUE, {clause})");
        let found = dumped(&table(without)).differences(&dumped(&table(with)));
        let named = |line: &&String| line.starts_with(&format!("constraint {expected}"));
        assert!(found.iter().any(|line| named(&line)), "{with}: {found:#?}");
    }
    for (with, without) in [
        ("a INTEGER PRIMARY KEY DESC", "a INTEGER PRIMARY KEY"),
        (
            "a INTEGER PRIMARY KEY DESC",
            "a INTEGER, PRIMARY KEY (a DESC)",
        ),
        ("a UNIQUE ON CONFLICT IGNORE", "a UNIQUE"),
        ("a REFERENCES t (b) MATCH FULL", "a REFERENCES t (b)"),
        ("a CONSTRAINT x NOT NULL", "a NOT NULL"),
    ] {
        let table = |column| format!("CREATE TABLE t (b UNIQUE, {column})");
        let found = dumped(&table(without)).differences(&dumped(&table(with)));
        assert_ne!(found, [""; 0], "{with}");
    }
}

#[test]
fn the_same_table_in_other_words_is_the_same() {
    assert_same(
        "CREATE TABLE p (id INTEGER PRIMARY KEY, b);
         CREATE TABLE t (a VARCHAR(10) NOT NULL DEFAULT 1 UNIQUE, n REFERENCES P CHECK (n > 0),
         m NULL COLLATE BINARY, CONSTRAINT k PRIMARY KEY (a, n) );",
        "CREATE TABLE \"p\" (b, id INTEGER, PRIMARY KEY (\"id\" ASC) ON CONFLICT ABORT);
         CREATE TABLE [t] (m -- a comment
         , `n`, \"a\" varchar ( 10 ) DEFAULT (1) NOT NULL, CHECK ((N > 0))
         CONSTRAINT k PRIMARY KEY (a, \"n\"), UNIQUE (a), FOREIGN KEY (n) REFERENCES p (id)
         ON DELETE NO ACTION MATCH SIMPLE NOT DEFERRABLE);",
    );
    assert_same(
        "CREATE TABLE t (a DEFAULT \"B\"); CREATE INDEX IF NOT EXISTS i ON t (a); CREATE VIEW IF NOT EXISTS main.v AS SELECT 1;
         CREATE TRIGGER IF NOT EXISTS main.r AFTER INSERT ON t BEGIN SELECT 1; END; CREATE TABLE IF NOT EXISTS main.u (a)",
        "CREATE TABLE t (a DEFAULT 'B'); CREATE INDEX main.i ON t (a); CREATE VIEW v AS SELECT 1;
         CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END; CREATE TABLE u (a)",
    );
    assert_differ(
        "CREATE TABLE t (a DEFAULT \"B\")",
        "CREATE TABLE t (a DEFAULT \"b\")",
        &["column t.a differs: `default 'b'` instead of `default 'B'`"],
    );
    assert_same(
        "CREATE TABLE t (a, b); CREATE INDEX i ON t (a, lower(b) DESC) WHERE a > 1",
        "CREATE TABLE t (b, a);\nCREATE INDEX \"i\"  ON \"t\" (\"a\" ASC, (lower(b)) DESC) WHERE (a > 1)",
    );
}

#[test]
fn not_null_is_compared_where_it_makes_a_difference() {
    for (one, other) in [
        (
            "(a INTEGER PRIMARY KEY)",
            "(a INTEGER NOT NULL, PRIMARY KEY (a))",
        ),
        (
            "(a, b, PRIMARY KEY (a, b)) WITHOUT ROWID",
            "(a NOT NULL, b NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID",
        ),
        (
            "(a INT PRIMARY KEY) STRICT",
            "(a INT NOT NULL PRIMARY KEY) STRICT",
        ),
    ] {
        assert_same(
            &format!("CREATE TABLE t {one}"),
            &format!("CREATE TABLE t {other}"),
        );
    }
    for (one, other) in [
        ("(a INT PRIMARY KEY)", "(a INT NOT NULL PRIMARY KEY)"),
        (
            "(a INTEGER PRIMARY KEY DESC)",
            "(a INTEGER NOT NULL PRIMARY KEY DESC)",
        ),
        (
            "(a INTEGER, b, PRIMARY KEY (a, b))",
            "(a INTEGER NOT NULL, b, PRIMARY KEY (a, b))",
        ),
        (
            "(a INT PRIMARY KEY, b INT) STRICT",
            "(a INT PRIMARY KEY, b INT NOT NULL) STRICT",
        ),
    ] {
        let (one, other) = (
            dumped(&format!("CREATE TABLE t {one}")),
            dumped(&format!("CREATE TABLE t {other}")),
        );
        assert_eq!(other.differences(&one).len(), 1, "{other:#?}");
    }
}

/// SQLite renames in the texts itself, and quotes the new name.
#[test]
fn a_renaming_there_and_back_changes_nothing() {
    assert_same(
        EVERYTHING,
        &format!(
            "{EVERYTHING} ALTER TABLE child RENAME TO x; ALTER TABLE x RENAME TO child;
             ALTER TABLE child RENAME COLUMN a TO z; ALTER TABLE child RENAME COLUMN z TO a"
        ),
    );
    assert_differ(
        "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t",
        "CREATE TABLE t (b); CREATE VIEW v AS SELECT b FROM t",
        &[
            "column t.a is gone",
            "column t.b is new",
            "view v differs: `create view v as select b from t` instead of `create view v as select a from t`",
        ],
    );
}

#[test]
fn a_broken_view_is_an_object_like_others() {
    assert_differ(
        "CREATE TABLE t (a)",
        "CREATE TABLE t (a); CREATE TABLE u (a); CREATE VIEW v AS SELECT * FROM u; DROP TABLE u",
        &["view v is new"],
    );
}

/// SQLite needs no space behind a string.
#[test]
fn a_default_ends_where_sqlite_ends_it() {
    let close = dumped("CREATE TABLE t (a TEXT DEFAULT 'a'NOT NULL)");
    let apart = dumped("CREATE TABLE t (a TEXT DEFAULT 'a' NOT NULL)");
    assert_eq!(lines(&close), lines(&apart));
}
