//! `rebase`: two people who each added a revision.

use crate::support::{Backend, Db, on_each};

/// `left` and `right` follow `first`; `further` follows `right`.
const FORKED: [(&str, &[&str]); 4] = [
    ("10-01_first", &[]),
    ("10-02_left", &["1001"]),
    ("10-03_right", &["1001"]),
    ("10-04_further", &["1003"]),
];

/// The directories of the repository, sorted; nothing hidden is left.
fn directories(db: &Db) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(db.path("migrations").join(db.dialect()))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != ".keep")
        .collect();
    names.sort();
    names
}

fn order(db: &Db) -> Vec<String> {
    let listed = db
        .moviectl_reads(["history", "--format", "json"])
        .success()
        .json();
    let mut messages: Vec<String> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["message"].as_str().unwrap().to_owned())
        .collect();
    messages.reverse();
    messages
}

on_each! {
    fn two_people_are_told_what_to_do(db: &Db) {
        db.project_of(&FORKED);
        db.moviectl(["upgrade", "left"]).success();
        db.moviectl_changes_nothing(["upgrade"]).refused(1, "Multiple head revisions").hint("`moviectl rebase REV`");
        db.moviectl_changes_nothing(["migrate", "-m", "x"]).refused(1, "there are several heads (1002, 1004)").hint("`moviectl merge`");
        for against in ["database", "migrations"] {
            db.moviectl_changes_nothing(["check", "--against", against])
                .code(3)
                .stderr_has("warning: there are several heads: 1002, 1004")
                .hint("`moviectl rebase REV`");
        }
        let json = db.moviectl_reads(["check", "--format", "json"]).code(3).json();
        assert_eq!(json["heads"], serde_json::json!(["1002", "1004"]));
    }

    fn a_branch_goes_behind_the_other_with_all_that_follows(db: &Db) {
        db.project_of(&FORKED);
        let directory = format!("migrations/{}", db.dialect());
        db.write(format!("{directory}/10-03_right/notes.txt"), "kept");
        db.edit(
            &format!("{directory}/10-03_right/metadata.toml"),
            "run_in_transaction = true\n",
            "run_in_transaction = true\nother_tool = \"kept\"\n",
        );
        let up = db.read(format!("{directory}/10-03_right/up.sql"));
        db.moviectl(["upgrade", "left"]).success();
        let said = db.moviectl(["rebase", "right"]);
        said.success()
            .stderr_has("Proved: all revisions run in their new order on a scratch database")
            .stderr_has(&format!("Moved {directory}/10-03_right to {directory}/20"));
        let names = directories(db);
        assert_eq!(names[..2], ["10-01_first", "10-02_left"]);
        assert!(names[2].ends_with("_right") && names[3].ends_with("_further") && names.len() == 4, "{names:?}");
        assert_eq!(db.read(format!("{directory}/{}/up.sql", names[2])), up);
        assert_eq!(db.read(format!("{directory}/{}/notes.txt", names[2])), "kept");
        assert!(db.read(format!("{directory}/{}/metadata.toml", names[2])).contains("other_tool = \"kept\""));
        assert_eq!(order(db), ["About first.", "About left.", "About right.", "About further."]);
        let heads = db.moviectl_reads(["heads"]).success().stdout.lines().count();
        assert_eq!(heads, 1);
        db.moviectl(["upgrade"]).success();
        assert!(db.tables().contains(&"further".to_owned()));
        db.moviectl(["downgrade", "first"]).success();
        assert!(!db.tables().contains(&"left".to_owned()));
    }

    fn what_is_applied_or_no_branch_stays(db: &Db) {
        db.project_of(&FORKED);
        db.moviectl(["upgrade", "right"]).success();
        let refused = |revision: &str, part: &str| {
            db.moviectl_changes_nothing(["rebase", revision]).refused(1, part);
        };
        db.moviectl_changes_nothing(["rebase", "right"])
            .refused(1, "revision 1003 is applied in this database already")
            .hint("`moviectl downgrade`");
        db.moviectl_changes_nothing(["rebase", "first"])
            .refused(1, "revision 1001 is not on a branch of its own: every head follows it")
            .hint("`moviectl branches`");
        refused("further", "revision 1004 is not on a branch of its own: it follows 1003, which 1002 does not follow");
        refused("heads", "'heads' is several revisions (1002, 1004)");
        refused("base", "'base' is no revision");
        refused("nonsense", "no revision is called 'nonsense'");
        db.revision("10-05_third", &["1001"], "SELECT 1;\n", "SELECT 1;\n");
        refused("left", "there are several other heads (1004, 1005)");
        db.moviectl_changes_nothing(["rebase", "left", "--onto", "first"]).refused(1, "1001 is no other head");
        db.moviectl(["rebase", "left", "--onto", "third"]).success();
        let names = directories(db);
        assert!(names.last().unwrap().ends_with("_left"), "{names:?}");
        db.moviectl(["merge"]).success();
        db.moviectl_changes_nothing(["rebase", "third"]).refused(1, "is not on a branch of its own: every head follows it");
    }

    fn revisions_that_do_not_run_one_after_the_other_are_refused(db: &Db) {
        db.project_of(&FORKED[..3]);
        let directory = format!("migrations/{}", db.dialect());
        db.write(format!("{directory}/10-03_right/up.sql"), &format!("CREATE TABLE {} (id INTEGER);\n", db.quoted("left")));
        db.moviectl_changes_nothing(["rebase", "right"]).refused(1, "failed on a scratch database");
        db.moviectl(["rebase", "--no-proof", "right"]).success();
    }

    fn a_repository_without_metadata_gets_it(db: &Db) {
        db.project_of(&FORKED[..2]);
        let directory = format!("migrations/{}", db.dialect());
        std::fs::remove_file(db.path(format!("{directory}/10-01_first/metadata.toml"))).unwrap();
        std::fs::remove_file(db.path(format!("{directory}/10-02_left/metadata.toml"))).unwrap();
        db.revision("10-03_right", &["1001"], "CREATE TABLE t (id INTEGER);\n", "DROP TABLE t;\n");
        db.moviectl(["rebase", "left"]).success();
        let left = directories(db).pop().unwrap();
        let metadata = db.read(format!("{directory}/{left}/metadata.toml"));
        assert!(metadata.contains("run_in_transaction = true") && metadata.contains("revises = [\"1003\"]"), "{metadata}");
        db.moviectl(["upgrade"]).success();
    }
}

#[test]
fn another_database_in_the_new_order_is_told() {
    Db::with(Backend::Postgres, |db| {
        db.project_of(&[("10-01_first", &[]), ("10-03_right", &["1001"])]);
        db.revision(
            "10-02_left",
            &["1001"],
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO pg_monitor;\n",
            "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM pg_monitor;\n",
        );
        db.moviectl(["rebase", "left"])
            .success()
            .stderr_has("Proved: all revisions run in their new order")
            .stderr_has("warning: in their new order, the revisions build another database: grant on table \"right\" to pg_monitor is new");
    });
}

/// SQLite's scripts make a table anew with the columns that it had on their own branch.
#[test]
fn a_column_of_the_other_branch_is_not_lost() {
    Db::with(Backend::Sqlite, |db| {
        db.project_of(&[]);
        let table = |name: &str, columns: &str| {
            format!("CREATE TABLE {name} (id INTEGER PRIMARY KEY, {columns});\n")
        };
        db.revision("10-01_first", &[], &table("a", "n TEXT"), "DROP TABLE a;\n");
        db.revision(
            "10-02_left",
            &["1001"],
            "ALTER TABLE a ADD COLUMN b1 TEXT;\n",
            "ALTER TABLE a DROP COLUMN b1;\n",
        );
        let rebuild = format!(
            "{}INSERT INTO a_new SELECT id, n FROM a;\nDROP TABLE a;\nALTER TABLE a_new RENAME TO a;\n",
            table("a_new", "n TEXT NOT NULL")
        );
        db.revision("10-03_right", &["1001"], &rebuild, "SELECT 1;\n");
        db.moviectl_changes_nothing(["rebase", "right"])
            .refused(
                1,
                "behind the other revisions, the branch removes what they made: column a.b1",
            )
            .hint("`moviectl migrate` writes it again");
        // The other way round, nothing is lost.
        db.moviectl(["rebase", "left"])
            .success()
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        assert_eq!(
            db.lines("SELECT name FROM pragma_table_info('a')"),
            ["id", "n", "b1"]
        );
    });
}

#[test]
fn a_merge_warns_of_what_a_database_would_lose() {
    Db::with(Backend::Sqlite, |db| {
        db.project_of(&[]);
        db.revision(
            "10-01_first",
            &[],
            "CREATE TABLE a (id INTEGER PRIMARY KEY, n TEXT);\n",
            "DROP TABLE a;\n",
        );
        db.revision(
            "10-02_left",
            &["1001"],
            "ALTER TABLE a ADD COLUMN b1 TEXT;\n",
            "ALTER TABLE a DROP COLUMN b1;\n",
        );
        db.revision(
            "10-03_right",
            &["1001"],
            "CREATE TABLE a_new (id INTEGER PRIMARY KEY, n TEXT NOT NULL);\nINSERT INTO a_new SELECT id, n FROM a;\nDROP TABLE a;\n\
             ALTER TABLE a_new RENAME TO a;\n",
            "SELECT 1;\n",
        );
        db.moviectl(["merge"]).success().stderr_has(
            "warning: a database that has 1002 loses by the revisions up to 1003: column a.b1; `moviectl rebase` puts one branch behind the other\n",
        );
    });
}
