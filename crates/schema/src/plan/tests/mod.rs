//! The SQL of each kind of change, both ways, on each dialect.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cloned_ref_to_slice_refs,
    reason = "a test's failure is a panic"
)]

mod columns;
mod comments;
mod constraints;
mod enums;
mod many;
mod mysql;
mod numbering;
mod rebuilds;
mod special;

use super::{PlanError, create_all, drop_all, plan};
use crate::dialect::Dialect;
use crate::schema::{
    AutoIncrement, Change, Check, Column, Deferrable, ForeignKey, Index, PrimaryKey,
    ReferentialAction, Schema, SqlType, Table, TableName, Trigger, Unique,
};

const BOTH: [Dialect; 2] = [Dialect::Sqlite, Dialect::Postgres];

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
        clauses: Default::default(),
        name: None,
        columns: owned(columns),
        references: TableName::new(parent),
        referenced_columns: owned(referenced),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::Never,
    }
}

fn index(name: &str, columns: &[&str]) -> Index {
    let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
    Index::of_columns(name, &columns)
}

fn schema(tables: &[Table]) -> Schema {
    Schema {
        tables: tables.to_vec(),
        ..Schema::default()
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
    new.indexes.push(index("t_a", &["a"]));
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
CREATE INDEX "t_a" ON "t" ("a");
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
CREATE INDEX "t_a" ON "t" ("a");
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
        let tables = schema(&[parent.clone(), child.clone()]);
        let dropped = drop_all(dialect, &tables, &names).unwrap();
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
fn names_are_cut_as_postgres_cuts_them_and_never_twice_the_same() {
    let long = "x".repeat(60);
    let cut = crate::dialect::object_name(&long, &long, "fkey");
    assert_eq!(cut, format!("{}_{}_fkey", "x".repeat(29), "x".repeat(28)));
    assert_eq!(
        crate::dialect::object_name("t", &"é".repeat(40), "seq"),
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
