//! SQLite tables that are rebuilt by scripts which somebody wrote by hand, in the styles that are in use: the rows are
//! afterwards what `sqlite3` gives with its default settings, or the script is refused with the reason.

use std::path::Path;

use crate::support::{Backend, Db};

const LATER: &str = "2999-01-01-000000-0000_later";

/// A parent, child rows that go with it in several ways, a table that references itself, and a trigger.
const TABLES: &str = "\
CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT, code TEXT UNIQUE);
CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id) ON DELETE CASCADE ON UPDATE CASCADE, note TEXT);
CREATE TABLE n (id INTEGER PRIMARY KEY, code TEXT REFERENCES p (code) ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE w (k TEXT PRIMARY KEY, p_id INTEGER NOT NULL REFERENCES p ON DELETE CASCADE) WITHOUT ROWID;
CREATE TABLE tree (id INTEGER PRIMARY KEY, up INTEGER REFERENCES tree (id) ON DELETE CASCADE);
CREATE TABLE other (id INTEGER PRIMARY KEY, note TEXT);
CREATE TABLE log (what TEXT);
CREATE INDEX p_name ON p (name);
CREATE TRIGGER p_gone AFTER DELETE ON p BEGIN INSERT INTO log VALUES ('gone ' || old.id); END;
INSERT INTO p VALUES (1, 'one', 'a'), (2, 'two', 'b');
INSERT INTO c VALUES (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z');
INSERT INTO n VALUES (1, 'a'), (2, 'b');
INSERT INTO w VALUES ('k1', 1), ('k2', 2);
INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2);
INSERT INTO other VALUES (1, 'o');
";

const NEW_P: &str = "CREATE TABLE p_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, code TEXT UNIQUE, extra INTEGER); \
                     INSERT INTO p_new (id, name, code) SELECT id, name, code FROM p;";
const SWAP: &str = "DROP TABLE p; ALTER TABLE p_new RENAME TO p;";

/// A style: whether the revision runs in a transaction, its script, and why it is refused, if it is.
struct Style(bool, String, Option<&'static str>);

fn kept(script: impl Into<String>) -> Style {
    Style(true, script.into(), None)
}

fn outside(script: impl Into<String>) -> Style {
    Style(false, script.into(), None)
}

fn refused(script: impl Into<String>, why: &'static str) -> Style {
    Style(true, script.into(), Some(why))
}

#[allow(clippy::too_many_lines, reason = "a list")]
fn styles() -> Vec<Style> {
    let rebuild = format!("{NEW_P} {SWAP}");
    let split = "put the two into revisions of their own";
    vec![
        // Without a word about foreign keys.
        kept(&rebuild),
        kept(rebuild.to_lowercase()),
        kept(format!(
            "{NEW_P} DROP TABLE IF EXISTS main.\"p\"; ALTER TABLE main.[p_new] RENAME TO `p`;"
        )),
        kept(format!(
            "DROP INDEX p_name; {rebuild} CREATE INDEX p_name ON p (name);"
        )),
        kept(format!(
            "{rebuild} CREATE TRIGGER p_gone AFTER DELETE ON p BEGIN DELETE FROM log; END;"
        )),
        kept(format!(
            "{rebuild} INSERT INTO p (id, name) VALUES (3, 'three');"
        )),
        kept(format!("INSERT INTO other VALUES (2, 'p'); {rebuild}")),
        kept(format!(
            "UPDATE other SET note = 'q'; {rebuild} DELETE FROM log;"
        )),
        // With the pragma, which does nothing within a transaction, in its spellings.
        kept(format!(
            "PRAGMA foreign_keys=OFF; {rebuild} PRAGMA foreign_keys=ON;"
        )),
        kept(format!(
            "PRAGMA foreign_keys = off; {rebuild} PRAGMA foreign_keys = on;"
        )),
        kept(format!(
            "PRAGMA foreign_keys(0); {rebuild} PRAGMA foreign_keys(1);"
        )),
        kept(format!(
            "PRAGMA main.foreign_keys = 'false'; {rebuild} PRAGMA foreign_key_check; PRAGMA foreign_keys = true;"
        )),
        kept(format!("{NEW_P} PRAGMA foreign_keys=no; {SWAP}")),
        kept(format!("PRAGMA foreign_keys; {rebuild}")),
        kept(format!("PRAGMA defer_foreign_keys=ON; {rebuild}")),
        kept(format!(
            "PRAGMA legacy_alter_table=ON; {rebuild} PRAGMA legacy_alter_table=OFF;"
        )),
        // Outside of a transaction.
        outside(format!(
            "PRAGMA foreign_keys=OFF; BEGIN; {rebuild} COMMIT; PRAGMA foreign_keys=ON;"
        )),
        outside(format!(
            "PRAGMA foreign_keys=off; BEGIN TRANSACTION; {rebuild} PRAGMA foreign_key_check; COMMIT; PRAGMA foreign_keys=on;"
        )),
        outside(format!(
            "BEGIN IMMEDIATE; PRAGMA foreign_keys=OFF; {rebuild} END TRANSACTION;"
        )),
        outside(format!(
            "PRAGMA foreign_keys=OFF; {rebuild} PRAGMA foreign_keys=ON;"
        )),
        outside(format!("PRAGMA foreign_keys=OFF; {rebuild}")),
        outside(rebuild.clone()),
        outside(format!("BEGIN; {rebuild} COMMIT;")),
        outside(format!(
            "PRAGMA foreign_keys=OFF; BEGIN; {rebuild} COMMIT; PRAGMA foreign_keys=ON; VACUUM;"
        )),
        Style(
            false,
            format!("{rebuild} VACUUM;"),
            Some("begin it with `PRAGMA foreign_keys=OFF;`"),
        ),
        // By a copy, and by a table that is put aside.
        kept(
            "CREATE TEMPORARY TABLE p_backup AS SELECT * FROM p; DROP TABLE p; \
              CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT, code TEXT UNIQUE); \
              INSERT INTO p SELECT id, name, code FROM p_backup; DROP TABLE p_backup;",
        ),
        kept(
            "CREATE TABLE p_backup (id, name, code); INSERT INTO p_backup SELECT * FROM p; DROP TABLE p; \
              CREATE TABLE IF NOT EXISTS p (id INTEGER PRIMARY KEY, name TEXT, code TEXT UNIQUE); \
              INSERT INTO p SELECT * FROM p_backup; DROP TABLE p_backup;",
        ),
        refused(
            "ALTER TABLE p RENAME TO p_old; CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT, code TEXT UNIQUE); \
             INSERT INTO p SELECT * FROM p_old; DROP TABLE p_old;",
            "is not in p_old",
        ),
        kept(
            "PRAGMA legacy_alter_table=ON; PRAGMA foreign_keys=OFF; ALTER TABLE p RENAME TO p_old; \
              CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT, code TEXT UNIQUE); \
              INSERT INTO p SELECT * FROM p_old; DROP TABLE p_old; PRAGMA legacy_alter_table=OFF;",
        ),
        // Several tables, a child, a table that references itself, one that nothing references.
        kept(format!(
            "{rebuild} CREATE TABLE c_new (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id) ON DELETE CASCADE); \
             INSERT INTO c_new SELECT id, p_id FROM c; DROP TABLE c; ALTER TABLE c_new RENAME TO c;"
        )),
        kept(
            "CREATE TABLE c_new (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id) ON DELETE CASCADE); \
              INSERT INTO c_new SELECT id, p_id FROM c; DROP TABLE c; ALTER TABLE c_new RENAME TO c;",
        ),
        kept(
            "CREATE TABLE tree_new (id INTEGER PRIMARY KEY, up INTEGER REFERENCES tree_new (id) ON DELETE CASCADE); \
              INSERT INTO tree_new SELECT id, up FROM tree; DROP TABLE tree; ALTER TABLE tree_new RENAME TO tree;",
        ),
        kept(
            "CREATE TABLE tree_new (id INTEGER PRIMARY KEY, up INTEGER REFERENCES tree (id), more TEXT); \
              INSERT INTO tree_new (id, up) SELECT id, up FROM tree; DROP TABLE tree; ALTER TABLE tree_new RENAME TO tree;",
        ),
        kept(
            "CREATE TABLE other_new (id INTEGER PRIMARY KEY); INSERT INTO other_new SELECT id FROM other; \
              DROP TABLE other; ALTER TABLE other_new RENAME TO other;",
        ),
        kept(
            "CREATE TABLE w_new (k TEXT PRIMARY KEY, p_id INTEGER REFERENCES p) WITHOUT ROWID; \
              INSERT INTO w_new SELECT k, p_id FROM w; DROP TABLE w; ALTER TABLE w_new RENAME TO w;",
        ),
        // Scripts that would lose rows, or leave rows without those that they reference.
        refused(format!("{rebuild} DELETE FROM p WHERE id = 1;"), split),
        refused(format!("UPDATE p SET id = id + 10; {rebuild}"), split),
        refused(
            format!("WITH x AS (SELECT 1) DELETE FROM p WHERE id IN x; {rebuild}"),
            split,
        ),
        refused(
            format!("{rebuild} REPLACE INTO p (id, name) VALUES (1, 'new');"),
            split,
        ),
        refused(
            "CREATE TABLE p_new (id INTEGER PRIMARY KEY, name TEXT, code TEXT UNIQUE); \
             INSERT INTO p_new SELECT * FROM p WHERE id = 1; DROP TABLE p; ALTER TABLE p_new RENAME TO p;",
            "c (id 3): p_id 2 is not in p",
        ),
        refused(
            "PRAGMA foreign_keys=OFF; DELETE FROM p WHERE id = 2; PRAGMA foreign_keys=ON;",
            "w (k 'k2'): p_id 2 is not in p",
        ),
        refused(
            "CREATE TABLE p_new (id INTEGER, name TEXT, code TEXT UNIQUE); INSERT INTO p_new SELECT * FROM p; \
             DROP TABLE p; ALTER TABLE p_new RENAME TO p;",
            "foreign key mismatch",
        ),
    ]
}

/// The rows of all tables but the records, in order.
fn rows(db: &Db) -> Vec<String> {
    let tables = db.lines(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY name",
    );
    let of_table = |table: &String| {
        let columns = db.lines(&format!("SELECT group_concat('quote(\"' || name || '\")', ' || \",\" || ') FROM pragma_table_info('{table}')"));
        let mut rows = db.lines(&format!(
            "SELECT {} FROM \"{table}\"",
            columns[0].replace("\",\"", "','")
        ));
        rows.sort();
        format!("{table}: {}", rows.join(" "))
    };
    tables.iter().map(of_table).collect()
}

/// A database with the tables and their rows, and the style as a revision of its own.
fn prepare(db: &Db, style: &Style) {
    db.project();
    db.moviectl(["init"]).success();
    db.execute(TABLES);
    let directory = db.write_revision(LATER, &style.1);
    db.write(
        format!("{directory}/metadata.toml"),
        &format!("run_in_transaction = {}\n", style.0),
    );
}

/// Returns the rows after `sqlite3` has run the script, in a transaction if Diesel would run it in one.
fn by_sqlite3(db: &Db, style: &Style) -> Vec<String> {
    let script = if style.0 {
        format!("BEGIN; {} COMMIT;", style.1)
    } else {
        style.1.clone()
    };
    db.program(Path::new("sqlite3"), ["-batch", "-bail", db.url()])
        .input(&script)
        .run()
        .success();
    rows(db)
}

#[test]
fn rows_are_what_sqlite3_gives_or_the_script_is_refused() {
    for style in styles() {
        Db::with(Backend::Sqlite, |db| {
            prepare(db, &style);
            let before = rows(db);
            let output = db.moviectl(["upgrade"]);
            if let Some(why) = style.2 {
                output.code(1).stderr_has(why);
                assert_eq!(rows(db), before, "{}", style.1);
                return;
            }
            output.success();
            let ours = rows(db);
            Db::with(Backend::Sqlite, |other| {
                other.execute(TABLES);
                assert_eq!(ours, by_sqlite3(other, &style), "{}", style.1);
            });
            db.moviectl_reads(["current"])
                .success()
                .stdout_has("299901010000000000 (head)");
        });
    }
}

#[test]
fn downgrades_keep_rows_as_well() {
    Db::with(Backend::Sqlite, |db| {
        prepare(db, &kept("ALTER TABLE p ADD COLUMN extra INTEGER;"));
        let down = format!(
            "{} {SWAP}",
            NEW_P
                .replace(", extra INTEGER", "")
                .replace("name TEXT NOT NULL", "name TEXT")
        );
        db.write(format!("migrations/sqlite/{LATER}/down.sql"), &down);
        let before = rows(db);
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade"]).success();
        assert_eq!(rows(db), before);
    });
}

#[test]
fn a_deletion_beside_a_dropped_table_cascades() {
    Db::with(Backend::Sqlite, |db| {
        prepare(
            db,
            &kept(
                "CREATE TABLE staging (id); INSERT INTO staging VALUES (1); DELETE FROM p WHERE id IN (SELECT id FROM staging); DROP TABLE staging;",
            ),
        );
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT id FROM c"), ["3"]);
    });
}

#[test]
fn violations_that_were_there_before_are_nobodys_fault() {
    Db::with(Backend::Sqlite, |db| {
        let rebuild = format!("{NEW_P} {SWAP}");
        prepare(db, &kept(&rebuild));
        db.execute("PRAGMA foreign_keys=OFF; INSERT INTO c VALUES (9, 77, 'orphan'); INSERT INTO w VALUES ('k9', 78);");
        let script = db.moviectl(["upgrade", "--sql"]).success().stdout.clone();
        let before = rows(db);
        db.moviectl(["upgrade"]).success();
        assert_eq!(rows(db).len(), before.len());
        assert_eq!(db.lines("SELECT p_id FROM c WHERE id = 9"), ["77"]);
        // The same as a script for sqlite3.
        Db::with(Backend::Sqlite, |other| {
            prepare(other, &kept(&rebuild));
            other.execute(
                "PRAGMA foreign_keys=OFF; INSERT INTO c VALUES (9, 77, 'orphan'); INSERT INTO w VALUES ('k9', 78);",
            );
            other.client().input(&script).run().success();
            assert_eq!(rows(other), rows(db));
        });
    });
}

/// A first database of a project has no rows, and a scratch database has none either.
#[test]
fn rows_that_no_row_references_may_change_beside_a_rebuild() {
    Db::with(Backend::Sqlite, |db| {
        db.write("moviectl.toml", "managed = true\n");
        db.write("src/schema.rs", "");
        db.moviectl(["init"]).success();
        db.write_revision(
            "2020-01-01-000000-0000_tables",
            "CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id) ON DELETE CASCADE);",
        );
        db.write_revision(
            "2020-01-02-000000-0000_rebuild",
            "DELETE FROM p WHERE name IS NULL; CREATE TABLE p_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
            INSERT INTO p_new SELECT * FROM p; DROP TABLE p; ALTER TABLE p_new RENAME TO p;",
        );
        db.moviectl(["upgrade", "20200101"]).success();
        db.execute("INSERT INTO p VALUES (1, NULL), (2, 'two')");
        db.execute("INSERT INTO c VALUES (1, 1)");
        db.moviectl(["upgrade"])
            .failure()
            .stderr_has("put the two into revisions of their own");
        assert_eq!(db.lines("SELECT count(*) FROM p"), ["2"]);
        db.execute("DELETE FROM c");
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT id FROM p"), ["2"]);
        db.moviectl_reads(["check", "--against", "migrations"])
            .code(3);
    });
}
