//! The questions about planning that each dialect's folder answers.

use super::{Fills, Plan, PlanError, Step, WayBack, restorable};
use crate::schema::{Change, Column, Evolving, Rename, Schema, Table};

/// How a dialect's databases are changed.
pub(super) trait Planner {
    /// Refuses changes that the database would refuse, or that would lose what they do not name. `way_back` tells who sees to
    /// the objects outside of the model.
    fn refuse_up(
        &self,
        _from: &Schema,
        _changes: &[Change],
        _fills: &Fills,
        _way_back: WayBack,
    ) -> Result<(), PlanError> {
        Ok(())
    }

    /// Refuses changes that `down.sql` could not take back.
    fn refuse_down(
        &self,
        from: &Schema,
        changes: &[Change],
        _way_back: WayBack,
    ) -> Result<(), PlanError> {
        restorable::refuse(from, changes)
    }

    /// The steps of the changes, which were not refused.
    fn steps(&self, from: &Schema, changes: Vec<Change>, fills: &Fills) -> Result<Plan, PlanError>;

    /// The value that rows get in a column that comes back and must have one; `None` if there is no such value.
    fn placeholder(&self, column: &Column, at: &Evolving) -> Option<String>;

    /// Returns whether each row has a number for the column without being told.
    fn has_number(&self, _table: &Table, _column: &Column) -> bool {
        false
    }

    /// The step of a renaming that is more than the usual statement. `at` has the names from before, and gets those that a
    /// later renaming has to know.
    fn rename(&self, _at: &mut Schema, _rename: &Rename) -> Option<Step> {
        None
    }
}
