//! Diesel's own command-line tool in our projects: the same revisions, the same records, no file touched.

use std::path::Path;

use crate::support::{Db, Output, diesel_cli, on_each};

#[track_caller]
pub(crate) fn run(db: &Db, tool: &Path, arguments: &[&str]) -> Output {
    let output = db.program(tool, arguments).run();
    output.success();
    output
}

/// `[X] 2026-…_initial_migration`, of each line that names a revision.
fn listed(output: &Output) -> Vec<(bool, String)> {
    output
        .stdout
        .lines()
        .filter_map(|line| {
            let (mark, name) = line.trim().split_once("] ")?;
            Some((mark == "[X", name.to_owned()))
        })
        .collect()
}

/// The directories of the repository, sorted.
fn revisions(db: &Db) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(db.path("migrations").join(db.dialect()))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names
}

on_each! {
    fn it_lists_and_runs_our_revisions(db: &Db) {
        let Some(tool) = diesel_cli(db) else { return };
        db.project_with_migration();
        let declared = db.read("src/schema.rs");
        let names = revisions(db);
        assert_eq!(names.len(), 1);

        let pending = listed(&run(db, &tool, &["migration", "list"]));
        assert_eq!(pending, [(false, names[0].clone())]);
        run(db, &tool, &["migration", "run"]);
        let applied = listed(&run(db, &tool, &["migration", "list"]));
        assert_eq!(applied, [(true, names[0].clone())]);

        assert_eq!(db.read("src/schema.rs"), declared);
        assert_eq!(db.lines("SELECT count(*) FROM movie"), ["0"]);
        let current = db.moviectl_reads(["current", "--format", "json"]).success().json();
        let version = db.lines("SELECT version FROM __diesel_schema_migrations");
        assert_eq!(current[0]["version"], *version[0]);
        db.moviectl_reads(["check"]).success();
    }

    fn it_sees_what_we_applied_and_reverts_it(db: &Db) {
        let Some(tool) = diesel_cli(db) else { return };
        db.project_with_migration();
        db.edit("src/schema.rs", "theatre -> Nullable<Bool>,", "theatre -> Nullable<Bool>,\n        note -> Nullable<Text>,");
        db.moviectl(["migrate", "-m", "Note."]).success();
        db.moviectl(["upgrade"]).success();
        let declared = db.read("src/schema.rs");
        let names = revisions(db);

        let applied = listed(&run(db, &tool, &["migration", "list"]));
        let expected: Vec<(bool, String)> = names.iter().map(|name| (true, name.clone())).collect();
        assert_eq!(applied, expected);
        run(db, &tool, &["migration", "redo"]);
        run(db, &tool, &["migration", "revert"]);
        assert_eq!(db.read("src/schema.rs"), declared);
        db.moviectl_reads(["check"]).code(3);
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
    }

    fn both_make_the_same_table(db: &Db) {
        let Some(tool) = diesel_cli(db) else { return };
        db.project_with_migration();
        run(db, &tool, &["migration", "run"]);
        let theirs = db.dump_table("movie");
        run(db, &tool, &["migration", "revert"]);
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.dump_table("movie"), theirs);
    }

    /// Ten times in turn, each tool goes on from what the other left, and both list the same versions.
    fn both_alternate_on_one_database(db: &Db) {
        let Some(tool) = diesel_cli(db) else { return };
        db.project_with_migration();
        for number in 1..=5 {
            let column = format!("theatre -> Nullable<Bool>,\n        note{number} -> Nullable<Text>,");
            db.edit("src/schema.rs", "theatre -> Nullable<Bool>,", &column);
            db.moviectl(["migrate", "-m", &format!("Note {number}.")]).success();
        }
        let names = revisions(db);
        let version = |name: &String| name.split('_').next().unwrap().replace('-', "");
        let agree = |expected: usize| {
            let theirs = listed(&run(db, &tool, &["migration", "list"]));
            let wanted: Vec<(bool, String)> = names
                .iter()
                .enumerate()
                .map(|(place, name)| (place < expected, name.clone()))
                .collect();
            assert_eq!(theirs, wanted);
            let history = db.moviectl_reads(["history", "--format", "json"]).success().json();
            let mut ours: Vec<String> = history
                .as_array()
                .unwrap()
                .iter()
                .filter(|entry| entry["applied"] == true)
                .map(|entry| entry["version"].as_str().unwrap().to_owned())
                .collect();
            ours.sort();
            let applied: Vec<String> = names.iter().take(expected).map(version).collect();
            assert_eq!(ours, applied);
            assert_eq!(db.lines("SELECT version FROM __diesel_schema_migrations ORDER BY version"), applied);
        };
        let mut applied = 0;
        for round in 0..10 {
            match round % 5 {
                // Diesel's tool runs all, ours takes two back, theirs one, ours runs one.
                0 => {
                    run(db, &tool, &["migration", "run"]);
                    applied = names.len();
                }
                1 => {
                    db.moviectl(["downgrade", "-2"]).success();
                    applied -= 2;
                }
                2 => {
                    run(db, &tool, &["migration", "revert"]);
                    applied -= 1;
                }
                3 => {
                    db.moviectl(["upgrade", "+1"]).success();
                    applied += 1;
                }
                _ => {
                    run(db, &tool, &["migration", "redo"]);
                    db.moviectl(["downgrade", "base"]).success();
                    applied = 0;
                }
            }
            agree(applied);
        }
        db.moviectl(["upgrade"]).success();
        agree(names.len());
        db.moviectl_reads(["check"]).success();
    }
}
