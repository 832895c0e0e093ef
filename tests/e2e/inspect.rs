//! `inspect` in its formats, and the way back from `--format diesel`.

use std::path::PathBuf;

use moviectl_engine::database::{ConnectOptions, DatabaseUrl, connect};
use moviectl_engine::inspect::inspect;
use moviectl_schema::declared::{self, Source};
use moviectl_schema::diff::{Mode, diff};
use moviectl_schema::render;
use moviectl_schema::schema::Schema;

use crate::support::{Backend, Db, on_each};

/// Names that are no Rust, keys of every kind, cycles: what all databases understand nearly alike.
const AWKWARD: &str = r#"
CREATE TABLE "user" ("id" INTEGER NOT NULL PRIMARY KEY, "type" VARCHAR(80), "e-mail" TEXT NOT NULL UNIQUE, "user" TEXT,
    "1st" BIGINT, "columns" SMALLINT NOT NULL, "größe" TEXT, "CamelCase" DATE);
CREATE TABLE "order line" ("order_id" INTEGER NOT NULL, "line" INTEGER NOT NULL, "amount" INTEGER DEFAULT 1,
    CHECK (amount > 0), PRIMARY KEY ("order_id", "line"));
CREATE TABLE parcel ("id" INTEGER NOT NULL PRIMARY KEY, "order_id" INTEGER, "line" INTEGER, "sender" INTEGER,
    "receiver" INTEGER, "parent" INTEGER, note TEXT,
    FOREIGN KEY ("order_id", "line") REFERENCES "order line" ("order_id", "line") ON DELETE CASCADE,
    FOREIGN KEY ("sender") REFERENCES "user" ("id"), FOREIGN KEY ("receiver") REFERENCES "user" ("id"),
    FOREIGN KEY ("parent") REFERENCES parcel ("id"));
CREATE TABLE letter ("user_id" INTEGER NOT NULL PRIMARY KEY REFERENCES "user" ("id") ON DELETE SET NULL,
    "mail" TEXT REFERENCES "user" ("e-mail"), "parcel_id" INTEGER REFERENCES parcel ("id"));
CREATE INDEX parcel_sender ON parcel ("sender", "receiver" DESC) WHERE "line" > 0;
CREATE UNIQUE INDEX parcel_lower ON parcel (lower(note));
CREATE TABLE keyless ("a" INTEGER);
"#;

/// MySQL has no keys over texts of any length, sets no key NULL, and has no indexes over some rows; MariaDB has none over
/// expressions either.
fn awkward(db: &Db) -> String {
    if db.backend != Backend::Mysql {
        return AWKWARD.to_owned();
    }
    AWKWARD
        .replace("\"e-mail\" TEXT", "\"e-mail\" VARCHAR(80)")
        .replace("\"mail\" TEXT", "\"mail\" VARCHAR(80)")
        .replace("ON DELETE SET NULL", "ON DELETE CASCADE")
        .replace(" WHERE \"line\" > 0", "")
        .replace("(lower(note))", "(note(10))")
}

const POSTGRES_ONLY: &str = r#"
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE "text list" AS ENUM ('a');
CREATE TYPE date AS ENUM ('a');
CREATE SCHEMA audit;
CREATE TYPE audit.mood AS ENUM ('x');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TABLE audit."user" (id serial PRIMARY KEY, feels audit.mood NOT NULL, who integer REFERENCES "user" (id));
CREATE TABLE kinds (id bigserial PRIMARY KEY, m mood NOT NULL, mm mood[], tl "text list", d public.date, real_d date,
    dom positive, addresses inet[] NOT NULL, words tsvector, place point, bits bit(3), more varbit(5), names varchar(9)[],
    one "char", at timestamptz, price numeric, payload jsonb, x xml, span int4range, t timetz, c char(4), u uuid,
    f real, g double precision, i interval, b bytea, flag boolean NOT NULL DEFAULT true);
"#;

on_each! {
    fn the_declaration_reads_back_as_the_same_schema(db: &Db) {
        db.execute(&awkward(db));
        if db.backend == Backend::Postgres {
            db.execute(POSTGRES_ONLY);
        }
        db.project();
        let output = db.moviectl_reads(["inspect", "--format", "diesel"]);
        let read = read_back(db, &output.success().stdout);
        if db.backend == Backend::Sqlite {
            // Its key is the rowid.
            output.stderr("").stdout_has("    keyless (rowid) {\n        rowid -> Integer,\n");
            assert_eq!(read.tables.len(), live(db).tables.len());
        } else {
            output.stderr_has("'keyless' is left out").stdout_has("// table 'keyless' is left out");
            assert_eq!(output.stderr.lines().count(), 1, "{}", output.stderr);
            assert_eq!(read.tables.len() + 1, live(db).tables.len());
        }
        // Types, keys, defaults, indexes and checks are compared as the database spells them.
        db.write("src/schema.rs", &output.stdout);
        db.moviectl_reads(["check"]).success();
        // The declaration that was read is printed without gaps, and reads back as the same schema.
        let again = render::diesel(dialect(db), &read);
        assert_eq!(again.gaps, Vec::<String>::new());
        let read_again = read_back(db, &again.text);
        assert_eq!(diff(dialect(db), Mode::Managed, &read, &read_again), [], "{}", again.text);
        assert_eq!(diff(dialect(db), Mode::Managed, &read_again, &read), [], "{}", again.text);
    }

    fn a_database_is_adopted(db: &Db) {
        db.execute("CREATE TABLE author (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(80) NOT NULL)");
        db.execute("CREATE TABLE book (id INTEGER NOT NULL PRIMARY KEY, author_id INTEGER NOT NULL \
                    REFERENCES author (id), title TEXT NOT NULL)");
        db.project();
        let declaration = db.moviectl_reads(["inspect", "--format", "diesel"]);
        db.write("src/schema.rs", &declaration.success().stdout);
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "x", "--against", "database"]).success().stderr_has("No changes in schema detected");
        let declared = db.moviectl(["inspect", "--declared", "--format", "diesel"]);
        assert_eq!(without_comments(&declared.success().stdout), without_comments(&declaration.stdout));
    }

    fn what_table_cannot_say_is_in_table_args(db: &Db) {
        db.execute(&awkward(db));
        db.moviectl_reads(["inspect", "--format", "diesel"])
            .success()
            .stdout_has("macro_rules! table_args {")
            .stdout_has("        default amount = sql(\"1\");\n")
            .stdout_has("(order_id, line) references order_line (order_id, line) on delete cascade;\n")
            .stdout_has("(sender) references user (id);\n")
            .stdout_has(db.by_dialect(
                "        index parcel_sender (sender, receiver desc) where sql(\"",
                "        index parcel_sender (sender, receiver desc) where sql(\"",
                "        index parcel_sender (sender, receiver desc);\n",
            ))
            .stdout_has(db.by_dialect(
                "        unique index parcel_lower (sql(\"lower(note)\"));\n",
                "        unique index parcel_lower (sql(\"lower(note)\"));\n",
                "        unique index parcel_lower (",
            ))
            .stdout_has("#[sql_name = \"order line\"]")
            .stdout_has("order_line (order_id, line) {")
            .stdout_has("diesel::joinable!(letter -> parcel (parcel_id));")
            .stdout_lacks("joinable!(parcel -> user");
    }

    fn json_has_all_of_it(db: &Db) {
        db.execute(&awkward(db));
        let output = db.moviectl_reads(["inspect", "--format", "json"]);
        let json = output.success().json();
        assert_eq!(json["dialect"], db.dialect());
        let tables = json["tables"].as_array().unwrap();
        let parcel = tables.iter().find(|table| table["name"] == "parcel").unwrap();
        assert_eq!(parcel["primary_key"]["columns"][0], "id");
        assert_eq!(parcel["columns"][1]["type"], "INTEGER");
        assert_eq!(parcel["columns"][1]["nullable"], true);
        let keys = parcel["foreign_keys"].as_array().unwrap();
        let key = keys.iter().find(|key| key["columns"][1] == "line").unwrap();
        assert_eq!(key["on_delete"], "cascade");
        assert_eq!(key["on_update"], "no_action");
        assert_eq!(key["deferrable"], "never");
        assert_eq!(key["references"]["table"], "order line");
        assert_eq!(parcel["indexes"][1]["name"], "parcel_sender");
    }

    fn diagrams_name_every_table(db: &Db) {
        db.execute(&awkward(db));
        for (format, begins) in [("mermaid", "erDiagram\n"), ("dot", "digraph schema {\n"), ("svg", "<svg ")] {
            let output = db.moviectl_reads(["inspect", "--format", format]);
            output.success();
            assert!(output.stdout.starts_with(begins), "{}", output.stdout);
            for table in ["user", "order line", "parcel", "letter", "keyless"] {
                output.stdout_has(table);
            }
            let again = db.moviectl_reads(["inspect", "--format", format]);
            assert_eq!(output.stdout, again.stdout);
        }
        db.moviectl_reads(["inspect", "--format", "mermaid"]).stdout_has("\"order line\" |o--o{ \"parcel\"");
        db.moviectl_reads(["inspect", "--format", "mermaid"]).stdout_has("\"user\" ||--o| \"letter\"");
    }

    fn an_empty_database_is_shown_too(db: &Db) {
        db.execute("CREATE TABLE gone (id INTEGER NOT NULL PRIMARY KEY); DROP TABLE gone;");
        for format in ["table", "sql", "diesel", "json", "mermaid", "dot", "svg"] {
            db.moviectl_reads(["inspect", "--format", format]).success();
        }
    }
}

#[test]
fn postgres_indexes_and_types_with_arguments_are_said() {
    Db::with(Backend::Postgres, |db| {
        db.execute(
            "CREATE TABLE item (id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY, price numeric(10, 2) NOT NULL,
                 tags text[], name text COLLATE \"C\", twice numeric GENERATED ALWAYS AS (price * 2) STORED,
                 at timestamp(3) DEFAULT now(), CHECK (price > 0 AND name <> 'a\"b'));
             CREATE INDEX item_tags ON item USING gin (tags);
             CREATE INDEX item_name ON item (name DESC NULLS LAST) INCLUDE (price);
             CREATE INDEX item_both ON item ((price + 1), lower(name)) WHERE price > 1",
        );
        db.project();
        let output = db.moviectl_reads(["inspect", "--format", "diesel"]);
        output
            .success()
            .stdout_has("type price = \"NUMERIC(10, 2)\";")
            .stdout_has("price -> Numeric,")
            .stdout_has("identity id always;")
            .stdout_has("index item_tags using gin (tags);")
            .stdout_has("index item_name (name desc nulls last) include (price);");
        db.write("src/schema.rs", &output.stdout);
        db.moviectl_reads(["check"]).success();
    });
}

/// Types, keys and indexes of MySQL's own.
const MYSQL_ONLY: &str = r#"
CREATE TABLE author (
    id INT(10) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'not the page''s number',
    name VARCHAR(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    code CHAR(3) CHARACTER SET ascii DEFAULT NULL,
    UNIQUE KEY author_name (name),
    UNIQUE KEY (code, name)
) COMMENT='Who writes';
CREATE TABLE book (
    isbn BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    author_id INT UNSIGNED NOT NULL,
    number INT UNSIGNED ZEROFILL,
    title TEXT NOT NULL,
    subtitle VARCHAR(200) DEFAULT 'it''s none',
    kind ENUM('novel','it''s a poem','x,y','CamelCase') NOT NULL DEFAULT 'novel',
    tags SET('a','b c') DEFAULT 'a,b c',
    price DECIMAL(12,2) UNSIGNED NOT NULL DEFAULT 0.00,
    weight FLOAT, ratio DOUBLE DEFAULT 0.5, tiny TINYINT DEFAULT -1, little TINYINT UNSIGNED, small SMALLINT UNSIGNED,
    medium MEDIUMINT UNSIGNED, flag TINYINT(1) NOT NULL DEFAULT 1, bits BIT(5) DEFAULT b'101', printed YEAR,
    length TIME(3), changed_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    made_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, seen_at TIMESTAMP NULL, sold DATE, data JSON,
    t1 TINYTEXT, t2 MEDIUMTEXT, t3 LONGTEXT, b1 BINARY(16), b2 VARBINARY(40), b3 TINYBLOB, b4 BLOB, b5 MEDIUMBLOB, b6 LONGBLOB,
    place POINT NOT NULL,
    loud VARCHAR(200) GENERATED ALWAYS AS (upper(subtitle)) VIRTUAL,
    letters INT GENERATED ALWAYS AS (length(subtitle)) STORED,
    KEY book_title (title(20)),
    KEY book_both (subtitle(10), author_id),
    UNIQUE KEY book_of_author (author_id, title(10)),
    FULLTEXT KEY book_words (title, subtitle),
    SPATIAL KEY book_place (place),
    CONSTRAINT book_price CHECK (price < 1000 AND title <> 'a"b'),
    CONSTRAINT book_author FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE page (
    number INT NOT NULL,
    id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT,
    book BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (number, id),
    KEY page_id (id),
    CONSTRAINT page_ibfk_1 FOREIGN KEY (book) REFERENCES book (isbn)
);
CREATE TABLE cover (book BIGINT UNSIGNED NOT NULL PRIMARY KEY REFERENCES book (isbn));
"#;

/// It reads back as the same schema, and makes the same schema in an empty database.
#[test]
fn mysql_indexes_and_types_are_said() {
    Db::with(Backend::Mysql, |db| {
        db.execute(MYSQL_ONLY);
        db.write("moviectl.toml", "managed = true\ncomments = true\n");
        let output = db.moviectl_reads(["inspect", "--format", "diesel"]);
        output
            .success()
            .stderr("")
            .stdout_has("id -> Unsigned<Integer>,")
            .stdout_has("type kind = \"ENUM('novel','it''s a poem','x,y','CamelCase')\";")
            .stdout_has("type price = \"NUMERIC(12, 2) UNSIGNED\";")
            .stdout_has("collate name = \"utf8mb4_bin\";")
            .stdout_has("unnumbered isbn;")
            .stdout_has("autoincrement id;")
            .stdout_has("index book_title (title(20));")
            .stdout_has("index book_both (subtitle(10), author_id);")
            .stdout_has("unique index book_of_author (author_id, title(10));")
            .stdout_has("index book_words using fulltext (title, subtitle);")
            .stdout_has("index book_place using spatial (place);")
            .stdout_has("foreign_key book_author (author_id) references author (id) on delete cascade on update cascade;")
            .stdout_lacks("Not declared of");
        db.write("src/schema.rs", &output.stdout);
        db.moviectl_reads(["check"]).success().stdout("");
        let again = db.moviectl(["inspect", "--declared", "--format", "diesel"]);
        assert_eq!(
            without_comments(&again.success().stdout),
            without_comments(&output.stdout)
        );
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "All."])
            .success()
            .stderr_has("Proved on the database that the migrations build: up, down, up again");
        db.moviectl(["stamp"]).success();
        db.moviectl(["migrate", "-m", "x", "--against", "database"])
            .success()
            .stderr_has("No changes in schema detected");
    });
}

#[test]
fn what_cannot_be_declared_is_named() {
    Db::with(Backend::Postgres, |db| {
        db.execute(
            "CREATE TABLE item (id serial PRIMARY KEY, name text); CREATE SCHEMA other;
             CREATE OPERATOR CLASS other.own_ops FOR TYPE text USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =,
             OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 bttextcmp(text, text);
             CREATE INDEX item_name ON item (name other.own_ops)",
        );
        db.moviectl_reads(["inspect", "--format", "diesel"])
            .success()
            .stderr_has("table 'item': the index 'item_name' cannot be declared")
            .stdout_has("// Not declared of 'item':\n//   CREATE INDEX \"item_name");
    });
}

/// Diesel takes no `joinable!` in both directions.
#[test]
fn a_pair_that_refers_both_ways_is_no_difference() {
    Db::with(Backend::Sqlite, |db| {
        db.execute(
            "CREATE TABLE team (id INTEGER PRIMARY KEY, captain INTEGER REFERENCES player (id));
             CREATE TABLE player (id INTEGER PRIMARY KEY, team_id INTEGER REFERENCES team (id));",
        );
        let live = live(db);
        let declaration = render::diesel(dialect(db), &live);
        assert!(!declaration.text.contains("joinable!"));
        let read = read_back(db, &declaration.text);
        assert_eq!(diff(dialect(db), Mode::Managed, &live, &read), []);
    });
}

fn dialect(db: &Db) -> moviectl_schema::dialect::Dialect {
    moviectl_schema::dialect::Dialect::from_name(db.dialect()).unwrap()
}

fn live(db: &Db) -> Schema {
    let url = DatabaseUrl::parse(db.url()).unwrap();
    let mut connection = connect(&url, &ConnectOptions::default()).unwrap();
    inspect(&mut connection).unwrap()
}

#[track_caller]
fn read_back(db: &Db, text: &str) -> Schema {
    let source = Source {
        path: PathBuf::from("schema.rs"),
        text: text.to_owned(),
    };
    match declared::read(&[source], dialect(db)) {
        Ok(declared) => declared.schema,
        Err(error) => panic!("{error}\n{text}"),
    }
}

fn without_comments(text: &str) -> String {
    text.lines()
        .filter(|line| !line.starts_with("//"))
        .collect()
}

on_each! {
    fn many_declared_tables_are_written_as_sql(db: &Db) {
        const TABLES: usize = 1_000;
        db.write("moviectl.toml", "schema = [\"src/schema.rs\"]\nmigrations = \"migrations\"\nmanaged = true\n");
        let declared: String = (0..TABLES)
            .map(|number| {
                let parent = number.saturating_sub(1);
                format!(
                    "diesel::table! {{ item_{number} (id) {{ id -> Integer, parent_id -> Nullable<Integer>, }} }}\n\
                     diesel::joinable!(item_{number} -> item_{parent} (parent_id));\n"
                )
            })
            .collect();
        db.write("src/schema.rs", &declared);
        db.moviectl(["init"]).success();
        let made = db.moviectl(["inspect", "--declared", "--format", "sql"]).success().stdout.clone();
        assert_eq!(made.matches("CREATE TABLE").count(), TABLES);
        // Read back, it is the same.
        let again = db.moviectl(["inspect", "--declared", "--format", "diesel"]).success().stdout.clone();
        db.write("src/schema.rs", &again);
        let second = db.moviectl(["inspect", "--declared", "--format", "sql"]).success().stdout.clone();
        assert!(made == second, "another schema after a round trip");
    }
}
