//! Steps for PostgreSQL, which alters everything in place and inside of a transaction.

use super::definition::{
    check_constraint, column_definition, create_table, drop_index, foreign_key_constraint,
    unique_constraint,
};
use super::numbering::Numbering;
use super::{Plan, Step, comment, numbering, order, placeholder};
use crate::dialect::Dialect;
use crate::schema::{Change, Column, PrimaryKey, Schema, SqlType, Table, TableName, TypeName};

const DIALECT: Dialect = Dialect::Postgres;

/// Which way a statement goes: a column that comes back is filled, one that is new is not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

pub(super) fn plan(from: &Schema, changes: Vec<Change>) -> Plan {
    let steps = order::in_place(from, changes)
        .into_iter()
        .map(|change| Step {
            up: statements(&change, Direction::Up),
            down: statements(&change.inverse(), Direction::Down),
        })
        .collect();
    Plan {
        steps,
        own_transaction: false,
    }
}

fn statements(change: &Change, direction: Direction) -> Vec<String> {
    match change {
        Change::CreateTable(table) => create(table),
        Change::DropTable(table) => {
            vec![format!("DROP TABLE {}", DIALECT.quote_table(&table.name))]
        }
        Change::AddColumn { table, column } => add_column(table, column, direction),
        Change::DropColumn { table, column } => {
            vec![alter(
                table,
                &format!("DROP COLUMN {}", DIALECT.quote(&column.name)),
            )]
        }
        Change::AlterColumn { table, from, to } => alter_column(table, from, to),
        Change::AlterPrimaryKey { table, from, to } => {
            alter_primary_key(table, from.as_ref(), to.as_ref())
        }
        Change::AddForeignKey { table, foreign_key } => {
            vec![alter(
                table,
                &format!("ADD {}", foreign_key_constraint(DIALECT, foreign_key)),
            )]
        }
        Change::DropForeignKey { table, foreign_key } => {
            drop_constraint(table, foreign_key.name.as_deref())
        }
        Change::AddUnique { table, unique } => {
            vec![alter(
                table,
                &format!("ADD {}", unique_constraint(DIALECT, unique)),
            )]
        }
        Change::DropUnique { table, unique } => drop_constraint(table, unique.name.as_deref()),
        Change::AddCheck { table, check } => {
            vec![alter(
                table,
                &format!("ADD {}", check_constraint(DIALECT, check)),
            )]
        }
        Change::DropCheck { table, check } => drop_constraint(table, check.name.as_deref()),
        Change::AlterComment {
            table, column, to, ..
        } => vec![comment::statement(table, column.as_deref(), to.as_deref())],
        Change::AddIndex { index, .. } => vec![index.definition.clone()],
        Change::DropIndex { table, index } => vec![drop_index(DIALECT, table, index)],
    }
}

fn create(table: &Table) -> Vec<String> {
    let mut statements: Vec<String> = table
        .columns
        .iter()
        .filter_map(|column| numbering::made_before(&table.name, column))
        .collect();
    let (created, unproved) = without_unproved(table);
    statements.push(create_table(DIALECT, &created, &table.name));
    statements.extend(unproved);
    statements.extend(
        table
            .columns
            .iter()
            .filter_map(|column| numbering::made_after(&table.name, column)),
    );
    statements.extend(table.indexes.iter().map(|index| index.definition.clone()));
    statements.extend(table.extras.iter().map(|extra| extra.definition.clone()));
    statements.extend(comment::of_table(table));
    statements
}

/// The table without what is `NOT VALID`, and the statements that add it: within `CREATE TABLE` PostgreSQL takes it for
/// proved.
fn without_unproved(table: &Table) -> (Table, Vec<String>) {
    let unproved = |text: &str| text.ends_with("NOT VALID");
    let mut created = table.clone();
    created.checks.retain(|check| !unproved(&check.options));
    created.foreign_keys.retain(|key| {
        key.special
            .as_ref()
            .is_none_or(|own| !unproved(&own.definition))
    });
    let checks = table.checks.iter();
    let checks = checks
        .filter(|check| !created.checks.contains(check))
        .map(|check| check_constraint(DIALECT, check));
    let keys = table.foreign_keys.iter();
    let keys = keys
        .filter(|key| !created.foreign_keys.contains(key))
        .map(|key| foreign_key_constraint(DIALECT, key));
    let statements = checks
        .chain(keys)
        .map(|constraint| alter(&table.name, &format!("ADD {constraint}")))
        .collect();
    (created, statements)
}

fn alter(table: &TableName, action: &str) -> String {
    format!("ALTER TABLE {} {action}", DIALECT.quote_table(table))
}

fn drop_constraint(table: &TableName, name: Option<&str>) -> Vec<String> {
    // PostgreSQL names every constraint, and the planner every new one, so that a name is always there.
    name.map(|name| alter(table, &format!("DROP CONSTRAINT {}", DIALECT.quote(name))))
        .into_iter()
        .collect()
}

fn add_column(table: &TableName, column: &Column, direction: Direction) -> Vec<String> {
    let filler = match direction {
        Direction::Up => None,
        Direction::Down => placeholder::for_restored(DIALECT, column),
    };
    let definition = column_definition(DIALECT, table, column);
    let mut statements: Vec<String> = numbering::made_before(table, column).into_iter().collect();
    if let Some(filler) = filler {
        let name = DIALECT.quote(&column.name);
        statements.push(format!(
            "{}{}",
            placeholder::remark(&name, &filler),
            alter(table, &format!("ADD COLUMN {definition} DEFAULT {filler}"))
        ));
        statements.push(alter(table, &format!("ALTER COLUMN {name} DROP DEFAULT")));
    } else {
        statements.push(alter(table, &format!("ADD COLUMN {definition}")));
    }
    statements.extend(numbering::made_after(table, column));
    statements.extend(comment::of_column(table, column));
    statements
}

fn alter_column(table: &TableName, from: &Column, to: &Column) -> Vec<String> {
    if from.generated != to.generated {
        // What a generated column holds is computed anew; PostgreSQL can't change how.
        return regenerate(table, from, to);
    }
    let name = DIALECT.quote(&to.name);
    let numbering = Numbering::new(table, from, to);
    let mut actions = numbering.before;
    let retype = from.sql_type != to.sql_type || from.collation != to.collation;
    // A default follows its column to another type as an expression of the old one, or can't follow at all.
    let reset_default = from.default.is_some()
        && (from.sql_type.name != to.sql_type.name
            || from.sql_type.dimensions != to.sql_type.dimensions);
    if reset_default || (from.default.is_some() && to.default.is_none()) {
        actions.push(format!("ALTER COLUMN {name} DROP DEFAULT"));
    }
    if retype {
        let using = conversion(&from.sql_type, &to.sql_type)
            .map_or_else(String::new, |casts| format!(" USING {name}{casts}"));
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
    if from.nullable != to.nullable {
        let action = if to.nullable {
            "DROP NOT NULL"
        } else {
            "SET NOT NULL"
        };
        actions.push(format!("ALTER COLUMN {name} {action}"));
    }
    actions.extend(numbering.after);
    let mut statements = numbering.first;
    if !actions.is_empty() {
        statements.push(alter(table, &actions.join(",\n    ")));
    }
    statements.extend(numbering.last);
    statements
}

fn regenerate(table: &TableName, from: &Column, to: &Column) -> Vec<String> {
    let mut statements = vec![alter(
        table,
        &format!("DROP COLUMN {}", DIALECT.quote(&from.name)),
    )];
    statements.extend(add_column(table, to, Direction::Up));
    statements
}

/// The collation where it changes, or where a new type would lose it.
fn collation(from: &Column, to: &Column) -> String {
    match (&from.collation, &to.collation) {
        (_, Some(collation)) => format!(" COLLATE {}", DIALECT.quote(collation)),
        (Some(_), None) => " COLLATE \"default\"".to_owned(),
        (None, None) => String::new(),
    }
}

/// The casts that a type change needs after the column's name; `None` where PostgreSQL assigns by itself. Its own
/// assignment is the better one where there is one: it refuses a value that does not fit, while a cast cuts it off.
fn conversion(from: &SqlType, to: &SqlType) -> Option<String> {
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
        return Some(format!("::text::{target}"));
    };
    let assigned = TEXTS.contains(&new.as_str())
        || FAMILIES
            .iter()
            .any(|family| family.contains(&old.as_str()) && family.contains(&new.as_str()));
    if assigned {
        return None;
    }
    match (old.as_str(), new.as_str()) {
        ("boolean", "integer") | ("integer", "boolean") => Some(format!("::{target}")),
        ("boolean", number) if FAMILIES[0].contains(&number) => {
            Some(format!("::integer::{target}"))
        }
        (number, "boolean") if FAMILIES[0].contains(&number) => Some(" <> 0".to_owned()),
        _ => Some(format!("::text::{target}")),
    }
}

fn alter_primary_key(
    table: &TableName,
    from: Option<&PrimaryKey>,
    to: Option<&PrimaryKey>,
) -> Vec<String> {
    let mut actions = Vec::new();
    if let Some(key) = from {
        let name = key
            .name
            .clone()
            .unwrap_or_else(|| format!("{}_pkey", table.name));
        actions.push(format!("DROP CONSTRAINT {}", DIALECT.quote(&name)));
    }
    if let Some(key) = to {
        let name = key
            .name
            .clone()
            .unwrap_or_else(|| format!("{}_pkey", table.name));
        actions.push(format!(
            "ADD CONSTRAINT {} PRIMARY KEY ({})",
            DIALECT.quote(&name),
            DIALECT.quote_list(&key.columns)
        ));
    }
    vec![alter(table, &actions.join(",\n    "))]
}
