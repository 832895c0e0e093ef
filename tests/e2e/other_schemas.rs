//! Projects that are not movies: twelve related tables of every type.

use crate::support::{Backend, Db, on_each};

/// Columns whose types both dialects have.
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
"#;

/// A column whose type some versions of PostgreSQL lack.
const MULTIRANGE: &str = "        ranges -> Multirange<BigInt>,\n";

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
'simple', '{1,2}', '{a,NULL}', '{abc}', '[1,5)', '[1,2]', '[2026-01-01,2026-02-01)'";

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
            let multirange = if db.backend.has("multiranges") {
                MULTIRANGE
            } else {
                ""
            };
            PORTABLE.trim_start_matches('\n').to_owned()
                + POSTGRES.trim_start_matches('\n')
                + multirange
        }
        Backend::Mysql => {
            PORTABLE
                .trim_start_matches('\n')
                .replace("        jsonb -> Jsonb,\n", "")
                + MYSQL.trim_start_matches('\n')
        }
    };
    let library = LIBRARY.replace("{types}", &types);
    // Text columns in a key need a length on MySQL.
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
    let multirange = if db.backend.has("multiranges") {
        ", '{[1,2)}'"
    } else {
        ""
    };
    format!("INSERT INTO everything VALUES ({values}{more}{multirange})")
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

on_each! {
    fn twelve_tables_of_every_type_change_and_go_back(db: &Db) {
        with_library(db);
        let before = counts(db);
        let loans = db.lines("SELECT copy_id, taken, member_id FROM loan");
        let typed = db.lines("SELECT * FROM everything");
        let authors = db.lines("SELECT * FROM book_author ORDER BY 1, 2");

        change_much(db);
        db.moviectl_reads(["check"]).code(3);
        db.moviectl(["migrate", "-m", "Much."])
            .success()
            .stderr_has("Detected added table 'review'")
            .stderr_has("Detected removed column 'book.note'")
            .stderr_has("Proved on the database that the migrations build: up, down, up again");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["check", "--against", "migrations"]).success();
        assert_eq!(counts(db), before);
        assert_eq!(db.lines("SELECT copy_id, taken, member_id FROM loan"), loans);
        assert_eq!(db.lines("SELECT * FROM everything"), typed);
        assert_eq!(db.lines("SELECT * FROM book_author ORDER BY 1, 2"), authors);
        assert_eq!(db.lines("SELECT title, pages FROM book ORDER BY isbn"), ["Notes|12", "More|"]);
        db.execute("INSERT INTO review (id, book_isbn, by_member, stars) VALUES (1, '1-2', 2, 5)");
        db.execute("INSERT INTO tag (id, word) VALUES (1, 'x')");

        db.moviectl(["downgrade"]).success();
        assert_eq!(counts(db), before);
        assert_eq!(db.lines("SELECT copy_id, taken, member_id FROM loan"), loans);
        assert_eq!(db.lines("SELECT * FROM everything"), typed);
        assert_eq!(db.lines("SELECT title, note FROM book ORDER BY isbn"), ["Notes|", "More|"]);

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
        assert_eq!(db.lines("SELECT member_id, number FROM card ORDER BY 1"), ["1|77", "2|78"]);
        db.execute("INSERT INTO member (id, email) VALUES ('m3', 'c@example.org')");
        db.execute("INSERT INTO card (member_id, number) VALUES ('m3', 79)");
        db.execute("DELETE FROM card WHERE member_id = 'm3'; DELETE FROM member WHERE id = 'm3'");
        db.moviectl(["downgrade"]).success();
        assert_eq!(db.lines("SELECT member_id, number FROM card ORDER BY 1"), ["1|77", "2|78"]);
        if db.backend != Backend::Sqlite {
            db.execute("INSERT INTO member (email) VALUES ('next@example.org')");
            assert_eq!(db.lines("SELECT max(id) FROM member"), ["3"]);
        }
    }

}

// MySQL rolls back no change of a table: what was done stays, and is gone on with.
on_each! {
    on sqlite, postgres where transactional_ddl;
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
