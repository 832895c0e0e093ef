//! Variables, arguments, files and input that are not UTF-8: never ignored.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use crate::support::{Sandbox, on_each};

const WRONG: &[u8] = b"caf\xe9";

fn wrong() -> &'static OsStr {
    OsStr::from_bytes(WRONG)
}

on_each! {
    fn a_file_is_an_error_wherever_it_is_read(db: &Db) {
        db.project_of(&[]);
        db.moviectl(["create-db"]).success();
        let revision = db.write_revision("2999-01-01-000000-0000_later", "SELECT 1;\n");
        db.write(format!("{revision}/down.sql"), "SELECT 1;\n");
        let metadata = "run_in_transaction = true\n\n[moviectl]\nrevises = []\nmessage = \"x\"\n";
        db.write(format!("{revision}/metadata.toml"), metadata);
        for (file, command) in [
            (".env".to_owned(), &["current"][..]),
            ("moviectl.toml".to_owned(), &["current"]),
            ("diesel.toml".to_owned(), &["current"]),
            ("src/schema.rs".to_owned(), &["check"]),
            (format!("{revision}/up.sql"), &["upgrade"]),
            (format!("{revision}/up.sql"), &["upgrade", "base:head", "--sql"]),
            (format!("{revision}/up.sql"), &["migrate", "-m", "x"]),
            (format!("{revision}/metadata.toml"), &["history"]),
            (format!("{revision}/metadata.toml"), &["upgrade"]),
        ] {
            let path = db.path(&file);
            let before = fs::read(&path).ok();
            let mut text = before.clone().unwrap_or_default();
            text.extend_from_slice(b"\n-- caf\xe9\n");
            fs::write(&path, text).unwrap();
            let output = db.moviectl_changes_nothing(command);
            output.code(1).stderr_has("UTF-8").stderr_lacks("panicked");
            let name = path.file_name().unwrap().to_str().unwrap();
            output.stderr_has(name).stdout("");
            match before {
                Some(before) => fs::write(&path, before).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
        }
    }

    fn a_directory_of_a_revision_is_an_error(db: &Db) {
        db.project_with_migration();
        let name = OsStr::from_bytes(b"2999-01-01-000000-0000_caf\xe9");
        let directory = db.path(format!("migrations/{}", db.dialect())).join(name);
        // Some file systems take no such name.
        if fs::create_dir(&directory).is_err() {
            return;
        }
        fs::write(directory.join("up.sql"), "SELECT 1;\n").unwrap();
        for command in [&["history"][..], &["upgrade"], &["migrate", "-m", "x"]] {
            db.moviectl_reads(command)
                .refused(1, "2999-01-01-000000-0000_caf")
                .stderr_has("the directory's name is not UTF-8");
        }
    }

    fn a_script_of_the_shell_is_an_error(db: &Db) {
        db.execute("CREATE TABLE t (a INTEGER)");
        let script: &[u8] = b"INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2); -- caf\xe9\n";
        db.command(["shell"])
            .input(script)
            .run()
            .refused(1, "<stdin>:2: this line is not UTF-8; nothing was run");
        db.command(["shell", "-c"])
            .argument(OsStr::from_bytes(script))
            .run()
            .code(2)
            .stderr_has("is not UTF-8");
        assert_eq!(db.lines("SELECT count(*) FROM t"), ["0"]);
    }

    fn seeds_are_an_error(db: &Db) {
        db.moviectl(["--embedded", "upgrade"]).success();
        fs::write(db.path("seeds.json"), b"[{\"title\": \"caf\xe9\", \"year\": 1999, \"directors\": []}]").unwrap();
        db.moviectl_changes_nothing(["--embedded", "populate", "seeds.json"])
            .code(1)
            .stderr_has("seeds.json")
            .stderr_has("UTF-8");
    }
}

#[test]
fn a_variable_is_an_error_and_no_other_database_is_taken() {
    let sandbox = Sandbox::new();
    for name in [
        "DATABASE_URL",
        "DB_USERNAME",
        "DB_PASSWORD",
        "DB_HOST",
        "DB_PORT",
        "DB_NAME",
        "MYSQL_UNIX_PORT",
        "PGDATABASE",
        "PGUSER",
        "MOVIECTL_TEST_WITHOUT",
    ] {
        for command in [
            &["upgrade"][..],
            &["setup"],
            &["list"],
            &["shell", "-c", "SELECT 1"],
        ] {
            sandbox
                .command(["--embedded"].iter().chain(command))
                .env(name, wrong())
                .run()
                .refused(2, &format!("the environment variable {name} is not UTF-8"))
                .hint("in UTF-8")
                .stderr_lacks("caf");
        }
    }
    assert!(sandbox.files().is_empty(), "{:?}", sandbox.files());
}

#[test]
fn an_editor_and_a_user_are_an_error() {
    let sandbox = Sandbox::new();
    sandbox.moviectl(["new", "movies"]).success();
    sandbox.cd("movies");
    sandbox.moviectl(["init"]).success();
    sandbox.moviectl(["migrate", "-m", "x"]).success();
    for (name, command) in [
        ("VISUAL", "edit"),
        ("EDITOR", "edit"),
        ("USER", "upgrade"),
        ("LOGNAME", "upgrade"),
    ] {
        sandbox
            .command([command])
            .env(name, wrong())
            .run()
            .refused(2, &format!("the environment variable {name} is not UTF-8"));
    }
    // A variable that moviectl does not read may have any value.
    sandbox
        .command(["upgrade"])
        .env("SOMETHING", wrong())
        .run()
        .success();
}

#[test]
fn an_argument_is_an_error_also_where_it_is_a_path() {
    let sandbox = Sandbox::new();
    for before in [
        &["--embedded", "upgrade"][..],
        &["--database-url"],
        &["--directory"],
        &["--schema"],
        &["new"],
        &["populate"],
        &["migrate", "-m"],
    ] {
        sandbox
            .command(before)
            .argument(wrong())
            .argument("upgrade")
            .run()
            .code(2)
            .stdout("")
            .stderr_has("error: the argument 'caf\u{fffd}' is not UTF-8")
            .stderr_lacks("panicked");
    }
    assert!(sandbox.files().is_empty(), "{:?}", sandbox.files());
}
