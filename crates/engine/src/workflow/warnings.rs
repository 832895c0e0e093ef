//! Warnings about a migration, for a person to read before it runs on a database with rows.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{TokenKind, tokens};
use moviectl_schema::plan::Fills;
use moviectl_schema::schema::{Change, Column, EnumType, SqlType, TableName, TypeName};

use super::stakes::Stakes;

/// Returns a warning for each change that loses data, or that fails if the table has rows.
pub(super) fn about(changes: &[Change], fills: &Fills, stakes: &mut Stakes<'_>) -> Vec<String> {
    changes
        .iter()
        .filter_map(|change| warning(change, fills, stakes))
        .collect()
}

fn warning(change: &Change, fills: &Fills, stakes: &mut Stakes<'_>) -> Option<String> {
    match change {
        Change::DropTable(table) => Some(format!(
            "dropping table '{}' loses its rows{}; `downgrade` brings it back empty",
            table.name,
            stakes.rows(&table.name)
        )),
        Change::DropColumn { table, column } if column.generated.is_none() => Some(format!(
            "dropping column '{table}.{}' loses its values{}; `downgrade` brings back the column, not the values",
            column.name,
            stakes.values(table, &column.name)
        )),
        Change::AddColumn { table, column }
            if needs_value(column) && fills.of(table, &column.name).is_none() =>
        {
            Some(format!(
                "column '{table}.{0}' is NOT NULL and has no default: `upgrade` will fail where '{table}' has rows{1}; \
                 --fill {table}.{0}=VALUE gives them one",
                column.name,
                stakes.rows(table)
            ))
        }
        Change::AlterEnum { from, to } => without_values(from, to),
        Change::AlterColumn { table, from, to } => alter(table, from, to, fills, stakes),
        _ => None,
    }
}

fn without_values(from: &EnumType, to: &EnumType) -> Option<String> {
    let removed: Vec<String> = from
        .lacking_in(to)
        .iter()
        .map(|label| format!("'{label}'"))
        .collect();
    let values = if removed.len() == 1 {
        "value"
    } else {
        "values"
    };
    (!removed.is_empty()).then(|| {
        format!(
            "removing the {values} {} from enum '{}': `upgrade` will fail where a row holds {}",
            removed.join(", "),
            to.name,
            if removed.len() == 1 { "it" } else { "one" }
        )
    })
}

fn needs_value(column: &Column) -> bool {
    !column.nullable
        && column.default.is_none()
        && column.auto_increment.is_none()
        && column.generated.is_none()
}

fn alter(
    table: &TableName,
    from: &Column,
    to: &Column,
    fills: &Fills,
    stakes: &mut Stakes<'_>,
) -> Option<String> {
    let name = format!("{table}.{}", to.name);
    let filled = to.default.is_some() || fills.of(table, &to.name).is_some();
    if from.nullable && !to.nullable && !filled {
        return Some(format!(
            "column '{name}' becomes NOT NULL: `upgrade` will fail where it holds NULL{}; --fill {name}=VALUE takes its place",
            stakes.nulls(table, &from.name)
        ));
    }
    is_narrower(&from.sql_type, &to.sql_type).then(|| {
        format!(
            "column '{name}' is narrowed from {} to {}: `upgrade` will fail, or lose data, where a value does not fit{}",
            from.sql_type,
            to.sql_type,
            stakes.values(table, &from.name)
        )
    })
}

/// The values of MySQL's `enum('a','b')` and `set('a','b')`.
fn listed(sql_type: &SqlType) -> Option<Vec<&str>> {
    let TypeName::Builtin(name) = &sql_type.name else {
        return None;
    };
    let kinds = ["enum(", "set("];
    let values = kinds.iter().find_map(|kind| name.strip_prefix(kind))?;
    Some(
        tokens(Dialect::Mysql, values)
            .filter(|token| token.kind == TokenKind::String)
            .map(|token| token.text)
            .collect(),
    )
}

/// Returns whether a value of the old type may not fit into the new one.
fn is_narrower(from: &SqlType, to: &SqlType) -> bool {
    const WIDENING: [&[&str]; 6] = [
        &["smallint", "integer", "bigint", "numeric"],
        &["real", "double precision"],
        &["char", "varchar", "text"],
        &["tinytext", "text", "mediumtext", "longtext"],
        &["tinyblob", "blob", "mediumblob", "longblob"],
        &["point", "geometry"],
    ];
    if let (Some(old), Some(new)) = (listed(from), listed(to)) {
        return !old.iter().all(|value| new.contains(value));
    }
    let (TypeName::Builtin(old), TypeName::Builtin(new)) = (&from.name, &to.name) else {
        return from != to;
    };
    if from == to {
        return false;
    }
    if to.is_builtin("text") {
        return false;
    }
    if old == new && from.dimensions == to.dimensions {
        let shrinks = |(old, new): (&u32, &u32)| new < old;
        let bounded_now = from.arguments.is_empty() && !to.arguments.is_empty();
        return bounded_now
            || (!to.arguments.is_empty() && from.arguments.iter().zip(&to.arguments).any(shrinks));
    }
    let widens = WIDENING.iter().any(|family| {
        let place = |name: &String| family.iter().position(|other| other == name);
        matches!((place(old), place(new)), (Some(old), Some(new)) if old < new && to.arguments.is_empty())
    });
    !widens
}
