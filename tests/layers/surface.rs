//! The public enums and errors of the library crates are open: a new variant or field breaks no application.

use std::fs;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::source_files;
use crate::tokens::{is_punct, name_at};

/// The source files in which the command chooses a hint for each error.
const HINTS: &str = concat!(
    include_str!("../../src/cli/hints.rs"),
    include_str!("../../src/cli/hints/database.rs"),
    include_str!("../../src/cli/hints/migrations.rs"),
);

/// Errors that [`HINTS`] decides by variant: the source, the enum, and its name there. Each match ends in a wildcard, so
/// that the compiler does not tell of a new variant.
const HINTED: &[(&str, &str, &str)] = &[
    (
        include_str!("../../crates/engine/src/database/url/error.rs"),
        "UrlError",
        "UrlError",
    ),
    (
        include_str!("../../crates/engine/src/database/connect/error.rs"),
        "ConnectError",
        "ConnectError",
    ),
    (
        include_str!("../../crates/engine/src/database/admin/error.rs"),
        "AdminError",
        "AdminError",
    ),
    (
        include_str!("../../crates/engine/src/database/scratch/error.rs"),
        "ScratchError",
        "ScratchError",
    ),
    (
        include_str!("../../crates/engine/src/database/lock/error.rs"),
        "LockError",
        "LockError",
    ),
    (
        include_str!("../../crates/engine/src/workflow/project_error.rs"),
        "ProjectError",
        "ProjectError",
    ),
    (
        include_str!("../../crates/schema/src/declared/error.rs"),
        "DeclaredError",
        "DeclaredError",
    ),
    (
        include_str!("../../crates/engine/src/database/settings.rs"),
        "ResolveError",
        "ResolveError",
    ),
    (
        include_str!("../../crates/engine/src/workflow/error.rs"),
        "Error",
        "WorkflowError",
    ),
    (
        include_str!("../../crates/engine/src/migrations/runner/error.rs"),
        "RunError",
        "RunError",
    ),
    (
        include_str!("../../crates/engine/src/migrations/script/error.rs"),
        "ScriptError",
        "ScriptError",
    ),
    (
        include_str!("../../crates/engine/src/migrations/names.rs"),
        "NameError",
        "NameError",
    ),
    (
        include_str!("../../crates/engine/src/migrations/repository_error.rs"),
        "RepositoryError",
        "RepositoryError",
    ),
    (
        include_str!("../../crates/engine/src/migrations/graph.rs"),
        "GraphError",
        "GraphError",
    ),
    (
        include_str!("../../crates/schema/src/plan/error.rs"),
        "PlanError",
        "PlanError",
    ),
];

/// Public enums that are closed, each with the reason.
const CLOSED: [(&str, &str); 1] = [(
    "Direction",
    "a revision has two scripts, and there is no third way to run one",
)];

#[test]
fn public_enums_and_errors_are_non_exhaustive() {
    let mut found = Vec::new();
    for (root, file) in source_files() {
        let path = file.strip_prefix(&root).unwrap();
        let is_library = root.components().any(|part| part.as_os_str() == "crates");
        let is_test = path
            .with_extension("")
            .components()
            .any(|part| part.as_os_str() == "tests");
        if !is_library || is_test {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for name in closed(text.parse().unwrap()) {
            if CLOSED.iter().any(|(own, _)| *own == name) {
                continue;
            }
            found.push(format!(
                "{}: `{name}` is public and lacks #[non_exhaustive]",
                file.display()
            ));
        }
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_error_has_a_hint_or_is_named_among_those_without() {
    for (source, name, alias) in HINTED {
        let variants = variants(source.parse().unwrap(), name);
        assert!(variants.len() > 1, "{name}: only {variants:?}");
        for variant in variants {
            let path = format!("{alias}::{variant}");
            let named = HINTS.match_indices(&path).any(|(at, _)| {
                let next = HINTS[at + path.len()..].chars().next();
                !next.is_some_and(|next| next.is_alphanumeric())
            });
            assert!(named, "src/cli/hints does not name {path}");
        }
    }
}

/// The public enums and errors of a source that are not `#[non_exhaustive]`.
fn closed(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    let mut attributes: Vec<Vec<String>> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let (true, Some(TokenTree::Group(group))) =
            (is_punct(tokens.get(at), '#'), tokens.get(at + 1))
        {
            attributes.push(words(group.stream()));
            at += 2;
            continue;
        }
        match (name_at(&tokens, at).as_deref(), name_at(&tokens, at + 1)) {
            // `pub(crate)` is followed by a group, not by a name.
            (Some("pub"), Some(kind)) if kind == "enum" || kind == "struct" => {
                let name = name_at(&tokens, at + 2).unwrap_or_default();
                let has = |word: &str| attributes.iter().flatten().any(|own| own == word);
                let is_error = name.ends_with("Error") || has("Error");
                if (kind == "enum" || is_error) && !has("non_exhaustive") {
                    found.push(name);
                }
            }
            (Some("mod"), Some(name)) if name != "tests" => {
                if let Some(TokenTree::Group(body)) = tokens.get(at + 2) {
                    found.extend(closed(body.stream()));
                }
            }
            _ => {}
        }
        attributes.clear();
        at += 1;
    }
    found
}

/// The names in an attribute, those in its parentheses included: `derive`, `Debug`, `Error`.
fn words(tokens: TokenStream) -> Vec<String> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(name) => vec![name.to_string()],
            TokenTree::Group(group) => words(group.stream()),
            _ => Vec::new(),
        })
        .collect()
}

/// The variants of the enum `name` in a source.
fn variants(tokens: TokenStream, name: &str) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let body = (0..tokens.len()).find_map(|at| match tokens.get(at + 2) {
        Some(TokenTree::Group(body))
            if name_at(&tokens, at).is_some_and(|word| word == "enum")
                && name_at(&tokens, at + 1).is_some_and(|own| own == name)
                && body.delimiter() == Delimiter::Brace =>
        {
            Some(body.stream())
        }
        _ => None,
    });
    let body: Vec<TokenTree> = body.into_iter().flatten().collect();
    body.iter()
        .filter_map(|token| match token {
            TokenTree::Ident(name) => Some(name.to_string()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_closed_enum_or_error_is_found() {
    for source in [
        "pub enum Kind { A }",
        "#[derive(Debug)] pub enum Kind { A }",
        "#[non_exhaustive] pub struct Other; pub enum Kind { A }",
        "#[derive(Debug, thiserror::Error)] #[error(\"no\")] pub struct Kind { a: u8 }",
        "mod inner { pub enum Kind { A } }",
    ] {
        assert_eq!(closed(source.parse().unwrap()), ["Kind"], "{source}");
    }
    let source = "pub struct KindError;";
    assert_eq!(closed(source.parse().unwrap()), ["KindError"]);
}

#[test]
fn what_is_open_or_not_public_is_no_closed_enum() {
    for source in [
        "#[derive(Debug)] #[non_exhaustive] pub enum Kind { A }",
        "#[derive(Error)] #[error(\"no\")] #[non_exhaustive] pub struct Kind(String);",
        "pub(crate) enum Kind { A }",
        "pub(super) struct KindError;",
        "enum Kind { A }",
        "pub struct Kind { pub a: u8 }",
        "mod tests { pub enum Kind { A } }",
    ] {
        assert!(closed(source.parse().unwrap()).is_empty(), "{source}");
    }
}
