//! Files as `diesel print-schema` writes them, and types that no file declares.

use crate::support::{Backend, Db, on_each};

/// A plain project with one migration, which the database has.
fn start(db: &Db, schema: &str, up: &str) {
    db.write("src/schema.rs", schema);
    db.diesel_project("", up);
}

/// There is no difference, and a column can be added to `t`.
fn adds_a_column(db: &Db) {
    db.moviectl_reads(["check"]).success();
    db.edit(
        "src/schema.rs",
        " t (id) { id -> Integer,",
        " t (id) { id -> Integer, z -> Nullable<Text>,",
    );
    db.moviectl(["migrate", "-m", "Column."])
        .success()
        .stderr_has("Detected added column 't.z'\n")
        .stderr_has("Proved");
    db.moviectl(["upgrade"]).success();
    db.moviectl_reads(["check"]).success();
    db.moviectl(["downgrade"]).success();
}

#[test]
fn tables_without_a_key_have_their_rowid() {
    Db::with(Backend::Sqlite, |db| {
        start(
            db,
            "diesel::table! { t (id) { id -> Integer, } }
            diesel::table! { no_key (rowid) { rowid -> Integer, a -> Nullable<Text>, } }
            diesel::table! { has_rowid (oid) { oid -> Integer, rowid -> Nullable<Text>, } }
            diesel::table! { alias (rowid) { rowid -> Nullable<Integer>, a -> Nullable<Text>, } }
            diesel::table! { no_null (id) { id -> Nullable<Integer>, } }
            diesel::table! { text_key (k) { k -> Nullable<Text>, } }",
            "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL); CREATE TABLE no_key (a TEXT); CREATE TABLE has_rowid (rowid TEXT);
            CREATE TABLE alias (rowid INTEGER PRIMARY KEY, a TEXT); CREATE TABLE no_null (id INTEGER PRIMARY KEY);
            CREATE TABLE text_key (k TEXT PRIMARY KEY)",
        );
        adds_a_column(db);
        // A column of such a table, too.
        db.edit(
            "src/schema.rs",
            "rowid -> Integer, a ->",
            "rowid -> Integer, b -> Nullable<Integer>, a ->",
        );
        db.moviectl(["migrate", "-m", "More."])
            .success()
            .stderr_has("Detected added column 'no_key.b'\n")
            .stderr_has("Proved");
        // A key that is no rowid is missing.
        db.edit(
            "src/schema.rs",
            "no_key (rowid) { rowid -> Integer,",
            "no_key (id) { id -> Integer,",
        );
        db.moviectl([
            "migrate",
            "-m",
            "Key.",
            "--dry-run",
            "--fill",
            "no_key.id=sql(\"rowid\")",
        ])
        .success()
        .stdout_has("PRIMARY KEY");
        db.edit(
            "src/schema.rs",
            "no_key (id) { id -> Integer,",
            "no_key (rowid) { rowid -> Integer,",
        );
        // What `inspect` prints is read back, as a complete declaration, too.
        db.moviectl(["upgrade"]).success();
        let printed = db.moviectl_reads(["inspect", "--format", "diesel"]);
        printed
            .success()
            .stdout_has("    no_key (rowid) {\n        rowid -> Integer,\n")
            .stdout_has("    has_rowid (oid) {\n        oid -> Integer,\n");
        db.write("src/schema.rs", &printed.stdout);
        db.write("moviectl.toml", "managed = true\n");
        db.moviectl_reads(["check"]).success();
    });
}

on_each! {
    fn tables_of_version_control_and_views(db: &Db) {
        start(
            db,
            "diesel::table! { t (id) { id -> Integer, } }
            diesel::table! { __diesel_schema_migrations (version) { #[max_length = 50] version -> Varchar, run_on -> Timestamp, } }
            diesel::view! { v { id -> Integer, } }",
            "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL); CREATE VIEW v AS SELECT id FROM t",
        );
        adds_a_column(db);
        db.moviectl_reads(["check"]).code(3).stderr_lacks("left alone");
    }

    fn types_that_nobody_declares(db: &Db) {
        let types = db.by_dialect("", "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE DOMAIN price AS integer;", "");
        let (mood, price) = db.by_dialect(("TEXT", "INTEGER"), ("mood", "price"), ("ENUM('a', 'b')", "INTEGER"));
        start(
            db,
            "diesel::table! { use crate::types::*; t (id) { id -> Integer, m -> Mood, p -> Nullable<Price>, n -> Mood, } }",
            &format!("{types} CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, m {mood} NOT NULL, p {price}, n {mood} NOT NULL)"),
        );
        let dialect = db.dialect();
        let warning = format!(
            "1:68: unknown types 'Mood', 'Price': their columns are not compared; [types] in moviectl.toml can say what they are: \
             Mood = {{ {dialect} = \"mood\" }}; Price = {{ {dialect} = \"price\" }}\n"
        );
        db.moviectl_reads(["check"]).success().stderr_has(&warning);
        adds_a_column(db);
        db.edit("src/schema.rs", "n -> Mood,", "n -> Mood, more -> Nullable<Mood>,");
        db.moviectl(["migrate", "-m", "More."])
            .failure()
            .stderr_has("error: column 't.more' has the type 'Mood', and nobody declares what that is in the database\n")
            .hint("Mood = { postgres = ");
        db.write(
            "moviectl.toml",
            "[types]\nMood = { postgres = \"mood\", sqlite = \"text\", mysql = \"enum('a','b')\" }\n\
             Price = { postgres = \"price\", sqlite = \"integer\", mysql = \"integer\" }\n",
        );
        db.moviectl(["migrate", "-m", "More."])
            .success()
            .stderr_lacks("unknown")
            .stderr_has("Detected added column 't.more'\n")
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.write("moviectl.toml", "[types]\nMood = { postgres = \"\", sqlite = \"\", mysql = \"\" }\n");
        db.moviectl_reads(["check"])
            .failure()
            .stderr_has("'' is no type\n")
            .hint("mend the file");
        // Nothing is missing in a complete declaration.
        db.write("moviectl.toml", "managed = true\n");
        db.moviectl(["migrate", "-m", "All."])
            .failure()
            .stderr_has("unknown types 'Mood', 'Price'\n")
            .hint(&format!("[types] in moviectl.toml says what it is: Mood = {{ {dialect} = \"mood\" }}"));
    }
}

#[test]
fn a_name_that_postgresql_cuts_off() {
    Db::with(Backend::Postgres, |db| {
        let long = "a".repeat(64);
        start(
            db,
            &format!(
                "diesel::table! {{ t (id) {{ id -> Integer, {long} -> Nullable<Integer>, }} }}"
            ),
            &format!("CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, {long} INTEGER)"),
        );
        db.moviectl_reads(["check"])
            .success()
            .stderr_has(&format!("1:42: '{long}' has 64 bytes, and a name on postgres has 63 at most: it is read as the server cuts it off\n"));
        adds_a_column(db);
        // The revision that made the column takes it back.
        db.write("migrations/2020-01-01-000000_all/down.sql", "DROP TABLE t;");
        db.moviectl(["downgrade"]).success();
        // Two names that PostgreSQL cuts off to one are not one table twice.
        let (one, other) = ("t".repeat(64), "t".repeat(65));
        let table = |name: &str| format!("diesel::table! {{ {name} (id) {{ id -> Integer, }} }}\n");
        db.write("src/schema.rs", &(table(&one) + &table(&other)));
        db.moviectl_reads(["check"])
            .failure()
            .stderr_has("is declared twice");
    });
}

#[test]
fn a_file_that_uses_another_one() {
    Db::with(Backend::Postgres, |db| {
        start(
            db,
            "pub use crate::db::schema::*;\n",
            "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, m mood)",
        );
        db.write("src/main.rs", "mod schema; mod db; mod types; fn main() {}");
        db.write(
            "src/db/schema.rs",
            "diesel::table! { use diesel::sql_types::*; use crate::types::exports::*; t (id) { id -> Integer, m -> Nullable<Mood>, } }",
        );
        db.write(
            "src/types.rs",
            "pub mod exports { pub use super::Mood; }\n#[derive(SqlType)] #[diesel(postgres_type(name = \"mood\"))] pub struct Mood;",
        );
        db.moviectl_reads(["check"])
            .success()
            .stderr("No new upgrade operations detected.\n");
    });
}

/// Diesel's tool prints the type that a domain is over.
#[test]
fn a_domain_is_read_as_its_type() {
    Db::with(Backend::Postgres, |db| {
        start(
            db,
            "diesel::table! { t (id) { id -> Integer, e -> Varchar, n -> Nullable<Text>, p -> Nullable<Numeric>,
                l -> Nullable<Array<Nullable<Numeric>>>, s -> Nullable<Int2>, k -> Integer, } }",
            "CREATE DOMAIN email AS varchar(80) CHECK (VALUE <> ''); CREATE DOMAIN short AS email; CREATE SCHEMA other;
            CREATE DOMAIN other.price AS numeric(10, 2); CREATE DOMAIN age AS integer; CREATE DOMAIN known AS age NOT NULL;
            CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, e email NOT NULL, n short, p other.price, l other.price[], s smallint, k known)",
        );
        adds_a_column(db);
        db.edit("src/schema.rs", "e -> Varchar", "e -> Integer");
        db.moviectl_reads(["check"])
            .code(3)
            .stdout_has("Detected type change from email to INTEGER on 't.e'\n");
    });
}

#[test]
fn one_type_or_number_in_several_spellings() {
    Db::with(Backend::Postgres, |db| {
        start(
            db,
            "diesel::table! { t (id) { id -> Integer, a -> Nullable<Numeric>, b -> Nullable<Numeric>, c -> Nullable<Float>,
                d -> Nullable<Double>, #[max_length = 5] e -> Nullable<Varchar>, f -> Nullable<BigInt>, g -> Nullable<Text>,
                h -> Nullable<Integer>, } }
            table_args! { t { unnumbered id; type a = \"numeric(10)\"; type b = \"decimal(5, 0)\"; default a = sql(\"5.0\");
                default b = sql(\"'-5'::numeric\"); default c = 1.50; default d = 3; default f = 5;
                default g = sql(\"util.slug('a')\"); default h = sql(\"nextval('util.counter')\"); index t_g (sql(\"util.slug(g)\")); } }",
            "CREATE SCHEMA util; CREATE SEQUENCE util.counter;
            CREATE FUNCTION util.slug(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1';
            CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, a numeric(10, 0) DEFAULT 5, b decimal(5) DEFAULT -5,
                c float(24) DEFAULT 1.5, d float(53) DEFAULT 3.0, e national character varying(5), f bigint DEFAULT '5'::bigint,
                g text DEFAULT util.slug('a'), h integer DEFAULT nextval('util.counter'));
            CREATE INDEX t_g ON t (util.slug(g))",
        );
        db.write("moviectl.toml", "managed = true\n");
        db.moviectl_reads(["check"]).success();
        let printed = db.moviectl_reads(["inspect", "--format", "diesel"]);
        db.write("src/schema.rs", &printed.success().stdout);
        db.moviectl_reads(["check"]).success();
        db.edit(
            "src/schema.rs",
            "default f = sql(\"'5'::bigint\")",
            "default f = 6",
        );
        db.moviectl_reads(["check"])
            .code(3)
            .stdout_has("on 't.f'\n");
    });
}
