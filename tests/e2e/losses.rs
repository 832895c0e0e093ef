//! Objects of a live table that no revision created are not lost with the table.

use crate::support::{Db, on_each};

const LATER: &str = "2999-01-01-000000-0000_later";

fn applied(db: &Db) {
    db.project_with_migration();
    db.moviectl(["upgrade"]).success();
}

/// Refuses the command because of `what`, and runs it when that is accepted.
fn refused_then_accepted(db: &Db, command: &[&str], what: &str) {
    db.moviectl_changes_nothing(command)
        .refused(
            1,
            &format!("was not run: it would drop objects that no revision created: {what}"),
        )
        .hint("--accept-loss runs the script anyway");
    let accepted: Vec<&str> = command.iter().copied().chain(["--accept-loss"]).collect();
    db.moviectl(accepted).success();
}

fn trigger(db: &Db) -> &'static str {
    db.by_dialect(
        "CREATE TRIGGER watched AFTER DELETE ON movie BEGIN SELECT 1; END",
        "CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN old; END'; \
         CREATE TRIGGER watched BEFORE DELETE ON movie FOR EACH ROW EXECUTE FUNCTION watch()",
        "CREATE TRIGGER watched AFTER DELETE ON movie FOR EACH ROW SET @seen = 1",
    )
}

on_each! {
    fn a_column_is_not_lost_with_its_table(db: &Db) {
        applied(db);
        db.execute("ALTER TABLE movie ADD COLUMN shelf VARCHAR(9)");
        db.execute(db.by_dialect("INSERT INTO movie (title, year, directors, shelf) VALUES ('A', 2000, '[]', 'x')",
            "INSERT INTO movie (title, year, directors, shelf) VALUES ('A', 2000, '{}', 'x')",
            "INSERT INTO movie (title, year, directors, shelf) VALUES ('A', 2000, '[]', 'x')"));
        refused_then_accepted(db, &["downgrade", "base"], "column 'shelf' of table 'movie'");
        db.moviectl(["upgrade"]).success();
        db.execute(trigger(db));
        refused_then_accepted(db, &["redo"], "trigger 'watched' of table 'movie'");
    }

    fn an_index_or_a_check_is_not_lost_with_its_table(db: &Db) {
        applied(db);
        db.execute("CREATE INDEX by_hand ON movie (year)");
        refused_then_accepted(db, &["downgrade", "base"], "index 'by_hand' of table 'movie'");
        if db.dialect() != "sqlite" {
            db.moviectl(["upgrade"]).success();
            db.execute("ALTER TABLE movie ADD CONSTRAINT not_silent CHECK (year > 1927)");
            refused_then_accepted(db, &["downgrade", "base"], "constraint 'not_silent' of table 'movie'");
        }
    }

    fn names_that_the_server_generates_are_no_loss(db: &Db) {
        let directory = db.project().write_revision(
            LATER,
            db.by_dialect(
                "CREATE TABLE p (id INTEGER PRIMARY KEY, a INTEGER UNIQUE CHECK (a > 0));\nCREATE TABLE c (id INTEGER PRIMARY KEY, b INTEGER REFERENCES p (id), UNIQUE (id, b));\n",
                "CREATE TABLE p (id serial PRIMARY KEY, a int UNIQUE CHECK (a > 0));\nCREATE TABLE c (id int PRIMARY KEY, b int REFERENCES p (id), d int, UNIQUE (id, b), CHECK (b < id), CHECK (b > id));\nCREATE INDEX ON c (b);\nCREATE INDEX ON c (lower(b::text));\n",
                "CREATE TABLE p (id INTEGER PRIMARY KEY, a INTEGER UNIQUE, CHECK (a > 0));\nCREATE TABLE c (id INTEGER PRIMARY KEY, b INTEGER, d INTEGER, FOREIGN KEY (b) REFERENCES p (id), UNIQUE (b), UNIQUE (b, id), KEY (d), KEY (d, id), CHECK (b < id), CHECK (b <> id));\n",
            ),
        );
        db.write(format!("{directory}/down.sql"), "DROP TABLE c;\nDROP TABLE p;\n");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["redo"]).success();
        db.moviectl(["downgrade"]).success();
    }

    fn a_script_by_hand_loses_no_column_either(db: &Db) {
        applied(db);
        db.execute("ALTER TABLE movie ADD COLUMN shelf VARCHAR(9)");
        let directory = db.write_revision(LATER, "CREATE TABLE film (id INTEGER);\nDROP TABLE IF EXISTS movie;\n");
        db.write(format!("{directory}/down.sql"), "DROP TABLE film;\n");
        refused_then_accepted(db, &["upgrade"], "column 'shelf' of table 'movie'");
    }

    fn what_the_revisions_have_made_may_go(db: &Db) {
        applied(db);
        let directory = db.write_revision(
            LATER,
            "ALTER TABLE movie ADD COLUMN shelf VARCHAR(9);\nCREATE TABLE staging AS SELECT title AS odd FROM movie;\nDROP TABLE staging;\n",
        );
        db.write(format!("{directory}/down.sql"), "ALTER TABLE movie DROP COLUMN shelf;\n");
        db.moviectl(["upgrade"]).success();
        db.execute("CREATE TABLE legacy (unheard INTEGER)");
        let directory = db.write_revision("2999-01-02-000000-0000_legacy", "DROP TABLE legacy;\n");
        db.write(format!("{directory}/down.sql"), "SELECT 1;\n");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade", "base"]).success();
    }
}

on_each! {
    on sqlite;

    fn a_rebuild_takes_along_only_what_it_knows(db: &Db) {
        applied(db);
        db.execute("ALTER TABLE movie ADD COLUMN shelf VARCHAR(9)");
        db.execute(trigger(db));
        db.edit("src/schema.rs", "title -> Text", "title -> Nullable<Text>");
        db.moviectl(["migrate", "-m", "Untitled."]).success();
        refused_then_accepted(db, &["upgrade"], "column 'shelf' of table 'movie'");
        assert_eq!(db.lines("SELECT name FROM sqlite_schema WHERE type = 'trigger'"), ["watched"]);
    }
}

on_each! {
    on postgres;

    fn rights_are_not_lost_with_their_table(db: &Db) {
        applied(db);
        db.execute("ALTER TABLE movie ENABLE ROW LEVEL SECURITY; CREATE POLICY own_rows ON movie USING (true); GRANT SELECT ON movie TO pg_monitor");
        refused_then_accepted(
            db,
            &["downgrade", "base"],
            "policy 'own_rows' of table 'movie', row level security of table 'movie', the grant to 'pg_monitor' on table 'movie'",
        );
        // A rule, and a grant on a column.
        db.moviectl(["upgrade"]).success();
        db.execute("CREATE RULE kept AS ON DELETE TO movie DO INSTEAD NOTHING; GRANT UPDATE (title) ON movie TO pg_monitor");
        refused_then_accepted(db, &["downgrade", "base"], "rule 'kept' of table 'movie', the grant to 'pg_monitor' on table 'movie'");
        // Default privileges give the same to every new table.
        db.execute("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade", "base"]).success();
        // A revision may give it too.
        let directory = db.write_revision(LATER, "GRANT INSERT ON movie TO pg_monitor;\nALTER TABLE movie ENABLE ROW LEVEL SECURITY;\n");
        db.write(format!("{directory}/down.sql"), "SELECT 1;\n");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade", "base"]).success();
    }
}

// Only SQLite rebuilds tables.
on_each! { on sqlite;
    fn an_index_over_a_dropped_column_is_named(db: &Db) {
        db.write("moviectl.toml", "managed = true\n");
        db.write("src/schema.rs", "diesel::table! { t (id) { id -> Integer, a -> Nullable<Text>, b -> Nullable<Integer> } }");
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "First."]).success();
        db.moviectl(["upgrade"]).success();
        db.execute("CREATE INDEX by_hand ON t (a)");
        db.write("src/schema.rs", "diesel::table! { t (id) { id -> Integer, b -> Nullable<Text> } }");
        db.moviectl(["migrate", "-m", "Second."]).success();
        refused_then_accepted(db, &["upgrade"], "index 'by_hand' of table 't'");
    }
}
