//! Values that somebody names for rows that exist.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::plan::{Fill, Fills};
use moviectl_schema::schema::{Change, Column, Schema, TableName};

use crate::random::Random;
use crate::rows::value_of;

/// A value for a column, and whether all rows get it or those with NULL alone.
#[derive(Clone)]
pub(crate) struct Filled {
    pub(crate) table: TableName,
    pub(crate) column: Column,
    pub(crate) value: String,
    pub(crate) is_new: bool,
}

/// Values for some of the columns that come, or become NOT NULL.
pub(crate) fn some(
    dialect: Dialect,
    before: &Schema,
    changes: &[Change],
    random: &mut Random,
) -> Vec<Filled> {
    let after = before.after(changes);
    let mut all = Vec::new();
    for change in changes {
        let (table, column, is_new) = match change {
            Change::AddColumn { table, column }
                if column.generated.is_none() && column.auto_increment.is_none() =>
            {
                (table, column, true)
            }
            Change::AlterColumn { table, from, to }
                if from.nullable && !to.nullable && from.sql_type == to.sql_type =>
            {
                (table, to, false)
            }
            _ => continue,
        };
        let Some(owner) = after.table(table) else {
            continue;
        };
        let mut keys = owner.foreign_keys.iter();
        // One value is no key, and no other table's either.
        if owner.is_key(&column.name)
            || keys.any(|key| key.columns.contains(&column.name))
            || random.once_in(4)
        {
            continue;
        }
        all.push(Filled {
            value: value_of(dialect, &after.enums, column, random.below(6)),
            table: table.clone(),
            column: column.clone(),
            is_new,
        });
    }
    all
}

/// As the planner takes them: every other one as an expression.
pub(crate) fn fills(all: &[Filled]) -> Fills {
    let mut fills = Fills::default();
    for (index, own) in all.iter().enumerate() {
        let fill = match index % 2 {
            0 => Fill::Literal(own.value.clone()),
            _ => Fill::Expression(format!("({})", own.value)),
        };
        fills.insert(&own.table, &own.column.name, fill);
    }
    fills
}

/// Returns whether a value is named for `column` of `table`.
pub(crate) fn has(all: &[Filled], table: &TableName, column: &str) -> bool {
    all.iter()
        .any(|own| own.table == *table && own.column.name == column)
}
