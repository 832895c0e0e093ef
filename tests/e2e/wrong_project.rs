//! Projects that are none, broken, or in the way.

use crate::support::{Backend, Db, Sandbox, on_each};

on_each! {
    fn without_a_project_or_a_repository(db: &Db) {
        for command in [&["migrate", "-m", "x"][..], &["upgrade"], &["check"], &["current"], &["stamp", "head"]] {
            db.moviectl_changes_nothing(command)
                .refused(1, "no project here or above")
                .hint("`moviectl init`");
        }
        db.project();
        for command in [&["migrate", "-m", "x"][..], &["upgrade"], &["downgrade"], &["history"], &["stamp", "head"]] {
            db.moviectl_changes_nothing(command)
                .refused(1, "no migration repository in ")
                .hint("`moviectl init`");
        }
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "x"]).success();
    }

    fn init_leaves_what_is_there(db: &Db) {
        db.project();
        db.write("migrations/notes.txt", "mine\n");
        db.moviectl_changes_nothing(["init"])
            .refused(1, "Directory migrations already exists and is not empty")
            .hint("`moviectl migrate");
        db.moviectl_changes_nothing(["new", "../movies"])
            .refused(1, "already exists and is not empty")
            .hint("another name");
    }

    fn a_file_in_the_place_of_the_migrations(db: &Db) {
        db.project();
        db.write("migrations", "a file\n");
        for command in [&["init"][..], &["migrate", "-m", "x"], &["upgrade"], &["current"]] {
            db.moviectl_changes_nothing(command)
                .refused(1, "migrations is no directory")
                .hint("--directory");
        }
        db.moviectl(["--directory", "elsewhere", "init"]).success();
        db.moviectl(["--directory", "elsewhere", "migrate", "-m", "x"]).success();
        db.moviectl(["--directory", "elsewhere", "upgrade"]).success();
    }

    fn a_missing_directory_of_migrations(db: &Db) {
        db.project_with_migration();
        for command in [&["migrate", "-m", "x"][..], &["upgrade"], &["current"], &["check", "--against", "migrations"]] {
            db.moviectl_changes_nothing([&["-d", "none"][..], command].concat())
                .refused(1, "no migration repository in ")
                .stderr_has("none")
                .hint("--directory");
        }
        db.moviectl(["-d", "none", "init"]).success();
        db.moviectl(["-d", "none", "current"]).success();
    }

    fn a_broken_file_is_named_with_the_place(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        for (text, part) in [
            ("# a\nschema = [", "moviectl.toml:2:11: "),
            ("schema = \"src/schema.rs\"", "moviectl.toml:1:10: invalid type: string"),
            ("# é\nbogus = 1", "moviectl.toml:2:1: unknown field `bogus`, expected one of `schema`"),
            ("managed = \"yes\"", "moviectl.toml:1:11: invalid type"),
            ("managed = true\nmanaged = false", "moviectl.toml:2:1: duplicate key"),
            ("migrations = 3", "moviectl.toml:1:14: invalid type"),
        ] {
            db.write("moviectl.toml", text);
            for command in [&["migrate", "-m", "x"][..], &["upgrade"], &["list"], &["drop-all", "-y"], &["init"]] {
                db.moviectl_changes_nothing(command).refused(1, part).hint("mend the file");
            }
        }
        std::fs::write(db.path("moviectl.toml"), b"\xff\xfe").unwrap();
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, "can't read ")
            .stderr_has("moviectl.toml")
            .stderr_has("UTF-8");
        std::fs::remove_file(db.path("moviectl.toml")).unwrap();
        db.write("diesel.toml", "[print_schema]\nfile =");
        db.moviectl_changes_nothing(["upgrade"]).refused(1, "diesel.toml:2:7: ");
    }

    fn nothing_is_destroyed_without_a_terminal(db: &Db) {
        db.project();
        db.moviectl(["create-all"]).success();
        for command in [&["drop-all"][..], &["drop-db"], &["drop-db", "--no-input"]] {
            db.moviectl_changes_nothing(command)
                .refused(2, "there is no terminal to ask on")
                .hint("--yes");
        }
    }
}

#[test]
fn a_flat_repository_is_of_one_dialect() {
    Db::with(Backend::Postgres, |db| {
        db.project();
        let sqlite = ["--database-url", "local.db"];
        let on_sqlite = |command: &[&str]| db.moviectl(sqlite.iter().chain(command));
        on_sqlite(&["init", "--template", "flat"]).success();
        on_sqlite(&["migrate", "-m", "One."]).success();
        for command in [
            &["migrate", "-m", "x"][..],
            &["upgrade"],
            &["current"],
            &["stamp", "head"],
        ] {
            db.moviectl_changes_nothing(command)
                .refused(1, "are for sqlite, and the database is postgres")
                .hint("--database-url");
        }
        let before = db.snapshot();
        on_sqlite(&["migrate", "-m", "x", "--also", db.url()])
            .refused(1, "there is no place for postgres")
            .hint("a directory for each dialect");
        assert_eq!(db.snapshot(), before);
        on_sqlite(&["upgrade"]).success();
        // The directory layout of the hint works.
        let flat: Vec<String> = db.files();
        let revision = flat
            .iter()
            .find_map(|file| file.strip_suffix("/up.sql"))
            .unwrap();
        let name = revision.strip_prefix("migrations/").unwrap();
        for dialect in ["sqlite", "postgres"] {
            std::fs::create_dir(db.path(format!("migrations/{dialect}"))).unwrap();
        }
        std::fs::rename(
            db.path(revision),
            db.path(format!("migrations/sqlite/{name}")),
        )
        .unwrap();
        on_sqlite(&["current"]).success().stdout_has("(head)");
        db.moviectl(["migrate", "-m", "One."]).success();
        db.moviectl(["upgrade"]).success();
    });
}

#[test]
fn a_new_project_does_not_fit_below_a_file() {
    let sandbox = Sandbox::new();
    sandbox.write("file", "");
    sandbox
        .moviectl(["new", "file/movies"])
        .refused(1, "file/movies")
        .stderr_has("Not a directory");
    assert_eq!(sandbox.files(), ["file"]);
}
