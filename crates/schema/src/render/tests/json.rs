//! JSON: the text of a schema that has one of everything.

use super::foreign_key;
use crate::dialect::Dialect;
use crate::render::json;
use crate::schema::{
    AutoIncrement, Check, CheckClauses, Column, Deferrable, EnumType, Generated, Index, PrimaryKey,
    ReferentialAction, Schema, SqlType, Table, TableName, TableOptions, Trigger, Unique,
    UniqueClauses,
};

#[test]
fn the_order_of_the_keys_is_the_documented_one() {
    assert_eq!(json(Dialect::Postgres, &everything()), EXPECTED.trim());
    assert_eq!(
        json(Dialect::Sqlite, &Schema::default()),
        "{\n  \"dialect\": \"sqlite\",\n  \"enums\": [],\n  \"tables\": [],\n  \"views\": []\n}"
    );
}

fn everything() -> Schema {
    let mut view = Table::new(TableName::new("titles"));
    view.comment = Some("All \"titles\".".into());
    view.columns = vec![column("title", "text", true)];
    view.indexes = vec![index("titles_title")];
    Schema {
        tables: vec![table()],
        views: vec![view],
        enums: vec![EnumType {
            name: TableName::in_schema("audit", "mood"),
            labels: vec!["sad".into(), "größer".into()],
        }],
        ..Schema::default()
    }
}

fn table() -> Table {
    let mut table = Table::new(TableName::in_schema("audit", "film"));
    table.columns = columns();
    table.primary_key = Some(PrimaryKey {
        name: Some("film_pkey".into()),
        columns: vec!["id".into()],
    });
    table.foreign_keys = foreign_keys();
    table.uniques = vec![Unique {
        name: Some("film_title_key".into()),
        columns: vec!["title".into()],
        clauses: UniqueClauses {
            nulls_not_distinct: true,
            ..UniqueClauses::default()
        },
    }];
    table.checks = vec![Check {
        name: None,
        expression: "year > 1900".into(),
        columns: vec!["year".into()],
        clauses: CheckClauses {
            no_inherit: true,
            ..CheckClauses::default()
        },
    }];
    table.indexes = vec![index("film_year")];
    table.sqlite.triggers = vec![Trigger {
        name: "film_changed".into(),
        definition: "CREATE TRIGGER film_changed …".into(),
    }];
    table.postgres.parameters = Some("fillfactor='70'".into());
    table.sqlite.options = TableOptions {
        without_rowid: false,
        strict: true,
    };
    table.unsupported = vec!["row security".into()];
    table
}

fn columns() -> Vec<Column> {
    let mut columns = Vec::new();
    for (name, kind) in [
        ("id", AutoIncrement::Serial),
        ("by_default", AutoIncrement::IdentityByDefault),
        ("always", AutoIncrement::IdentityAlways),
        ("keyword", AutoIncrement::Keyword),
    ] {
        let mut numbered = column(name, "integer", false);
        numbered.auto_increment = Some(kind);
        columns.push(numbered);
    }
    let mut title = Column::new(
        "title",
        SqlType::builtin("varchar").with_arguments([80]),
        true,
    );
    title.default = Some("'untitled'::character varying".into());
    title.collation = Some("C".into());
    title.comment = Some("In its\nown language.".into());
    let mut year = column("year", "integer", true);
    year.generated = Some(Generated {
        expression: "id + 1".into(),
        stored: true,
    });
    columns.extend([title, year]);
    columns
}

/// One for each action, and one for each time of the check. Keys with a name come after those without one.
fn foreign_keys() -> Vec<crate::schema::ForeignKey> {
    let mut keys = Vec::new();
    for (name, on_delete, on_update, deferrable) in [
        (
            Some("z"),
            ReferentialAction::NoAction,
            ReferentialAction::Restrict,
            Deferrable::Never,
        ),
        (
            Some("a"),
            ReferentialAction::Cascade,
            ReferentialAction::SetNull,
            Deferrable::InitiallyImmediate,
        ),
        (
            None,
            ReferentialAction::SetDefault,
            ReferentialAction::NoAction,
            Deferrable::InitiallyDeferred,
        ),
    ] {
        let mut key = foreign_key(&["id", "year"], TableName::new("other"), &["one", "two"]);
        key.name = name.map(str::to_owned);
        key.on_delete = on_delete;
        key.on_update = on_update;
        key.deferrable = deferrable;
        keys.push(key);
    }
    keys
}

fn column(name: &str, sql_type: &str, nullable: bool) -> Column {
    Column::new(name, SqlType::builtin(sql_type), nullable)
}

fn index(name: &str) -> Index {
    Index::of_columns(name, &["year".into()])
}

const EXPECTED: &str = include_str!("everything.json");
