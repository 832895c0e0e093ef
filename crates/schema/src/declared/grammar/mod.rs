//! The grammar of `table!` and `joinable!`, as Diesel's own macros take it, and of `table_args!`.

mod enums;
mod foreign_key;
mod index;
mod table_args;
mod words;

use std::collections::HashMap;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, GenericArgument, Ident, Lit, Meta, PathArguments, Token};

pub(super) use enums::EnumDecl;
pub(super) use foreign_key::ForeignKeyDecl;
pub(super) use index::{DeclaredKey, DeclaredPart, IndexDecl};
pub(super) use table_args::{Kind, Statement, TableArgsDecl, UniqueOptions, Value};
pub(super) use words::DeclaredName;

use super::comment;
use crate::schema::DeclaredType;

/// `table! { … }`.
pub(in crate::declared) struct TableDecl {
    pub(in crate::declared) schema: Option<Ident>,
    pub(in crate::declared) name: Ident,
    pub(in crate::declared) sql_name: String,
    /// `None` for Diesel's default, `id`.
    pub(in crate::declared) key: Option<Vec<Ident>>,
    pub(in crate::declared) columns: Vec<ColumnDecl>,
    /// The places of the columns by their Rust names; of two with one name the first.
    pub(in crate::declared) places: HashMap<String, usize>,
    /// Its doc comment; empty without one.
    pub(in crate::declared) comment: String,
}

/// `#[…]* column -> Type`.
pub(in crate::declared) struct ColumnDecl {
    pub(in crate::declared) name: Ident,
    pub(in crate::declared) sql_name: String,
    pub(in crate::declared) declared_type: DeclaredType,
    pub(in crate::declared) nullable: bool,
    pub(in crate::declared) type_span: Span,
    /// Its doc comment; empty without one.
    pub(in crate::declared) comment: String,
}

/// `joinable!(child -> parent (column))`.
pub(in crate::declared) struct JoinableDecl {
    pub(in crate::declared) child: syn::Path,
    pub(in crate::declared) parent: syn::Path,
    pub(in crate::declared) column: Ident,
}

/// Takes the `use` lines at the beginning of a `table!`.
pub(in crate::declared) fn uses(input: ParseStream) -> Vec<syn::ItemUse> {
    let mut uses = Vec::new();
    while input.fork().parse::<syn::ItemUse>().is_ok() {
        uses.extend(input.parse());
    }
    uses
}

impl Parse for TableDecl {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        uses(input);
        let attributes = input.call(Attribute::parse_outer)?;
        let mut name: Ident = input.parse()?;
        let mut schema = None;
        if input.peek(Token![.]) {
            input.parse::<Token![.]>()?;
            schema = Some(std::mem::replace(&mut name, input.parse()?));
        }
        let key = if input.peek(syn::token::Paren) {
            Some(parse_key(input)?)
        } else {
            None
        };
        let content;
        syn::braced!(content in input);
        let columns = Punctuated::<ColumnDecl, Token![,]>::parse_terminated(&content)?;
        let columns: Vec<ColumnDecl> = columns.into_iter().collect();
        let mut places = HashMap::with_capacity(columns.len());
        for (place, column) in columns.iter().enumerate() {
            let name = column.name.unraw().to_string();
            places.entry(name).or_insert(place);
        }
        let mut sql_name = sql_name(&attributes, &name)?;
        if let Some(schema) = &schema
            && let Some(bare) = sql_name.strip_prefix(&format!("{}.", schema.unraw()))
        {
            // Diesel's tool prints the schema a second time if Rust has no such name as the table's.
            sql_name = bare.to_owned();
        }
        Ok(Self {
            comment: comment::read(&attributes),
            sql_name,
            schema,
            name,
            key,
            columns,
            places,
        })
    }
}

fn parse_key(input: ParseStream) -> syn::Result<Vec<Ident>> {
    let content;
    let parentheses = syn::parenthesized!(content in input);
    let columns = content.parse_terminated(Ident::parse, Token![,])?;
    if columns.is_empty() {
        let message = "a primary key needs at least one column";
        return Err(syn::Error::new(parentheses.span.join(), message));
    }
    Ok(columns.into_iter().collect())
}

impl Parse for ColumnDecl {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let name: Ident = input.parse()?;
        input.parse::<Token![->]>()?;
        let path: syn::TypePath = input.parse()?;
        let (mut declared_type, nullable) = column_type(&path)?;
        declared_type.max_length = max_length(&attributes)?;
        Ok(Self {
            comment: comment::read(&attributes),
            sql_name: sql_name(&attributes, &name)?,
            type_span: path.span(),
            name,
            declared_type,
            nullable,
        })
    }
}

impl Parse for JoinableDecl {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let child = input.call(syn::Path::parse_mod_style)?;
        input.parse::<Token![->]>()?;
        let parent = input.call(syn::Path::parse_mod_style)?;
        let content;
        syn::parenthesized!(content in input);
        let column = content.parse()?;
        if !content.is_empty() {
            return Err(content.error("joinable! takes one column"));
        }
        Ok(Self {
            child,
            parent,
            column,
        })
    }
}

/// The type inside the outermost `Nullable`, and whether there was one.
fn column_type(path: &syn::TypePath) -> syn::Result<(DeclaredType, bool)> {
    let mut declared = declared_type(path)?;
    let mut nullable = false;
    while declared.name == "Nullable" {
        nullable = true;
        declared = declared
            .arguments
            .pop()
            .ok_or_else(|| syn::Error::new(path.span(), "Nullable needs a type: Nullable<Text>"))?;
    }
    Ok((declared, nullable))
}

fn declared_type(path: &syn::TypePath) -> syn::Result<DeclaredType> {
    let missing = || syn::Error::new(path.span(), "expected a type");
    let last = path.path.segments.last().ok_or_else(missing)?;
    let arguments = match &last.arguments {
        PathArguments::None => Vec::new(),
        PathArguments::AngleBracketed(generic) => generic
            .args
            .iter()
            .map(type_argument)
            .collect::<syn::Result<_>>()?,
        PathArguments::Parenthesized(other) => {
            return Err(syn::Error::new(other.span(), "expected a SQL type"));
        }
    };
    Ok(DeclaredType {
        arguments,
        ..DeclaredType::new(last.ident.unraw().to_string())
    })
}

fn type_argument(argument: &GenericArgument) -> syn::Result<DeclaredType> {
    match argument {
        GenericArgument::Type(syn::Type::Path(path)) => declared_type(path),
        other => Err(syn::Error::new(other.span(), "expected a SQL type")),
    }
}

/// `#[sql_name = "…"]`, else the Rust name.
fn sql_name(attributes: &[Attribute], name: &Ident) -> syn::Result<String> {
    match literal(attributes, "sql_name")? {
        None => Ok(name.unraw().to_string()),
        Some(Lit::Str(text)) => {
            let text = text.value();
            Ok(text.strip_prefix("r#").unwrap_or(&text).to_owned())
        }
        Some(other) => Err(syn::Error::new(other.span(), "sql_name takes a string")),
    }
}

/// `#[max_length = 80]`.
fn max_length(attributes: &[Attribute]) -> syn::Result<Option<u32>> {
    match literal(attributes, "max_length")? {
        None => Ok(None),
        Some(Lit::Int(number)) => number.base10_parse().map(Some),
        Some(other) => Err(syn::Error::new(other.span(), "max_length takes a number")),
    }
}

/// The literal of the attribute `#[name = literal]`, if there is that attribute.
fn literal(attributes: &[Attribute], name: &str) -> syn::Result<Option<Lit>> {
    let Some(attribute) = attributes.iter().find(|own| own.path().is_ident(name)) else {
        return Ok(None);
    };
    if let Meta::NameValue(pair) = &attribute.meta
        && let Expr::Lit(ExprLit { lit, .. }) = &pair.value
    {
        return Ok(Some(lit.clone()));
    }
    let message = format!("write it as #[{name} = …]");
    Err(syn::Error::new(attribute.span(), message))
}
