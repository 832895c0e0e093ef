//! Projects that are not movies: twelve related tables of every type, and one that Diesel's own tool made.

use std::path::{Path, PathBuf};

use crate::support::{Backend, Db, Output, on_each, skip, variable};

/// What both dialects have types for.
const PORTABLE: &str = r#"
        small -> SmallInt,
        int -> Integer,
        big -> BigInt,
        single -> Float,
        double -> Double,
        decimal -> Numeric,
        words -> Text,
        code -> Varchar,
        #[max_length = 12]
        short -> VarChar,
        #[max_length = 3]
        three -> Char,
        bytes -> Binary,
        yes -> Bool,
        day -> Date,
        at -> Time,
        moment -> Timestamp,
        json -> Json,
        jsonb -> Jsonb,
        list -> TextList,
        maybe -> Nullable<Integer>,
"#;

const POSTGRES: &str = r#"
        moment_tz -> Timestamptz,
        bits -> Bit,
        span -> Interval,
        id_128 -> Uuid,
        address -> Inet,
        network -> Cidr,
        card -> MacAddr,
        card8 -> MacAddr8,
        price -> Money,
        oid -> Oid,
        one -> CChar,
        position -> PgLsn,
        vector -> TsVector,
        query -> TsQuery,
        config -> RegConfig,
        ints -> Array<Integer>,
        texts -> Array<Nullable<Text>>,
        #[max_length = 9]
        shorts -> Array<VarChar>,
        int_range -> Range<Integer>,
        num_range -> Numrange,
        day_range -> Daterange,
        ranges -> Multirange<BigInt>,
"#;

const MYSQL: &str = r#"
        tiny -> TinyInt,
        tiny_positive -> Unsigned<TinyInt>,
        positive -> Unsigned<Integer>,
        big_positive -> Unsigned<BigInt>,
        moment_long -> Datetime,
"#;

/// The library: members and their cards (1:1), books and authors (m:n), copies, loans, branches that have parents.
const LIBRARY: &str = r#"
diesel::table! {
    branch (id) {
        id -> Integer,
        #[max_length = 60]
        name -> VarChar,
        parent_id -> Nullable<Integer>,
    }
}
diesel::table! {
    #[sql_name = "order"]
    orders (id) {
        id -> BigInt,
        #[sql_name = "Placed at"]
        placed_at -> Timestamp,
        branch_id -> Integer,
    }
}
diesel::table! {
    order_line (order_id, line) {
        order_id -> BigInt,
        line -> SmallInt,
        book_isbn -> Varchar,
        amount -> Integer,
    }
}
diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
        born -> Nullable<Date>,
    }
}
diesel::table! {
    book (isbn) {
        isbn -> Varchar,
        title -> Text,
        note -> Nullable<Text>,
        pages -> Nullable<SmallInt>,
    }
}
diesel::table! {
    book_author (book_isbn, author_id) {
        book_isbn -> Varchar,
        author_id -> Integer,
    }
}
diesel::table! {
    copy (id) {
        id -> Integer,
        book_isbn -> Varchar,
        branch_id -> Integer,
    }
}
diesel::table! {
    member (id) {
        id -> Integer,
        #[max_length = 40]
        email -> VarChar,
        vip -> Nullable<Bool>,
    }
}
diesel::table! {
    card (member_id) {
        member_id -> Integer,
        number -> BigInt,
    }
}
diesel::table! {
    loan (copy_id, taken) {
        copy_id -> Integer,
        taken -> Date,
        member_id -> Integer,
        returned -> Nullable<Date>,
    }
}
diesel::table! {
    setting (key) {
        #[sql_name = "select"]
        key -> Text,
        value -> Nullable<Json>,
    }
}
diesel::table! {
    everything (id) {
        id -> Integer,
{types}    }
}

diesel::joinable!(branch -> branch (parent_id));
diesel::joinable!(orders -> branch (branch_id));
diesel::joinable!(order_line -> orders (order_id));
diesel::joinable!(order_line -> book (book_isbn));
diesel::joinable!(book_author -> book (book_isbn));
diesel::joinable!(book_author -> author (author_id));
diesel::joinable!(copy -> book (book_isbn));
diesel::joinable!(copy -> branch (branch_id));
diesel::joinable!(card -> member (member_id));
diesel::joinable!(loan -> copy (copy_id));
diesel::joinable!(loan -> member (member_id));
"#;

const ROWS: &str = r#"
INSERT INTO branch (id, name, parent_id) VALUES (1, 'Main', NULL), (2, 'Harbour', 1);
INSERT INTO "order" (id, "Placed at", branch_id) VALUES (5000000000, '2026-01-02 03:04:05', 2);
INSERT INTO author (id, name, born) VALUES (1, 'Ada', '1815-12-10'), (2, 'Bo', NULL);
INSERT INTO book (isbn, title, note, pages) VALUES ('1-2', 'Notes', 'worn', 12), ('3-4', 'More', NULL, NULL);
INSERT INTO order_line (order_id, line, book_isbn, amount) VALUES (5000000000, 1, '1-2', 3);
INSERT INTO book_author (book_isbn, author_id) VALUES ('1-2', 1), ('1-2', 2), ('3-4', 2);
INSERT INTO copy (id, book_isbn, branch_id) VALUES (1, '1-2', 1), (2, '1-2', 2);
INSERT INTO member (id, email, vip) VALUES (1, 'a@example.org', NULL), (2, 'b@example.org', TRUE);
INSERT INTO card (member_id, number) VALUES (1, 77), (2, 78);
INSERT INTO loan (copy_id, taken, member_id, returned) VALUES (1, '2026-02-01', 2, NULL);
INSERT INTO setting ("select", value) VALUES ('colour', '{"a": 1}');
"#;

const PORTABLE_VALUES: &str = "1, 2, 3, 4, 0.5, 0.25, 12, 'words', 'code', 'twelve chars', 'abc', NULLBYTES, TRUE, \
'2026-01-02', '03:04:05', '2026-01-02 03:04:05', '{}', JSONB, LIST, NULL";

const POSTGRES_VALUES: &str = ", '2026-01-02 03:04:05+01', B'1', '3 days', '00000000-0000-0000-0000-000000000001', \
'10.0.0.1', '10.0.0.0/8', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '1.50', 7, 'x', '0/1', 'a b', 'a & b', \
'simple', '{1,2}', '{a,NULL}', '{abc}', '[1,5)', '[1,2]', '[2026-01-01,2026-02-01)', '{[1,2)}'";

const TABLES: [&str; 12] = [
    "author",
    "book",
    "book_author",
    "branch",
    "card",
    "copy",
    "everything",
    "loan",
    "member",
    "order",
    "order_line",
    "setting",
];

fn library(db: &Db) -> String {
    let types = match db.backend {
        Backend::Sqlite => {
            PORTABLE.trim_start_matches('\n').to_owned() + "        zoned -> TimestamptzSqlite,\n"
        }
        Backend::Postgres => {
            PORTABLE.trim_start_matches('\n').to_owned() + POSTGRES.trim_start_matches('\n')
        }
        Backend::Mysql => {
            PORTABLE
                .trim_start_matches('\n')
                .replace("        jsonb -> Jsonb,\n", "")
                + MYSQL.trim_start_matches('\n')
        }
    };
    let library = LIBRARY.replace("{types}", &types);
    // What is in a key has a length on MySQL.
    match db.backend {
        Backend::Mysql => library
            .replace(" isbn -> Varchar", &format!(" {}", text_key(db, "isbn")))
            .replace(
                " book_isbn -> Varchar",
                &format!(" {}", text_key(db, "book_isbn")),
            )
            .replace(" key -> Text", &format!(" {}", text_key(db, "key"))),
        _ => library,
    }
}

/// A column of text that can be in a key.
fn text_key(db: &Db, name: &str) -> String {
    match db.backend {
        Backend::Mysql => format!("#[max_length = 20] {name} -> VarChar"),
        _ => format!("{name} -> Text"),
    }
}

fn everything(db: &Db) -> String {
    let (bytes, jsonb, list, more) = match db.backend {
        Backend::Sqlite => ("x'6162'", "x'7b7d'", "'[\"a\"]'", ", '2026-01-02 03:04:05'"),
        Backend::Postgres => (r"'\x00ff'", "'{}'", "'{a,b}'", POSTGRES_VALUES),
        Backend::Mysql => (
            "x'6162'",
            "",
            "'[\"a\"]'",
            ", -1, 255, 4294967295, 18446744073709551615, '2026-01-02 03:04:05'",
        ),
    };
    let values = PORTABLE_VALUES
        .replace("NULLBYTES", bytes)
        .replace(if jsonb.is_empty() { ", JSONB" } else { "JSONB" }, jsonb)
        .replace("LIST", list);
    format!("INSERT INTO everything VALUES ({values}{more})")
}

/// Each table with how many rows it has.
fn counts(db: &Db) -> Vec<String> {
    let count = |table: &&str| {
        format!(
            "{table}: {}",
            db.lines(&format!("SELECT count(*) FROM \"{table}\""))[0]
        )
    };
    TABLES.iter().map(count).collect()
}

fn rows(db: &Db, query: &str) -> Vec<String> {
    db.lines(query)
}

/// A project with the library, migrated, upgraded and filled.
fn with_library(db: &Db) {
    db.write(
        "moviectl.toml",
        "schema = [\"src/schema.rs\"]\nmanaged = true\n",
    );
    db.write("src/schema.rs", &library(db));
    db.moviectl(["init"]).success();
    db.moviectl(["migrate", "-m", "Library."])
        .success()
        .stderr_has("Proved");
    db.moviectl(["upgrade"]).success();
    db.moviectl_reads(["check"]).success();
    db.execute(ROWS);
    db.execute(&everything(db));
}

/// Everything at once: a new table with a foreign key, one without, a dropped column, a wider one, another nullability.
fn change_much(db: &Db) {
    let schema = "src/schema.rs";
    db.edit(schema, "        note -> Nullable<Text>,\n", "");
    db.edit(
        schema,
        "#[max_length = 60]\n        name -> VarChar",
        "#[max_length = 90]\n        name -> VarChar",
    );
    db.edit(
        schema,
        "pages -> Nullable<SmallInt>",
        "pages -> Nullable<Integer>",
    );
    db.edit(schema, "number -> BigInt", "number -> Nullable<BigInt>");
    db.edit(
        schema,
        "member_id -> Integer,\n        returned",
        "member_id -> Nullable<Integer>,\n        returned",
    );
    db.edit(schema, "short -> VarChar,", "short -> Text,");
    let text = db
        .read(schema)
        .replace("        #[max_length = 12]\n        short", "        short");
    let review = match db.backend {
        Backend::Mysql => text_key(db, "book_isbn"),
        _ => "book_isbn -> Varchar".to_owned(),
    };
    let more = r#"
diesel::table! { tag (id) { id -> Integer, word -> Text, } }
diesel::table! { review (id) { id -> Integer, {review}, by_member -> Nullable<Integer>, stars -> SmallInt, } }
diesel::joinable!(review -> book (book_isbn));
diesel::joinable!(review -> member (by_member));
"#;
    db.write(schema, &(text + &more.replace("{review}", &review)));
}

fn diesel(db: &Db) -> Option<PathBuf> {
    let found = variable("MOVIECTL_TEST_DIESEL").map(PathBuf::from);
    let found = found.filter(|tool| {
        // Only where its client library was there to be linked.
        db.backend != Backend::Mysql
            || db
                .program(tool, ["--version"])
                .run()
                .stdout
                .contains("mysql")
    });
    if found.is_none() {
        skip(&format!(
            "no diesel_cli for {} (MOVIECTL_TEST_DIESEL)",
            db.dialect()
        ));
    }
    found
}

#[track_caller]
fn run(db: &Db, tool: &Path, arguments: &[&str]) -> Output {
    let output = db.program(tool, arguments).run();
    output.success();
    output
}

/// What a project of Diesel's own may have, and `table!` has no words for.
const SHOP: &str = "
CREATE TABLE customer (
    id SERIAL_KEY,
    email VARCHAR(80) NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT 'nobody',
    age INTEGER CHECK (age >= 0)
);
CREATE TABLE invoice (
    id SERIAL_KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    total INTEGER NOT NULL DEFAULT 0,
    paid BOOLEAN NOT NULL DEFAULT FALSE,
    CONSTRAINT total_is_positive CHECK (total >= 0)
);
CREATE INDEX invoice_unpaid ON invoice (customer_id) WHERE NOT paid;
CREATE UNIQUE INDEX customer_name ON customer (lower(name), age);
";

const SQLITE_TRIGGER: &str = "
CREATE TRIGGER customer_added AFTER INSERT ON customer BEGIN
    INSERT INTO invoice (customer_id) VALUES (new.id);
END;
CREATE VIEW unpaid AS SELECT customer_id, total FROM invoice WHERE NOT paid;
";

const POSTGRES_TRIGGER: &str = "
CREATE FUNCTION bill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO invoice (customer_id) VALUES (new.id);
    RETURN new;
END $$;
CREATE TRIGGER customer_added AFTER INSERT ON customer FOR EACH ROW EXECUTE FUNCTION bill();
";

const MYSQL_TRIGGER: &str = "
CREATE TRIGGER customer_added AFTER INSERT ON customer FOR EACH ROW INSERT INTO invoice (customer_id) VALUES (new.id);
";

/// MySQL reads no reference beside a column, and has no indexes over some rows; MariaDB has none over expressions.
fn shop(db: &Db) -> String {
    if db.backend != Backend::Mysql {
        return SHOP.to_owned();
    }
    SHOP.replace(" REFERENCES customer (id) ON DELETE CASCADE", "")
        .replace(
            "CONSTRAINT total_is_positive",
            "FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE,\n    CONSTRAINT total_is_positive",
        )
        .replace("DEFAULT 'nobody'", "DEFAULT ('nobody')")
        .replace("(customer_id) WHERE NOT paid", "(customer_id, paid)")
        .replace("lower(name)", "name(20)")
}

/// A project as `diesel setup`, `diesel migration generate`, `diesel migration run` and `diesel print-schema` leave it.
fn diesel_project(db: &Db, tool: &Path) {
    db.write(
        "Cargo.toml",
        "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n",
    );
    run(db, tool, &["setup"]);
    run(db, tool, &["migration", "generate", "create_shop"]);
    let (key, trigger, drop) = match db.backend {
        Backend::Sqlite => (
            "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
            SQLITE_TRIGGER,
            "DROP VIEW unpaid;",
        ),
        Backend::Postgres => ("SERIAL PRIMARY KEY", POSTGRES_TRIGGER, ""),
        Backend::Mysql => (
            "INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY",
            MYSQL_TRIGGER,
            "",
        ),
    };
    let script = |name: &str| {
        let mut found = db
            .files()
            .into_iter()
            .filter(|file| file.ends_with(&format!("create_shop/{name}")));
        found.next().unwrap()
    };
    db.write(
        script("up.sql"),
        &(shop(db).replace("SERIAL_KEY", key) + trigger),
    );
    let function = if db.backend == Backend::Postgres {
        "DROP FUNCTION bill;"
    } else {
        ""
    };
    db.write(
        script("down.sql"),
        &format!("{drop} DROP TABLE invoice; DROP TABLE customer; {function}"),
    );
    run(db, tool, &["migration", "run"]);
    let printed = run(db, tool, &["print-schema"]);
    db.write("src/schema.rs", &printed.stdout);
}

fn marks(output: &Output) -> Vec<bool> {
    let lines = output.stdout.lines().filter(|line| line.contains("] "));
    lines.map(|line| line.contains("[X]")).collect()
}

on_each! {
    fn twelve_tables_of_every_type_change_and_go_back(db: &Db) {
        with_library(db);
        let before = counts(db);
        let loans = rows(db, "SELECT copy_id, taken, member_id FROM loan");
        let typed = rows(db, "SELECT * FROM everything");
        let authors = rows(db, "SELECT * FROM book_author ORDER BY 1, 2");

        change_much(db);
        db.moviectl_reads(["check"]).code(3);
        db.moviectl(["migrate", "-m", "Much."])
            .success()
            .stderr_has("Detected added table 'review'")
            .stderr_has("Detected removed column 'book.note'")
            .stderr_has("Proved: up, down, up again");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["check", "--against", "migrations"]).success();
        assert_eq!(counts(db), before);
        assert_eq!(rows(db, "SELECT copy_id, taken, member_id FROM loan"), loans);
        assert_eq!(rows(db, "SELECT * FROM everything"), typed);
        assert_eq!(rows(db, "SELECT * FROM book_author ORDER BY 1, 2"), authors);
        assert_eq!(rows(db, "SELECT title, pages FROM book ORDER BY isbn"), ["Notes|12", "More|"]);
        db.execute("INSERT INTO review (id, book_isbn, by_member, stars) VALUES (1, '1-2', 2, 5)");
        db.execute("INSERT INTO tag (id, word) VALUES (1, 'x')");

        db.moviectl(["downgrade"]).success();
        assert_eq!(counts(db), before);
        assert_eq!(rows(db, "SELECT copy_id, taken, member_id FROM loan"), loans);
        assert_eq!(rows(db, "SELECT * FROM everything"), typed);
        assert_eq!(rows(db, "SELECT title, note FROM book ORDER BY isbn"), ["Notes|", "More|"]);

        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        assert_eq!(counts(db), before);
        db.moviectl(["downgrade", "base"]).success();
        let left: Vec<String> = db.tables().into_iter().filter(|table| !table.starts_with("__")).collect();
        assert!(left.is_empty(), "{left:?}");
    }

    /// Rows that reference each other stay where SQLite makes both tables anew.
    fn an_integer_key_becomes_a_text_key_with_its_references(db: &Db) {
        with_library(db);
        let schema = db.read("src/schema.rs");
        let schema = schema
            .replace("    member (id) {\n        id -> Integer", &format!("    member (id) {{\n        {}", text_key(db, "id")))
            .replace("member_id -> Integer", &text_key(db, "member_id"));
        db.write("src/schema.rs", &schema);
        db.moviectl(["migrate", "-m", "Text keys."]).success();
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        assert_eq!(rows(db, "SELECT member_id, number FROM card ORDER BY 1"), ["1|77", "2|78"]);
        db.execute("INSERT INTO member (id, email) VALUES ('m3', 'c@example.org')");
        db.execute("INSERT INTO card (member_id, number) VALUES ('m3', 79)");
        db.execute("DELETE FROM card WHERE member_id = 'm3'; DELETE FROM member WHERE id = 'm3'");
        db.moviectl(["downgrade"]).success();
        assert_eq!(rows(db, "SELECT member_id, number FROM card ORDER BY 1"), ["1|77", "2|78"]);
        if db.backend != Backend::Sqlite {
            db.execute("INSERT INTO member (email) VALUES ('next@example.org')");
            assert_eq!(rows(db, "SELECT max(id) FROM member"), ["3"]);
        }
    }

}

// MySQL rolls back no change of a table: what was done stays, and is gone on with.
on_each! {
    on sqlite, postgres;
    fn a_change_that_rows_refuse_is_rolled_back_whole(db: &Db) {
        with_library(db);
        db.edit("src/schema.rs", "vip -> Nullable<Bool>", "vip -> Bool");
        db.edit("src/schema.rs", "        note -> Nullable<Text>,\n", "");
        db.moviectl(["migrate", "-m", "Vip."]).success().stderr_has("NOT NULL");
        let before = db.contents();
        db.moviectl(["upgrade"]).failure();
        assert_eq!(db.contents(), before);
    }

}

on_each! {
    fn diesels_own_project_as_it_stands(db: &Db) {
        let Some(tool) = diesel(db) else { return };
        diesel_project(db, &tool);
        db.execute("INSERT INTO customer (email, name, age) VALUES ('a@example.org', 'Ada', 36)");
        let before = db.contents();

        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["check", "--against", "migrations"]).success();
        db.moviectl(["migrate", "-m", "Nothing."]).success().stderr_has("No changes in schema detected.");
        assert_eq!(db.contents(), before);

        // A rebuild on SQLite, with all that hangs on the table.
        let schema = db.read("src/schema.rs");
        assert!(schema.contains("age -> Nullable<Int"), "{schema}");
        let dump = db.dump_table("customer");
        db.write("src/schema.rs", &schema.replace("name -> Text", "name -> Nullable<Text>"));
        db.moviectl(["migrate", "-m", "Name is optional."]).success().stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["check", "--against", "migrations"]).success();

        // Uniques, checks, defaults, indexes and triggers are as they were.
        let twice = "INSERT INTO customer (email) VALUES ('a@example.org')";
        assert!(refuses(db, twice), "the unique constraint is gone");
        assert!(refuses(db, "INSERT INTO customer (email, age) VALUES ('b', -1)"), "the check is gone");
        db.execute("INSERT INTO customer (email, age) VALUES ('c@example.org', 1)");
        assert_eq!(rows(db, "SELECT name FROM customer WHERE age = 1"), ["nobody"]);
        assert_eq!(rows(db, "SELECT count(*), max(total) FROM invoice"), ["2|0"]);
        assert_eq!(rows(db, "SELECT email FROM customer ORDER BY id LIMIT 1"), ["a@example.org"]);
        assert!(db.dump_table("customer").contains("customer_name"), "the index is gone");

        let listed = run(db, &tool, &["migration", "list"]);
        assert!(marks(&listed).iter().all(|applied| *applied), "{listed}");
        run(db, &tool, &["migration", "revert"]);
        let current = db.moviectl_reads(["current", "--format", "json"]).success().json();
        let version = rows(db, "SELECT max(version) FROM __diesel_schema_migrations");
        assert_eq!(current[0]["version"], *version[0]);
        assert_eq!(rows(db, "SELECT count(*) FROM invoice"), ["2"]);
        if db.backend != Backend::Sqlite {
            assert_eq!(db.dump_table("customer"), dump);
        }
        // Diesel wrote the file that its project names anew: what it declares is what is there.
        db.moviectl_reads(["check"]).code(3).stderr_lacks("error");
    }
}

/// Whether the database refuses a statement.
fn refuses(db: &Db, sql: &str) -> bool {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| db.execute(sql))).is_err()
}
