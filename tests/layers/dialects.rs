//! Finds code that asks for a dialect by name.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::tokens::{is_punct, is_separator, name_at};
use crate::{DIALECT_TYPES, DIALECTS, OF_DIALECTS};

/// Places of dialects, and tests, which try each of them.
pub(crate) fn is_about_dialects(path: &str) -> bool {
    OF_DIALECTS.iter().any(|place| path.starts_with(place))
        || path
            .split('/')
            .any(|part| part == "tests" || part == "tests.rs")
}

/// Returns whether a dialect is in a pattern (`Dialect::Mysql =>`, `|`, `if`, `matches!`) or beside `==` or `!=`.
pub(crate) fn names_a_dialect(source: &str) -> bool {
    source
        .parse::<TokenStream>()
        .is_ok_and(|tokens| asks_for_one(tokens, false))
}

fn asks_for_one(tokens: TokenStream, in_pattern: bool) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let macro_before = |at: usize| {
        at >= 2
            && is_punct(tokens.get(at - 1), '!')
            && name_at(&tokens, at - 2).is_some_and(|name| name == "matches")
    };
    (0..tokens.len()).any(|at| match &tokens[at] {
        TokenTree::Ident(_) => is_variant(&tokens, at) && (in_pattern || is_asked(&tokens, at)),
        TokenTree::Group(group) => {
            // A tuple's parts are patterns where the tuple is one.
            let pattern = macro_before(at)
                || (group.delimiter() == Delimiter::Parenthesis
                    && (in_pattern || ends_a_pattern(&tokens, at + 1)));
            asks_for_one(group.stream(), pattern)
        }
        _ => false,
    })
}

/// Returns whether a path such as `Dialect::Mysql` begins at `tokens[at]`.
fn is_variant(tokens: &[TokenTree], at: usize) -> bool {
    let named =
        |at, names: &[&str]| name_at(tokens, at).is_some_and(|name| names.contains(&name.as_str()));
    named(at, &DIALECT_TYPES) && is_separator(tokens, at + 1) && named(at + 3, &DIALECTS)
}

/// Returns whether a value is compared with, or matched against, the variant at `tokens[at]`.
fn is_asked(tokens: &[TokenTree], at: usize) -> bool {
    let compares = |first: usize| {
        is_punct(tokens.get(first + 1), '=')
            && (is_punct(tokens.get(first), '=') || is_punct(tokens.get(first), '!'))
    };
    // Its path may begin before, and its fields may follow.
    let mut begin = at;
    while begin >= 3 && is_separator(tokens, begin - 2) {
        begin -= 3;
    }
    let end = match tokens.get(at + 4) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => at + 5,
        _ => at + 4,
    };
    let bound = begin > 0 && name_at(tokens, begin - 1).is_some_and(|word| word == "let");
    bound || ends_a_pattern(tokens, end) || compares(end) || (begin >= 2 && compares(begin - 2))
}

/// Returns whether a pattern of a `match` ends before `tokens[at]`.
fn ends_a_pattern(tokens: &[TokenTree], at: usize) -> bool {
    let arrow = is_punct(tokens.get(at), '=') && is_punct(tokens.get(at + 1), '>');
    let or = is_punct(tokens.get(at), '|') && !is_punct(tokens.get(at + 1), '|');
    let guard = name_at(tokens, at).is_some_and(|word| word == "if");
    arrow || or || guard
}

#[test]
fn a_question_for_a_dialect_is_found() {
    for source in [
        "fn f() { match d { Dialect::Mysql => 1, _ => 2 } }",
        "fn f() { match d { Self::Sqlite | Self::Postgres => 1, _ => 2 } }",
        "fn f() { match d { Dialect::Mysql if x => 1, _ => 2 } }",
        "fn f() { match (a, d) { (1, Dialect::Mysql) => 1, _ => 2 } }",
        "fn f() { match c { AnyConnection::Sqlite(c) => 1, _ => 2 } }",
        "fn f() { if d == Dialect::Mysql {} }",
        "fn f() { if Dialect::Mysql != d {} }",
        "fn f() { if let AnyConnection::Mysql(own) = c {} }",
        "fn f() { matches!(d, Dialect::Mysql) }",
        "fn f() { g(|x| x.dialect() != crate::dialect::Dialect::Sqlite) }",
    ] {
        assert!(names_a_dialect(source), "{source}");
    }
}

#[test]
fn a_dialect_that_is_passed_on_is_no_question() {
    for source in [
        "fn f() { g(Dialect::Sqlite, 1) }",
        "const D: Dialect = Dialect::Sqlite;",
        "fn f() { match x { 1 => Dialect::Sqlite, _ => Dialect::Mysql } }",
        "fn f() { Dialect::Postgres.quote(name) }",
        "fn f() { let dialect = Dialect::Sqlite; }",
        "/// Dialect::Sqlite => 1\nfn f() {}",
    ] {
        assert!(!names_a_dialect(source), "{source}");
    }
}

#[test]
fn only_the_folders_are_about_dialects() {
    for path in [
        "dialect/mysql/mod.rs",
        "plan/sqlite/rebuild.rs",
        "database/lock.rs",
    ] {
        assert!(is_about_dialects(path), "{path}");
    }
    for path in [
        "dialect/index.rs",
        "dialect/types/mod.rs",
        "plan/definition.rs",
        "workflow/run.rs",
    ] {
        assert!(!is_about_dialects(path), "{path}");
    }
}
