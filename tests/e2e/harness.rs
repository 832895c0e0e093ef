//! The harness itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::support::{Backend, Db, Sandbox, on_each};

on_each! {
    fn rows_are_read_as_text(db: &Db) {
        assert!(db.tables().is_empty());
        db.execute("CREATE TABLE t (a INTEGER, b TEXT); INSERT INTO t VALUES (1, 'x'), (2, NULL), (3, '');");
        assert_eq!(db.tables(), ["t"]);
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            db.query("SELECT a, b FROM t ORDER BY a"),
            [vec![text("1"), text("x")], vec![text("2"), None], vec![text("3"), text("")]]
        );
        assert_eq!(db.lines("SELECT a, b FROM t ORDER BY a"), ["1|x", "2|", "3|"]);
        assert!(db.query("SELECT a FROM t WHERE a > 9").is_empty());
    }

    fn a_change_of_rows_or_schema_is_seen(db: &Db) {
        db.execute("CREATE TABLE t (a INTEGER)");
        let (schema, contents) = (db.dump(), db.contents());
        assert_eq!((db.dump(), db.contents()), (schema.clone(), contents.clone()));
        db.execute("INSERT INTO t VALUES (1)");
        assert_eq!(db.dump(), schema);
        assert_ne!(db.contents(), contents);
        let table = db.dump_table("t");
        db.execute("CREATE TABLE u (a INTEGER)");
        assert_ne!(db.dump(), schema);
        assert_eq!(db.dump_table("t"), table);
    }

    fn a_failing_test_leaves_no_database(db: &Db) {
        let mut url = String::new();
        let failed = catch_unwind(AssertUnwindSafe(|| {
            Db::with(db.backend, |other| {
                url = other.url().to_owned();
                other.execute("CREATE TABLE t (a INTEGER)");
                panic!("on purpose");
            });
        }));
        assert!(failed.is_err());
        if db.backend == Backend::Sqlite {
            assert!(!Path::new(&url).exists());
        } else {
            let name = url.rsplit('/').next().unwrap();
            let sql = match db.backend {
                Backend::Mysql => {
                    format!("SELECT count(*) FROM information_schema.schemata WHERE schema_name = '{name}'")
                }
                _ => format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'"),
            };
            assert_eq!(db.lines(&sql), ["0"]);
        }
    }
}

#[test]
fn commands_get_an_environment_of_their_own() {
    let sandbox = Sandbox::new();
    sandbox.export("DATABASE_URL", "x");
    let output = sandbox
        .program(Path::new("env"), Vec::<String>::new())
        .env("MORE", "1")
        .run();
    let mut names: Vec<&str> = output
        .success()
        .stdout
        .lines()
        .filter_map(|line| Some(line.split_once('=')?.0))
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "DATABASE_URL",
            "HOME",
            "LC_ALL",
            "MORE",
            "PATH",
            "RUST_BACKTRACE",
            "TZ"
        ]
    );
}

#[test]
fn input_streams_and_status_are_passed_on() {
    let sandbox = Sandbox::new();
    let script = "cat; echo bad >&2; exit 3";
    let shell = || sandbox.program(Path::new("sh"), ["-c", script]);
    shell().run().code(3).stdout("").stderr("bad\n");
    shell().input("text\n").run().code(3).stdout("text\n");
}

#[test]
fn files_are_written_edited_and_listed() {
    let sandbox = Sandbox::new();
    sandbox.write("a/b.txt", "one two");
    sandbox.edit("a/b.txt", "two", "three");
    assert_eq!(sandbox.files(), ["a/b.txt"]);
    sandbox.cd("a");
    assert_eq!(sandbox.read("b.txt"), "one three");
}

#[test]
#[should_panic(expected = "must have \"x\" once")]
fn an_edit_that_fits_nothing_fails() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "y");
    sandbox.edit("a.txt", "x", "z");
}
