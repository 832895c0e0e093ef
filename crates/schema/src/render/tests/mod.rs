#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod diagrams;
mod json;

use crate::schema::{
    Column, Deferrable, ForeignKey, PrimaryKey, ReferentialAction, Schema, SqlType, Table,
    TableName, Unique,
};

/// Numbers that are the same for the same seed (xorshift64*).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap() % limit
    }
}

const NAMES: [&str; 8] = [
    "name",
    "a <b> & \"c\"",
    "it's",
    "x\u{1}\ny",
    "größe",
    "日本語",
    "a_very_long_name_that_is_longer_than_anybody_would_want_it_to_be",
    "\u{ffff}]]>",
];

pub(super) fn random_schema(random: &mut Random) -> Schema {
    let count = random.below(41);
    let mut tables: Vec<Table> = (0..count).map(|index| table(random, index)).collect();
    for index in 0..count {
        let density = random.below(4);
        for number in 0..density {
            let other = tables[random.below(count)].name.clone();
            add_key(random, &mut tables[index], number, other);
        }
    }
    Schema {
        tables,
        ..Schema::default()
    }
}

fn table(random: &mut Random, index: usize) -> Table {
    let name = format!("{}{index}", NAMES[random.below(NAMES.len())]);
    let mut table = Table::new(if random.below(9) == 0 {
        TableName::in_schema("audit", name)
    } else {
        TableName::new(name)
    });
    table
        .columns
        .push(Column::new("id", SqlType::builtin("integer"), false));
    for number in 0..random.below(12) {
        let name = format!("{}_{number}", NAMES[random.below(NAMES.len())]);
        let sql_type = SqlType::builtin("varchar").with_arguments([80]);
        let nullable = random.below(2) == 0;
        table.columns.push(Column::new(name, sql_type, nullable));
    }
    table.primary_key = Some(PrimaryKey {
        name: None,
        columns: vec!["id".into()],
    });
    table
}

fn add_key(random: &mut Random, table: &mut Table, number: usize, references: TableName) {
    let name = format!("ref_{number}");
    let nullable = random.below(2) == 0;
    table
        .columns
        .push(Column::new(&name, SqlType::builtin("integer"), nullable));
    if random.below(5) == 0 {
        table.uniques.push(Unique {
            clauses: Default::default(),
            name: None,
            columns: vec![name.clone()],
        });
    }
    table
        .foreign_keys
        .push(foreign_key(&[name.as_str()], references, &["id"]));
}

pub(super) fn foreign_key(
    columns: &[&str],
    references: TableName,
    referenced: &[&str],
) -> ForeignKey {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    ForeignKey {
        clauses: Default::default(),
        name: None,
        columns: owned(columns),
        references,
        referenced_columns: owned(referenced),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::Never,
    }
}
