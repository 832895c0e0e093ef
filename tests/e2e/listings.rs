//! The output of `history`, `current`, `heads`, `branches` and `show`, as text and as JSON.

use serde_json::json;

use crate::support::{Db, on_each};

fn fork(db: &Db) {
    db.project_of(&[
        ("10-01_first", &[]),
        ("10-02_left", &["1001"]),
        ("10-03_right", &["1001"]),
        ("10-04_both", &["1002", "1003"]),
    ]);
    db.moviectl(["upgrade", "left"]).success();
}

on_each! {
    fn history_is_told_in_blocks_and_marks_the_current_one(db: &Db) {
        fork(db);
        db.moviectl_reads(["history", "-i"]).success().stdout(
            "1002, 1003 -> 1004 (head) (mergepoint), About both.\n\
             1001 -> 1003, About right.\n\
             1001 -> 1002 (current), About left.\n\
             <base> -> 1001 (branchpoint), About first.\n",
        );
        let output = db.command(["history", "-v", "-i", "-r", "left:"]).run();
        let blocks: Vec<&str> = output.success().stdout.split_terminator("\n\nRev: ").collect();
        assert_eq!(blocks.len(), 2, "{output}");
        let directory = format!("migrations/{}", db.dialect());
        assert_eq!(
            blocks[0],
            format!("Rev: 1004 (head) (mergepoint)\nMerges: 1002, 1003\nPath: {directory}/10-04_both\n\n    About both.")
        );
        let left: Vec<&str> = blocks[1].lines().collect();
        assert_eq!(left[..2], ["1002 (current)", "Parent: 1001"]);
        assert_eq!(left[2], format!("Path: {directory}/10-02_left"));
        assert!(left[3].starts_with("Applied: 20") && left[3].contains(" by ") && left[3].ends_with(" ms"), "{output}");
        assert_eq!(left[4..], ["", "    About left.", ""]);
        db.moviectl_reads(["history", "-v", "-r", ":first"])
            .success()
            .stdout_has("Rev: 1001 (branchpoint)\nParent: <base>\nBranches into: 1002, 1003\n");
    }

    fn what_another_tool_applied_has_no_name_beside_it(db: &Db) {
        fork(db);
        db.execute("DROP TABLE __moviectl_revisions");
        let block = db.moviectl_reads(["show", "left"]).success().stdout.clone();
        let applied = block.lines().find(|line| line.starts_with("Applied: ")).unwrap();
        assert_eq!(applied.len(), "Applied: 2026-11-22 15:02:00".len(), "{block}");
        let json = db.moviectl_reads(["show", "left", "--format", "json"]).success().json();
        assert_eq!(json[0]["applied_by"], json!(null));
    }

    fn current_heads_and_branches_tell_more_when_asked(db: &Db) {
        fork(db);
        let current = db.moviectl_reads(["current", "-v"]);
        current.success().stdout_has("Current revision(s) for ").stdout_has("Rev: 1002\nParent: 1001\n").stdout_has("Applied: ");
        current.stdout_lacks("testpw");
        db.moviectl_reads(["heads", "-v"]).success().stdout_has("Rev: 1004 (head) (mergepoint)\nMerges: 1002, 1003\n").stdout_lacks("Applied: ");
        db.moviectl_reads(["branches", "-v"])
            .success()
            .stdout_has("Branches into: 1002, 1003\n")
            .stdout_has("    About first.\n    -> 1002\n    -> 1003\n");
        db.moviectl_reads(["branches"]).success().stdout("1001 (branchpoint)\n    -> 1002\n    -> 1003\n");
    }

    fn every_listing_is_json_too(db: &Db) {
        fork(db);
        let told = |command: &[&str]| {
            let arguments = command.iter().copied().chain(["--format", "json"]);
            db.moviectl_reads(arguments).success().json()
        };
        let left = told(&["show", "left"]);
        let entry = left[0].as_object().unwrap();
        let keys: Vec<&str> = entry.keys().map(String::as_str).collect();
        assert_eq!(keys[..5], ["version", "message", "revises", "head", "applied"]);
        assert_eq!(entry["revises"], json!(["1001"]));
        assert_eq!(entry["applied"], json!(true));
        assert_eq!(entry["current"], json!(true));
        assert_eq!(entry["followed_by"], json!(["1004"]));
        assert_eq!(entry["path"], json!(format!("migrations/{}/10-02_left", db.dialect())));
        assert!(entry["applied_at"].is_string());
        let by = entry["applied_by"].as_str().unwrap();
        let (person, role) = by.split_once(" as ").unwrap_or((by, ""));
        assert!(person.contains('@') && !person.starts_with('@'), "{by}");
        assert_eq!(role, db.by_dialect("", "postgres", "root"));
        db.moviectl_reads(["history", "-v"]).success().stdout_has(&format!(" by {by} in "));
        db.moviectl_reads(["current", "-v"]).success().stdout_has(&format!(" by {by} in "));
        assert!(entry["duration_ms"].is_number());
        assert_eq!(told(&["current"]), left);
        assert_eq!(told(&["history", "-r", "left:left"]), left);
        assert_eq!(told(&["heads"])[0]["applied_at"], json!(null));
        assert_eq!(told(&["heads", "-v"])[0]["version"], json!("1004"));
        assert_eq!(told(&["branches"])[0]["followed_by"], json!(["1002", "1003"]));
        assert_eq!(told(&["history"]).as_array().unwrap().len(), 4);
        let check = db.moviectl_reads(["check", "--format", "json"]).code(3).json();
        assert_eq!(check["pending"], json!(["1003", "1004"]));
        assert!(!told(&["list-templates"]).as_array().unwrap().is_empty());
    }
}
