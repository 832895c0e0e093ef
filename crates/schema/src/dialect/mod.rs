//! Features and SQL spelling of each database: quoting, types, capabilities, and the ends of a script's statements.

mod constraint;
mod database;
mod declarable;
mod default;
mod facts;
pub(crate) mod feature;
mod index;
mod lookup;
mod mysql;
mod names;
mod postgres;
mod product;
pub(crate) mod requirements;
#[doc(hidden)]
mod rowid;
pub mod script;
mod sequence;
mod server;
mod spelling;
mod sqlite;
mod table;
mod types;
mod version;

use std::fmt;

#[doc(hidden)]
pub use facts::Features;
pub(crate) use lookup::{Indexed, Lookup, Names};
pub(crate) use names::object_name;
#[doc(hidden)]
pub use product::Capabilities;
pub use product::Product;
pub use server::Server;
pub use version::Version;

use database::Database;
use facts::Facts;

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

impl Dialect {
    /// All dialects that this build knows, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mysql];

    /// The one place that goes from a dialect's name to its folder.
    fn database(self) -> &'static dyn Database {
        match self {
            Self::Sqlite => &sqlite::Sqlite,
            Self::Postgres => &postgres::Postgres,
            Self::Mysql => &mysql::Mysql,
        }
    }

    fn facts(self) -> &'static Facts {
        self.database().facts()
    }

    /// The name in commands, messages and directories: `sqlite`, `postgres`, `mysql`.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// The dialect of a name, in any spelling that Diesel projects use for directories (`postgresql`).
    pub fn from_name(name: &str) -> Option<Self> {
        let is_named = |dialect: &Self| {
            let facts = dialect.facts();
            facts.name == name || facts.other_names.contains(&name)
        };
        Self::ALL.into_iter().find(is_named)
    }

    /// Returns the features of all databases of this dialect.
    #[doc(hidden)]
    pub fn features(self) -> Features {
        self.facts().features
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
