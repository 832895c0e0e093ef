//! Rebuilds of SQLite tables, which keep everything.

use crate::support::{Backend, Db};

/// One table of each kind, with all that SQLite lets a table have.
const TABLES: &str = r#"
CREATE TABLE owner (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    boss INTEGER REFERENCES owner (id) ON DELETE SET NULL,
    favourite INTEGER REFERENCES pet (id) DEFERRABLE INITIALLY DEFERRED,
    name TEXT COLLATE NOCASE NOT NULL DEFAULT 'it''s nobody',
    note TEXT,
    upper_name TEXT GENERATED ALWAYS AS (upper(name)) VIRTUAL,
    length INTEGER AS (length(name)) STORED,
    age INTEGER CHECK (age >= 0),
    UNIQUE (name, age),
    CONSTRAINT owner_note_key UNIQUE (note),
    CHECK (length(name) < 50)
);
CREATE TABLE pet (
    id INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES owner (id) ON DELETE CASCADE ON UPDATE CASCADE,
    owner_name TEXT,
    owner_age INTEGER,
    note TEXT,
    FOREIGN KEY (owner_name, owner_age) REFERENCES owner (name, age)
);
CREATE TABLE tag (code TEXT PRIMARY KEY NOT NULL, note TEXT, weight INT) STRICT, WITHOUT ROWID;
CREATE TABLE loose (code TEXT PRIMARY KEY NOT NULL, note TEXT);
CREATE TABLE shadowed (rowid TEXT PRIMARY KEY NOT NULL, note TEXT);
CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT);
CREATE INDEX owner_age_idx ON owner (age DESC, name COLLATE RTRIM) WHERE age > 1;
CREATE INDEX owner_lower_idx ON owner (lower(name));
CREATE UNIQUE INDEX pet_note_idx ON pet (note);
CREATE INDEX loose_note_idx ON loose (note);
CREATE TRIGGER owner_added AFTER INSERT ON owner BEGIN
    INSERT INTO log (what) VALUES ('owner ' || new.name);
END;
CREATE TRIGGER pet_added AFTER INSERT ON pet BEGIN
    UPDATE owner SET age = coalesce(age, 0) + 1 WHERE id = new.owner_id;
END;
CREATE VIEW owners AS SELECT owner.name, count(pet.id) AS pets FROM owner LEFT JOIN pet ON owner_id = owner.id GROUP BY owner.id;
CREATE TRIGGER owners_added INSTEAD OF INSERT ON owners BEGIN
    INSERT INTO owner (name) VALUES (new.name);
END;
"#;

const ROWS: &str = "
INSERT INTO owner (id, name, note, age) VALUES (3, 'Ada', 'x', 36), (5, 'Bob', 'y', 7), (8, 'gone', NULL, 1);
DELETE FROM owner WHERE id = 8;
UPDATE owner SET boss = 5 WHERE id = 3;
INSERT INTO pet (id, owner_id, note) VALUES (10, 3, 'cat'), (20, 5, 'dog');
UPDATE owner SET favourite = 10 WHERE id = 5;
INSERT INTO tag VALUES ('a', 'n', 1), ('b', 'm', NULL);
INSERT INTO loose (rowid, code, note) VALUES (100, 'z', 'last'), (7, 'a', 'first');
INSERT INTO shadowed (_rowid_, rowid, note) VALUES (55, 'r', 's');
DELETE FROM log;
";

/// All rows, with the rowids of tables that have them.
fn rows(db: &Db) -> Vec<String> {
    [
        "SELECT *, upper_name FROM owner ORDER BY id",
        "SELECT * FROM pet ORDER BY id",
        "SELECT * FROM tag ORDER BY code",
        "SELECT rowid, * FROM loose ORDER BY 1",
        "SELECT _rowid_, * FROM shadowed",
        "SELECT * FROM log",
        "SELECT * FROM owners ORDER BY name",
        "SELECT * FROM sqlite_sequence ORDER BY name",
    ]
    .iter()
    .flat_map(|sql| db.lines(sql))
    .collect()
}

fn schema(db: &Db) -> String {
    db.moviectl_reads(["inspect", "--format", "json"])
        .success()
        .stdout
        .clone()
}

/// The schema without the type and nullability of columns called `note`.
fn but_for_notes(schema: &str) -> String {
    let mut schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    for table in schema["tables"].as_array_mut().unwrap() {
        for column in table["columns"].as_array_mut().unwrap() {
            if column["name"] == "note" {
                column["type"] = "".into();
                column["nullable"] = true.into();
            }
        }
    }
    schema.to_string()
}

fn project(db: &Db, tables: &str) {
    db.write("moviectl.toml", "managed = false\n");
    db.moviectl(["init"]).success();
    db.moviectl(["revision", "-m", "By hand."]).success();
    let files = db.files();
    let up = files.iter().find(|file| file.ends_with("up.sql")).unwrap();
    db.write(up, tables);
    db.moviectl(["upgrade"]).success();
    let printed = db.moviectl_reads(["inspect", "--format", "diesel"]);
    db.write("src/schema.rs", &printed.success().stdout);
}

#[test]
fn everything_is_kept_up_and_down() {
    Db::with(Backend::Sqlite, |db| {
        project(db, TABLES);
        db.moviectl_reads(["check"]).success();
        db.execute(ROWS);
        let (before_rows, before) = (rows(db), schema(db));
        // `note` is in each of them, and neither change can be made in place. STRICT keeps texts out of a BLOB.
        let declared = db.read("src/schema.rs");
        let old = "note -> Nullable<Text>";
        assert_eq!(declared.matches(old).count(), 5, "{declared}");
        let (head, tag) = declared.split_once("    tag (code) {").unwrap();
        let changed = format!(
            "{}    tag (code) {{{}",
            head.replace(old, "note -> Nullable<Binary>"),
            tag.replacen(old, "note -> Text", 1)
        );
        db.write("src/schema.rs", &changed);
        db.moviectl(["migrate", "-m", "Blobs."])
            .success()
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        assert_eq!(
            but_for_notes(&schema(db)),
            but_for_notes(&before),
            "the changes aside"
        );
        assert_ne!(schema(db), before);
        assert_eq!(rows(db), before_rows);
        works(db);
        db.moviectl(["downgrade"]).success();
        assert_eq!(schema(db), before);
        works(db);
        db.moviectl(["upgrade"]).success();
        works(db);
        assert_eq!(db.lines("PRAGMA integrity_check"), ["ok"]);
        assert_eq!(db.lines("PRAGMA foreign_key_check"), [""; 0]);
    });
}

/// Triggers, foreign keys, counters and constraints do what they did, and leave no trace.
#[track_caller]
fn works(db: &Db) {
    let before = rows(db);
    let counter = db.lines("SELECT seq FROM sqlite_sequence WHERE name = 'owner'");
    let next: i64 = counter[0].parse().unwrap();
    db.execute(&format!(
        "PRAGMA foreign_keys=ON;
         INSERT INTO owners (name) VALUES ('New');
         INSERT INTO pet (id, owner_id, note) VALUES (99, {next} + 1, 'bird');"
    ));
    assert_eq!(
        db.lines("SELECT name, age, length, upper_name FROM owner WHERE id > 5"),
        ["New|1|3|NEW"]
    );
    assert_eq!(db.lines("SELECT what FROM log"), ["owner New"]);
    db.execute(&format!(
        "PRAGMA foreign_keys=ON; DELETE FROM owner WHERE id = {next} + 1; DELETE FROM log;
         UPDATE sqlite_sequence SET seq = {next} WHERE name = 'owner'; UPDATE sqlite_sequence SET seq = seq;"
    ));
    assert_eq!(rows(db), before);
    for refused in [
        "INSERT INTO owner (name, age) VALUES ('ADA', 37)",
        "INSERT INTO owner (name, age) VALUES ('x', -1)",
        "INSERT INTO owner (name, note) VALUES ('x', 'y')",
        "INSERT INTO pet (owner_id) VALUES (777)",
        "INSERT INTO tag (code, weight) VALUES ('c', 'heavy')",
    ] {
        assert!(db.refuses(refused), "{refused}");
    }
}

#[test]
fn what_cannot_be_kept_is_refused_with_its_reason() {
    for (table, reason) in [
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, note TEXT)",
            "ON CONFLICT clause on column 'id'",
        ),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT UNIQUE ON CONFLICT IGNORE)",
            "ON CONFLICT clause on column 'note'",
        ),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT, b TEXT NOT NULL ON CONFLICT FAIL)",
            "ON CONFLICT clause on column 'b'",
        ),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT, UNIQUE (note COLLATE NOCASE))",
            "COLLATE NOCASE on 'note' in a unique constraint",
        ),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT, UNIQUE (note DESC))",
            "descending column 'note' in a unique constraint",
        ),
        (
            "CREATE TABLE t (id INTEGER PRIMARY KEY, note TEXT, p INTEGER REFERENCES t (id) MATCH FULL)",
            "MATCH FULL of foreign key to 't'",
        ),
    ] {
        Db::with(Backend::Sqlite, |db| {
            project(db, &format!("{table};"));
            let declared = db.read("src/schema.rs");
            let changed = declared.replace("note -> Nullable<Text>", "note -> Nullable<Binary>");
            db.write("src/schema.rs", &changed);
            let files = db.files();
            db.moviectl_reads(["migrate", "-m", "Blobs."])
                .failure()
                .stderr_has("error: table 't' can't be rebuilt without losing: ")
                .stderr_has(reason)
                .hint("by hand");
            assert_eq!(db.files(), files);
        });
    }
}

#[test]
fn a_null_that_would_become_the_key_is_refused_and_not_numbered() {
    Db::with(Backend::Sqlite, |db| {
        project(
            db,
            "CREATE TABLE t (code TEXT PRIMARY KEY NOT NULL, n INTEGER);",
        );
        db.execute("INSERT INTO t VALUES ('a', 4), ('b', NULL)");
        db.write(
            "src/schema.rs",
            "diesel::table! { t (n) { code -> Text, n -> Integer } }",
        );
        db.moviectl(["migrate", "-m", "Key."])
            .success()
            .stderr_has("column 't.n' becomes NOT NULL: `upgrade` will fail where it holds NULL");
        let before = db.lines("SELECT rowid, * FROM t");
        db.moviectl(["upgrade"]).failure().stderr_has("mismatch");
        assert_eq!(db.lines("SELECT rowid, * FROM t"), before);
        db.execute("UPDATE t SET n = 9 WHERE code = 'b'");
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT rowid, * FROM t"), ["4|a|4", "9|b|9"]);
        db.moviectl(["downgrade"]).success();
        assert_eq!(db.lines("SELECT rowid, * FROM t"), ["4|a|4", "9|b|9"]);
    });
}

/// A key that comes back numbers the rows as they are known, whatever was in it.
#[test]
fn a_key_that_comes_and_goes_is_the_rowid() {
    Db::with(Backend::Sqlite, |db| {
        project(
            db,
            "CREATE TABLE t (code TEXT PRIMARY KEY NOT NULL, note TEXT);",
        );
        db.execute("INSERT INTO t (rowid, code) VALUES (40, 'b'), (50, 'a')");
        db.write(
            "src/schema.rs",
            "diesel::table! { t (id) { id -> Integer, code -> Text, note -> Nullable<Text> } }",
        );
        db.moviectl(["migrate", "-m", "Key."])
            .success()
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        assert_eq!(
            db.lines("SELECT id, code FROM t ORDER BY 1"),
            ["40|b", "50|a"]
        );
        db.moviectl(["downgrade"]).success();
        assert_eq!(
            db.lines("SELECT rowid, code FROM t ORDER BY 1"),
            ["40|b", "50|a"]
        );
        db.moviectl(["upgrade"]).success();
        // And the other way round.
        db.write(
            "src/schema.rs",
            "diesel::table! { t (code) { code -> Text, note -> Nullable<Text> } }",
        );
        db.moviectl(["migrate", "-m", "No key."])
            .success()
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade"]).success();
        assert_eq!(
            db.lines("SELECT id, code FROM t ORDER BY 1"),
            ["40|b", "50|a"]
        );
    });
}

/// Objects that somebody added to this database alone are in no script, and still stay.
#[test]
fn what_only_this_database_has_stays() {
    const BEFORE: &str = "diesel::table! { t (id) { id -> Integer, a -> Text } }\n\
        table_args! { t { index t_a_idx (a); } }";
    Db::with(Backend::Sqlite, |db| {
        db.write("moviectl.toml", "managed = true\n");
        db.write("src/schema.rs", BEFORE);
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "First."]).success();
        db.moviectl(["upgrade"]).success();
        db.execute(
            "INSERT INTO t (a) VALUES ('x');
             CREATE TABLE log (line TEXT);
             CREATE TRIGGER told AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END;
             CREATE INDEX of_theirs ON t (a DESC);
             CREATE VIEW seen AS SELECT a FROM t;",
        );
        // The declared index goes on purpose.
        db.write(
            "src/schema.rs",
            "diesel::table! { t (id) { id -> Integer, a -> Nullable<Text> } }",
        );
        db.moviectl(["migrate", "-m", "Rebuilt."]).success();
        let objects = || {
            db.lines("SELECT name FROM sqlite_schema WHERE name IN ('told', 'of_theirs', 'seen', 't_a_idx') ORDER BY name")
        };
        db.moviectl(["upgrade"]).success();
        assert_eq!(objects(), ["of_theirs", "seen", "told"]);
        db.execute("INSERT INTO t (a) VALUES ('y')");
        assert_eq!(db.lines("SELECT line FROM log"), ["y"]);
        assert_eq!(db.lines("SELECT a FROM seen ORDER BY a"), ["x", "y"]);
        db.moviectl(["downgrade"]).success();
        assert_eq!(objects(), ["of_theirs", "seen", "t_a_idx", "told"]);
    });
}
