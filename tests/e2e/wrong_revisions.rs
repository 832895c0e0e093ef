//! Revisions that can't be found, read, ordered or run.

use std::fs;

use crate::support::{Db, on_each};

const LATER: &str = "2999-01-01-000000-0000_later";

/// A project whose first revision is applied.
fn applied(db: &Db) {
    db.project_with_migration();
    db.moviectl(["upgrade"]).success();
}

fn directory(db: &Db, name: &str) -> String {
    format!("migrations/{}/{name}", db.dialect())
}

fn write_metadata(db: &Db, name: &str, text: &str) {
    db.write(format!("{}/metadata.toml", directory(db, name)), text);
}

/// Checks a failed revision on a server whose DDL commits by itself: instead of a rollback, it is half applied, and
/// resumes.
fn what_was_done_stays_done(db: &Db) {
    applied(db);
    db.moviectl(["populate"]).success();
    let up = "CREATE TABLE half (a INTEGER);\nDELETE FROM movie;\nINSERT INTO half VALUES (1); INSERT INTO\n  missing VALUES (1);\n";
    let directory = db.write_revision(LATER, up);
    db.write(format!("{directory}/down.sql"), "DROP TABLE half;\n");
    // MySQL does not tell where in the statement.
    let place = db.by_dialect("", "up.sql:4:3: INSERT", "up.sql:3:30: INSERT");
    db.moviectl_changes_nothing(["migrate", "-m", "x"])
        .refused(1, "failed on a scratch database")
        .stderr_has(place)
        .hint("fix the script");
    db.moviectl(["upgrade"])
        .refused(1, "up.sql of revision 299901010000000000 failed in statement 4 of 4; what it did before stays done (3 statements), since it runs outside of a transaction")
        .stderr_has(place)
        .stderr_has("caused by: ")
        .hint("fix the script")
        .hint("`moviectl upgrade` goes on where it stopped");
    assert_eq!(db.lines("SELECT a FROM half"), ["1"]);
    assert_eq!(db.lines("SELECT count(*) FROM movie"), ["0"]);
    db.moviectl_changes_nothing(["upgrade"])
        .refused(1, "failed in statement 4 of 4");
    db.edit(&format!("{directory}/up.sql"), "missing", "half");
    db.moviectl(["upgrade"])
        .success()
        .stderr_has("Resuming at statement 4 of 4");
    assert_eq!(db.lines("SELECT a FROM half"), ["1", "1"]);
    // Rows alone are one transaction, and a script that no statement can be read of does nothing.
    let rows = "2999-01-02-000000-0000_rows";
    let broken = db.write_revision(
        rows,
        "INSERT INTO half VALUES (2);\nINSERT INTO missing VALUES (1);\n",
    );
    db.moviectl_changes_nothing(["upgrade"])
        .refused(
            1,
            "up.sql of revision 299901020000000000 failed, and was rolled back",
        )
        .stderr_has(db.by_dialect("", "up.sql:2:13: INSERT", "up.sql:2:1: INSERT"));
    db.write_revision(
        rows,
        "INSERT INTO half VALUES (2);\nINSERT INTO half VALUES ('x);\n",
    );
    db.moviectl_changes_nothing(["upgrade"])
        .refused(1, "rolled back")
        .stderr_has("up.sql:2:");
    fs::write(db.path(&broken).join("up.sql"), b"\xff\xfe").unwrap();
    db.moviectl_changes_nothing(["upgrade"])
        .refused(1, "can't be run")
        .stderr_has("UTF-8");
}

on_each! {
    fn an_unknown_revision_is_suggested_or_listed(db: &Db) {
        applied(db);
        for command in ["upgrade", "downgrade", "stamp", "show"] {
            for (name, hint) in [
                ("nonsense", "`moviectl history`"),
                ("inital_migration", "did you mean 'initial_migration'?"),
                ("haed", "did you mean 'head'?"),
                ("", "`moviectl history`"),
            ] {
                db.moviectl_changes_nothing([command, name])
                    .refused(1, &format!("no revision is called '{name}'"))
                    .hint(hint);
            }
        }
    }

    fn an_ambiguous_revision_lists_what_it_may_be(db: &Db) {
        applied(db);
        db.write_revision("2999-01-01-000000-0000_add_a", "CREATE TABLE a (b INTEGER);\n");
        db.write_revision("2999-01-02-000000-0000_add_b", "CREATE TABLE b (b INTEGER);\n");
        for name in ["add", "2999"] {
            db.moviectl_changes_nothing(["upgrade", name])
                .refused(1, &format!("'{name}' may be any of 299901010000000000, 299901020000000000"))
                .hint("write more of it");
        }
        db.moviectl(["upgrade", "add_a"]).success();
    }

    fn steps_lead_the_right_way_and_end_somewhere(db: &Db) {
        applied(db);
        for arguments in [["upgrade", "-1"], ["downgrade", "+1"]] {
            db.moviectl_changes_nothing(arguments)
                .refused(2, "goes the wrong way here")
                .hint("`upgrade` goes +N, `downgrade` goes -N");
        }
        for arguments in [["upgrade", "+1"], ["upgrade", "head+2"], ["downgrade", "-5"]] {
            db.moviectl_changes_nothing(arguments)
                .refused(1, "leads out of the history")
                .hint("`moviectl current`");
        }
    }

    fn a_revision_without_up_sql_is_named_everywhere(db: &Db) {
        applied(db);
        fs::create_dir(db.path(directory(db, LATER))).unwrap();
        for command in [&["upgrade"][..], &["downgrade"], &["migrate", "-m", "x"], &["current"], &["check"], &["history"]] {
            db.moviectl_changes_nothing(command)
                .refused(1, &format!("{LATER} has no up.sql"))
                .hint("finish the revision");
        }
    }

    fn an_empty_script_is_refused_and_a_comment_is_enough(db: &Db) {
        applied(db);
        for text in ["", " \n\t\n"] {
            db.write_revision(LATER, text);
            for command in [&["upgrade"][..], &["migrate", "-m", "x"]] {
                db.moviectl_changes_nothing(command)
                    .refused(1, "up.sql of revision 299901010000000000 can't be run")
                    .stderr_has(&format!("{LATER}/up.sql is empty"))
                    .hint("a comment");
            }
        }
        db.write_revision(LATER, "-- Nothing to do on this database.\n");
        db.moviectl(["upgrade"]).success();
        db.moviectl_changes_nothing(["downgrade"])
            .refused(1, "down.sql of revision 299901010000000000 can't be run")
            .stderr_has("down.sql is missing")
            .hint("write the file");
    }

    fn transaction_control_is_refused_with_its_place(db: &Db) {
        applied(db);
        for word in ["BEGIN", "COMMIT", "ROLLBACK"] {
            db.write_revision(LATER, &format!("CREATE TABLE half (a INTEGER);\n  {word};\n"));
            for command in [&["upgrade"][..], &["migrate", "-m", "x"]] {
                db.moviectl_changes_nothing(command)
                    .refused(1, "can't be run")
                    .stderr_has(&format!("{LATER}/up.sql:2:3: {word} in a script"))
                    .hint("run_in_transaction = false");
            }
        }
    }

    fn a_script_that_fails_half_way_is_rolled_back_whole(db: &Db) {
        if !db.backend.has("transactional_ddl") {
            return what_was_done_stays_done(db);
        }
        applied(db);
        db.moviectl(["populate"]).success();
        let up = "CREATE TABLE half (a INTEGER);\nDELETE FROM movie;\nINSERT INTO half VALUES (1); INSERT INTO\n  missing VALUES (1);\n";
        db.write_revision(LATER, up);
        // SQLite does not tell where in the statement.
        let place = if db.dialect() == "sqlite" { "up.sql:3:30: " } else { "up.sql:4:3: " };
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, "up.sql of revision 299901010000000000 failed, and was rolled back")
            .stderr_has(&format!("{place}INSERT INTO missing VALUES (1)"))
            .stderr_has("caused by: ")
            .hint("fix the script");
        db.moviectl_changes_nothing(["migrate", "-m", "x"])
            .refused(1, "failed on a scratch database")
            .stderr_has(place)
            .hint("fix the script");
        db.write_revision(LATER, "CREATE TABLE half (a INTEGER);\nINSERT INTO half VALUES ('x);\n");
        db.moviectl_changes_nothing(["upgrade"]).refused(1, "rolled back").stderr_has("up.sql:2:");
        db.write_revision(LATER, "CREATE TABLE half (a INTEGER;\n");
        db.moviectl_changes_nothing(["upgrade"]).refused(1, "rolled back").stderr_has("up.sql:1:");
        fs::write(db.path(directory(db, LATER)).join("up.sql"), b"\xff\xfe").unwrap();
        db.moviectl_changes_nothing(["upgrade"]).refused(1, "can't be run").stderr_has("UTF-8");
    }

    fn a_downgrade_that_fails_half_way_is_rolled_back_whole(db: &Db) {
        applied(db);
        let directory = db.write_revision(LATER, "CREATE TABLE whole (a INTEGER);\n");
        db.write(format!("{directory}/down.sql"), "DROP TABLE whole;\nDROP TABLE missing;\n");
        db.moviectl(["upgrade"]).success();
        if !db.backend.has("transactional_ddl") {
            let said = db.moviectl(["downgrade"]);
            said.refused(1, "down.sql of revision 299901010000000000 failed in statement 2 of 2; what it did before stays done (1 statement)")
                .stderr_has("down.sql:2:1")
                .hint("`moviectl downgrade` goes on");
            assert!(!db.tables().contains(&"whole".to_owned()));
            assert_eq!(db.lines("SELECT count(*) FROM __diesel_schema_migrations"), ["2"]);
            db.write(format!("{directory}/down.sql"), "DROP TABLE whole;\n");
            db.moviectl(["downgrade"]).success();
            assert_eq!(db.lines("SELECT count(*) FROM __diesel_schema_migrations"), ["1"]);
            return;
        }
        db.moviectl_changes_nothing(["downgrade"])
            .refused(1, "down.sql of revision 299901010000000000 failed, and was rolled back")
            .stderr_has("down.sql:2:1");
    }

    fn an_applied_revision_that_is_gone_from_disk(db: &Db) {
        applied(db);
        let directory = db.write_revision(LATER, "CREATE TABLE later (a INTEGER);\n");
        db.moviectl(["upgrade"]).success();
        fs::remove_dir_all(db.path(directory)).unwrap();
        for command in [&["upgrade"][..], &["downgrade"], &["downgrade", "base"]] {
            db.moviectl_changes_nothing(command)
                .refused(1, "the database has revision 299901010000000000, which is not in the repository")
                .hint("`moviectl stamp --purge head`");
        }
        for (command, code) in [("current", 0), ("check", 3)] {
            db.moviectl_changes_nothing([command])
                .code(code)
                .stderr_has("warning: ")
                .stderr_has("299901010000000000")
                .hint("`moviectl stamp --purge head`");
        }
        db.moviectl(["stamp", "--purge", "head"]).success();
        db.moviectl(["upgrade"]).success();
        db.moviectl(["current"]).success().stderr_lacks("299901010000000000");
    }

    fn two_revisions_of_one_version(db: &Db) {
        applied(db);
        db.write_revision("2999-01-01-000000-0000_one", "CREATE TABLE one (a INTEGER);\n");
        db.write_revision("2999-01-01-000000-0000_two", "CREATE TABLE two (a INTEGER);\n");
        for command in [&["upgrade"][..], &["current"], &["check"], &["migrate", "-m", "x"], &["stamp", "head"]] {
            db.moviectl_changes_nothing(command)
                .refused(1, "version 299901010000000000 is there twice")
                .stderr_has("2999-01-01-000000-0000_one and 2999-01-01-000000-0000_two")
                .hint("rename its directory");
        }
        let renamed = directory(db, "2999-01-02-000000-0000_two");
        fs::rename(db.path(directory(db, "2999-01-01-000000-0000_two")), db.path(renamed)).unwrap();
        db.moviectl(["upgrade"]).success();
    }

    fn metadata_that_contradicts(db: &Db) {
        applied(db);
        db.write_revision(LATER, "CREATE TABLE later (a INTEGER);\n");
        write_metadata(db, LATER, "# a\nrun_in_transaction = tru\n");
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, &format!("{LATER}/metadata.toml:2:22: "))
            .hint("mend the file");
        let revises = |list: &str| {
            let text = format!("run_in_transaction = true\n[moviectl]\nmessage = \"x\"\nrevises = [{list}]\n");
            write_metadata(db, LATER, &text);
        };
        revises("\"123\"");
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, "revises 123, which is not in the repository")
            .hint("correct `revises`");
        revises("\"299901010000000000\"");
        db.moviectl_changes_nothing(["upgrade"]).refused(1, "revises itself").hint("correct `revises`");
        revises("");
        db.moviectl_changes_nothing(["upgrade"])
            .refused(1, "Multiple head revisions are present")
            .hint("`moviectl merge`");
        db.moviectl_changes_nothing(["migrate", "-m", "x"])
            .refused(1, "there are several heads")
            .hint("`moviectl merge`");
        db.moviectl(["upgrade", "heads"]).success();
    }

    fn tables_without_a_record_are_hinted_to_be_stamped(db: &Db) {
        db.project_with_migration();
        db.moviectl(["create-all"]).success();
        let before = db.dump_table("movie");
        let said = if !db.backend.has("transactional_ddl") {
            // The tables of the records stay once they are made.
            db.moviectl(["upgrade"])
        } else {
            db.moviectl_changes_nothing(["upgrade"])
        };
        said.refused(1, "no revision is recorded").hint("`moviectl stamp head`");
        assert_eq!(db.dump_table("movie"), before);
        db.moviectl(["stamp", "head"]).success();
        db.moviectl(["upgrade"]).success();
        db.moviectl_changes_nothing(["check"]).success();
    }
}
