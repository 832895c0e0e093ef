//! The records as SQL text with its values in it, to be sent to a server together with a script.

use std::collections::BTreeSet;

use super::{Ledger, Record, user};
use crate::migrations::revision::digest;
use moviectl_schema::dialect::Dialect;

impl Ledger {
    /// As [`Ledger::insert`], as SQL to be sent together with a script to a server. How long it took is what the
    /// server says, since the transaction began.
    pub(in crate::migrations) fn insert_sql(&self, record: &Record) -> String {
        let values = [
            literal(&record.version),
            literal(&record.checksum),
            literal(&record.message),
            literal(&user()),
            "CAST(EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp()) * 1000 AS BIGINT)"
                .to_owned(),
            record.statements_done.to_string(),
        ];
        // One statement is planned and run for less than two are.
        format!(
            "WITH diesel AS (INSERT INTO {} (version) VALUES ({}))\n{}",
            self.diesel.name,
            literal(&record.version),
            self.own_insert(&values.join(", "))
        )
    }

    /// A whole transaction, as SQL, that records a revision under a guard and fails unless as many versions are applied as
    /// `applied` has, with the same last one; `None` without a guard. What it fails at is not told: the caller asks one by one.
    /// `duration_ms` is an expression.
    pub(in crate::migrations) fn guarded_insert_sql(
        &self,
        record: &Record,
        duration_ms: &str,
        applied: &BTreeSet<String>,
    ) -> Option<String> {
        let guard = self.guard.as_ref()?;
        let version = hex_literal(&record.version);
        let values = [
            // No mode of the server takes NULL for a key.
            format!(
                "IF({guard} AND (SELECT COUNT(*) FROM {diesel}) = {} AND \
                 (SELECT COALESCE(MAX(version), '') FROM {diesel}) = {}, {version}, NULL)",
                applied.len(),
                hex_literal(applied.last().map_or("", String::as_str)),
                diesel = self.diesel.name
            ),
            hex_literal(&record.checksum),
            hex_literal(&record.message),
            hex_literal(&user()),
            duration_ms.to_owned(),
            record.statements_done.to_string(),
        ];
        Some(format!(
            "START TRANSACTION; {}; INSERT INTO {} (version) VALUES ({version}); COMMIT",
            self.own_insert(&values.join(", ")),
            self.diesel.name
        ))
    }

    /// As [`Ledger::delete`], as SQL to be sent together with a script.
    pub(in crate::migrations) fn delete_sql(&self, version: &str) -> String {
        let version = literal(version);
        format!(
            "WITH diesel AS (DELETE FROM {} WHERE version = {version})\nDELETE FROM {} WHERE version = {version}",
            self.diesel.name, self.own.name
        )
    }

    /// A statement that fails unless exactly these versions are applied, to be sent together with the lock.
    pub(in crate::migrations) fn exactly_sql(&self, mut versions: Vec<&str>) -> String {
        versions.sort_unstable();
        self.compared_sql(&versions, " ORDER BY version COLLATE \"C\"")
    }

    /// As [`Ledger::exactly_sql`], which fails as well where the table does not give them in this order any more. Not
    /// to sort them halves what the comparison costs.
    pub(in crate::migrations) fn exactly_in_order_sql(&self, versions: &[&str]) -> String {
        self.compared_sql(versions, "")
    }

    /// One aggregate over the table: a query within the query would cost as much again.
    fn compared_sql(&self, versions: &[&str], order: &str) -> String {
        let is_so = match versions {
            [] => "pg_catalog.count(*) = 0".to_owned(),
            all => format!(
                "pg_catalog.sha256(pg_catalog.convert_to(\
                 pg_catalog.string_agg(version, pg_catalog.chr(10){order}), 'UTF8')) = E'\\\\x{}'",
                digest(&all.join("\n"))
            ),
        };
        format!(
            "SELECT CAST(CASE WHEN {is_so} THEN 'true' \
             ELSE 'moviectl: somebody else has changed the records' END AS BOOLEAN) FROM {}",
            self.diesel.name
        )
    }
}

/// A string that MySQL reads alike whatever a script made of `sql_mode` and the character set.
fn hex_literal(text: &str) -> String {
    let digits: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
    format!("CONVERT(X'{digits}' USING utf8mb4)")
}

/// A string that PostgreSQL reads alike whatever a script made of `standard_conforming_strings`.
fn literal(text: &str) -> String {
    let quoted = Dialect::Postgres.literal(text);
    if text.contains('\\') {
        return format!("E{}", quoted.replace('\\', "\\\\"));
    }
    quoted
}
