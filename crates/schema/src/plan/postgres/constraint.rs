//! `ALTER TABLE`, and the constraints that it adds and drops.

use super::DIALECT;
use crate::schema::{PrimaryKey, TableName};

pub(super) fn alter(table: &TableName, action: &str) -> String {
    format!("ALTER TABLE {} {action}", DIALECT.quote_table(table))
}

pub(super) fn drop_constraint(table: &TableName, name: Option<&str>) -> Vec<String> {
    // PostgreSQL names every constraint, and the planner every new one, so that a name is always there.
    name.map(|name| alter(table, &format!("DROP CONSTRAINT {}", DIALECT.quote(name))))
        .into_iter()
        .collect()
}

pub(super) fn alter_primary_key(
    table: &TableName,
    from: Option<&PrimaryKey>,
    to: Option<&PrimaryKey>,
) -> Vec<String> {
    let mut actions = Vec::new();
    if let Some(key) = from {
        let name = key
            .name
            .clone()
            .unwrap_or_else(|| format!("{}_pkey", table.name));
        actions.push(format!("DROP CONSTRAINT {}", DIALECT.quote(&name)));
    }
    if let Some(key) = to {
        let name = key
            .name
            .clone()
            .unwrap_or_else(|| format!("{}_pkey", table.name));
        actions.push(format!(
            "ADD CONSTRAINT {} PRIMARY KEY ({})",
            DIALECT.quote(&name),
            DIALECT.quote_list(&key.columns)
        ));
    }
    vec![alter(table, &actions.join(",\n    "))]
}
