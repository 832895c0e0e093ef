//! Options that are mistyped are never taken for something else.

use crate::support::on_each;

const CHAIN: [(&str, &[&str]); 2] = [("10-01_first", &[]), ("10-02_second", &["1001"])];

on_each! {
    fn an_option_is_no_revision(db: &Db) {
        db.project_of(&CHAIN);
        db.moviectl(["upgrade", "first"]).success();
        for command in [
            &["upgrade", "-sql"][..],
            &["upgrade", "--slq"],
            &["upgrade", "--atomc"],
            &["upgrade", "first", "--dryrun"],
            &["upgrade", "-"],
            &["upgrade", "-head"],
            &["downgrade", "--slq"],
            &["downgrade", "-sql"],
            &["downgrade", "-base"],
            &["stamp", "--prge"],
            &["show", "--jsn"],
            &["edit", "--dwn"],
            &["history", "-r", "--verbos"],
            &["rebase", "--ont"],
            &["squash", "--mesage"],
        ] {
            db.moviectl_changes_nothing(command)
                .code(2)
                .stdout("")
                .stderr_has("error: ")
                .stderr_has(command.iter().rev().find(|word| word.starts_with('-')).unwrap())
                .stderr_lacks("no revision is called");
        }
        assert_eq!(db.lines("SELECT version FROM __diesel_schema_migrations"), ["1001"]);
    }

    fn the_option_is_named_and_not_the_revision_behind_it(db: &Db) {
        db.project_of(&CHAIN);
        for (command, option, right) in [
            (&["downgrade", "--accept-los", "base"][..], "--accept-los", "--accept-loss"),
            (&["upgrade", "--dry-rn", "head"], "--dry-rn", "--dry-run"),
            (&["upgrade", "--atomc"], "--atomc", "--atomic"),
        ] {
            db.moviectl_changes_nothing(command)
                .code(2)
                .stderr_has(&format!("error: unexpected argument '{option}' found"))
                .stderr_has(&format!("a similar argument exists: '{right}'"));
        }
    }

    fn steps_back_are_revisions(db: &Db) {
        db.project_of(&CHAIN);
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["show", "-1"]).success();
        db.moviectl_reads(["history", "-r", "-1:current"]).success();
        db.moviectl_reads(["upgrade", "-1"]).refused(2, "goes the wrong way here");
        db.moviectl_reads(["downgrade", "-1", "--dry-run"]).success();
        db.moviectl(["stamp", "-1"]).success();
        db.moviectl(["stamp", "head"]).success();
        db.moviectl(["downgrade", "-2"]).success();
        assert!(db.lines("SELECT version FROM __diesel_schema_migrations").is_empty());
    }
}
