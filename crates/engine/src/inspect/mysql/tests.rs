#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod spellings;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::InstrumentationEvent;

use crate::database::AnyConnection;
use crate::database::test_server::OwnDatabase;
use crate::inspect::{bystanders, inspect};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::Created;
use moviectl_schema::schema::{
    Attribute, AutoIncrement, CheckClauses, Column, Index, ReferentialAction, Schema, SqlType,
    Table, TableName,
};

use super::catalogue::Flavour;

/// A database of the test's own, with a script run in it.
struct Scratch {
    // Dropped in this order.
    connection: AnyConnection,
    _database: OwnDatabase,
}

impl Scratch {
    /// `None`, and a word about it, where there is no server.
    fn with(script: &str) -> Option<Self> {
        let database = OwnDatabase::on(Dialect::Mysql)?;
        let mut connection = database.connect();
        connection
            .run("ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
            .unwrap();
        connection.run(script).unwrap();
        Some(Self {
            connection,
            _database: database,
        })
    }

    fn read(&mut self) -> Schema {
        inspect(&mut self.connection).unwrap()
    }

    fn is_mariadb(&mut self) -> bool {
        let AnyConnection::Mysql(connection) = &mut self.connection else {
            panic!("no MySQL")
        };
        super::server::server(connection)
            .unwrap()
            .flavour
            .is_mariadb()
    }

    /// How many messages `work` sends.
    fn count(&mut self, work: impl FnOnce(&mut Self)) -> usize {
        use diesel::connection::Connection as _;
        let queries = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&queries);
        self.connection
            .set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { .. } = event {
                    counter.fetch_add(1, Ordering::Relaxed);
                }
            });
        work(self);
        queries.load(Ordering::Relaxed)
    }
}

fn names(tables: &[Table]) -> Vec<String> {
    tables.iter().map(|table| table.name.to_string()).collect()
}

fn table<'s>(schema: &'s Schema, name: &str) -> &'s Table {
    schema
        .table(&TableName::new(name))
        .unwrap_or_else(|| panic!("no table {name}"))
}

fn column<'t>(table: &'t Table, name: &str) -> &'t Column {
    table
        .column(name)
        .unwrap_or_else(|| panic!("no column {name}"))
}

fn parsed(text: &str) -> SqlType {
    Dialect::Mysql.parse_type(text)
}

fn index_names(indexes: &[Index]) -> Vec<&str> {
    indexes.iter().map(|index| index.name.as_str()).collect()
}

#[test]
fn columns_have_types_defaults_and_numbering() {
    let Some(mut scratch) = Scratch::with(
        r#"CREATE TABLE `T, 1` (
            id bigint unsigned AUTO_INCREMENT PRIMARY KEY,
            flag bool DEFAULT TRUE, n int NOT NULL DEFAULT '0', none int NULL DEFAULT NULL,
            title varchar(80) NOT NULL DEFAULT 'it''s \\ (x)', price decimal(10,2) DEFAULT -1.5,
            size enum('s','m''l') DEFAULT 'm''l', tags set('a','b'), z int(5) zerofill DEFAULT 3,
            at datetime(3) DEFAULT now(3) ON UPDATE now(3), seen timestamp NULL ON UPDATE now(),
            day date DEFAULT '2020-01-31', bits bit(3) DEFAULT b'101', j json,
            twice int AS (n * 2) STORED, shout varchar(99) AS (concat(title, '!')) VIRTUAL,
            id2 varchar(36) DEFAULT (uuid()),
            exact_name varchar(9) COLLATE utf8mb4_bin, old varchar(9) CHARACTER SET latin1,
            big mediumtext, raw varbinary(9), sub tinyint, y year
        ) COMMENT 'all it''s kinds';
        ALTER TABLE `T, 1` MODIFY day date DEFAULT '2020-01-31' COMMENT 'of "birth"';"#,
    ) else {
        return;
    };
    let schema = scratch.read();
    assert_eq!(names(&schema.tables), ["T, 1"]);
    let own = &schema.tables[0];
    assert_eq!(own.key_columns(), ["id"]);
    assert_eq!(own.primary_key.as_ref().unwrap().name, None);
    assert_eq!(
        column(own, "id").auto_increment,
        Some(AutoIncrement::Keyword)
    );
    assert_eq!(column(own, "n").auto_increment, None);
    for (name, sql_type) in [
        ("id", "bigint unsigned"),
        ("flag", "tinyint(1)"),
        ("n", "int"),
        ("title", "varchar(80)"),
        ("price", "decimal(10,2)"),
        ("size", "enum('s','m''l')"),
        ("tags", "set('a','b')"),
        ("z", "int unsigned zerofill"),
        ("at", "datetime(3)"),
        ("bits", "bit(3)"),
        ("j", "json"),
        ("big", "mediumtext"),
        ("raw", "varbinary(9)"),
        ("sub", "tinyint"),
        ("y", "year"),
    ] {
        assert_eq!(column(own, name).sql_type, parsed(sql_type), "{name}");
    }
    assert!(column(own, "flag").sql_type.is_builtin("boolean"));
    for (name, default) in [
        ("id", None),
        ("flag", Some("1")),
        ("n", Some("0")),
        ("none", None),
        ("title", Some(r"'it''s \\ (x)'")),
        ("price", Some("-1.5")),
        ("size", Some("'m''l'")),
        ("z", Some("3")),
        (
            "at",
            Some("CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)"),
        ),
        ("seen", Some("NULL ON UPDATE CURRENT_TIMESTAMP")),
        ("day", Some("'2020-01-31'")),
        ("bits", Some("b'101'")),
        ("twice", None),
    ] {
        assert_eq!(column(own, name).default.as_deref(), default, "{name}");
    }
    let id2 = column(own, "id2").default.clone().unwrap();
    assert_eq!(id2.trim_matches(['(', ')']), "uuid");
    assert!(!column(own, "title").nullable && column(own, "price").nullable);
    let generated = |name| column(own, name).generated.clone().unwrap();
    assert_eq!(generated("twice").expression, "`n` * 2");
    assert!(generated("twice").stored && !generated("shout").stored);
    assert_eq!(generated("shout").expression, "concat(`title`,'!')");
    let collation = |name| column(own, name).collation.as_deref();
    assert_eq!(collation("title"), None);
    assert_eq!(collation("n"), None);
    assert_eq!(collation("j"), None);
    assert_eq!(collation("exact_name"), Some("utf8mb4_bin"));
    assert_eq!(collation("old"), Some("latin1_swedish_ci"));
    assert_eq!(own.comment.as_deref(), Some("all it's kinds"));
    assert_eq!(column(own, "day").comment.as_deref(), Some("of \"birth\""));
    assert_eq!(column(own, "n").comment, None);
    assert_eq!(own.checks, []);
    assert_eq!(own.unsupported, [""; 0]);
    assert_eq!(Dialect::Mysql.table_properties(own), [""; 0]);
}

#[test]
fn constraints_keep_names_order_and_actions() {
    let Some(mut scratch) = Scratch::with(
        "CREATE TABLE parent (a int, b int, PRIMARY KEY (b, a), UNIQUE KEY ab (a, b));
        CREATE TABLE child (
            id int AUTO_INCREMENT PRIMARY KEY, x int, y int, up int, name varchar(40), n int, m int,
            CONSTRAINT up_fk FOREIGN KEY (up) REFERENCES child (id) ON DELETE SET NULL,
            CONSTRAINT one FOREIGN KEY (y, x) REFERENCES parent (b, a) ON DELETE CASCADE ON UPDATE RESTRICT,
            CONSTRAINT two FOREIGN KEY (x, y) REFERENCES parent (a, b) ON UPDATE CASCADE,
            CONSTRAINT u UNIQUE (y, id), UNIQUE (name),
            CONSTRAINT c CHECK ((n > 0) OR (m <> 0)), CONSTRAINT d CHECK (name <> 'a\\'b(' AND N > 1)
        );",
    ) else {
        return;
    };
    let schema = scratch.read();
    assert_eq!(table(&schema, "parent").key_columns(), ["b", "a"]);
    let child = table(&schema, "child");
    let [one, two, up] = child.foreign_keys.as_slice() else {
        panic!("{:?}", child.foreign_keys)
    };
    assert_eq!(one.references, TableName::new("parent"));
    assert_eq!(
        (one.columns.join(" "), one.referenced_columns.join(" ")),
        ("y x".into(), "b a".into())
    );
    assert_eq!(
        (one.on_delete, one.on_update),
        (
            ReferentialAction::Cascade,
            // MariaDB reports the same for a key that states no action.
            match scratch.is_mariadb() {
                true => ReferentialAction::NoAction,
                false => ReferentialAction::Restrict,
            }
        )
    );
    assert_eq!(two.columns, ["x", "y"]);
    assert_eq!(two.on_update, ReferentialAction::Cascade);
    assert_eq!(up.references, TableName::new("child"));
    assert_eq!(up.on_delete, ReferentialAction::SetNull);
    let uniques: Vec<_> = child
        .uniques
        .iter()
        .map(|unique| (unique.name.as_deref().unwrap(), unique.columns.join(" ")))
        .collect();
    assert_eq!(
        uniques,
        [("name", "name".to_owned()), ("u", "y id".to_owned())]
    );
    let [c, d] = child.checks.as_slice() else {
        panic!("{:?}", child.checks)
    };
    assert_eq!(
        (c.name.as_deref(), &c.columns),
        (Some("c"), &vec!["n".to_owned(), "m".into()])
    );
    assert_eq!(d.columns, ["name", "n"]);
    assert!(moviectl_schema::dialect::script::same_sql(
        Dialect::Mysql,
        &c.expression.replace(['(', ')'], ""),
        "n > 0 or m <> 0"
    ));
    assert_eq!(c.clauses, CheckClauses::default());
    assert_eq!(child.unsupported, [""; 0]);
}

#[test]
fn a_backslash_in_a_name_is_one_in_a_check() {
    let Some(mut scratch) =
        Scratch::with("CREATE TABLE t (`back\\slash` int, CONSTRAINT c CHECK (`back\\slash` > 0))")
    else {
        return;
    };
    let schema = scratch.read();
    let check = &table(&schema, "t").checks[0];
    assert_eq!(check.columns, [r"back\slash"]);
}

#[test]
fn an_index_that_a_foreign_key_brought_is_implied() {
    let Some(mut scratch) = Scratch::with(
        "CREATE TABLE p (id int PRIMARY KEY);
        CREATE TABLE t (a int, b int, c int, d int,
            FOREIGN KEY (a) REFERENCES p (id), CONSTRAINT named FOREIGN KEY (b) REFERENCES p (id),
            INDEX served (c), FOREIGN KEY (c) REFERENCES p (id),
            UNIQUE KEY d (d), FOREIGN KEY (d) REFERENCES p (id));",
    ) else {
        return;
    };
    let schema = scratch.read();
    let own = table(&schema, "t");
    assert_eq!(index_names(&own.mysql.implied_indexes), ["a", "named"]);
    assert_eq!(index_names(&own.indexes), ["served"]);
    assert_eq!(own.uniques.len(), 1);
    assert_eq!(own.foreign_keys.len(), 4);
}

#[test]
fn indexes_keep_prefixes_directions_and_kinds() {
    let Some(mut scratch) = Scratch::with(
        "CREATE TABLE t (a int, b varchar(80), c text, g point NOT NULL,
            INDEX mixed (b(5), a DESC), UNIQUE KEY short (b(3)), UNIQUE KEY down (a DESC, b),
            UNIQUE KEY plain (b, a), INDEX hashed (a) USING HASH, FULLTEXT KEY words (c), SPATIAL KEY place (g));",
    ) else {
        return;
    };
    let schema = scratch.read();
    let own = table(&schema, "t");
    let find = |name: &str| own.indexes.iter().find(|index| index.name == name).unwrap();
    let body = |name: &str| Dialect::Mysql.index_body(find(name));
    assert_eq!(
        index_names(&own.indexes),
        ["down", "hashed", "mixed", "place", "short", "words"]
    );
    assert_eq!(body("mixed"), "(`b`(5), `a` DESC)");
    assert_eq!(find("mixed").columns, ["b", "a"]);
    assert_eq!(body("short"), "(`b`(3))");
    assert!(find("short").unique && find("down").unique && !find("mixed").unique);
    assert_eq!(body("hashed"), "(`a`)");
    assert_eq!(find("words").method.as_deref(), Some("fulltext"));
    assert_eq!(find("place").method.as_deref(), Some("spatial"));
    assert!(body("place").contains("(`g`)"));
    assert_eq!(own.uniques.len(), 1);
    assert_eq!(own.uniques[0].name.as_deref(), Some("plain"));
}

#[test]
fn json_is_a_type_and_not_a_check() {
    let Some(mut scratch) = Scratch::with(
        "CREATE TABLE t (j json NOT NULL, also longtext, odd varchar(40) CHECK (json_valid(odd)), n int CHECK (n > 0));",
    ) else {
        return;
    };
    if !scratch.is_mariadb() {
        return;
    }
    let schema = scratch.read();
    let own = table(&schema, "t");
    assert_eq!(column(own, "j").sql_type, parsed("json"));
    assert_eq!(column(own, "also").sql_type, parsed("longtext"));
    let checks: Vec<_> = own
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
            (None, "`n` > 0", "n".to_owned()),
            (None, "json_valid(`odd`)", "odd".to_owned())
        ]
    );
}

#[test]
fn what_is_nobodys_schema_is_left_out() {
    let Some(mut scratch) = Scratch::with(
        "CREATE TABLE __diesel_schema_migrations (v int); CREATE TABLE alembic_version (v int);
        CREATE TABLE owned (id int, name varchar(9)); CREATE TEMPORARY TABLE passing (a int);
        CREATE VIEW seen AS SELECT id, name, id + 1 AS more FROM owned;
        CREATE TABLE parted (a int) PARTITION BY HASH (a) PARTITIONS 3;",
    ) else {
        return;
    };
    let mariadb = scratch.is_mariadb();
    if mariadb {
        scratch
            .connection
            .run(
                "CREATE SEQUENCE counting; CREATE TABLE old (a int) WITH SYSTEM VERSIONING;
                CREATE TABLE timed (a int, s timestamp(6) GENERATED ALWAYS AS ROW START,
                    e timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING;
                CREATE TABLE hidden (a int, b int INVISIBLE);",
            )
            .unwrap();
    }
    let schema = scratch.read();
    assert_eq!(names(&schema.views), ["seen"]);
    let view = &schema.views[0];
    assert_eq!(view.columns.len(), 3);
    assert_eq!(column(view, "name").sql_type, parsed("varchar(9)"));
    assert_eq!(view.comment, None);
    assert!(column(view, "id").nullable);
    assert_eq!(table(&schema, "parted").unsupported, ["PARTITION BY"]);
    if !mariadb {
        assert_eq!(names(&schema.tables), ["owned", "parted"]);
        return;
    }
    assert_eq!(
        names(&schema.tables),
        ["hidden", "old", "owned", "parted", "timed"]
    );
    assert_eq!(
        table(&schema, "old").unsupported,
        ["WITH SYSTEM VERSIONING"]
    );
    assert_eq!(table(&schema, "timed").unsupported.len(), 3);
    assert_eq!(column(table(&schema, "timed"), "s").generated, None);
    let hidden = table(&schema, "hidden");
    assert_eq!(column(hidden, "b").attributes, [Attribute::Invisible]);
}

#[test]
fn storage_of_a_tables_own_is_kept_as_statements() {
    let Some(mut scratch) = Scratch::with(
        "CREATE TABLE usual (a int, t varchar(9)); CREATE TABLE elsewhere (a int) ENGINE=MyISAM ROW_FORMAT=DYNAMIC;
        CREATE TABLE west (a int, t varchar(9)) CHARACTER SET latin1 COLLATE latin1_german1_ci;
        CREATE TABLE both_ways (t varchar(9), u varchar(9) COLLATE utf8mb4_general_ci) CHARACTER SET latin1;",
    ) else {
        return;
    };
    let schema = scratch.read();
    let extras = |name: &str| Dialect::Mysql.table_properties(table(&schema, name));
    assert_eq!(extras("usual"), [""; 0]);
    assert_eq!(
        extras("elsewhere"),
        ["ALTER TABLE `elsewhere` ENGINE=MyISAM ROW_FORMAT=DYNAMIC"]
    );
    assert_eq!(
        extras("west"),
        ["ALTER TABLE `west` CONVERT TO CHARACTER SET latin1 COLLATE latin1_german1_ci"]
    );
    assert_eq!(column(table(&schema, "west"), "t").collation, None);
    let both = table(&schema, "both_ways");
    assert_eq!(column(both, "t").collation, None);
    assert_eq!(
        column(both, "u").collation.as_deref(),
        Some("utf8mb4_general_ci")
    );
    assert_eq!(both.unsupported, [""; 0]);
    // The statements are such that the server takes them.
    for extra in [extras("elsewhere"), extras("west")].concat() {
        scratch.connection.run(&extra).unwrap();
    }
    assert_eq!(scratch.read(), schema);
}

#[test]
fn an_ignored_index_stays_ignored() {
    let Some(mut scratch) = Scratch::with("CREATE TABLE t (a int, INDEX i (a))") else {
        return;
    };
    let word = match scratch.is_mariadb() {
        true => "IGNORED",
        false => "INVISIBLE",
    };
    let sql = format!("ALTER TABLE `t` ALTER INDEX `i` {word}");
    scratch.connection.run(&sql).unwrap();
    let schema = scratch.read();
    let [index] = schema.tables[0].indexes.as_slice() else {
        panic!("{schema:?}")
    };
    assert_eq!(index.hidden, Some(word));
    assert_eq!(
        Dialect::Mysql.create_index(&schema.tables[0].name, index),
        format!("CREATE INDEX `i` ON `t` (`a`) {word}")
    );
}

#[test]
fn a_parent_in_another_database_has_its_name() {
    let Some(other) = OwnDatabase::on(Dialect::Mysql) else {
        return;
    };
    let elsewhere = other.url.database_name().unwrap();
    other
        .connect()
        .run("CREATE TABLE p (id int PRIMARY KEY)")
        .unwrap();
    {
        let mut scratch = Scratch::with(&format!(
            "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES `{elsewhere}`.p (id))"
        ))
        .unwrap();
        let schema = scratch.read();
        assert_eq!(
            schema.tables[0].foreign_keys[0].references,
            TableName::in_schema(&elsewhere, "p")
        );
    }
}

#[test]
fn functions_triggers_and_events_stand_by() {
    let Some(mut scratch) = Scratch::with("CREATE TABLE t (a int)") else {
        return;
    };
    for sql in [
        "CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n * 2",
        "CREATE PROCEDURE go() SELECT 1",
        "CREATE TRIGGER guard BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
        "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1",
    ] {
        scratch.connection.run(sql).unwrap();
    }
    let schema = scratch.read();
    assert_eq!(schema.tables[0].sqlite.triggers, []);
    let found = bystanders(&mut scratch.connection, &schema).unwrap();
    let told: Vec<_> = found
        .iter()
        .map(|own| (own.kind, own.name.as_str(), own.shown.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Created::Function, "nightly", "nightly (an event)"),
            (Created::Function, "twice", "twice"),
            (Created::Function, "go", "go"),
            (Created::Trigger, "guard", "guard"),
        ]
    );
    assert_eq!(found[3].table, Some(TableName::new("t")));
}

#[test]
fn queries_do_not_grow_with_the_tables() {
    let script: String = (0..30)
        .map(|n| {
            format!(
                "CREATE TABLE t{n} (id int AUTO_INCREMENT PRIMARY KEY, a int CHECK (a > 0), up int, \
                 FOREIGN KEY (up) REFERENCES t{n} (id));"
            )
        })
        .collect();
    let Some(mut scratch) = Scratch::with(&script) else {
        return;
    };
    let count = scratch.count(|scratch| assert_eq!(scratch.read().tables.len(), 30));
    assert_eq!(count, 7);
}

#[test]
fn the_flavour_is_told_by_the_version() {
    for (version, flavour) in [
        ("8.0.36-0ubuntu0.22.04.1", Flavour::Mysql),
        ("8.4.0", Flavour::Mysql),
        (
            "10.11.19-MariaDB-0+deb12u1",
            Flavour::Mariadb { ignores: true },
        ),
        ("5.5.5-10.5.2-MariaDB", Flavour::Mariadb { ignores: false }),
        ("11.4.2-MariaDB", Flavour::Mariadb { ignores: true }),
    ] {
        let server = moviectl_schema::dialect::Server::from_text(Dialect::Mysql, version);
        assert_eq!(Flavour::of(server), flavour, "{version}");
    }
}
