//! Rows for any schema: values of every type, keys that are different, references that lead somewhere.

use std::collections::BTreeMap;

use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{
    AutoIncrement, Column, EnumType, ForeignKey, Schema, SqlType, Table, TableName, TypeName,
};

use crate::mysql;
use crate::random::Random;

/// The statements that fill the tables with a few rows each. A table whose references can't be met stays empty.
pub(crate) fn inserts(dialect: Dialect, schema: &Schema, random: &mut Random) -> Vec<String> {
    let mut filler = Filler {
        dialect,
        enums: &schema.enums,
        keys: BTreeMap::new(),
        statements: Vec::new(),
    };
    let mut left: Vec<&Table> = schema.tables.iter().collect();
    // Parents first, as far as that goes; in a cycle somebody has to begin.
    while !left.is_empty() {
        let ready = left.iter().position(|table| {
            table.foreign_keys.iter().all(|key| {
                key.references == table.name || filler.keys.contains_key(&key.references)
            })
        });
        let table = left.remove(ready.unwrap_or(0));
        filler.fill(table, random);
    }
    filler.statements
}

struct Filler<'a> {
    dialect: Dialect,
    enums: &'a [EnumType],
    /// The values of the tables' single keys.
    keys: BTreeMap<TableName, Vec<String>>,
    statements: Vec<String>,
}

impl Filler<'_> {
    fn fill(&mut self, table: &Table, random: &mut Random) {
        let count = if random.once_in(4) {
            0
        } else {
            random.between(1, 5)
        };
        let mut own = Vec::new();
        for number in 0..count {
            let mut values = Vec::new();
            let given = || table.columns.iter().filter(|own| own.generated.is_none());
            for column in given() {
                let Some(value) = self.value(table, column, number, &own, random) else {
                    break;
                };
                if table.key_columns() == [column.name.clone()] {
                    own.push(value.clone());
                }
                values.push(value);
            }
            if values.len() < given().count() {
                own.truncate(number);
                break;
            }
            let columns: Vec<&String> = given().map(|column| &column.name).collect();
            let always = table
                .columns
                .iter()
                .any(|own| own.auto_increment == Some(AutoIncrement::IdentityAlways));
            let overriding = if always {
                " OVERRIDING SYSTEM VALUE"
            } else {
                ""
            };
            self.statements.push(format!(
                "INSERT INTO {} ({}){overriding} VALUES ({})",
                self.dialect.quote_table(&table.name),
                self.dialect.quote_list(&columns),
                values.join(", ")
            ));
        }
        self.count_on(table);
        self.keys.insert(table.name.clone(), own);
    }

    /// Lets the sequences go on after the numbers that the rows were inserted with.
    fn count_on(&mut self, table: &Table) {
        if self.dialect != Dialect::Postgres {
            return;
        }
        let numbered = table.columns.iter();
        for column in numbered.filter(|own| own.auto_increment.is_some()) {
            let name = self.dialect.quote_table(&table.name);
            self.statements.push(format!(
                "SELECT setval(pg_get_serial_sequence({}, {}), max({})) FROM {name}",
                self.dialect.literal(&name),
                self.dialect.literal(&column.name),
                self.dialect.quote(&column.name)
            ));
        }
    }

    /// `None` where no value would do.
    fn value(
        &self,
        table: &Table,
        column: &Column,
        number: usize,
        own: &[String],
        random: &mut Random,
    ) -> Option<String> {
        let is_key = table.is_key(&column.name);
        let references: Vec<&ForeignKey> = table
            .foreign_keys
            .iter()
            .filter(|key| key.columns == [column.name.clone()])
            .collect();
        if references.is_empty() {
            if !is_key && column.nullable && random.once_in(4) {
                return Some("NULL".to_owned());
            }
            let number = if is_key { number } else { random.below(6) };
            return Some(value_of(self.dialect, self.enums, column, number));
        }
        let mut common: Option<Vec<String>> = None;
        for key in &references {
            let theirs = if key.references == table.name {
                own.to_vec()
            } else {
                self.keys.get(&key.references).cloned().unwrap_or_default()
            };
            common = Some(match common {
                None => theirs,
                Some(before) => before
                    .into_iter()
                    .filter(|value| theirs.contains(value))
                    .collect(),
            });
        }
        let common = common.unwrap_or_default();
        if is_key {
            return common.get(number).cloned();
        }
        match random.pick(&common) {
            Some(value) if !column.nullable || !random.once_in(4) => Some(value.clone()),
            _ if column.nullable => Some("NULL".to_owned()),
            _ => None,
        }
    }
}

/// The `number`-th value of a column, counted from 0.
pub(crate) fn value_of(
    dialect: Dialect,
    enums: &[EnumType],
    column: &Column,
    number: usize,
) -> String {
    let Some(own) = enums.iter().find(|own| own.is_type_of(column)) else {
        return literal(dialect, &column.sql_type, number + 1);
    };
    let label = dialect.literal(&own.labels[number % own.labels.len()]);
    match column.sql_type.dimensions {
        0 => label,
        _ => format!(
            "ARRAY[{label}, NULL]::{}",
            dialect.type_sql(&column.sql_type)
        ),
    }
}

/// The `number`-th value of a type; for the types that keys can have, another for each number.
fn literal(dialect: Dialect, sql_type: &SqlType, number: usize) -> String {
    let name = match &sql_type.name {
        TypeName::Builtin(name) => name.as_str(),
        TypeName::Custom { name, .. } => name.as_str(),
        other => unreachable!("{other:?} is not tested"),
    };
    if sql_type.dimensions > 0 {
        let element = SqlType {
            dimensions: 0,
            ..sql_type.clone()
        };
        let value = literal(dialect, &element, number);
        return format!("ARRAY[{value}, NULL]::{}", dialect.type_sql(sql_type));
    }
    match dialect {
        Dialect::Sqlite => sqlite(name, sql_type, number),
        Dialect::Postgres => postgres(name, sql_type, number),
        Dialect::Mysql => {
            common(name, sql_type, number).unwrap_or_else(|| mysql::literal(sql_type, number))
        }
        other => unreachable!("{other} is not tested"),
    }
}

fn text(sql_type: &SqlType, number: usize) -> String {
    let long = format!("{number} häßlich ''quoted''; --");
    let length = sql_type
        .arguments
        .first()
        .map_or(18, |length| *length as usize);
    let short: String = number.to_string().chars().take(length).collect();
    // Two apostrophes are one character.
    if length >= 24 { long } else { short }
}

fn common(name: &str, sql_type: &SqlType, number: usize) -> Option<String> {
    Some(match name {
        "smallint" | "integer" | "bigint" | "numeric" | "boolean_number" => number.to_string(),
        "text" | "varchar" | "char" | "bpchar" => format!("'{}'", text(sql_type, number)),
        "boolean" => if number.is_multiple_of(2) {
            "TRUE"
        } else {
            "FALSE"
        }
        .to_owned(),
        "date" => format!("'2020-01-{number:02}'"),
        "time" => format!("'12:00:{number:02}'"),
        "timestamp" => format!("'2020-01-{number:02} 12:34:56'"),
        _ => return None,
    })
}

fn sqlite(name: &str, sql_type: &SqlType, number: usize) -> String {
    common(name, sql_type, number).unwrap_or_else(|| match name {
        "blob" => format!("x'00{number:02}ff'"),
        "float" | "double" => format!("{number}.5"),
        other => panic!("no value of type {other:?}"),
    })
}

fn postgres(name: &str, sql_type: &SqlType, number: usize) -> String {
    common(name, sql_type, number).unwrap_or_else(|| match name {
        "real" | "double precision" => format!("{number}.5"),
        "bytea" => format!("'\\x00{number:02}ff'"),
        "bit" => format!(
            "'{}'",
            "1".repeat(
                sql_type
                    .arguments
                    .first()
                    .map_or(1, |length| *length as usize)
            )
        ),
        "timestamptz" => format!("'2020-01-{number:02} 12:34:56+02'"),
        "interval" => format!("'{number} days'"),
        "uuid" => format!("'00000000-0000-0000-0000-0000000000{number:02}'"),
        "json" | "jsonb" => format!("'{{\"n\": {number}}}'"),
        "inet" => format!("'10.0.0.{number}'"),
        "cidr" => format!("'10.0.{number}.0/24'"),
        "macaddr" => format!("'08:00:2b:01:02:{number:02}'"),
        "macaddr8" => format!("'08:00:2b:01:02:03:04:{number:02}'"),
        "money" | "oid" => format!("'{number}'"),
        "\"char\"" | "tsvector" | "tsquery" => "'a'".to_owned(),
        // As a created type's name, it has no quotes.
        "regconfig" => "'simple'".to_owned(),
        "pg_lsn" => format!("'0/{number}'"),
        "int4range" | "int8range" | "numrange" => format!("'[1,{})'", number + 1),
        "tsrange" | "tstzrange" | "daterange" => format!("'[2020-01-01,2020-02-{number:02})'"),
        "int4multirange" | "int8multirange" | "nummultirange" => {
            format!("'{{[1,{})}}'", number + 1)
        }
        "tsmultirange" | "tstzmultirange" | "datemultirange" => {
            format!("'{{[2020-01-01,2020-02-{number:02})}}'")
        }
        other => panic!("no value of type {other:?}"),
    })
}
