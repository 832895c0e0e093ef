//! Revisions side by side: `revision`, `merge`, `branches`, `heads`, `redo`.

use crate::support::{Db, on_each};

/// Two revisions that follow the first one, each making a table.
fn fork(db: &Db) {
    db.project_with_migration();
    for name in ["left", "right"] {
        db.moviectl([
            "revision",
            "-m",
            name,
            "--head",
            "initial_migration",
            "--splice",
        ])
        .success();
        let directory = directory(db, name);
        db.write(
            format!("{directory}/up.sql"),
            &format!("CREATE TABLE {name}_table (id INTEGER);"),
        );
        db.write(
            format!("{directory}/down.sql"),
            &format!("DROP TABLE {name}_table;"),
        );
    }
}

fn directory(db: &Db, slug: &str) -> String {
    let file = format!("_{slug}/up.sql");
    let found = db
        .files()
        .into_iter()
        .find(|name| name.ends_with(&file))
        .unwrap();
    found.trim_end_matches("/up.sql").to_owned()
}

fn heads(db: &Db) -> usize {
    let listed = db
        .moviectl_reads(["heads", "--format", "json"])
        .success()
        .json();
    listed.as_array().map_or(0, Vec::len)
}

on_each! {
    fn two_heads_are_named_and_merged(db: &Db) {
        fork(db);
        assert_eq!(heads(db), 2);
        db.moviectl_reads(["branches"]).success().stdout_has("(branchpoint)").stdout_has("    -> ");
        db.moviectl(["upgrade"])
            .failure()
            .stderr_has("Multiple head revisions are present for given argument 'head'")
            .hint("moviectl merge");
        db.moviectl(["migrate", "-m", "More."]).failure().hint("moviectl merge");
        db.moviectl(["merge", "-m", "Both sides."]).success().stderr_has("_both_sides/up.sql ... done");
        assert_eq!(heads(db), 1);
        db.moviectl(["upgrade"]).success();
        assert!(db.tables().contains(&"left_table".to_owned()));
        assert!(db.tables().contains(&"right_table".to_owned()));
        db.moviectl_reads(["history"]).success().stdout_has("(head) (mergepoint), Both sides.");
        db.moviectl_reads(["show", "head"]).success().stdout_has("Merges: ");
        db.moviectl(["downgrade", "base"]).success();
        assert!(!db.tables().contains(&"left_table".to_owned()));
    }

    fn one_side_can_be_upgraded_by_itself(db: &Db) {
        fork(db);
        db.moviectl(["upgrade", "left"]).success();
        assert!(!db.tables().contains(&"right_table".to_owned()));
        db.moviectl(["upgrade", "heads"]).success();
        assert!(db.tables().contains(&"right_table".to_owned()));
        let current = db.moviectl_reads(["current"]).success().stdout.clone();
        assert_eq!(current.lines().count(), 2);
        db.moviectl(["downgrade", "-1"]).failure().stderr_has("several revisions");
        db.moviectl(["downgrade", "initial_migration"]).success();
        assert!(db.tables().contains(&"movie".to_owned()));
    }

    fn redo_takes_back_and_applies_again(db: &Db) {
        db.project_with_migration();
        db.moviectl(["create-db"]).success();
        db.moviectl(["redo"]).failure();
        db.moviectl(["upgrade"]).success();
        db.execute("INSERT INTO movie (title, year, directors) VALUES ('x', 1, '{}')");
        db.moviectl(["redo"]).success().stderr_has("Running downgrade").stderr_has("Running upgrade");
        assert_eq!(db.lines("SELECT count(*) FROM movie"), ["0"]);
    }

    fn an_empty_revision_runs_and_says_what_it_follows(db: &Db) {
        db.project_with_migration();
        db.moviectl(["revision", "-m", "By hand\n; DROP TABLE movie; --"]).success();
        db.moviectl(["upgrade"]).success();
        assert!(db.tables().contains(&"movie".to_owned()));
        db.moviectl(["downgrade"]).success();
    }

    fn what_cannot_be_is_refused(db: &Db) {
        db.project_with_migration();
        let before = db.files();
        db.moviectl(["merge"]).failure().stderr_has("nothing to merge").hint("heads");
        db.moviectl(["revision", "--head", "nonsense"]).failure().stderr_has("'nonsense'");
        db.moviectl(["revision", "--rev-id", "0000"]).failure().stderr_has("sorts before it");
        assert_eq!(db.files(), before);
        db.moviectl(["revision", "-m", "second"]).success();
        db.moviectl(["revision", "-m", "x", "--head", "initial_migration"])
            .failure()
            .stderr_has("is not a head")
            .hint("--splice");
    }
}
