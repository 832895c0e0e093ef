//! Boxes: what is written in them, and how large that makes them.

use crate::dialect::Dialect;
use crate::render::relation::{Marks, TableKeys};
use crate::schema::{Schema, Table};

/// Height of the heading and of each row; boxes stand on a grid of half of it.
pub(super) const ROW: i32 = 22;
/// Space between the border and the text.
pub(super) const PAD: i32 = 10;
/// Width of a character of the rows, which are set in a monospaced font of 12.
const CHARACTER: f64 = 7.23;
/// Width of a character of the headings, which are bold and of 13.
const HEADING_CHARACTER: f64 = 7.83;
/// Width of "NOT NULL" in small type.
pub(super) const NOT_NULL: i32 = 48;
/// Width of one key mark, the space behind it included.
pub(super) const MARK: i32 = 25;
/// Longer texts are cut off.
const LONGEST: usize = 40;

/// A table as it is drawn, without its place.
#[derive(Debug, Clone)]
pub(super) struct Entity {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
    pub(super) width: i32,
    pub(super) height: i32,
    /// The x positions at which the columns' names and types begin, from the left border.
    pub(super) name_x: i32,
    pub(super) type_x: i32,
}

/// A column as it is drawn.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) marks: Marks,
    pub(super) name: String,
    pub(super) sql_type: String,
    pub(super) not_null: bool,
}

pub(super) fn boxes(dialect: Dialect, schema: &Schema) -> Vec<Entity> {
    schema
        .tables
        .iter()
        .map(|table| Entity::new(dialect, table))
        .collect()
}

impl Entity {
    fn new(dialect: Dialect, table: &Table) -> Self {
        let keys = TableKeys::of(dialect, table);
        let rows: Vec<Row> = table
            .columns
            .iter()
            .map(|column| Row {
                marks: keys.marks(&column.name),
                name: shortened(&column.name),
                sql_type: shortened(
                    &dialect
                        .type_sql(&column.sql_type)
                        .replace('"', "")
                        .to_lowercase(),
                ),
                not_null: !column.nullable,
            })
            .collect();
        let widest = |part: &dyn Fn(&Row) -> i32| rows.iter().map(part).max().unwrap_or_default();
        let marks = widest(&|row| MARK * count(row.marks.words().len()));
        let names = widest(&|row| text_width(&row.name, CHARACTER));
        let types = widest(&|row| text_width(&row.sql_type, CHARACTER));
        let name = shortened(&table.name.to_string());
        let name_x = PAD + marks;
        let type_x = name_x + names + 14;
        let not_null = if rows.iter().any(|row| row.not_null) {
            NOT_NULL + 14
        } else {
            0
        };
        let heading = text_width(&name, HEADING_CHARACTER) + 2 * PAD;
        let width = (type_x + types + not_null + PAD).max(heading).max(120);
        Self {
            height: ROW * count(rows.len() + 1) + 4,
            rows,
            width,
            name,
            name_x,
            type_x,
        }
    }

    /// The middle of a row, from the top of the box.
    pub(super) fn row_middle(row: usize) -> i32 {
        ROW * count(row + 1) + ROW / 2
    }
}

/// A number of things as a coordinate.
pub(super) fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX / 1024)
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}

/// An estimate that errs on the wide side: characters of the East are two wide.
fn text_width(text: &str, character: f64) -> i32 {
    let characters: usize = text
        .chars()
        .map(|c| if c < '\u{1100}' || c == '…' { 1 } else { 2 })
        .sum();
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a text is at most some tens of characters"
    )]
    let width = (f64::from(count(characters)) * character).ceil() as i32;
    width
}
