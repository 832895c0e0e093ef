//! Errors show the line that they are about, and underline the place in it.

use crate::support::{Db, Output, on_each};

/// A column of the table `movie` that is no column, in the line 4 of the declaration.
fn declare(db: &Db, line: &str) -> Output {
    let text = format!(
        "diesel::table! {{\n    movie (id) {{\n        id -> Integer,\n{line}\n    }}\n}}\n"
    );
    db.write("src/schema.rs", &text);
    db.moviectl_changes_nothing(["inspect", "--declared"])
}

const VERSION: &str = "2999-01-01-000000-0000_later";

/// Writes a revision with that script, and runs a command that fails because of it.
fn with_script(db: &Db, up: &str, command: &[&str]) -> Output {
    db.write_revision(VERSION, up);
    db.moviectl(command)
}

/// Checks the whole of standard error but notes, with paths from the project's directory.
#[track_caller]
fn fails(db: &Db, output: &Output, expected: &str) {
    let root = db.path("").canonicalize().unwrap();
    let root = root.display().to_string();
    let relative = output
        .stderr
        .replace(&format!("{}/", root.trim_end_matches('/')), "");
    let lines = relative.split_inclusive('\n');
    // The notes are about the server of the tests.
    let stderr: String = lines.filter(|line| !line.starts_with("note: ")).collect();
    output.code(1);
    assert_eq!(stderr, expected, "{output}");
}

/// Returns the path of that script.
fn up_sql(db: &Db) -> String {
    format!("migrations/{}/{VERSION}/up.sql", db.dialect())
}

/// A project with a repository and an empty database.
fn project(db: &Db) {
    db.project();
    db.moviectl(["init"]).success();
    db.moviectl(["create-db"]).success();
}

on_each! {
    fn an_error_of_the_declaration_shows_its_line(db: &Db) {
        project(db);
        let output = declare(db, "        title -> Txet,");
        fails(db, &output, "\
error: src/schema.rs:4:18: unknown type 'Txet'; did you mean 'Text'?
  |
4 |         title -> Txet,
  |                  ^^^^
");
        let output = declare(db, "\t\t\"名\" -> Text,");
        fails(db, &output, "\
error: src/schema.rs:4:3: expected identifier
  |
4 |         \"名\" -> Text,
  |         ^^^^
hint: the place is where reading stopped; nothing was written
");
        let output = declare(db, "        /* 名 🎬 */ id -> Text,");
        fails(db, &output, "\
error: src/schema.rs:4:19: column 'id' of table 'movie' is declared twice
  |
4 |         /* 名 🎬 */ id -> Text,
  |                     ^^
hint: rename one of them, or remove it
");
        let columns = |letter: &str| -> String {
            (1000..3000).map(|number| format!("{letter}{number} -> Integer, ")).collect()
        };
        let line = format!("{}title -> Txet, {}", columns("a"), columns("b"));
        let output = declare(db, &line);
        fails(db, &output, "\
error: src/schema.rs:4:36010: unknown type 'Txet'; did you mean 'Text'?
  |
4 | ...998 -> Integer, a2999 -> Integer, title -> Txet, b1000 -> Integer, b1001 -> Integer, b1002...
  |                                               ^^^^
");
    }

    fn an_error_of_table_args_shows_its_line(db: &Db) {
        project(db);
        let output = declare(db, "    }\n}\ntable_args! {\n    movie {\n        default titel = \"x\";");
        fails(db, &output, "\
error: src/schema.rs:8:17: table_args! names unknown column 'titel' of table 'movie'
  |
8 |         default titel = \"x\";
  |                 ^^^^^
");
    }

    fn an_error_of_a_settings_file_shows_its_line(db: &Db) {
        project(db);
        db.write("moviectl.toml", "# é\nmanaged = \"yes\"\n");
        let output = db.moviectl_changes_nothing(["upgrade"]);
        fails(db, &output, "\
error: moviectl.toml:2:11: invalid type: string \"yes\", expected a boolean
  |
2 | managed = \"yes\"
  |           ^^^^^
hint: mend the file at that place
");
        // A line with a password is not shown.
        db.write("moviectl.toml", "database_url = \"postgresql://me:pa55@localhost/movies\n");
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, "moviectl.toml:1:")
            .stderr_lacks(" | ");
        db.write("moviectl.toml", "managed = true\n");
        let directory = db.write_revision(VERSION, "SELECT 1;\n");
        db.write(format!("{directory}/metadata.toml"), "run_in_transaction = 1\n");
        let path = up_sql(db).replace("up.sql", "metadata.toml");
        let output = db.moviectl_changes_nothing(["upgrade"]);
        fails(db, &output, &format!("\
error: {path}:1:22: invalid type: integer `1`, expected a boolean
  |
1 | run_in_transaction = 1
  |                      ^
hint: mend the file at that place
"));
    }

    fn a_refused_script_shows_its_line(db: &Db) {
        project(db);
        let output = with_script(db, "SELECT 1;\n  BEGIN; SELECT 2;\n", &["upgrade"]);
        let path = up_sql(db);
        fails(db, &output, &format!("\
error: up.sql of revision 299901010000000000 can't be run
caused by: {path}:2:3: BEGIN in a script that runs inside of a transaction
  |
2 |   BEGIN; SELECT 2;
  |   ^^^^^
hint: remove it, or write run_in_transaction = false into the revision's metadata.toml
"));
        for command in [&["upgrade"][..], &["migrate", "-m", "x"], &["upgrade", "--sql"]] {
            let output = with_script(db, "SELECT 1;\n\n -- 名\n\t/* never\nclosed\n", command);
            fails(db, &output, &format!("\
error: up.sql of revision 299901010000000000 can't be run
caused by: {path}:4:2: this comment is never closed
  |
4 |     /* never
  |     ^^
hint: fix the script and run the command again
"));
        }
        let line = db.by_dialect(".shell touch x", "\\! touch x", "system touch x");
        let underline = db.by_dialect("^^^^^^", "^^", "^^^^^^");
        let output = with_script(db, &format!("SELECT 1;\n{line}\n"), &["upgrade", "base:head", "--sql"]);
        let expected = format!("\
error: up.sql of revision 299901010000000000 can't be run
caused by: {path}:2:1: the database's client would run this as a command of its own
  |
2 | {line}
  | {underline}
hint: fix the script and run the command again
");
        fails(db, &output, &expected);
    }

    fn a_statement_that_the_database_refused_is_shown(db: &Db) {
        project(db);
        let output = with_script(db, "SELECT 1;\n\n    SELECT id,\n\tname FROM missing;\n", &["upgrade"]);
        let path = up_sql(db);
        // PostgreSQL tells where in the statement.
        let (place, line) = match db.dialect() {
            "postgres" => ("4:12", "4 |     name FROM missing;\n  |               ^^^^^^^"),
            _ => ("3:5", "3 |     SELECT id,\n  |     ^^^^^^^^^^"),
        };
        let reason = match db.dialect() {
            "sqlite" => "no such table: missing".to_owned(),
            "postgres" => "relation \"missing\" does not exist".to_owned(),
            _ => format!("Table '{}.missing' doesn't exist", db.database().trim_matches('"')),
        };
        fails(db, &output, &format!("\
Running upgrade  -> 299901010000000000, later
error: up.sql of revision 299901010000000000 failed, and was rolled back
caused by: {path}:{place}: SELECT id, name FROM missing
  |
{line}
caused by: {reason}
hint: fix the script and run the command again
"));
        for command in [&["migrate", "-m", "x"][..], &["check", "--against", "migrations"]] {
            db.moviectl_changes_nothing(command)
                .code(1)
                .stderr_has("failed on a scratch database")
                .stderr_has(&format!("{place}: SELECT id, name FROM missing\n  |\n{line}\ncaused by: "));
        }
    }

    fn a_statement_of_a_downgrade_is_shown(db: &Db) {
        project(db);
        db.revision(VERSION, &[], "CREATE TABLE t (a INTEGER);\n", "DROP TABLE 'oops\n");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade"])
            .code(1)
            .stderr_has("down.sql:1:")
            .stderr_has(db.by_dialect(
                "\n  |\n1 | DROP TABLE 'oops\n  | ^^^^^^^^^^^^^^^^\n",
                "\n  |\n1 | DROP TABLE 'oops\n  |            ^^^^^\n",
                "\n  |\n1 | DROP TABLE 'oops\n  | ^^^^^^^^^^^^^^^^\n",
            ));
    }

    fn a_long_line_of_a_script_is_cut(db: &Db) {
        project(db);
        let rows = "(1),".repeat(2500);
        db.write_revision(VERSION, &format!("CREATE TABLE t (a INTEGER);\nINSERT INTO t VALUES {rows}(oops),{rows}(1);\n"));
        let output = db.moviectl(["upgrade"]);
        output.code(1);
        assert!(output.stderr.lines().all(|line| line.chars().count() < 400), "{output}");
        output.stderr_has(db.by_dialect(
            "\n2 | INSERT INTO t VALUES ",
            "(1),(oops),(1)",
            "\n2 | INSERT INTO t VALUES ",
        ));
    }

    fn colour_is_as_it_is_wanted(db: &Db) {
        project(db);
        declare(db, "        title -> Txet,").code(1).stderr_lacks("\u{1b}");
        db.moviectl(["--color", "always", "inspect", "--declared"])
            .code(1)
            .stderr_has("\u{1b}[91m^^^^\u{1b}[0m");
    }
}
