//! Constraints that differ in their clauses alone.

use super::*;
use crate::schema::{CheckClauses, ForeignKeyClauses, Generated, UniqueClauses};

fn simple() -> Table {
    table(
        Dialect::Postgres,
        "t",
        &[("id", "integer!"), ("a", "integer")],
    )
}

fn unique(clauses: UniqueClauses) -> Table {
    let mut table = simple();
    table.uniques.push(Unique {
        name: Some("u".into()),
        columns: vec!["a".into()],
        clauses,
    });
    table
}

/// The words of the changes. The proof says the same of the difference.
fn said(from: Table, to: Table) -> Vec<String> {
    let (from, to) = (schema(&[from]), schema(&[to]));
    let words = in_words(&diff(Dialect::Postgres, Mode::Managed, &from, &to));
    assert_eq!(exact(Dialect::Postgres, &to, &from), words);
    words
}

#[test]
fn clauses_of_unique_constraints_are_told_apart() {
    let deferrable = unique(UniqueClauses {
        deferrable: Deferrable::InitiallyImmediate,
        ..UniqueClauses::default()
    });
    let nulls = unique(UniqueClauses {
        nulls_not_distinct: true,
        ..UniqueClauses::default()
    });
    assert_eq!(
        said(deferrable, nulls),
        [
            "removed unique constraint (a) deferrable on table 't'",
            "added unique constraint (a) nulls not distinct on table 't'",
        ]
    );
}

#[test]
fn clauses_of_foreign_keys_and_checks_are_in_their_words() {
    let key = |on_delete, clauses| {
        let mut table = simple();
        table.foreign_keys.push(ForeignKey {
            name: Some("f".into()),
            on_delete,
            clauses,
            ..reference("a", "t", "id")
        });
        table
    };
    let words = said(
        key(ReferentialAction::Cascade, ForeignKeyClauses::default()),
        key(
            ReferentialAction::SetNull,
            ForeignKeyClauses {
                not_valid: true,
                ..ForeignKeyClauses::default()
            },
        ),
    );
    assert_eq!(
        words,
        [
            "removed foreign key (a) -> t (id) on delete cascade on table 't'",
            "added foreign key (a) -> t (id) on delete set null not valid on table 't'",
        ]
    );
    let check = |not_enforced| {
        let mut table = simple();
        table.checks.push(Check {
            name: Some("c".into()),
            expression: "a > 0".into(),
            columns: Vec::new(),
            clauses: CheckClauses {
                not_enforced,
                ..CheckClauses::default()
            },
        });
        table
    };
    let words = said(check(true), check(false));
    assert_eq!(
        words,
        [
            "removed check (a > 0) not enforced on table 't'",
            "added check (a > 0) on table 't'",
        ]
    );
}

#[test]
fn a_changed_column_says_what_changes() {
    let of = |collation: Option<&str>, generated: Option<Generated>| {
        let mut table = simple();
        table.columns[1].collation = collation.map(str::to_owned);
        table.columns[1].generated = generated;
        table
    };
    let words = said(of(Some("C"), None), of(None, None));
    assert_eq!(words, ["collation change from C to none on 't.a'"]);
    let generated = |expression: &str| {
        Some(Generated {
            expression: expression.into(),
            stored: true,
        })
    };
    let words = said(of(None, generated("id + 1")), of(None, generated("id + 2")));
    assert_eq!(
        words,
        ["generated value change from (id + 1) stored to (id + 2) stored on 't.a'"]
    );
}
