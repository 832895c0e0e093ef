//! `setup`: from nothing to a list of movies.

use crate::support::{Backend, Db, Sandbox, on_each, server_url};

const ADDED: &str = "\
Movie 'Inception' added to the database.
Movie 'Interstellar' added to the database.
Movie 'The Dark Knight' added to the database.
";

#[test]
fn without_any_configuration_it_makes_the_default_file() {
    let sandbox = Sandbox::new();
    sandbox
        .moviectl(["setup"])
        .success()
        .stdout_has(ADDED)
        .stdout_has("Christopher Nolan")
        .stderr_has("note: using the built-in movie catalogue")
        .stderr_has(&sandbox.path("movies.db").display().to_string());
    let mut files = sandbox.files();
    files.retain(|file| !file.ends_with("-wal") && !file.ends_with("-shm"));
    assert_eq!(files, ["movies.db"]);
    // The default file is the catalogue's, without a word about it.
    sandbox
        .moviectl(["list", "--format", "repr"])
        .success()
        .stdout("[<Movie Inception>, <Movie Interstellar>, <Movie The Dark Knight>]\n");
    sandbox.moviectl(["check"]).success();
    sandbox
        .moviectl(["history"])
        .success()
        .stdout_has("Add mpa column to Movie model.");
}

on_each! {
    fn run_again_it_changes_nothing(db: &Db) {
        let before = db.moviectl(["setup"]);
        before.success().stdout_has(ADDED);
        let contents = db.contents();
        let again = db.moviectl(["setup"]);
        again.success().stdout_lacks("added to the database");
        assert_eq!(db.contents(), contents);
        assert!(before.stdout.ends_with(&again.stdout), "{before}\n{again}");
    }

    fn in_a_project_it_uses_the_projects_files(db: &Db) {
        db.project_with_migration();
        db.moviectl(["setup"])
            .success()
            .stdout_has(ADDED)
            .stderr_lacks("built-in");
        assert_eq!(db.query("SELECT version FROM __diesel_schema_migrations").len(), 1);
    }
}

#[test]
fn it_makes_a_missing_postgres_database() {
    Db::with(Backend::Postgres, |server| {
        let name = crate::support::unique_name();
        let sandbox = Sandbox::new();
        sandbox.export("DATABASE_URL", &server_url(Backend::Postgres, &name));
        sandbox.moviectl(["setup"]).success().stdout_has(ADDED);
        sandbox.moviectl(["drop-db", "--yes"]).success();
        let sql = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
        assert_eq!(server.lines(&sql), ["0"]);
    });
}
