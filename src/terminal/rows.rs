//! Rows of cells, and the formats for machines.

use std::io::{self, Write};

use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::{Format, TableStyle};

/// A value in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// True or false.
    Bool(bool),
    /// A list of texts, each of which may be missing.
    List(Vec<Option<String>>),
    /// A value whose JSON is known and is none of the above: an exact decimal number, a list of numbers.
    Json {
        /// The text in tables and in CSV.
        text: String,
        /// The value in JSON, which is valid.
        json: String,
    },
}

impl Cell {
    /// Returns whether the cell is a number, which tables align to the right.
    pub(super) fn is_number(&self) -> bool {
        match self {
            Self::Integer(_) | Self::Real(_) => true,
            Self::Json { json, .. } => {
                json.starts_with(|first: char| first.is_ascii_digit() || first == '-')
            }
            _ => false,
        }
    }

    fn csv_field(&self) -> io::Result<String> {
        Ok(match self {
            Self::Null => String::new(),
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
            Self::Bool(value) => value.to_string(),
            Self::List(items) => serde_json::to_string(items)?,
            Self::Json { text, .. } => text.clone(),
        })
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Real(number) => serializer.serialize_f64(*number),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::List(items) => items.serialize(serializer),
            Self::Json { json, .. } => {
                let raw: &RawValue = serde_json::from_str(json).map_err(S::Error::custom)?;
                raw.serialize(serializer)
            }
        }
    }
}

macro_rules! cell_from {
    ($($from:ty => $variant:ident),+ $(,)?) => {
        $(impl From<$from> for Cell {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        })+
    };
}

cell_from! {
    &str => Text,
    String => Text,
    i32 => Integer,
    u32 => Integer,
    i64 => Integer,
    f64 => Real,
    bool => Bool,
    Vec<Option<String>> => List,
}

impl From<Vec<String>> for Cell {
    fn from(items: Vec<String>) -> Self {
        Self::List(items.into_iter().map(Some).collect())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Rows under headers. Every row has as many cells as there are headers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    /// The keys of JSON objects and the first line of CSV, in order.
    pub headers: Vec<String>,
    /// The column headers of tables, if they differ from the keys.
    pub labels: Option<Vec<String>>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Each row as Python would show it, if it has such a form.
    pub reprs: Option<Vec<String>>,
}

impl Rows {
    /// No rows yet, under these headers.
    pub fn new<S: Into<String>>(headers: impl IntoIterator<Item = S>) -> Self {
        Self {
            headers: headers.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }

    /// The same rows under other words for people.
    #[must_use]
    pub fn with_labels<S: Into<String>>(mut self, labels: impl IntoIterator<Item = S>) -> Self {
        self.labels = Some(labels.into_iter().map(Into::into).collect());
        self
    }

    /// The same rows, with what [`Format::Repr`] shows for each.
    #[must_use]
    pub fn with_reprs<S: Into<String>>(mut self, reprs: impl IntoIterator<Item = S>) -> Self {
        self.reprs = Some(reprs.into_iter().map(Into::into).collect());
        self
    }

    /// One more row.
    pub fn push(&mut self, row: impl IntoIterator<Item = Cell>) {
        self.rows.push(row.into_iter().collect());
    }

    /// Returns whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes the rows. `style` is for tables alone.
    pub fn write(&self, format: Format, style: TableStyle, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Table => writeln!(out, "{}", style.render(self)),
            Format::Json => self.write_json(out),
            Format::Ndjson => self.write_ndjson(out),
            Format::Csv => self.write_csv(out),
            Format::Repr => self.write_repr(out),
        }
    }

    fn records(&self) -> impl Iterator<Item = Record<'_>> {
        self.rows.iter().map(|cells| Record {
            headers: &self.headers,
            cells,
        })
    }

    fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &self.records().collect::<Vec<_>>())?;
        writeln!(out)
    }

    fn write_ndjson(&self, out: &mut dyn Write) -> io::Result<()> {
        for record in self.records() {
            serde_json::to_writer(&mut *out, &record)?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(&self.headers).map_err(io_error)?;
        for row in &self.rows {
            let fields = row.iter().map(Cell::csv_field);
            let fields = fields.collect::<io::Result<Vec<_>>>()?;
            writer.write_record(fields).map_err(io_error)?;
        }
        writer.flush()
    }

    fn write_repr(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(reprs) = &self.reprs else {
            let message = "these rows have no format 'repr'";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        };
        let reprs: Vec<_> = reprs.iter().map(|text| super::escape(text)).collect();
        writeln!(out, "[{}]", reprs.join(", "))
    }
}

/// The failure of the stream itself: the crate's own conversion would hide a closed pipe.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A row as an object. A query may name two columns alike: both are written.
struct Record<'a> {
    headers: &'a [String],
    cells: &'a [Cell],
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (header, cell) in self.headers.iter().zip(self.cells) {
            map.serialize_entry(header, cell)?;
        }
        map.end()
    }
}
