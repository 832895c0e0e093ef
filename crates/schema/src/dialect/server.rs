//! The server that a connection is to: its product, its version, and what it can do.

use std::fmt;

use super::product::{Capabilities, Product, ProductEntry};
use super::{Dialect, Version};

/// The server that a connection is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// The product.
    pub product: Product,
    /// Its version.
    pub version: Version,
    dialect: Dialect,
    entry: &'static ProductEntry,
    capabilities: Capabilities,
}

/// A product that nothing in its answer identifies.
const UNKNOWN: ProductEntry = ProductEntry::untested("an unknown product", "");

impl Server {
    /// The server that answers `text` when it is asked for its version: `version()`, on SQLite `sqlite_version()`.
    pub fn from_text(dialect: Dialect, text: &str) -> Self {
        Self::among(dialect.facts().products, dialect, text)
    }

    /// The server of the last of the products that recognises the answer.
    fn among(products: &[&'static ProductEntry], dialect: Dialect, text: &str) -> Self {
        // Other products may answer as the main one does, with a mark of their own. So the main one is tried last.
        let mut products = products.iter().rev();
        let found = products.find_map(|entry| Some((*entry, entry.version_in(text)?)));
        let (entry, version) = found.unwrap_or((&UNKNOWN, Version::default()));
        Self::new(dialect, entry, version)
    }

    /// A recent server of the dialect's main product, for what is written without a server at hand.
    pub fn recent(dialect: Dialect) -> Self {
        let entry = main_product(dialect);
        Self::new(dialect, entry, entry.oldest_tested.unwrap_or_default())
    }

    fn new(dialect: Dialect, entry: &'static ProductEntry, version: Version) -> Self {
        Self {
            product: entry.product,
            version,
            dialect,
            entry,
            capabilities: entry.capabilities_of(version),
        }
    }

    /// The product's answers.
    pub(super) fn entry(self) -> &'static ProductEntry {
        self.entry
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
        self.entry.oldest_tested.is_none()
    }

    /// Returns a note about running moviectl on this server, if there is one.
    pub fn note(self) -> Option<String> {
        let Some(oldest) = self.entry.oldest_tested else {
            let main = main_product(self.dialect).product;
            let what = if *self.entry == UNKNOWN {
                format!("the server calls itself neither {main} nor a product that moviectl knows")
            } else {
                format!("the server is {self}, and not {main}")
            };
            return Some(format!("{what}: moviectl is not tested with it"));
        };
        let told = !self.entry.older_versions_work && self.version < oldest;
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

/// The product that a dialect is named after.
fn main_product(dialect: Dialect) -> &'static ProductEntry {
    dialect
        .facts()
        .products
        .first()
        .copied()
        .unwrap_or(&UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::feature::Feature;
    use crate::dialect::product::Mark;
    use crate::dialect::requirements::lack;

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

    /// A server that speaks PostgreSQL's SQL: all that one more takes besides its line in the list.
    const MADE_UP: ProductEntry = ProductEntry {
        product: Product::Other("MadeUpSQL"),
        mark: Mark::Behind("madeupsql v"),
        oldest_tested: Some(Version(2, 0, 0)),
        older_versions_work: false,
        capabilities: &[
            (
                Version(0, 0, 0),
                Capabilities {
                    transactional_ddl: false,
                    implicit_transactions: true,
                    migration_lock: false,
                    forced_drop: false,
                },
            ),
            (
                Version(2, 1, 0),
                Capabilities {
                    transactional_ddl: true,
                    implicit_transactions: true,
                    migration_lock: false,
                    forced_drop: false,
                },
            ),
        ],
        features: Some(&[(Feature::NullsNotDistinct, Version(2, 3, 0))]),
    };

    /// A server whose features are not known.
    const UNLISTED: ProductEntry = ProductEntry {
        product: Product::Other("UnlistedSQL"),
        mark: Mark::Behind("unlistedsql v"),
        features: None,
        ..MADE_UP
    };

    #[test]
    fn a_server_without_a_list_of_features_refuses_them_itself() {
        let server = Server::among(&[&UNLISTED], Dialect::Postgres, "UnlistedSQL v2.0");
        assert_eq!(server.to_string(), "UnlistedSQL 2");
        for feature in [Feature::Check, Feature::NullsNotDistinct] {
            assert_eq!(lack(server, feature), None);
        }
    }

    #[test]
    fn a_product_is_one_entry() {
        let listed = Dialect::Postgres.facts().products;
        let products: Vec<&'static ProductEntry> =
            listed.iter().copied().chain([&MADE_UP]).collect();
        let of = |text| Server::among(&products, Dialect::Postgres, text);
        let old = of("PostgreSQL 13.0 compatible MadeUpSQL v1.9.4 (x86_64)");
        let new = of("PostgreSQL 13.0 compatible MadeUpSQL v2.1 (x86_64)");
        assert_eq!(old.to_string(), "MadeUpSQL 1.9.4");
        assert_eq!(new.to_string(), "MadeUpSQL 2.1");
        assert_eq!(
            of("PostgreSQL 15.1 on x86_64").to_string(),
            "PostgreSQL 15.1"
        );
        assert!(!old.capabilities().transactional_ddl);
        assert!(new.capabilities().transactional_ddl);
        assert!(!new.capabilities().migration_lock);
        assert!(!new.is_untested_product());
        assert_eq!(new.note(), None);
        assert_eq!(
            old.note().as_deref(),
            Some(
                "the server is MadeUpSQL 1.9.4: MadeUpSQL 2 is the oldest version that moviectl is tested with"
            )
        );
        assert_eq!(
            lack(new, Feature::NullsNotDistinct).as_deref(),
            Some("`nulls not distinct` needs MadeUpSQL 2.3; this is 2.1")
        );
        assert_eq!(
            lack(new, Feature::Type("xid8")).as_deref(),
            Some("`xid8` needs PostgreSQL 13; this is MadeUpSQL 2.1")
        );
    }
}
