//! `moviectl inspect`.

use std::collections::{BTreeSet, HashMap};

use clap::Args;

use crate::cli::context::Context;
use crate::cli::outcome::Outcome;
use crate::terminal::{Cell, Format, Rows};
use moviectl_engine::workflow::{look_at, schema_sql};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::render;
use moviectl_schema::schema::{Schema, Table};

/// Show the tables of the database, or those that schema.rs declares
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  moviectl inspect --declared --format sql
  moviectl inspect --format diesel > src/schema.rs
  moviectl inspect --format svg > schema.svg")]
pub(in crate::cli) struct InspectArgs {
    /// Show what is declared instead of what is there
    #[arg(long)]
    declared: bool,
    /// table; sql, json; diesel: a schema.rs; mermaid, dot, svg: a diagram
    #[arg(long, value_enum, default_value_t = SchemaFormat::Table, hide_possible_values = true)]
    format: SchemaFormat,
}

/// How a schema is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum SchemaFormat {
    Table,
    Sql,
    Diesel,
    Json,
    Mermaid,
    Dot,
    Svg,
}

pub(in crate::cli) fn cmd_inspect(
    context: &mut Context,
    args: &InspectArgs,
) -> anyhow::Result<Outcome> {
    let workspace = context.workspace()?;
    let dialect = workspace.dialect();
    let schema = look_at(&workspace, args.declared, &mut |event| context.tell(event))?;
    let text = match args.format {
        SchemaFormat::Table => {
            print(context, dialect, &schema)?;
            return Ok(Outcome::Done);
        }
        SchemaFormat::Sql => schema_sql(&workspace, &schema),
        SchemaFormat::Diesel => {
            let declaration = render::diesel(dialect, &schema);
            for gap in &declaration.gaps {
                context.printer.warning(gap);
            }
            declaration.text
        }
        SchemaFormat::Json => render::json(dialect, &schema) + "\n",
        SchemaFormat::Mermaid => render::mermaid(dialect, &schema),
        SchemaFormat::Dot => render::dot(dialect, &schema),
        SchemaFormat::Svg => render::svg(dialect, &schema),
    };
    context.printer.data(&text)?;
    Ok(Outcome::Done)
}

fn print(context: &mut Context, dialect: Dialect, schema: &Schema) -> anyhow::Result<()> {
    if schema.tables.is_empty() {
        context.printer.status("There are no tables.");
    }
    for table in &schema.tables {
        context.printer.line(&format!("Table {}", table.name))?;
        let mut keys = keys(table);
        let mut rows = Rows::new(["column", "type", "nullable", "default", "key"]);
        for column in &table.columns {
            rows.push([
                Cell::from(column.name.as_str()),
                Cell::from(column.sql_type.to_string()),
                Cell::from(column.nullable),
                Cell::from(column.default.clone()),
                Cell::from(
                    keys.remove(column.name.as_str())
                        .map(|words| words.join(", ")),
                ),
            ]);
        }
        context.printer.rows(&rows, Format::Table)?;
        for index in &table.indexes {
            // An expression may have several lines.
            let create = dialect.create_index(&table.name, index);
            context.printer.text(&format!("{create}\n"))?;
        }
    }
    for own in &schema.enums {
        let labels = own.labels.iter().map(|label| format!("'{label}'"));
        let labels: Vec<String> = labels.collect();
        let line = format!("Enum {} ({})", own.name, labels.join(", "));
        context.printer.line(&line)?;
    }
    Ok(())
}

/// The keys that each column is part of: `primary`, `-> user_account.id`.
fn keys(table: &Table) -> HashMap<&str, Vec<String>> {
    let mut keys: HashMap<&str, Vec<String>> = HashMap::new();
    let mut say = |column, words| keys.entry(column).or_default().push(words);
    for column in table.key_columns() {
        say(column.as_str(), "primary".to_owned());
    }
    for key in &table.foreign_keys {
        for (own, other) in key.columns.iter().zip(&key.referenced_columns) {
            say(own, format!("-> {}.{other}", key.references));
        }
    }
    let uniques = table.uniques.iter().map(|unique| unique.columns.as_slice());
    let alone = uniques.filter_map(|columns| match columns {
        [only] => Some(only.as_str()),
        _ => None,
    });
    for column in alone.collect::<BTreeSet<&str>>() {
        say(column, "unique".to_owned());
    }
    keys
}
