//! The table of types: what a declared type is on each dialect, which live types it accepts, and which declared type a
//! live one is. Each dialect's folder has its table; the code here only looks things up in it.

mod rules;
#[cfg(test)]
mod tests;
pub(super) mod text;

pub(super) use rules::TypeRules;

use super::Dialect;
use crate::schema::{Column, DeclaredType, SqlType, TableName, TypeName};

/// One row of a dialect's table.
pub(super) struct Row {
    /// The declared names, aliases of one Diesel type; the first is the one to print.
    pub(super) names: &'static [&'static str],
    /// The type without a length, as the dialect's catalogue spells it.
    pub(super) plain: &'static str,
    /// The type that `#[max_length]` makes of it, with `#` for the length; `None` where a length means nothing.
    pub(super) sized: Option<&'static str>,
    /// Live types, or families of them, that a plain project's column may have besides `plain` and `sized`.
    pub(super) accepts: &'static [&'static str],
}

impl Dialect {
    fn row(self, name: &str) -> Option<&'static Row> {
        self.database()
            .rows()
            .iter()
            .find(|row| row.names.contains(&name))
    }

    /// Returns the type that a column declared as `declared` gets on this dialect, in canonical form. `None` for a type
    /// that the dialect does not have or does not know. `#[max_length]` counts only if the type can have a length.
    pub fn sql_type(self, declared: &DeclaredType) -> Option<SqlType> {
        if let Some(inner) = wrapped(declared, "Nullable") {
            return self.sql_type(&inner);
        }
        if let Some(element) = wrapped(declared, "Array") {
            return self
                .facts()
                .arrays
                .then(|| self.sql_type(&element))?
                .map(SqlType::array);
        }
        if let Some(signed) = wrapped(declared, "Unsigned") {
            let signed = self.sql_type(&signed)?;
            return self.database().unsigned(signed);
        }
        if let Some(name) = self.range(declared) {
            return Some(SqlType::builtin(name));
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

    /// The name of a range type that is declared generically: `Range<Integer>`.
    fn range(self, declared: &DeclaredType) -> Option<&'static str> {
        let [element] = declared.arguments.as_slice() else {
            return None;
        };
        self.database()
            .range(&declared.name, &self.sql_type(element)?)
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
        if let Some(signed) = wrapped(declared, "Unsigned") {
            let live = self.database().signed(live);
            return live.is_some_and(|live| self.accepts(&signed, &live));
        }
        if let Some(name) = self.range(declared) {
            return live.is_builtin(name);
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
        let live = self.key(live);
        let database = self.database();
        let family = database.family(&live);
        let own = [Some(row.plain), row.sized];
        own.iter()
            .flatten()
            .any(|name| database.family(name) == family)
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
            && self.facts().values_in_types
            && ["enum", "set"].contains(&name.as_str())
        {
            return self.database().family(&self.key(live)) == name;
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
            let name = format!("{}(#)", self.key(live));
            let mut rows = self.database().rows().iter();
            let sized = rows.find(|row| row.sized == Some(&name));
            if let Some(declared) = sized.and_then(Row::declared) {
                return Some(DeclaredType {
                    max_length: Some(*length),
                    ..declared
                });
            }
        }
        let database = self.database();
        // Diesel calls whole numbers `Unsigned<…>`, and reads no others so.
        let signed = database.signed(live).filter(SqlType::is_integer);
        if let Some(signed) = signed {
            return Some(wrap("Unsigned", self.declared_type(&signed)?));
        }
        let live = self.key(live);
        let exact = database.rows().iter().find(|row| row.plain == live);
        let family = |row: &&Row| database.family(row.plain) == database.family(&live);
        exact
            .or_else(|| database.rows().iter().find(family))
            .and_then(Row::declared)
    }

    /// The canonical form of a type as this dialect's catalogue or a `CREATE TABLE` spells it: what PostgreSQL's
    /// `format_type()` prints, or any type text of SQLite's.
    pub fn parse_type(self, text: &str) -> SqlType {
        self.database().parse(text)
    }

    /// The type that the catalogue lists under exactly this name, which may be one of the database's own.
    #[doc(hidden)]
    pub fn named_type(self, schema: Option<&str>, name: &str) -> SqlType {
        self.database().named(schema, name)
    }

    /// The type of a column that has one of these values, where the values belong to the column's type and no enum
    /// types stand by themselves; `kind` is `enum` or `set`.
    pub(crate) fn values_type(self, kind: &str, values: &[String]) -> Option<SqlType> {
        self.facts().values_in_types.then(|| {
            let values: Vec<String> = values.iter().map(|value| self.literal(value)).collect();
            SqlType::builtin(format!("{kind}({})", values.join(",")))
        })
    }

    /// Returns the first words of a type's text that say more of a column than its type, which a declaration says
    /// otherwise.
    pub(crate) fn beyond_type(self, text: &str) -> Option<String> {
        self.database().beyond(text)
    }

    /// Returns whether a key over a column of this type needs a prefix length.
    pub(crate) fn needs_key_length(self, sql_type: &SqlType) -> bool {
        self.database().needs_key_length(sql_type)
    }

    /// Returns whether a type can have a length. The question is for types that a project defines over a built-in type.
    pub(crate) fn takes_length(self, sql_type: &SqlType) -> bool {
        self.database().takes_length(sql_type)
    }

    /// Returns whether a type holds true and false.
    pub(crate) fn is_boolean(self, sql_type: &SqlType) -> bool {
        self.database().is_boolean(sql_type)
    }

    /// Returns whether a type holds numbers, so that its values are written without quotes.
    #[doc(hidden)]
    pub fn is_number(self, sql_type: &SqlType) -> bool {
        match &sql_type.name {
            TypeName::Builtin(name) => sql_type.dimensions == 0 && self.database().is_number(name),
            TypeName::Custom { .. } => false,
        }
    }

    /// Returns whether a column of the type `child` can be a foreign key to a column of the type `parent`.
    pub(crate) fn can_reference(self, child: &SqlType, parent: &SqlType) -> bool {
        self.database().can_reference(child, parent)
    }

    /// The declared names that this dialect has a type for.
    #[doc(hidden)]
    pub fn type_names(self) -> Vec<&'static str> {
        let database = self.database();
        let names = database.rows().iter().flat_map(|row| row.names);
        names.chain(database.generic_names()).copied().collect()
    }

    /// Returns whether any database that Diesel supports has a type of that declared name.
    pub(crate) fn any_has_type(name: &str) -> bool {
        Self::ALL
            .iter()
            .any(|dialect| dialect.type_names().contains(&name))
    }

    /// A live type's name as the tables spell it: `varchar`, `varchar[]`, `"char"`.
    fn key(self, live: &SqlType) -> String {
        let name = match &live.name {
            TypeName::Builtin(name) => name.clone(),
            TypeName::Custom { name, .. } => self.database().custom_key(name),
        };
        let brackets = if live.dimensions > 0 { "[]" } else { "" };
        name + brackets
    }

    /// A type as SQL spells it: `VARCHAR(80)[]`, `"mood"`.
    pub fn type_sql(self, sql_type: &SqlType) -> String {
        let name = match &sql_type.name {
            TypeName::Builtin(name) => self.database().builtin_sql(name, &sql_type.arguments),
            TypeName::Custom { schema, name } => {
                let quoted = self.quote_table(&TableName {
                    // A name that one of the database's own types has too would be found there first.
                    schema: schema.clone().or_else(|| self.shadowed_by(name)),
                    name: name.clone(),
                });
                quoted + &arguments_sql(&sql_type.arguments)
            }
        };
        name + &"[]".repeat(usize::from(sql_type.dimensions))
    }

    /// The default schema, where a created type's name is not enough to find it.
    fn shadowed_by(self, name: &str) -> Option<String> {
        let own = self.features().schemas
            && matches!(self.named_type(None, name).name, TypeName::Builtin(_));
        self.default_schema().filter(|_| own).map(str::to_owned)
    }
}

/// A type's arguments in parentheses, or nothing.
pub(super) fn arguments_sql(arguments: &[u32]) -> String {
    if arguments.is_empty() {
        return String::new();
    }
    let numbers: Vec<String> = arguments.iter().map(u32::to_string).collect();
    format!("({})", numbers.join(", "))
}

impl Row {
    fn declared(&self) -> Option<DeclaredType> {
        self.names.first().map(|name| DeclaredType::new(*name))
    }
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
