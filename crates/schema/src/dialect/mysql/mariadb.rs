//! MariaDB.

use super::mysql_server::CAPABILITIES;
use crate::dialect::Version;
use crate::dialect::feature::Feature;
use crate::dialect::product::{Mark, Product, ProductEntry};

pub(super) const MARIADB: ProductEntry = ProductEntry {
    product: Product::Mariadb,
    mark: Mark::Read(version),
    oldest_tested: Some(Version(10, 11, 0)),
    older_versions_work: true,
    capabilities: &[(Version(0, 0, 0), CAPABILITIES)],
    features: Some(FEATURES),
};

fn version(answer: &str) -> Option<Version> {
    if !answer.to_ascii_lowercase().contains("mariadb") {
        return None;
    }
    // So that old replicas take it for a MySQL that they know.
    let own = answer.strip_prefix("5.5.5-").unwrap_or(answer);
    Some(Version::in_text(own))
}

/// From the release notes (<https://mariadb.com/kb/en/release-notes/>). Servers before those versions took a check and
/// forgot it, and took `DESC` in an index and sorted upwards.
const FEATURES: &[(Feature, Version)] = &[
    (Feature::VirtualColumn, Version(5, 2, 0)),
    (Feature::GeneratedColumn, Version(10, 2, 1)),
    (Feature::Check, Version(10, 2, 1)),
    (Feature::ExpressionDefault, Version(10, 2, 1)),
    (Feature::Compressed, Version(10, 3, 1)),
    (Feature::DescendingIndex, Version(10, 8, 1)),
    (Feature::Type("uuid"), Version(10, 7, 0)),
    (Feature::Type("inet6"), Version(10, 5, 0)),
    (Feature::Type("inet4"), Version(10, 10, 0)),
    (Feature::Type("vector"), Version(11, 7, 1)),
    (Feature::Collation("utf8mb4_0900_"), Version(11, 4, 5)),
    (Feature::Collation("uca1400_"), Version(10, 10, 1)),
    (Feature::Collation("utf8mb4_uca1400_"), Version(10, 10, 1)),
    (Feature::Words(&["rename", "column"]), Version(10, 5, 2)),
    (Feature::Words(&["drop", "constraint"]), Version(10, 2, 22)),
];
