//! `check`, `current` and `history`: what they find, and that they only read.

use serde_json::json;

use crate::support::on_each;

on_each! {
    fn reading_commands_write_nothing(db: &Db) {
        db.project_with_migration();
        for arguments in [
            ["current"].as_slice(),
            &["history"],
            &["check"],
            &["show"],
            &["inspect"],
            &["list"],
        ] {
            db.moviectl_reads(arguments).stderr_lacks("panicked");
        }
        assert!(!db.exists() || db.tables().is_empty());
    }

    fn a_pending_revision_is_a_finding(db: &Db) {
        db.project_with_migration();
        db.execute("CREATE TABLE x (y INTEGER); DROP TABLE x;");
        let found = db.moviectl_reads(["check", "--format", "json"]).code(3).json();
        assert_eq!(found["pending"].as_array().map(Vec::len), Some(1));
        assert_eq!(found["differences"][0]["kind"], json!("add_table"));
        assert_eq!(found["differences"][0]["table"], json!("movie"));
        assert_eq!(found["unrecorded"], json!(false));
        db.moviectl(["upgrade"]).success();
        let found = db.moviectl_reads(["check", "--format", "json"]).success().json();
        assert_eq!(found, json!({"pending": [], "differences": [], "unrecorded": false, "unknown": [], "heads": [], "edited": [], "half_applied": []}));
    }

    fn a_forgotten_migrate_is_a_finding(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        db.edit("src/schema.rs", "theatre -> Nullable<Bool>,", "theatre -> Nullable<Bool>,\n        note -> Nullable<Text>,");
        db.moviectl_reads(["check"]).code(3).stdout_has("Detected added column 'movie.note'");
        db.moviectl_reads(["check", "--against", "migrations"])
            .code(3)
            .stdout_has("Detected added column 'movie.note'");
        let found = db.moviectl_reads(["check", "--format", "json"]).code(3).json();
        assert_eq!(
            found["differences"],
            json!([{"kind": "add_column", "table": "movie", "column": "note"}])
        );
    }

    fn listings_are_json_too(db: &Db) {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        let current = db.moviectl_reads(["current", "--format", "json"]).success().json();
        let history = db.moviectl_reads(["history", "--format", "json"]).success().json();
        assert_eq!(current, history);
        assert_eq!(current[0]["message"], json!("Initial migration."));
        assert_eq!(current[0]["revises"], json!([]));
        assert_eq!(current[0]["head"], json!(true));
        assert_eq!(current[0]["applied"], json!(true));
        let version = db.lines("SELECT version FROM __diesel_schema_migrations");
        assert_eq!(current[0]["version"], *version[0]);
    }
}
