//! Features and SQL spelling of each database: quoting, types, capabilities, and the ends of a script's statements.

mod alike;
mod constraint;
mod declarable;
mod default;
mod index;
mod limits;
mod lookup;
mod names;
pub(crate) mod requirements;
#[doc(hidden)]
pub mod script;
mod sequence;
mod server;
mod statements;
mod table;
mod types;

use std::fmt;

pub(crate) use lookup::{Indexed, Lookup, Names};
pub(crate) use names::object_name;
#[doc(hidden)]
pub use server::Capabilities;
pub use server::{Product, Server, Version};

use crate::schema::{SqlType, TableName, TypeName};

/// A family of databases that speak the same SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Dialect {
    /// SQLite 3.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
}

/// Features of all databases of a dialect, for code that must not ask for the dialect by name. [`Capabilities`] are the
/// features of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts, each asked by itself"
)]
#[doc(hidden)]
#[non_exhaustive]
pub struct Features {
    /// `ALTER TABLE` can change a column's type and nullability, keys and constraints; else the table is rebuilt.
    pub alter_in_place: bool,
    /// The database is a file, or memory, of this process: there is no server, no user, no lock but the file's.
    pub embedded: bool,
    /// Tables live in schemas that have names.
    pub schemas: bool,
    /// Tables and columns can have comments.
    pub comments: bool,
    /// An index may name how its method compares a column: `gin_trgm_ops`.
    pub operator_classes: bool,
    /// Enum types are created by themselves, and columns name them.
    pub enum_types: bool,
    /// DDL ends the transaction that is open.
    pub ddl_commits: bool,
    /// There is a word for indexes that are made while others write to their tables.
    pub concurrent_indexes: bool,
}

impl Dialect {
    /// All dialects that this build knows, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mysql];

    /// The name in commands, messages and directories: `sqlite`, `postgres`, `mysql`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }

    /// The dialect of a name, in any spelling that Diesel projects use for directories (`postgresql`).
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "sqlite" => Some(Self::Sqlite),
            "postgres" | "postgresql" | "pg" => Some(Self::Postgres),
            "mysql" | "mariadb" => Some(Self::Mysql),
            _ => None,
        }
    }

    /// Returns the features of all databases of this dialect.
    #[doc(hidden)]
    pub fn features(self) -> Features {
        match self {
            Self::Sqlite => Features {
                alter_in_place: false,
                embedded: true,
                schemas: false,
                comments: false,
                operator_classes: false,
                enum_types: false,
                ddl_commits: false,
                concurrent_indexes: false,
            },
            Self::Postgres => Features {
                alter_in_place: true,
                embedded: false,
                schemas: true,
                comments: true,
                operator_classes: true,
                enum_types: true,
                ddl_commits: false,
                concurrent_indexes: true,
            },
            Self::Mysql => Features {
                alter_in_place: true,
                embedded: false,
                schemas: false,
                comments: true,
                operator_classes: false,
                enum_types: false,
                ddl_commits: true,
                concurrent_indexes: false,
            },
        }
    }

    /// The schema that a name without one is in; `None` where there are no schemas beside the database itself.
    #[doc(hidden)]
    pub fn default_schema(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some("main"),
            Self::Postgres => Some("public"),
            Self::Mysql => None,
        }
    }

    /// Returns whether two names are the same to the database. SQLite folds ASCII case even in quotes. MySQL folds the
    /// case of column names, and of table names if the server is set so. The dialect does not know that setting, so it
    /// compares MySQL's names exactly.
    #[doc(hidden)]
    pub fn same_name(self, one: &str, other: &str) -> bool {
        match self {
            Self::Sqlite => one.eq_ignore_ascii_case(other),
            Self::Postgres | Self::Mysql => one == other,
        }
    }

    /// Returns a name as a key, which is equal for two names that are the same to the database
    /// ([`Dialect::same_name`]).
    #[doc(hidden)]
    pub fn folded(self, name: &str) -> String {
        match self {
            Self::Sqlite => name.to_ascii_lowercase(),
            Self::Postgres | Self::Mysql => name.to_owned(),
        }
    }

    /// The name of a table as a key: equal for two names that are one to the database.
    #[doc(hidden)]
    pub fn folded_table(self, name: &TableName) -> TableName {
        TableName {
            schema: name.schema.clone(),
            name: self.folded(&name.name),
        }
    }

    /// An identifier in quotes, whatever it contains.
    pub fn quote(self, identifier: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("\"{}\"", identifier.replace('"', "\"\"")),
            Self::Mysql => format!("`{}`", identifier.replace('`', "``")),
        }
    }

    /// Several identifiers in quotes, separated by commas.
    #[doc(hidden)]
    pub fn quote_list<S: AsRef<str>>(self, identifiers: &[S]) -> String {
        let quoted: Vec<String> = identifiers
            .iter()
            .map(|identifier| self.quote(identifier.as_ref()))
            .collect();
        quoted.join(", ")
    }

    /// A table's name in quotes, with its schema where it has one.
    pub fn quote_table(self, table: &TableName) -> String {
        match &table.schema {
            Some(schema) => format!("{}.{}", self.quote(schema), self.quote(&table.name)),
            None => self.quote(&table.name),
        }
    }

    /// A string literal. Only for SQL that is written into files; statements that are run bind their values.
    #[doc(hidden)]
    pub fn literal(self, text: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("'{}'", text.replace('\'', "''")),
            Self::Mysql => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''")),
        }
    }

    /// The default schema, where a created type's name is not enough to find it.
    fn shadowed_by(self, name: &str) -> Option<String> {
        let own = self.features().schemas
            && matches!(self.named_type(None, name).name, TypeName::Builtin(_));
        own.then(|| "public".to_owned())
    }

    /// A type as SQL spells it: `VARCHAR(80)[]`, `"mood"`.
    pub fn type_sql(self, sql_type: &SqlType) -> String {
        if let (Self::Mysql, TypeName::Builtin(name)) = (self, &sql_type.name) {
            return types::mysql_type_sql(name, &sql_type.arguments);
        }
        let name = match &sql_type.name {
            TypeName::Builtin(name) => name.to_uppercase(),
            TypeName::Custom { schema, name } => self.quote_table(&TableName {
                // A name that one of the database's own types has too would be found there first.
                schema: schema.clone().or_else(|| self.shadowed_by(name)),
                name: name.clone(),
            }),
        };
        let arguments = if sql_type.arguments.is_empty() {
            String::new()
        } else {
            let numbers: Vec<String> = sql_type.arguments.iter().map(u32::to_string).collect();
            format!("({})", numbers.join(", "))
        };
        let brackets = "[]".repeat(usize::from(sql_type.dimensions));
        format!("{name}{arguments}{brackets}")
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
