//! Objects that moviectl has no model of: what hangs on a table or a column comes back with it, and a change that would break
//! what stays is refused by name. Each row is a test on its database.

use crate::support::{Backend, Db};

/// The outcome of a migration.
enum Outcome {
    /// `up.sql` keeps everything that is not named, and `down.sql` brings the rest back.
    Back,
    /// As above, with this warning.
    Warned(&'static str),
    /// The migration is refused with these words.
    Refused(&'static str),
}

use Outcome::{Back, Refused, Warned};

/// Runs a migration from one declaration to another one, on a database with objects that the first declaration lacks.
#[track_caller]
fn migrate(backend: Backend, objects: &str, (old, new): (&str, &str), outcome: &Outcome) {
    Db::with(backend, |db| {
        start(db, old, objects);
        db.moviectl_reads(["check"]).success();
        db.write("src/schema.rs", new);
        let files = db.files();
        let output = db.moviectl(["migrate", "-m", "Change."]);
        match outcome {
            Refused(words) => {
                output.failure().stderr_has(words);
                assert_eq!(db.files(), files);
                return;
            }
            Warned(words) => drop(output.success().stderr_has(words)),
            Back => drop(output.success().stderr_lacks("another role")),
        }
        // The way back, as the database's own tool sees it.
        let before = dumped(db);
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        let after = dumped(db);
        db.moviectl(["downgrade"]).success();
        assert_eq!(dumped(db), before);
        db.moviectl(["upgrade"]).success();
        assert_eq!(dumped(db), after);
    });
}

/// A managed project with this declaration, on a database with these objects.
fn start(db: &Db, declaration: &str, objects: &str) {
    db.write("moviectl.toml", "managed = true\n");
    db.write("src/schema.rs", declaration);
    db.moviectl(["init"]).success();
    db.write_revision("2020-01-01-000000-0000_objects", objects);
    db.moviectl(["upgrade"]).success();
}

/// The lines of a dump in no order: the order of columns and of objects may change. SQLite keeps the statements of tables as
/// they were written, so its columns are listed.
pub(crate) fn dumped(db: &Db) -> Vec<String> {
    let dump = match db.backend {
        Backend::Sqlite => {
            let objects = "SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema WHERE type IN ('trigger', 'view')";
            let columns = "SELECT m.name || '.' || x.name || ' ' || replace(x.type, ', ', ',') || ' ' || (x.\"notnull\" AND NOT x.pk) || ' ' || x.pk \
                 || ' ' || coalesce(x.dflt_value, '') FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS x WHERE m.type = 'table'";
            [db.lines(objects), db.lines(columns)].concat().join("\n")
        }
        _ => db.dump(),
    };
    let mut lines: Vec<String> = dump
        .lines()
        .map(|line| {
            let line = line.trim().trim_end_matches(',');
            if !line.starts_with("CREATE STATISTICS") {
                return line.to_owned();
            }
            // Its columns have the order of the table.
            let mut words: Vec<&str> = line.split([' ', ',']).collect();
            words.sort_unstable();
            words.join(" ")
        })
        .filter(|line| !line.is_empty() && !line.starts_with("--") && !line.starts_with('\\'))
        .collect();
    lines.sort();
    lines
}

/// The columns and the rest of the declaration of `t`.
fn declared(columns: &str, rest: &str) -> String {
    format!(
        "diesel::table! {{ t (id) {{ id -> Integer, {columns} }} }} table_args! {{ t {{ unnumbered id on postgres; unnumbered id on mysql; {rest} }} }}"
    )
}

const BOTH: &str = "a -> Nullable<Integer>, b -> Nullable<Text>,";

/// A change of the declaration.
fn change(name: &str) -> (String, String) {
    let varchar = r#"type b = "varchar(9)" on mysql;"#;
    let old = declared(BOTH, varchar);
    let new = match name {
        "drop the table" => String::new(),
        "drop a" => declared("b -> Nullable<Text>,", varchar),
        "drop b" => declared("a -> Nullable<Integer>,", ""),
        "a is wider" => declared("a -> Nullable<BigInt>, b -> Nullable<Text>,", varchar),
        "b is a varchar" => declared("a -> Nullable<Integer>, b -> Nullable<Varchar>,", ""),
        "b is not null" => declared("a -> Nullable<Integer>, b -> Text,", varchar),
        "b is not null without a" => declared("b -> Text,", varchar),
        other => panic!("no change {other}"),
    };
    (old, new)
}

/// Another table, which stays.
const OTHER: &str = "CREATE TABLE other (id INTEGER PRIMARY KEY NOT NULL)";

/// A change beside the other table.
fn change_beside_another(name: &str) -> (String, String) {
    let with = |declaration: String| {
        format!(
            "{declaration} diesel::table! {{ other (id) {{ id -> Integer }} }} table_args! {{ other {{ unnumbered id on postgres; unnumbered id on mysql; }} }}"
        )
    };
    let (old, new) = change(name);
    (with(old), with(new))
}

/// Makes a test of each row: its name, the objects beside the table, the change, and the outcome.
macro_rules! rows {
    ($backend:ident, $table:expr; $($name:ident: $objects:expr, $change:expr => $outcome:expr;)+) => {
        $(#[test]
        fn $name() {
            let (old, new) = change($change);
            let objects = format!("{}; {}", $table, $objects);
            migrate(Backend::$backend, &objects, (&old, &new), &$outcome);
        })+
    };
}

mod copies;
mod mysql;
mod postgres;
mod sqlite;

/// A column that must have a value comes back on a table with rows, or the migration says that it does not.
fn comes_back_with_rows(backend: Backend, column: &str, kind: &str, warning: Option<&str>) {
    Db::with(backend, |db| {
        let own = "#[derive(diesel::sql_types::SqlType)] #[diesel(postgres_type(name = \"pos\"))] #[diesel(sqlite_type(name = \"Integer\"))] pub struct Pos;";
        let declared = |columns: &str, rest: &str| declared(columns, rest) + own;
        let rest = match column {
            "INTEGER NOT NULL UNIQUE" => "unique (u);",
            "POINT NOT NULL" => "type u = \"point\";",
            _ => "",
        };
        let domain = match backend {
            Backend::Postgres => "CREATE DOMAIN pos AS integer CHECK (VALUE > 0);",
            _ => "",
        };
        let table = format!("CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, u {column})");
        let old = declared(&format!("u -> {kind},"), rest);
        start(db, &old, &format!("{domain} {table}"));
        db.write("src/schema.rs", &declared("", ""));
        let output = db.moviectl(["migrate", "-m", "Drop."]);
        output.success().stderr_has("Proved");
        let down = db
            .files()
            .into_iter()
            .rfind(|file| file.ends_with("_drop/down.sql"))
            .unwrap();
        match warning {
            Some(words) => {
                output.stderr_has(&format!("warning: `downgrade` can fail {words}"));
                let head = format!("-- Can fail {words}.\n");
                assert!(db.read(&down).starts_with(&head), "{}", db.read(&down));
            }
            None => drop(output.stderr_lacks("can fail")),
        }
        db.moviectl(["upgrade"]).success();
        db.execute("INSERT INTO t (id) VALUES (1)");
        db.execute("INSERT INTO t (id) VALUES (2)");
        let downgrade = db.moviectl(["downgrade"]);
        match warning {
            Some(_) => drop(downgrade.failure()),
            None => drop(downgrade.success()),
        }
        assert_eq!(db.lines("SELECT id FROM t ORDER BY id"), ["1", "2"]);
    });
}

#[test]
fn a_unique_column_does_not_come_back_on_a_table_with_rows() {
    let words =
        "where 't' has rows: 't.u' is NOT NULL and unique, so two rows can't have the same value";
    for backend in [Backend::Sqlite, Backend::Postgres, Backend::Mysql] {
        comes_back_with_rows(backend, "INTEGER NOT NULL UNIQUE", "Integer", Some(words));
    }
}

#[test]
fn a_column_comes_back_with_a_placeholder_or_says_that_it_has_none() {
    comes_back_with_rows(Backend::Postgres, "POINT NOT NULL", "Binary", None);
    let words = "where 't' has rows: 't.u' is NOT NULL, and no value of type pos is known";
    comes_back_with_rows(Backend::Postgres, "pos NOT NULL", "Pos", Some(words));
}
