//! Somebody else's database, and no project here: nothing of ours gets into it.

use crate::support::{Db, on_each};

const TABLES: &str = "
    CREATE TABLE customer (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL);
    CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer (id));
    INSERT INTO customer VALUES (1, 'Ada');
    INSERT INTO invoice VALUES (7, 1);
";

#[track_caller]
fn assert_refused(db: &Db, arguments: &[&str]) {
    db.execute(TABLES);
    db.moviectl_reads(arguments)
        .failure()
        .hint("")
        .stderr_lacks("using the built-in movie catalogue");
    assert_eq!(db.tables(), ["customer", "invoice"]);
    let files: Vec<String> = db
        .files()
        .into_iter()
        .filter(|file| !file.starts_with("app.db"))
        .collect();
    assert!(files.is_empty(), "written: {files:?}");
}

#[track_caller]
fn assert_no_project(db: &Db, arguments: &[&str]) {
    assert_refused(db, arguments);
    db.moviectl_reads(arguments)
        .stderr_has("error: no project here or above")
        .hint("moviectl new");
}

on_each! {
    fn upgrade_refuses(db: &Db) {
        assert_no_project(db, &["upgrade"]);
    }

    fn migrate_refuses(db: &Db) {
        assert_no_project(db, &["migrate", "-m", "x"]);
    }

    fn create_all_refuses(db: &Db) {
        assert_no_project(db, &["create-all"]);
    }

    fn drop_all_refuses(db: &Db) {
        assert_no_project(db, &["drop-all", "--yes"]);
    }

    fn setup_refuses(db: &Db) {
        assert_refused(db, &["setup"]);
    }

    /// It judges the table, not the project.
    fn populate_refuses(db: &Db) {
        assert_refused(db, &["populate"]);
        db.moviectl(["populate"]).stderr_has("movie");
    }

    fn add_movie_refuses(db: &Db) {
        assert_refused(db, &["add-movie", "X", "--year", "2000", "--director", "Y"]);
    }

    fn stamp_and_downgrade_refuse(db: &Db) {
        assert_no_project(db, &["stamp", "head"]);
        db.moviectl_reads(["downgrade"]).failure();
    }

    fn an_empty_database_is_a_strangers_too(db: &Db) {
        db.execute("CREATE TABLE x (y INTEGER); DROP TABLE x;");
        db.moviectl_reads(["upgrade"]).failure().stderr_has("no project here or above");
        db.moviectl_reads(["create-all"]).failure().stderr_has("no project here or above");
        assert!(db.tables().is_empty());
    }
}
