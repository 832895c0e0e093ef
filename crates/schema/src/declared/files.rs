//! Reading declared files from disk, along their `mod x;` lines.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proc_macro2::{LexError, TokenStream};
use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta};

use super::depth;
use super::error::{DeclaredError, position};
use super::uses::{self, Used};
use crate::source::Source;

/// A file's Rust.
pub(super) struct ParsedFile {
    pub(super) source: Arc<Source>,
    /// The modules that lead to the file from the one that was named.
    pub(super) modules: Vec<String>,
    pub(super) syntax: syn::File,
    /// True if a declared file only uses its types.
    pub(super) only_types: bool,
}

/// Parses a file's text.
pub(super) fn parse(source: Source, modules: Vec<String>) -> Result<ParsedFile, DeclaredError> {
    let source = Arc::new(source);
    let wrong = |error: syn::Error| DeclaredError::syntax(&source, &error);
    let tokens: TokenStream = without_shebang(&source.text)
        .parse()
        .map_err(|error: LexError| wrong(error.into()))?;
    depth::check(&source, &tokens)?;
    let syntax = syn::parse2(tokens).map_err(wrong)?;
    Ok(ParsedFile {
        source,
        modules,
        syntax,
        only_types: false,
    })
}

/// The text without the line that a script may begin with; the line break stays, for the numbers of the lines.
fn without_shebang(text: &str) -> &str {
    if !text.starts_with("#!")
        || text
            .get(2..)
            .is_some_and(|rest| rest.trim_start().starts_with('['))
    {
        return text;
    }
    text.find('\n')
        .and_then(|end| text.get(end..))
        .unwrap_or_default()
}

/// Reads the files and all modules below them, each file once, a module after the file that names it. A file in `texts` is read
/// from there.
pub(super) fn read_trees(
    paths: &[PathBuf],
    texts: &HashMap<PathBuf, Source>,
) -> Result<Vec<ParsedFile>, DeclaredError> {
    let mut reader = Reader {
        texts,
        files: Vec::new(),
        seen: HashSet::new(),
        used: HashSet::new(),
    };
    for path in paths {
        reader.read(path, Vec::new(), &own_directory(path))?;
    }
    Ok(reader.files)
}

struct Reader<'a> {
    texts: &'a HashMap<PathBuf, Source>,
    files: Vec<ParsedFile>,
    seen: HashSet<PathBuf>,
    /// The files that others use, and that declare no table.
    used: HashSet<PathBuf>,
}

/// The file, modules and directory from which the modules of some items are found.
struct Place<'a> {
    source: &'a Arc<Source>,
    modules: &'a [String],
    directory: &'a Path,
    /// True inside `mod x { … }`, in which `#[path]` counts from another directory.
    inline: bool,
}

impl Reader<'_> {
    fn read(
        &mut self,
        path: &Path,
        modules: Vec<String>,
        directory: &Path,
    ) -> Result<(), DeclaredError> {
        let unreadable = |error| DeclaredError::Unreadable {
            path: path.to_owned(),
            error,
        };
        let source = match self.texts.get(path) {
            Some(source) => source.clone(),
            None => Source {
                text: fs::read_to_string(path).map_err(unreadable)?,
                path: path.to_owned(),
            },
        };
        if !self
            .seen
            .insert(fs::canonicalize(path).map_err(unreadable)?)
        {
            return Ok(());
        }
        let file = parse(source, modules)?;
        let children = children(
            &file.syntax.items,
            &Place {
                source: &file.source,
                modules: &file.modules,
                directory,
                inline: false,
            },
        )?;
        let used = uses::used(&file.syntax.items, &file.source.path);
        self.files.push(file);
        for child in children {
            self.read(&child.path, child.modules, &child.directory)?;
        }
        for used in used {
            self.read_used(&used)?;
        }
        Ok(())
    }

    /// Reads a file that another one uses. If it has no `table!` for the other file, it may be any Rust.
    fn read_used(&mut self, used: &Used) -> Result<(), DeclaredError> {
        let path = &used.path;
        let Ok(text) = fs::read_to_string(path) else {
            return Ok(());
        };
        let has_types = text.contains("SqlType");
        if used.is_public && text.contains("table!") {
            return self.read(path, Vec::new(), &own_directory(path));
        }
        let is_read = fs::canonicalize(path).is_ok_and(|path| self.seen.contains(&path));
        if is_read || !self.used.insert(path.clone()) {
            return Ok(());
        }
        let source = Source {
            path: path.clone(),
            text,
        };
        let Ok(mut file) = parse(source, Vec::new()) else {
            return Ok(());
        };
        let place = Place {
            source: &file.source,
            modules: &[],
            directory: &own_directory(path),
            inline: false,
        };
        let modules = match used.is_public {
            true => children(&file.syntax.items, &place).unwrap_or_default(),
            false => Vec::new(),
        };
        // A private `use` makes nothing visible to others.
        let all = uses::used(&file.syntax.items, path).into_iter();
        let again = all.filter(|own| own.is_public).map(|own| Used {
            is_public: used.is_public,
            ..own
        });
        let mut further: Vec<Used> = again.collect();
        if has_types {
            file.only_types = true;
            self.files.push(file);
        }
        let modules = modules.into_iter().map(|child| Used {
            path: child.path,
            is_public: true,
        });
        further.extend(modules);
        further.iter().try_for_each(|used| self.read_used(used))
    }
}

struct Child {
    path: PathBuf,
    modules: Vec<String>,
    directory: PathBuf,
}

fn children(items: &[Item], place: &Place<'_>) -> Result<Vec<Child>, DeclaredError> {
    let mut found = Vec::new();
    for item in items {
        let Item::Mod(module) = item else { continue };
        let name = module.ident.unraw().to_string();
        let mut modules = place.modules.to_vec();
        modules.push(name.clone());
        if let Some((_, items)) = &module.content {
            let inner = Place {
                source: place.source,
                modules: &modules,
                directory: &place.directory.join(&name),
                inline: true,
            };
            found.extend(children(items, &inner)?);
        } else if let Some(path) = module_file(module, &name, place)? {
            let directory = match path_attribute(&module.attrs) {
                Some(_) => parent(&path).to_owned(),
                None => place.directory.join(&name),
            };
            found.push(Child {
                path,
                modules,
                directory,
            });
        }
    }
    Ok(found)
}

/// The file of `mod name;`; `None` where there is none and a `#[cfg]` may be the reason.
fn module_file(
    module: &ItemMod,
    name: &str,
    place: &Place<'_>,
) -> Result<Option<PathBuf>, DeclaredError> {
    let candidates = match path_attribute(&module.attrs) {
        Some(path) if place.inline => vec![place.directory.join(path)],
        Some(path) => vec![parent(&place.source.path).join(path)],
        None => vec![
            place.directory.join(format!("{name}.rs")),
            place.directory.join(name).join("mod.rs"),
        ],
    };
    if let Some(path) = candidates.iter().find(|path| path.is_file()) {
        return Ok(Some(path.clone()));
    }
    if module.attrs.iter().any(|own| own.path().is_ident("cfg")) {
        return Ok(None);
    }
    Err(DeclaredError::MissingModule {
        at: position(place.source, module.ident.span()),
        module: name.to_owned(),
        candidates,
    })
}

/// The directory of a file's modules: that of the file for `mod.rs`, `lib.rs` and `main.rs`, else the directory of its
/// name.
fn own_directory(path: &Path) -> PathBuf {
    let beside = ["mod.rs", "lib.rs", "main.rs"];
    match path.file_name().and_then(|name| name.to_str()) {
        Some(name) if beside.contains(&name) => parent(path).to_owned(),
        _ => path.with_extension(""),
    }
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// `#[path = "other.rs"]`.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|own| own.path().is_ident("path"))?;
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    match &pair.value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}
