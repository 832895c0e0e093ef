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

    fn one_branch_is_taken_back_to_the_branch_point(db: &Db) {
        db.project_of(&[
            ("a_first", &[]),
            ("b1_left", &["a"]),
            ("b2_right", &["a"]),
            ("c1_further_left", &["b1"]),
        ]);
        let applied = || db.lines("SELECT version FROM __diesel_schema_migrations ORDER BY version");
        db.moviectl(["upgrade", "left@head"]).success();
        assert_eq!(applied(), ["a", "b1", "c1"]);
        db.moviectl(["upgrade", "b2@head"]).success();
        db.moviectl(["downgrade", "c1@base", "--dry-run"]).success().stderr_lacks("right");
        db.moviectl(["downgrade", "c1@base"]).success();
        assert_eq!(applied(), ["a", "b2"]);
        assert!(!db.tables().contains(&"left".to_owned()));
        assert!(db.tables().contains(&"right".to_owned()));
        // A downgrade of a branch that is not applied does nothing.
        db.moviectl(["downgrade", "b1@base"]).success();
        db.moviectl(["upgrade", "b1@base+1"]).success();
        assert_eq!(applied(), ["a", "b1", "b2"]);
        let listed = |range| db.moviectl_reads(["history", "-r", range]).success().stdout.lines().count();
        assert_eq!(listed("b1@base:b1@head"), 2);
        assert_eq!(listed("base:b2@head"), 2);
        db.moviectl_reads(["show", "b1@head-1"]).success().stdout_has("b1");
        db.moviectl_changes_nothing(["upgrade", "a@head"])
            .refused(1, "Multiple head revisions are present for given argument 'a@head': b2, c1")
            .hint("moviectl merge");
        db.moviectl_changes_nothing(["upgrade", "nonsense@head"]).refused(1, "'nonsense'");
        db.moviectl_changes_nothing(["upgrade", "heads@base"]).refused(1, "several revisions (b2, c1)");
    }

    fn a_branch_is_taken_back_by_a_script(db: &Db) {
        db.project_of(&[("a_first", &[]), ("b1_left", &["a"]), ("b2_right", &["a"])]);
        db.moviectl(["upgrade", "heads"]).success();
        let script = db.moviectl_reads(["downgrade", "--sql", "b1@base"]).success().stdout.clone();
        db.client().input(&script).run().success();
        assert!(!db.tables().contains(&"left".to_owned()));
        assert!(db.tables().contains(&"right".to_owned()));
    }

    fn branches_without_a_common_start_are_taken_back_one_by_one(db: &Db) {
        db.project_of(&[("a1_left", &[]), ("a2_right", &[]), ("b1_further", &["a1"])]);
        db.moviectl(["upgrade", "heads"]).success();
        db.moviectl(["downgrade", "further@base"]).success();
        assert!(!db.tables().contains(&"left".to_owned()));
        assert!(db.tables().contains(&"right".to_owned()));
        db.moviectl(["upgrade", "heads"]).success();
        db.moviectl(["stamp", "a1@base"]).success();
        assert_eq!(db.lines("SELECT version FROM __moviectl_revisions"), ["a2"]);
    }

    fn a_merge_follows_heads_alone(db: &Db) {
        db.project_of(&[("a_first", &[]), ("b1_left", &["a"]), ("b2_right", &["a"]), ("c1_further", &["b1"])]);
        for names in [["b1", "b2"], ["a", "c1"], ["c1", "b1"]] {
            let not_a_head = names.into_iter().find(|name| *name != "b2" && *name != "c1").unwrap();
            db.moviectl_changes_nothing(["merge", names[0], names[1]])
                .refused(1, &format!("revision {not_a_head} is not a head: other revisions follow it"))
                .hint("moviectl heads");
        }
        db.moviectl(["merge", "c1", "b2"]).success();
        assert_eq!(heads(db), 1);
    }

    fn a_migration_follows_the_head_that_is_named(db: &Db) {
        fork(db);
        let initial = "initial_migration";
        db.moviectl_changes_nothing(["migrate", "--head", initial]).refused(1, "is not a head").hint("--splice");
        db.moviectl_changes_nothing(["migrate", "--head", "nonsense"]).refused(1, "'nonsense'");
        db.moviectl(["migrate", "--head", initial, "--splice", "-m", "None."])
            .success()
            .stderr_has("No changes in schema detected");
        // `migrate` compares the objects of that branch only.
        db.moviectl(["migrate", "--head", "left", "--rev-id", "x1", "-m", "Clear."])
            .success()
            .stderr_has("Detected removed table 'left_table'")
            .stderr_lacks("right_table")
            .stderr_has("Proved")
            .stderr_has("x1_clear/up.sql ... done");
        db.moviectl(["upgrade", "x1"]).success();
        assert!(!db.tables().contains(&"left_table".to_owned()));
        let before = db.snapshot();
        db.moviectl(["migrate", "--head", "right", "--rev-id", "x1"]).code(2).stderr_has("there is a revision of this version");
        db.moviectl(["migrate", "--head", "right", "--rev-id", "0000"]).failure().stderr_has("sorts before it");
        assert_eq!(db.snapshot(), before);
        // A migration after all heads merges them.
        db.moviectl(["migrate", "--head", "heads", "-m", "All."]).success().stderr_has("'right_table'");
        assert_eq!(heads(db), 1);
        db.moviectl(["upgrade"]).success();
        db.moviectl(["migrate", "-m", "None."]).success().stderr_has("No changes in schema detected");
    }

    fn versions_keep_their_length(db: &Db) {
        db.project_of(&[("b1_first", &[])]);
        for slug in ["second", "third"] {
            db.moviectl(["revision", "-m", slug]).success();
        }
        db.moviectl(["migrate", "-m", "fourth"]).success();
        let names: Vec<String> = db.files().iter().filter_map(|file| {
            let (directory, _) = file.strip_prefix("migrations/")?.split_once("/up.sql")?;
            Some(directory.rsplit('/').next()?.to_owned())
        }).collect();
        assert_eq!(names, ["b1_first", "b2_second", "b3_third", "b4_fourth"]);
        db.moviectl(["upgrade"]).success();
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
