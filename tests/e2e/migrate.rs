//! `init` and `migrate`: what they write, and when they write nothing.

use crate::support::{Backend, Db, on_each};

/// An edit that a populated table allows.
fn add_note(db: &Db) {
    db.edit(
        "src/schema.rs",
        "theatre -> Nullable<Bool>,",
        "theatre -> Nullable<Bool>,\n        note -> Nullable<Text>,",
    );
}

fn scripts(db: &Db) -> Vec<String> {
    let mut files = db.files();
    files.retain(|file| file.starts_with("migrations/") && !file.contains("/."));
    files
}

on_each! {
    fn a_revision_is_three_files_in_the_dialects_directory(db: &Db) {
        db.project_with_migration();
        let files = scripts(db);
        assert_eq!(files.len(), 3, "{files:?}");
        let directory = format!("migrations/{}/", db.dialect());
        for (file, name) in files.iter().zip(["down.sql", "metadata.toml", "up.sql"]) {
            assert!(file.starts_with(&directory), "{file}");
            assert!(file.ends_with(&format!("-0000_initial_migration/{name}")), "{file}");
        }
        let metadata = db.read(&files[1]);
        assert!(metadata.contains("run_in_transaction = true"), "{metadata}");
        assert!(metadata.contains("message = \"Initial migration.\""), "{metadata}");
    }

    fn nothing_to_do_writes_nothing(db: &Db) {
        db.project_with_migration();
        let before = scripts(db);
        db.moviectl(["migrate", "-m", "again"])
            .success()
            .stdout("")
            .stderr_has("No changes in schema detected.");
        assert_eq!(scripts(db), before);
    }

    fn a_dry_run_prints_and_writes_nothing(db: &Db) {
        db.project_with_migration();
        let before = scripts(db);
        add_note(db);
        db.moviectl(["migrate", "-m", "Note.", "--dry-run"])
            .success()
            .stdout_has(db.by_dialect("ADD COLUMN \"note\"", "ADD COLUMN \"note\"", "ADD COLUMN `note`"));
        assert_eq!(scripts(db), before);
    }

    /// The live database may be anywhere, or nowhere: `migrate` replays the repository.
    fn the_live_database_is_not_needed_up_to_date(db: &Db) {
        db.project_with_migration();
        add_note(db);
        db.moviectl(["migrate", "-m", "Note."])
            .success()
            .stderr_has("Detected added column 'movie.note'")
            .stderr_has("Proved on the database that the migrations build: up, down, up again");
        assert!(!db.exists() || db.tables().is_empty());
        assert_eq!(scripts(db).len(), 6);
    }

    fn a_mistake_in_the_declaration_is_shown_with_its_place(db: &Db) {
        db.project();
        db.moviectl(["init"]).success();
        db.edit("src/schema.rs", "theatre -> Nullable<Bool>,", "theatre -> Nullable<Boole>,");
        db.moviectl(["migrate", "-m", "x"])
            .failure()
            .stderr_has("src/schema.rs:")
            .stderr_has("Boole");
        assert!(scripts(db).is_empty());
    }

    fn init_refuses_a_repository_that_is_there(db: &Db) {
        db.project_with_migration();
        let before = scripts(db);
        db.moviectl(["init"]).failure().stderr_has("already exists");
        assert_eq!(scripts(db), before);
    }

    /// A team-mate's column that only the live database has is no part of what the migrations make.
    fn against_database_takes_the_live_schema_as_the_base(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        db.execute("ALTER TABLE movie ADD COLUMN note TEXT");
        add_note(db);
        db.moviectl(["migrate", "-m", "Note.", "--against", "database"])
            .success()
            .stderr_has("No changes in schema detected.");
        db.moviectl(["migrate", "-m", "Note."])
            .success()
            .stderr_has("Detected added column 'movie.note'");
    }

    /// The database lacks the objects of a pending revision, so that a migration would create them a second time.
    fn against_database_needs_all_revisions(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        add_note(db);
        let mut migrate = vec!["migrate", "-m", "Note.", "--against", "database"];
        db.moviectl(&migrate).success();
        db.moviectl_changes_nothing(&migrate)
            .refused(1, "the database is not up to date (1 pending)")
            .hint("`moviectl upgrade` first");
        migrate.push("--no-proof");
        db.moviectl_changes_nothing(&migrate).refused(1, "the database is not up to date (1 pending)");
        db.moviectl(["upgrade"]).success();
        db.moviectl(&migrate).success().stderr_has("No changes in schema detected.");
    }

    fn scratch_databases_are_gone_afterwards(db: &Db) {
        db.project_with_migration();
        let files = db.files();
        assert!(!files.iter().any(|file| file.contains("scratch")), "{files:?}");
    }

    /// In an ordinary Diesel project, and through a rebuilt table on SQLite.
    fn what_a_declaration_cannot_say_is_kept(db: &Db) {
        db.write("diesel.toml", "[migrations_directory]\ndir = \"migrations\"\n");
        db.write(
            "src/schema.rs",
            "diesel::table! { film (id) { id -> Integer, minutes -> Nullable<Integer>, } }",
        );
        db.write(
            "migrations/2024-03-01-120000_film/up.sql",
            "CREATE TABLE film (id INTEGER PRIMARY KEY NOT NULL, minutes INTEGER DEFAULT 90 CHECK (minutes > 2));\n\
             CREATE INDEX film_minutes ON film (minutes);\n",
        );
        db.write("migrations/2024-03-01-120000_film/down.sql", "DROP TABLE film;\n");
        db.moviectl(["create-db"]).success();
        db.moviectl(["upgrade"]).success();
        db.edit("src/schema.rs", "Nullable<Integer>", "Integer");
        db.moviectl(["migrate", "-m", "Minutes."]).success();
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["inspect", "--format", "sql"])
            .success()
            .stdout_has("NOT NULL DEFAULT 90")
            .stdout_has(db.by_dialect("minutes > 2", "minutes > 2", "`minutes` > 2"))
            .stdout_has("film_minutes");
        db.moviectl_reads(["check"]).success();
    }
}

const INDEXED: &str = "diesel::table! { t (id) { id -> Integer, a -> Text } }\n\
    table_args! { t { index t_a_idx (a); } }";

/// Indexes of tables that are in use are made while others write, by a revision outside of a transaction.
#[test]
fn indexes_are_made_while_others_write() {
    Db::with(Backend::Postgres, |db| {
        db.write("moviectl.toml", "managed = true\n");
        db.write(
            "src/schema.rs",
            "diesel::table! { t (id) { id -> Integer, a -> Text } }",
        );
        db.moviectl(["init"]).success();
        // A new table and its index at once are no case for it.
        db.write("src/schema.rs", INDEXED);
        db.moviectl(["migrate", "-m", "x", "--concurrently"])
            .code(2)
            .stderr_has(
                "can't take --concurrently: this migration does more than make and drop indexes",
            )
            .hint("write the other changes first");
        assert!(scripts(db).is_empty());
        db.write(
            "src/schema.rs",
            "diesel::table! { t (id) { id -> Integer, a -> Text } }",
        );
        db.moviectl(["migrate", "-m", "First."]).success();
        db.moviectl(["upgrade"]).success();
        db.execute("INSERT INTO t (a) VALUES ('x')");
        db.write("src/schema.rs", INDEXED);
        db.moviectl(["migrate", "-m", "Index.", "--concurrently"])
            .success()
            .stderr_has("Proved");
        let files = scripts(db);
        assert_eq!(
            db.read(&files[5]),
            "CREATE INDEX CONCURRENTLY \"t_a_idx\" ON \"t\" (\"a\");\n"
        );
        assert_eq!(db.read(&files[3]), "DROP INDEX CONCURRENTLY \"t_a_idx\";\n");
        assert!(db.read(&files[4]).contains("run_in_transaction = false"));
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["downgrade"]).success();
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT count(*) FROM pg_index WHERE indexrelid = 't_a_idx'::regclass AND indisvalid"), ["1"]);
    });
    Db::with(Backend::Sqlite, |db| {
        db.write("moviectl.toml", "managed = true\n");
        db.write("src/schema.rs", INDEXED);
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "x", "--concurrently"])
            .code(2)
            .stderr_has("sqlite makes no index while others write");
    });
}
