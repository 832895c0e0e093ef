//! Projects to measure on: the movie catalogue, and one of many small tables, each with a default, two indexes and a
//! foreign key, and made by a revision of its own.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use moviectl_schema::dialect::Dialect;

/// How many tables, and revisions.
pub(crate) const TABLES: usize = 500;

const SETTINGS: &str =
    "schema = [\"src/schema.rs\"]\nmigrations = \"migrations\"\nmanaged = true\n";

/// The script that makes all tables by the database's own client: a transaction for each.
pub(crate) const SCRIPT: &str = "all.sql";

/// The script that does besides what moviectl does on PostgreSQL: the lock, the comparison, the records.
pub(crate) const SAME_SCRIPT: &str = "same.sql";

/// Writes a project of [`TABLES`] tables.
pub(crate) fn tables(root: &Path, dialect: Dialect) {
    of_tables(root, dialect, TABLES);
}

/// Writes a project of so many tables.
pub(crate) fn of_tables(root: &Path, dialect: Dialect, count: usize) {
    write(&root.join("moviectl.toml"), SETTINGS);
    declare_tables(root, count, None);
    let mut all = String::new();
    let mut same = RECORD_TABLES.to_owned();
    for number in 0..count {
        let up = up_sql(dialect, number);
        let begin = match dialect {
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Postgres | Dialect::Mysql => "BEGIN",
            other => unreachable!("{other} is not measured"),
        };
        writeln!(all, "{begin};\n{up}COMMIT;").expect("text");
        writeln!(
            same,
            "BEGIN ISOLATION LEVEL READ COMMITTED;\n{LOCK_AND_COMPARE}{up}{}COMMIT;",
            records(number)
        )
        .expect("text");
        let directory = directory(root, dialect, number);
        write(&directory.join("up.sql"), &up);
        write(&directory.join("down.sql"), &down_sql(dialect, number));
        write(&directory.join("metadata.toml"), &metadata(number));
    }
    write(&root.join(SCRIPT), &all);
    write(&root.join(SAME_SCRIPT), &same);
}

/// The tables that moviectl makes before the first revision, as `--echo` shows them.
const RECORD_TABLES: &str = "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
     run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);\n\
     CREATE TABLE __moviectl_revisions (version VARCHAR(50) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, \
     message TEXT NOT NULL, applied_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, applied_by TEXT NOT NULL, \
     duration_ms BIGINT NOT NULL, statements_done BIGINT NOT NULL, direction VARCHAR(4), prefix_checksum VARCHAR(64), \
     started_statement TEXT, server_process TEXT);\n";

/// The messages within each transaction before the script.
const LOCK_AND_COMPARE: &str = "SELECT pg_catalog.pg_try_advisory_xact_lock(7885642186404684908) AS taken, \
     CASE WHEN pg_catalog.current_setting('client_connection_check_interval', true) = '0' \
     AND pg_catalog.version() LIKE '%linux%' \
     THEN pg_catalog.set_config('client_connection_check_interval', '1s', true) END;\n\
     SELECT string_agg(version, chr(10)) AS versions FROM __diesel_schema_migrations;\n";

/// The message within each transaction after the script.
fn records(number: usize) -> String {
    let version = moment(number).replace('-', "");
    let now = "(pg_catalog.statement_timestamp() AT TIME ZONE 'UTC')";
    let checksum = format!("{number:064}");
    format!(
        "WITH first AS (INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('{version}', {now}))\n\
         INSERT INTO __moviectl_revisions (version, checksum, message, applied_at, applied_by, duration_ms, statements_done) \
         VALUES ('{version}', '{checksum}', 'Create {}.', {now}, 'somebody', 3, 3) \
         ON CONFLICT (version) DO UPDATE SET checksum = excluded.checksum;\n",
        table(number)
    )
}

/// Declares the tables, one of them with one more column.
pub(crate) fn declare(root: &Path, with_column: Option<usize>) {
    declare_tables(root, TABLES, with_column);
}

fn declare_tables(root: &Path, count: usize, with_column: Option<usize>) {
    let mut text = String::new();
    let mut args = String::from("table_args! {\n");
    for number in 0..count {
        let extra = match with_column {
            Some(wanted) if wanted == number => "        extra -> Nullable<Text>,\n",
            _ => "",
        };
        writeln!(
            text,
            "diesel::table! {{\n    {} (id) {{\n        id -> Integer,\n        #[max_length = 80]\n        \
             name -> Varchar,\n        amount -> Integer,\n        note -> Nullable<Text>,\n        parent_id -> Nullable<Integer>,\n{extra}    }}\n}}\n",
            table(number)
        )
        .expect("text");
        let (table, parent) = (table(number), table(parent(number)));
        writeln!(
            args,
            "    {table} {{\n        default amount = 0;\n        index (name);\n        index (parent_id);\n        \
             foreign_key (parent_id) references {parent} (id) on delete cascade;\n    }}"
        )
        .expect("text");
    }
    write(&root.join("src/schema.rs"), &format!("{text}{args}}}\n"));
}

/// The directories below the repository that are not of [`tables`] are removed.
pub(crate) fn forget_new_revisions(root: &Path, dialect: Dialect) {
    let repository = root.join("migrations").join(dialect.name());
    for entry in fs::read_dir(repository).expect("the repository").flatten() {
        if !entry.file_name().to_string_lossy().starts_with("2020-") {
            fs::remove_dir_all(entry.path()).expect("a revision to remove");
        }
    }
}

/// Ten movies as a file to populate with.
pub(crate) fn ten_movies(root: &Path) -> PathBuf {
    let movie = |number: usize| {
        format!(
            "{{\"title\": \"Movie {number}\", \"year\": {}, \"directors\": [\"One\", \"Another\"], \
             \"theatre\": true}}",
            1990 + number
        )
    };
    let movies: Vec<String> = (0..10).map(movie).collect();
    let path = root.join("ten.json");
    write(&path, &format!("[{}]", movies.join(", ")));
    path
}

pub(crate) fn table(number: usize) -> String {
    format!("item_{number:03}")
}

/// The table that one references: the one before it, itself for the first.
pub(crate) fn parent(number: usize) -> usize {
    number.saturating_sub(1)
}

pub(crate) fn up_sql(dialect: Dialect, number: usize) -> String {
    let key = match dialect {
        Dialect::Sqlite => "INTEGER PRIMARY KEY NOT NULL",
        Dialect::Postgres => "SERIAL PRIMARY KEY",
        Dialect::Mysql => "INTEGER PRIMARY KEY NOT NULL AUTO_INCREMENT",
        other => unreachable!("{other} is not measured"),
    };
    let (table, parent) = (table(number), table(parent(number)));
    let sql = format!(
        "CREATE TABLE \"{table}\" (\n    \"id\" {key},\n    \"name\" VARCHAR(80) NOT NULL,\n    \
         \"amount\" INTEGER NOT NULL DEFAULT 0,\n    \"note\" TEXT,\n    \
         \"parent_id\" INTEGER,\n    FOREIGN KEY (\"parent_id\") REFERENCES \"{parent}\" (\"id\") ON DELETE CASCADE\n);\n\
         CREATE INDEX \"{table}_name_idx\" ON \"{table}\" (\"name\");\n\
         CREATE INDEX \"{table}_parent_id_idx\" ON \"{table}\" (\"parent_id\");\n"
    );
    quoted(dialect, &sql)
}

pub(crate) fn down_sql(dialect: Dialect, number: usize) -> String {
    quoted(dialect, &format!("DROP TABLE \"{}\";\n", table(number)))
}

/// The names in the dialect's quotes.
fn quoted(dialect: Dialect, sql: &str) -> String {
    match dialect {
        Dialect::Mysql => sql.replace('"', "`"),
        _ => sql.to_owned(),
    }
}

fn directory(root: &Path, dialect: Dialect, number: usize) -> PathBuf {
    let name = format!("{}_create_{}", moment(number), table(number));
    root.join("migrations").join(dialect.name()).join(name)
}

/// When the revision was made, as directories are named.
pub(crate) fn moment(number: usize) -> String {
    let (hours, minutes) = (number / 3600, number / 60 % 60);
    format!("2020-01-01-{hours:02}{minutes:02}{:02}-0000", number % 60)
}

fn metadata(number: usize) -> String {
    let parent = match number.checked_sub(1) {
        Some(before) => format!("\"{}\"", moment(before).replace('-', "")),
        None => String::new(),
    };
    format!(
        "run_in_transaction = true\n\n[moviectl]\nmessage = \"Create {}.\"\nrevises = [{parent}]\n",
        table(number)
    )
}

pub(crate) fn write(path: &Path, text: &str) {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).expect("a directory to write to");
    }
    fs::write(path, text).expect("a file to write");
}
