//! Refuses changes that lose parts of tables for which the model has no place, so that `down.sql` could not bring them back.

use super::PlanError;
use crate::schema::{Change, Schema, TableName};

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

fn refuse_for(table: &TableName, reasons: Vec<String>) -> Result<(), PlanError> {
    if reasons.is_empty() {
        return Ok(());
    }
    Err(PlanError::CannotRestore {
        table: table.clone(),
        reasons,
    })
}
