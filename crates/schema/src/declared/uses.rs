//! The files that `use` lines of a declared file lead to: other parts of the schema (`pub use crate::db::schema::*;`), and the
//! types of its columns (`use crate::types::*;` in a `table!`).

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Item, ItemUse, UseTree, Visibility};

use super::grammar;
use super::items::macro_name;

/// A file that a `use` leads to.
pub(super) struct Used {
    pub(super) path: PathBuf,
    /// True if its `table!` are those of the file that uses it.
    pub(super) is_public: bool,
}

/// Returns the files that the items of `file` use, if they are there. A `use` may lead to another crate, or to nothing that
/// concerns a schema.
pub(super) fn used(items: &[Item], file: &Path) -> Vec<Used> {
    let mut used = Vec::new();
    for item in items {
        match item {
            Item::Use(own) => {
                let is_public = !matches!(own.vis, Visibility::Inherited);
                used.extend(files(own, file).map(|path| Used { path, is_public }));
            }
            Item::Macro(item) if macro_name(&item.mac).as_deref() == Some("table") => {
                let beginning = |input: ParseStream<'_>| {
                    let uses = grammar::uses(input);
                    input.parse::<TokenStream>().map(|_| uses)
                };
                let uses = beginning.parse2(item.mac.tokens.clone());
                let types = uses.iter().flatten().flat_map(|own| files(own, file));
                used.extend(types.map(|path| Used {
                    path,
                    is_public: false,
                }));
            }
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    used.extend(self::used(items, file));
                }
            }
            _ => {}
        }
    }
    used
}

fn files(own: &ItemUse, file: &Path) -> impl Iterator<Item = PathBuf> {
    let mut paths = Vec::new();
    flatten(&own.tree, &mut Vec::new(), &mut paths);
    let files: Vec<PathBuf> = paths.iter().filter_map(|path| find(path, file)).collect();
    files.into_iter()
}

/// The paths of a `use`, without names of items.
fn flatten(tree: &UseTree, before: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.unraw().to_string());
            flatten(&path.tree, before, paths);
            before.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, before, paths);
            }
        }
        UseTree::Name(_) | UseTree::Rename(_) | UseTree::Glob(_) => paths.push(before.clone()),
    }
}

/// The file of the longest beginning of a path in the crate. Its end may be modules inside of the file.
fn find(path: &[String], file: &Path) -> Option<PathBuf> {
    let (first, rest) = path.split_first()?;
    let directory = match first.as_str() {
        "crate" => file
            .ancestors()
            .skip(1)
            .find(|own| is_root(own))?
            .to_owned(),
        "super" => file.parent()?.to_owned(),
        "self" => file.with_extension(""),
        _ => return None,
    };
    (1..=rest.len()).rev().find_map(|length| {
        let (last, modules) = rest.get(..length)?.split_last()?;
        let directory = modules
            .iter()
            .fold(directory.clone(), |own, name| own.join(name));
        let candidates = [
            directory.join(format!("{last}.rs")),
            directory.join(last).join("mod.rs"),
        ];
        candidates.into_iter().find(|path| path.is_file())
    })
}

/// Returns whether a directory has a crate's modules.
fn is_root(directory: &Path) -> bool {
    ["lib.rs", "main.rs"]
        .iter()
        .any(|name| directory.join(name).is_file())
        || directory.file_name().is_some_and(|name| name == "src")
}
