//! `index`: its method, parts, included columns and condition.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitInt, LitStr, Token};

use super::words::{DeclaredName, columns, eat, eat_all, name, next_is, sql};

/// `[unique] index [name] [using method] (part, …) [include (…)] [nulls not distinct] [with sql("…")] [where sql("…")]`.
pub(in crate::declared) struct IndexDecl {
    pub(in crate::declared) unique: bool,
    pub(in crate::declared) name: Option<DeclaredName>,
    pub(in crate::declared) method: Option<Ident>,
    pub(in crate::declared) parts: Vec<DeclaredPart>,
    pub(in crate::declared) include: Vec<Ident>,
    pub(in crate::declared) nulls_not_distinct: bool,
    pub(in crate::declared) parameters: Option<LitStr>,
    pub(in crate::declared) condition: Option<LitStr>,
}

/// A column or an expression of an index, its operator class (`gin_trgm_ops`), and the words behind (`DESC NULLS LAST`).
pub(in crate::declared) struct DeclaredPart {
    pub(in crate::declared) what: DeclaredKey,
    /// How much of a text's beginning is indexed: `title(20)`.
    pub(in crate::declared) prefix: Option<LitInt>,
    pub(in crate::declared) class: Option<Ident>,
    pub(in crate::declared) descending: bool,
    pub(in crate::declared) nulls_first: Option<bool>,
}

/// The column or expression that an index sorts by.
pub(in crate::declared) enum DeclaredKey {
    Column(Ident),
    Expression(LitStr),
}

impl DeclaredPart {
    /// The place of the part in the declaration.
    pub(in crate::declared) fn span(&self) -> Span {
        match &self.what {
            DeclaredKey::Column(column) => column.span(),
            DeclaredKey::Expression(sql) => sql.span(),
        }
    }
}

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
    let parameters = if eat(input, "with") {
        Some(sql(input)?)
    } else {
        None
    };
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
        parameters,
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
