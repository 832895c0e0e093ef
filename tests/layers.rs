//! Keeps the order of the modules: which may use which, which words a module must not know, and who may ask for a dialect
//! by name. Cargo can't enforce layers inside one package, so this test reads every file below `src/` as tokens.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Each module and the modules that it may use (`docs/architecture.md`); itself is always allowed.
const LAYERS: &[(&str, &[&str])] = &[
    ("schema", &[]),
    ("dialect", &["schema"]),
    ("declared", &["schema", "dialect"]),
    ("database", &["dialect"]),
    ("inspect", &["schema", "dialect", "database"]),
    ("diff", &["schema", "dialect"]),
    ("plan", &["schema", "dialect"]),
    ("render", &["schema", "dialect"]),
    ("lint", &["schema", "dialect"]),
    ("migrations", &["dialect", "database"]),
    ("movies", &["database", "dialect"]),
    (
        "workflow",
        &[
            "schema",
            "dialect",
            "declared",
            "database",
            "inspect",
            "diff",
            "plan",
            "lint",
            "migrations",
            "movies",
        ],
    ),
    ("terminal", &[]),
    (
        "shell",
        &[
            "schema", "dialect", "database", "inspect", "terminal", "workflow",
        ],
    ),
    (
        "cli",
        &[
            "schema",
            "dialect",
            "declared",
            "database",
            "inspect",
            "diff",
            "plan",
            "render",
            "lint",
            "migrations",
            "movies",
            "workflow",
            "terminal",
            "shell",
        ],
    ),
];

/// A crate, a standard module or a macro, and the only modules that may name it.
const WORDS: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("comfy_table", &["terminal"]),
    ("rustyline", &["shell"]),
    ("syn", &["declared"]),
    ("diesel", &["database", "inspect", "migrations", "movies"]),
    (
        "fs",
        &[
            "declared",
            "database",
            "migrations",
            "movies",
            "workflow",
            "terminal",
            "shell",
            "cli",
        ],
    ),
    ("print", &["terminal", "cli"]),
    ("println", &["terminal", "cli"]),
    ("eprint", &["terminal", "cli"]),
    ("eprintln", &["terminal", "cli"]),
];

/// Modules whose string literals must not be SQL.
const NO_SQL: &[&str] = &["schema", "diff", "terminal", "cli"];

/// How SQL statements begin.
const SQL: &[&str] = &[
    "SELECT ",
    "INSERT ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE",
    "CREATE INDEX",
    "ALTER TABLE",
    "DROP TABLE",
    "PRAGMA ",
];

/// Modules that are about the dialects. All others ask what a database can do (`Dialect::capabilities`), so that one more
/// dialect is no work there.
const OF_DIALECTS: &[&str] = &["dialect", "database", "inspect", "plan"];

/// Types whose variants are the dialects, and the variants.
const DIALECT_TYPES: [&str; 3] = ["Dialect", "AnyConnection", "Self"];
const DIALECTS: [&str; 3] = ["Sqlite", "Postgres", "Mysql"];

/// Other files that match over dialects, or compare with one, each with the reason. Tests aside.
const MATCHING: &[(&str, &str)] = &[
    (
        "declared/custom_type.rs",
        "the attributes of a custom type are named after the dialects",
    ),
    (
        "migrations/offline/mod.rs",
        "each database has its own client program, which runs the scripts",
    ),
    (
        "migrations/records/location.rs",
        "where the catalogue tells of the records' tables",
    ),
    (
        "migrations/records/snapshot.rs",
        "PostgreSQL reads all records in one question",
    ),
    (
        "movies/queries.rs",
        "Diesel writes rows in another way on each",
    ),
];

/// What a file at the root of the crate may be called: it is no module, and uses all of them.
const ROOT: &[&str] = &["lib", "main"];

#[test]
fn every_module_uses_only_what_is_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    assert!(files.len() > 10, "{} has only {files:?}", root.display());
    let mut found = Vec::new();
    for file in files {
        let module = module_path(file.strip_prefix(&root).unwrap());
        // What tells that tests are skipped for want of a server.
        if file.ends_with("database/test_server.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for violation in violations(&module, &text) {
            found.push(format!("{}: {violation}", file.display()));
        }
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// A list of all that there is, so that none stays in it that needs it no more.
#[test]
fn dialects_are_told_apart_where_they_are_known() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    let mut found = Vec::new();
    for file in files {
        let path = file.strip_prefix(&root).unwrap().to_str().unwrap();
        if is_about_dialects(path) {
            continue;
        }
        let asks = names_a_dialect(&fs::read_to_string(&file).unwrap());
        match (asks, MATCHING.iter().any(|(allowed, _)| *allowed == path)) {
            (true, false) => found.push(format!("{path} asks for a dialect by name")),
            (false, true) => found.push(format!("{path} need not be in the list any more")),
            _ => {}
        }
    }
    for (path, reason) in MATCHING {
        assert!(root.join(path).is_file(), "{path} is no file");
        assert!(!reason.is_empty(), "{path}: why?");
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// Modules of dialects, and tests, which try each of them.
fn is_about_dialects(path: &str) -> bool {
    let mut parts = path.split('/');
    let module = parts.next().unwrap_or_default();
    OF_DIALECTS.contains(&module.trim_end_matches(".rs"))
        || path
            .split('/')
            .any(|part| part == "tests" || part == "tests.rs")
}

/// Whether a dialect stands in a pattern (`Dialect::Mysql =>`, `|`, `if`, `matches!`) or beside `==` or `!=`.
fn names_a_dialect(source: &str) -> bool {
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

/// Whether `Dialect::Mysql` and the like begin at `tokens[at]`.
fn is_variant(tokens: &[TokenTree], at: usize) -> bool {
    let named =
        |at, names: &[&str]| name_at(tokens, at).is_some_and(|name| names.contains(&name.as_str()));
    named(at, &DIALECT_TYPES) && is_separator(tokens, at + 1) && named(at + 3, &DIALECTS)
}

/// Whether the variant at `tokens[at]` is what something is held against.
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

/// Whether what ends before `tokens[at]` is a pattern of a `match`.
fn ends_a_pattern(tokens: &[TokenTree], at: usize) -> bool {
    let arrow = is_punct(tokens.get(at), '=') && is_punct(tokens.get(at + 1), '>');
    let or = is_punct(tokens.get(at), '|') && !is_punct(tokens.get(at + 1), '|');
    let guard = name_at(tokens, at).is_some_and(|word| word == "if");
    arrow || or || guard
}

/// All Rust files below a directory, sorted.
fn rust_files(directory: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// `schema/mod.rs` is `schema`, `cli/commands/list.rs` is `cli::commands::list`, `lib.rs` is the root: no name.
fn module_path(file: &Path) -> Vec<String> {
    let mut path: Vec<String> = file
        .with_extension("")
        .components()
        .map(|component| component.as_os_str().to_str().unwrap().to_owned())
        .collect();
    if path.last().is_some_and(|name| name == "mod")
        || (path.len() == 1 && ROOT.contains(&path[0].as_str()))
    {
        path.pop();
    }
    path
}

/// Everything in a module's source that the tables above lack.
fn violations(module: &[String], source: &str) -> Vec<String> {
    let tokens: TokenStream = match source.parse() {
        Ok(tokens) => tokens,
        Err(error) => return vec![format!("is no Rust: {error}")],
    };
    let mut seen = Seen::default();
    seen.walk(tokens, module);
    let Some(name) = module.first().map(String::as_str) else {
        return word_violations("the crate's root", &seen);
    };
    let Some((_, below)) = LAYERS.iter().find(|(layer, _)| *layer == name) else {
        return vec![format!("the module `{name}` is not in the table of layers")];
    };
    let mut found = Vec::new();
    for used in &seen.modules {
        if used != name && !below.contains(&used.as_str()) {
            found.push(format!("`{name}` must not use `crate::{used}`"));
        }
    }
    found.extend(word_violations(name, &seen));
    if NO_SQL.contains(&name) {
        for literal in &seen.literals {
            if SQL.iter().any(|statement| literal.contains(statement)) {
                found.push(format!("`{name}` must not know SQL: {literal}"));
            }
        }
    }
    found
}

fn word_violations(name: &str, seen: &Seen) -> Vec<String> {
    WORDS
        .iter()
        .filter(|(word, allowed)| seen.words.contains(*word) && !allowed.contains(&name))
        .map(|(word, _)| format!("`{name}` must not use `{word}`"))
        .collect()
}

/// What one file names.
#[derive(Default)]
struct Seen {
    /// The first name of each path from the crate's root.
    modules: BTreeSet<String>,
    /// First names of paths and attributes, and names of macros.
    words: BTreeSet<String>,
    /// String literals, but for doc comments.
    literals: Vec<String>,
}

impl Seen {
    /// Reads tokens that stand in `module`, those of macros and attributes included.
    fn walk(&mut self, tokens: TokenStream, module: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at = match &tokens[at] {
                TokenTree::Ident(_) => self.ident(&tokens, at, module),
                TokenTree::Group(group) => {
                    let attribute = at > 0
                        && group.delimiter() == Delimiter::Bracket
                        && (is_punct(tokens.get(at - 1), '#') || is_punct(tokens.get(at - 1), '!'));
                    self.group(group.stream(), attribute, module);
                    at + 1
                }
                TokenTree::Literal(literal) => {
                    self.literals.push(literal.to_string());
                    at + 1
                }
                TokenTree::Punct(_) => at + 1,
            };
        }
    }

    fn group(&mut self, stream: TokenStream, attribute: bool, module: &[String]) {
        if attribute {
            match stream.clone().into_iter().next() {
                Some(TokenTree::Ident(name)) if name == "doc" => return,
                Some(TokenTree::Ident(name)) => drop(self.words.insert(name.to_string())),
                _ => {}
            }
        }
        self.walk(stream, module);
    }

    /// Reads on from an identifier, and says where the next token to read is.
    fn ident(&mut self, tokens: &[TokenTree], at: usize, module: &[String]) -> usize {
        let word = name_at(tokens, at).unwrap_or_default();
        if word == "mod"
            && let (Some(name), Some(TokenTree::Group(body))) =
                (name_at(tokens, at + 1), tokens.get(at + 2))
        {
            let mut inner = module.to_vec();
            inner.push(name);
            self.walk(body.stream(), &inner);
            return at + 3;
        }
        if is_separator(tokens, at + 1) {
            if at >= 2 && is_separator(tokens, at - 2) {
                self.standard_module(tokens, at);
                return at + 1;
            }
            let base = match word.as_str() {
                "crate" => Some(Vec::new()),
                "self" => Some(module.to_vec()),
                "super" => Some(parent(module)),
                _ => None,
            };
            if let Some(base) = base {
                return self.path(tokens, at + 3, base);
            }
            if word == "std" {
                self.standard_module(tokens, at + 3);
            }
            self.words.insert(word);
        } else if is_punct(tokens.get(at + 1), '!') {
            self.words.insert(word);
        } else if at > 0 && name_at(tokens, at - 1).is_some_and(|before| before == "use") {
            self.words.insert(word); // `use diesel;`
        }
        at + 1
    }

    /// `std::fs` and `std::{fs, …}` count as the word `fs`.
    fn standard_module(&mut self, tokens: &[TokenTree], at: usize) {
        match tokens.get(at) {
            Some(TokenTree::Ident(name)) if name == "fs" => drop(self.words.insert("fs".into())),
            Some(TokenTree::Group(group)) => {
                for token in group.stream() {
                    if matches!(&token, TokenTree::Ident(name) if name == "fs") {
                        self.words.insert("fs".into());
                    }
                }
            }
            _ => {}
        }
    }

    /// Reads the rest of a path, from `tokens[at]` on, that has got as far as the module `base`.
    fn path(&mut self, tokens: &[TokenTree], mut at: usize, mut base: Vec<String>) -> usize {
        loop {
            match tokens.get(at) {
                Some(TokenTree::Ident(name)) if name == "super" || name == "self" => {
                    if name == "super" {
                        base = parent(&base);
                    }
                    if !is_separator(tokens, at + 1) {
                        return at + 1;
                    }
                    at += 3;
                }
                Some(TokenTree::Ident(name)) => {
                    if base.is_empty() {
                        self.modules.insert(name.to_string());
                    }
                    return at + 1;
                }
                Some(TokenTree::Group(group)) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    for branch in inner.split(|token| is_punct(Some(token), ',')) {
                        self.path(branch, 0, base.clone());
                    }
                    return at + 1;
                }
                Some(TokenTree::Punct(star)) if star.as_char() == '*' && base.is_empty() => {
                    self.modules.insert("*".to_owned());
                    return at + 1;
                }
                _ => return at,
            }
        }
    }
}

fn parent(module: &[String]) -> Vec<String> {
    module
        .split_last()
        .map_or(Vec::new(), |(_, rest)| rest.to_vec())
}

fn name_at(tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at) {
        Some(TokenTree::Ident(name)) => Some(name.to_string()),
        _ => None,
    }
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// Whether `::` stands at `tokens[at]`.
fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}

// --- the checker itself ----------------------------------------------------------------------------------------------

fn check(file: &str, source: &str) -> Vec<String> {
    violations(&module_path(Path::new(file)), source)
}

#[track_caller]
fn assert_allowed(file: &str, source: &str) {
    assert_eq!(check(file, source), Vec::<String>::new(), "{source}");
}

#[track_caller]
fn assert_refused(file: &str, source: &str, reason: &str) {
    let found = check(file, source);
    assert!(
        found.iter().any(|violation| violation.contains(reason)),
        "{source}\nexpected {reason:?}, found {found:?}"
    );
}

#[test]
fn what_lies_below_may_be_used() {
    assert_allowed(
        "plan/mod.rs",
        "use crate::{dialect::Dialect, schema::{Change, Table}};",
    );
    assert_allowed("plan/sqlite/rebuild.rs", "use crate::plan::Step;");
    assert_allowed("plan/steps.rs", "use super::Step; use self::x::Y;");
    assert_allowed(
        "plan/mod.rs",
        "mod tests { use super::*; use super::super::schema::Table; }",
    );
    assert_allowed("lib.rs", "use crate::cli::run; pub mod lint;");
    assert_allowed("database/pg.rs", "use diesel::{prelude::*, sql_query};");
}

#[test]
fn an_edge_that_the_table_lacks_is_found() {
    let refused = "must not use `crate::database`";
    for source in [
        "use crate::database::AnyConnection;",
        "use crate::{schema::Table, database::{self, Url}};",
        "pub use crate::database;",
        "use super::database::Url;",
        "use super::{database::Url, schema::Table};",
        "fn f() -> crate::database::Url { todo() }",
        "fn f() { assert_eq!(1, crate::database::one()); }",
        "mod inner { use super::super::database::Url; }",
        "mod inner { use super::{super::database::Url}; }",
        "#[derive(X)] #[with(crate::database::Url)] struct S;",
    ] {
        assert_refused("diff/mod.rs", source, refused);
    }
    assert_refused(
        "diff/deep/er.rs",
        "use super::super::super::database::U;",
        refused,
    );
    assert_refused(
        "schema/table.rs",
        "use crate::dialect::Dialect;",
        "`crate::dialect`",
    );
    assert_refused("dialect/mod.rs", "use crate::plan::Plan;", "`crate::plan`");
    assert_refused(
        "migrations/mod.rs",
        "use crate::schema::Schema;",
        "`crate::schema`",
    );
    assert_refused("plan/mod.rs", "use crate::*;", "`crate::*`");
    assert_refused("plan/mod.rs", "use crate::missing::X;", "`crate::missing`");
}

#[test]
fn a_comment_is_no_use() {
    assert_allowed(
        "schema/mod.rs",
        "//! See [`crate::diff`], `diesel::table!`, CREATE TABLE.\n/// ALTER TABLE x\nstruct S;",
    );
}

#[test]
fn a_module_missing_from_the_table_is_found() {
    assert_refused("helpers/mod.rs", "", "`helpers` is not in the table");
    assert_refused("helpers.rs", "", "`helpers` is not in the table");
}

#[test]
fn words_are_kept_where_they_belong() {
    assert_refused("schema/mod.rs", "use diesel::sqlite::Sqlite;", "`diesel`");
    assert_refused("workflow/mod.rs", "use {diesel::prelude::*};", "`diesel`");
    assert_refused("shell/mod.rs", "use diesel as d;", "`diesel`");
    assert_refused(
        "cli/mod.rs",
        "#[diesel(table_name = x)] struct S;",
        "`diesel`",
    );
    assert_refused("schema/mod.rs", "fn f(x: syn::Type) {}", "`syn`");
    assert_refused(
        "workflow/mod.rs",
        "#[derive(clap::Parser)] struct S;",
        "`clap`",
    );
    assert_refused(
        "workflow/mod.rs",
        "fn f() { println!(\"x\"); }",
        "`println`",
    );
    assert_refused(
        "lib.rs",
        "fn f() { if x { eprintln!(\"x\") } }",
        "`eprintln`",
    );
    assert_refused("plan/mod.rs", "use std::fs;", "`fs`");
    assert_refused("plan/mod.rs", "use std::{fs, path::Path};", "`fs`");
    assert_allowed("cli/mod.rs", "fn f() { println!(\"x\"); }");
    assert_allowed("workflow/mod.rs", "const NAME: &str = \"diesel.toml\";");
}

#[test]
fn sql_is_kept_out_of_the_model() {
    let source = "const SQL: &str = \"CREATE TABLE x (y)\";";
    assert_refused("schema/mod.rs", source, "must not know SQL");
    assert_refused("diff/walk.rs", source, "must not know SQL");
    assert_allowed("plan/mod.rs", source);
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
