//! Steps for PostgreSQL, which alters everything in place and inside of a transaction.

use super::definition::{
    check_constraint, column_definition, create_table, drop_index, foreign_key_constraint,
    unique_constraint,
};
use super::numbering::Numbering;
use super::{Fill, Fills, Plan, PlanError, Step, comment, enums, numbering, order, placeholder};
use crate::dialect::Dialect;
use crate::schema::{Change, Column, PrimaryKey, Schema, SqlType, Table, TableName, TypeName};

const DIALECT: Dialect = Dialect::Postgres;

/// Which way a statement goes: a column that comes back is filled, one that is new is not.
#[derive(Clone, Copy)]
enum Direction<'a> {
    /// With what existing rows get.
    Up(&'a Fills),
    Down,
}

pub(super) fn plan(from: &Schema, changes: Vec<Change>, fills: &Fills) -> Result<Plan, PlanError> {
    enums::refuse(from, &changes)?;
    let up = order::in_place(from, changes);
    let down: Vec<Change> = up.iter().cloned().map(Change::inverse).collect();
    let mut at = from.clone();
    let mut steps = Vec::with_capacity(up.len());
    for (change, inverse) in up.iter().zip(&down) {
        let way_up = Way {
            direction: Direction::Up(fills),
            at: &at,
            changes: &up,
        };
        let up = way_up.statements(change);
        at.apply(change);
        let way_down = Way {
            direction: Direction::Down,
            at: &at,
            changes: &down,
        };
        let down = way_down.statements(inverse);
        steps.push(Step { up, down });
    }
    Ok(Plan {
        steps,
        own_transaction: false,
    })
}

/// What a statement has to know beside its own change.
struct Way<'a> {
    direction: Direction<'a>,
    /// The schema that the statement finds.
    at: &'a Schema,
    /// All changes that are made on the way.
    changes: &'a [Change],
}

impl Way<'_> {
    fn statements(&self, change: &Change) -> Vec<String> {
        match change {
            Change::AlterEnum { from, to } => enums::alter_enum(from, to, self.at, self.changes),
            Change::AddColumn { table, column } => add_column(table, column, self),
            Change::AlterColumn { table, from, to } => alter_column(table, from, to, self),
            other => statements(other),
        }
    }
}

/// The statements of a change that needs to know nothing else.
fn statements(change: &Change) -> Vec<String> {
    match change {
        // Where somebody made it beforehand, it serves as well.
        Change::CreateSchema(name) => {
            vec![format!(
                "CREATE SCHEMA IF NOT EXISTS {}",
                DIALECT.quote(name)
            )]
        }
        Change::DropSchema(name) => vec![format!("DROP SCHEMA {}", DIALECT.quote(name))],
        Change::CreateEnum(own) => vec![enums::create(own)],
        Change::DropEnum(own) => vec![enums::drop(&own.name)],
        Change::AlterEnum { .. } | Change::AddColumn { .. } | Change::AlterColumn { .. } => {
            Vec::new()
        }
        Change::CreateTable(table) => create(table),
        Change::DropTable(table) => {
            vec![format!("DROP TABLE {}", DIALECT.quote_table(&table.name))]
        }
        Change::DropColumn { table, column } => {
            vec![alter(
                table,
                &format!("DROP COLUMN {}", DIALECT.quote(&column.name)),
            )]
        }
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
        // SQLite alone has any.
        Change::AlterOptions { .. } => Vec::new(),
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

pub(super) fn alter(table: &TableName, action: &str) -> String {
    format!("ALTER TABLE {} {action}", DIALECT.quote_table(table))
}

pub(super) fn drop_constraint(table: &TableName, name: Option<&str>) -> Vec<String> {
    // PostgreSQL names every constraint, and the planner every new one, so that a name is always there.
    name.map(|name| alter(table, &format!("DROP CONSTRAINT {}", DIALECT.quote(name))))
        .into_iter()
        .collect()
}

fn add_column(table: &TableName, column: &Column, way: &Way<'_>) -> Vec<String> {
    let mut statements: Vec<String> = numbering::made_before(table, column).into_iter().collect();
    statements.extend(match way.direction {
        Direction::Up(fills) => match fills.of(table, &column.name) {
            Some(fill) => add_filled(table, column, fill),
            None => vec![add(table, column)],
        },
        Direction::Down => add_restored(table, column, way.at),
    });
    statements.extend(numbering::made_after(table, column));
    statements.extend(comment::of_column(table, column));
    statements
}

/// A column that comes back: its values are gone, and rows that exist get a placeholder where they need one.
fn add_restored(table: &TableName, column: &Column, at: &Schema) -> Vec<String> {
    let filler = placeholder::for_restored(DIALECT, column)
        .or_else(|| placeholder::of_enum(DIALECT, column, at));
    let Some(filler) = filler else {
        return vec![add(table, column)];
    };
    let remark = placeholder::remark(&DIALECT.quote(&column.name), &filler);
    let [add, settle] = add_with_default(table, column, &filler);
    vec![remark + &add, settle]
}

fn add(table: &TableName, column: &Column) -> String {
    let definition = column_definition(DIALECT, table, column);
    alter(table, &format!("ADD COLUMN {definition}"))
}

/// A constant default fills existing rows without writing them anew; then the column gets its own, or none.
fn add_with_default(table: &TableName, column: &Column, value: &str) -> [String; 2] {
    let with_value = Column {
        default: Some(value.to_owned()),
        ..column.clone()
    };
    [add(table, &with_value), set_default(table, column)]
}

fn set_default(table: &TableName, column: &Column) -> String {
    let action = match &column.default {
        Some(default) => format!("SET DEFAULT {default}"),
        None => "DROP DEFAULT".to_owned(),
    };
    let name = DIALECT.quote(&column.name);
    alter(table, &format!("ALTER COLUMN {name} {action}"))
}

fn add_filled(table: &TableName, column: &Column, fill: &Fill) -> Vec<String> {
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

fn alter_column(table: &TableName, from: &Column, to: &Column, way: &Way<'_>) -> Vec<String> {
    if to.generated.is_some() && from.generated != to.generated {
        // What a generated column holds is computed anew; PostgreSQL can't change how.
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
    let filler = match way.direction {
        Direction::Up(fills) => fills.for_null(table, from, to),
        Direction::Down => Fills::default().for_null(table, from, to),
    };
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
        statements.push(alter(table, &set_not_null));
    }
    statements.extend(numbering.last);
    statements
}

fn regenerate(table: &TableName, from: &Column, to: &Column, way: &Way<'_>) -> Vec<String> {
    let mut statements = vec![alter(
        table,
        &format!("DROP COLUMN {}", DIALECT.quote(&from.name)),
    )];
    statements.extend(add_column(table, to, way));
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

/// What the column `name` becomes where its type changes; `None` where PostgreSQL assigns by itself. Its own
/// assignment is the better one where there is one: it refuses a value that does not fit, while a cast cuts it off.
fn conversion(name: &str, from: &SqlType, to: &SqlType) -> Option<String> {
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
