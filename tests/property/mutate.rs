//! Random changes of a declaration.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::DeclaredType;

use crate::enums::mutate_enum;
use crate::model::{Joinable, Model, key_type, small, takes_length};
use crate::random::Random;

/// A change that keeps every row: made more often than chance would have it, so that rows are there to be looked at.
const WIDENINGS: [(&str, &str); 8] = [
    ("SmallInt", "Integer"),
    ("Integer", "BigInt"),
    ("SmallInt", "BigInt"),
    ("Float", "Double"),
    ("VarChar", "Text"),
    ("Integer", "Numeric"),
    ("Date", "Timestamp"),
    ("Bool", "Integer"),
];

/// Makes one to four changes.
pub(crate) fn mutate(model: &mut Model, random: &mut Random) {
    for _ in 0..random.between(1, 5) {
        for _ in 0..20 {
            if once(model, random) {
                break;
            }
        }
    }
    model.repair();
}

/// One change; whether there was anything to change.
fn once(model: &mut Model, random: &mut Random) -> bool {
    if model.tables.is_empty() {
        model.add_table(random);
        return true;
    }
    if model.dialect != Dialect::Sqlite && random.once_in(3) {
        return mutate_enum(model, random);
    }
    match random.below(16) {
        0 => add_table(model, random),
        1 => drop_table(model, random),
        2 | 3 => add_column(model, random),
        4 | 15 => drop_column(model, random),
        5 => toggle_null(model, random),
        6 => change_type(model, random),
        7 | 8 => widen(model, random),
        9 | 14 => change_length(model, random),
        10 => model.add_reference(random),
        11 => reference_by_existing(model, random),
        12 => drop_reference(model, random),
        _ => change_key(model, random),
    }
}

fn add_table(model: &mut Model, random: &mut Random) -> bool {
    model.add_table(random);
    if random.once_in(2) {
        model.add_reference(random);
    }
    true
}

fn drop_table(model: &mut Model, random: &mut Random) -> bool {
    let index = random.below(model.tables.len());
    model.tables.remove(index);
    true
}

fn add_column(model: &mut Model, random: &mut Random) -> bool {
    let column = model.column(random);
    let index = random.below(model.tables.len());
    let columns = &mut model.tables[index].columns;
    // Somewhere, since order is no difference.
    let place = random.below(columns.len() + 1);
    columns.insert(place, column);
    true
}

fn drop_column(model: &mut Model, random: &mut Random) -> bool {
    let index = random.below(model.tables.len());
    let table = &mut model.tables[index];
    if table.columns.len() < 2 {
        return false;
    }
    let gone = table.columns.remove(random.below(table.columns.len()));
    table.key.retain(|name| *name != gone.rust);
    if table.key.is_empty() {
        table.key.push(table.columns[0].rust.clone());
    }
    true
}

fn toggle_null(model: &mut Model, random: &mut Random) -> bool {
    let nullable = random.once_in(3);
    let mut columns = Vec::new();
    for table in &mut model.tables {
        let key = table.key.clone();
        let own = table.columns.iter_mut();
        columns.extend(
            own.filter(|column| column.nullable == nullable && !key.contains(&column.rust)),
        );
    }
    let index = random.below(columns.len());
    let Some(column) = columns.into_iter().nth(index) else {
        return false;
    };
    column.nullable = !column.nullable;
    true
}

/// Any type to any other.
fn change_type(model: &mut Model, random: &mut Random) -> bool {
    let (any_type, dialect) = (model.any_type(random), model.dialect);
    let index = random.below(model.tables.len());
    let table = &mut model.tables[index];
    let column = random.below(table.columns.len());
    let column = &mut table.columns[column];
    column.of_type = if table.key.contains(&column.rust) {
        key_type(dialect, random)
    } else {
        any_type
    };
    true
}

fn widen(model: &mut Model, random: &mut Random) -> bool {
    let index = random.below(model.tables.len());
    let table = &mut model.tables[index];
    let column = random.below(table.columns.len());
    let column = &mut table.columns[column];
    let name = column.of_type.name.clone();
    let fitting: Vec<_> = WIDENINGS.iter().filter(|(from, _)| *from == name).collect();
    let Some((_, wider)) = random.pick(&fitting) else {
        return false;
    };
    column.of_type = DeclaredType::new(*wider);
    true
}

fn change_length(model: &mut Model, random: &mut Random) -> bool {
    let dialect = model.dialect;
    let columns: Vec<_> = model
        .tables
        .iter_mut()
        .flat_map(|table| &mut table.columns)
        .filter(|column| takes_length(dialect, &column.of_type))
        .collect();
    if columns.is_empty() {
        return false;
    }
    let index = random.below(columns.len());
    let column = columns.into_iter().nth(index).unwrap();
    column.of_type.max_length = match column.of_type.max_length {
        // A bit string has exactly its length.
        Some(length) if column.of_type.name != "Bit" && !random.once_in(4) => {
            Some(length + 1 + small(random))
        }
        Some(_) if random.once_in(2) => None,
        _ => Some(20 + small(random)),
    };
    true
}

/// A foreign key over a column that is there, whose type follows.
fn reference_by_existing(model: &mut Model, random: &mut Random) -> bool {
    let parents: Vec<String> = model
        .tables
        .iter()
        .filter(|table| table.key.len() == 1)
        .map(|table| table.rust.clone())
        .collect();
    let Some(parent) = random.pick(&parents).cloned() else {
        return false;
    };
    let index = random.below(model.tables.len());
    let table = &mut model.tables[index];
    let column = table.columns[random.below(table.columns.len())]
        .rust
        .clone();
    if table.references_by(&column).is_some() {
        return false;
    }
    table.joinables.push(Joinable { column, parent });
    true
}

fn drop_reference(model: &mut Model, random: &mut Random) -> bool {
    let with: Vec<usize> = (0..model.tables.len())
        .filter(|index| !model.tables[*index].joinables.is_empty())
        .collect();
    let Some(index) = random.pick(&with) else {
        return false;
    };
    let joinables = &mut model.tables[*index].joinables;
    joinables.remove(random.below(joinables.len()));
    true
}

fn change_key(model: &mut Model, random: &mut Random) -> bool {
    let index = random.below(model.tables.len());
    let table = &mut model.tables[index];
    let column = table.columns[random.below(table.columns.len())]
        .rust
        .clone();
    if table.key.contains(&column) {
        if table.key.len() == 1 {
            return false;
        }
        table.key.retain(|name| *name != column);
    } else if random.once_in(2) {
        table.key = vec![column];
    } else {
        table.key.push(column);
    }
    true
}

/// Writes some names in another case, which SQLite takes for the same.
pub(crate) fn respell(model: &mut Model, random: &mut Random) {
    if model.dialect != Dialect::Sqlite {
        return;
    }
    for table in &mut model.tables {
        let columns = table.columns.iter_mut().map(|column| &mut column.sql);
        for name in columns.chain([&mut table.sql]) {
            if random.once_in(6) {
                *name = name.to_ascii_uppercase();
            }
        }
    }
}
