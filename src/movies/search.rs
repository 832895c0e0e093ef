//! Finding a part of a text, in any case.

use diesel::dsl::sql;
use diesel::expression::{SqlLiteral, UncheckedBind};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::database::AnyConnection;

#[diesel::declare_sql_function]
extern "SQL" {
    /// Lower case beyond ASCII, which SQLite's own `lower` leaves as it is.
    fn moviectl_fold(text: Text) -> Text;
}

/// SQL before and after the text that is looked for.
type Around = (&'static str, &'static str);

/// A condition with one bound text.
pub(super) type Condition = SqlLiteral<Bool, UncheckedBind<SqlLiteral<Bool>, Bound>>;
type Bound = diesel::internal::derives::as_expression::Bound<Text, String>;

/// How a dialect looks for a part of a text. No pattern is involved, so `%` and `_` are themselves.
pub(super) struct Search {
    title: Around,
    director: Around,
}

impl Search {
    /// The search of the connection's dialect.
    pub(super) fn on(connection: &mut AnyConnection) -> QueryResult<Self> {
        match connection {
            AnyConnection::Sqlite(sqlite) => {
                moviectl_fold_utils::register_impl(sqlite, |text: String| text.to_lowercase())?;
                Ok(Self {
                    title: ("instr(moviectl_fold(title), moviectl_fold(", ")) > 0"),
                    director: (
                        "EXISTS (SELECT 1 FROM json_each(directors) WHERE type = 'text' \
                         AND instr(moviectl_fold(value), moviectl_fold(",
                        ")) > 0)",
                    ),
                })
            }
            #[cfg(feature = "mysql")]
            AnyConnection::Mysql(_) => Ok(Self {
                title: ("instr(lower(title), lower(", ")) > 0"),
                director: (
                    "EXISTS (SELECT 1 FROM JSON_TABLE(directors, '$[*]' COLUMNS (director TEXT PATH '$')) AS d \
                     WHERE instr(lower(director), lower(",
                    ")) > 0)",
                ),
            }),
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(_) => Ok(Self {
                title: ("strpos(lower(title), lower(", ")) > 0"),
                director: (
                    "EXISTS (SELECT 1 FROM unnest(directors::text[]) AS director \
                     WHERE strpos(lower(director), lower(",
                    ")) > 0)",
                ),
            }),
        }
    }

    /// Whether the title has that part.
    pub(super) fn title(&self, part: &str) -> Condition {
        condition(self.title, part)
    }

    /// Whether a director's name has that part.
    pub(super) fn director(&self, part: &str) -> Condition {
        condition(self.director, part)
    }
}

fn condition((before, after): Around, part: &str) -> Condition {
    sql::<Bool>(before)
        .bind::<Text, _>(part.to_owned())
        .sql(after)
}
