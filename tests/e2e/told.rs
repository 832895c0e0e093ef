//! Details, hints and warnings of the server.

use crate::support::on_each;

const LATER: &str = "2999-01-01-000000-0000_later";

on_each! {
    on postgres;

    fn details_and_hints_of_an_error_are_shown(db: &Db) {
        db.project();
        db.write_revision(
            LATER,
            "CREATE TABLE item (code integer PRIMARY KEY);\nINSERT INTO item VALUES (1), (1);\n",
        );
        db.moviectl(["upgrade"])
            .refused(1, "failed, and was rolled back")
            .stderr_has("caused by: duplicate key value violates unique constraint \"item_pkey\"")
            .stderr_has("caused by: Key (code)=(1) already exists.");
        db.write_revision(
            LATER,
            "DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = 'since it is so', HINT = 'do it otherwise'; END $$;\n",
        );
        db.moviectl(["upgrade"]).code(1).stderr_has("caused by: since it is so").hint("do it otherwise");
        // A scratch database's errors are the same.
        db.moviectl(["check", "--against", "migrations"]).code(1).stderr_has("caused by: since it is so").hint("do it otherwise");
    }
}

on_each! {
    on mysql;

    fn warnings_are_shown_with_their_place(db: &Db) {
        db.project();
        let directory = db.write_revision(
            LATER,
            "CREATE TABLE item (code INTEGER PRIMARY KEY);\nINSERT INTO item VALUES (1);\nINSERT IGNORE INTO item VALUES (1);\nDROP TABLE IF EXISTS missing;\n",
        );
        db.write(format!("{directory}/down.sql"), "DROP TABLE item;\n");
        db.moviectl(["upgrade"])
            .success()
            .stderr_has(&format!("warning: {}/up.sql:3: Duplicate entry '1' for key", db.path(&directory).display()))
            .stderr_lacks("missing");
        db.moviectl(["shell", "-c", "INSERT IGNORE INTO item VALUES (1); SELECT 1; DROP TABLE IF EXISTS missing"])
            .success()
            .stderr_has("warning: Duplicate entry '1' for key")
            .stderr_lacks("missing");
        db.moviectl(["downgrade"]).success().stderr_lacks("warning");
    }
}
