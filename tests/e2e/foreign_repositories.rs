//! Repositories that Diesel's own tool made, and scripts that only a real database may run.

use crate::support::{Backend, Db, on_each};

/// The files that `diesel setup` writes for PostgreSQL, abridged: Diesel's helper functions.
const SETUP: [(&str, &str); 2] = [
    (
        "up.sql",
        "-- Helper functions. `diesel migration run` relies on them.
CREATE OR REPLACE FUNCTION diesel_manage_updated_at(_tbl regclass) RETURNS VOID AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER set_updated_at BEFORE UPDATE ON %s
                    FOR EACH ROW EXECUTE PROCEDURE diesel_set_updated_at()', _tbl);
END;
$$ LANGUAGE plpgsql;

CREATE OR REPLACE FUNCTION diesel_set_updated_at() RETURNS trigger AS $$
BEGIN
    IF (NEW IS DISTINCT FROM OLD AND NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at) THEN
        NEW.updated_at := current_timestamp;
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
",
    ),
    (
        "down.sql",
        "DROP FUNCTION IF EXISTS diesel_manage_updated_at(_tbl regclass);
DROP FUNCTION IF EXISTS diesel_set_updated_at();
",
    ),
];

const POSTGRES: [(&str, &str); 2] = [
    (
        "up.sql",
        "CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE authors (
    id SERIAL PRIMARY KEY,
    email CITEXT NOT NULL UNIQUE,
    name VARCHAR NOT NULL,
    mood mood NOT NULL DEFAULT 'ok',
    updated_at TIMESTAMP NOT NULL DEFAULT NOW()
);
CREATE INDEX authors_name ON authors USING gin (name gin_trgm_ops);
SELECT diesel_manage_updated_at('authors');
",
    ),
    (
        "down.sql",
        "DROP TABLE authors;
DROP TYPE mood;
DROP EXTENSION pg_trgm;
DROP EXTENSION citext;
",
    ),
];

const SQLITE: [(&str, &str); 2] = [
    (
        "up.sql",
        "CREATE TABLE authors (
    id INTEGER NOT NULL PRIMARY KEY,
    email TEXT NOT NULL COLLATE NOCASE UNIQUE,
    name VARCHAR NOT NULL,
    mood TEXT NOT NULL DEFAULT 'ok',
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TRIGGER set_updated_at AFTER UPDATE OF name ON authors BEGIN
    UPDATE authors SET updated_at = CURRENT_TIMESTAMP WHERE id = new.id;
END;
",
    ),
    ("down.sql", "DROP TABLE authors;\n"),
];

const MYSQL: [(&str, &str); 2] = [
    (
        "up.sql",
        "CREATE TABLE authors (
    id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY,
    email VARCHAR(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL UNIQUE,
    name VARCHAR(80) NOT NULL,
    mood ENUM('sad', 'ok') NOT NULL DEFAULT 'ok',
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TRIGGER set_updated_at BEFORE UPDATE ON authors FOR EACH ROW SET NEW.updated_at = CURRENT_TIMESTAMP;
",
    ),
    ("down.sql", "DROP TABLE authors;\n"),
];

/// A project as `diesel setup` and `diesel migration generate --version …` leave it.
fn flat(db: &Db) {
    db.write(
        "diesel.toml",
        "[print_schema]\nfile = \"src/schema.rs\"\n\n[migrations_directory]\ndir = \"migrations\"\n",
    );
    let scripts = match db.backend {
        Backend::Sqlite => SQLITE,
        Backend::Mysql => MYSQL,
        Backend::Postgres => {
            for (name, text) in SETUP {
                db.write(
                    format!("migrations/00000000000000_diesel_initial_setup/{name}"),
                    text,
                );
            }
            POSTGRES
        }
    };
    for (name, text) in scripts {
        db.write(
            format!("migrations/2023-04-05-060708_create_authors/{name}"),
            text,
        );
    }
    let mood = "crate::schema::sql_types::Mood";
    let (email, mood) = db.by_dialect(("Text", "Text"), ("Citext", mood), ("Varchar", mood));
    db.write(
        "src/schema.rs",
        &format!(
            "pub mod sql_types {{
    #[derive(diesel::query_builder::QueryId, Clone, diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = \"mood\"), mysql_type(name = \"Enum\"))]
    pub struct Mood;
}}

diesel::table! {{
    use diesel::sql_types::*;

    authors (id) {{
        id -> Int4,
        email -> {email},
        name -> Varchar,
        mood -> {mood},
        updated_at -> Timestamp,
    }}
}}
"
        ),
    );
}

/// Statements that reach past a scratch database, each with the reason.
const POSTGRES_ESCAPES: [(&str, &str); 16] = [
    (
        "DO $$ BEGIN EXECUTE 'CREATE ROLE other'; END $$",
        "CREATE ROLE concerns the whole server",
    ),
    (
        "SELECT lo_export(1, '/tmp/other')",
        "lo_export reaches past the database",
    ),
    ("CREATE ROLE moviectl_nobody", "CREATE ROLE"),
    ("DROP USER IF EXISTS moviectl_nobody", "DROP USER"),
    ("ALTER GROUP moviectl_nobody ADD USER x", "ALTER GROUP"),
    ("CREATE DATABASE moviectl_none", "CREATE DATABASE"),
    (
        "ALTER DATABASE moviectl_none SET timezone = 'UTC'",
        "ALTER DATABASE",
    ),
    (
        "CREATE TABLESPACE moviectl_none LOCATION '/nowhere'",
        "CREATE TABLESPACE",
    ),
    (
        "alter /* not so */ system SET work_mem = '1MB'",
        "ALTER SYSTEM",
    ),
    ("GRANT pg_monitor TO CURRENT_USER", "GRANT of a role"),
    (
        "GRANT CONNECT ON DATABASE moviectl_none TO PUBLIC",
        "GRANT ON DATABASE",
    ),
    ("COMMENT ON ROLE moviectl_nobody IS 'x'", "COMMENT ON ROLE"),
    (
        "REASSIGN OWNED BY moviectl_nobody TO CURRENT_USER",
        "REASSIGN OWNED",
    ),
    ("DROP OWNED BY moviectl_nobody", "DROP OWNED"),
    ("COPY (SELECT 1) TO '/tmp/moviectl_none'", "COPY reaches"),
    ("COPY pg_class TO PROGRAM 'cat'", "COPY reaches"),
];

const MYSQL_ESCAPES: [(&str, &str); 14] = [
    (
        "PREPARE own FROM 'DROP DATABASE other'",
        "DROP DATABASE concerns the whole server",
    ),
    (
        "CREATE TABLE m (a INT) ENGINE=MERGE UNION=(other.t)",
        "other.t names its database",
    ),
    ("CREATE USER moviectl_nobody", "CREATE USER"),
    ("DROP USER IF EXISTS moviectl_nobody", "DROP USER"),
    ("CREATE ROLE moviectl_nobody", "CREATE ROLE"),
    ("GRANT SELECT ON *.* TO moviectl_nobody", "GRANT"),
    ("REVOKE SELECT ON *.* FROM moviectl_nobody", "REVOKE"),
    ("CREATE DATABASE moviectl_none", "CREATE DATABASE"),
    ("create /* not so */ schema moviectl_none", "CREATE SCHEMA"),
    (
        "ALTER DATABASE moviectl_none CHARACTER SET utf8mb4",
        "ALTER DATABASE",
    ),
    ("USE mysql", "USE"),
    ("SET GLOBAL max_connections = 10", "SET GLOBAL"),
    ("DROP TABLE `moviectl_none` . `t`", ""),
    ("SELECT 1 INTO OUTFILE '/tmp/moviectl_none'", "INTO OUTFILE"),
];

const SQLITE_ESCAPES: [(&str, &str); 3] = [
    ("ATTACH DATABASE 'other.db' AS other", "ATTACH"),
    ("attach 'other.db' as other", "ATTACH"),
    ("VACUUM main INTO 'other.db'", "VACUUM INTO"),
];

on_each! {
    fn diesels_flat_directory_works_as_it_stands(db: &Db) {
        flat(db);
        db.moviectl_reads(["history"]).success().stdout_has("20230405060708");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["check", "--against", "migrations"]).success();
        db.moviectl(["migrate", "-m", "Nothing."]).success().stderr_has("No changes in schema detected.");
        db.execute("INSERT INTO authors (email, name, updated_at) VALUES ('a@b.c', 'Ada', '2001-01-01 00:00:00')");

        db.edit("src/schema.rs", "name -> Varchar,", "name -> Nullable<Varchar>,\n        born -> Nullable<Date>,");
        db.moviectl(["migrate", "-m", "Born."]).success().stderr_has("Proved");
        let written: Vec<String> = db.files().into_iter().filter(|file| file.ends_with("_born/up.sql")).collect();
        assert!(matches!(written.as_slice(), [one] if one.matches('/').count() == 2), "{written:?}");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();

        db.execute("UPDATE authors SET name = 'Ada L.'");
        assert!(!db.lines("SELECT updated_at FROM authors")[0].starts_with("2001"), "the trigger is gone");
        assert_eq!(db.lines("SELECT name FROM authors WHERE email = 'A@B.C'"), ["Ada L."]);
        db.moviectl(["downgrade", "base"]).success();
        assert!(db.tables().iter().all(|table| table.starts_with("__")));
    }

    /// They may be part of a repository, and run on the database that they are meant for; a proof can't replay them.
    fn what_a_scratch_database_must_not_run_is_refused_with_its_place(db: &Db) {
        flat(db);
        let escapes = match db.backend {
            Backend::Sqlite => &SQLITE_ESCAPES[..],
            Backend::Postgres => &POSTGRES_ESCAPES[..],
            Backend::Mysql => &MYSQL_ESCAPES[..],
        };
        let script = "migrations/2024-01-01-000000_escape/up.sql";
        for (statement, reason) in escapes {
            db.write(script, &format!("-- Past it.\nCREATE TABLE t (a INTEGER);\n\n  {statement};\n"));
            for command in [&["migrate", "-m", "x"][..], &["check", "--against", "migrations"]] {
                db.moviectl_changes_nothing(command)
                    .code(1)
                    .stderr_has(&format!("{script}:4:3: {reason}"))
                    .hint("");
            }
        }
        assert!(!db.path("other.db").exists());
        db.write(script, "CREATE TABLE t (a INTEGER);\n");
        db.moviectl(["upgrade"]).success();
    }
}

on_each! {
    fn a_trigger_on_the_table_of_versions(db: &Db) {
        db.write("moviectl.toml", "managed = true\n");
        let schema = "diesel::table! { t (id) { id -> Integer, a -> Nullable<Integer>, } } table_args! { t { unnumbered id on postgres; unnumbered id on mysql; } }";
        db.write("src/schema.rs", schema);
        let trigger = db.by_dialect(
            "CREATE TRIGGER g AFTER INSERT ON __diesel_schema_migrations BEGIN DELETE FROM t; END",
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM t; RETURN NEW; END';
            CREATE TRIGGER g AFTER INSERT ON __diesel_schema_migrations FOR EACH ROW EXECUTE FUNCTION f()",
            "CREATE TRIGGER g AFTER INSERT ON __diesel_schema_migrations FOR EACH ROW DELETE FROM t",
        );
        db.write(
            "migrations/2020-01-01-000000_all/up.sql",
            &format!("CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, a INTEGER); {trigger}; CREATE VIEW v AS SELECT version FROM __diesel_schema_migrations"),
        );
        let drop = db.by_dialect(
            "DROP TRIGGER g",
            "DROP TRIGGER g ON __diesel_schema_migrations; DROP FUNCTION f()",
            "DROP TRIGGER g",
        );
        db.write("migrations/2020-01-01-000000_all/down.sql", &format!("DROP VIEW v; {drop}; DROP TABLE t"));
        db.moviectl(["upgrade"]).success();
        db.write("src/schema.rs", &schema.replace("Nullable<Integer>", "Nullable<BigInt>"));
        db.moviectl(["migrate", "-m", "Wider."]).success().stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["downgrade", "base"]).success();
        assert_eq!(db.tables(), ["__diesel_schema_migrations", "__moviectl_revisions"]);
    }
}

#[test]
fn a_directory_that_is_no_revision_is_passed_over() {
    Db::with(Backend::Sqlite, |db| {
        db.write("diesel.toml", "");
        db.write(
            "src/schema.rs",
            "diesel::table! { t (id) { id -> Integer, } }",
        );
        db.write(
            "migrations/2020-01-01-000000_all/up.sql",
            "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL)",
        );
        db.write("migrations/__pycache__/env.pyc", "");
        let note = "note: migrations/__pycache__ is no revision, and passed over\n";
        db.moviectl(["upgrade"]).success().stderr_has(note);
        db.moviectl_reads(["check"]).success().stderr_has(note);
        db.write("migrations/2020-01-02-000000_unfinished/notes.txt", "");
        db.moviectl_reads(["check"])
            .failure()
            .stderr_has("2020-01-02-000000_unfinished has no up.sql");
    });
}
