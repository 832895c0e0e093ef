//! The effects that a change may have on rows.

use crate::fills::{self, Filled};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{Change, Column, Schema, SqlType, TypeName};

/// The tables that stay, by index, with their columns whose values must stay.
pub(crate) fn untouched(built: &Schema, changes: &[Change]) -> Vec<(usize, Vec<String>)> {
    let mut kept = Vec::new();
    for (index, table) in built.tables.iter().enumerate() {
        let of_table = |change: &&Change| change.table() == Some(&table.name);
        let own: Vec<&Change> = changes.iter().filter(of_table).collect();
        if own
            .iter()
            .any(|change| matches!(change, Change::DropTable(_)))
        {
            continue;
        }
        let touched = |column: &Column| {
            own.iter().any(|change| match change {
                Change::DropColumn { column: gone, .. } => gone.name == column.name,
                Change::AlterColumn { from, to, .. } => {
                    // A default, or what somebody named, takes the place of NULL in a column that becomes NOT NULL.
                    let filled = from.nullable && !to.nullable;
                    from.name == column.name
                        && (filled
                            || from.generated != to.generated
                            || from.sql_type != to.sql_type
                            || (from.nullable && becomes_key(&own, to)))
                }
                _ => false,
            })
        };
        let columns = table.columns.iter().filter(|column| !touched(column));
        kept.push((index, columns.map(|column| column.name.clone()).collect()));
    }
    kept
}

fn becomes_key(changes: &[&Change], column: &Column) -> bool {
    changes.iter().any(|change| match change {
        Change::AlterPrimaryKey { to: Some(key), .. } => key.columns.contains(&column.name),
        _ => false,
    })
}

/// Returns whether the change may fail because of rows.
pub(crate) fn may_fail_up(
    dialect: Dialect,
    built: &Schema,
    changes: &[Change],
    fills: &[Filled],
) -> bool {
    changes.iter().any(|change| match change {
        Change::AddColumn { table, column } => {
            !column.nullable
                && column.auto_increment.is_none()
                && !fills::has(fills, table, &column.name)
        }
        Change::AlterColumn { table, from, to } => {
            (from.nullable && !to.nullable && !fills::has(fills, table, &to.name))
                || (from.sql_type != to.sql_type && !keeps_values(dialect, built, change))
        }
        Change::AlterPrimaryKey { .. } => true,
        // A foreign key that gets only another action references the same rows as before.
        Change::AddForeignKey { table, foreign_key } => !changes.iter().any(|other| {
            matches!(other, Change::DropForeignKey { table: owner, foreign_key: gone }
                if owner == table && gone.same_reference(foreign_key))
        }),
        // Rows may hold a value that goes.
        Change::AlterEnum { from, to } => !from.lacking_in(to).is_empty(),
        _ => false,
    })
}

/// Returns whether the downgrade may fail because of rows: it restores a key or a foreign key whose values are lost.
pub(crate) fn may_fail_down(dialect: Dialect, built: &Schema, changes: &[Change]) -> bool {
    changes.iter().any(|change| match change {
        Change::DropForeignKey { .. }
        | Change::DropUnique { .. }
        | Change::AlterPrimaryKey { .. } => true,
        Change::AlterColumn { from, to, .. } => {
            from.sql_type != to.sql_type && !keeps_values(dialect, built, change)
        }
        _ => false,
    })
}

/// Returns whether a type change keeps every value, up and down.
fn keeps_values(dialect: Dialect, built: &Schema, change: &Change) -> bool {
    let Change::AlterColumn { table, from, to } = change else {
        return true;
    };
    match dialect {
        // A type is no more than an affinity: it refuses nothing. But what is equal before may be different after.
        Dialect::Sqlite => !built.tables.iter().any(|other| {
            let own = other.name == *table;
            let references = other.foreign_keys.iter().any(|key| {
                (own && key.columns.contains(&from.name))
                    || (key.references == *table && key.referenced_columns.contains(&from.name))
            });
            references || (own && other.is_key(&from.name))
        }),
        Dialect::Postgres | Dialect::Mysql => is_wider(&from.sql_type, &to.sql_type),
        other => unreachable!("{other} is not tested"),
    }
}

fn is_wider(from: &SqlType, to: &SqlType) -> bool {
    const WIDER: [(&str, &str); 9] = [
        ("smallint", "integer"),
        ("smallint", "bigint"),
        ("integer", "bigint"),
        ("integer", "numeric"),
        ("real", "double precision"),
        ("float", "double"),
        ("date", "datetime"),
        ("date", "timestamp"),
        ("boolean", "integer"),
    ];
    let (TypeName::Builtin(old), TypeName::Builtin(new)) = (&from.name, &to.name) else {
        return false;
    };
    if from.dimensions != to.dimensions || from.dimensions > 0 {
        return false;
    }
    let texts = ["varchar", "text"];
    let longer = match (from.arguments.as_slice(), to.arguments.as_slice()) {
        (_, []) => true,
        ([old], [new]) => old <= new,
        _ => false,
    };
    WIDER.contains(&(old, new))
        || (texts.contains(&old.as_str()) && texts.contains(&new.as_str()) && longer)
}
