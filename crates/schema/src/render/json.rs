//! The whole schema as JSON (`docs/inspect.md`). Keys are only ever added, and are printed in the order of the fields.

use serde::Serialize;

use crate::dialect::Dialect;
use crate::schema::{self, AutoIncrement, Deferrable, ReferentialAction, comment_text};

/// The schema as indented JSON, without a newline at the end.
pub fn json(dialect: Dialect, schema: &schema::Schema) -> String {
    let schema = Schema {
        dialect: dialect.name(),
        enums: schema.enums.iter().map(enum_type).collect(),
        tables: schema
            .tables
            .iter()
            .map(|own| table(dialect, own))
            .collect(),
        views: schema.views.iter().map(|own| view(dialect, own)).collect(),
    };
    // Nothing here can fail: the keys are field names, and the values are text, lists and booleans.
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

#[derive(Serialize)]
struct Schema<'s> {
    dialect: &'s str,
    enums: Vec<EnumType<'s>>,
    tables: Vec<Table<'s>>,
    views: Vec<View<'s>>,
}

#[derive(Serialize)]
struct EnumType<'s> {
    schema: Option<&'s str>,
    name: &'s str,
    values: &'s [String],
}

#[derive(Serialize)]
struct View<'s> {
    schema: Option<&'s str>,
    name: &'s str,
    comment: Option<&'s str>,
    columns: Vec<Column<'s>>,
    indexes: Vec<Index<'s>>,
}

#[derive(Serialize)]
struct Table<'s> {
    schema: Option<&'s str>,
    name: &'s str,
    comment: Option<&'s str>,
    columns: Vec<Column<'s>>,
    primary_key: Option<PrimaryKey<'s>>,
    foreign_keys: Vec<ForeignKey<'s>>,
    uniques: Vec<Unique<'s>>,
    checks: Vec<Check<'s>>,
    indexes: Vec<Index<'s>>,
    triggers: Vec<Trigger<'s>>,
    without_rowid: bool,
    strict: bool,
    extras: Vec<String>,
    unsupported: &'s [String],
}

#[derive(Serialize)]
struct Column<'s> {
    name: &'s str,
    #[serde(rename = "type")]
    sql_type: String,
    nullable: bool,
    default: Option<&'s str>,
    auto_increment: Option<&'static str>,
    generated: Option<Generated<'s>>,
    collation: Option<&'s str>,
    comment: Option<&'s str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<String>,
}

#[derive(Serialize)]
struct Generated<'s> {
    expression: &'s str,
    stored: bool,
}

#[derive(Serialize)]
struct PrimaryKey<'s> {
    name: Option<&'s str>,
    columns: &'s [String],
}

#[derive(Serialize)]
struct ForeignKey<'s> {
    name: Option<&'s str>,
    columns: &'s [String],
    references: References<'s>,
    on_delete: &'static str,
    on_update: &'static str,
    deferrable: &'static str,
    definition: Option<String>,
}

#[derive(Serialize)]
struct References<'s> {
    schema: Option<&'s str>,
    table: &'s str,
    columns: &'s [String],
}

#[derive(Serialize)]
struct Unique<'s> {
    name: Option<&'s str>,
    columns: &'s [String],
    definition: Option<String>,
}

#[derive(Serialize)]
struct Check<'s> {
    name: Option<&'s str>,
    expression: &'s str,
    columns: &'s [String],
    options: String,
}

#[derive(Serialize)]
struct Index<'s> {
    name: &'s str,
    unique: bool,
    columns: &'s [String],
    definition: String,
}

#[derive(Serialize)]
struct Trigger<'s> {
    name: &'s str,
    definition: &'s str,
}

fn enum_type(own: &schema::EnumType) -> EnumType<'_> {
    EnumType {
        schema: own.name.schema.as_deref(),
        name: &own.name.name,
        values: &own.labels,
    }
}

fn view(dialect: Dialect, view: &schema::Table) -> View<'_> {
    View {
        schema: view.name.schema.as_deref(),
        name: &view.name.name,
        comment: comment_text(view.comment.as_ref()),
        columns: columns(dialect, view),
        indexes: indexes(dialect, view),
    }
}

fn table(dialect: Dialect, table: &schema::Table) -> Table<'_> {
    Table {
        schema: table.name.schema.as_deref(),
        name: &table.name.name,
        comment: comment_text(table.comment.as_ref()),
        columns: columns(dialect, table),
        primary_key: table.primary_key.as_ref().map(primary_key),
        foreign_keys: by_name(&table.foreign_keys, |own| own.name.as_deref())
            .map(|key| foreign_key(dialect, key))
            .collect(),
        uniques: by_name(&table.uniques, |own| own.name.as_deref())
            .map(|own| unique(dialect, own))
            .collect(),
        checks: by_name(&table.checks, |own| own.name.as_deref())
            .map(check)
            .collect(),
        indexes: indexes(dialect, table),
        triggers: table.sqlite.triggers.iter().map(trigger).collect(),
        without_rowid: table.sqlite.options.without_rowid,
        strict: table.sqlite.options.strict,
        extras: dialect.table_properties(table),
        unsupported: &table.unsupported,
    }
}

/// Sorts by name, and keeps the order of those without one, which come first. SQLite has an order of constraints, and no
/// other database does.
fn by_name<T>(all: &[T], name: impl Fn(&T) -> Option<&str>) -> impl Iterator<Item = &T> {
    let mut sorted: Vec<&T> = all.iter().collect();
    sorted.sort_by(|a, b| name(a).cmp(&name(b)));
    sorted.into_iter()
}

fn columns(dialect: Dialect, table: &schema::Table) -> Vec<Column<'_>> {
    table
        .columns
        .iter()
        .map(|own| column(dialect, own))
        .collect()
}

fn column(dialect: Dialect, column: &schema::Column) -> Column<'_> {
    Column {
        name: &column.name,
        sql_type: dialect.type_sql(&column.sql_type),
        nullable: column.nullable,
        default: column.default.as_deref(),
        auto_increment: column.auto_increment.map(auto_increment),
        generated: column.generated.as_ref().map(|generated| Generated {
            expression: &generated.expression,
            stored: generated.stored,
        }),
        collation: column.collation.as_deref(),
        comment: comment_text(column.comment.as_ref()),
        attributes: column.attributes.iter().map(ToString::to_string).collect(),
    }
}

fn auto_increment(kind: AutoIncrement) -> &'static str {
    match kind {
        AutoIncrement::Serial => "serial",
        AutoIncrement::IdentityByDefault => "identity_by_default",
        AutoIncrement::IdentityAlways => "identity_always",
        AutoIncrement::Keyword => "autoincrement",
    }
}

fn primary_key(key: &schema::PrimaryKey) -> PrimaryKey<'_> {
    PrimaryKey {
        name: key.name.as_deref(),
        columns: &key.columns,
    }
}

fn foreign_key(dialect: Dialect, key: &schema::ForeignKey) -> ForeignKey<'_> {
    ForeignKey {
        name: key.name.as_deref(),
        columns: &key.columns,
        references: References {
            schema: key.references.schema.as_deref(),
            table: &key.references.name,
            columns: &key.referenced_columns,
        },
        on_delete: action(key.on_delete),
        on_update: action(key.on_update),
        deferrable: match key.deferrable {
            Deferrable::Never => "never",
            Deferrable::InitiallyImmediate => "initially_immediate",
            Deferrable::InitiallyDeferred => "initially_deferred",
        },
        definition: (key.clauses != schema::ForeignKeyClauses::default()).then(|| {
            let unnamed = schema::ForeignKey {
                name: None,
                ..key.clone()
            };
            dialect.foreign_key_constraint(&unnamed)
        }),
    }
}

fn action(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "no_action",
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set_null",
        ReferentialAction::SetDefault => "set_default",
    }
}

fn unique(dialect: Dialect, unique: &schema::Unique) -> Unique<'_> {
    Unique {
        name: unique.name.as_deref(),
        columns: &unique.columns,
        definition: (unique.clauses != schema::UniqueClauses::default()).then(|| {
            let unnamed = schema::Unique {
                name: None,
                ..unique.clone()
            };
            dialect.unique_constraint(&unnamed)
        }),
    }
}

fn check(check: &schema::Check) -> Check<'_> {
    Check {
        name: check.name.as_deref(),
        expression: &check.expression,
        columns: &check.columns,
        options: check.clauses.words().join(" "),
    }
}

fn indexes(dialect: Dialect, table: &schema::Table) -> Vec<Index<'_>> {
    let indexes = table.indexes.iter();
    indexes
        .map(|index| Index {
            name: &index.name,
            unique: index.unique,
            columns: &index.columns,
            definition: dialect.create_index(&table.name, index),
        })
        .collect()
}

fn trigger(trigger: &schema::Trigger) -> Trigger<'_> {
    Trigger {
        name: &trigger.name,
        definition: &trigger.definition,
    }
}
