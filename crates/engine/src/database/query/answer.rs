//! Results of a statement.

/// A value that a statement returned.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// NULL.
    Null,
    /// Anything that is written as it is.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Bool(bool),
    /// A list of texts.
    List(Vec<Option<String>>),
    /// Anything else of which the JSON form is known: decimal numbers, JSON itself, other arrays.
    Json {
        /// As the database writes it.
        text: String,
        /// The same in JSON.
        json: String,
    },
}

/// Rows under the names of their columns, which may be alike. No columns: the statement did not tell them.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ResultSet {
    /// The columns' names.
    pub columns: Vec<String>,
    /// As many values as columns in each.
    pub rows: Vec<Vec<Value>>,
}

/// The result of a statement.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// Rows, maybe none.
    Rows(ResultSet),
    /// `INSERT`, `UPDATE`, … and the number of rows that it changed.
    Affected(&'static str, usize),
    /// The statement succeeded, and there is nothing to count.
    Done,
}
