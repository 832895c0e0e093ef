//! Comments, where the declaration speaks of them.

use super::mode::Mode;
use super::walk::Walk;
use crate::dialect::Indexed;
use crate::schema::{Change, Table, comment_text};

impl Walk<'_> {
    /// Both ways, in each mode: who opts in declares all comments.
    pub(super) fn comments(&self, from: &Indexed<'_>, declared: &Table, changes: &mut Vec<Change>) {
        let live = from.table;
        if !self.dialect.features().comments {
            return;
        }
        let mut compare = |column: Option<String>, from: Option<&String>, to: Option<&String>| {
            let (from, wanted) = (comment_text(from), comment_text(to));
            if (to.is_some() || self.mode == Mode::Exact) && from != wanted {
                changes.push(Change::AlterComment {
                    table: live.name.clone(),
                    column,
                    from: from.map(str::to_owned),
                    to: wanted.map(str::to_owned),
                });
            }
        };
        compare(None, live.comment.as_ref(), declared.comment.as_ref());
        for column in &declared.columns {
            if let Some(own) = from.column(&column.name) {
                let name = Some(own.name.clone());
                compare(name, own.comment.as_ref(), column.comment.as_ref());
            }
        }
    }
}
