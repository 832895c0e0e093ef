//! The clauses of constraints, from their definitions (`pg_get_constraintdef`): one reading for all versions, of which the
//! older ones lack columns of `pg_constraint`.

use super::catalogue::Constraint;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, parenthesized, tokens};
use moviectl_schema::schema::{
    CheckClauses, Deferrable, Exclusion, ForeignKeyClauses, Index, Table, UniqueClauses,
};

const DIALECT: Dialect = Dialect::Postgres;

/// The definition of a constraint.
struct Definition<'a> {
    /// All tokens.
    all: Vec<Token<'a>>,
    /// The tokens outside of parentheses.
    outside: Vec<Token<'a>>,
}

impl<'a> Definition<'a> {
    fn of(constraint: &'a Constraint) -> Self {
        let all: Vec<Token<'_>> = tokens(DIALECT, &constraint.definition).collect();
        let mut outside = Vec::new();
        let mut depth = 0_usize;
        for token in &all {
            if token.is_punctuation(")") {
                depth = depth.saturating_sub(1);
            }
            if depth == 0 {
                outside.push(token.clone());
            }
            if token.is_punctuation("(") {
                depth += 1;
            }
        }
        Self { all, outside }
    }

    /// Returns whether the words stand outside of parentheses, one behind the other.
    fn has(&self, words: &[&str]) -> bool {
        position(&self.outside, words).is_some()
    }

    /// The names in the parentheses behind the words; empty if there are none.
    fn list(&self, words: &[&str]) -> Vec<String> {
        // A column may be called `include`: the words stand before parentheses.
        let mut places = 0..self.all.len();
        let list = places.find_map(|at| {
            let rest = self.all.get(at..)?;
            let behind = rest.get(words.len()..)?;
            let begins = position(rest.get(..words.len())?, words).is_some();
            let is_list = behind.first().is_some_and(|open| open.is_punctuation("("));
            parenthesized(behind).filter(|_| begins && is_list)
        });
        let names = list.map_or(&[][..], |(inner, _)| inner).iter();
        names.filter_map(Token::identifier).collect()
    }

    /// The tokens of the first list of columns.
    fn first_list(&self) -> &[Token<'a>] {
        let open = self.all.iter().position(|token| token.is_punctuation("("));
        open.and_then(|at| self.all.get(at..))
            .and_then(parenthesized)
            .map_or(&[], |(inner, _)| inner)
    }
}

fn position(all: &[Token<'_>], words: &[&str]) -> Option<usize> {
    all.windows(words.len()).position(|window| {
        let mut pairs = window.iter().zip(words);
        pairs.all(|(token, word)| token.is_word(word))
    })
}

pub(super) fn of_foreign_key(constraint: &Constraint) -> ForeignKeyClauses {
    let definition = Definition::of(constraint);
    let mut set_columns = definition.list(&["delete", "set", "null"]);
    set_columns.extend(definition.list(&["delete", "set", "default"]));
    // `PERIOD at`: a column called so would stand alone.
    let period = definition.first_list().windows(2).any(|two| {
        matches!(two, [word, column] if word.is_word("period") && column.identifier().is_some())
    });
    ForeignKeyClauses {
        match_full: definition.has(&["match", "full"]),
        set_columns,
        period,
        not_valid: definition.has(&["not", "valid"]),
        not_enforced: definition.has(&["not", "enforced"]),
    }
}

pub(super) fn of_unique(constraint: &Constraint, deferrable: Deferrable) -> UniqueClauses {
    let definition = Definition::of(constraint);
    UniqueClauses {
        nulls_not_distinct: definition.has(&["nulls", "not", "distinct"]),
        without_overlaps: position(definition.first_list(), &["without", "overlaps"]).is_some(),
        include: definition.list(&["include"]),
        parameters: constraint.storage.clone(),
        deferrable,
        hidden: None,
    }
}

pub(super) fn of_check(constraint: &Constraint) -> CheckClauses {
    let definition = Definition::of(constraint);
    CheckClauses {
        no_inherit: definition.has(&["no", "inherit"]),
        not_valid: definition.has(&["not", "valid"]),
        not_enforced: definition.has(&["not", "enforced"]),
    }
}

/// An exclusion constraint over these columns; `None` for a definition that is not understood.
pub(super) fn exclusion(
    constraint: &Constraint,
    columns: Vec<String>,
    deferrable: Deferrable,
) -> Option<Exclusion> {
    let read = DIALECT.read_exclusion(&constraint.definition)?;
    let index = Index {
        name: constraint.name.clone(),
        columns,
        // PostgreSQL leaves them out of the definition.
        parameters: constraint.storage.clone(),
        ..read.index
    };
    Some(Exclusion {
        index,
        deferrable,
        ..read
    })
}

/// Names the clauses of a primary key that the model lacks.
pub(super) fn note(table: &mut Table, constraint: &Constraint) {
    let name = &constraint.name;
    if constraint.kind != "p" {
        return;
    }
    let definition = Definition::of(constraint);
    let overlaps = position(definition.first_list(), &["without", "overlaps"]).is_some();
    for (is_set, words) in [
        (definition.has(&["include"]), "INCLUDE"),
        (overlaps, "WITHOUT OVERLAPS"),
        (definition.has(&["deferrable"]), "DEFERRABLE"),
        (constraint.storage.is_some(), "storage options"),
    ] {
        if is_set {
            table
                .unsupported
                .push(format!("{words} of constraint '{name}'"));
        }
    }
}
