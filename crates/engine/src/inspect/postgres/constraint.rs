//! Constraints.

use super::catalogue::Constraint;
use super::clauses;
use super::expression::without_parentheses;
use moviectl_schema::schema::{
    Check, Deferrable, ForeignKey, PrimaryKey, ReferentialAction, Table, TableName, Unique,
};

/// Adds a constraint over these columns to its table.
pub(super) fn add(table: &mut Table, constraint: Constraint, columns: Vec<String>) {
    clauses::note(table, &constraint);
    let deferrable = deferrable(&constraint);
    let name = Some(constraint.name.clone());
    match constraint.kind.as_str() {
        "p" => table.primary_key = Some(PrimaryKey { name, columns }),
        "u" => table.uniques.push(Unique {
            clauses: clauses::of_unique(&constraint, deferrable),
            name,
            columns,
        }),
        "c" => {
            let clauses = clauses::of_check(&constraint);
            let expression = constraint.expression.unwrap_or_default();
            table.checks.push(Check {
                clauses,
                name,
                expression: without_parentheses(&expression).to_owned(),
                columns,
            });
        }
        "f" => table.foreign_keys.push(ForeignKey {
            clauses: clauses::of_foreign_key(&constraint),
            name,
            columns,
            references: TableName {
                schema: constraint.parent_schema,
                name: constraint.parent,
            },
            referenced_columns: constraint.parent_columns,
            on_delete: action(&constraint.on_delete),
            on_update: action(&constraint.on_update),
            deferrable,
        }),
        "x" => match clauses::exclusion(&constraint, columns, deferrable) {
            Some(exclusion) => table.postgres.exclusions.push(exclusion),
            None => {
                let what = format!("exclusion constraint '{}'", constraint.name);
                table.unsupported.push(what);
            }
        },
        _ => {}
    }
}

fn deferrable(constraint: &Constraint) -> Deferrable {
    match (constraint.deferrable, constraint.deferred) {
        (false, _) => Deferrable::Never,
        (true, false) => Deferrable::InitiallyImmediate,
        (true, true) => Deferrable::InitiallyDeferred,
    }
}

fn action(code: &str) -> ReferentialAction {
    match code {
        "r" => ReferentialAction::Restrict,
        "c" => ReferentialAction::Cascade,
        "n" => ReferentialAction::SetNull,
        "d" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}
