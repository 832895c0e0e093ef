//! Random declarations: a model of what `schema.rs` says, written as the text that a user would write.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{DeclaredType, SqlType};

use crate::enums::{Enum, SECOND};
use crate::random::Random;

/// Names that need quotes, each in its own way; a number follows, so that none comes twice.
const STRANGE: [&str; 14] = [
    "order",
    "Group",
    "with space",
    "quo\"te",
    "it's",
    "semi;colon",
    "--comment",
    "/*comment*/",
    "ünïcode",
    "new\nline",
    "$1",
    "dot.ted",
    "back\\slash",
    "very_long_name_of_fifty_characters_and_then_a_few_",
];

/// Types that every dialect can have in a key.
const KEY_TYPES: [&str; 7] = [
    "Integer",
    "BigInt",
    "SmallInt",
    "Text",
    "VarChar",
    "Date",
    "Timestamp",
];

#[derive(Clone)]
pub(crate) struct Column {
    pub(crate) rust: String,
    pub(crate) sql: String,
    pub(crate) of_type: DeclaredType,
    pub(crate) nullable: bool,
}

/// `joinable!(table -> parent (column))`.
#[derive(Clone, PartialEq)]
pub(crate) struct Joinable {
    pub(crate) column: String,
    pub(crate) parent: String,
}

#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) rust: String,
    pub(crate) sql: String,
    /// In the second schema.
    pub(crate) second: bool,
    pub(crate) columns: Vec<Column>,
    pub(crate) key: Vec<String>,
    pub(crate) joinables: Vec<Joinable>,
}

impl Table {
    pub(crate) fn column(&self, rust: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.rust == rust)
    }

    pub(crate) fn references_by(&self, column: &str) -> Option<&Joinable> {
        self.joinables.iter().find(|own| own.column == column)
    }
}

#[derive(Clone)]
pub(crate) struct Model {
    pub(crate) dialect: Dialect,
    pub(crate) tables: Vec<Table>,
    pub(crate) enums: Vec<Enum>,
    /// The number in the last name.
    counter: usize,
}

impl Model {
    pub(crate) fn random(dialect: Dialect, random: &mut Random) -> Self {
        let mut model = Self {
            dialect,
            tables: Vec::new(),
            enums: Vec::new(),
            counter: 0,
        };
        if dialect != Dialect::Sqlite {
            for _ in 0..random.below(3) {
                model.add_enum(random);
            }
        }
        for _ in 0..random.between(2, 6) {
            model.add_table(random);
        }
        for _ in 0..random.below(5) {
            model.add_reference(random);
        }
        model.repair();
        model
    }

    pub(crate) fn add_table(&mut self, random: &mut Random) {
        let (rust, sql) = self.name("t", random);
        let mut table = Table {
            rust,
            sql,
            second: self.dialect == Dialect::Postgres && random.once_in(6),
            columns: Vec::new(),
            key: Vec::new(),
            joinables: Vec::new(),
        };
        let keys = if random.once_in(4) {
            random.between(2, 4)
        } else {
            1
        };
        for _ in 0..keys {
            let mut column = self.column(random);
            column.of_type = key_type(self.dialect, random);
            column.nullable = false;
            table.key.push(column.rust.clone());
            table.columns.push(column);
        }
        for _ in 0..random.below(5) {
            let column = self.column(random);
            table.columns.push(column);
        }
        self.tables.push(table);
    }

    pub(crate) fn column(&mut self, random: &mut Random) -> Column {
        let (rust, sql) = self.name("c", random);
        Column {
            rust,
            sql,
            of_type: self.any_type(random),
            nullable: !random.once_in(3),
        }
    }

    /// Any type of the database's own, or one of the enums.
    pub(crate) fn any_type(&self, random: &mut Random) -> DeclaredType {
        if !self.enums.is_empty()
            && random.once_in(3)
            && let Some(of_type) = self.enum_type(random)
        {
            return of_type;
        }
        any_type(self.dialect, random)
    }

    pub(crate) fn name(&mut self, prefix: &str, random: &mut Random) -> (String, String) {
        self.counter += 1;
        let rust = format!("{prefix}{}", self.counter);
        if !random.once_in(3) {
            return (rust.clone(), rust);
        }
        let strange = random.pick(&STRANGE).unwrap();
        let strange = match self.dialect {
            Dialect::Mysql => strange.replace('"', "`"),
            _ => (*strange).to_owned(),
        };
        let sql = format!("{strange}{}", self.counter);
        (rust, sql)
    }

    /// A new column that references a random table, which may be its own: cycles come by themselves.
    pub(crate) fn add_reference(&mut self, random: &mut Random) -> bool {
        let parents: Vec<String> = self
            .tables
            .iter()
            .filter(|table| table.key.len() == 1)
            .map(|table| table.rust.clone())
            .collect();
        let Some(parent) = random.pick(&parents).cloned() else {
            return false;
        };
        let column = Column {
            nullable: !random.once_in(4),
            ..self.column(random)
        };
        let child = random.below(self.tables.len());
        let table = &mut self.tables[child];
        table.joinables.push(Joinable {
            column: column.rust.clone(),
            parent,
        });
        table.columns.push(column);
        true
    }

    /// Makes the declaration one that any database can have: keys of NOT NULL columns and sortable types, references to
    /// tables that are there and by columns of the same type.
    pub(crate) fn repair(&mut self) {
        for table in &mut self.tables {
            for column in &mut table.columns {
                if table.key.contains(&column.rust) {
                    column.nullable = false;
                    if !fits_key(self.dialect, &column.of_type) {
                        column.of_type = DeclaredType::new("Integer");
                    }
                }
            }
        }
        // A reference through a key changes the key's type, which other references may follow.
        for _ in 0..12 {
            self.repair_references();
        }
        self.drop_unequal_references();
    }

    fn key_of(&self, table: &str) -> Option<Column> {
        let parent = self.tables.iter().find(|own| own.rust == table)?;
        match parent.key.as_slice() {
            [only] => parent.column(only).cloned(),
            _ => None,
        }
    }

    fn repair_references(&mut self) {
        for index in 0..self.tables.len() {
            for joinable in self.tables[index].joinables.clone() {
                let key = self.key_of(&joinable.parent);
                let table = &mut self.tables[index];
                let own_key =
                    table.rust == joinable.parent && table.key == [joinable.column.clone()];
                let mut columns = table.columns.iter_mut();
                match (columns.find(|own| own.rust == joinable.column), key) {
                    (Some(column), Some(key)) if !own_key => column.of_type = key.of_type,
                    _ => table.joinables.retain(|other| *other != joinable),
                }
            }
        }
    }

    fn drop_unequal_references(&mut self) {
        for index in 0..self.tables.len() {
            for joinable in self.tables[index].joinables.clone() {
                let key = self.key_of(&joinable.parent).map(|key| key.of_type);
                let table = &mut self.tables[index];
                if table
                    .column(&joinable.column)
                    .map(|own| own.of_type.clone())
                    != key
                {
                    table.joinables.retain(|other| *other != joinable);
                }
            }
        }
    }

    /// `schema.rs`.
    pub(crate) fn text(&self) -> String {
        let mut text = self.enums_text();
        for table in &self.tables {
            text.push_str("diesel::table! {\n");
            if table.sql != table.rust {
                text.push_str(&format!("    #[sql_name = {:?}]\n", table.sql));
            }
            if table.second {
                text.push_str(&format!("    {SECOND}."));
            }
            text.push_str(&format!(
                "    {} ({}) {{\n",
                table.rust,
                table.key.join(", ")
            ));
            for column in &table.columns {
                if let Some(length) = column.of_type.max_length {
                    text.push_str(&format!("        #[max_length = {length}]\n"));
                }
                if column.sql != column.rust {
                    text.push_str(&format!("        #[sql_name = {:?}]\n", column.sql));
                }
                let of_type = &column.of_type;
                let of_type = if column.nullable {
                    format!("Nullable<{of_type}>")
                } else {
                    of_type.to_string()
                };
                text.push_str(&format!("        {} -> {of_type},\n", column.rust));
            }
            text.push_str("    }\n}\n");
        }
        for table in &self.tables {
            for joinable in &table.joinables {
                let (child, parent, column) = (&table.rust, &joinable.parent, &joinable.column);
                text.push_str(&format!(
                    "diesel::joinable!({child} -> {parent} ({column}));\n"
                ));
            }
        }
        text
    }
}

pub(crate) fn key_type(dialect: Dialect, random: &mut Random) -> DeclaredType {
    let name = match random.below(3) {
        0 => *random.pick(&KEY_TYPES).unwrap(),
        _ => "Integer",
    };
    let is_text = ["VarChar", "Text"].contains(&name);
    let sized = match dialect {
        Dialect::Mysql => is_text,
        _ => name == "VarChar" && random.once_in(2),
    };
    DeclaredType {
        max_length: sized.then(|| 20 + small(random)),
        ..DeclaredType::new(name)
    }
}

/// Returns whether the type can be in a key: on MySQL, a text type needs a length.
fn fits_key(dialect: Dialect, of_type: &DeclaredType) -> bool {
    let is_text = ["VarChar", "Text"].contains(&of_type.name.as_str());
    KEY_TYPES.contains(&of_type.name.as_str())
        && (dialect != Dialect::Mysql || !is_text || of_type.max_length.is_some())
}

/// Any type that a declaration can name on the dialect, with a length where it can have one.
fn any_type(dialect: Dialect, random: &mut Random) -> DeclaredType {
    const GENERIC: [&str; 5] = ["Nullable", "Array", "Range", "Multirange", "Unsigned"];
    // It takes an extension, and installing one takes a superuser.
    const EXTENSIONS: [&str; 1] = ["Citext"];
    let names: Vec<&str> = dialect
        .type_names()
        .into_iter()
        .filter(|name| !GENERIC.contains(name) && !EXTENSIONS.contains(name))
        .collect();
    // The everyday types more often than the others.
    let name = match random.below(3) {
        0 => *random
            .pick(&["Integer", "Text", "VarChar", "VarChar", "Bool", "BigInt"])
            .unwrap(),
        _ => *random.pick(&names).unwrap(),
    };
    let mut of_type = DeclaredType::new(name);
    if dialect == Dialect::Postgres && random.once_in(8) {
        if random.once_in(2) {
            of_type = generic("Nullable", of_type);
        }
        of_type = generic("Array", of_type);
    }
    let is_integer = ["TinyInt", "SmallInt", "Integer", "BigInt"].contains(&name);
    if dialect == Dialect::Mysql && is_integer && random.once_in(6) {
        of_type = generic("Unsigned", of_type);
    }
    if takes_length(dialect, &of_type) && random.once_in(2) {
        of_type.max_length = Some(1 + small(random));
    }
    of_type
}

fn generic(outer: &str, inner: DeclaredType) -> DeclaredType {
    DeclaredType {
        arguments: vec![inner],
        ..DeclaredType::new(outer)
    }
}

pub(crate) fn takes_length(dialect: Dialect, of_type: &DeclaredType) -> bool {
    let sized = DeclaredType {
        max_length: Some(3),
        ..of_type.clone()
    };
    let plain = DeclaredType {
        max_length: None,
        ..of_type.clone()
    };
    sql_type(dialect, &sized) != sql_type(dialect, &plain)
}

/// `None` for a type of the model's own.
fn sql_type(dialect: Dialect, of_type: &DeclaredType) -> Option<SqlType> {
    dialect.sql_type(of_type)
}

pub(crate) fn small(random: &mut Random) -> u32 {
    u32::try_from(random.below(40)).unwrap()
}
