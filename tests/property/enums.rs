//! Enum types, and PostgreSQL's second schema: declared, used by columns and arrays, changed. On MySQL each column has the
//! values itself.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{
    Check, Column as SchemaColumn, DeclaredType, EnumType, Index, Schema, Table,
};

use crate::model::Model;
use crate::random::Random;

/// The schema that is not the default one.
pub(crate) const SECOND: &str = "second";

/// Values that need quotes, each in its own way; a number follows.
const STRANGE: [&str; 6] = [
    "it's",
    "quo\"te",
    "with space",
    "com,ma",
    "back\\slash",
    "{brace}",
];

#[derive(Clone)]
pub(crate) struct Enum {
    /// The Rust type of its columns.
    pub(crate) rust: String,
    pub(crate) name: String,
    pub(crate) second: bool,
    pub(crate) labels: Vec<String>,
}

impl Model {
    pub(crate) fn add_enum(&mut self, random: &mut Random) {
        let (rust, name) = self.name("E", random);
        let mut own = Enum {
            rust,
            name,
            second: self.dialect == Dialect::Postgres && random.once_in(3),
            labels: Vec::new(),
        };
        for _ in 0..random.between(1, 6) {
            own.labels.push(self.label(random));
        }
        self.enums.push(own);
    }

    fn label(&mut self, random: &mut Random) -> String {
        let (plain, _) = self.name("v", random);
        if !random.once_in(3) {
            return plain;
        }
        format!("{}{plain}", random.pick(&STRANGE).unwrap())
    }

    /// An enum, or an array of one; `None` where there is none.
    pub(crate) fn enum_type(&self, random: &mut Random) -> Option<DeclaredType> {
        let own = random.pick(&self.enums)?;
        let mut of_type = DeclaredType::new(&own.rust);
        if self.dialect == Dialect::Postgres && random.once_in(3) {
            of_type = DeclaredType {
                arguments: vec![of_type],
                ..DeclaredType::new("Array")
            };
        }
        Some(of_type)
    }

    /// Returns the declarations of the enums, which precede the tables.
    pub(crate) fn enums_text(&self) -> String {
        if self.enums.is_empty() {
            return String::new();
        }
        let (mut types, mut args) = (String::new(), String::new());
        for own in &self.enums {
            let Enum { rust, name, .. } = own;
            let (in_type, in_args) = match own.second {
                true => (format!(", schema = {SECOND:?}"), format!("{SECOND:?}.")),
                false => (String::new(), String::new()),
            };
            types.push_str(&format!(
                "    #[derive(diesel::sql_types::SqlType)]\n    \
                 #[diesel(postgres_type(name = {name:?}{in_type}))]\n    pub struct {rust};\n"
            ));
            let labels: Vec<String> = own
                .labels
                .iter()
                .map(|label| format!("{label:?}"))
                .collect();
            args.push_str(&format!(
                "    enum {in_args}{name:?} ({});\n",
                labels.join(", ")
            ));
        }
        format!("pub mod sql_types {{\n{types}}}\ntable_args! {{\n{args}}}\n")
    }
}

/// Changes an enum; whether there was any.
pub(crate) fn mutate_enum(model: &mut Model, random: &mut Random) -> bool {
    if model.enums.is_empty() || random.once_in(8) {
        model.add_enum(random);
        return true;
    }
    let index = random.below(model.enums.len());
    let label = model.label(random);
    let labels = &mut model.enums[index].labels;
    match random.below(12) {
        0..=2 => labels.insert(random.below(labels.len() + 1), label),
        3 => {
            labels.push(label);
            labels.rotate_right(1);
            labels.reverse();
        }
        4 | 5 if labels.len() > 1 => {
            labels.remove(random.below(labels.len()));
        }
        6 | 7 if labels.len() > 1 => labels.swap(0, 1),
        8 => {
            let place = random.below(labels.len());
            labels[place] = label;
        }
        9.. => remove(model, index),
        _ => return false,
    }
    true
}

/// Its columns become text.
fn remove(model: &mut Model, index: usize) {
    let gone = model.enums.remove(index);
    let own = DeclaredType::new(&gone.rust);
    for table in &mut model.tables {
        for column in &mut table.columns {
            if column.of_type == own || column.of_type.arguments.contains(&own) {
                column.of_type = DeclaredType::new("Text");
            }
        }
    }
}

/// The enum of a column, by a schema that has it.
pub(crate) fn of<'s>(column: &SchemaColumn, schema: &'s Schema) -> Option<&'s EnumType> {
    schema.enums.iter().find(|own| own.is_type_of(column))
}

fn literal(column: &SchemaColumn, label: &str) -> String {
    let array = |label: &str| {
        let escaped = label.replace('\\', "\\\\").replace('"', "\\\"");
        format!("{{\"{escaped}\"}}")
    };
    match column.sql_type.dimensions {
        0 => Dialect::Postgres.literal(label),
        _ => Dialect::Postgres.literal(&array(label)),
    }
}

/// A default, a check, an index that name a value which is there before and after.
pub(crate) fn constrain(
    table: &mut Table,
    (before, after): (&Schema, &Schema),
    fit: &dyn Fn(&SchemaColumn) -> bool,
    number: usize,
    random: &mut Random,
) {
    for column in table.columns.clone() {
        let Some(old) = of(&column, before).filter(|_| fit(&column)) else {
            continue;
        };
        let new = after.enum_type(&old.name).unwrap_or(old);
        let both: Vec<&String> = old
            .labels
            .iter()
            .filter(|own| new.labels.contains(own))
            .collect();
        let Some(label) = random.pick(&both) else {
            continue;
        };
        let value = literal(&column, label);
        let quoted = Dialect::Postgres.quote(&column.name);
        let name = |what: &str| format!("{what} {number} {}", column.name);
        if random.once_in(2) {
            set_default(table, &column.name, value.clone());
        }
        if random.once_in(3) {
            table.checks.push(Check {
                clauses: Default::default(),
                name: Some(name("ec")),
                expression: format!(
                    "{quoted} = {value} OR {quoted} IS NULL OR {quoted} IS NOT NULL"
                ),
                columns: vec![column.name.clone()],
            });
        }
        if random.once_in(3) {
            let is_partial = random.once_in(2);
            table.indexes.push(Index {
                predicate: is_partial.then(|| format!("{quoted} = {value}")),
                ..Index::of_columns(&name("ei"), std::slice::from_ref(&column.name))
            });
        }
    }
}

/// A default that may be a value which is new.
pub(crate) fn new_default(table: &mut Table, after: &Schema, random: &mut Random) {
    for column in table.columns.clone() {
        if let Some(own) = of(&column, after)
            && random.once_in(3)
        {
            let label = random.pick(&own.labels).unwrap();
            set_default(table, &column.name, literal(&column, label));
        }
    }
}

fn set_default(table: &mut Table, column: &str, value: String) {
    let mut columns = table.columns.iter_mut();
    if let Some(own) = columns.find(|own| own.name == column) {
        own.default = Some(value);
    }
}
