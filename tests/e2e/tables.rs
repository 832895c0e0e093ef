//! `create-all`, `drop-all`, `inspect`.

use crate::support::{Sandbox, on_each};

/// A second table that needs the first.
const REVIEW: &str = "
diesel::table! {
    review (id) {
        id -> Integer,
        movie_id -> Integer,
        text -> Text,
    }
}

diesel::joinable!(review -> movie (movie_id));
";

on_each! {
    fn create_all_makes_what_is_missing(db: &Db) {
        db.project();
        db.moviectl(["create-all"]).success().stderr_has("movie");
        db.moviectl_reads(["create-all"]).success();
        // In front of the table that it needs: the order of creation is not that of the file.
        let schema = db.read("src/schema.rs");
        db.write("src/schema.rs", &format!("{schema}{REVIEW}"));
        db.moviectl(["create-all"]).success().stderr_has("review");
        assert_eq!(db.tables(), ["movie", "review"]);
        db.moviectl(["populate"]).success();
        db.execute("INSERT INTO review (id, movie_id, text) VALUES (1, 1, 'good')");
    }

    fn create_all_does_not_alter(db: &Db) {
        db.project();
        db.moviectl(["create-all"]).success();
        db.edit("src/schema.rs", "theatre -> Nullable<Bool>,", "theatre -> Nullable<Bool>,\n        note -> Nullable<Text>,");
        db.moviectl_reads(["create-all"]).success().stderr_has("movie").stderr_has("not altered");
    }

    fn drop_all_drops_the_declared_tables_and_their_records(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        db.execute("CREATE TABLE other (a INTEGER)");
        db.moviectl(["drop-all", "--yes"]).success().stderr_has("other");
        assert!(db.tables().contains(&"other".to_owned()));
        assert!(!db.tables().contains(&"movie".to_owned()));
        db.moviectl(["upgrade"]).success();
        assert!(db.tables().contains(&"movie".to_owned()));
    }

    fn inspect_shows_the_table(db: &Db) {
        db.project();
        db.moviectl(["create-all"]).success();
        db.moviectl_reads(["inspect"]).success().stdout_has("movie").stdout_has("directors");
        db.moviectl_reads(["inspect", "--format", "sql"]).success().stdout_has("CREATE TABLE");
    }
}

/// Without any project, and without taking the built-in catalogue for what was named.
#[test]
fn a_schema_named_by_hand_needs_no_project() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "schema.rs",
        "diesel::table! { pet (id) { id -> Integer, name -> Text, } }",
    );
    let shown = sandbox.moviectl([
        "--schema",
        "schema.rs",
        "inspect",
        "--declared",
        "--format",
        "sql",
    ]);
    shown.success().stdout_has("\"pet\"").stdout_lacks("movie");
    shown.stderr("");
    assert_eq!(sandbox.files(), ["schema.rs"]);
}
