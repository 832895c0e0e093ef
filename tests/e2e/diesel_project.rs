//! A project that Diesel's own tool made, as it stands.

use std::path::Path;

use crate::diesel_cli::run;
use crate::support::{Backend, Db, Output, diesel_cli, on_each};

/// Tables of a Diesel project with clauses that `table!` cannot express.
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
    fn diesels_own_project_as_it_stands(db: &Db) {
        let Some(tool) = diesel_cli(db) else { return };
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
        assert_eq!(db.lines("SELECT name FROM customer WHERE age = 1"), ["nobody"]);
        assert_eq!(db.lines("SELECT count(*), max(total) FROM invoice"), ["2|0"]);
        assert_eq!(db.lines("SELECT email FROM customer ORDER BY id LIMIT 1"), ["a@example.org"]);
        assert!(db.dump_table("customer").contains("customer_name"), "the index is gone");

        let listed = run(db, &tool, &["migration", "list"]);
        assert!(marks(&listed).iter().all(|applied| *applied), "{listed}");
        run(db, &tool, &["migration", "revert"]);
        let current = db.moviectl_reads(["current", "--format", "json"]).success().json();
        let version = db.lines("SELECT max(version) FROM __diesel_schema_migrations");
        assert_eq!(current[0]["version"], *version[0]);
        assert_eq!(db.lines("SELECT count(*) FROM invoice"), ["2"]);
        if db.backend != Backend::Sqlite {
            assert_eq!(db.dump_table("customer"), dump);
        }
        // Diesel wrote the file that its project names anew: what it declares is what is there.
        db.moviectl_reads(["check"]).code(3).stderr_lacks("error");
    }
}

/// Returns whether the database refuses a statement.
fn refuses(db: &Db, sql: &str) -> bool {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| db.execute(sql))).is_err()
}
