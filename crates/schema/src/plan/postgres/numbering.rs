//! Sequences and identities of PostgreSQL columns: made with a column, and when its numbering, or type, changes.

use super::DIALECT;
use crate::plan::names::sequence_name;
use crate::schema::{AutoIncrement, Column, Sequence, SequenceOptions, SqlType, TableName};

/// The statements and actions that change how a column is numbered, when its type or numbering changes.
#[derive(Default)]
pub(super) struct Numbering {
    /// Statements before the column's own.
    pub(super) first: Vec<String>,
    /// Actions on the column before the others.
    pub(super) before: Vec<String>,
    /// Actions on the column after the others.
    pub(super) after: Vec<String>,
    /// Statements after the column's own.
    pub(super) last: Vec<String>,
}

impl Numbering {
    pub(super) fn new(table: &TableName, from: &Column, to: &Column) -> Self {
        let mut numbering = Self::default();
        let (old, new) = (from.auto_increment, to.auto_increment);
        if old == new {
            numbering.last.extend(recount(table, from, to));
        } else if is_identity(old) && is_identity(new) {
            let kind = identity_kind(new);
            numbering.after.push(format!(
                "ALTER COLUMN {} SET GENERATED {kind}",
                DIALECT.quote(&to.name)
            ));
        } else {
            numbering.stop(table, from, new.is_some());
            numbering.start(table, to);
        }
        numbering
    }

    /// `again`: another numbering follows, which may want the name of the old one's sequence.
    fn stop(&mut self, table: &TableName, from: &Column, again: bool) {
        let name = DIALECT.quote(&from.name);
        let (action, sequence) = match from.auto_increment {
            Some(AutoIncrement::Serial) => {
                let sequence = DIALECT.quote_table(&sequence(table, from).name);
                let dropped = format!("DROP SEQUENCE {sequence}");
                (format!("ALTER COLUMN {name} DROP DEFAULT"), Some(dropped))
            }
            Some(AutoIncrement::IdentityAlways | AutoIncrement::IdentityByDefault) => {
                (format!("ALTER COLUMN {name} DROP IDENTITY"), None)
            }
            Some(AutoIncrement::Keyword) | None => return,
        };
        if again {
            let table = DIALECT.quote_table(table);
            self.first.push(format!("ALTER TABLE {table} {action}"));
            self.first.extend(sequence);
        } else {
            self.before.push(action);
            self.last.extend(sequence);
        }
    }

    fn start(&mut self, table: &TableName, to: &Column) {
        let name = DIALECT.quote(&to.name);
        let owned = sequence(table, to);
        match to.auto_increment {
            Some(AutoIncrement::Serial) => {
                let literal = DIALECT.literal(&DIALECT.quote_table(&owned.name));
                self.first.push(format!(
                    "{} OWNED BY {}.{name}",
                    create_sequence(&owned),
                    DIALECT.quote_table(table)
                ));
                self.after.push(format!(
                    "ALTER COLUMN {name} SET DEFAULT nextval({literal})"
                ));
                self.last.push(continue_after(table, to, &literal, &owned));
            }
            Some(AutoIncrement::IdentityAlways | AutoIncrement::IdentityByDefault) => {
                self.after
                    .push(format!("ALTER COLUMN {name} ADD{}", identity(table, to)));
                // PostgreSQL chose the sequence's name.
                let found = format!(
                    "pg_get_serial_sequence({}, {})",
                    DIALECT.literal(&DIALECT.quote_table(table)),
                    DIALECT.literal(&to.name)
                );
                self.last.push(continue_after(table, to, &found, &owned));
            }
            Some(AutoIncrement::Keyword) | None => {}
        }
    }
}

/// A serial's sequence keeps counting in its own type, and would end at the old one's limit. An identity's follows its
/// column by itself.
fn recount(table: &TableName, from: &Column, to: &Column) -> Option<String> {
    let (old, new) = (sequence(table, from), sequence(table, to));
    let changes = from.auto_increment == Some(AutoIncrement::Serial)
        && from.sql_type != to.sql_type
        && old.sql_type != new.sql_type;
    changes.then(|| {
        format!(
            "ALTER SEQUENCE {} AS {}",
            DIALECT.quote_table(&new.name),
            DIALECT.type_sql(&new.sql_type)
        )
    })
}

fn is_identity(kind: Option<AutoIncrement>) -> bool {
    matches!(
        kind,
        Some(AutoIncrement::IdentityAlways | AutoIncrement::IdentityByDefault)
    )
}

fn identity_kind(kind: Option<AutoIncrement>) -> &'static str {
    match kind {
        Some(AutoIncrement::IdentityAlways) => "ALWAYS",
        _ => "BY DEFAULT",
    }
}

/// The next number is one that no row has.
fn continue_after(table: &TableName, to: &Column, found: &str, sequence: &Sequence) -> String {
    let first = sequence.options.first();
    let name = DIALECT.quote(&to.name);
    let cast = if counted_in(&to.sql_type) == to.sql_type {
        ""
    } else {
        "::bigint"
    };
    let (last, further, reaches) = if sequence.options.counts_down() {
        ("min", "least", "<=")
    } else {
        ("max", "greatest", ">=")
    };
    format!(
        "SELECT setval({found}, {further}({last}({name}){cast}, {first}), coalesce({last}({name}) {reaches} {first}, FALSE)) FROM {}",
        DIALECT.quote_table(table)
    )
}

/// ` GENERATED ALWAYS AS IDENTITY`, with what is special about its sequence; empty for any other column.
pub(super) fn identity(table: &TableName, column: &Column) -> String {
    if !is_identity(column.auto_increment) {
        return String::new();
    }
    let mut text = format!(
        " GENERATED {} AS IDENTITY",
        identity_kind(column.auto_increment)
    );
    let own = sequence(table, column);
    let mut special = Vec::new();
    if own.name != sequence_name(table, column) {
        special.push(format!("SEQUENCE NAME {}", DIALECT.quote_table(&own.name)));
    }
    special.extend(DIALECT.sequence_options(own.options));
    if !special.is_empty() {
        text.push_str(&format!(" ({})", special.join(" ")));
    }
    text
}

/// The pseudo-type with which PostgreSQL makes the very sequence that the column has, where there is one.
pub(super) fn serial_type(table: &TableName, column: &Column) -> Option<&'static str> {
    if column.auto_increment != Some(AutoIncrement::Serial) || column.nullable {
        return None;
    }
    let own = sequence(table, column);
    let special = own.name != sequence_name(table, column)
        || own.sql_type != column.sql_type
        || own.options != SequenceOptions::default();
    if special {
        return None;
    }
    [
        ("smallint", "SMALLSERIAL"),
        ("integer", "SERIAL"),
        ("bigint", "BIGSERIAL"),
    ]
    .into_iter()
    .find(|(name, _)| column.sql_type.is_builtin(name))
    .map(|(_, serial)| serial)
}

/// The default of a serial column that no pseudo-type makes.
pub(super) fn counting_default(table: &TableName, column: &Column) -> Option<String> {
    made_apart(table, column).then(|| {
        let name = DIALECT.quote_table(&sequence(table, column).name);
        format!("nextval({})", DIALECT.literal(&name))
    })
}

fn made_apart(table: &TableName, column: &Column) -> bool {
    column.auto_increment == Some(AutoIncrement::Serial) && serial_type(table, column).is_none()
}

/// The statement that creates the sequence of a serial column that no pseudo-type makes. It runs before the column
/// exists.
pub(super) fn made_before(table: &TableName, column: &Column) -> Option<String> {
    made_apart(table, column).then(|| create_sequence(&sequence(table, column)))
}

/// The statement that makes that column the owner of its sequence. It runs once the column exists.
pub(super) fn made_after(table: &TableName, column: &Column) -> Option<String> {
    made_apart(table, column).then(|| {
        format!(
            "ALTER SEQUENCE {} OWNED BY {}.{}",
            DIALECT.quote_table(&sequence(table, column).name),
            DIALECT.quote_table(table),
            DIALECT.quote(&column.name)
        )
    })
}

fn create_sequence(sequence: &Sequence) -> String {
    let words = DIALECT.sequence_options(sequence.options).into_iter();
    let options: String = words.map(|option| format!(" {option}")).collect();
    format!(
        "CREATE SEQUENCE {} AS {}{options}",
        DIALECT.quote_table(&sequence.name),
        DIALECT.type_sql(&sequence.sql_type)
    )
}

/// The column's sequence, or the one that PostgreSQL would make for it.
fn sequence(table: &TableName, column: &Column) -> Sequence {
    column.sequence.clone().unwrap_or_else(|| Sequence {
        name: sequence_name(table, column),
        sql_type: counted_in(&column.sql_type),
        options: SequenceOptions::default(),
    })
}

/// A sequence counts in integers, whatever the column is.
fn counted_in(sql_type: &SqlType) -> SqlType {
    if sql_type.is_integer() {
        sql_type.clone()
    } else {
        SqlType::builtin("bigint")
    }
}
