//! `index`: its method, parts, included columns and condition.

use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitInt, Token};

use super::{DeclaredKey, DeclaredPart, IndexDecl, columns, eat, eat_all, name, next_is, sql};

pub(super) fn index(input: ParseStream, unique: bool) -> syn::Result<IndexDecl> {
    let name = if next_is(input, "using") && !input.peek2(syn::token::Paren) {
        None
    } else {
        name(input)?
    };
    let method = if eat(input, "using") {
        Some(input.call(Ident::parse_any)?)
    } else {
        None
    };
    let content;
    syn::parenthesized!(content in input);
    let parts = Punctuated::<DeclaredPart, Token![,]>::parse_terminated(&content)?;
    if parts.is_empty() {
        return Err(content.error("an index needs at least one column"));
    }
    let include = if eat(input, "include") {
        columns(input)?
    } else {
        Vec::new()
    };
    let nulls_not_distinct = eat_all(input, &["nulls", "not", "distinct"]);
    let condition = if eat(input, "where") {
        Some(sql(input)?)
    } else {
        None
    };
    Ok(IndexDecl {
        unique,
        name,
        method,
        parts: parts.into_iter().collect(),
        include,
        nulls_not_distinct,
        condition,
    })
}

impl Parse for DeclaredPart {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let is_sql = next_is(input, "sql") && input.peek2(syn::token::Paren);
        let what = if is_sql {
            DeclaredKey::Expression(sql(input)?)
        } else {
            DeclaredKey::Column(input.call(Ident::parse_any)?)
        };
        let prefix = if !is_sql && input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            let length: LitInt = content.parse()?;
            length.base10_parse::<u32>()?;
            Some(length)
        } else {
            None
        };
        let is_order = ["asc", "desc", "nulls"]
            .iter()
            .any(|word| next_is(input, word));
        let class = if input.peek(Ident) && !is_order {
            Some(input.parse()?)
        } else {
            None
        };
        let descending = eat(input, "desc");
        if !descending {
            eat(input, "asc");
        }
        let mut nulls_first = None;
        if eat(input, "nulls") {
            let first = eat(input, "first");
            nulls_first = Some(first);
            if !first {
                eat(input, "last");
            }
        }
        Ok(Self {
            what,
            prefix,
            class,
            descending,
            nulls_first,
        })
    }
}
