//! Finding a part of a text, in any case: the SQL for it, which every dialect spells in its own way.

use diesel::dsl::sql;
use diesel::expression::{SqlLiteral, UncheckedBind};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::AnyConnection;

#[diesel::declare_sql_function]
extern "SQL" {
    /// Lower case beyond ASCII, which SQLite's own `lower` leaves as it is.
    fn moviectl_fold(text: Text) -> Text;
}

/// A condition with one bound text.
#[doc(hidden)]
pub type Condition = SqlLiteral<Bool, UncheckedBind<SqlLiteral<Bool>, Bound>>;
type Bound = diesel::internal::derives::as_expression::Bound<Text, String>;

/// How the connection's database looks for a part of a text. No pattern is involved, so `%` and `_` are themselves.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct TextSearch {
    /// Around the text in which it is looked for.
    folded: (&'static str, &'static str),
    /// Before the part, and after it.
    part: (&'static str, &'static str),
    /// Before and after the column of a list, whose elements are `element` behind it.
    elements: (&'static str, &'static str),
}

impl TextSearch {
    /// The search of the connection's dialect.
    ///
    /// # Errors
    /// The database's error.
    pub fn on(connection: &mut AnyConnection) -> QueryResult<Self> {
        match connection {
            AnyConnection::Sqlite(sqlite) => {
                moviectl_fold_utils::register_impl(sqlite, |text: String| text.to_lowercase())?;
                Ok(Self {
                    folded: ("instr(moviectl_fold(", "), "),
                    part: ("moviectl_fold(", ")) > 0"),
                    elements: (
                        "EXISTS (SELECT 1 FROM (SELECT value AS element, type FROM json_each(",
                        ")) WHERE type = 'text' AND ",
                    ),
                })
            }
            // Compared byte by byte: a column's collation may tell even less apart than case, and the collation of a
            // connection may not go with it.
            #[cfg(feature = "mysql")]
            AnyConnection::Mysql(_) => Ok(Self {
                folded: (
                    "instr(lower(CONVERT(",
                    " USING utf8mb4)) COLLATE utf8mb4_bin, ",
                ),
                part: (
                    "lower(CONVERT(",
                    " USING utf8mb4)) COLLATE utf8mb4_bin) > 0",
                ),
                elements: (
                    "EXISTS (SELECT 1 FROM JSON_TABLE(",
                    ", '$[*]' COLUMNS (element TEXT CHARACTER SET utf8mb4 PATH '$')) AS list WHERE ",
                ),
            }),
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(_) => Ok(Self {
                folded: ("strpos(lower(", "), "),
                part: ("lower(", ")) > 0"),
                elements: (
                    "EXISTS (SELECT 1 FROM unnest(",
                    "::text[]) AS element WHERE ",
                ),
            }),
        }
    }

    /// Returns a condition: the text of `column` contains `part`. The column's name is SQL.
    pub fn in_text(&self, column: &str, part: &str) -> Condition {
        self.condition("", column, part, "")
    }

    /// Returns a condition: a text in the list of `column` contains `part`.
    pub fn in_list(&self, column: &str, part: &str) -> Condition {
        let (before, after) = self.elements;
        self.condition(&format!("{before}{column}{after}"), "element", part, ")")
    }

    fn condition(&self, before: &str, text: &str, part: &str, after: &str) -> Condition {
        let begin = format!(
            "{before}{}{text}{}{}",
            self.folded.0, self.folded.1, self.part.0
        );
        sql::<Bool>(&begin)
            .bind::<Text, _>(part.to_owned())
            .sql(&format!("{}{after}", self.part.1))
    }
}
