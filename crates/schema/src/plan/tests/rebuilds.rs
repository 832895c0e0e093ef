//! SQLite tables that are made anew.

use super::*;

#[test]
fn sqlite_rebuilds_a_table_with_all_that_belongs_to_it() {
    let mut from = simple();
    from.columns[0].auto_increment = Some(AutoIncrement::Keyword);
    from.columns[1].default = Some("'x'".into());
    from.uniques.push(Unique {
        clauses: Default::default(),
        name: None,
        columns: vec!["a".into(), "n".into()],
    });
    from.checks.push(Check {
        clauses: Default::default(),
        name: Some("small".into()),
        expression: "n < 9".into(),
        columns: vec!["n".into()],
    });
    from.foreign_keys.push(ForeignKey {
        on_delete: ReferentialAction::Cascade,
        ..reference(&["n"], "t", &["id"])
    });
    from.indexes.push(index("t_a", &["a"]));
    from.sqlite.triggers.push(Trigger {
        name: "tr".into(),
        definition: "CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END".into(),
    });
    let change = alter(&from, "a", |column| column.nullable = false);
    assert_scripts(
        Dialect::Sqlite,
        &[from],
        &[change],
        r#"
PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_t" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" TEXT NOT NULL DEFAULT 'x',
    "n" INTEGER NOT NULL,
    UNIQUE ("a", "n"),
    CONSTRAINT "small" CHECK (n < 9),
    FOREIGN KEY ("n") REFERENCES "t" ("id") ON DELETE CASCADE
);
INSERT INTO "_moviectl_new_t" ("id", "a", "n")
    SELECT "id", coalesce("a", 'x'), "n" FROM "t";
DELETE FROM sqlite_sequence WHERE name = '_moviectl_new_t';
INSERT INTO sqlite_sequence (name, seq)
    SELECT '_moviectl_new_t', seq FROM sqlite_sequence WHERE name = 't';
DROP TABLE "t";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "t_a" ON "t" ("a");
CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END;
COMMIT;
PRAGMA foreign_keys=ON;
----
PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_t" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" TEXT DEFAULT 'x',
    "n" INTEGER NOT NULL,
    UNIQUE ("a", "n"),
    CONSTRAINT "small" CHECK (n < 9),
    FOREIGN KEY ("n") REFERENCES "t" ("id") ON DELETE CASCADE
);
INSERT INTO "_moviectl_new_t" ("id", "a", "n")
    SELECT "id", "a", "n" FROM "t";
DELETE FROM sqlite_sequence WHERE name = '_moviectl_new_t';
INSERT INTO sqlite_sequence (name, seq)
    SELECT '_moviectl_new_t', seq FROM sqlite_sequence WHERE name = 't';
DROP TABLE "t";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX "t_a" ON "t" ("a");
CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END;
COMMIT;
PRAGMA foreign_keys=ON;
"#,
    );
}

/// Views and triggers that only the database at hand has would be in the way otherwise.
#[test]
fn sqlite_renames_without_a_look_around() {
    let from = simple();
    let change = alter(&from, "a", |column| column.nullable = false);
    let script = scripts(Dialect::Sqlite, &schema(&[from]), &[change]);
    assert!(
        script.contains(
            "PRAGMA legacy_alter_table=ON;\nALTER TABLE \"_moviectl_new_t\" RENAME TO \"t\";\nPRAGMA legacy_alter_table=OFF;"
        ),
        "{script}"
    );
}

#[test]
fn sqlite_counts_only_while_the_key_is_the_counted_column() {
    let mut from = simple();
    from.columns[0].auto_increment = Some(AutoIncrement::Keyword);
    let key = |columns: &[&str]| {
        Some(PrimaryKey {
            name: None,
            columns: columns.iter().map(ToString::to_string).collect(),
        })
    };
    from.primary_key = key(&["id"]);
    let change = Change::AlterPrimaryKey {
        table: name(),
        from: key(&["id"]),
        to: key(&["id", "n"]),
    };
    assert_scripts(
        Dialect::Sqlite,
        &[from],
        &[change],
        r#"
PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_t" (
    "id" INTEGER NOT NULL,
    "a" TEXT,
    "n" INTEGER NOT NULL,
    PRIMARY KEY ("id", "n")
);
INSERT INTO "_moviectl_new_t" (rowid, "id", "a", "n")
    SELECT rowid, "id", "a", "n" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
----
PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_t" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" TEXT,
    "n" INTEGER NOT NULL
);
INSERT INTO "_moviectl_new_t" ("id", "a", "n")
    SELECT "id", "a", "n" FROM "t";
DROP TABLE "t";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
PRAGMA legacy_alter_table=OFF;
COMMIT;
PRAGMA foreign_keys=ON;
"#,
    );
}

#[test]
fn sqlite_refuses_to_rebuild_what_it_would_lose() {
    let mut from = simple();
    from.unsupported
        .push("ON CONFLICT clause on column 'a'".into());
    let change = alter(&from, "a", |column| column.nullable = false);
    let error = plan(Dialect::Sqlite, &schema(&[from]), &[change]).unwrap_err();
    let expected = PlanError::CannotRebuild {
        table: name(),
        reasons: vec!["ON CONFLICT clause on column 'a'".into()],
    };
    assert_eq!(error, expected);
}

#[test]
fn sqlite_keeps_rowids_under_a_name_that_no_column_has() {
    let mut from = table("t", &[("code", "text!"), ("a", "text"), ("RowId", "text")]);
    let change = alter(&from, "a", |column| column.nullable = false);
    let text = scripts(Dialect::Sqlite, &schema(&[from.clone()]), &[change.clone()]);
    assert!(
        text.contains(
            "(_rowid_, \"code\", \"a\", \"RowId\")\n    SELECT _rowid_, \"code\", \"a\", \"RowId\" FROM"
        ),
        "{text}"
    );
    from.sqlite.options.without_rowid = true;
    let text = scripts(Dialect::Sqlite, &schema(&[from]), &[change]);
    assert!(text.contains("(\"code\", \"a\", \"RowId\")"), "{text}");
}

#[test]
fn sqlite_numbers_no_null_that_becomes_the_key() {
    let mut from = table("t", &[("code", "text!"), ("id", "integer")]);
    from.primary_key = None;
    let to = alter(&from, "id", |column| column.nullable = false);
    let key = Change::AlterPrimaryKey {
        table: name(),
        from: None,
        to: Some(PrimaryKey {
            name: None,
            columns: vec!["id".into()],
        }),
    };
    let text = scripts(Dialect::Sqlite, &schema(&[from]), &[to, key]);
    let (up, down) = text.split_once("----").unwrap();
    assert!(
        up.contains("SELECT \"code\", coalesce(\"id\", 'NULL is no key') FROM \"t\""),
        "{up}"
    );
    assert!(
        down.contains("SELECT rowid, \"code\", \"id\" FROM \"t\""),
        "{down}"
    );
}
