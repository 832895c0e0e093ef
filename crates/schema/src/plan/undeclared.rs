//! Refuses the changes that only a comparison of two databases finds.

use super::PlanError;
use crate::schema::Change;

/// Refuses changes of parts of tables that no declaration expresses.
pub(super) fn refuse(changes: &[Change]) -> Result<(), PlanError> {
    let mut undeclared = changes.iter().filter(|change| {
        matches!(
            change,
            Change::AddUndeclared { .. } | Change::DropUndeclared { .. }
        )
    });
    match undeclared.next() {
        Some(change) => Err(PlanError::Undeclared {
            change: Box::new(change.clone()),
        }),
        None => Ok(()),
    }
}
