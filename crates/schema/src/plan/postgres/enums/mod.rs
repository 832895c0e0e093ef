//! Enum types of PostgreSQL, which can be given a value, but from which none can be taken.
//!
//! A value that comes is one `ALTER TYPE … ADD VALUE`. For all else the type is renamed aside and made anew, and the
//! columns are moved over through their text; what names the old type (defaults, checks, indexes, foreign keys) stands
//! aside meanwhile.

mod rewrite;

use rewrite::Rewrite;

use super::{DIALECT, Way};
use crate::dialect::script::{Token, TokenKind, tokens};
use crate::plan::fill::ExistingRows;
use crate::plan::{Fills, PlanError, Step, WayBack};
use crate::schema::{
    ByTable, Change, Column, EnumType, Evolving, Schema, SqlType, Table, TableName,
};

/// The rename of an enum type within its schema.
pub(super) fn rename_enum(from: &TableName, to: &str) -> Step {
    let renamed = TableName {
        schema: from.schema.clone(),
        name: to.to_owned(),
    };
    Step {
        up: vec![rename(from, to)],
        down: vec![rename(&renamed, &from.name)],
    }
}

/// The rename of a value of the enum type `name`.
pub(super) fn rename_enum_value(name: &TableName, from: &str, to: &str) -> Step {
    let statement = |from, to| {
        format!(
            "ALTER TYPE {} RENAME VALUE {} TO {}",
            type_name(name),
            DIALECT.literal(from),
            DIALECT.literal(to)
        )
    };
    Step {
        up: vec![statement(from, to)],
        down: vec![statement(to, from)],
    }
}

fn rename(from: &TableName, to: &str) -> String {
    format!(
        "ALTER TYPE {} RENAME TO {}",
        type_name(from),
        DIALECT.quote(to)
    )
}

fn type_name(name: &TableName) -> String {
    DIALECT.type_sql(&SqlType::custom(name))
}

pub(super) fn create(own: &EnumType) -> String {
    // A new type is made in the default schema, whatever else has its name.
    let name = DIALECT.quote_table(&own.name);
    let labels: Vec<String> = own
        .labels
        .iter()
        .map(|label| DIALECT.literal(label))
        .collect();
    format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", "))
}

pub(super) fn drop(name: &TableName) -> String {
    format!("DROP TYPE {}", type_name(name))
}

/// The statements that give `from` the values of `to`. All changes of the way are made in the same transaction: what they use
/// of new values must be there at once.
pub(super) fn alter_enum(from: &EnumType, to: &EnumType, way: &Way<'_>) -> Vec<String> {
    if is_rewritten(from, to, way.changes, way.rows) {
        let at = way.at;
        return Rewrite { from, to, at }.statements();
    }
    add_values(from, to)
}

/// Returns whether the type is made anew, and not only given values.
fn is_rewritten(from: &EnumType, to: &EnumType, others: &[Change], rows: ExistingRows<'_>) -> bool {
    !from.is_extended_by(to) || uses_new_value(from, to, others, rows)
}

fn add_values(from: &EnumType, to: &EnumType) -> Vec<String> {
    let mut statements = Vec::new();
    let mut before: Option<&String> = None;
    for label in &to.labels {
        if !from.labels.contains(label) {
            let place = match (before, from.labels.first()) {
                (Some(before), _) => format!(" AFTER {}", DIALECT.literal(before)),
                (None, Some(first)) => format!(" BEFORE {}", DIALECT.literal(first)),
                (None, None) => String::new(),
            };
            statements.push(format!(
                "ALTER TYPE {} ADD VALUE {}{place}",
                type_name(&from.name),
                DIALECT.literal(label)
            ));
        }
        before = Some(label);
    }
    statements
}

/// Returns whether one of the other changes uses a new value, or rows get it. PostgreSQL refuses to use a new value before the
/// transaction that added it has ended, unless the same transaction creates the type.
fn uses_new_value(
    from: &EnumType,
    to: &EnumType,
    others: &[Change],
    rows: ExistingRows<'_>,
) -> bool {
    let new = to.lacking_in(from);
    let named = |text: &str| names_value(text, &new);
    let by_column = |column: &Column| {
        let generated = column.generated.as_ref().map(|own| &own.expression);
        let texts = column.default.iter().chain(generated);
        texts.into_iter().any(|text| named(text))
    };
    let by_rows = |table: &TableName, column: &Column| {
        let fill = rows.of(table, &column.name);
        fill.is_some_and(|fill| named(fill.sql()))
    };
    others.iter().any(|change| match change {
        Change::CreateTable(table) => {
            table.columns.iter().any(by_column)
                || table.checks.iter().any(|check| named(&check.expression))
                || table.indexes.iter().any(|index| index.sql().any(named))
        }
        Change::AddColumn { table, column } => by_column(column) || by_rows(table, column),
        Change::AlterColumn {
            table,
            from,
            to: column,
        } => {
            // Rows may hold the new value as text.
            let becomes = from.sql_type.name != column.sql_type.name && to.is_type_of(column);
            becomes || by_column(column) || by_rows(table, column)
        }
        Change::AddCheck { check, .. } => named(&check.expression),
        Change::AddIndex { index, .. } => index.sql().any(named),
        _ => false,
    })
}

/// Returns whether a string in the SQL is one of the values. An array, or a string in another notation, counts if it
/// may contain one.
fn names_value(sql: &str, labels: &[&str]) -> bool {
    // In arrays and such strings, backslashes come and go.
    let plain = |text: &str| text.replace('\\', "");
    tokens(DIALECT, sql)
        .filter(|token| token.kind == TokenKind::String)
        .any(|token| {
            let text = token.text.replace("''", "'");
            let simple = text.starts_with('\'') && !text.contains(['{', '\\']);
            labels.iter().any(|label| {
                text == format!("'{label}'") || (!simple && plain(&text).contains(&plain(label)))
            })
        })
}

/// A column whose default names a value that goes, or one that is new, has none while its type changes. So that the
/// changes of such defaults are made in two parts.
pub(super) fn split_defaults(changes: &mut Vec<Change>) {
    let altered = changes.clone();
    let altered = || {
        altered.iter().filter_map(|change| match change {
            Change::AlterEnum { from, to } => Some((from, to)),
            _ => None,
        })
    };
    let mut last = Vec::new();
    for change in changes.iter_mut() {
        let Change::AlterColumn { table, from, to } = change else {
            continue;
        };
        let names = |column: &Column, labels: &[&str]| {
            let default = column.default.as_ref();
            default.is_some_and(|default| names_value(default, labels))
        };
        let concerned = altered().any(|(old, new)| {
            old.is_type_of(from)
                && old.is_type_of(to)
                && (names(from, &old.lacking_in(new)) || names(to, &new.lacking_in(old)))
        });
        if concerned && from.default.is_some() && to.default.is_some() {
            let without = Column {
                default: None,
                ..from.clone()
            };
            last.push(Change::AlterColumn {
                table: table.clone(),
                from: without.clone(),
                to: std::mem::replace(to, without),
            });
        }
    }
    changes.extend(last);
}

/// Refuses where something that can't stand aside depends on a type that must be made anew.
pub(super) fn refuse_up(
    from: &Evolving,
    changes: &[Change],
    fills: &Fills,
    way_back: WayBack,
) -> Result<(), PlanError> {
    refuse(from, changes, way_back, |old, new| {
        is_rewritten(old, new, changes, ExistingRows::up(fills))
    })
}

/// Refuses where something that can't stand aside depends on a type that `down.sql` must make anew.
pub(super) fn refuse_down(
    from: &Evolving,
    changes: &[Change],
    way_back: WayBack,
) -> Result<(), PlanError> {
    let back: Vec<Change> = changes.iter().cloned().map(Change::inverse).collect();
    refuse(from, changes, way_back, |old, new| {
        is_rewritten(new, old, &back, ExistingRows::down())
    })
}

fn refuse(
    from: &Evolving,
    changes: &[Change],
    way_back: WayBack,
    is_rewritten: impl Fn(&EnumType, &EnumType) -> bool,
) -> Result<(), PlanError> {
    let by_table = ByTable::of(changes);
    for change in changes {
        let Change::AlterEnum { from: old, to: new } = change else {
            continue;
        };
        if !is_rewritten(old, new) {
            continue;
        }
        let goes = |table: &Table| {
            let mut own = by_table.get(&table.name).iter();
            own.any(|change| matches!(change, Change::DropTable(_)))
        };
        let reasons: Vec<String> = from
            .tables()
            .filter(|table| !goes(table))
            .flat_map(|table| generated_columns(old, table, from))
            .chain(from.dependents_of(old).map(str::to_owned))
            .filter(|reason| way_back != WayBack::Completed || !can_stand_aside(reason))
            .collect();
        if !reasons.is_empty() {
            return Err(PlanError::CannotRewriteEnum {
                name: old.name.clone(),
                reasons,
            });
        }
    }
    Ok(())
}

/// Returns whether the proof drops such an object before the change and makes it again afterwards.
fn can_stand_aside(object: &str) -> bool {
    let kinds = ["policy ", "rule ", "trigger "];
    kinds.iter().any(|kind| object.starts_with(kind))
}

/// Generated columns that are computed from the type: PostgreSQL alters no column that one is computed from.
fn generated_columns(own: &EnumType, table: &Table, at: &Evolving) -> Vec<String> {
    let mut columns = table.columns.iter();
    let users: Vec<&str> = columns
        .by_ref()
        .filter(|column| own.is_type_of(column))
        .map(|column| column.name.as_str())
        .collect();
    let reads = |expression: &str| {
        names_type(expression, own, at)
            || tokens(DIALECT, expression)
                .filter_map(|token| token.identifier())
                .any(|name| users.contains(&name.as_str()))
    };
    let computed = table.columns.iter().filter(|column| {
        let generated = column.generated.as_ref();
        generated.is_some_and(|generated| reads(&generated.expression))
    });
    computed
        .map(|column| format!("generated column '{}.{}'", table.name, column.name))
        .collect()
}

/// Returns whether SQL, in PostgreSQL's spelling, casts to the type. The SQL may omit the schema of a type outside the
/// default schema. It can do so if the schema is on the search path and `at` has no other type of that name.
fn names_type(sql: &str, own: &EnumType, at: &Evolving) -> bool {
    let plain = TableName::new(&own.name.name);
    let bare = own.name.schema.is_none() || at.enum_type(&plain).is_none();
    let schema = own.name.schema.as_deref().unwrap_or("public");
    let all: Vec<Token<'_>> = tokens(DIALECT, sql).collect();
    all.windows(3).any(|part| match part {
        [first, second, name] if name.identifier().as_ref() == Some(&plain.name) => {
            (bare && second.is_punctuation(":"))
                || (second.is_punctuation(".") && first.identifier().as_deref() == Some(schema))
        }
        _ => false,
    })
}

/// The enum types of `schema` that nothing but `tables` uses, and that either these use or `declared` has.
#[doc(hidden)]
pub fn enums_of(schema: &Schema, declared: &Schema, tables: &[TableName]) -> Vec<EnumType> {
    let uses =
        |own: &EnumType, table: &Table| table.columns.iter().any(|column| own.is_type_of(column));
    let ours = |table: &&Table| tables.contains(&table.name);
    schema
        .enums
        .iter()
        .filter(|own| {
            let mut going = schema.tables.iter().filter(ours);
            let staying = schema.tables.iter().filter(|table| !ours(table));
            let mut staying = staying.chain(&schema.views);
            let unneeded = schema.dependents_of(own).next().is_none();
            unneeded
                && (declared.enum_type(&own.name).is_some() || going.any(|table| uses(own, table)))
                && !staying.any(|table| uses(own, table))
        })
        .cloned()
        .collect()
}
