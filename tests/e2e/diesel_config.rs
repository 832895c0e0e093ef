//! What `diesel.toml` leaves out of a plain project's declaration, or changes there, is no difference to the database.

use crate::support::{Backend, Db, on_each};

const SCHEMA: &str = "diesel::table! {\n    t (id) {\n        id -> Integer,\n    }\n}\n";

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
        db.diesel_project("filter = { except_tables = [\"^audit_\"] }\n", &up);
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
        db.diesel_project(
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
        db.diesel_project(
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
        db.diesel_project(
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
            .hint("edit the patch as well");
    }
}

on_each! {
    fn a_directory_of_another_machine(db: &Db) {
        db.diesel_project("", "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL)");
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

on_each! {
    fn a_table_that_stays_is_in_the_way_of_what_it_references(db: &Db) {
        let other = "diesel::table! { a (id) { id -> Integer, } }\n";
        let types = db.by_dialect("", "CREATE TYPE mood AS ENUM ('x', 'y');", "");
        db.diesel_project(
            "filter = { except_tables = [\"^hid\"] }\n",
            &format!(
                "{types} CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL); CREATE TABLE a (id INTEGER PRIMARY KEY NOT NULL);
                CREATE TABLE hidden (id INTEGER PRIMARY KEY NOT NULL, a_id INTEGER NOT NULL, FOREIGN KEY (a_id) REFERENCES {} (id) ON DELETE CASCADE)",
                // SQLite keeps a name as it was written.
                db.by_dialect("A", "a", "a"),
            ),
        );
        db.write("src/schema.rs", &format!("{SCHEMA}{other}"));
        db.execute("INSERT INTO a VALUES (1)");
        db.execute("INSERT INTO hidden VALUES (1, 1)");
        db.moviectl_reads(["check"]).success();
        db.moviectl(["drop-all", "--yes"])
            .failure()
            .stderr_has("error: nothing was dropped, because tables that stay reference what would go: foreign key (a_id) of table hidden references a\n")
            .hint("drop these tables");
        db.write("src/schema.rs", SCHEMA);
        for against in ["migrations", "database"] {
            db.moviectl(["migrate", "-m", "Drop.", "--against", against])
                .failure()
                .stderr_has("it would break objects that stay: foreign key (a_id) of table hidden references a\n");
        }
        assert_eq!(db.lines("SELECT count(*) FROM hidden"), ["1"]);
    }
}

#[test]
fn an_enum_type_of_a_table_that_stays_and_of_another() {
    Db::with(Backend::Postgres, |db| {
        let schema = |values: &str, rest: &str| {
            format!(
                "#[derive(SqlType)] #[diesel(postgres_type(name = \"mood\"))] pub struct Mood;
                diesel::table! {{ t (id) {{ id -> Integer, m -> Mood, {rest} }} }} table_args! {{ enum mood ({values}); t {{ unnumbered id; }} }}"
            )
        };
        db.diesel_project(
            "filter = { except_tables = [\"^hid\"] }\n",
            "CREATE TYPE mood AS ENUM ('x', 'y'); CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, m mood NOT NULL);
            CREATE TABLE hidden (id INTEGER PRIMARY KEY NOT NULL, m mood NOT NULL)",
        );
        db.write(
            "src/schema.rs",
            &schema("\"x\", \"y\"", "z -> Nullable<Text>,"),
        );
        for against in ["migrations", "database"] {
            db.moviectl([
                "migrate",
                "-m",
                "Column.",
                "--dry-run",
                "--against",
                against,
            ])
            .success()
            .stderr_has("Proved");
        }
        db.write("src/schema.rs", &schema("\"x\"", ""));
        for against in ["migrations", "database"] {
            db.moviectl(["migrate", "-m", "Value.", "--against", against])
                .failure()
                .stderr_has(
                    "it would break objects that stay: column hidden.m has the type mood\n",
                );
        }
    });
}

#[test]
fn sections_with_names_alone_leave_out_the_rest() {
    Db::with(Backend::Sqlite, |db| {
        db.write(
            "diesel.toml",
            "[print_schema.one]\nfile = \"src/schema.rs\"\nfilter = { only_tables = [\"^t$\"] }\n\
             [print_schema.two]\nfile = \"src/second.rs\"\nfilter = { only_tables = [\"^b$\"] }\n",
        );
        let key = "(id INTEGER PRIMARY KEY NOT NULL)";
        db.write(
            "migrations/2020-01-01-000000_all/up.sql",
            &format!("CREATE TABLE t {key}; CREATE TABLE b {key}; CREATE TABLE c {key};"),
        );
        db.write("migrations/2020-01-01-000000_all/down.sql", "SELECT 1;");
        db.write(
            "src/second.rs",
            "diesel::table! { b (id) { id -> Integer, } }",
        );
        db.moviectl(["upgrade"]).success();
        adds_a_column(db, SCHEMA);
    });
}

#[test]
fn a_patch_is_taken_back_at_its_place() {
    Db::with(Backend::Sqlite, |db| {
        db.diesel_project(
            "patch_file = \"src/schema.patch\"\n",
            "CREATE TABLE a (id INTEGER PRIMARY KEY NOT NULL, name TEXT, at TEXT);
            CREATE TABLE b (id INTEGER PRIMARY KEY NOT NULL, name TEXT, secret TEXT, at TEXT)",
        );
        let table = |name: &str| {
            format!(
                "diesel::table! {{\n    {name} (id) {{\n        id -> Integer,\n        name -> Nullable<Text>,\n        at -> Nullable<Text>,\n    }}\n}}\n"
            )
        };
        db.write("src/schema.rs", &(table("a") + &table("b")));
        db.write(
            "src/schema.patch",
            "@@ -10,4 +10,3 @@\n         id -> Integer,\n         name -> Nullable<Text>,\n-        secret -> Nullable<Text>,\n         at -> Nullable<Text>,\n",
        );
        db.moviectl_reads(["check"]).success();
        // Lines that came before it move it. Then it may fit another table.
        let schema = db.read("src/schema.rs");
        db.write("src/schema.rs", &(table("z") + &schema));
        for arguments in [
            ["check", "--against", "migrations"],
            ["check", "--against", "database"],
            ["migrate", "-m", "Z."],
        ] {
            db.moviectl(arguments)
                .failure()
                .stderr_has("error: the patch_file of diesel.toml takes back what the database lacks: column a.secret\n")
                .hint("`diff -U9`");
        }
        db.write("src/schema.rs", &format!("\n{}{schema}", table("z")));
        db.moviectl_reads(["check"]).failure().stderr_has(
            "hunk 1 fits several places, and none of them is at the line that its head says\n",
        );
        // A line beside the right place has changed, and another table has these lines.
        db.write(
            "src/schema.rs",
            &schema.replacen(
                "b (id) {\n        id -> Integer,",
                "b (id) {\n        id -> BigInt,",
                1,
            ),
        );
        db.moviectl_reads(["check"])
            .failure()
            .stderr_has("takes back what the database lacks: column a.secret\n");
        db.write("src/schema.rs", &schema);
        db.edit("diesel.toml", "schema.patch", "gone.patch");
        db.moviectl_reads(["check"])
            .failure()
            .stderr_has("gone.patch\n")
            .hint("diesel.toml name the files");
        db.edit("diesel.toml", "gone.patch", "schema.patch");
        // Without `file`, the patch is for the only file that there is.
        db.edit("diesel.toml", "file = \"src/schema.rs\"\n", "");
        db.moviectl_reads(["check"]).success();
        for (patch, reason) in [
            ("foo\n", "it is no unified diff (`diff -u`)"),
            (
                "@@ -10,4 +10,3 @@\n         id -> Integer,\n",
                "hunk 1 of the patch has other lines than its head says",
            ),
        ] {
            db.write("src/schema.patch", patch);
            db.moviectl_reads(["check"]).failure().stderr_has(&format!(
                "error: src/schema.patch can't be taken back from src/schema.rs: {reason}\n"
            ));
        }
    });
}

/// A table that was made by hand in the live database has no revision.
#[test]
fn a_table_made_by_hand_keeps_its_rows() {
    Db::with(Backend::Sqlite, |db| {
        db.diesel_project(
            "",
            "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL); CREATE TABLE a (id INTEGER PRIMARY KEY NOT NULL);",
        );
        db.execute("CREATE TABLE hidden (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id) ON DELETE CASCADE)");
        db.execute("INSERT INTO a VALUES (1); INSERT INTO hidden VALUES (1, 1)");
        db.write("src/schema.rs", SCHEMA);
        db.moviectl(["migrate", "-m", "Drop."]).success();
        db.moviectl(["upgrade"])
            .failure()
            .stderr_has("it would drop objects that no revision created: rows of table 'hidden', which references 'a'\n")
            .hint("--accept-loss");
        assert_eq!(db.lines("SELECT count(*) FROM hidden"), ["1"]);
        db.moviectl(["upgrade", "--accept-loss"]).success();
    });
}
