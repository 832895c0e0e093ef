//! Columns that come and change: their types, defaults and nullability, and what rows that exist get.

use super::constraint::alter;
use super::numbering::Numbering;
use super::{DIALECT, Way, comment, definition, numbering, placeholder};
use crate::dialect::script::Direction;
use crate::plan::Fill;
use crate::plan::placeholder::{for_restored, remark};
use crate::schema::{Column, Deferrable, Evolving, ForeignKey, SqlType, TableName, TypeName};

pub(super) fn add_column(table: &TableName, column: &Column, way: &Way<'_>) -> Vec<String> {
    let mut statements: Vec<String> = numbering::made_before(table, column).into_iter().collect();
    statements.extend(match way.rows.direction {
        Direction::Up => match way.rows.of(table, &column.name) {
            Some(fill) => add_filled(table, column, fill, way.at),
            None => vec![add(table, column)],
        },
        Direction::Down => add_restored(table, column, way.at),
    });
    statements.extend(numbering::made_after(table, column));
    statements.extend(comment::of_column(table, column));
    statements
}

/// A column that comes back: its values are gone, and rows that exist get a placeholder where they need one.
pub(super) fn add_restored(table: &TableName, column: &Column, at: &Evolving) -> Vec<String> {
    let filler =
        for_restored(column, placeholder::literal).or_else(|| placeholder::of_enum(column, at));
    let Some(filler) = filler else {
        return vec![add(table, column)];
    };
    let line = remark(&DIALECT.quote(&column.name), &filler);
    let [add, settle] = add_with_default(table, column, &filler);
    vec![line + &add, settle]
}

pub(super) fn add(table: &TableName, column: &Column) -> String {
    let definition = definition::column(table, column);
    alter(table, &format!("ADD COLUMN {definition}"))
}

/// A constant default fills existing rows without writing them anew; then the column gets its own, or none.
pub(super) fn add_with_default(table: &TableName, column: &Column, value: &str) -> [String; 2] {
    let with_value = Column {
        default: Some(value.to_owned()),
        ..column.clone()
    };
    [add(table, &with_value), set_default(table, column)]
}

pub(super) fn set_default(table: &TableName, column: &Column) -> String {
    let action = match &column.default {
        Some(default) => format!("SET DEFAULT {default}"),
        None => "DROP DEFAULT".to_owned(),
    };
    let name = DIALECT.quote(&column.name);
    alter(table, &format!("ALTER COLUMN {name} {action}"))
}

/// PostgreSQL alters no table whose rows wait for a check at the end of the transaction
/// (<https://www.postgresql.org/docs/current/sql-set-constraints.html>).
fn settled(table: &TableName, at: &Evolving) -> Option<String> {
    let waits = |key: &ForeignKey| key.deferrable == Deferrable::InitiallyDeferred;
    let deferred = at.tables().any(|own| {
        let mut keys = own.foreign_keys.iter();
        keys.any(|key| waits(key) && (own.name == *table || key.references == *table))
    });
    deferred.then(|| "SET CONSTRAINTS ALL IMMEDIATE".to_owned())
}

pub(super) fn add_filled(
    table: &TableName,
    column: &Column,
    fill: &Fill,
    at: &Evolving,
) -> Vec<String> {
    match fill {
        Fill::Literal(value) => add_with_default(table, column, value).into(),
        Fill::Expression(value) => {
            let bare = Column {
                nullable: true,
                default: None,
                ..column.clone()
            };
            let name = DIALECT.quote(&column.name);
            let update = format!("UPDATE {} SET {name} = {value}", DIALECT.quote_table(table));
            let mut statements = vec![add(table, &bare), update];
            statements.extend(settled(table, at));
            if column.default.is_some() {
                statements.push(set_default(table, column));
            }
            if !column.nullable {
                statements.push(alter(table, &format!("ALTER COLUMN {name} SET NOT NULL")));
            }
            statements
        }
    }
}

pub(super) fn alter_column(
    table: &TableName,
    from: &Column,
    to: &Column,
    way: &Way<'_>,
) -> Vec<String> {
    if to.generated.is_some() && from.generated != to.generated {
        // A column that becomes generated, or changes its expression, is dropped and added: the server computes its
        // values anew. PostgreSQL before version 17 cannot change the expression in place.
        return regenerate(table, from, to, way);
    }
    let name = DIALECT.quote(&to.name);
    let numbering = Numbering::new(table, from, to);
    let mut actions = numbering.before;
    if from.generated.is_some() && to.generated.is_none() {
        actions.push(format!("ALTER COLUMN {name} DROP EXPRESSION"));
    }
    let retype = from.sql_type != to.sql_type || from.collation != to.collation;
    // A default follows its column to another type as an expression of the old one, or can't follow at all.
    let reset_default = from.default.is_some()
        && (from.sql_type.name != to.sql_type.name
            || from.sql_type.dimensions != to.sql_type.dimensions);
    if reset_default || (from.default.is_some() && to.default.is_none()) {
        actions.push(format!("ALTER COLUMN {name} DROP DEFAULT"));
    }
    if retype {
        let using = conversion(&name, &from.sql_type, &to.sql_type)
            .map_or_else(String::new, |value| format!(" USING {value}"));
        actions.push(format!(
            "ALTER COLUMN {name} TYPE {}{}{using}",
            DIALECT.type_sql(&to.sql_type),
            collation(from, to)
        ));
    }
    if let Some(default) = &to.default
        && (reset_default || from.default != to.default)
    {
        actions.push(format!("ALTER COLUMN {name} SET DEFAULT {default}"));
    }
    let filler = way.rows.for_null(table, from, to);
    let set_not_null = format!("ALTER COLUMN {name} SET NOT NULL");
    if from.nullable != to.nullable && filler.is_none() {
        actions.push(match to.nullable {
            true => format!("ALTER COLUMN {name} DROP NOT NULL"),
            false => set_not_null.clone(),
        });
    }
    actions.extend(numbering.after);
    let mut statements = numbering.first;
    if !actions.is_empty() {
        statements.push(alter(table, &actions.join(",\n    ")));
    }
    if let Some(filler) = filler {
        statements.push(format!(
            "UPDATE {} SET {name} = {filler} WHERE {name} IS NULL",
            DIALECT.quote_table(table)
        ));
        statements.extend(settled(table, way.at));
        statements.push(alter(table, &set_not_null));
    }
    statements.extend(numbering.last);
    statements
}

pub(super) fn regenerate(
    table: &TableName,
    from: &Column,
    to: &Column,
    way: &Way<'_>,
) -> Vec<String> {
    let mut statements = vec![alter(
        table,
        &format!("DROP COLUMN {}", DIALECT.quote(&from.name)),
    )];
    statements.extend(add_column(table, to, way));
    statements
}

/// The collation where it changes, or where a new type would lose it.
pub(super) fn collation(from: &Column, to: &Column) -> String {
    match (&from.collation, &to.collation) {
        (_, Some(collation)) => format!(" COLLATE {}", DIALECT.quote(collation)),
        (Some(_), None) => " COLLATE \"default\"".to_owned(),
        (None, None) => String::new(),
    }
}

/// The expression that converts the column `name` to its new type; `None` if PostgreSQL converts it by assignment. An
/// assignment is better than a cast if PostgreSQL has one: it refuses a value that does not fit, and a cast truncates
/// it.
pub(super) fn conversion(name: &str, from: &SqlType, to: &SqlType) -> Option<String> {
    const FAMILIES: [&[&str]; 4] = [
        &[
            "smallint",
            "integer",
            "bigint",
            "real",
            "double precision",
            "numeric",
        ],
        &["date", "timestamp", "timestamptz"],
        &["json", "jsonb"],
        &["inet", "cidr"],
    ];
    const TEXTS: [&str; 5] = ["text", "varchar", "char", "bpchar", "name"];
    let builtin = |sql_type: &SqlType| match &sql_type.name {
        TypeName::Builtin(name) if sql_type.dimensions == 0 => Some(name.clone()),
        _ => None,
    };
    let same_but_for_length = from.name == to.name && from.dimensions == to.dimensions;
    if same_but_for_length {
        return None;
    }
    let target = DIALECT.type_sql(to);
    let (Some(old), Some(new)) = (builtin(from), builtin(to)) else {
        return Some(format!("{name}::text::{target}"));
    };
    // As text, bytes are hexadecimal digits; what is meant is what they say.
    if old == "bytea" && TEXTS.contains(&new.as_str()) {
        return Some(format!("convert_from({name}, 'UTF8')"));
    }
    if new == "bytea" && TEXTS.contains(&old.as_str()) {
        return Some(format!("convert_to({name}::text, 'UTF8')"));
    }
    let assigned = TEXTS.contains(&new.as_str())
        || FAMILIES
            .iter()
            .any(|family| family.contains(&old.as_str()) && family.contains(&new.as_str()));
    if assigned {
        return None;
    }
    match (old.as_str(), new.as_str()) {
        ("boolean", "integer") | ("integer", "boolean") => Some(format!("{name}::{target}")),
        ("boolean", number) if FAMILIES[0].contains(&number) => {
            Some(format!("{name}::integer::{target}"))
        }
        (number, "boolean") if FAMILIES[0].contains(&number) => Some(format!("{name} <> 0")),
        _ => Some(format!("{name}::text::{target}")),
    }
}
