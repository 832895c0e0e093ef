//! No two files need each other, neither directly nor by way of others. A file needs another one if it uses a name that is
//! defined there; that a `mod.rs` declares a module, or passes a name on, is no need.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use crate::tokens::{is_punct, is_separator, name_at};
use crate::{module_path, source_files};

/// The source directories that are checked.
const CHECKED: &[&str] = &["crates/engine/src", "src"];

/// The names of our crates in paths.
const CRATES: [&str; 3] = ["crate", "moviectl_engine", "moviectl_schema"];

/// The words behind which a name is defined.
const DEFINING: [&str; 8] = [
    "fn", "struct", "enum", "trait", "type", "const", "static", "union",
];

type Name = Vec<String>;

#[test]
fn no_two_files_need_each_other() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Files::default();
    for (root, path) in source_files() {
        let module = module_path(path.strip_prefix(&root).unwrap());
        let is_checked = CHECKED.iter().any(|checked| root == package.join(checked));
        let is_test = module.iter().any(|name| name.contains("test"));
        if is_checked && !is_test && !module.is_empty() {
            files.add(module, &fs::read_to_string(&path).unwrap());
        }
    }
    assert!(files.0.len() > 100, "only {} files", files.0.len());
    let circles = files.circles();
    assert!(circles.is_empty(), "\n{}\n", circles.join("\n"));
}

/// A file as far as its needs go.
#[derive(Default)]
struct File {
    /// Names that are defined in it.
    defined: BTreeSet<String>,
    /// The names that `use` brings, each with its path.
    imported: BTreeMap<String, Name>,
    /// Paths outside of `use`, each with the module in which it stands.
    paths: Vec<(Name, Name)>,
    /// All words outside of `use`.
    words: BTreeSet<String>,
}

/// Files by their modules. The path of each import begins at the root of a crate.
#[derive(Default)]
struct Files(BTreeMap<Name, File>);

impl Files {
    fn add(&mut self, module: Name, source: &str) {
        let mut file = File::default();
        file.read(source.parse().unwrap(), &module);
        self.0.insert(module, file);
    }

    /// Each need that is part of a circle, in words.
    fn circles(&self) -> Vec<String> {
        let needs: BTreeMap<&Name, BTreeMap<Name, String>> = self
            .0
            .iter()
            .map(|(module, file)| (module, self.needs(module, file)))
            .collect();
        let mut found = Vec::new();
        for (module, needed) in &needs {
            for (other, name) in needed {
                if reaches(&needs, other, module) {
                    found.push(format!(
                        "{} needs {name} of {}, which needs it in turn",
                        module.join("::"),
                        other.join("::")
                    ));
                }
            }
        }
        found
    }

    /// The other files that a file needs, each with one of the names.
    fn needs(&self, module: &Name, file: &File) -> BTreeMap<Name, String> {
        let used = file
            .imported
            .iter()
            .filter(|(name, _)| file.words.contains(*name))
            .map(|(_, path)| path.clone());
        let written = file.paths.iter().filter_map(|(inside, path)| {
            match path.split_first().and_then(|(first, rest)| {
                let import = file.imported.get(first)?;
                Some([import.as_slice(), rest].concat())
            }) {
                Some(path) => Some(path),
                None => absolute(inside, path),
            }
        });
        let mut needs = BTreeMap::new();
        for path in used.chain(written) {
            if let Some((owner, name)) = self.owner(&path, 0).filter(|(owner, _)| owner != module) {
                needs.insert(owner, name);
            }
        }
        needs
    }

    /// The module whose file defines the item of a path, and the item's name; `None` for a module and for what is not ours.
    fn owner(&self, path: &[String], depth: usize) -> Option<(Name, String)> {
        if self.0.contains_key(path) {
            return None;
        }
        let at = (1..path.len())
            .rev()
            .find(|at| self.0.contains_key(&path[..*at]))?;
        let (module, item) = (path[..at].to_vec(), &path[at]);
        let file = &self.0[&module];
        if file.defined.contains(item) {
            return Some((module, item.clone()));
        }
        let passed_on = file.imported.get(item).filter(|_| depth < 8)?;
        self.owner(&[passed_on.as_slice(), &path[at + 1..]].concat(), depth + 1)
    }
}

/// Returns whether a file needs another one, directly or by way of others.
fn reaches(needs: &BTreeMap<&Name, BTreeMap<Name, String>>, from: &Name, to: &Name) -> bool {
    let mut seen = BTreeSet::new();
    let mut left = vec![from];
    while let Some(module) = left.pop() {
        if module == to {
            return true;
        }
        if seen.insert(module) {
            left.extend(needs.get(module).into_iter().flat_map(BTreeMap::keys));
        }
    }
    false
}

/// The path from the root of its crate on. A path that begins with no such word begins with a child of the module, or
/// with a name that is not ours.
fn absolute(module: &[String], path: &[String]) -> Option<Name> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "super" => absolute(
            module.split_last()?.1,
            &[&["self".to_owned()], rest].concat(),
        ),
        "self" if rest.first().is_some_and(|next| next == "super") => absolute(module, rest),
        "self" => Some([module, rest].concat()),
        word if CRATES.contains(&word) => Some(rest.to_vec()),
        _ => Some([module, path].concat()),
    }
}

impl File {
    fn read(&mut self, tokens: TokenStream, module: &Name) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        // `pub(in crate::…)` uses nothing.
        if name_at(&tokens, 0).is_some_and(|word| word == "in") {
            return;
        }
        let mut at = 0;
        while at < tokens.len() {
            let word = name_at(&tokens, at).unwrap_or_default();
            if let TokenTree::Group(group) = &tokens[at] {
                self.read(group.stream(), module);
            } else if word == "use" {
                let end = (at..tokens.len()).find(|end| is_punct(tokens.get(*end), ';'));
                let end = end.unwrap_or(tokens.len());
                self.import(&tokens[at + 1..end], module, Name::new());
                at = end;
            } else if let ("mod", Some(name), Some(TokenTree::Group(body))) =
                (word.as_str(), name_at(&tokens, at + 1), tokens.get(at + 2))
            {
                if name != "tests" {
                    self.read(body.stream(), &[module.as_slice(), &[name]].concat());
                }
                at += 2;
            } else if !word.is_empty() {
                if DEFINING.contains(&word.as_str()) {
                    self.defined.extend(name_at(&tokens, at + 1));
                }
                let mut path = vec![word.clone()];
                while is_separator(&tokens, at + 1)
                    && let Some(next) = name_at(&tokens, at + 3)
                {
                    path.push(next);
                    at += 3;
                }
                self.words.insert(word);
                if path.len() > 1 {
                    self.paths.push((module.clone(), path));
                }
            }
            at += 1;
        }
    }

    /// Reads a tree of `use`, whose path so far is `base`.
    fn import(&mut self, tokens: &[TokenTree], module: &Name, mut base: Name) {
        let mut at = 0;
        while let Some(name) = name_at(tokens, at) {
            if name != "self" || base.is_empty() {
                base.push(name);
            }
            if !is_separator(tokens, at + 1) {
                let alias = name_at(tokens, at + 1).filter(|word| word == "as");
                let name = alias.and_then(|_| name_at(tokens, at + 2));
                if let (Some(name), Some(path)) = (
                    name.or_else(|| base.last().cloned()),
                    absolute(module, &base),
                ) {
                    self.imported.insert(name, path);
                }
                return;
            }
            at += 3;
        }
        if let Some(TokenTree::Group(group)) = tokens.get(at) {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            for branch in inner.split(|token| is_punct(Some(token), ',')) {
                self.import(branch, module, base.clone());
            }
        }
    }
}

/// The needs in circles among files, each a module and its source.
fn circles(sources: &[(&str, &str)]) -> Vec<String> {
    let mut files = Files::default();
    for (module, source) in sources {
        files.add(module.split("::").map(str::to_owned).collect(), source);
    }
    files.circles()
}

#[test]
fn a_circle_is_found() {
    for (one, other) in [
        (
            "use super::b::B; pub struct A(B);",
            "use super::a::A; pub struct B(A);",
        ),
        (
            "pub struct A(crate::m::b::B);",
            "pub struct B(super::a::A);",
        ),
        (
            "use crate::m::{b}; pub struct A(b::B);",
            "use crate::m::a::{self, A as C}; struct D(C); enum B {}",
        ),
        // By way of the module above, which passes the name on.
        (
            "use super::B; pub struct A(B);",
            "use super::A; pub struct B(A);",
        ),
    ] {
        let above = "mod a; mod b; pub use a::A; pub(crate) use self::b::B;";
        let found = circles(&[("m", above), ("m::a", one), ("m::b", other)]);
        assert_eq!(found.len(), 2, "{one} {other}: {found:?}");
    }
    let found = circles(&[
        (
            "m",
            "mod a; use a::run; pub struct Options; fn all() { run() }",
        ),
        (
            "m::a",
            "use super::Options; pub(super) fn run(options: Options) {}",
        ),
    ]);
    assert_eq!(found.len(), 2, "{found:?}");
    let found = circles(&[
        ("a", "use crate::b::B; pub struct A(B);"),
        ("b", "use crate::c::C; pub struct B(C);"),
        ("c", "use crate::a::A; pub struct C(A);"),
    ]);
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn what_is_passed_on_is_no_need() {
    let found = circles(&[
        (
            "m",
            "mod a; mod b; pub use a::{A, run}; pub use b::B; use std::fmt;",
        ),
        (
            "m::a",
            "use super::b::B; pub struct A(B); pub fn run() {} mod tests { use crate::m::c::C; }",
        ),
        (
            "m::b",
            "use std::fmt::Debug; pub struct B; impl Debug for B {}",
        ),
        (
            "m::c",
            "use super::A; pub struct C(A); mod inner { use super::C; struct D(C); }",
        ),
    ]);
    assert_eq!(found, [""; 0]);
}
