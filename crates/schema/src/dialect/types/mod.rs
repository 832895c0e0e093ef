//! The table of types: what a declared type is on each dialect, which live types it accepts, and which declared type a
//! live one is. One table a dialect; the code here only looks things up in it.

mod beyond;
mod mysql;
mod postgres;
mod sqlite;
#[cfg(test)]
mod tests;

use super::Dialect;
use crate::schema::{Column, DeclaredType, SqlType, TypeName};

/// One row of a dialect's table.
struct Row {
    /// The declared names, aliases of one Diesel type; the first is the one to print.
    names: &'static [&'static str],
    /// The type without a length, as the dialect's catalogue spells it.
    plain: &'static str,
    /// The type that `#[max_length]` makes of it, with `#` for the length; `None` where a length means nothing.
    sized: Option<&'static str>,
    /// Live types, or families of them, that a plain project's column may have besides `plain` and `sized`.
    accepts: &'static [&'static str],
}

impl Dialect {
    fn rows(self) -> &'static [Row] {
        match self {
            Self::Sqlite => sqlite::ROWS,
            Self::Postgres => postgres::ROWS,
            Self::Mysql => mysql::ROWS,
        }
    }

    /// The group that a live type of that name is inferred with.
    fn family(self, name: &str) -> &str {
        match self {
            Self::Sqlite => sqlite::family(name),
            Self::Postgres => postgres::family(name),
            Self::Mysql => mysql::family(name),
        }
    }

    fn row(self, name: &str) -> Option<&'static Row> {
        self.rows().iter().find(|row| row.names.contains(&name))
    }

    fn has_arrays(self) -> bool {
        match self {
            Self::Sqlite | Self::Mysql => false,
            Self::Postgres => true,
        }
    }

    /// Returns the type that a column declared as `declared` gets on this dialect, in canonical form. `None` for a type
    /// that the dialect does not have or does not know. `#[max_length]` counts only if the type can have a length.
    pub fn sql_type(self, declared: &DeclaredType) -> Option<SqlType> {
        if let Some(inner) = wrapped(declared, "Nullable") {
            return self.sql_type(&inner);
        }
        if let Some(element) = wrapped(declared, "Array") {
            return self
                .has_arrays()
                .then(|| self.sql_type(&element))?
                .map(SqlType::array);
        }
        if let Some(name) = self.range(declared) {
            return Some(SqlType::builtin(name));
        }
        if let Some(signed) = self.unsigned(declared) {
            return self.sql_type(&signed).and_then(mysql::unsigned);
        }
        if !declared.arguments.is_empty() {
            return None;
        }
        let row = self.row(&declared.name)?;
        Some(match (declared.max_length, row.sized) {
            (Some(length), Some(sized)) => {
                self.parse_type(&sized.replace('#', &length.to_string()))
            }
            _ => self.parse_type(row.plain),
        })
    }

    /// Returns the type inside `Unsigned<…>`. Only MySQL has unsigned numbers.
    fn unsigned(self, declared: &DeclaredType) -> Option<DeclaredType> {
        match self {
            Self::Sqlite | Self::Postgres => None,
            Self::Mysql => wrapped(declared, "Unsigned"),
        }
    }

    /// The name of a range type that is declared generically: `Range<Integer>`.
    fn range(self, declared: &DeclaredType) -> Option<&'static str> {
        match self {
            Self::Sqlite | Self::Mysql => None,
            Self::Postgres => {
                let [element] = declared.arguments.as_slice() else {
                    return None;
                };
                postgres::range(&declared.name, &self.sql_type(element)?)
            }
        }
    }

    /// Returns whether a plain Diesel project's column declared as `declared` may have the type `live` in the database.
    /// A type that only the project defines is never accepted here: see [`Self::accepts_column`].
    pub(crate) fn accepts(self, declared: &DeclaredType, live: &SqlType) -> bool {
        if let Some(inner) = wrapped(declared, "Nullable") {
            return self.accepts(&inner, live);
        }
        if let Some(element) = wrapped(declared, "Array") {
            // An array of arrays is one array to PostgreSQL, so the element may accept the whole.
            return live.dimensions > 0
                && (self.accepts(&element, live) || self.accepts(&element, &element_of(live)));
        }
        if let Some(name) = self.range(declared) {
            return live.is_builtin(name);
        }
        if let Some(signed) = self.unsigned(declared) {
            return mysql::signed(live).is_some_and(|live| self.accepts(&signed, &live));
        }
        let Some(row) = self.row(&declared.name) else {
            return false;
        };
        let right_length = match (declared.max_length, row.sized) {
            (Some(length), Some(_)) => live.arguments == [length],
            _ => true,
        };
        right_length && declared.arguments.is_empty() && self.row_accepts(row, live)
    }

    fn row_accepts(self, row: &Row, live: &SqlType) -> bool {
        let live = key(live);
        let family = self.family(&live);
        let own = [Some(row.plain), row.sized];
        own.iter().flatten().any(|name| self.family(name) == family)
            || row
                .accepts
                .iter()
                .any(|name| *name == live || *name == family)
    }

    /// Returns whether a plain Diesel project's declared column may have the type `live` in the database. Extends
    /// [`Self::accepts`] to the project's own SQL types, whose declared names the dialect does not know.
    pub(crate) fn accepts_column(self, declared: &Column, live: &SqlType) -> bool {
        let wanted = &declared.sql_type;
        let any_arguments = wanted.arguments.is_empty() || wanted.arguments == live.arguments;
        if wanted.name == live.name && wanted.dimensions == live.dimensions && any_arguments {
            return true;
        }
        // A list of values that the declaration does not say.
        if let TypeName::Builtin(name) = &wanted.name
            && self == Self::Mysql
            && ["enum", "set"].contains(&name.as_str())
        {
            return self.family(&key(live)) == name;
        }
        let known = declared
            .declared
            .sql_type
            .clone()
            .filter(|declared| self.sql_type(declared).is_some())
            .or_else(|| self.declared_type(wanted));
        known.is_some_and(|declared| self.accepts(&declared, live))
    }

    /// The declared type of a live one, as Diesel would infer it or closer; `None` for a type that a declaration has to
    /// define by itself.
    pub(crate) fn declared_type(self, live: &SqlType) -> Option<DeclaredType> {
        if live.dimensions > 0 {
            let mut element = self.declared_type(&element_of(live))?;
            let max_length = element.max_length.take();
            return Some(DeclaredType {
                max_length,
                ..wrap("Array", wrap("Nullable", element))
            });
        }
        if let [length] = live.arguments.as_slice() {
            let name = format!("{}(#)", key(live));
            let sized = self.rows().iter().find(|row| row.sized == Some(&name));
            if let Some(declared) = sized.and_then(Row::declared) {
                return Some(DeclaredType {
                    max_length: Some(*length),
                    ..declared
                });
            }
        }
        if let Some(signed) = self.without_sign(live) {
            return Some(wrap("Unsigned", self.declared_type(&signed)?));
        }
        let live = key(live);
        let exact = self.rows().iter().find(|row| row.plain == live);
        let family = |row: &&Row| self.family(row.plain) == self.family(&live);
        exact
            .or_else(|| self.rows().iter().find(family))
            .and_then(Row::declared)
    }

    /// The type that Diesel calls `Unsigned<…>` over, for whole numbers; it reads no others so.
    fn without_sign(self, live: &SqlType) -> Option<SqlType> {
        match self {
            Self::Sqlite | Self::Postgres => None,
            Self::Mysql => mysql::signed(live).filter(SqlType::is_integer),
        }
    }

    /// The canonical form of a type as this dialect's catalogue or a `CREATE TABLE` spells it: what PostgreSQL's
    /// `format_type()` prints, or any type text of SQLite's.
    pub fn parse_type(self, text: &str) -> SqlType {
        match self {
            Self::Sqlite => sqlite::parse(text),
            Self::Postgres => postgres::parse(text),
            Self::Mysql => mysql::parse(text),
        }
    }

    /// The type that the catalogue lists under exactly this name, which may be one of the database's own.
    #[doc(hidden)]
    pub fn named_type(self, schema: Option<&str>, name: &str) -> SqlType {
        match self {
            Self::Sqlite => sqlite::parse(name),
            Self::Postgres => postgres::named(schema, name),
            Self::Mysql => mysql::parse(name),
        }
    }

    /// The type of a column that has one of these values, where the values belong to the column's type and no enum
    /// types stand by themselves; `kind` is `enum` or `set`.
    pub(crate) fn values_type(self, kind: &str, values: &[String]) -> Option<SqlType> {
        (self == Self::Mysql).then(|| {
            let values: Vec<String> = values.iter().map(|value| self.literal(value)).collect();
            SqlType::builtin(format!("{kind}({})", values.join(",")))
        })
    }

    /// Returns whether a key over a column of this type needs a prefix length.
    pub(crate) fn needs_key_length(self, sql_type: &SqlType) -> bool {
        self == Self::Mysql && mysql::needs_key_length(sql_type)
    }

    /// Returns whether a type can have a length. The question is for types that a project defines over a built-in type.
    pub(crate) fn takes_length(self, sql_type: &SqlType) -> bool {
        match self {
            Self::Sqlite => false,
            Self::Mysql => mysql::takes_length(sql_type),
            Self::Postgres => {
                matches!(&sql_type.name, TypeName::Builtin(name) if postgres::SIZED.contains(&name.as_str()))
            }
        }
    }

    /// Returns whether a type holds true and false.
    pub(crate) fn is_boolean(self, sql_type: &SqlType) -> bool {
        // SQLite's Diesel type is `BOOLEAN`, whose values are 0 and 1.
        sql_type.is_builtin("boolean") || (self == Self::Sqlite && sql_type.is_builtin("bool"))
    }

    /// Returns whether a type holds numbers, so that its values are written without quotes.
    #[doc(hidden)]
    pub fn is_number(self, sql_type: &SqlType) -> bool {
        const PARTS: [&str; 6] = ["int", "real", "floa", "doub", "numeric", "decimal"];
        match (self, &sql_type.name) {
            (_, TypeName::Custom { .. }) => false,
            _ if sql_type.dimensions > 0 => false,
            // As affinities are found (<https://www.sqlite.org/datatype3.html>, section 3.1).
            (Self::Sqlite, TypeName::Builtin(name)) => PARTS.iter().any(|part| name.contains(part)),
            (Self::Postgres, TypeName::Builtin(name)) => postgres::NUMBERS.contains(&name.as_str()),
            (Self::Mysql, TypeName::Builtin(name)) => mysql::is_number(name),
        }
    }

    /// Returns whether a column of the type `child` can be a foreign key to a column of the type `parent`.
    pub(crate) fn can_reference(self, child: &SqlType, parent: &SqlType) -> bool {
        match self {
            Self::Sqlite => true,
            Self::Postgres => child == parent || postgres::can_reference(child, parent),
            Self::Mysql => mysql::can_reference(child, parent),
        }
    }

    /// The declared names that this dialect has a type for.
    #[doc(hidden)]
    pub fn type_names(self) -> Vec<&'static str> {
        let generic: &[&str] = match self {
            Self::Sqlite => &["Nullable"],
            Self::Postgres => &["Nullable", "Array", "Range", "Multirange"],
            Self::Mysql => &["Nullable", "Unsigned"],
        };
        self.rows()
            .iter()
            .flat_map(|row| row.names)
            .chain(generic)
            .copied()
            .collect()
    }

    /// Returns whether any database that Diesel supports has a type of that declared name.
    pub(crate) fn any_has_type(name: &str) -> bool {
        Self::ALL
            .iter()
            .any(|dialect| dialect.type_names().contains(&name))
    }
}

/// A type of MySQL's own as SQL spells it.
pub(super) fn mysql_type_sql(name: &str, arguments: &[u32]) -> String {
    mysql::type_sql(name, arguments)
}

impl Row {
    fn declared(&self) -> Option<DeclaredType> {
        self.names.first().map(|name| DeclaredType::new(*name))
    }
}

/// A live type's name as the tables spell it: `varchar`, `varchar[]`, `"char"`.
fn key(live: &SqlType) -> String {
    let name = match &live.name {
        TypeName::Builtin(name) => name.clone(),
        TypeName::Custom { name, .. } => postgres::custom_key(name),
    };
    let brackets = if live.dimensions > 0 { "[]" } else { "" };
    name + brackets
}

fn element_of(array: &SqlType) -> SqlType {
    SqlType {
        dimensions: 0,
        ..array.clone()
    }
}

/// The only argument of the generic type `outer`, with the length that was written beside the whole.
fn wrapped(declared: &DeclaredType, outer: &str) -> Option<DeclaredType> {
    match declared.arguments.as_slice() {
        [inner] if declared.name == outer => Some(DeclaredType {
            max_length: declared.max_length.or(inner.max_length),
            ..inner.clone()
        }),
        _ => None,
    }
}

fn wrap(outer: &str, inner: DeclaredType) -> DeclaredType {
    DeclaredType {
        arguments: vec![inner],
        ..DeclaredType::new(outer)
    }
}

/// Splits `name(10, 2) rest` into `name rest` and its numbers; `None` where what is in the parentheses is not numbers.
fn split_arguments(text: &str) -> Option<(String, Vec<u32>)> {
    let Some((before, after)) = text.split_once('(') else {
        return Some((collapse(text), Vec::new()));
    };
    let (inside, rest) = after.split_once(')')?;
    let numbers: Result<Vec<u32>, _> = inside
        .split(',')
        .map(|number| number.trim().parse())
        .collect();
    Some((collapse(&format!("{before} {rest}")), numbers.ok()?))
}

/// The words of a text with one space between them.
fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
