//! `--fill table.column=VALUE`: what existing rows get in a column that needs a value.

use super::error::Error;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::plan::{Fill, Fills};
use moviectl_schema::schema::{Change, Column, TableName};

/// The values that `arguments` name, each for a column that `changes` add or make NOT NULL.
///
/// # Errors
///
/// [`Error::Fill`].
pub(super) fn named(
    dialect: Dialect,
    changes: &[Change],
    arguments: &[String],
) -> Result<Fills, Error> {
    let mut fills = Fills::default();
    for argument in arguments {
        let refuse = |reason: String| Error::Fill {
            argument: argument.clone(),
            reason,
        };
        let (name, value) = argument
            .split_once('=')
            .ok_or_else(|| refuse("it is not TABLE.COLUMN=VALUE".to_owned()))?;
        let (table, column) = changes
            .iter()
            .filter_map(fillable)
            .find(|(table, column)| {
                dialect.same_name(&format!("{table}.{}", column.name), name)
            })
            .ok_or_else(|| {
                refuse(format!(
                    "this migration neither adds a column '{name}' that takes a value to a table that exists, nor makes one NOT NULL"
                ))
            })?;
        let fill = Fill::parse(dialect, &column.sql_type, value).map_err(refuse)?;
        fills.insert(table, &column.name, fill);
    }
    Ok(fills)
}

fn fillable(change: &Change) -> Option<(&TableName, &Column)> {
    match change {
        // The database fills generated and auto-increment columns itself.
        Change::AddColumn { table, column }
            if column.generated.is_none() && column.auto_increment.is_none() =>
        {
            Some((table, column))
        }
        Change::AlterColumn { table, from, to } if from.nullable && !to.nullable => {
            Some((table, to))
        }
        _ => None,
    }
}
