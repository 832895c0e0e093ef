//! Parts of constraints that the model has no fields for.

use super::catalogue::Constraint;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{Extra, Special, Table};

const DIALECT: Dialect = Dialect::Postgres;

/// The words of a unique constraint or foreign key that says more than most.
pub(super) fn of(constraint: &Constraint) -> Option<Special> {
    let definition = &constraint.definition;
    let (declarable, not): (&[&str], &[&str]) = match constraint.kind.as_str() {
        "u" => (
            &[" INCLUDE (", " NULLS NOT DISTINCT", " DEFERRABLE"],
            &[" WITHOUT OVERLAPS"],
        ),
        "f" => (
            &[" MATCH FULL", " NOT VALID"],
            &[" SET NULL (", " SET DEFAULT (", "PERIOD ", " NOT ENFORCED"],
        ),
        _ => return None,
    };
    let has = |clauses: &[&str]| clauses.iter().any(|clause| definition.contains(clause));
    let beyond = has(not) || constraint.storage.is_some();
    (beyond || has(declarable)).then(|| Special {
        definition: with_storage(constraint),
        declarable: !beyond,
    })
}

/// The definition with the storage options of its index, which PostgreSQL leaves out.
fn with_storage(constraint: &Constraint) -> String {
    let definition = &constraint.definition;
    let Some(storage) = &constraint.storage else {
        return definition.clone();
    };
    let end = [" WHERE (", " DEFERRABLE"]
        .iter()
        .filter_map(|clause| definition.rfind(clause))
        .min()
        .unwrap_or(definition.len());
    let (head, tail) = definition.split_at(end);
    format!("{head} WITH ({storage}){tail}")
}

/// The options behind a check's condition.
pub(super) fn options(constraint: &Constraint) -> String {
    let mut rest = constraint.definition.as_str();
    let mut words = Vec::new();
    if constraint.kind == "c" {
        for option in ["NOT VALID", "NOT ENFORCED", "NO INHERIT"] {
            if let Some(before) = rest.strip_suffix(option) {
                words.insert(0, option);
                rest = before.trim_end();
            }
        }
    }
    words.join(" ")
}

/// Keeps an exclusion constraint, and notes what of a primary key can't be kept.
pub(super) fn note(table: &mut Table, constraint: &Constraint, columns: &[String]) {
    let Constraint {
        name,
        kind,
        definition,
        ..
    } = constraint;
    if kind == "x" {
        table.extras.push(Extra {
            definition: format!(
                "ALTER TABLE {} ADD CONSTRAINT {} {}",
                DIALECT.quote_table(&table.name),
                DIALECT.quote(name),
                with_storage(constraint)
            ),
            columns: columns.to_vec(),
        });
    }
    if kind != "p" {
        return;
    }
    for clause in [" INCLUDE (", " WITHOUT OVERLAPS", " DEFERRABLE"] {
        if definition.contains(clause) {
            let words = clause.trim_matches([' ', '(']);
            table
                .unsupported
                .push(format!("{words} of constraint '{name}'"));
        }
    }
    if constraint.storage.is_some() {
        table
            .unsupported
            .push(format!("storage options of constraint '{name}'"));
    }
}
