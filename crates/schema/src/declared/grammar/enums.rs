//! `enum mood ("sad", "ok");` of `table_args!`.

use std::collections::HashSet;

use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token};

use crate::dialect::Dialect;

/// The most bytes that PostgreSQL accepts for an identifier and for a value of an enum (its manual, section 8.7.4).
const LONGEST: usize = 63;

/// `enum [schema.]name ("value", …) [on postgres];`. A name that Rust cannot have stands in quotes.
pub(in crate::declared) struct EnumDecl {
    pub(in crate::declared) schema: Option<LitStr>,
    pub(in crate::declared) name: LitStr,
    pub(in crate::declared) labels: Vec<LitStr>,
    pub(in crate::declared) only: Option<Dialect>,
}

impl Parse for EnumDecl {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        input.parse::<Token![enum]>()?;
        let mut name = identifier(input)?;
        let mut schema = None;
        if input.parse::<Option<Token![.]>>()?.is_some() {
            schema = Some(std::mem::replace(&mut name, identifier(input)?));
        }
        let content;
        let parentheses = syn::parenthesized!(content in input);
        let labels = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
        let labels: Vec<LitStr> = labels.into_iter().collect();
        if labels.is_empty() {
            let message = "an enum needs at least one value";
            return Err(syn::Error::new(parentheses.span.join(), message));
        }
        check_labels(&labels)?;
        let only = only(input)?;
        input.parse::<Token![;]>()?;
        Ok(Self {
            schema,
            name,
            labels,
            only,
        })
    }
}

fn identifier(input: ParseStream) -> syn::Result<LitStr> {
    let name = if input.peek(LitStr) {
        input.parse()?
    } else {
        let ident = input.call(Ident::parse_any)?;
        LitStr::new(&ident.unraw().to_string(), ident.span())
    };
    let text = name.value();
    if text.is_empty() {
        return Err(syn::Error::new(name.span(), "a name can't be empty"));
    }
    within_limits("name", &name)?;
    Ok(name)
}

fn check_labels(labels: &[LitStr]) -> syn::Result<()> {
    let mut before = HashSet::new();
    for label in labels {
        within_limits("value", label)?;
        if !before.insert(label.value()) {
            let message = format!("value '{}' is declared twice in this enum", label.value());
            return Err(syn::Error::new(label.span(), message));
        }
    }
    Ok(())
}

fn within_limits(what: &str, text: &LitStr) -> syn::Result<()> {
    let value = text.value();
    if value.len() > LONGEST {
        let message = format!(
            "'{value}' has {} bytes: an enum's {what} has {LONGEST} at most",
            value.len()
        );
        return Err(syn::Error::new(text.span(), message));
    }
    if value.contains('\0') {
        let message = format!("an enum's {what} can't have a zero byte in it");
        return Err(syn::Error::new(text.span(), message));
    }
    Ok(())
}

/// Takes `on postgres` or `on mysql`.
fn only(input: ParseStream) -> syn::Result<Option<Dialect>> {
    if !input.peek(Ident) {
        return Ok(None);
    }
    let on = input.parse::<Ident>()?;
    if on != "on" {
        return Err(syn::Error::new(on.span(), "expected ';'"));
    }
    let dialect = input.parse::<Ident>()?;
    let named = Dialect::from_name(&dialect.to_string());
    if named.is_some_and(|named| named.declarable().enums) {
        return Ok(named);
    }
    let message = "PostgreSQL and MySQL have enums: they are passed over for other databases";
    Err(syn::Error::new(dialect.span(), message))
}
