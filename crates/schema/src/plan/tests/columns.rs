//! Columns that come, go and change.

use super::*;

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
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
PRAGMA legacy_alter_table=OFF;
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
PRAGMA legacy_alter_table=ON;
ALTER TABLE "_moviectl_new_t" RENAME TO "t";
PRAGMA legacy_alter_table=OFF;
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
    for dialect in Dialect::ALL {
        for type_name in dialect.type_names() {
            let declared = crate::schema::DeclaredType::new(type_name);
            let Some(sql_type) = dialect.sql_type(&declared) else {
                continue;
            };
            let is_created = matches!(sql_type.name, crate::schema::TypeName::Custom { .. });
            let mut from = simple();
            let dropped = Column::new("c", sql_type, false);
            from.columns.push(dropped.clone());
            let drop = Change::DropColumn {
                table: from.name.clone(),
                column: dropped,
            };
            let planned = plan(dialect, &schema(&[from]), &[drop]).unwrap();
            let restored = planned.down_sql().contains("rows that exist get");
            assert!(restored || is_created, "{dialect} {type_name}");
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
SELECT setval('"t_id_seq"', greatest(max("id"), 1), coalesce(max("id") >= 1, FALSE)) FROM "t";
"#,
    );
}
