//! Refuses changes that lose parts of tables for which the model has no place, so that `down.sql` could not bring them back.

use super::PlanError;
use super::placeholder::has_own;
use super::planner::Planner;
use crate::dialect::Dialect;
use crate::dialect::script::mentions;
use crate::schema::{Change, Evolving, Schema, Table, TableName};

/// Refuses changes after which `down.sql` could not bring back what was there.
pub(super) fn refuse(from: &Schema, changes: &[Change]) -> Result<(), PlanError> {
    let tables = from.tables_by_name();
    for change in changes {
        let Some(table) = change.table().and_then(|name| tables.get(name)) else {
            continue;
        };
        let reasons: Vec<String> = match change {
            Change::DropTable(_) => table.unsupported.clone(),
            Change::AlterPrimaryKey {
                from: Some(key), ..
            } => {
                let of_key = format!(
                    " of constraint '{}'",
                    key.name.as_deref().unwrap_or_default()
                );
                let own = table.unsupported.iter();
                own.filter(|reason| reason.ends_with(&of_key))
                    .cloned()
                    .collect()
            }
            // PostgreSQL drops an exclusion constraint with any of its columns.
            Change::DropColumn { column, .. } => table
                .postgres
                .exclusions
                .iter()
                .filter(|exclusion| exclusion.index.columns.contains(&column.name))
                .map(|exclusion| format!("exclusion constraint '{}'", exclusion.index.name))
                .collect(),
            _ => continue,
        };
        refuse_for(&table.name, reasons)?;
    }
    Ok(())
}

/// Returns the tables of columns that `down.sql` cannot bring back if there are rows, each with the reason: the column must
/// have a value, and there is none that serves.
pub(super) fn without_values(
    dialect: Dialect,
    planner: &dyn Planner,
    from: &Schema,
    changes: &[Change],
) -> Vec<(TableName, String)> {
    let at = Evolving::of(from);
    let tables = from.tables_by_name();
    let reason = |change: &Change| {
        let Change::DropColumn { table, column } = change else {
            return None;
        };
        let own = tables.get(table)?;
        if has_own(column) || planner.has_number(own, column) {
            return None;
        }
        let name = format!(
            "where '{table}' has rows: '{table}.{}' is NOT NULL",
            column.name
        );
        if planner.placeholder(column, &at).is_none() {
            let reason = format!("{name}, and no value of type {} is known", column.sql_type);
            return Some((table.clone(), reason));
        }
        let distinguishes = |columns: &[String]| columns.contains(&column.name);
        let mut keys = unique_columns(own);
        let mut references = own.foreign_keys.iter();
        let mut checks = own.checks.iter();
        let why = if keys.any(distinguishes) {
            "unique, so two rows can't have the same value".to_owned()
        } else if let Some(key) = references.find(|key| key.columns.contains(&column.name)) {
            format!("has to be in '{}'", key.references)
        } else if checks.any(|check| mentions(dialect, &check.expression, &column.name)) {
            "has to pass a check".to_owned()
        } else {
            return None;
        };
        Some((table.clone(), format!("{name} and {why}")))
    };
    changes.iter().filter_map(reason).collect()
}

/// The lists of columns in which no two rows of the table have the same values.
fn unique_columns(table: &Table) -> impl Iterator<Item = &[String]> {
    let indexes = table.indexes.iter();
    let indexes = indexes.filter(|index| index.unique && index.predicate.is_none());
    std::iter::once(table.key_columns())
        .chain(table.uniques.iter().map(|unique| unique.columns.as_slice()))
        .chain(indexes.map(|index| index.columns.as_slice()))
}

fn refuse_for(table: &TableName, reasons: Vec<String>) -> Result<(), PlanError> {
    if reasons.is_empty() {
        return Ok(());
    }
    Err(PlanError::CannotRestore {
        table: table.clone(),
        reasons,
    })
}
