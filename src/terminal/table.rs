//! Tables for people.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Attribute, CellAlignment, ContentArrangement, Table};

use super::{Cell, Rows, escape};

/// The style of a table on the terminal where it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableStyle {
    /// The terminal's width, into which long cells are wrapped; without one nothing is wrapped.
    pub width: Option<u16>,
    /// True if headers are bold.
    pub bold: bool,
}

impl TableStyle {
    /// The table as text, without a line break at its end.
    pub(super) fn render(self, rows: &Rows) -> String {
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED).force_no_tty();
        match self.width {
            Some(width) => table
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(width),
            None => table.set_content_arrangement(ContentArrangement::Disabled),
        };
        if self.bold {
            table.enforce_styling();
        }
        table.set_header(self.header(rows));
        for row in &rows.rows {
            table.add_row(row.iter().map(table_cell).collect::<Vec<_>>());
        }
        table.to_string()
    }

    fn header(self, rows: &Rows) -> Vec<comfy_table::Cell> {
        let labels = rows.labels.as_ref().unwrap_or(&rows.headers);
        let cell = |(index, label): (usize, &String)| {
            let cell = aligned(escape(label).into_owned(), is_numeric(rows, index));
            if self.bold {
                cell.add_attribute(Attribute::Bold)
            } else {
                cell
            }
        };
        labels.iter().enumerate().map(cell).collect()
    }
}

/// Returns whether a column has at least one number, and otherwise only NULL.
fn is_numeric(rows: &Rows, index: usize) -> bool {
    let mut cells = rows
        .rows
        .iter()
        .filter_map(|row| row.get(index))
        .filter(|cell| **cell != Cell::Null)
        .peekable();
    cells.peek().is_some() && cells.all(Cell::is_number)
}

fn table_cell(cell: &Cell) -> comfy_table::Cell {
    aligned(table_text(cell), cell.is_number())
}

fn aligned(text: String, right: bool) -> comfy_table::Cell {
    let alignment = if right {
        CellAlignment::Right
    } else {
        CellAlignment::Left
    };
    comfy_table::Cell::new_owned(text).set_alignment(alignment)
}

fn table_text(cell: &Cell) -> String {
    const NULL: &str = "–";
    match cell {
        Cell::Null => NULL.into(),
        Cell::Text(text) | Cell::Json { text, .. } => escape(text).into_owned(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => number.to_string(),
        Cell::Bool(true) => "yes".into(),
        Cell::Bool(false) => "no".into(),
        Cell::List(items) => {
            let texts: Vec<_> = items
                .iter()
                .map(|item| escape(item.as_deref().unwrap_or(NULL)))
                .collect();
            texts.join(", ")
        }
    }
}
