//! Tables and columns that have other names before: the change renames them ahead of all else.

use moviectl_engine::database::AnyConnection;
use moviectl_engine::inspect::inspect;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::plan::{self, Step, script};
use moviectl_schema::schema::{Rename, Schema, TableName};

use crate::random::Random;

/// Names that need quotes.
const OLD: [&str; 4] = ["old", "Old name", "o\"ld", "it's old"];

/// Some of the tables and columns that are in both schemas, tables first.
pub(crate) fn some(
    dialect: Dialect,
    before: &Schema,
    after: &Schema,
    random: &mut Random,
) -> Vec<Rename> {
    let (mut tables, mut columns) = (Vec::new(), Vec::new());
    for (number, table) in before.tables.iter().enumerate() {
        let mut others = after.tables.iter();
        let Some(later) = others.find(|own| dialect.same_name(&own.name.name, &table.name.name))
        else {
            continue;
        };
        if random.once_in(6) {
            tables.push(Rename::Table {
                from: TableName {
                    schema: later.name.schema.clone(),
                    name: format!("{} t{number}", random.pick(&OLD).unwrap()),
                },
                to: later.name.clone(),
            });
        }
        for (place, column) in later.columns.iter().enumerate() {
            // SQLite itself can't rename a key's column there, where a unique constraint names it too ("expressions
            // prohibited in PRIMARY KEY and UNIQUE constraints").
            if table.sqlite.options.without_rowid || later.sqlite.options.without_rowid {
                break;
            }
            let mut own = table.columns.iter();
            if own.any(|own| dialect.same_name(&own.name, &column.name)) && random.once_in(12) {
                columns.push(Rename::Column {
                    table: later.name.clone(),
                    from: format!("{} c{place}", random.pick(&OLD).unwrap()),
                    to: column.name.clone(),
                });
            }
        }
    }
    tables.append(&mut columns);
    tables
}

/// Gives what has the new names the old ones, and says by which statements.
pub(crate) fn backwards(
    connection: &mut AnyConnection,
    renames: &[Rename],
) -> Result<Vec<String>, String> {
    let inverse: Vec<Rename> = renames.iter().rev().map(inverse).collect();
    let statements: Vec<String> = steps(connection, &inverse)?
        .into_iter()
        .flat_map(|step| step.up)
        .collect();
    run(connection, &statements)?;
    Ok(statements)
}

/// Renames the objects of the database, calls `look`, and restores the old names. Returns the result of `look`.
pub(crate) fn renamed<T>(
    connection: &mut AnyConnection,
    renames: &[Rename],
    look: impl FnOnce(&mut AnyConnection) -> T,
) -> Result<T, String> {
    let steps = steps(connection, renames)?;
    let forwards: Vec<String> = steps.iter().flat_map(|step| step.up.clone()).collect();
    run(connection, &forwards)?;
    let seen = look(connection);
    let backwards = steps.into_iter().rev().flat_map(|step| step.down);
    run(connection, &backwards.collect::<Vec<String>>())?;
    Ok(seen)
}

fn steps(connection: &mut AnyConnection, renames: &[Rename]) -> Result<Vec<Step>, String> {
    let schema = inspect(connection).map_err(|error| error.to_string())?;
    Ok(plan::renames(connection.dialect(), &schema, renames))
}

fn inverse(rename: &Rename) -> Rename {
    match rename.clone() {
        Rename::Table { from, to } => Rename::Table { from: to, to: from },
        Rename::Column { table, from, to } => Rename::Column {
            table,
            from: to,
            to: from,
        },
        other => unreachable!("{other:?} is not tested"),
    }
}

fn run(connection: &mut AnyConnection, statements: &[String]) -> Result<(), String> {
    let text = script(statements) + "SELECT 1";
    connection
        .run(&text)
        .map_err(|error| format!("a renaming does not run: {error}\n{text}"))
}
