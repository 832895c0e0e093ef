//! SQLite, which is a library and no server.

use crate::dialect::Version;
use crate::dialect::feature::Feature;
use crate::dialect::product::{Capabilities, Mark, Product, ProductEntry};

pub(super) const SQLITE: ProductEntry = ProductEntry {
    product: Product::Sqlite,
    mark: Mark::Read(|answer| Some(Version::in_text(answer))),
    oldest_tested: Some(Version(3, 40, 0)),
    older_versions_work: true,
    capabilities: &[(
        Version(0, 0, 0),
        Capabilities {
            transactional_ddl: true,
            implicit_transactions: false,
            migration_lock: true,
            forced_drop: false,
        },
    )],
    features: Some(FEATURES),
};

/// From the release notes (<https://www.sqlite.org/changes.html>).
const FEATURES: &[(Feature, Version)] = &[
    (Feature::VirtualColumn, Version(3, 31, 0)),
    (Feature::GeneratedColumn, Version(3, 31, 0)),
    (Feature::Strict, Version(3, 37, 0)),
    (Feature::Check, Version(3, 3, 0)),
    (Feature::Words(&["rename", "column"]), Version(3, 25, 0)),
];
