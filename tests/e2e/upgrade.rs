//! `upgrade`, `downgrade`, `stamp`: what is applied, recorded and refused.

use crate::support::{Backend, Db, on_each};

/// A second revision, by hand.
fn write_revision(db: &Db, up: &str, down: &str) {
    let directory = format!("migrations/{}/2999-01-01-000000-0000_by_hand", db.dialect());
    db.write(format!("{directory}/up.sql"), up);
    db.write(format!("{directory}/down.sql"), down);
    let first = db
        .files()
        .into_iter()
        .find(|file| file.ends_with("_initial_migration/up.sql"))
        .unwrap();
    let name = first.split('/').nth(2).unwrap();
    let version = name.split('_').next().unwrap().replace('-', "");
    db.write(
        format!("{directory}/metadata.toml"),
        &format!(
            "run_in_transaction = true\n[moviectl]\nmessage = \"By hand.\"\nrevises = [\"{version}\"]\n"
        ),
    );
}

fn applied(db: &Db) -> usize {
    db.query("SELECT version FROM __diesel_schema_migrations")
        .len()
}

on_each! {
    fn upgrading_twice_changes_nothing(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success().stderr_has("Running upgrade  -> ");
        db.moviectl_reads(["upgrade"]).success().stderr_lacks("Running");
    }

    fn any_number_at_once_do_the_work_of_one(db: &Db) {
        db.project_with_migration();
        write_revision(db, "CREATE TABLE later (id INTEGER);", "DROP TABLE later;");
        let outputs: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..8)
                .map(|_| {
                    let command = db.command(["upgrade"]);
                    scope.spawn(move || command.run())
                })
                .collect();
            running.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let ran: usize = outputs
            .iter()
            .map(|output| output.success().stderr.matches("Running upgrade").count())
            .sum();
        assert_eq!(ran, 2);
        assert_eq!(applied(db), 2);
    }

    fn downgrade_to_base_leaves_no_table_of_ours(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade", "base"]).success();
        assert!(!db.tables().contains(&"movie".to_owned()));
        assert_eq!(applied(db), 0);
        db.moviectl_reads(["current"]).success().stdout("");
    }

    fn downgrade_minus_one_works_as_typed(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade", "-1"]).success().stderr_has("Running downgrade ");
        assert_eq!(applied(db), 0);
    }

    fn a_failing_script_leaves_nothing_behind(db: &Db) {
        db.project_with_migration();
        write_revision(
            db,
            "CREATE TABLE half (a INTEGER);\nINSERT INTO missing VALUES (1);\n",
            "DROP TABLE half;\n",
        );
        db.moviectl(["upgrade"])
            .code(1)
            .stderr_has("error: ")
            .stderr_has("caused by: ")
            .stderr_has("missing");
        // Without transactional DDL the table stays, and the records tell where to go on.
        let kept = !db.backend.has("transactional_ddl");
        assert_eq!(db.tables().contains(&"half".to_owned()), kept);
        assert_eq!(applied(db), 1);
    }

    fn transaction_control_in_a_script_is_refused(db: &Db) {
        db.project_with_migration();
        write_revision(db, "CREATE TABLE half (a INTEGER);\nCOMMIT;\n", "DROP TABLE half;\n");
        db.moviectl(["upgrade"]).code(1).stderr_has("COMMIT").stderr_has("up.sql:2");
        assert!(!db.tables().contains(&"half".to_owned()));
    }

    fn both_kinds_of_records_are_written(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        assert_eq!(applied(db), 1);
        assert_eq!(db.query("SELECT * FROM __moviectl_revisions").len(), 1);
        db.moviectl(["downgrade"]).success();
        assert_eq!(applied(db), 0);
        assert_eq!(db.query("SELECT * FROM __moviectl_revisions").len(), 0);
    }

    fn stamp_records_without_running(db: &Db) {
        db.project_with_migration();
        db.moviectl(["create-db"]).success();
        db.moviectl(["stamp", "head"]).success();
        assert_eq!(applied(db), 1);
        assert!(!db.tables().contains(&"movie".to_owned()));
        db.moviectl(["stamp", "base"]).success();
        assert_eq!(applied(db), 0);
    }

    fn an_unknown_revision_is_an_error(db: &Db) {
        db.project_with_migration();
        db.moviectl(["create-db"]).success();
        for command in ["upgrade", "stamp", "downgrade", "show"] {
            db.moviectl([command, "nonsense"]).failure().stderr_has("nonsense");
        }
    }

    fn rows_survive_a_changed_column_and_its_way_back(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        db.moviectl(["populate"]).success();
        let rows = || db.lines("SELECT id, title, year FROM movie ORDER BY id");
        let before = rows();
        db.edit("src/schema.rs", "#[max_length = 80]", "#[max_length = 120]");
        db.moviectl(["migrate", "-m", "Longer titles."])
            .success()
            .stderr_lacks("added column")
            .stderr_lacks("removed column");
        db.moviectl(["upgrade"]).success();
        assert_eq!(rows(), before);
        db.moviectl_reads(["check"]).success();
        db.moviectl(["downgrade"]).success();
        assert_eq!(rows(), before);
    }
}

/// A database is made for revisions, not for a slip.
#[test]
fn a_wrong_name_makes_no_file() {
    Db::with(Backend::Sqlite, |db| {
        db.project_with_migration();
        db.moviectl(["upgrade", "nonsense"])
            .failure()
            .stderr_has("no revision is called 'nonsense'");
        assert!(!db.exists());
    });
}
