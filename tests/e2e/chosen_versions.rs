//! `--rev-id`: versions that people choose.

use crate::support::on_each;

on_each! {
    fn a_version_is_letters_and_digits_and_never_a_path(db: &Db) {
        db.project_of(&[("10-01_first", &[])]);
        let long = "b".repeat(51);
        for id in [
            "", "B2", "Ab1", "b_2", "b-2", "b 2", "b.2", ".", "..", "../b2", "/tmp/b2", "b/2", "b\\2", "\u{e4}2", "b2;", "b'2", "$b2", long.as_str(),
        ] {
            db.moviectl_changes_nothing(["revision", &format!("--rev-id={id}")])
                .refused(2, "cannot be a revision's version")
                .hint("--rev-id");
        }
        db.moviectl_changes_nothing(["revision", "--rev-id", "b2\n"]).code(2);
        for id in ["head", "heads", "base", "current"] {
            db.moviectl_changes_nothing(["revision", "--rev-id", id])
                .refused(2, &format!("'{id}' cannot be a revision's version: this name has a meaning of its own"));
        }
        for id in ["0", "1000", "0b"] {
            db.moviectl_changes_nothing(["revision", "--rev-id", id])
                .refused(1, "sorts before it");
        }
        db.moviectl_changes_nothing(["revision", "--rev-id", "1001"])
            .refused(2, "there is a revision of this version");
        assert!(!db.path("../b2_empty_revision").exists());
    }

    fn a_version_that_fits_is_written_and_applied(db: &Db) {
        db.project_of(&[("10-01_first", &[])]);
        let longest = "c".repeat(50);
        for id in ["b2", longest.as_str(), "d0"] {
            db.moviectl(["revision", "--rev-id", id, "-m", "Mine."]).success();
        }
        // To MySQL, versions that differ only in case are the same.
        db.write_revision("E1_by_hand", "SELECT 1;\n");
        db.moviectl_changes_nothing(["revision", "--rev-id", "e1", "--head", "1001", "--splice"])
            .refused(2, "there is a revision of this version");
        std::fs::remove_dir_all(db.path(format!("migrations/{}/E1_by_hand", db.dialect()))).unwrap();
        db.moviectl(["upgrade"]).success();
        assert_eq!(
            db.lines("SELECT version FROM __diesel_schema_migrations ORDER BY 1"),
            ["1001", "b2", &longest, "d0"]
        );
        db.moviectl(["downgrade", "base"]).success();
    }
}
