//! Objects and properties that moviectl has no model of: a migration that cannot bring them back names them.

use crate::support::{Db, on_each};

/// A table with something that its dialect's model lacks, and the words for that.
fn table(db: &Db) -> (&'static str, &'static str) {
    let postgres = (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);\nALTER TABLE t ENABLE ROW LEVEL SECURITY;\nCREATE POLICY p ON t USING (id > 0);\n",
        "policy p on t is gone",
    );
    let mysql = (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(9));\nCREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 'x';\n",
        "trigger g on t is gone",
    );
    db.by_dialect(postgres, postgres, mysql)
}

/// Writes and runs a first revision with the table, which is then declared no longer.
fn dropped(db: &Db, sql: &str) {
    db.write("moviectl.toml", "managed = true\n");
    db.write("src/schema.rs", "");
    db.moviectl(["init"]).success();
    db.moviectl(["revision", "-m", "Table."]).success();
    let files = db.files();
    let up = files.iter().find(|file| file.ends_with("up.sql")).unwrap();
    let down = files
        .iter()
        .find(|file| file.ends_with("down.sql"))
        .unwrap();
    db.write(up, sql);
    db.write(down, "DROP TABLE t;\n");
    db.moviectl(["upgrade"]).success();
}

// On SQLite, the model names all that it cannot bring back.
on_each! { on postgres, mysql;
    fn what_a_downgrade_would_not_bring_back_is_named(db: &Db) {
        let (sql, words) = table(db);
        dropped(db, sql);
        let before = db.files();
        db.moviectl(["migrate", "-m", "Drop."])
            .failure()
            .stderr_has("error: the new migration was not written: down.sql would not bring everything back: ")
            .stderr_has(words)
            .hint("--accept-loss");
        assert_eq!(db.files(), before);
        db.moviectl(["migrate", "-m", "Drop.", "--accept-loss"])
            .success()
            .stderr_has("Proved");
        let files = db.files();
        let down = files.iter().rfind(|file| file.ends_with("down.sql")).unwrap();
        let text = db.read(down);
        assert!(text.starts_with("-- Not brought back:\n--   "), "{text}");
        assert!(text.contains(words), "{text}");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["downgrade"]).success();
        db.moviectl(["upgrade"]).success();
    }
}
