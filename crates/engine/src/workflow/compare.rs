//! Comparisons of schemas with the help of the database that they are for.

use std::collections::HashSet;

use super::error::Error;
use crate::database::AnyConnection;
use crate::inspect::Forms;
use moviectl_schema::diff::{Mode, Side, diff, without_implied_keys};
use moviectl_schema::schema::{Change, Index, Schema, TableName};

/// Returns the changes that turn `from` into `to`.
///
/// PostgreSQL prints some SQL in a form that it would print differently again, if it were given that form: `a IN ('b')`
/// over a `varchar` column, for example. So if SQL differs, two texts count as the same if one is a form of the other.
///
/// # Errors
///
/// [`Error::Inspect`].
pub(super) fn changes(
    connection: &mut AnyConnection,
    mode: Mode,
    from: &Schema,
    to: Side<'_>,
) -> Result<Vec<Change>, Error> {
    let dialect = connection.dialect();
    if mode != Mode::Exact
        && let Some(written) = without_implied_keys(dialect, to.written, from)
    {
        let spelled = without_implied_keys(dialect, to.spelled, from);
        let spelled = spelled.as_ref().unwrap_or(to.spelled);
        return compared(connection, mode, from, Side::new(&written, spelled));
    }
    compared(connection, mode, from, to)
}

fn compared(
    connection: &mut AnyConnection,
    mode: Mode,
    from: &Schema,
    to: Side<'_>,
) -> Result<Vec<Change>, Error> {
    let dialect = connection.dialect();
    let changes = diff(dialect, mode, from, to);
    let tables: HashSet<&TableName> = changes
        .iter()
        .filter(|change| is_about_sql(change))
        .filter_map(Change::table)
        .collect();
    if tables.is_empty() || !dialect.features().forms_vary {
        return Ok(changes);
    }
    let mut forms = Forms::default();
    forms.add(connection, from, &tables)?;
    forms.add(connection, to.spelled, &tables)?;
    let (found, wanted) = (forms.unified(from), forms.unified(to.spelled));
    let (from, to) = (Side::new(from, &found), Side::new(to.written, &wanted));
    Ok(diff(dialect, mode, from, to))
}

/// Returns whether the change may come from another spelling of the same SQL.
fn is_about_sql(change: &Change) -> bool {
    let has_sql = |index: &Index| index.sql().next().is_some();
    match change {
        Change::AddCheck { .. }
        | Change::DropCheck { .. }
        | Change::AddUndeclared { .. }
        | Change::DropUndeclared { .. } => true,
        Change::AddIndex { index, .. } | Change::DropIndex { index, .. } => has_sql(index),
        Change::AlterColumn { from, to, .. } => {
            let mut columns = [from, to].into_iter();
            columns.any(|column| column.default.is_some() || column.generated.is_some())
        }
        _ => false,
    }
}
