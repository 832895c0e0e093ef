//! A walk over a file's items that collects what declares a schema, and passes over all other Rust.

use std::sync::Arc;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::{Item, ItemMacro, Macro};

use super::custom_type::CustomType;
use super::error::{DeclaredError, position};
use super::files::ParsedFile;
use super::grammar::{JoinableDecl, TableArgsDecl, TableDecl};
use crate::source::{Position, Source};

/// The place of an item: its file, and the modules around it from the outermost.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Scope {
    source: Arc<Source>,
    pub(super) modules: Vec<String>,
}

impl Scope {
    /// A position in this file.
    pub(super) fn at(&self, span: Span) -> Position {
        position(&self.source, span)
    }

    fn syntax(&self, error: &syn::Error) -> DeclaredError {
        DeclaredError::syntax(&self.source, error)
    }

    /// How near another scope is: same file first, then the number of modules in common.
    pub(super) fn nearness(&self, other: &Self) -> (bool, usize) {
        let common = self.modules.iter().zip(&other.modules);
        let common = common.take_while(|(one, two)| one == two).count();
        (self.source == other.source, common)
    }
}

/// Something that was found, and where.
pub(super) struct Found<T> {
    pub(super) value: T,
    pub(super) scope: Scope,
}

/// All that the files declare, in their order.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) tables: Vec<Found<TableDecl>>,
    /// `view!`, which is as `table!` without a key.
    pub(super) views: Vec<Found<TableDecl>>,
    pub(super) joinables: Vec<Found<JoinableDecl>>,
    pub(super) types: Vec<Found<CustomType>>,
    pub(super) args: Vec<Found<TableArgsDecl>>,
}

impl Collected {
    pub(super) fn add_file(&mut self, file: &ParsedFile) -> Result<(), DeclaredError> {
        let scope = Scope {
            source: Arc::clone(&file.source),
            modules: file.modules.clone(),
        };
        match file.only_types {
            true => self.add_types(&file.syntax.items, &scope),
            false => self.add_items(&file.syntax.items, &scope)?,
        }
        Ok(())
    }

    /// Adds the types of a file that is none of the declaration's, but that one of its files uses.
    fn add_types(&mut self, items: &[Item], scope: &Scope) {
        for item in items {
            match item {
                Item::Struct(item) => {
                    if let Ok(Some(value)) = CustomType::read(item) {
                        let scope = scope.clone();
                        self.types.push(Found { value, scope });
                    }
                }
                Item::Mod(module) => {
                    if let Some((_, items)) = &module.content {
                        self.add_types(items, scope);
                    }
                }
                _ => {}
            }
        }
    }

    fn add_items(&mut self, items: &[Item], scope: &Scope) -> Result<(), DeclaredError> {
        for item in items {
            match item {
                Item::Macro(item) => self.add_macro(item, scope)?,
                Item::Mod(module) => {
                    if let Some((_, items)) = &module.content {
                        let mut inner = scope.clone();
                        inner.modules.push(module.ident.unraw().to_string());
                        self.add_items(items, &inner)?;
                    }
                }
                Item::Struct(item) => {
                    if let Some(value) = CustomType::read(item).map_err(|e| scope.syntax(&e))? {
                        let scope = scope.clone();
                        self.types.push(Found { value, scope });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn add_macro(&mut self, item: &ItemMacro, scope: &Scope) -> Result<(), DeclaredError> {
        match macro_name(&item.mac).as_deref() {
            Some("table") => self.tables.push(parse(&item.mac, scope)?),
            Some("view") if item.ident.is_none() => self.views.push(parse(&item.mac, scope)?),
            Some("joinable") => self.joinables.push(parse(&item.mac, scope)?),
            Some("table_args") => self.args.push(parse(&item.mac, scope)?),
            _ => refuse_hidden(item, scope)?,
        }
        Ok(())
    }
}

fn parse<T: syn::parse::Parse>(mac: &Macro, scope: &Scope) -> Result<Found<T>, DeclaredError> {
    Ok(Found {
        value: mac.parse_body().map_err(|error| scope.syntax(&error))?,
        scope: scope.clone(),
    })
}

/// Refuses tables that another macro declares, which the reader would silently miss. A `macro_rules!` by itself
/// declares no table.
fn refuse_hidden(item: &ItemMacro, scope: &Scope) -> Result<(), DeclaredError> {
    let name = item.mac.path.segments.last().map(|last| &last.ident);
    let Some(name) = name.filter(|_| item.ident.is_none()) else {
        return Ok(());
    };
    let unsupported = |at: Span, what: String| DeclaredError::Unsupported {
        at: scope.at(at),
        what,
    };
    if name == "infer_schema" || name == "infer_table_from_schema" {
        let what = format!(
            "{name}! declares nothing that can be read: Diesel 2 has `diesel print-schema` instead"
        );
        return Err(unsupported(name.span(), what));
    }
    match hidden_table(item.mac.tokens.clone()) {
        Some(at) => {
            let what = format!("a table! inside of {name}! is not read; write it outside");
            Err(unsupported(at, what))
        }
        None => Ok(()),
    }
}

/// Returns the position of `table! { … }` in the tokens of another macro.
fn hidden_table(tokens: TokenStream) -> Option<Span> {
    let mut last: [Option<TokenTree>; 2] = [None, None];
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            if let [Some(TokenTree::Ident(name)), Some(TokenTree::Punct(mark))] = &last
                && name == "table"
                && mark.as_char() == '!'
            {
                return Some(name.span());
            }
            if let Some(found) = hidden_table(group.stream()) {
                return Some(found);
            }
        }
        let [_, before] = last;
        last = [before, Some(token)];
    }
    None
}

/// `table` for `table!` and `diesel::table!`, and so on; other crates' macros have no name here.
pub(super) fn macro_name(mac: &Macro) -> Option<String> {
    let segments = &mac.path.segments;
    let last = segments.last()?.ident.to_string();
    let own = segments.len() == 1 || segments.first()?.ident == "diesel";
    // `table_args!` is the project's own, wherever it keeps it.
    (own || last == "table_args").then_some(last)
}

/// The last segments of `crate::schema::users` without the words that only say where to start.
pub(super) fn segments(path: &syn::Path) -> Vec<String> {
    path.segments
        .iter()
        .map(|segment| segment.ident.unraw().to_string())
        .filter(|name| !matches!(name.as_str(), "crate" | "self" | "super"))
        .collect()
}
