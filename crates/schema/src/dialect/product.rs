//! Products that speak a dialect. Each is one entry in the list of its dialect (`Facts::products`), with its answers.

use std::fmt;

use super::Version;
use super::feature::Feature;

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
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
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

impl Capabilities {
    /// Capabilities of a product that moviectl is not tested with: the code relies on none. It tries the lock all the same,
    /// which does no harm.
    const UNTESTED: Self = Self {
        transactional_ddl: false,
        implicit_transactions: false,
        migration_lock: true,
        forced_drop: false,
    };
}

/// How a product is recognised in the answer to `version()`, and where its version stands in it.
#[derive(Debug)]
pub(super) enum Mark {
    /// The answer, converted to lower case, contains this text. The version stands behind it.
    Behind(&'static str),
    /// Returns the version, if the answer is the product's.
    Read(fn(&str) -> Option<Version>),
}

/// A product with its answers.
#[derive(Debug)]
pub(super) struct ProductEntry {
    pub(super) product: Product,
    pub(super) mark: Mark,
    /// The oldest version that moviectl is tested with; `None` for a product that it is not tested with.
    pub(super) oldest_tested: Option<Version>,
    /// Versions before the oldest tested one work alike, as far as the product's manual tells.
    pub(super) older_versions_work: bool,
    /// Its capabilities since each version, the oldest first.
    pub(super) capabilities: &'static [(Version, Capabilities)],
    /// The first version that has each feature; a feature that is not listed is in no version. `None` for a product whose
    /// features are not known: its server itself refuses a feature that it lacks.
    pub(super) features: Option<&'static [(Feature, Version)]>,
}

impl ProductEntry {
    /// A product that moviectl is not tested with, so that only a probe can find its capabilities.
    pub(super) const fn untested(name: &'static str, mark: &'static str) -> Self {
        Self {
            product: Product::Other(name),
            mark: Mark::Behind(mark),
            oldest_tested: None,
            older_versions_work: false,
            capabilities: &[(Version(0, 0, 0), Capabilities::UNTESTED)],
            features: None,
        }
    }

    /// The version of the product in the answer; `None` if the answer is another product's.
    pub(super) fn version_in(&self, answer: &str) -> Option<Version> {
        match self.mark {
            Mark::Behind(mark) => {
                let lower = answer.to_ascii_lowercase();
                let (_, behind) = lower.split_once(mark)?;
                Some(Version::in_text(behind))
            }
            Mark::Read(read) => read(answer),
        }
    }

    /// The capabilities of a version.
    pub(super) fn capabilities_of(&self, version: Version) -> Capabilities {
        let since = self.capabilities.iter().rev();
        let mut since = since.filter(|(first, _)| *first <= version);
        since.next().map_or(Capabilities::UNTESTED, |(_, own)| *own)
    }

    /// The first version that has the feature.
    pub(super) fn first_with(&self, feature: Feature) -> Option<Version> {
        let mut features = self.features?.iter();
        features
            .find(|(own, _)| *own == feature)
            .map(|(_, version)| *version)
    }
}

/// Products are told apart by their names.
impl PartialEq for ProductEntry {
    fn eq(&self, other: &Self) -> bool {
        self.product == other.product
    }
}

impl Eq for ProductEntry {}
