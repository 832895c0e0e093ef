//! `stamp`: records changed without running anything.

use crate::support::{Db, on_each};

fn recorded(db: &Db) -> Vec<String> {
    let ours = db.lines("SELECT version FROM __moviectl_revisions ORDER BY version");
    let theirs = db.lines("SELECT version FROM __diesel_schema_migrations ORDER BY version");
    assert_eq!(ours, theirs);
    theirs
}

fn checksum(db: &Db, version: &str) -> String {
    let query = format!("SELECT checksum FROM __moviectl_revisions WHERE version = '{version}'");
    db.lines(&query).concat()
}

on_each! {
    fn several_revisions_are_stamped_at_once(db: &Db) {
        db.project_of(&[
            ("10-01_first", &[]),
            ("10-02_left", &["1001"]),
            ("10-03_right", &["1001"]),
            ("10-04_further", &["1002"]),
        ]);
        db.moviectl(["create-db"]).success();
        db.moviectl(["stamp", "left", "right"]).success().stderr("Stamped 1002, 1003\n");
        assert_eq!(recorded(db), ["1001", "1002", "1003"]);
        db.moviectl(["stamp", "heads"]).success().stderr("Stamped 1003, 1004\n");
        assert_eq!(recorded(db), ["1001", "1002", "1003", "1004"]);
        db.moviectl(["stamp", "left"]).success();
        assert_eq!(recorded(db), ["1001", "1002", "1003"]);
        db.moviectl_changes_nothing(["stamp", "left", "nonsense"]).refused(1, "'nonsense'");
        db.moviectl_changes_nothing(["stamp"]).refused(1, "Multiple head revisions");
        db.moviectl(["stamp", "base"]).success().stderr_has("no revision is recorded");
        assert!(recorded(db).is_empty());
        assert!(!db.tables().contains(&"left".to_owned()));
    }

    fn another_branch_keeps_its_records(db: &Db) {
        db.project_of(&[
            ("a_first", &[]),
            ("b1_left", &["a"]),
            ("b2_right", &["a"]),
            ("c1_further_left", &["b1"]),
            ("c2_further_right", &["b2"]),
            ("d_both", &["c1", "c2"]),
        ]);
        db.moviectl(["create-db"]).success();
        db.moviectl(["stamp", "b1"]).success().stderr("Stamped b1\n");
        db.moviectl(["stamp", "b2"]).success().stderr("Stamped b2\n");
        assert_eq!(recorded(db), ["a", "b1", "b2"]);
        // One branch goes on, and back to one of its revisions, and to the branch point.
        db.moviectl(["stamp", "c2"]).success();
        assert_eq!(recorded(db), ["a", "b1", "b2", "c2"]);
        db.moviectl(["stamp", "b2"]).success();
        assert_eq!(recorded(db), ["a", "b1", "b2"]);
        db.moviectl(["stamp", "left@base"]).success().stderr("Stamped a\n");
        assert_eq!(recorded(db), ["a", "b2"]);
        // The stamp of the merge revision records both branches.
        db.moviectl(["stamp", "heads"]).success().stderr("Stamped d\n");
        assert_eq!(recorded(db), ["a", "b1", "b2", "c1", "c2", "d"]);
        db.moviectl(["stamp", "c1"]).success();
        assert_eq!(recorded(db), ["a", "b1", "b2", "c1", "c2"]);
        db.moviectl(["stamp", "a"]).success();
        assert_eq!(recorded(db), ["a"]);
        db.moviectl(["stamp", "c1", "b2"]).success().stderr("Stamped b2, c1\n");
        assert_eq!(recorded(db), ["a", "b1", "b2", "c1"]);
        // After the base nothing is left of the other branches.
        db.moviectl(["stamp", "base", "b2"]).success();
        assert_eq!(recorded(db), ["a", "b2"]);
    }

    fn a_script_leaves_another_branch_too(db: &Db) {
        db.project_of(&[("a_first", &[]), ("b1_left", &["a"]), ("b2_right", &["a"]), ("c2_further", &["b2"])]);
        db.moviectl(["create-db"]).success();
        db.moviectl(["stamp", "b1"]).success();
        for (arguments, expected) in [
            (&["b2"][..], &["a", "b1", "b2"][..]),
            (&["c2@head"], &["a", "b1", "b2", "c2"]),
            (&["left@base", "b2"], &["a", "b2"]),
        ] {
            let mut command = vec!["stamp", "--sql"];
            command.extend(arguments);
            let script = db.moviectl_reads(command).success().stdout.clone();
            db.client().input(&script).run().success();
            assert_eq!(recorded(db), expected, "{arguments:?}");
        }
    }

    fn what_the_repository_lacks_stays_until_it_is_purged(db: &Db) {
        db.project_of(&[("10-01_first", &[])]);
        db.moviectl(["upgrade"]).success();
        db.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('0999'), ('2000')");
        db.moviectl(["stamp", "head"]).success();
        assert_eq!(db.lines("SELECT count(*) FROM __diesel_schema_migrations"), ["3"]);
        db.moviectl(["stamp", "--purge", "head"]).success();
        assert_eq!(recorded(db), ["1001"]);
        db.moviectl_changes_nothing(["stamp", "--purge", "--accept-changes"]).code(2);
    }

    fn edited_revisions_are_accepted_as_they_are(db: &Db) {
        db.project_of(&[("10-01_first", &[]), ("10-02_second", &["1001"]), ("10-03_third", &["1002"])]);
        db.moviectl(["upgrade", "second"]).success();
        let before = [checksum(db, "1001"), checksum(db, "1002")];
        db.moviectl_changes_nothing(["stamp", "--accept-changes"])
            .success()
            .stderr_has("No applied revision was edited");
        let script = |name: &str| format!("migrations/{}/{name}/up.sql", db.dialect());
        for name in ["10-01_first", "10-02_second", "10-03_third"] {
            let text = db.read(script(name));
            db.write(script(name), &format!("-- Said better.\n{text}"));
        }
        db.moviectl_changes_nothing(["stamp", "--accept-changes", "third"])
            .refused(1, "revision 1003 is not applied in this database")
            .hint("`moviectl history -v`");
        db.moviectl(["stamp", "--accept-changes", "second"]).success().stderr("Accepted revision 1002 as it is now\n");
        assert_eq!(checksum(db, "1001"), before[0]);
        assert_ne!(checksum(db, "1002"), before[1]);
        db.moviectl(["stamp", "--accept-changes"]).success().stderr("Accepted revision 1001 as it is now\n");
        assert_ne!(checksum(db, "1001"), before[0]);
        assert_eq!(recorded(db), ["1001", "1002"]);
        // The checksum is what an upgrade would have recorded.
        let accepted = checksum(db, "1002");
        db.moviectl(["downgrade"]).success();
        db.moviectl(["upgrade", "second"]).success();
        assert_eq!(checksum(db, "1002"), accepted);
    }
}
