//! How the database numbers a column's rows by itself.

use super::mode::Mode;
use super::walk::Walk;
use crate::schema::{AutoIncrement, Column};

impl Walk<'_> {
    /// Returns how the database is to number an existing column. A plain declaration decides that in `table_args!`
    /// alone: a key of one integer may be numbered or not. `keyed`: the column is one of several in the primary key,
    /// and was in it before. If another column joins that key, the column keeps its numbering.
    pub(super) fn numbering(
        &self,
        from: &Column,
        declared: &Column,
        retyped: bool,
        keyed: bool,
    ) -> Option<AutoIncrement> {
        let keyword = from.auto_increment == Some(AutoIncrement::Keyword);
        if self.mode == Mode::Exact {
            return declared.auto_increment;
        }
        let unsaid = !declared.declared.numbering && declared.auto_increment.is_none();
        let kept = keyed && unsaid && !keyword && declared.sql_type.is_integer();
        if declared.declared.numbering || (self.mode == Mode::Managed && !kept) {
            return declared.auto_increment;
        }
        if !retyped {
            return from.auto_increment;
        }
        // Only integers are numbered, and one that becomes an integer as it is declared.
        match (from.sql_type.is_integer(), declared.sql_type.is_integer()) {
            (true, true) => from.auto_increment,
            (false, true) => declared.auto_increment,
            (_, false) => None,
        }
    }
}

/// Gives `to`, which has its new type and is otherwise `from`, its numbering.
pub(super) fn renumber(to: &mut Column, from: &Column, numbering: Option<AutoIncrement>) {
    to.auto_increment = numbering;
    if numbering != from.auto_increment {
        to.sequence = None;
        // A column has one default, and an identity is one.
        if numbering.is_some() {
            to.default = None;
        }
    } else if let Some(sequence) = &mut to.sequence
        && to.sql_type != from.sql_type
        && to.sql_type.is_integer()
    {
        sequence.sql_type = to.sql_type.clone();
    }
}
