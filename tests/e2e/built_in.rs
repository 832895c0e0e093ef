//! The built-in catalogue is used where it is asked for, or recorded, and nowhere else.

use crate::support::{Sandbox, on_each};

/// Everything that makes, changes or reads revisions and tables.
const COMMANDS: [&[&str]; 12] = [
    &["upgrade"],
    &["upgrade", "--sql"],
    &["upgrade", "--dry-run"],
    &["downgrade"],
    &["redo"],
    &["stamp", "head"],
    &["create-all"],
    &["drop-all", "--yes"],
    &["check"],
    &["current"],
    &["history"],
    &["migrate", "-m", "x"],
];

#[test]
fn an_empty_directory_is_no_catalogue() {
    let sandbox = Sandbox::new();
    for command in COMMANDS {
        sandbox
            .moviectl(command)
            .refused(1, "no project here or above")
            .hint("--embedded means the built-in movie catalogue")
            .stderr_lacks("using the built-in");
    }
    assert!(sandbox.files().is_empty(), "{:?}", sandbox.files());
    // A database that is there, and is empty.
    sandbox.moviectl(["create-db"]).success();
    for command in COMMANDS {
        sandbox
            .moviectl(command)
            .refused(1, "no project here or above");
    }
    sandbox
        .moviectl(["setup"])
        .success()
        .stdout_has("Inception");
}

on_each! {
    fn it_is_used_where_it_is_recorded(db: &Db) {
        db.moviectl(["upgrade"]).refused(1, "no project here or above");
        db.moviectl(["--embedded", "upgrade", "+1"]).success();
        db.moviectl(["upgrade"])
            .success()
            .stderr_has("using the built-in movie catalogue");
        db.moviectl_reads(["check"]).success();
        db.moviectl_reads(["history"]).success();
        db.moviectl(["downgrade"]).success();
        // One revision that is not its own, and nobody knows whose database this is.
        db.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('2999')");
        for command in COMMANDS {
            db.moviectl_reads(command).refused(1, "no project here or above");
        }
    }

    fn setup_brings_it(db: &Db) {
        db.moviectl(["setup"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["downgrade", "base"]).success();
        // Nothing is recorded any more.
        db.moviectl_reads(["upgrade"]).refused(1, "no project here or above");
        db.moviectl(["--embedded", "upgrade"]).success();
    }
}
