//! What `diesel.toml` leaves out of a plain project's declaration, or changes there, is no difference to the database.

use crate::support::{Backend, Db, on_each};

const SCHEMA: &str = "diesel::table! {\n    t (id) {\n        id -> Integer,\n    }\n}\n";

/// A project of Diesel's own tool with one migration, which the database has.
fn start(db: &Db, print_schema: &str, up: &str) {
    db.write(
        "diesel.toml",
        &format!(
            "[migrations_directory]\ndir = \"migrations\"\n[print_schema]\nfile = \"src/schema.rs\"\n{print_schema}"
        ),
    );
    let revision = "migrations/2020-01-01-000000_all";
    db.write(format!("{revision}/up.sql"), up);
    db.write(format!("{revision}/down.sql"), "SELECT 1;");
    db.moviectl(["upgrade"]).success();
}

/// There is no difference, and a column can be added, which stays.
fn adds_a_column(db: &Db, schema: &str) {
    db.write("src/schema.rs", schema);
    db.moviectl_reads(["check"]).success();
    db.moviectl_reads(["check", "--against", "migrations"])
        .success();
    db.moviectl(["migrate", "-m", "Nothing."])
        .success()
        .stderr_has("No changes in schema detected.");
    let tables = db.tables();
    let new = schema.replace(
        "id -> Integer,",
        "id -> Integer,\n        a -> Nullable<Text>,",
    );
    db.write("src/schema.rs", &new);
    db.moviectl(["migrate", "-m", "Column."])
        .success()
        .stderr_has("Detected added column 't.a'\n")
        .stderr_has("Proved");
    db.moviectl(["upgrade"]).success();
    db.moviectl_reads(["check"]).success();
    db.moviectl(["downgrade"]).success();
    assert_eq!(db.tables(), tables);
    db.moviectl(["upgrade"]).success();
}

on_each! {
    fn tables_that_a_filter_leaves_out(db: &Db) {
        let up = format!(
            "{} CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL); CREATE TABLE audit_log (id INTEGER PRIMARY KEY NOT NULL, {});
            CREATE TABLE audit_line (id INTEGER PRIMARY KEY NOT NULL, t INTEGER REFERENCES t (id))",
            db.by_dialect("", "CREATE TYPE kind AS ENUM ('a');", ""),
            db.by_dialect("k TEXT", "k kind", "k TEXT"),
        );
        start(db, "filter = { except_tables = [\"^audit_\"] }\n", &up);
        adds_a_column(db, SCHEMA);
        db.moviectl_reads(["check"])
            .success()
            .stderr_lacks("left alone");
        // A filter that leaves out less.
        db.edit("diesel.toml", "^audit_", "^audit_log$");
        db.moviectl_reads(["check"])
            .code(3)
            .stdout_has("Detected removed table 'audit_line'\n")
            .stdout_lacks("audit_log");
        db.edit("diesel.toml", "except_tables", "only_tables");
        db.moviectl_reads(["check"])
            .code(3)
            .stdout_has("Detected removed table 'audit_log'\n")
            .stdout_lacks("audit_line");
        db.edit("diesel.toml", "^audit_log$", "a(");
        db.moviectl_reads(["check"])
            .failure()
            .stderr_has("'a(' is no regular expression");
    }
}

#[test]
fn tables_of_a_namespace_without_a_declaration() {
    Db::with(Backend::Postgres, |db| {
        start(
            db,
            "",
            "CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE SCHEMA other; CREATE TYPE other.kind AS ENUM ('a');
            CREATE TABLE other.x (id INTEGER PRIMARY KEY, k other.kind); CREATE TABLE \"other\".y (id INTEGER PRIMARY KEY)",
        );
        adds_a_column(db, SCHEMA);
        db.moviectl_reads(["check"])
            .success()
            .stderr_has("note: left alone, since nobody declares them: 'other.x', 'other.y'\n");
        db.moviectl(["migrate", "-m", "Nothing."])
            .success()
            .stderr_has("note: left alone, since nobody declares them: 'other.x', 'other.y'\n");
        // A table that was declared once.
        let schema = db.read("src/schema.rs");
        let with = format!("{schema}diesel::table! {{ own.z (id) {{ id -> Integer, }} }}");
        db.write("src/schema.rs", &with);
        db.moviectl(["migrate", "-m", "Own."]).success();
        db.moviectl(["upgrade"]).success();
        db.write("src/schema.rs", &schema);
        db.moviectl(["migrate", "-m", "Own goes."])
            .success()
            .stderr_has("Detected removed table 'own.z'\n")
            .stderr_lacks("removed table 'other");
    });
}

#[test]
fn several_files_have_filters_of_their_own() {
    Db::with(Backend::Postgres, |db| {
        start(
            db,
            "[print_schema.other]\nfile = \"src/other.rs\"\nschema = \"other\"\nfilter = { only_tables = [\"x\"] }\n",
            "CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE SCHEMA other; CREATE TABLE other.x (id INTEGER PRIMARY KEY);
            CREATE TABLE other.y (id INTEGER PRIMARY KEY)",
        );
        db.write(
            "src/other.rs",
            "pub mod other { diesel::table! { other.x (id) { id -> Int4, } } }",
        );
        adds_a_column(db, SCHEMA);
        db.write("src/other.rs", "");
        db.write(
            "src/schema.rs",
            &format!("{SCHEMA}diesel::table! {{ other.z (id) {{ id -> Int4, }} }}"),
        );
        db.moviectl_reads(["check"])
            .code(3)
            .stdout_has("Detected removed table 'other.x'\n")
            .stdout_lacks("other.y");
    });
}

on_each! {
    fn columns_that_a_patch_removes_or_changes(db: &Db) {
        start(
            db,
            "patch_file = \"src/schema.patch\"\n",
            "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, secret VARCHAR(9), price DOUBLE PRECISION)",
        );
        // As `diff -u` writes it.
        let secret = db.by_dialect("Text", "Varchar", "Varchar");
        let patch = format!(
            "--- schema.rs\n+++ schema.rs\n@@ -1,7 +1,6 @@\n diesel::table! {{\n     t (id) {{\n         id -> Integer,\n-        \
             secret -> Nullable<{secret}>,\n-        price -> Nullable<Double>,\n+        price -> Nullable<crate::Price>,\n     }}\n }}\n"
        );
        db.write("src/schema.patch", &patch);
        let schema = SCHEMA.replace(
            "id -> Integer,",
            "id -> Integer,\n        price -> Nullable<crate::Price>,",
        );
        db.write("src/schema.rs", &schema);
        db.moviectl_reads(["check"]).success();
        db.moviectl(["migrate", "-m", "Nothing."])
            .success()
            .stderr_has("No changes in schema detected.");
        // A file that is not patched yet.
        db.write(
            "src/schema.rs",
            &SCHEMA.replace("id -> Integer,", &format!("id -> Integer,\n        secret -> Nullable<{secret}>,\n        price -> Nullable<Double>,")),
        );
        db.moviectl_reads(["check"]).success();
        // Without knowing what the patch removes, the column would be dropped.
        db.write("src/schema.rs", SCHEMA);
        db.moviectl_reads(["check"])
            .failure()
            .stderr_has("error: src/schema.patch can't be taken back from src/schema.rs: ")
            .hint("diesel print-schema");
    }
}

on_each! {
    fn a_directory_of_another_machine(db: &Db) {
        start(db, "", "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL)");
        db.edit(
            "diesel.toml",
            "\"migrations\"",
            "\"/builds/other/migrations\"",
        );
        db.write("src/schema.rs", SCHEMA);
        db.moviectl_reads(["check"]).success().stderr_has(
            "note: diesel.toml names /builds/other/migrations, which is not there: the migrations are in migrations\n",
        );
    }
}
