//! The whole schema as JSON (`docs/inspect.md`). Keys are only ever added.

use serde_json::{Value, json as object};

use crate::dialect::Dialect;
use crate::schema::{
    AutoIncrement, Check, Column, Deferrable, ForeignKey, Index, ReferentialAction, Schema,
    Special, Table, comment_text,
};

/// The schema as indented JSON, without a newline at the end.
pub fn json(dialect: Dialect, schema: &Schema) -> String {
    let tables: Vec<Value> = schema
        .tables
        .iter()
        .map(|table| of_table(dialect, table))
        .collect();
    let views: Vec<Value> = schema
        .views
        .iter()
        .map(|view| {
            object!({
                "schema": view.name.schema,
                "name": view.name.name,
                "comment": comment_text(view.comment.as_ref()),
                "columns": columns(dialect, view),
                "indexes": view.indexes.iter().map(index).collect::<Vec<_>>(),
            })
        })
        .collect();
    let enums: Vec<Value> = schema
        .enums
        .iter()
        .map(|own| object!({ "schema": own.name.schema, "name": own.name.name, "values": own.labels }))
        .collect();
    let schema = object!({
        "dialect": dialect.name(),
        "enums": enums,
        "tables": tables,
        "views": views,
    });
    format!("{schema:#}")
}

fn of_table(dialect: Dialect, table: &Table) -> Value {
    let primary_key = table
        .primary_key
        .as_ref()
        .map(|key| object!({ "name": key.name, "columns": key.columns }));
    let foreign_keys = by_name(&table.foreign_keys, |own| own.name.as_deref());
    let uniques = by_name(&table.uniques, |own| own.name.as_deref());
    let checks = by_name(&table.checks, |own| own.name.as_deref());
    let triggers = table.triggers.iter();
    object!({
        "schema": table.name.schema,
        "name": table.name.name,
        "comment": comment_text(table.comment.as_ref()),
        "columns": columns(dialect, table),
        "primary_key": primary_key,
        "foreign_keys": foreign_keys.map(foreign_key).collect::<Vec<_>>(),
        "uniques": uniques
            .map(|unique| object!({ "name": unique.name, "columns": unique.columns, "definition": definition(unique.special.as_ref()) }))
            .collect::<Vec<_>>(),
        "checks": checks.map(check).collect::<Vec<_>>(),
        "indexes": table.indexes.iter().map(index).collect::<Vec<_>>(),
        "triggers": triggers
            .map(|trigger| object!({ "name": trigger.name, "definition": trigger.definition }))
            .collect::<Vec<_>>(),
        "without_rowid": table.options.without_rowid,
        "strict": table.options.strict,
        "extras": table.extras.iter().map(|extra| &extra.definition).collect::<Vec<_>>(),
        "unsupported": table.unsupported,
    })
}

/// By their names, those without one in their own order before the others: SQLite has an order of them, and no other does.
fn by_name<T>(all: &[T], name: impl Fn(&T) -> Option<&str>) -> impl Iterator<Item = &T> {
    let mut sorted: Vec<&T> = all.iter().collect();
    sorted.sort_by(|a, b| name(a).cmp(&name(b)));
    sorted.into_iter()
}

fn columns(dialect: Dialect, table: &Table) -> Vec<Value> {
    table
        .columns
        .iter()
        .map(|own| column(dialect, own))
        .collect()
}

fn column(dialect: Dialect, column: &Column) -> Value {
    let generated = column.generated.as_ref().map(
        |generated| object!({ "expression": generated.expression, "stored": generated.stored }),
    );
    object!({
        "name": column.name,
        "type": dialect.type_sql(&column.sql_type),
        "nullable": column.nullable,
        "default": column.default,
        "auto_increment": column.auto_increment.map(auto_increment),
        "generated": generated,
        "collation": column.collation,
        "comment": comment_text(column.comment.as_ref()),
    })
}

fn auto_increment(kind: AutoIncrement) -> &'static str {
    match kind {
        AutoIncrement::Serial => "serial",
        AutoIncrement::IdentityByDefault => "identity_by_default",
        AutoIncrement::IdentityAlways => "identity_always",
        AutoIncrement::Keyword => "autoincrement",
    }
}

fn foreign_key(key: &ForeignKey) -> Value {
    object!({
        "name": key.name,
        "columns": key.columns,
        "references": {
            "schema": key.references.schema,
            "table": key.references.name,
            "columns": key.referenced_columns,
        },
        "on_delete": action(key.on_delete),
        "on_update": action(key.on_update),
        "deferrable": match key.deferrable {
            Deferrable::Never => "never",
            Deferrable::InitiallyImmediate => "initially_immediate",
            Deferrable::InitiallyDeferred => "initially_deferred",
        },
        "definition": definition(key.special.as_ref()),
    })
}

fn definition(special: Option<&Special>) -> Option<&str> {
    special.map(|own| own.definition.as_str())
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

fn check(check: &Check) -> Value {
    object!({ "name": check.name, "expression": check.expression, "columns": check.columns, "options": check.options })
}

fn index(index: &Index) -> Value {
    object!({
        "name": index.name,
        "unique": index.unique,
        "columns": index.columns,
        "definition": index.definition,
    })
}
