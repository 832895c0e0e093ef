//! Values for rows that exist, where a column comes that needs one.

use std::collections::HashMap;

use crate::dialect::Dialect;
use crate::dialect::script::Direction;
use crate::schema::{Column, SqlType, TableName};

/// The value that existing rows get in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fill {
    /// The same value for every row, as an SQL literal.
    Literal(String),
    /// An SQL expression, which may read other columns of the row.
    Expression(String),
}

impl Fill {
    /// The SQL, as it stands in a list of values.
    pub(crate) fn sql(&self) -> &str {
        match self {
            Self::Literal(sql) | Self::Expression(sql) => sql,
        }
    }

    /// A plain value for a column of that type: `5`, `true`, `unknown`; or SQL, as `sql("now()")`.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the value.
    pub fn parse(dialect: Dialect, sql_type: &SqlType, value: &str) -> Result<Self, String> {
        if let Some(inner) = value
            .strip_prefix("sql(")
            .and_then(|rest| rest.strip_suffix(')'))
        {
            let inner = inner.trim();
            let quoted = inner
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'));
            // The shell may have taken the quotes.
            let sql = quoted.map_or_else(|| inner.to_owned(), |text| text.replace("\\\"", "\""));
            if sql.trim().is_empty() {
                return Err("there is no SQL in sql(…)".to_owned());
            }
            return Ok(Self::Expression(format!("({sql})")));
        }
        if dialect.is_boolean(sql_type) {
            return match value.to_ascii_lowercase().as_str() {
                "true" | "t" | "1" => Ok(Self::Literal("TRUE".to_owned())),
                "false" | "f" | "0" => Ok(Self::Literal("FALSE".to_owned())),
                _ => Err(format!("'{value}' is neither true nor false")),
            };
        }
        if dialect.is_number(sql_type) {
            return match value.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Self::Literal(value.to_owned())),
                _ => Err(format!("'{value}' is no number")),
            };
        }
        Ok(Self::Literal(dialect.literal(value)))
    }
}

/// The values that existing rows get, by table and column.
#[derive(Debug, Clone, Default)]
pub struct Fills(HashMap<(TableName, String), Fill>);

impl Fills {
    /// Sets the value that existing rows of `table` get in `column`.
    pub fn insert(&mut self, table: &TableName, column: &str, fill: Fill) {
        self.0.insert((table.clone(), column.to_owned()), fill);
    }

    /// The value that existing rows of `table` get in `column`, if one is set.
    pub fn of(&self, table: &TableName, column: &str) -> Option<&Fill> {
        self.0.get(&(table.clone(), column.to_owned()))
    }
}

/// Values that existing rows get while a script runs. The values that were asked for are those of the way up. A column that
/// comes back on the way down gets a placeholder.
#[derive(Clone, Copy)]
pub(super) struct ExistingRows<'a> {
    pub(super) direction: Direction,
    fills: Option<&'a Fills>,
}

impl<'a> ExistingRows<'a> {
    pub(super) fn up(fills: &'a Fills) -> Self {
        Self {
            direction: Direction::Up,
            fills: Some(fills),
        }
    }

    pub(super) fn down() -> Self {
        Self {
            direction: Direction::Down,
            fills: None,
        }
    }

    /// The value that they get in a column, if one was asked for.
    pub(super) fn of(&self, table: &TableName, column: &str) -> Option<&'a Fill> {
        self.fills?.of(table, column)
    }

    /// The SQL that replaces NULL in a column that becomes NOT NULL: the value set for it, else the column's default.
    pub(super) fn for_null(&self, table: &TableName, from: &Column, to: &Column) -> Option<String> {
        if !from.nullable || to.nullable || to.generated.is_some() {
            return None;
        }
        let asked = self.of(table, &to.name).map(|fill| fill.sql().to_owned());
        asked.or_else(|| to.default.clone())
    }
}
