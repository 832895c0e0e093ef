//! The SQL of each kind of change, both ways, on each dialect.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cloned_ref_to_slice_refs,
    reason = "a test's failure is a panic"
)]

use super::{PlanError, create_all, drop_all, plan};
use crate::dialect::Dialect;
use crate::schema::{
    AutoIncrement, Change, Check, Column, Deferrable, ForeignKey, Index, PrimaryKey,
    ReferentialAction, Schema, SqlType, Table, TableName, Trigger, Unique,
};

const BOTH: [Dialect; 2] = Dialect::ALL;

fn column(name: &str, sql_type: &str, nullable: bool) -> Column {
    Column::new(name, Dialect::Postgres.parse_type(sql_type), nullable)
}

fn table(name: &str, columns: &[(&str, &str)]) -> Table {
    let mut table = Table::new(TableName::new(name));
    for (name, sql_type) in columns {
        let nullable = !sql_type.ends_with('!');
        let sql_type = sql_type.trim_end_matches('!');
        table.columns.push(column(name, sql_type, nullable));
    }
    let first = table.columns[0].name.clone();
    table.primary_key = Some(PrimaryKey {
        name: Some(format!("{name}_pkey")),
        columns: vec![first],
    });
    table
}

fn reference(columns: &[&str], parent: &str, referenced: &[&str]) -> ForeignKey {
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    ForeignKey {
        name: None,
        columns: owned(columns),
        references: TableName::new(parent),
        referenced_columns: owned(referenced),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::Never,
    }
}

fn index(name: &str, table: &str, columns: &[&str]) -> Index {
    Index {
        name: name.into(),
        columns: columns.iter().map(ToString::to_string).collect(),
        unique: false,
        definition: format!("CREATE INDEX {name} ON {table} ({})", columns.join(", ")),
    }
}

fn schema(tables: &[Table]) -> Schema {
    Schema {
        tables: tables.to_vec(),
        views: Vec::new(),
    }
}

fn name() -> TableName {
    TableName::new("t")
}

/// `up.sql`, a line of dashes, `down.sql`.
fn scripts(dialect: Dialect, from: &Schema, changes: &[Change]) -> String {
    let plan = plan(dialect, from, changes).unwrap();
    format!("{}----\n{}", plan.up_sql(), plan.down_sql())
}

#[track_caller]
fn assert_scripts(dialect: Dialect, from: &[Table], changes: &[Change], expected: &str) {
    let actual = scripts(dialect, &schema(from), changes);
    assert_eq!(actual.trim(), expected.trim(), "\n{actual}");
}

fn simple() -> Table {
    table("t", &[("id", "integer!"), ("a", "text"), ("n", "integer!")])
}

fn alter(from: &Table, column: &str, change: impl FnOnce(&mut Column)) -> Change {
    let from_column = from.column(column).unwrap().clone();
    let mut to = from_column.clone();
    change(&mut to);
    Change::AlterColumn {
        table: from.name.clone(),
        from: from_column,
        to,
    }
}

fn typed(sql_type: &str) -> SqlType {
    Dialect::Postgres.parse_type(sql_type)
}

#[test]
fn a_table_comes_and_goes() {
    let mut new = simple();
    new.columns[0].auto_increment = Some(AutoIncrement::Serial);
    new.foreign_keys.push(reference(&["n"], "p", &["id"]));
    new.indexes.push(index("t_a", "t", &["a"]));
    assert_scripts(
        Dialect::Postgres,
        &[],
        &[Change::CreateTable(new.clone())],
        r#"
CREATE TABLE "t" (
    "id" SERIAL NOT NULL,
    "a" TEXT,
    "n" INTEGER NOT NULL,
    CONSTRAINT "t_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "t_n_fkey" FOREIGN KEY ("n") REFERENCES "p" ("id")
);
CREATE INDEX t_a ON t (a);
----
DROP TABLE "t";
"#,
    );
    new.columns[0].auto_increment = Some(AutoIncrement::Keyword);
    assert_scripts(
        Dialect::Sqlite,
        &[],
        &[Change::CreateTable(new.clone())],
        r#"
CREATE TABLE "t" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "a" TEXT,
    "n" INTEGER NOT NULL,
    CONSTRAINT "t_n_fkey" FOREIGN KEY ("n") REFERENCES "p" ("id")
);
CREATE INDEX t_a ON t (a);
----
DROP TABLE "t";
"#,
    );
    // Dropping is the same backwards.
    new.foreign_keys.clear();
    for dialect in BOTH {
        let created = plan(
            dialect,
            &Schema::default(),
            &[Change::CreateTable(new.clone())],
        )
        .unwrap();
        let dropped = plan(
            dialect,
            &schema(&[new.clone()]),
            &[Change::DropTable(new.clone())],
        )
        .unwrap();
        assert_eq!(created.up_sql(), dropped.down_sql());
        assert_eq!(created.down_sql(), dropped.up_sql());
    }
}

#[test]
fn tables_come_after_those_that_they_reference() {
    let mut child = table("a_child", &[("id", "integer!"), ("p", "integer")]);
    child
        .foreign_keys
        .push(reference(&["p"], "parent", &["id"]));
    let parent = table("parent", &[("id", "integer!")]);
    for dialect in BOTH {
        let created = create_all(dialect, &schema(&[child.clone(), parent.clone()]));
        assert!(
            created[0].starts_with("CREATE TABLE \"parent\""),
            "{created:?}"
        );
        let names = [child.name.clone(), parent.name.clone()];
        let dropped = drop_all(dialect, &schema(&[parent.clone(), child.clone()]), &names);
        assert_eq!(dropped, ["DROP TABLE \"a_child\"", "DROP TABLE \"parent\""]);
    }
}

#[test]
fn a_cycle_between_new_tables_is_closed_last() {
    let mut one = table("one", &[("id", "integer!"), ("other", "integer")]);
    one.foreign_keys.push(reference(&["other"], "two", &["id"]));
    let mut two = table("two", &[("id", "integer!"), ("other", "integer")]);
    two.foreign_keys.push(reference(&["other"], "one", &["id"]));
    let changes = [Change::CreateTable(one), Change::CreateTable(two)];
    assert_scripts(
        Dialect::Postgres,
        &[],
        &changes,
        r#"
CREATE TABLE "two" (
    "id" INTEGER NOT NULL,
    "other" INTEGER,
    CONSTRAINT "two_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "one" (
    "id" INTEGER NOT NULL,
    "other" INTEGER,
    CONSTRAINT "one_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "one_other_fkey" FOREIGN KEY ("other") REFERENCES "two" ("id")
);
ALTER TABLE "two" ADD CONSTRAINT "two_other_fkey" FOREIGN KEY ("other") REFERENCES "one" ("id");
----
ALTER TABLE "two" DROP CONSTRAINT "two_other_fkey";
DROP TABLE "one";
DROP TABLE "two";
"#,
    );
    assert_scripts(
        Dialect::Sqlite,
        &[],
        &changes,
        r#"
PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
CREATE TABLE "two" (
    "id" INTEGER NOT NULL,
    "other" INTEGER,
    CONSTRAINT "two_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "two_other_fkey" FOREIGN KEY ("other") REFERENCES "one" ("id")
);
CREATE TABLE "one" (
    "id" INTEGER NOT NULL,
    "other" INTEGER,
    CONSTRAINT "one_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "one_other_fkey" FOREIGN KEY ("other") REFERENCES "two" ("id")
);
COMMIT;
PRAGMA foreign_keys=ON;
----
PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
DROP TABLE "one";
DROP TABLE "two";
COMMIT;
PRAGMA foreign_keys=ON;
"#,
    );
}

#[test]
fn a_nullable_column_is_added_in_place() {
    let change = Change::AddColumn {
        table: name(),
        column: column("b", "varchar(5)", true),
    };
    for dialect in BOTH {
        assert_scripts(
            dialect,
            &[simple()],
            &[change.clone()],
            r#"
ALTER TABLE "t" ADD COLUMN "b" VARCHAR(5);
----
ALTER TABLE "t" DROP COLUMN "b";
"#,
        );
    }
}

#[test]
fn a_new_column_brings_its_foreign_key() {
    let changes = [
        Change::AddColumn {
            table: name(),
            column: column("b", "integer", true),
        },
        Change::AddForeignKey {
            table: name(),
            foreign_key: reference(&["b"], "p", &["id"]),
        },
    ];
    let from = [simple(), table("p", &[("id", "integer!")])];
    assert_scripts(
        Dialect::Postgres,
        &from,
        &changes,
        r#"
ALTER TABLE "t" ADD COLUMN "b" INTEGER;
ALTER TABLE "t" ADD CONSTRAINT "t_b_fkey" FOREIGN KEY ("b") REFERENCES "p" ("id");
----
ALTER TABLE "t" DROP CONSTRAINT "t_b_fkey";
ALTER TABLE "t" DROP COLUMN "b";
"#,
    );
    assert_scripts(
        Dialect::Sqlite,
        &from,
        &changes,
        r#"
PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
ALTER TABLE "t" ADD COLUMN "b" INTEGER CONSTRAINT "t_b_fkey" REFERENCES "p" ("id");
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
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
COMMIT;
PRAGMA foreign_keys=ON;
"#,
    );
}

#[test]
fn a_dropped_not_null_column_comes_back_with_a_placeholder() {
    let from = simple();
    let column = from.column("n").unwrap().clone();
    let changes = [Change::DropColumn {
        table: name(),
        column,
    }];
    assert_scripts(
        Dialect::Postgres,
        &[from.clone()],
        &changes,
        r#"
ALTER TABLE "t" DROP COLUMN "n";
----
-- The dropped values of "n" are gone: rows that exist get 0.
ALTER TABLE "t" ADD COLUMN "n" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "t" ALTER COLUMN "n" DROP DEFAULT;
"#,
    );
    assert_scripts(
        Dialect::Sqlite,
        &[from],
        &changes,
        r#"
PRAGMA foreign_keys=OFF;
BEGIN IMMEDIATE;
ALTER TABLE "t" DROP COLUMN "n";
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
-- The dropped values of "n" are gone: rows that exist get 0.
INSERT INTO "_moviectl_new_t" ("id", "a", "n")
    SELECT "id", "a", 0 FROM "t";
DROP TABLE "t";
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
COMMIT;
PRAGMA foreign_keys=ON;
"#,
    );
}

#[test]
fn a_name_with_a_line_break_stays_in_its_comment() {
    let mut from = simple();
    from.columns[2].name = "n\n; DROP TABLE t".into();
    let changes = [Change::DropColumn {
        table: name(),
        column: from.columns[2].clone(),
    }];
    for dialect in BOTH {
        let text = scripts(dialect, &schema(&[from.clone()]), &changes);
        assert!(
            text.contains(
                "-- The dropped values of \"n ; DROP TABLE t\" are gone: rows that exist get 0.\n"
            ),
            "{text}"
        );
    }
}

/// A type that can be named must be one that can be brought back, or `downgrade` fails on rows.
#[test]
fn every_type_has_a_placeholder() {
    for dialect in BOTH {
        for type_name in dialect.type_names() {
            let declared = crate::schema::DeclaredType::new(type_name);
            let Some(sql_type) = dialect.sql_type(&declared) else {
                continue;
            };
            let is_created = matches!(sql_type.name, crate::schema::TypeName::Custom { .. });
            let restored =
                super::placeholder::for_restored(dialect, &Column::new("c", sql_type, false));
            assert!(restored.is_some() || is_created, "{dialect} {type_name}");
        }
    }
}

#[test]
fn postgres_alters_a_type_with_a_cast_only_where_it_must() {
    let mut from = simple();
    from.columns[1].default = Some("'1'::text".into());
    let wider = alter(&from, "n", |column| column.sql_type = typed("bigint"));
    assert_scripts(
        Dialect::Postgres,
        &[from.clone()],
        &[wider],
        r#"
ALTER TABLE "t" ALTER COLUMN "n" TYPE BIGINT;
----
ALTER TABLE "t" ALTER COLUMN "n" TYPE INTEGER;
"#,
    );
    let number = alter(&from, "a", |column| column.sql_type = typed("integer"));
    assert_scripts(
        Dialect::Postgres,
        &[from.clone()],
        &[number],
        r#"
ALTER TABLE "t" ALTER COLUMN "a" DROP DEFAULT,
    ALTER COLUMN "a" TYPE INTEGER USING "a"::text::INTEGER,
    ALTER COLUMN "a" SET DEFAULT '1'::text;
----
ALTER TABLE "t" ALTER COLUMN "a" DROP DEFAULT,
    ALTER COLUMN "a" TYPE TEXT,
    ALTER COLUMN "a" SET DEFAULT '1'::text;
"#,
    );
    let yes = alter(&from, "n", |column| column.sql_type = typed("boolean"));
    assert_scripts(
        Dialect::Postgres,
        &[from],
        &[yes],
        r#"
ALTER TABLE "t" ALTER COLUMN "n" TYPE BOOLEAN USING "n"::BOOLEAN;
----
ALTER TABLE "t" ALTER COLUMN "n" TYPE INTEGER USING "n"::INTEGER;
"#,
    );
}

#[test]
fn postgres_alters_nullability_and_length() {
    let from = table("t", &[("id", "integer!"), ("a", "varchar(5)")]);
    let change = alter(&from, "a", |column| {
        column.sql_type = typed("varchar(9)");
        column.nullable = false;
    });
    assert_scripts(
        Dialect::Postgres,
        &[from],
        &[change],
        r#"
ALTER TABLE "t" ALTER COLUMN "a" TYPE VARCHAR(9),
    ALTER COLUMN "a" SET NOT NULL;
----
ALTER TABLE "t" ALTER COLUMN "a" TYPE VARCHAR(5),
    ALTER COLUMN "a" DROP NOT NULL;
"#,
    );
}

#[test]
fn a_serial_column_that_is_no_integer_any_more_loses_its_sequence() {
    let mut from = simple();
    from.columns[0].auto_increment = Some(AutoIncrement::Serial);
    let wider = alter(&from, "id", |column| column.sql_type = typed("bigint"));
    assert_scripts(
        Dialect::Postgres,
        &[from.clone()],
        &[wider],
        r#"
ALTER TABLE "t" ALTER COLUMN "id" TYPE BIGINT;
ALTER SEQUENCE "t_id_seq" AS BIGINT;
----
ALTER TABLE "t" ALTER COLUMN "id" TYPE INTEGER;
ALTER SEQUENCE "t_id_seq" AS INTEGER;
"#,
    );
    let text = alter(&from, "id", |column| {
        column.sql_type = typed("text");
        column.auto_increment = None;
    });
    assert_scripts(
        Dialect::Postgres,
        &[from],
        &[text],
        r#"
ALTER TABLE "t" ALTER COLUMN "id" DROP DEFAULT,
    ALTER COLUMN "id" TYPE TEXT;
DROP SEQUENCE "t_id_seq";
----
CREATE SEQUENCE "t_id_seq" AS INTEGER OWNED BY "t"."id";
ALTER TABLE "t" ALTER COLUMN "id" TYPE INTEGER USING "id"::text::INTEGER,
    ALTER COLUMN "id" SET DEFAULT nextval('"t_id_seq"');
SELECT setval('"t_id_seq"', coalesce(max("id"), 0) + 1, false) FROM "t";
"#,
    );
}

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
INSERT INTO "_moviectl_new_t" ("id", "a", "n")
    SELECT "id", "a", "n" FROM "t";
DROP TABLE "t";
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
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
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
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
        name: Some("t_a_key".into()),
        columns: vec!["a".into()],
    };
    let check = Check {
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
            index: index("t_n", "t", &["n"]),
        },
    ];
    assert_scripts(
        Dialect::Postgres,
        &[from.clone()],
        &changes,
        r#"
ALTER TABLE "t" ADD CONSTRAINT "t_a_key" UNIQUE ("a");
ALTER TABLE "t" ADD CONSTRAINT "t_n_check" CHECK (n > 0);
CREATE INDEX t_n ON t (n);
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
CREATE INDEX t_n ON t (n);
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
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
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
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
COMMIT;
PRAGMA foreign_keys=ON;
"#,
    );
}

#[test]
fn what_hangs_on_a_dropped_column_goes_before_it() {
    let mut from = simple();
    from.indexes.push(index("t_a", "t", &["a"]));
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
CREATE INDEX t_a ON t (a);
"#,
        );
    }
}

#[test]
fn sqlite_rebuilds_a_table_with_all_that_belongs_to_it() {
    let mut from = simple();
    from.columns[0].auto_increment = Some(AutoIncrement::Keyword);
    from.columns[1].default = Some("'x'".into());
    from.uniques.push(Unique {
        name: None,
        columns: vec!["a".into(), "n".into()],
    });
    from.checks.push(Check {
        name: Some("small".into()),
        expression: "n < 9".into(),
        columns: vec!["n".into()],
    });
    from.foreign_keys.push(ForeignKey {
        on_delete: ReferentialAction::Cascade,
        ..reference(&["n"], "t", &["id"])
    });
    from.indexes.push(index("t_a", "t", &["a"]));
    from.triggers.push(Trigger {
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
    SELECT "id", "a", "n" FROM "t";
DELETE FROM sqlite_sequence WHERE name = '_moviectl_new_t';
INSERT INTO sqlite_sequence (name, seq)
    SELECT '_moviectl_new_t', seq FROM sqlite_sequence WHERE name = 't';
DROP TABLE "t";
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
PRAGMA legacy_alter_table=OFF;
CREATE INDEX t_a ON t (a);
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
CREATE INDEX t_a ON t (a);
CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END;
COMMIT;
PRAGMA foreign_keys=ON;
"#,
    );
}

#[test]
fn sqlite_renames_without_a_look_around_only_where_somebody_looks() {
    let from = simple();
    let change = alter(&from, "a", |column| column.nullable = false);
    let alone = scripts(Dialect::Sqlite, &schema(&[from.clone()]), &[change.clone()]);
    assert!(!alone.contains("legacy_alter_table"), "{alone}");
    let mut watched = schema(&[from]);
    watched.views.push(Table::new(TableName::new("v")));
    let watched = scripts(Dialect::Sqlite, &watched, &[change]);
    assert!(watched.contains("PRAGMA legacy_alter_table=ON;\nALTER TABLE \"_moviectl_new_t\" RENAME TO \"t\";\nPRAGMA legacy_alter_table=OFF;"), "{watched}");
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
INSERT INTO "_moviectl_new_t" ("id", "a", "n")
    SELECT "id", "a", "n" FROM "t";
DROP TABLE "t";
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
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
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
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
fn names_are_cut_as_postgres_cuts_them_and_never_twice_the_same() {
    let long = "x".repeat(60);
    let cut = super::names::object_name(&long, &long, "fkey");
    assert_eq!(cut, format!("{}_{}_fkey", "x".repeat(29), "x".repeat(28)));
    assert_eq!(
        super::names::object_name("t", &"é".repeat(40), "seq"),
        format!("t_{}_seq", "é".repeat(28))
    );
    let columns = [format!("{long}1"), format!("{long}2")];
    let mut child = table(
        &long,
        &[
            ("id", "integer!"),
            (&columns[0], "integer"),
            (&columns[1], "integer"),
        ],
    );
    for column in &columns {
        child.foreign_keys.push(reference(&[column], "p", &["id"]));
    }
    let text = scripts(
        Dialect::Postgres,
        &Schema::default(),
        &[Change::CreateTable(child)],
    );
    assert!(
        text.contains("_fkey\" FOREIGN KEY") && text.contains("_fkey1\" FOREIGN KEY"),
        "{text}"
    );
}
