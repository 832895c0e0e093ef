#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::sql_types::{BigInt, Integer};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::database::AnyConnection;
use moviectl_schema::schema::{AutoIncrement, Deferrable, ReferentialAction};

fn connect(script: &str) -> AnyConnection {
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    connection.batch_execute(script).unwrap();
    AnyConnection::Sqlite(connection)
}

fn read(script: &str) -> Schema {
    crate::inspect::inspect(&mut connect(script)).unwrap()
}

/// The only table of a script, after holding it against what SQLite itself says of it.
fn read_table(script: &str) -> Table {
    let mut connection = connect(script);
    let table = crate::inspect::inspect(&mut connection)
        .unwrap()
        .tables
        .remove(0);
    let AnyConnection::Sqlite(connection) = &mut connection else {
        unreachable!()
    };
    assert_same_as_pragmas(connection, &table);
    table
}

#[derive(QueryableByName)]
struct PragmaColumn {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Integer)]
    not_null: i32,
    #[diesel(sql_type = Nullable<Text>)]
    dflt_value: Option<String>,
    #[diesel(sql_type = Integer)]
    pk: i32,
    #[diesel(sql_type = Integer)]
    hidden: i32,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn assert_same_as_pragmas(connection: &mut SqliteConnection, table: &Table) {
    let name = &table.name.name;
    let columns: Vec<PragmaColumn> = sql_query(
        "SELECT name, \"notnull\" AS not_null, dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid",
    )
    .bind::<Text, _>(name)
    .load(connection)
    .unwrap();
    let names: Vec<&String> = table.columns.iter().map(|column| &column.name).collect();
    assert_eq!(
        columns
            .iter()
            .map(|column| &column.name)
            .collect::<Vec<_>>(),
        names
    );
    for (theirs, ours) in columns.iter().zip(&table.columns) {
        // The default of an expression is told without its parentheses.
        let default = ours.default.as_deref().map(|text| {
            text.strip_prefix('(')
                .and_then(|text| text.strip_suffix(')'))
                .unwrap_or(text)
                .trim()
        });
        assert_eq!(theirs.dflt_value.as_deref(), default, "{}", ours.name);
        assert_eq!(theirs.pk > 0, table.is_key(&ours.name), "{}", ours.name);
        assert_eq!(theirs.hidden > 0, ours.generated.is_some(), "{}", ours.name);
        if theirs.pk == 0 {
            assert_eq!(theirs.not_null == 1, !ours.nullable, "{}", ours.name);
        }
    }
    let keys = "SELECT count(DISTINCT id) AS count FROM pragma_foreign_key_list(?)";
    let keys: Count = sql_query(keys)
        .bind::<Text, _>(name)
        .get_result(connection)
        .unwrap();
    assert_eq!(keys.count as usize, table.foreign_keys.len());
}

fn column<'t>(table: &'t Table, name: &str) -> &'t Column {
    table
        .column(name)
        .unwrap_or_else(|| panic!("no column {name}"))
}

#[test]
fn quotes_comments_and_keywords_are_no_obstacle() {
    let table = read_table(
        r#"CREATE TABLE "a, ""b"" (c)" ( -- comment, with ( and '
            "x, y" VARCHAR /* (3), */ ( 80 ) NOT NULL,
            [z ) ] DOUBLE   PRECISION,
            `w``'` DECIMAL(10 , 2) DEFAULT 'it''s, (so) -- no comment',
            'single' text COLLATE "nocase",
            key, "primary" BLOB DEFAULT x'00ff', desc INTEGER DEFAULT - 1, generated INT, always,
            ünïcödé UNSIGNED BIG INT DEFAULT +1.5e-3
            , "end" DEFAULT CURRENT_TIMESTAMP /* ) */
        )"#,
    );
    assert_eq!(table.name.name, "a, \"b\" (c)");
    let names: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "x, y",
            "z ) ",
            "w`'",
            "single",
            "key",
            "primary",
            "desc",
            "generated",
            "always",
            "ünïcödé",
            "end"
        ]
    );
    assert!(!column(&table, "x, y").nullable);
    let default = |name| column(&table, name).default.as_deref();
    assert_eq!(default("w`'"), Some("'it''s, (so) -- no comment'"));
    assert_eq!(default("primary"), Some("x'00ff'"));
    assert_eq!(default("desc"), Some("- 1"));
    assert_eq!(default("ünïcödé"), Some("+1.5e-3"));
    assert_eq!(default("end"), Some("CURRENT_TIMESTAMP"));
    assert_eq!(
        column(&table, "single").collation.as_deref(),
        Some("nocase")
    );
    let expected = |text| Dialect::Sqlite.parse_type(text);
    assert_eq!(column(&table, "x, y").sql_type, expected("VARCHAR(80)"));
    assert_eq!(
        column(&table, "z ) ").sql_type,
        expected("DOUBLE PRECISION")
    );
    assert_eq!(
        column(&table, "ünïcödé").sql_type,
        expected("UNSIGNED BIG INT")
    );
    assert_eq!(column(&table, "key").sql_type, expected(""));
    assert_eq!(table.unsupported, Vec::<String>::new());
}

#[test]
fn defaults_checks_and_generated_columns_keep_their_text() {
    let table = read_table(
        "CREATE TABLE t (
            a INTEGER CONSTRAINT positive CHECK (a > 0 -- really
            ),
            at INT DEFAULT (strftime('%s', 'now')),
            flag BOOLEAN DEFAULT true NOT NULL, nil DEFAULT NULL,
            twice INT GENERATED ALWAYS AS (a * (2)) STORED CHECK (twice IN (2, 4)),
            lower TEXT AS (lower(a)) VIRTUAL,
            bare AS (a),
            CHECK (A < at OR length('flag') > 1) CONSTRAINT named CHECK (\"flag\"), CONSTRAINT u UNIQUE (A, at)
            UNIQUE (at)
        );",
    );
    assert_eq!(
        column(&table, "at").default.as_deref(),
        Some("(strftime('%s', 'now'))")
    );
    assert_eq!(column(&table, "flag").default.as_deref(), Some("true"));
    let generated = |name| {
        let generated = column(&table, name).generated.as_ref().unwrap();
        (generated.expression.as_str(), generated.stored)
    };
    assert_eq!(generated("twice"), ("a * (2)", true));
    assert_eq!(generated("lower"), ("lower(a)", false));
    assert_eq!(generated("bare"), ("a", false));
    assert_eq!(
        column(&table, "twice").sql_type,
        Dialect::Sqlite.parse_type("INT")
    );
    let checks: Vec<_> = table
        .checks
        .iter()
        .map(|check| {
            (
                check.name.as_deref(),
                check.expression.as_str(),
                check.columns.join(" "),
            )
        })
        .collect();
    assert_eq!(
        checks,
        [
            (Some("positive"), "a > 0", "a".to_owned()),
            (None, "twice IN (2, 4)", "twice".to_owned()),
            (None, "A < at OR length('flag') > 1", "a at".to_owned()),
            (Some("named"), "\"flag\"", "flag".to_owned()),
        ]
    );
    assert_eq!(table.uniques[0].name.as_deref(), Some("u"));
    assert_eq!(table.uniques[0].columns, ["a", "at"]);
    assert_eq!(table.uniques[1].columns, ["at"]);
    assert_eq!(table.unsupported, Vec::<String>::new());
}

#[test]
fn primary_keys_decide_nullability() {
    let key = |sql: &str| {
        let table = read_table(sql);
        (table.key_columns().join(" "), table.columns[0].nullable)
    };
    let is = |columns: &str, nullable| (columns.to_owned(), nullable);
    assert_eq!(
        key("CREATE TABLE t (id INTEGER PRIMARY KEY)"),
        is("id", false)
    );
    assert_eq!(
        key("CREATE TABLE t (id integer, CONSTRAINT k PRIMARY KEY (ID))"),
        is("id", false)
    );
    assert_eq!(
        key("CREATE TABLE t (id INTEGER PRIMARY KEY DESC)"),
        is("id", true)
    );
    assert_eq!(key("CREATE TABLE t (id INT PRIMARY KEY)"), is("id", true));
    assert_eq!(
        key("CREATE TABLE t (id INTEGER, b, PRIMARY KEY (id, b))"),
        is("id b", true)
    );
    assert_eq!(
        key("CREATE TABLE t (b, id INT, PRIMARY KEY (id, b)) WITHOUT ROWID"),
        is("id b", false)
    );
    assert_eq!(
        key("CREATE TABLE t (id INT PRIMARY KEY) STRICT"),
        is("id", false)
    );

    let table = read_table(
        "CREATE TABLE t (id INTEGER CONSTRAINT k PRIMARY KEY ASC AUTOINCREMENT NOT NULL)",
    );
    assert_eq!(
        table.primary_key.as_ref().unwrap().name.as_deref(),
        Some("k")
    );
    assert_eq!(
        table.columns[0].auto_increment,
        Some(AutoIncrement::Keyword)
    );
    let table = read_table("CREATE TABLE t (id INTEGER, PRIMARY KEY (id AUTOINCREMENT))");
    assert_eq!(
        table.columns[0].auto_increment,
        Some(AutoIncrement::Keyword)
    );
    let table = read_table("CREATE TABLE t (id INT PRIMARY KEY) strict, without rowid");
    assert!(table.sqlite.options.strict && table.sqlite.options.without_rowid);
}

#[test]
fn a_type_in_quotes_is_what_is_within() {
    let table = read_table(
        "CREATE TABLE t (a \"my type\", id \"INTEGER\" PRIMARY KEY, c 'x' [y z](3), d TEXT[], e `q-q`)",
    );
    let expected = ["my type", "INTEGER", "x", "TEXT[]", "q-q"];
    for (column, text) in table.columns.iter().zip(expected) {
        assert_eq!(column.sql_type, Dialect::Sqlite.parse_type(text));
    }
    assert!(!table.columns[1].nullable);
    assert_eq!(table.unsupported, ["type 'q-q' of column 'e'"]);
}

#[test]
fn nullability_of_keys_is_what_sqlite_does() {
    for (sql, accepted) in [
        ("CREATE TABLE t (id INT PRIMARY KEY)", true),
        ("CREATE TABLE t (id INTEGER PRIMARY KEY DESC)", true),
        ("CREATE TABLE t (id INTEGER(4) PRIMARY KEY)", true),
        ("CREATE TABLE t (id INT PRIMARY KEY) STRICT", false),
        ("CREATE TABLE t (id INT PRIMARY KEY) WITHOUT ROWID", false),
    ] {
        assert_eq!(read_table(sql).columns[0].nullable, accepted, "{sql}");
        let mut connection = connect(sql);
        let insert = connection.batch_execute("INSERT INTO t (id) VALUES (NULL)");
        assert_eq!(insert.is_ok(), accepted, "{sql}");
        let null = connection
            .batch_execute("CREATE TABLE seen (x NOT NULL); INSERT INTO seen SELECT id FROM t");
        assert_eq!(null.is_err(), accepted, "{sql}");
    }
}

#[test]
fn foreign_keys_are_resolved() {
    let schema = read(
        "CREATE TABLE Parent (Id INTEGER PRIMARY KEY, A INT, B INT, UNIQUE (A, B));
         CREATE TABLE child (
            id INTEGER PRIMARY KEY,
            one INT REFERENCES parent ON DELETE CASCADE NOT NULL DEFERRABLE INITIALLY DEFERRED,
            two INT CONSTRAINT fk_two REFERENCES PARENT(id) ON UPDATE SET NULL ON DELETE SET DEFAULT NOT DEFERRABLE,
            up INT REFERENCES child DEFERRABLE,
            a INT, b INT,
            CONSTRAINT both FOREIGN KEY (A, b) REFERENCES parent (a, b) MATCH SIMPLE ON DELETE RESTRICT,
            FOREIGN KEY (a) REFERENCES gone (Id)
         );",
    );
    let child = schema.table(&TableName::new("child")).unwrap();
    let [one, two, up, both, gone] = child.foreign_keys.as_slice() else {
        panic!("{:?}", child.foreign_keys)
    };
    assert_eq!(
        (
            one.references.name.as_str(),
            one.referenced_columns.join(" ")
        ),
        ("Parent", "Id".into())
    );
    assert_eq!(
        (one.on_delete, one.deferrable),
        (ReferentialAction::Cascade, Deferrable::InitiallyDeferred)
    );
    assert!(!child.column("one").unwrap().nullable);
    assert_eq!(two.name.as_deref(), Some("fk_two"));
    assert_eq!(
        (two.on_update, two.on_delete),
        (ReferentialAction::SetNull, ReferentialAction::SetDefault)
    );
    assert_eq!(
        (two.deferrable, two.referenced_columns.join(" ")),
        (Deferrable::Never, "Id".into())
    );
    assert_eq!(
        (up.references.name.as_str(), up.deferrable),
        ("child", Deferrable::InitiallyImmediate)
    );
    assert_eq!(
        (both.columns.join(" "), both.referenced_columns.join(" ")),
        ("a b".into(), "A B".into())
    );
    assert_eq!(both.on_delete, ReferentialAction::Restrict);
    assert_eq!(gone.references.name, "gone");
    assert_eq!(child.unsupported, Vec::<String>::new());
}

#[test]
fn what_the_model_cannot_hold_is_named() {
    let table = read_table(
        "CREATE TABLE t (
            id INTEGER PRIMARY KEY ON CONFLICT REPLACE,
            a DECIMAL(10, -2) CONSTRAINT filled NOT NULL ON CONFLICT ABORT UNIQUE ON CONFLICT IGNORE,
            b TEXT REFERENCES t MATCH FULL CONSTRAINT alone,
            UNIQUE (a COLLATE nocase DESC, b) ON CONFLICT FAIL
        )",
    );
    assert_eq!(
        table.unsupported,
        [
            "ON CONFLICT clause on column 'id'",
            "arguments of the type of column 'a'",
            "constraint name 'filled' on column 'a'",
            "ON CONFLICT clause on column 'a'",
            "MATCH FULL of foreign key to 't'",
            "constraint name 'alone' without a constraint",
            "COLLATE nocase on 'a' in a unique constraint",
            "descending column 'a' in a unique constraint",
            "ON CONFLICT clause on unique constraint (a, b)",
        ]
    );
    let table = read_table("CREATE TABLE t (a, b, PRIMARY KEY (a, b DESC))");
    assert_eq!(
        table.unsupported,
        ["descending column 'b' in the primary key"]
    );
    let table = read_table("CREATE TABLE t (a REFERENCES nowhere)");
    assert_eq!(table.unsupported.len(), 1);
}

#[test]
fn indexes_triggers_and_views_come_with_their_tables() {
    let schema = read(
        "CREATE TABLE t (Id INTEGER PRIMARY KEY, name TEXT UNIQUE, lower TEXT, active INT);
         CREATE UNIQUE INDEX IF NOT EXISTS \"t (name)\" ON T (lower(name) COLLATE nocase, \"id\" DESC) WHERE active = 'lower';
         CREATE INDEX a ON t (lower);
         CREATE TRIGGER z AFTER INSERT ON T BEGIN SELECT 1; END;
         CREATE TRIGGER b AFTER INSERT ON t BEGIN SELECT ';'; END;
         CREATE VIEW v AS SELECT id, name AS n, 1 AS one FROM t;
         CREATE TRIGGER iv INSTEAD OF INSERT ON v BEGIN SELECT 1; END;
         CREATE TABLE gone (x); CREATE VIEW broken AS SELECT * FROM gone; DROP TABLE gone;
         CREATE TEMP TABLE hidden (x);",
    );
    assert_eq!(schema.tables.len(), 1);
    let table = &schema.tables[0];
    let [a, quoted] = table.indexes.as_slice() else {
        panic!("{:?}", table.indexes)
    };
    assert_eq!(
        (a.name.as_str(), a.columns.join(" "), a.unique),
        ("a", "lower".into(), false)
    );
    assert_eq!(
        (quoted.columns.join(" "), quoted.unique),
        ("name Id active".into(), true)
    );
    assert_eq!(
        Dialect::Sqlite.create_index(&table.name, quoted),
        "CREATE UNIQUE INDEX \"t (name)\" ON \"t\" \
         ((lower(name)) COLLATE nocase, \"id\" DESC) WHERE active = 'lower'"
    );
    let triggers: Vec<&str> = table
        .sqlite
        .triggers
        .iter()
        .map(|trigger| trigger.name.as_str())
        .collect();
    assert_eq!(triggers, ["z", "b"]);
    assert_eq!(
        table.sqlite.triggers[1].definition,
        "CREATE TRIGGER b AFTER INSERT ON t BEGIN SELECT ';'; END"
    );
    let [broken, view] = schema.views.as_slice() else {
        panic!("{:?}", schema.views)
    };
    assert_eq!(
        (broken.name.name.as_str(), broken.columns.len()),
        ("broken", 0)
    );
    let columns: Vec<&str> = view
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(columns, ["Id", "n", "one"]);
    assert_eq!(view.columns[1].sql_type, Dialect::Sqlite.parse_type("TEXT"));
    assert_eq!(view.sqlite.triggers.len(), 1);
}

#[test]
fn bookkeeping_internal_and_virtual_tables_are_left_out() {
    let schema = read(
        "CREATE TABLE __diesel_schema_migrations (version TEXT PRIMARY KEY);
         CREATE TABLE __moviectl_revisions (version TEXT); CREATE TABLE alembic_version (version_num TEXT);
         CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE a AS SELECT 1 AS x, 'y' AS \"y z\";
         INSERT INTO b DEFAULT VALUES; CREATE INDEX bi ON b (id); ANALYZE;
         CREATE VIRTUAL TABLE search USING fts5 (body);",
    );
    let names: Vec<&str> = schema
        .tables
        .iter()
        .map(|table| table.name.name.as_str())
        .collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(schema.tables[0].columns[1].name, "y z");
    assert!(schema.views.is_empty());
}

#[test]
fn altered_tables_are_read_as_they_are_now() {
    let table = read_table(
        "CREATE TABLE t (a INT -- the first
            , b TEXT, CHECK (a > 0)) ;
         ALTER TABLE t ADD COLUMN c VARCHAR(5) DEFAULT 'x' NOT NULL;
         ALTER TABLE t RENAME COLUMN a TO \"a b\";
         ALTER TABLE t DROP COLUMN b;
         ALTER TABLE t RENAME TO \"new t\";",
    );
    let columns: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(columns, ["a b", "c"]);
    assert_eq!(table.checks[0].columns, ["a b"]);
    assert_eq!(table.name.name, "new t");
}

#[test]
fn a_statement_that_is_not_understood_names_its_table() {
    for sql in [
        "",
        "CREATE TABLE t",
        "CREATE TABLE t (a",
        "CREATE TABLE t (a) SOMETHING",
        "CREATE TABLE t ('a",
    ] {
        assert!(create_table::parse("t", sql).is_err(), "{sql}");
    }
    let mut connection = connect(
        "CREATE TABLE odd (a); PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = 'CREATE TABLE odd (a) , b' WHERE name = 'odd';",
    );
    let error = crate::inspect::inspect(&mut connection)
        .unwrap_err()
        .to_string();
    assert!(error.contains("'odd'"), "{error}");
}

#[test]
fn queries_do_not_grow_with_the_tables() {
    let count = |tables: usize| {
        let script: String = (0..tables)
            .map(|n| format!("CREATE TABLE t{n} (id INTEGER PRIMARY KEY); CREATE VIEW v{n} AS SELECT * FROM t{n};"))
            .collect();
        let mut connection = connect(&script);
        let queries = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&queries);
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { .. } = event {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        });
        let schema = crate::inspect::inspect(&mut connection).unwrap();
        assert_eq!((schema.tables.len(), schema.views.len()), (tables, tables));
        queries.load(Ordering::Relaxed)
    };
    assert_eq!(count(0), 2);
    assert_eq!(count(50), 2);
}
