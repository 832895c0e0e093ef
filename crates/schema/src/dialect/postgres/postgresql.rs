//! PostgreSQL itself.

use crate::dialect::Version;
use crate::dialect::feature::Feature;
use crate::dialect::product::{Capabilities, Mark, Product, ProductEntry};

pub(super) const POSTGRESQL: ProductEntry = ProductEntry {
    product: Product::Postgres,
    mark: Mark::Read(version),
    oldest_tested: Some(Version(12, 0, 0)),
    older_versions_work: false,
    capabilities: &[
        (Version(0, 0, 0), CAPABILITIES),
        // <https://www.postgresql.org/docs/13/sql-dropdatabase.html>
        (
            Version(13, 0, 0),
            Capabilities {
                forced_drop: true,
                ..CAPABILITIES
            },
        ),
    ],
    features: Some(FEATURES),
};

const CAPABILITIES: Capabilities = Capabilities {
    transactional_ddl: true,
    implicit_transactions: true,
    migration_lock: true,
    forced_drop: false,
};

/// Servers that are made from PostgreSQL begin so too, and are told by their own marks.
fn version(answer: &str) -> Option<Version> {
    let lower = answer.to_ascii_lowercase();
    lower
        .starts_with("postgresql ")
        .then(|| Version::in_text(answer))
}

/// From the release notes (<https://www.postgresql.org/docs/release/>).
const FEATURES: &[(Feature, Version)] = &[
    (Feature::NullsNotDistinct, Version(15, 0, 0)),
    (Feature::VirtualColumn, Version(18, 0, 0)),
    (Feature::GeneratedColumn, Version(12, 0, 0)),
    (Feature::SpgistInclude, Version(14, 0, 0)),
    (Feature::NumericScale, Version(15, 0, 0)),
    (Feature::Check, Version(7, 0, 0)),
    (Feature::UnenforcedCheck, Version(18, 0, 0)),
    (Feature::Type("int4multirange"), Version(14, 0, 0)),
    (Feature::Type("int8multirange"), Version(14, 0, 0)),
    (Feature::Type("nummultirange"), Version(14, 0, 0)),
    (Feature::Type("tsmultirange"), Version(14, 0, 0)),
    (Feature::Type("tstzmultirange"), Version(14, 0, 0)),
    (Feature::Type("datemultirange"), Version(14, 0, 0)),
    (Feature::Type("xid8"), Version(13, 0, 0)),
    (Feature::Type("pg_snapshot"), Version(13, 0, 0)),
    (Feature::Type("regcollation"), Version(13, 0, 0)),
    (Feature::Collation("pg_c_utf8"), Version(17, 0, 0)),
    (Feature::Collation("pg_unicode_fast"), Version(18, 0, 0)),
    (Feature::Words(&["drop", "expression"]), Version(13, 0, 0)),
    (Feature::Words(&["rename", "column"]), Version(7, 0, 0)),
    (Feature::Words(&["drop", "constraint"]), Version(7, 0, 0)),
];
