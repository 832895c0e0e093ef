//! Keys, constraints and indexes, and what stands in their way.

use super::*;

#[test]
fn references_stand_aside_while_both_sides_change_their_type() {
    let parent = table("p", &[("id", "integer!")]);
    let mut child = table("c", &[("id", "integer!"), ("p_id", "integer")]);
    child.foreign_keys.push(ForeignKey {
        name: Some("c_p_id_fkey".into()),
        ..reference(&["p_id"], "p", &["id"])
    });
    let to_text = |column: &mut Column| column.sql_type = typed("text");
    let changes = [
        alter(&parent, "id", to_text),
        alter(&child, "p_id", to_text),
    ];
    assert_scripts(
        Dialect::Postgres,
        &[parent, child],
        &changes,
        r#"
ALTER TABLE "c" DROP CONSTRAINT "c_p_id_fkey";
ALTER TABLE "p" ALTER COLUMN "id" TYPE TEXT;
ALTER TABLE "c" ALTER COLUMN "p_id" TYPE TEXT;
ALTER TABLE "c" ADD CONSTRAINT "c_p_id_fkey" FOREIGN KEY ("p_id") REFERENCES "p" ("id");
----
ALTER TABLE "c" DROP CONSTRAINT "c_p_id_fkey";
ALTER TABLE "c" ALTER COLUMN "p_id" TYPE INTEGER USING "p_id"::text::INTEGER;
ALTER TABLE "p" ALTER COLUMN "id" TYPE INTEGER USING "id"::text::INTEGER;
ALTER TABLE "c" ADD CONSTRAINT "c_p_id_fkey" FOREIGN KEY ("p_id") REFERENCES "p" ("id");
"#,
    );
}

#[test]
fn a_key_moves_between_the_changes_of_its_columns() {
    let from = simple();
    let key = |column: &str| {
        Some(PrimaryKey {
            name: Some("t_pkey".into()),
            columns: vec![column.into()],
        })
    };
    let changes = [
        alter(&from, "id", |column| column.nullable = true),
        alter(&from, "a", |column| column.nullable = false),
        Change::AlterPrimaryKey {
            table: name(),
            from: key("id"),
            to: key("a"),
        },
    ];
    assert_scripts(
        Dialect::Postgres,
        &[from.clone()],
        &changes,
        r#"
ALTER TABLE "t" DROP CONSTRAINT "t_pkey";
ALTER TABLE "t" ALTER COLUMN "id" DROP NOT NULL;
ALTER TABLE "t" ALTER COLUMN "a" SET NOT NULL;
ALTER TABLE "t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("a");
----
ALTER TABLE "t" DROP CONSTRAINT "t_pkey";
ALTER TABLE "t" ALTER COLUMN "a" DROP NOT NULL;
ALTER TABLE "t" ALTER COLUMN "id" SET NOT NULL;
ALTER TABLE "t" ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
"#,
    );
    assert_scripts(
        Dialect::Postgres,
        &[from.clone()],
        &changes[2..],
        r#"
ALTER TABLE "t" DROP CONSTRAINT "t_pkey",
    ADD CONSTRAINT "t_pkey" PRIMARY KEY ("a");
----
ALTER TABLE "t" DROP CONSTRAINT "t_pkey",
    ADD CONSTRAINT "t_pkey" PRIMARY KEY ("id");
"#,
    );
    assert_scripts(
        Dialect::Sqlite,
        &[from],
        &changes,
        r#"
PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_t" (
    "id" INTEGER,
    "a" TEXT NOT NULL,
    "n" INTEGER NOT NULL,
    CONSTRAINT "t_pkey" PRIMARY KEY ("a")
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
    "id" INTEGER NOT NULL,
    "a" TEXT,
    "n" INTEGER NOT NULL,
    CONSTRAINT "t_pkey" PRIMARY KEY ("id")
);
INSERT INTO "_moviectl_new_t" ("id", "a", "n")
    SELECT coalesce("id", 'NULL is no key'), "a", "n" FROM "t";
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
fn a_table_goes_before_the_key_that_it_references() {
    let mut parent = table("p", &[("id", "integer!"), ("code", "integer!")]);
    let mut child = table("c", &[("id", "integer!"), ("p_id", "integer")]);
    child.foreign_keys.push(ForeignKey {
        name: Some("c_p_id_fkey".into()),
        ..reference(&["p_id"], "p", &["id"])
    });
    let from = [parent.clone(), child.clone()];
    let old = parent.primary_key.take();
    let new = Some(PrimaryKey {
        name: Some("p_pkey".into()),
        columns: vec!["code".into()],
    });
    let changes = [
        Change::AlterPrimaryKey {
            table: parent.name,
            from: old,
            to: new,
        },
        Change::DropTable(child),
    ];
    assert_scripts(
        Dialect::Postgres,
        &from,
        &changes,
        r#"
DROP TABLE "c";
ALTER TABLE "p" DROP CONSTRAINT "p_pkey",
    ADD CONSTRAINT "p_pkey" PRIMARY KEY ("code");
----
ALTER TABLE "p" DROP CONSTRAINT "p_pkey",
    ADD CONSTRAINT "p_pkey" PRIMARY KEY ("id");
CREATE TABLE "c" (
    "id" INTEGER NOT NULL,
    "p_id" INTEGER,
    CONSTRAINT "c_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "c_p_id_fkey" FOREIGN KEY ("p_id") REFERENCES "p" ("id")
);
"#,
    );
}

#[test]
fn constraints_and_indexes_come_and_go() {
    let from = simple();
    let unique = Unique {
        clauses: Default::default(),
        name: Some("t_a_key".into()),
        columns: vec!["a".into()],
    };
    let check = Check {
        clauses: Default::default(),
        name: Some("t_n_check".into()),
        expression: "n > 0".into(),
        columns: vec!["n".into()],
    };
    let changes = [
        Change::AddUnique {
            table: name(),
            unique,
        },
        Change::AddCheck {
            table: name(),
            check,
        },
        Change::AddIndex {
            table: name(),
            index: index("t_n", &["n"]),
        },
    ];
    assert_scripts(
        Dialect::Postgres,
        &[from.clone()],
        &changes,
        r#"
ALTER TABLE "t" ADD CONSTRAINT "t_a_key" UNIQUE ("a");
ALTER TABLE "t" ADD CONSTRAINT "t_n_check" CHECK (n > 0);
CREATE INDEX "t_n" ON "t" ("n");
----
DROP INDEX "t_n";
ALTER TABLE "t" DROP CONSTRAINT "t_n_check";
ALTER TABLE "t" DROP CONSTRAINT "t_a_key";
"#,
    );
    assert_scripts(
        Dialect::Sqlite,
        &[from.clone()],
        &changes[2..],
        r#"
CREATE INDEX "t_n" ON "t" ("n");
----
DROP INDEX "t_n";
"#,
    );
    assert_scripts(
        Dialect::Sqlite,
        &[from],
        &changes[..1],
        r#"
PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "_moviectl_new_t" (
    "id" INTEGER NOT NULL,
    "a" TEXT,
    "n" INTEGER NOT NULL,
    CONSTRAINT "t_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "t_a_key" UNIQUE ("a")
);
INSERT INTO "_moviectl_new_t" ("id", "a", "n")
    SELECT "id", "a", "n" FROM "t";
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
    "id" INTEGER NOT NULL,
    "a" TEXT,
    "n" INTEGER NOT NULL,
    CONSTRAINT "t_pkey" PRIMARY KEY ("id")
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
fn what_hangs_on_a_dropped_column_goes_before_it() {
    let mut from = simple();
    from.indexes.push(index("t_a", &["a"]));
    let column = from.column("a").unwrap().clone();
    let changes = [
        Change::DropColumn {
            table: name(),
            column,
        },
        Change::DropIndex {
            table: name(),
            index: from.indexes[0].clone(),
        },
    ];
    for dialect in BOTH {
        assert_scripts(
            dialect,
            &[from.clone()],
            &changes,
            r#"
DROP INDEX "t_a";
ALTER TABLE "t" DROP COLUMN "a";
----
ALTER TABLE "t" ADD COLUMN "a" TEXT;
CREATE INDEX "t_a" ON "t" ("a");
"#,
        );
    }
}
