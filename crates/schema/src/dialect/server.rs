//! A database server by product and version, and what it can do.

use std::fmt;

use super::Dialect;

/// Product of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Product {
    /// SQLite, which is a library and no server.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL, and Percona Server, which is built from it.
    Mysql,
    /// MariaDB.
    Mariadb,
    /// Another product that speaks a dialect: its name, or `an unknown product`.
    Other(&'static str),
}

impl Product {
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
            Self::Mariadb => "MariaDB",
            Self::Other(name) => name,
        }
    }

    /// The dialect that it is of, where it is of one only.
    pub(super) fn dialect(self) -> Option<Dialect> {
        match self {
            Self::Sqlite => Some(Dialect::Sqlite),
            Self::Postgres => Some(Dialect::Postgres),
            Self::Mysql | Self::Mariadb => Some(Dialect::Mysql),
            Self::Other(_) => None,
        }
    }

    /// The oldest version that moviectl is tested with.
    fn oldest_tested(self) -> Version {
        match self {
            Self::Sqlite => Version(3, 40, 0),
            Self::Postgres => Version(12, 0, 0),
            Self::Mysql => Version(9, 7, 0),
            Self::Mariadb => Version(10, 11, 0),
            Self::Other(_) => Version::default(),
        }
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A version of up to three numbers. It prints without zeros at its end: `14.23`, `10.11.19`, `15`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Version(pub u32, pub u32, pub u32);

impl Version {
    /// The first version in `text`, with anything around it.
    fn in_text(text: &str) -> Self {
        let begin = text.find(|c: char| c.is_ascii_digit());
        let digits = begin.and_then(|at| text.get(at..)).unwrap_or_default();
        let end = digits.find(|c: char| !(c.is_ascii_digit() || c == '.'));
        let numbers = end.and_then(|at| digits.get(..at)).unwrap_or(digits);
        let mut parts = numbers
            .split('.')
            .map(|part| part.parse().unwrap_or_default());
        let mut next = || parts.next().unwrap_or_default();
        Self(next(), next(), next())
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self(major, 0, 0) => write!(f, "{major}"),
            Self(major, minor, 0) => write!(f, "{major}.{minor}"),
            Self(major, minor, patch) => write!(f, "{major}.{minor}.{patch}"),
        }
    }
}

/// Capabilities of a server, for code that must not ask for a product or a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts, each asked by itself"
)]
#[doc(hidden)]
#[non_exhaustive]
pub struct Capabilities {
    /// A transaction can hold DDL, which its rollback takes back.
    pub transactional_ddl: bool,
    /// Several statements in one message are one transaction, unless they say otherwise.
    pub implicit_transactions: bool,
    /// While a session holds the migration lock, no other session can take it.
    pub migration_lock: bool,
    /// `DROP DATABASE` can end the sessions of that database.
    pub forced_drop: bool,
}

/// The server that a connection is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// The product.
    pub product: Product,
    /// Its version.
    pub version: Version,
    dialect: Dialect,
    capabilities: Capabilities,
}

/// Marks that identify other products in the answer to `version()`, converted to lower case. If that answer contains
/// the product's version, the version stands behind the mark or is the only one.
const OTHERS: &[(Dialect, &str, &str)] = &[
    (Dialect::Postgres, "cockroachdb", "CockroachDB"),
    (Dialect::Postgres, "-yb-", "YugabyteDB"),
    (Dialect::Postgres, "redshift", "Amazon Redshift"),
    (Dialect::Postgres, "greenplum database", "Greenplum"),
    (Dialect::Postgres, "materialize", "Materialize"),
    (Dialect::Postgres, "questdb", "QuestDB"),
    (Dialect::Postgres, "opengauss", "openGauss"),
    (Dialect::Mysql, "tidb", "TiDB"),
    (Dialect::Mysql, "vitess", "Vitess"),
    (Dialect::Mysql, "mysql_aurora", "Amazon Aurora MySQL"),
    (Dialect::Mysql, "oceanbase", "OceanBase"),
];

const UNKNOWN: &str = "an unknown product";

impl Server {
    /// The server that answers `text` when it is asked for its version: `version()`, on SQLite `sqlite_version()`.
    pub fn from_text(dialect: Dialect, text: &str) -> Self {
        let (product, version) = identified(dialect, text);
        Self::new(dialect, product, version)
    }

    /// A recent server of the dialect's main product, for what is written without a server at hand.
    pub fn recent(dialect: Dialect) -> Self {
        let product = main_product(dialect);
        Self::new(dialect, product, product.oldest_tested())
    }

    fn new(dialect: Dialect, product: Product, version: Version) -> Self {
        Self {
            product,
            version,
            dialect,
            capabilities: capabilities(dialect, product, version),
        }
    }

    /// The dialect that it speaks.
    pub fn dialect(self) -> Dialect {
        self.dialect
    }

    /// Returns its capabilities.
    #[doc(hidden)]
    pub fn capabilities(self) -> Capabilities {
        self.capabilities
    }

    /// The same server without the capability of that name. A name that is none changes nothing, and SQLite, which is one
    /// library for all, has what it has.
    #[doc(hidden)]
    #[must_use]
    pub fn without(self, name: &str) -> Self {
        self.having(name, false)
    }

    /// The same server with the capability of that name, which a probe has found.
    #[doc(hidden)]
    #[must_use]
    pub fn with(self, name: &str) -> Self {
        self.having(name, true)
    }

    fn having(mut self, name: &str, has: bool) -> Self {
        if self.product == Product::Sqlite {
            return self;
        }
        let own = &mut self.capabilities;
        match name {
            "transactional_ddl" => own.transactional_ddl = has,
            "implicit_transactions" => own.implicit_transactions = has,
            "migration_lock" => own.migration_lock = has,
            "forced_drop" => own.forced_drop = has,
            _ => {}
        }
        self
    }

    /// Returns whether moviectl is not tested with the product, so that only a probe can find its capabilities.
    pub fn is_untested_product(self) -> bool {
        matches!(self.product, Product::Other(_))
    }

    /// Returns a note about running moviectl on this server, if there is one.
    pub fn note(self) -> Option<String> {
        let main = main_product(self.dialect);
        if let Product::Other(name) = self.product {
            let what = if name == UNKNOWN {
                format!("the server calls itself neither {main} nor a product that moviectl knows")
            } else {
                format!("the server is {self}, and not {main}")
            };
            return Some(format!("{what}: moviectl is not tested with it"));
        }
        let oldest = self.product.oldest_tested();
        // Release series of MySQL and MariaDB before those that could be tested work alike, as far as their manuals tell.
        let told = matches!(self.product, Product::Postgres) && self.version < oldest;
        told.then(|| {
            format!(
                "the server is {self}: {} {oldest} is the oldest version that moviectl is tested with",
                self.product
            )
        })
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.version == Version::default() {
            return write!(f, "{}", self.product);
        }
        write!(f, "{} {}", self.product, self.version)
    }
}

fn main_product(dialect: Dialect) -> Product {
    match dialect {
        Dialect::Sqlite => Product::Sqlite,
        Dialect::Postgres => Product::Postgres,
        Dialect::Mysql => Product::Mysql,
    }
}

fn identified(dialect: Dialect, text: &str) -> (Product, Version) {
    let lower = text.to_ascii_lowercase();
    for (of, mark, name) in OTHERS {
        if *of == dialect
            && let Some((_, behind)) = lower.split_once(mark)
        {
            let own = Version::in_text(behind);
            return (Product::Other(name), own);
        }
    }
    match dialect {
        Dialect::Sqlite => (Product::Sqlite, Version::in_text(text)),
        Dialect::Postgres if lower.starts_with("postgresql ") => {
            (Product::Postgres, Version::in_text(text))
        }
        Dialect::Mysql if lower.contains("mariadb") => {
            // So that old replicas take it for a MySQL that they know.
            let own = text.strip_prefix("5.5.5-").unwrap_or(text);
            (Product::Mariadb, Version::in_text(own))
        }
        Dialect::Mysql if lower.starts_with(|first: char| first.is_ascii_digit()) => {
            (Product::Mysql, Version::in_text(text))
        }
        Dialect::Postgres | Dialect::Mysql => (Product::Other(UNKNOWN), Version::default()),
    }
}

fn capabilities(dialect: Dialect, product: Product, version: Version) -> Capabilities {
    let known = Capabilities {
        transactional_ddl: dialect != Dialect::Mysql,
        implicit_transactions: dialect == Dialect::Postgres,
        migration_lock: true,
        // <https://www.postgresql.org/docs/13/sql-dropdatabase.html>
        forced_drop: product == Product::Postgres && version >= Version(13, 0, 0),
    };
    match product {
        // Capabilities of another product are unknown, and the code does not rely on them. It tries the lock all the
        // same, which does no harm.
        Product::Other(_) => Capabilities {
            transactional_ddl: false,
            implicit_transactions: false,
            ..known
        },
        _ => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(dialect: Dialect, text: &str) -> String {
        Server::from_text(dialect, text).to_string()
    }

    #[test]
    fn a_server_is_read_from_its_own_words() {
        let postgres = |text| read(Dialect::Postgres, text);
        for (text, expected) in [
            (
                "PostgreSQL 14.23 on x86_64-pc-linux-gnu, compiled by gcc (Ubuntu 7.5.0) 7.5.0, 64-bit",
                "PostgreSQL 14.23",
            ),
            (
                "PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu",
                "PostgreSQL 15.18",
            ),
            (
                "PostgreSQL 18beta1 on aarch64-unknown-linux-gnu",
                "PostgreSQL 18",
            ),
            (
                "CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27 01:53:43, go1.19.10)",
                "CockroachDB 23.1.11",
            ),
            (
                "PostgreSQL 11.2-YB-2.18.0.0-b0 on x86_64-pc-linux-gnu, compiled by clang",
                "YugabyteDB 2.18",
            ),
            (
                "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC 3.4.2, Redshift 1.0.12103",
                "Amazon Redshift 1.0.12103",
            ),
            (
                "PostgreSQL 9.4.24 (Greenplum Database 6.10.0 build commit:5f3c) on x86_64",
                "Greenplum 6.10",
            ),
            ("SomethingSQL 1.0", "an unknown product"),
        ] {
            assert_eq!(postgres(text), expected, "{text}");
        }
        let mysql = |text| read(Dialect::Mysql, text);
        for (text, expected) in [
            ("8.0.36", "MySQL 8.0.36"),
            ("9.7.4-2", "MySQL 9.7.4"),
            ("8.0.36-0ubuntu0.22.04.1", "MySQL 8.0.36"),
            ("8.4.0-1 Percona", "MySQL 8.4"),
            ("10.11.19-MariaDB-0+deb12u1", "MariaDB 10.11.19"),
            ("5.5.5-10.11.6-MariaDB", "MariaDB 10.11.6"),
            ("11.8.2-MariaDB-log", "MariaDB 11.8.2"),
            ("8.0.11-TiDB-v7.5.0", "TiDB 7.5"),
            ("8.0.34-Vitess", "Vitess"),
            ("5.7.9-vitess-12.0.0", "Vitess 12"),
            ("8.0.mysql_aurora.3.04.0", "Amazon Aurora MySQL 3.4"),
            ("", "an unknown product"),
        ] {
            assert_eq!(mysql(text), expected, "{text}");
        }
        assert_eq!(read(Dialect::Sqlite, "3.46.1"), "SQLite 3.46.1");
    }

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        assert!(Version::in_text("10.11.19") > Version(10, 7, 0));
        assert!(Version::in_text("9.7") > Version(8, 0, 16));
        assert!(Version::in_text("no number") < Version(1, 0, 0));
        assert!(Version::in_text("99999999999.1") < Version(1, 0, 0));
    }

    #[test]
    fn a_product_that_nobody_tested_is_taken_with_caution_and_told() {
        let cockroach = Server::from_text(Dialect::Postgres, "CockroachDB CCL v23.1.11 (x86_64)");
        assert!(!cockroach.capabilities().transactional_ddl);
        assert!(!cockroach.capabilities().implicit_transactions);
        assert_eq!(
            cockroach.note().as_deref(),
            Some(
                "the server is CockroachDB 23.1.11, and not PostgreSQL: moviectl is not tested with it"
            )
        );
        let old = Server::from_text(Dialect::Postgres, "PostgreSQL 11.22 on x86_64");
        assert_eq!(
            old.note().as_deref(),
            Some(
                "the server is PostgreSQL 11.22: PostgreSQL 12 is the oldest version that moviectl is tested with"
            )
        );
        for dialect in Dialect::ALL {
            assert_eq!(Server::recent(dialect).note(), None);
        }
    }

    #[test]
    fn a_capability_can_be_switched_off() {
        let server = Server::recent(Dialect::Postgres);
        let without = server.without("transactional_ddl").without("nonsense");
        assert!(server.capabilities().transactional_ddl);
        assert!(!without.capabilities().transactional_ddl);
        assert!(without.capabilities().migration_lock);
    }
}
