//! Every way to name a revision or a range of them, and every way in which revisions contradict each other.

use crate::support::{Db, Output, on_each};

/// `1001 <- 1002 <- 1103 <- 1204`, by the names of their tables.
const STRAIGHT: [(&str, &[&str]); 4] = [
    ("10-01_first", &[]),
    ("10-02_second_step", &["1001"]),
    ("11-03_third", &["1002"]),
    ("12-04_fourth", &["1103"]),
];

/// Everything that reads the repository.
const READERS: [&[&str]; 6] = [
    &["upgrade"],
    &["history"],
    &["current"],
    &["heads"],
    &["stamp", "head"],
    &["migrate", "-m", "x"],
];

fn versions(output: &Output) -> Vec<String> {
    let json = output.success().json();
    let entries = json.as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry["version"].as_str().unwrap().to_owned())
        .collect()
}

fn shown(db: &Db, name: &str) -> Vec<String> {
    versions(&db.moviectl_reads(["show", name, "--format", "json"]))
}

fn ranged(db: &Db, range: &str) -> Vec<String> {
    versions(&db.moviectl_reads(["history", "-r", range, "--format", "json"]))
}

on_each! {
    fn every_spelling_names_its_revision(db: &Db) {
        db.project_of(&STRAIGHT);
        db.moviectl(["upgrade", "second_step"]).success();
        for (name, expected) in [
            ("1103", "1103"),
            ("12", "1204"),
            ("10-02_second_step", "1002"),
            ("11-03", "1103"),
            ("second_step", "1002"),
            ("thi", "1103"),
            ("head", "1204"),
            ("heads", "1204"),
            ("current", "1002"),
            ("+1", "1103"),
            ("-1", "1001"),
            ("head-1", "1103"),
            ("head-2+1", "1103"),
            ("1103-2", "1001"),
            ("third+1", "1204"),
            ("base+2", "1002"),
            ("current+2", "1204"),
        ] {
            assert_eq!(shown(db, name), [expected], "{name}");
        }
        assert!(shown(db, "base").is_empty());
        // The same for the commands that change something.
        for (command, name, tip) in [
            ("upgrade", "+1", "1103"),
            ("upgrade", "12-04_fourth", "1204"),
            ("downgrade", "-1", "1103"),
            ("downgrade", "head-2", "1002"),
            ("stamp", "fourth", "1204"),
            ("stamp", "current-3", "1001"),
            ("downgrade", "base", ""),
        ] {
            db.moviectl([command, name]).success();
            let tips = versions(&db.moviectl_reads(["current", "--format", "json"]));
            assert_eq!(tips.join(","), tip, "{command} {name}");
            // `stamp` creates no tables, so the test creates them for the later downgrades.
            if command == "stamp" {
                for table in ["first", "second_step", "third", "fourth"] {
                    db.execute(&format!("CREATE TABLE IF NOT EXISTS {table} (id INTEGER)"));
                }
            }
        }
    }

    fn every_range_lists_its_revisions_newest_first(db: &Db) {
        db.project_of(&STRAIGHT);
        db.moviectl(["upgrade", "third"]).success();
        for (range, expected) in [
            ("1002:1103", &["1103", "1002"][..]),
            ("second_step:third", &["1103", "1002"]),
            ("1103:", &["1204", "1103"]),
            (":1002", &["1002", "1001"]),
            (":", &["1204", "1103", "1002", "1001"]),
            ("base:head", &["1204", "1103", "1002", "1001"]),
            ("-1:current", &["1103", "1002"]),
            ("-1:", &["1204", "1103"]),
            ("1001:+1", &["1002", "1001"]),
            ("current:", &["1204", "1103"]),
            ("current:current", &["1103"]),
            ("base:base", &[]),
        ] {
            assert_eq!(ranged(db, range), expected, "{range}");
        }
        db.moviectl_changes_nothing(["history", "-r", "third:first"])
            .refused(1, "revision 1001 can't be reached from 1103")
            .hint("which revision follows which");
        db.moviectl_changes_nothing(["history", "-r", "third"])
            .refused(2, "'third' is no range of revisions")
            .hint("A:B, A: or :B");
        db.moviectl_changes_nothing(["history", "-r", "third:nonsense"])
            .refused(1, "no revision is called 'nonsense'");
        for command in ["upgrade", "downgrade", "stamp", "show"] {
            db.moviectl_changes_nothing([command, "first:third"])
                .refused(2, "'first:third' is a range, and one revision is wanted here")
                .hint("`history -r`");
        }
    }

    fn contradictions_between_revisions_are_named_everywhere(db: &Db) {
        db.project_of(&STRAIGHT[..1]);
        db.moviectl(["upgrade"]).success();
        let put = |name: &str, revises: &[&str]| db.revision(name, revises, "SELECT 1;\n", "SELECT 1;\n");
        let refused = |part: &str, hint: &str| {
            for command in READERS {
                db.moviectl_changes_nothing(command).refused(1, part).hint(hint);
            }
        };
        put("20-01_a", &["2003"]);
        put("20-02_b", &["2001"]);
        put("20-03_c", &["2002"]);
        refused(
            "revisions follow each other in a cycle: 2001 revises 2003, 2003 revises 2002, 2002 revises 2001",
            "correct `revises`",
        );
        put("20-01_a", &["2001"]);
        refused("revision 2001 revises itself", "correct `revises`");
        put("20-01_a", &["2000"]);
        refused("revision 2001 revises 2000, which is not in the repository", "git pull");
        put("20-01_a", &["1001"]);
        put("20-02_b", &["2003"]);
        put("20-03_c", &["2001"]);
        refused("revision 2002 revises 2003, but sorts before it", "later version");
        put("20-02_b", &["2001"]);
        put("20-03_c", &["2002"]);
        put("2003_again", &["2002"]);
        refused("version 2003 is there twice: 20-03_c and 2003_again", "rename its directory");
    }

    fn heads_beside_each_other_are_named(db: &Db) {
        db.project_of(&[("10-01_first", &[]), ("10-02_left", &["1001"]), ("10-03_right", &["1001"])]);
        db.moviectl(["create-db"]).success();
        for name in ["head", "head-1"] {
            db.moviectl_changes_nothing(["upgrade", name])
                .refused(1, &format!("Multiple head revisions are present for given argument '{name}': 1002, 1003"))
                .hint("moviectl merge");
        }
        assert_eq!(shown(db, "heads"), ["1002", "1003"]);
        db.moviectl_changes_nothing(["show", "first+1"])
            .refused(1, "'first+1' leads out of the history: several follow (1002, 1003)");
        db.moviectl(["upgrade", "heads"]).success();
        db.moviectl_changes_nothing(["downgrade", "-1"])
            .refused(1, "'-1' would start from several revisions (1002, 1003)")
            .hint("name the revision itself");
        db.moviectl_changes_nothing(["history", "-r", "left:right"])
            .refused(1, "revision 1003 can't be reached from 1002");
        db.moviectl(["downgrade", "first"]).success();
        db.moviectl(["upgrade", "left"]).success();
        // The right one is no way back from the left one.
        db.moviectl_changes_nothing(["downgrade", "right"])
            .refused(1, "the database is not at or beyond revision 1003")
            .hint("`moviectl current`");
    }
}
