//! Steps for MySQL and MariaDB, which alter in place, and commit each statement of DDL by itself.

use super::{Fills, Plan, PlanError};
use crate::schema::{Change, Schema};

pub(super) fn plan(
    _from: &Schema,
    _changes: Vec<Change>,
    _fills: &Fills,
) -> Result<Plan, PlanError> {
    Ok(Plan {
        steps: Vec::new(),
        own_transaction: false,
        outside_transaction: false,
    })
}
