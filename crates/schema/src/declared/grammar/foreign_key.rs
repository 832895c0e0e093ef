//! `foreign_key`: its columns, what they reference, and what happens then.

use syn::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;

use super::words::{DeclaredName, columns, eat, eat_all, name, next_are};
use crate::schema::{Deferrable, ReferentialAction};

/// `foreign_key [name] (…) references table [(…)] [on delete …] [on update …] [deferrable …]`.
pub(in crate::declared) struct ForeignKeyDecl {
    pub(in crate::declared) name: Option<DeclaredName>,
    pub(in crate::declared) columns: Vec<Ident>,
    pub(in crate::declared) references: syn::Path,
    /// Empty for the referenced table's primary key.
    pub(in crate::declared) referenced_columns: Vec<Ident>,
    pub(in crate::declared) on_delete: ReferentialAction,
    pub(in crate::declared) on_update: ReferentialAction,
    pub(in crate::declared) deferrable: Deferrable,
    pub(in crate::declared) match_full: bool,
    pub(in crate::declared) not_valid: bool,
}

pub(super) fn foreign_key(input: ParseStream) -> syn::Result<ForeignKeyDecl> {
    let name = name(input)?;
    let columns = columns(input)?;
    if !eat(input, "references") {
        return Err(input.error("expected 'references'"));
    }
    let references = input.call(syn::Path::parse_mod_style)?;
    let referenced_columns = if input.peek(syn::token::Paren) {
        self::columns(input)?
    } else {
        Vec::new()
    };
    let mut key = ForeignKeyDecl {
        name,
        columns,
        references,
        referenced_columns,
        on_delete: ReferentialAction::default(),
        on_update: ReferentialAction::default(),
        deferrable: Deferrable::default(),
        match_full: false,
        not_valid: false,
    };
    loop {
        if next_are(input, &["on", "delete"]) {
            key.on_delete = action(input)?;
        } else if next_are(input, &["on", "update"]) {
            key.on_update = action(input)?;
        } else if eat_all(input, &["match", "full"]) {
            key.match_full = true;
        } else if eat_all(input, &["not", "valid"]) {
            key.not_valid = true;
        } else if eat(input, "deferrable") {
            key.deferrable = deferrable(input)?;
        } else {
            return Ok(key);
        }
    }
}

/// The action behind `on delete`.
pub(super) fn action(input: ParseStream) -> syn::Result<ReferentialAction> {
    input.call(Ident::parse_any)?;
    input.call(Ident::parse_any)?;
    for (words, action) in [
        (["cascade", ""], ReferentialAction::Cascade),
        (["restrict", ""], ReferentialAction::Restrict),
        (["set", "null"], ReferentialAction::SetNull),
        (["set", "default"], ReferentialAction::SetDefault),
        (["no", "action"], ReferentialAction::NoAction),
    ] {
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        if next_are(input, &words) {
            for _ in words {
                input.call(Ident::parse_any)?;
            }
            return Ok(action);
        }
    }
    Err(input.error("expected cascade, restrict, set null, set default or no action"))
}

pub(super) fn deferrable(input: ParseStream) -> syn::Result<Deferrable> {
    if !eat(input, "initially") || eat(input, "immediate") {
        return Ok(Deferrable::InitiallyImmediate);
    }
    if eat(input, "deferred") {
        return Ok(Deferrable::InitiallyDeferred);
    }
    Err(input.error("expected 'initially deferred' or 'initially immediate'"))
}
