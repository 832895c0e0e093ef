//! Objects that `table!` cannot express: indexes, constraints, defaults, triggers, views.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{
    AutoIncrement, Check, Column, Index, Schema, SqlType, Table, Trigger, TypeName, Unique,
};

use crate::enums;
use crate::mysql;
use crate::random::Random;

/// Gives `before` some, on columns that the change to `after` removes or leaves the type of. Returns statements to run
/// beside.
pub(crate) fn decorate(
    dialect: Dialect,
    before: &mut Schema,
    after: &Schema,
    random: &mut Random,
) -> Vec<String> {
    let mut views = Vec::new();
    let undecorated = before.clone();
    for (number, table) in before.tables.iter_mut().enumerate() {
        let name = table.name.name.clone();
        let mut others = after.tables.iter();
        let later = others.find(|other| dialect.same_name(&other.name.name, &name));
        if dialect == Dialect::Postgres {
            let fit = |column: &Column| keeps_type(dialect, column, later);
            enums::constrain(table, (&undecorated, after), &fit, number, random);
        }
        let fit: Vec<Column> = table
            .columns
            .iter()
            .filter(|column| {
                is_sortable(dialect, &column.sql_type) && keeps_type(dialect, column, later)
            })
            .cloned()
            .collect();
        let going: Vec<&Column> = fit
            .iter()
            .filter(|column| !stays(dialect, column, later))
            .collect();
        // Objects that depend on a dropped column are the more interesting ones.
        let going = random.pick(&going).copied();
        if let Some(column) = going.or_else(|| random.pick(&fit)) {
            constrain(dialect, table, column, number, random);
        }
        if dialect == Dialect::Sqlite {
            sqlite_only(table, number, random);
            // A view of a table that goes would be in the way.
            if random.once_in(6) && later.is_some() {
                let name = dialect.quote_table(&table.name);
                views.push(format!(
                    "CREATE VIEW \"view {number}\" AS SELECT count(*) AS n FROM {name}"
                ));
            }
        }
    }
    views
}

/// Declares most of these objects after the change too, and some new ones. Objects that a complete declaration lacks
/// are dropped.
pub(crate) fn carry(dialect: Dialect, before: &Schema, after: &mut Schema, random: &mut Random) {
    let declared = after.clone();
    for (number, table) in after.tables.iter_mut().enumerate() {
        let name = table.name.name.clone();
        let mut others = before.tables.iter();
        if let Some(old) = others.find(|other| dialect.same_name(&other.name.name, &name)) {
            carry_table(dialect, old, table, random);
        }
        if dialect == Dialect::Postgres && random.once_in(3) {
            enums::new_default(table, &declared, random);
        }
        let fit: Vec<Column> = table
            .columns
            .iter()
            .filter(|column| is_sortable(dialect, &column.sql_type))
            .cloned()
            .collect();
        if random.once_in(6)
            && let Some(column) = random.pick(&fit)
        {
            constrain(dialect, table, column, 100 + number, random);
        }
        if random.once_in(3) {
            for column in &fit {
                add_default(table, &column.name);
            }
        }
    }
}

fn carry_table(dialect: Dialect, old: &Table, table: &mut Table, random: &mut Random) {
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let all_stay = |columns: &[String]| {
        let mut columns = columns.iter();
        columns.all(|column| names.iter().any(|name| dialect.same_name(name, column)))
    };
    let mut is_kept = |columns: &[String]| all_stay(columns) && !random.once_in(4);
    let uniques = old.uniques.iter().filter(|unique| is_kept(&unique.columns));
    table.uniques.extend(uniques.cloned());
    let checks = old.checks.iter().filter(|check| is_kept(&check.columns));
    table.checks.extend(checks.cloned());
    let indexes = old.indexes.iter().filter(|index| is_kept(&index.columns));
    table.indexes.extend(indexes.cloned());
    for column in &mut table.columns {
        let mut others = old.columns.iter();
        let same = others.find(|other| dialect.same_name(&other.name, &column.name));
        let same = same.filter(|same| same.sql_type == column.sql_type);
        if let Some(same) = same.filter(|_| !random.once_in(3)) {
            column.default.clone_from(&same.default);
        }
    }
}

fn stays(dialect: Dialect, column: &Column, later: Option<&Table>) -> bool {
    later.is_none_or(|table| {
        let mut columns = table.columns.iter();
        columns.any(|other| dialect.same_name(&other.name, &column.name))
    })
}

fn keeps_type(dialect: Dialect, column: &Column, later: Option<&Table>) -> bool {
    later
        .and_then(|table| {
            let mut columns = table.columns.iter();
            columns.find(|other| dialect.same_name(&other.name, &column.name))
        })
        .is_none_or(|other| other.sql_type == column.sql_type)
}

/// Returns whether a column can be in an index and have a default.
fn is_sortable(dialect: Dialect, sql_type: &SqlType) -> bool {
    if dialect == Dialect::Mysql {
        return mysql::fits_index(sql_type);
    }
    !matches!(&sql_type.name, TypeName::Builtin(name) if name == "json")
}

fn constrain(
    dialect: Dialect,
    table: &mut Table,
    column: &Column,
    number: usize,
    random: &mut Random,
) {
    let quoted = match dialect {
        // SQLite takes a name in double quotes that is no column's for a string.
        Dialect::Sqlite => format!("[{}]", column.name),
        Dialect::Postgres | Dialect::Mysql => dialect.quote(&column.name),
        other => unreachable!("{other} is not tested"),
    };
    let checked = dialect != Dialect::Mysql || column.auto_increment.is_none();
    if !random.once_in(4) {
        let mut columns = vec![column.name.clone()];
        columns.extend(
            table
                .key_columns()
                .iter()
                .filter(|key| **key != column.name)
                .cloned(),
        );
        // PostgreSQL would give such a one's name to the key.
        if columns != table.key_columns() {
            table.uniques.push(Unique {
                clauses: Default::default(),
                name: Some(format!("unique {number}")),
                columns,
            });
        }
    }
    if checked && !random.once_in(4) {
        table.checks.push(Check {
            clauses: Default::default(),
            name: random.once_in(2).then(|| format!("check {number}")),
            expression: match dialect {
                Dialect::Mysql => mysql::always(&quoted),
                _ => format!("{quoted} IS NULL OR {quoted} IS NOT NULL"),
            },
            columns: vec![column.name.clone()],
        });
    }
    if !random.once_in(4) {
        let columns = std::slice::from_ref(&column.name);
        let index = Index::of_columns(&format!("index {number}"), columns);
        table.indexes.push(index);
    }
    add_default(table, &column.name);
}

/// Only integers, whose columns nothing else gives a value to.
fn add_default(table: &mut Table, column: &str) {
    let references = table.foreign_keys.iter();
    let mut taken = references
        .flat_map(|key| &key.columns)
        .chain(table.key_columns());
    if taken.any(|own| own == column) {
        return;
    }
    let mut columns = table.columns.iter_mut();
    if let Some(own) = columns.find(|own| own.name == column && own.sql_type.is_builtin("integer"))
    {
        own.default = Some("7".to_owned());
    }
}

fn sqlite_only(table: &mut Table, number: usize, random: &mut Random) {
    let single = match table.key_columns() {
        [only] => Some(only.clone()),
        _ => None,
    };
    if let Some(key) = single {
        let mut columns = table.columns.iter_mut();
        let numbered =
            columns.find(|column| column.name == key && column.sql_type.is_builtin("integer"));
        if let Some(column) = numbered.filter(|_| random.once_in(3)) {
            column.auto_increment = Some(AutoIncrement::Keyword);
        }
    }
    let counts = table
        .columns
        .iter()
        .any(|column| column.auto_increment.is_some());
    table.sqlite.options.without_rowid = !counts && random.once_in(6);
    if random.once_in(4) {
        let name = format!("trigger {number}");
        table.sqlite.triggers.push(Trigger {
            definition: format!(
                "CREATE TRIGGER {} AFTER INSERT ON {} BEGIN SELECT 1; END",
                Dialect::Sqlite.quote(&name),
                Dialect::Sqlite.quote_table(&table.name)
            ),
            name,
        });
    }
}
