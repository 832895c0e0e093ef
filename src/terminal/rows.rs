//! Rows of cells.

use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

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

    /// The same rows, with what [`Format::Repr`](super::Format::Repr) shows for each.
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
}
