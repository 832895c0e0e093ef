//! MySQL itself, and Percona Server, which is built from it.

use crate::dialect::Version;
use crate::dialect::feature::Feature;
use crate::dialect::product::{Capabilities, Mark, Product, ProductEntry};

pub(super) const MYSQL: ProductEntry = ProductEntry {
    product: Product::Mysql,
    mark: Mark::Read(version),
    oldest_tested: Some(Version(9, 7, 0)),
    older_versions_work: true,
    capabilities: &[(Version(0, 0, 0), CAPABILITIES)],
    features: Some(FEATURES),
};

/// Each statement of DDL commits by itself.
pub(super) const CAPABILITIES: Capabilities = Capabilities {
    transactional_ddl: false,
    implicit_transactions: false,
    migration_lock: true,
    forced_drop: false,
};

/// The answer is the version alone, or begins with it.
fn version(answer: &str) -> Option<Version> {
    answer
        .starts_with(|first: char| first.is_ascii_digit())
        .then(|| Version::in_text(answer))
}

/// From the release notes (<https://dev.mysql.com/doc/relnotes/mysql/8.0/en/>). Servers before those versions took a check
/// and forgot it, and took `DESC` in an index and sorted upwards.
const FEATURES: &[(Feature, Version)] = &[
    (Feature::VirtualColumn, Version(5, 7, 6)),
    (Feature::GeneratedColumn, Version(5, 7, 6)),
    (Feature::Check, Version(8, 0, 16)),
    (Feature::UnenforcedCheck, Version(8, 0, 16)),
    (Feature::ExpressionDefault, Version(8, 0, 13)),
    (Feature::ExpressionIndex, Version(8, 0, 13)),
    (Feature::DescendingIndex, Version(8, 0, 1)),
    (Feature::Type("vector"), Version(9, 0, 0)),
    (Feature::Collation("utf8mb4_0900_"), Version(8, 0, 1)),
    (Feature::Words(&["rename", "column"]), Version(8, 0, 3)),
    (Feature::Words(&["drop", "constraint"]), Version(8, 0, 19)),
];
