//! Scripts that were edited after they were applied; and runs of several revisions as one.

use crate::support::{Backend, Db, on_each};

on_each! {
    fn an_edited_script_is_told_and_not_run_again(db: &Db) {
        db.project_with_migration();
        let later = db.write_revision("2999-01-01-000000-0000_later", "CREATE TABLE later (a INTEGER);\n");
        db.moviectl(["upgrade"]).success();
        let up = format!("{later}/up.sql");
        // Another editor's line ends are the same script.
        db.write(&up, "CREATE TABLE later (a INTEGER);\r\n");
        db.moviectl_changes_nothing(["upgrade"]).success().stderr_lacks("edited");
        db.write(&up, "CREATE TABLE later (a INTEGER, b INTEGER);\n");
        db.moviectl_changes_nothing(["upgrade"])
            .success()
            .stderr_has("warning: up.sql of revision 299901010000000000 was edited after it was applied")
            .stderr_has("stamp --accept-changes")
            .stderr_has("Nothing to upgrade.");
        db.moviectl_changes_nothing(["history"])
            .success()
            .stdout_has("299901010000000000 (head) (edited), later");
        db.moviectl_changes_nothing(["history", "--format", "json"])
            .success()
            .stdout_has("\"head\":true,\"applied\":true,\"current\":true,\"edited\":true")
            .stdout_has("\"head\":false,\"applied\":true,\"current\":false,\"edited\":false");
        db.moviectl_changes_nothing(["check"])
            .code(3)
            .stderr_has("up.sql of revision 299901010000000000 was edited after it was applied")
            .hint("stamp --accept-changes");
        db.moviectl_changes_nothing(["check", "--format", "json"])
            .code(3)
            .stdout_has("\"edited\":[\"299901010000000000\"]");
        // A revision that Diesel's own tool applied has no checksum.
        db.execute("DELETE FROM __moviectl_revisions WHERE version = '299901010000000000'");
        db.moviectl_changes_nothing(["upgrade"]).success().stderr_lacks("edited");
    }

    fn atomic_applies_all_or_none(db: &Db) {
        db.project_with_migration();
        db.write_revision("2999-01-01-000000-0000_one", "CREATE TABLE one (a INTEGER);\n");
        let two = db.write_revision("2999-01-02-000000-0000_two", "CREATE TABLE two (a INTEGER);\nINSERT INTO missing VALUES (1);\n");
        db.moviectl(["create-db"]).success();
        let whole = db.backend.has("transactional_ddl");
        if !whole {
            db.moviectl_changes_nothing(["upgrade", "--atomic"])
                .refused(1, "changes tables, which no transaction of this database can hold")
                .hint("without --atomic");
            // Rows alone can be one transaction.
            db.moviectl(["upgrade", "299901010000000000"]).success();
            db.write_revision("2999-01-01-120000-0000_rows", "INSERT INTO one VALUES (1);\n");
            db.write(format!("{two}/up.sql"), "INSERT INTO one VALUES (2);\nINSERT INTO missing VALUES (1);\n");
        }
        let before = db.contents();
        db.moviectl(["upgrade", "--atomic"])
            .refused(1, "up.sql of revision 299901020000000000 failed, and all revisions of this run were rolled back")
            .stderr_has("up.sql:2:");
        assert_eq!(db.contents(), before);
        db.edit(&format!("{two}/up.sql"), "missing", if whole { "two" } else { "one" });
        let one_transaction = db.read(format!("{two}/up.sql"));
        db.write(format!("{two}/up.sql"), &format!("{one_transaction}{};\n", db.by_dialect("VACUUM", "VACUUM", "ANALYZE TABLE one")));
        db.write(format!("{two}/metadata.toml"), "run_in_transaction = false\n");
        db.moviectl(["upgrade", "--atomic"])
            .refused(1, "can't be applied in one transaction: revision 299901020000000000 runs outside of a transaction")
            .hint("without --atomic");
        assert_eq!(db.contents(), before);
        db.write(format!("{two}/metadata.toml"), "run_in_transaction = true\n");
        db.write(format!("{two}/up.sql"), &one_transaction);
        db.moviectl(["upgrade", "--atomic"]).success();
        assert_eq!(db.query("SELECT version FROM __diesel_schema_migrations").len(), if whole { 3 } else { 4 });
        db.moviectl_changes_nothing(["upgrade", "--atomic"]).success().stderr_has("Nothing to upgrade.");
    }
}

#[test]
fn a_rebuild_is_refused_by_atomic() {
    Db::with(Backend::Sqlite, |db| {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        db.edit("src/schema.rs", "#[max_length = 80]", "#[max_length = 120]");
        db.moviectl(["migrate", "-m", "Longer titles."]).success();
        db.moviectl_changes_nothing(["upgrade", "--atomic"])
            .refused(1, "switches foreign keys off, which a transaction can't")
            .hint("without --atomic");
    });
}

#[test]
fn timeouts_of_the_server_are_for_the_transaction() {
    let limited = |db: &Db| {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        let later = db.write_revision("2999-01-01-000000-0000_later", "SELECT pg_sleep(600);\n");
        db.moviectl_changes_nothing(["upgrade", "--statement-timeout", "0.2"])
            .refused(1, "rolled back")
            .stderr_has("statement timeout");
        let limits = "DO $$ BEGIN IF current_setting('lock_timeout') <> '1500ms' OR current_setting('client_connection_check_interval', true) = '0' THEN RAISE EXCEPTION 'limits'; END IF; END $$;\n";
        db.write(format!("{later}/up.sql"), limits);
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, "rolled back")
            .stderr_has("limits");
        db.moviectl(["upgrade", "--db-lock-timeout", "1.5"])
            .success();
        db.moviectl_changes_nothing(["upgrade", "--db-lock-timeout", "x"])
            .code(2);
    };
    // A `DO` may hold DDL, so that it is in no transaction where none holds DDL.
    Db::with_feature(Backend::Postgres, "transactional_ddl", limited);
    Db::with(Backend::Sqlite, |db| {
        db.project_with_migration();
        db.moviectl(["upgrade", "--statement-timeout", "1"])
            .success()
            .stderr_has("note: sqlite has no timeouts of statements");
    });
}
