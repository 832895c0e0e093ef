//! `\dt` and `\d TABLE`.

use crate::terminal::{Cell, Format, Rows};
use moviectl_engine::database::AnyConnection;
use moviectl_engine::inspect::inspect;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{Column, Table, TableName};

use super::{Error, Host};

/// All tables and views.
pub(super) fn tables(connection: &mut AnyConnection) -> Result<Rows, Error> {
    let schema = inspect(connection)?;
    let mut rows = Rows::new(["name", "kind", "columns"]);
    for (tables, kind) in [(&schema.tables, "table"), (&schema.views, "view")] {
        for table in tables {
            rows.push([
                Cell::from(table.name.to_string()),
                Cell::from(kind),
                Cell::from(u32::try_from(table.columns.len()).unwrap_or(u32::MAX)),
            ]);
        }
    }
    Ok(rows)
}

/// One table or view: its columns, and for people its keys, indexes and constraints.
pub(super) fn table(
    host: &mut dyn Host,
    connection: &mut AnyConnection,
    name: &str,
    format: Format,
) -> Result<(), Error> {
    let dialect = connection.dialect();
    let schema = inspect(connection)?;
    let table = schema
        .tables
        .iter()
        .chain(&schema.views)
        .find(|table| is_named(dialect, &table.name, name))
        .ok_or_else(|| {
            Error::refused(
                format!("there is no table '{name}'"),
                "\\dt lists the tables",
            )
        })?;
    let mut rows = Rows::new(["column", "type", "nullable", "default"]);
    for column in &table.columns {
        rows.push([
            Cell::from(column.name.as_str()),
            Cell::from(dialect.type_sql(&column.sql_type)),
            Cell::from(column.nullable),
            Cell::from(default(column)),
        ]);
    }
    let printer = host.printer();
    if format != Format::Table {
        return Ok(printer.rows(&rows, format)?);
    }
    printer.line(&format!("Table {}", table.name))?;
    printer.rows(&rows, format)?;
    for (title, lines) in [
        ("Keys", keys(table)),
        ("Indexes", indexes(dialect, table)),
        ("Checks", checks(table)),
    ] {
        if !lines.is_empty() {
            printer.line(&format!("{title}:"))?;
        }
        for line in lines {
            printer.text(&format!("  {line}\n"))?;
        }
    }
    Ok(())
}

fn default(column: &Column) -> Option<String> {
    let generated = column.generated.as_ref();
    let numbered = column.auto_increment.map(|_| "(next number)".to_owned());
    column
        .default
        .clone()
        .or_else(|| generated.map(|generated| format!("generated ({})", generated.expression)))
        .or(numbered)
}

/// `movie`, `audit.entry`, `"Odd name"`, in the dialect's own quotes.
fn is_named(dialect: Dialect, table: &TableName, typed: &str) -> bool {
    let quotes = dialect.quote("");
    let is_quote = |c: char| quotes.contains(c);
    let bare = typed.replace(is_quote, "");
    let full = match &table.schema {
        Some(schema) => format!("{schema}.{}", table.name),
        None => table.name.clone(),
    };
    let in_default = dialect.default_schema().and_then(|schema| {
        let rest = bare.strip_prefix(schema)?;
        rest.strip_prefix('.')
    });
    let short = in_default.unwrap_or(&bare);
    let folded = !typed.contains(is_quote) && full.eq_ignore_ascii_case(short);
    dialect.same_name(&full, short) || folded
}

fn keys(table: &Table) -> Vec<String> {
    let named = |name: &Option<String>| match name {
        Some(name) => format!("{name}: "),
        None => String::new(),
    };
    let mut lines = Vec::new();
    if let Some(key) = &table.primary_key {
        let columns = key.columns.join(", ");
        lines.push(format!("{}primary key ({columns})", named(&key.name)));
    }
    for unique in &table.uniques {
        let columns = unique.columns.join(", ");
        lines.push(format!("{}unique ({columns})", named(&unique.name)));
    }
    for key in &table.foreign_keys {
        let mut line = format!(
            "{}foreign key ({}) references {} ({})",
            named(&key.name),
            key.columns.join(", "),
            key.references,
            key.referenced_columns.join(", ")
        );
        for (event, action) in [("delete", key.on_delete), ("update", key.on_update)] {
            if action != moviectl_schema::schema::ReferentialAction::NoAction {
                let action = action.keywords().to_lowercase();
                line.push_str(&format!(" on {event} {action}"));
            }
        }
        lines.push(line);
    }
    lines
}

fn indexes(dialect: Dialect, table: &Table) -> Vec<String> {
    table
        .indexes
        .iter()
        .map(|index| dialect.create_index(&table.name, index))
        .collect()
}

fn checks(table: &Table) -> Vec<String> {
    table
        .checks
        .iter()
        .map(|check| match &check.name {
            Some(name) => format!("{name}: {}", check.expression),
            None => check.expression.clone(),
        })
        .collect()
}
