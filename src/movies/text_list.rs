//! A list of strings that every dialect can store: `varchar[]` on PostgreSQL, JSON text on SQLite and MySQL.

use std::fmt;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{HasSqlType, SqlType, Text};
use diesel::sqlite::Sqlite;
use serde::{Deserialize, Serialize};

use moviectl_engine::database::AnyBackend;

/// The SQL type of a list of strings. On PostgreSQL it goes over the wire as `text[]`, which is assigned to a
/// `varchar[]` column by itself; a comparison needs the cast `directors::text[]`.
#[derive(Debug, Clone, Copy, Default, SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 1009, array_oid = 0))]
#[diesel(sqlite_type(name = "Text"))]
#[diesel(mysql_type(name = "String"))]
pub struct TextList;

/// A movie's directors. PostgreSQL cannot forbid NULL elements in an array, so each is optional.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, Hash, AsExpression, FromSqlRow, Serialize, Deserialize,
)]
#[diesel(sql_type = TextList)]
#[serde(transparent)]
pub struct Directors(pub Vec<Option<String>>);

impl<S: Into<String>> FromIterator<S> for Directors {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self(names.into_iter().map(|name| Some(name.into())).collect())
    }
}

/// The names, separated by commas; a NULL element is `–`.
impl fmt::Display for Directors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            f.write_str(name.as_deref().unwrap_or("–"))?;
        }
        Ok(())
    }
}

impl FromSql<TextList, Sqlite> for Directors {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        from_json(&<String as FromSql<Text, Sqlite>>::from_sql(bytes)?)
    }
}

fn from_json(text: &str) -> deserialize::Result<Directors> {
    serde_json::from_str(text).map_err(|_| format!("{text:?} is not a JSON list of strings").into())
}

impl ToSql<TextList, Sqlite> for Directors {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(self)?);
        Ok(IsNull::No)
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use diesel::deserialize::{self, FromSql};
    use diesel::pg::{Pg, PgValue};
    use diesel::serialize::{self, Output, ToSql};
    use diesel::sql_types::{Array, Nullable, Text};

    use super::{Directors, TextList};

    type TextArray = Array<Nullable<Text>>;

    impl FromSql<TextList, Pg> for Directors {
        fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
            <Vec<Option<String>> as FromSql<TextArray, Pg>>::from_sql(bytes).map(Self)
        }
    }

    impl ToSql<TextList, Pg> for Directors {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            <Vec<Option<String>> as ToSql<TextArray, Pg>>::to_sql(&self.0, out)
        }
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use std::io::Write as _;

    use diesel::deserialize::{self, FromSql};
    use diesel::mysql::{Mysql, MysqlValue};
    use diesel::serialize::{self, IsNull, Output, ToSql};
    use diesel::sql_types::Text;

    use super::{Directors, TextList, from_json};

    impl FromSql<TextList, Mysql> for Directors {
        fn from_sql(bytes: MysqlValue<'_>) -> deserialize::Result<Self> {
            from_json(&<String as FromSql<Text, Mysql>>::from_sql(bytes)?)
        }
    }

    impl ToSql<TextList, Mysql> for Directors {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
            out.write_all(serde_json::to_string(self)?.as_bytes())?;
            Ok(IsNull::No)
        }
    }
}

impl HasSqlType<TextList> for AnyBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<TextList>(lookup)
    }
}

impl FromSql<TextList, AnyBackend> for Directors {
    fn from_sql(bytes: <AnyBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, TextList>()
    }
}

impl ToSql<TextList, AnyBackend> for Directors {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, AnyBackend>) -> serialize::Result {
        out.set_value((TextList, self));
        Ok(IsNull::No)
    }
}
