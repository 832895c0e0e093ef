//! Enum types and schemas: what comes, what goes, and what stands aside meanwhile.

use super::*;
use crate::plan::{Step, enums_of, renames};
use crate::schema::{EnumType, Generated, Rename};

fn mood(labels: &[&str]) -> EnumType {
    EnumType {
        name: TableName::new("mood"),
        labels: labels.iter().map(ToString::to_string).collect(),
    }
}

fn change(from: &[&str], to: &[&str]) -> Change {
    Change::AlterEnum {
        from: mood(from),
        to: mood(to),
    }
}

/// A table with a column of the type, one of arrays of it, and all that can name it.
fn person() -> Table {
    let mut table = table(
        "t",
        &[("id", "integer!"), ("feels", "mood!"), ("moods", "mood[]")],
    );
    table.columns[1].default = Some("'ok'::mood".into());
    table.columns[2].default = Some("'{ok}'::mood[]".into());
    table
}

#[track_caller]
fn assert_enum(tables: &[Table], from: &[&str], changes: &[Change], expected: &str) {
    let schema = Schema {
        enums: vec![mood(from)],
        ..schema(tables)
    };
    let actual = scripts(Dialect::Postgres, &schema, changes);
    assert_eq!(actual.trim(), expected.trim(), "\n{actual}");
}

#[test]
fn a_type_comes_before_its_tables_and_goes_after_them() {
    let own = EnumType {
        name: TableName::in_schema("audit", "mood"),
        labels: vec!["it's".into(), "ok".into()],
    };
    let mut entry = Table::new(TableName::in_schema("audit", "entry"));
    let mut feels = column("feels", "audit.mood", false);
    feels.default = Some("'ok'".into());
    entry.columns.push(feels);
    assert_scripts(
        Dialect::Postgres,
        &[],
        &[
            Change::CreateTable(entry),
            Change::CreateEnum(own),
            Change::CreateSchema("audit".into()),
        ],
        r#"
CREATE SCHEMA IF NOT EXISTS "audit";
CREATE TYPE "audit"."mood" AS ENUM ('it''s', 'ok');
CREATE TABLE "audit"."entry" (
    "feels" "audit"."mood" NOT NULL DEFAULT 'ok'
);
----
DROP TABLE "audit"."entry";
DROP TYPE "audit"."mood";
DROP SCHEMA "audit";
"#,
    );
}

#[test]
fn a_type_that_goes_is_the_last_to_go() {
    let from = person();
    let gone = |name: &str| Change::DropColumn {
        table: from.name.clone(),
        column: from.column(name).unwrap().clone(),
    };
    assert_enum(
        &[from.clone()],
        &["sad", "ok"],
        &[
            Change::DropEnum(mood(&["sad", "ok"])),
            gone("feels"),
            gone("moods"),
        ],
        r#"
ALTER TABLE "t" DROP COLUMN "feels";
ALTER TABLE "t" DROP COLUMN "moods";
DROP TYPE "mood";
----
CREATE TYPE "mood" AS ENUM ('sad', 'ok');
ALTER TABLE "t" ADD COLUMN "moods" "mood"[] DEFAULT '{ok}'::mood[];
ALTER TABLE "t" ADD COLUMN "feels" "mood" NOT NULL DEFAULT 'ok'::mood;
"#,
    );
}

#[test]
fn a_not_null_column_comes_back_with_the_first_value() {
    let mut from = person();
    from.columns[1].default = None;
    let column = from.columns[1].clone();
    let change = Change::DropColumn {
        table: from.name.clone(),
        column,
    };
    assert_enum(
        &[from],
        &["sad", "ok"],
        &[change],
        r#"
ALTER TABLE "t" DROP COLUMN "feels";
----
-- The dropped values of "feels" are gone: rows that exist get 'sad'.
ALTER TABLE "t" ADD COLUMN "feels" "mood" NOT NULL DEFAULT 'sad';
ALTER TABLE "t" ALTER COLUMN "feels" DROP DEFAULT;
"#,
    );
}

#[test]
fn a_value_is_added_in_its_place_by_one_statement() {
    for (from, to, up) in [
        (
            &["sad", "ok"],
            &["sad", "ok", "happy"],
            "ADD VALUE 'happy' AFTER 'ok'",
        ),
        (
            &["sad", "ok"],
            &["sad", "it's", "ok"],
            "ADD VALUE 'it''s' AFTER 'sad'",
        ),
        (
            &["sad", "ok"],
            &["worst", "sad", "ok"],
            "ADD VALUE 'worst' BEFORE 'sad'",
        ),
    ] {
        assert_enum(
            &[person()],
            from,
            &[change(from, to)],
            &format!(
                r#"
ALTER TYPE "mood" {up};
----
ALTER TYPE "mood" RENAME TO "_moviectl_old_mood";
CREATE TYPE "mood" AS ENUM ('sad', 'ok');
ALTER TABLE "t" ALTER COLUMN "feels" DROP DEFAULT,
    ALTER COLUMN "moods" DROP DEFAULT,
    ALTER COLUMN "feels" TYPE "mood" USING "feels"::text::"mood",
    ALTER COLUMN "moods" TYPE "mood"[] USING "moods"::text[]::"mood"[],
    ALTER COLUMN "feels" SET DEFAULT 'ok'::mood,
    ALTER COLUMN "moods" SET DEFAULT '{{ok}}'::mood[];
DROP TYPE "_moviectl_old_mood";
"#
            ),
        );
    }
}

#[test]
fn several_values_follow_each_other() {
    assert_enum(
        &[],
        &["b"],
        &[change(&["b"], &["a", "b", "c", "d"])],
        r#"
ALTER TYPE "mood" ADD VALUE 'a' BEFORE 'b';
ALTER TYPE "mood" ADD VALUE 'c' AFTER 'b';
ALTER TYPE "mood" ADD VALUE 'd' AFTER 'c';
----
ALTER TYPE "mood" RENAME TO "_moviectl_old_mood";
CREATE TYPE "mood" AS ENUM ('b');
DROP TYPE "_moviectl_old_mood";
"#,
    );
}

#[test]
fn a_removed_value_makes_the_type_anew_and_what_names_it_stands_aside() {
    let mut from = person();
    from.checks.push(Check {
        clauses: Default::default(),
        name: Some("no_sad".into()),
        expression: "feels <> 'sad'::mood".into(),
        columns: vec!["feels".into()],
    });
    from.checks.push(Check {
        clauses: Default::default(),
        name: Some("other".into()),
        expression: "id > 0".into(),
        columns: vec!["id".into()],
    });
    from.indexes.push(Index {
        predicate: Some("feels = 'ok'::mood".into()),
        ..index("t_ok", &["id"])
    });
    from.indexes.push(index("t_feels", &["feels"]));
    let mut other = table("other", &[("id", "integer!"), ("t_feels", "mood")]);
    let mut key = reference(&["t_feels"], "t", &["feels"]);
    key.name = Some("other_fkey".into());
    other.foreign_keys.push(key);
    assert_enum(
        &[from, other],
        &["sad", "ok"],
        &[change(&["sad", "ok"], &["ok"])],
        r#"
ALTER TABLE "other" DROP CONSTRAINT "other_fkey";
DROP INDEX "t_ok";
ALTER TABLE "t" DROP CONSTRAINT "no_sad";
ALTER TYPE "mood" RENAME TO "_moviectl_old_mood";
CREATE TYPE "mood" AS ENUM ('ok');
ALTER TABLE "t" ALTER COLUMN "feels" DROP DEFAULT,
    ALTER COLUMN "moods" DROP DEFAULT,
    ALTER COLUMN "feels" TYPE "mood" USING "feels"::text::"mood",
    ALTER COLUMN "moods" TYPE "mood"[] USING "moods"::text[]::"mood"[],
    ALTER COLUMN "feels" SET DEFAULT 'ok'::mood,
    ALTER COLUMN "moods" SET DEFAULT '{ok}'::mood[];
ALTER TABLE "other" ALTER COLUMN "t_feels" TYPE "mood" USING "t_feels"::text::"mood";
DROP TYPE "_moviectl_old_mood";
ALTER TABLE "t" ADD CONSTRAINT "no_sad" CHECK (feels <> 'sad'::mood);
CREATE INDEX "t_ok" ON "t" ("id") WHERE feels = 'ok'::mood;
ALTER TABLE "other" ADD CONSTRAINT "other_fkey" FOREIGN KEY ("t_feels") REFERENCES "t" ("feels");
----
ALTER TYPE "mood" ADD VALUE 'sad' BEFORE 'ok';
"#,
    );
}

#[test]
fn a_new_value_that_is_used_at_once_makes_the_type_anew() {
    let mut from = person();
    from.columns.truncate(2);
    let new_default = alter(&from, "feels", |column| {
        column.default = Some("'happy'".into())
    });
    assert_enum(
        &[from],
        &["ok"],
        &[change(&["ok"], &["ok", "happy"]), new_default],
        r#"
ALTER TABLE "t" ALTER COLUMN "feels" DROP DEFAULT;
ALTER TYPE "mood" RENAME TO "_moviectl_old_mood";
CREATE TYPE "mood" AS ENUM ('ok', 'happy');
ALTER TABLE "t" ALTER COLUMN "feels" TYPE "mood" USING "feels"::text::"mood";
DROP TYPE "_moviectl_old_mood";
ALTER TABLE "t" ALTER COLUMN "feels" SET DEFAULT 'happy';
----
ALTER TABLE "t" ALTER COLUMN "feels" DROP DEFAULT;
ALTER TYPE "mood" RENAME TO "_moviectl_old_mood";
CREATE TYPE "mood" AS ENUM ('ok');
ALTER TABLE "t" ALTER COLUMN "feels" TYPE "mood" USING "feels"::text::"mood";
DROP TYPE "_moviectl_old_mood";
ALTER TABLE "t" ALTER COLUMN "feels" SET DEFAULT 'ok'::mood;
"#,
    );
}

/// PostgreSQL writes a value with other signs in an array, and people in other strings.
#[test]
fn a_new_value_is_found_in_any_notation() {
    for (label, default) in [
        (r"back\slash", r#"'{"back\\slash"}'"#),
        ("quo\"te", r#"'{"quo\"te"}'"#),
        ("it's", "'{it''s}'"),
        ("it's", "$$it's$$"),
        (r"a\b", r"E'a\\b'"),
    ] {
        let from = table("t", &[("id", "integer!"), ("moods", "mood[]")]);
        let used = alter(&from, "moods", |column| {
            column.default = Some(default.into())
        });
        let schema = Schema {
            enums: vec![mood(&["ok"])],
            ..schema(&[from])
        };
        let changes = [change(&["ok"], &["ok", label]), used];
        let up = plan(Dialect::Postgres, &schema, &changes).unwrap().up_sql();
        assert!(!up.contains("ADD VALUE"), "{default}: {up}");
    }
}

#[test]
fn text_that_becomes_an_enum_may_hold_what_is_new() {
    let from = table("t", &[("id", "integer!"), ("a", "text")]);
    let to_enum = alter(&from, "a", |column| column.sql_type = typed("mood"));
    assert_enum(
        &[from],
        &["ok"],
        &[to_enum, change(&["ok"], &["ok", "happy"])],
        r#"
ALTER TYPE "mood" RENAME TO "_moviectl_old_mood";
CREATE TYPE "mood" AS ENUM ('ok', 'happy');
DROP TYPE "_moviectl_old_mood";
ALTER TABLE "t" ALTER COLUMN "a" TYPE "mood" USING "a"::text::"mood";
----
ALTER TABLE "t" ALTER COLUMN "a" TYPE TEXT USING "a"::text::TEXT;
ALTER TYPE "mood" RENAME TO "_moviectl_old_mood";
CREATE TYPE "mood" AS ENUM ('ok');
DROP TYPE "_moviectl_old_mood";
"#,
    );
}

#[test]
fn what_cannot_stand_aside_is_named() {
    let mut from = person();
    let mut computed = column("is_ok", "boolean", true);
    computed.generated = Some(Generated {
        expression: "feels = 'ok'::mood".into(),
        stored: true,
    });
    from.columns.push(computed);
    let schema = Schema {
        enums: vec![mood(&["sad", "ok"])],
        enum_dependents: vec![(TableName::new("mood"), "view moods".into())],
        ..schema(&[from])
    };
    let error = plan(
        Dialect::Postgres,
        &schema,
        &[change(&["sad", "ok"], &["ok"])],
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "enum 'mood' can't be made anew, which taking away a value needs, and the way back from a new one too: \
         generated column 't.is_ok', view moods are in the way"
    );
}

#[test]
fn a_long_name_is_cut_where_characters_end() {
    let own = |labels: &[&str]| EnumType {
        name: TableName::in_schema("s", "ö".repeat(31)),
        labels: mood(labels).labels,
    };
    let change = Change::AlterEnum {
        from: own(&["a", "b"]),
        to: own(&["b", "a"]),
    };
    let plan = plan(Dialect::Postgres, &Schema::default(), &[change]).unwrap();
    let aside = format!("_moviectl_old_{}", "ö".repeat(24));
    assert_eq!(aside.len(), 62);
    assert_eq!(
        plan.up_statements().last().unwrap(),
        &format!("DROP TYPE \"s\".\"{aside}\"")
    );
}

#[test]
fn renames_go_both_ways() {
    let renamed = |rename| renames(Dialect::Postgres, &Schema::default(), &[rename]).remove(0);
    let name = TableName::in_schema("audit", "mood");
    assert_eq!(
        renamed(Rename::Enum {
            from: name,
            to: TableName::in_schema("audit", "feeling"),
        }),
        Step {
            up: vec![r#"ALTER TYPE "audit"."mood" RENAME TO "feeling""#.into()],
            down: vec![r#"ALTER TYPE "audit"."feeling" RENAME TO "mood""#.into()],
        }
    );
    assert_eq!(
        renamed(Rename::Value {
            name: TableName::new("mood"),
            from: "sad".into(),
            to: "it's sad".into(),
        }),
        Step {
            up: vec![r#"ALTER TYPE "mood" RENAME VALUE 'sad' TO 'it''s sad'"#.into()],
            down: vec![r#"ALTER TYPE "mood" RENAME VALUE 'it''s sad' TO 'sad'"#.into()],
        }
    );
}

#[test]
fn only_what_nothing_else_uses_goes_with_the_tables() {
    let other = table("other", &[("id", "integer!"), ("feels", "mood[]")]);
    let unused = EnumType {
        name: TableName::new("unused"),
        labels: vec!["a".into()],
    };
    let live = Schema {
        enums: vec![mood(&["ok"]), unused.clone()],
        ..schema(&[person(), other])
    };
    let names = |declared: &Schema, tables: &[&str]| -> Vec<String> {
        let tables: Vec<TableName> = tables.iter().map(|name| TableName::new(*name)).collect();
        let enums = enums_of(&live, declared, &tables);
        enums.iter().map(|own| own.name.to_string()).collect()
    };
    let nothing = Schema::default();
    assert_eq!(names(&nothing, &["t"]), Vec::<String>::new());
    assert_eq!(names(&nothing, &["t", "other"]), ["mood"]);
    let declared = Schema {
        enums: vec![mood(&["ok"]), unused],
        ..Schema::default()
    };
    assert_eq!(names(&declared, &["t"]), ["unused"]);
}
