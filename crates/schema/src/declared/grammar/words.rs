//! Words, names and lists that the statements of `table_args!` share.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token};

/// The name of a constraint or an index, and its place.
pub(in crate::declared) struct DeclaredName {
    pub(in crate::declared) text: String,
    pub(in crate::declared) span: Span,
}

/// `sql("…")`.
pub(super) fn sql(input: ParseStream) -> syn::Result<LitStr> {
    if !eat(input, "sql") {
        return Err(input.error("expected sql(\"…\")"));
    }
    let content;
    syn::parenthesized!(content in input);
    let text = content.parse()?;
    if !content.is_empty() {
        return Err(content.error("sql(\"…\") takes one string"));
    }
    Ok(text)
}

/// Reads the name of a constraint or an index: an identifier, or any name as a string. `None` if none stands there.
pub(super) fn name(input: ParseStream) -> syn::Result<Option<DeclaredName>> {
    if input.peek(syn::token::Paren) {
        return Ok(None);
    }
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        if literal.value().is_empty() {
            return Err(syn::Error::new(literal.span(), "expected a name"));
        }
        return Ok(Some(DeclaredName {
            span: literal.span(),
            text: literal.value(),
        }));
    }
    let ident = input.call(Ident::parse_any)?;
    Ok(Some(DeclaredName {
        span: ident.span(),
        text: ident.unraw().to_string(),
    }))
}

pub(super) fn columns(input: ParseStream) -> syn::Result<Vec<Ident>> {
    let content;
    syn::parenthesized!(content in input);
    let columns =
        Punctuated::<Ident, Token![,]>::parse_terminated_with(&content, Ident::parse_any)?;
    if columns.is_empty() {
        return Err(content.error("expected a column"));
    }
    Ok(columns.into_iter().collect())
}

pub(super) fn next_is(input: ParseStream, word: &str) -> bool {
    next_are(input, &[word])
}

pub(super) fn next_are(input: ParseStream, words: &[&str]) -> bool {
    let ahead = input.fork();
    words.iter().all(|word| {
        ahead
            .call(Ident::parse_any)
            .is_ok_and(|ident| ident == word)
    })
}

/// Takes the next word if it is `word`.
pub(super) fn eat(input: ParseStream, word: &str) -> bool {
    next_is(input, word) && input.call(Ident::parse_any).is_ok()
}

/// Takes the next words if they are these.
pub(super) fn eat_all(input: ParseStream, words: &[&str]) -> bool {
    next_are(input, words) && words.iter().all(|word| eat(input, word))
}
