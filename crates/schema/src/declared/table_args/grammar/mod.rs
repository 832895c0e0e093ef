//! The grammar of `table_args!`: what `table!` has no words for, statement by statement.

mod foreign_key;
mod index;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, LitInt, LitStr, Token};

use self::foreign_key::{deferrable, foreign_key};
use self::index::index;
use crate::declared::enums::EnumDecl;
use crate::schema::{CheckClauses, Deferrable, ReferentialAction};

/// `table_args! { enum … table { … } … }`.
pub(in crate::declared) struct TableArgsDecl {
    pub(super) blocks: Vec<Block>,
    pub(in crate::declared) enums: Vec<EnumDecl>,
}

/// `table { statement; … }`.
pub(super) struct Block {
    pub(super) table: syn::Path,
    pub(super) statements: Vec<Statement>,
}

/// One statement, for all dialects or for one.
pub(super) struct Statement {
    pub(super) kind: Kind,
    /// The dialect of `on postgres` at the end.
    pub(super) only: Option<Ident>,
    /// The word that it begins with, for messages.
    pub(super) keyword: Ident,
}

/// The content of a statement, by its keyword.
pub(super) enum Kind {
    Default {
        column: Ident,
        value: Value,
    },
    Type {
        column: Ident,
        text: LitStr,
    },
    Collate {
        column: Ident,
        name: LitStr,
    },
    Generated {
        column: Ident,
        expression: LitStr,
        stored: bool,
    },
    Identity {
        column: Ident,
        always: bool,
    },
    Serial {
        column: Ident,
    },
    Unnumbered {
        column: Ident,
    },
    AutoIncrement {
        column: Ident,
    },
    Unique {
        name: Option<DeclaredName>,
        columns: Vec<Ident>,
        options: UniqueOptions,
    },
    Index(IndexDecl),
    Check {
        name: Option<DeclaredName>,
        condition: LitStr,
        clauses: CheckClauses,
    },
    ForeignKey(ForeignKeyDecl),
    /// SQLite's `WITHOUT ROWID`.
    WithoutRowid,
    /// SQLite's `STRICT`.
    Strict,
}

/// The name of a constraint or an index, and its place.
pub(super) struct DeclaredName {
    pub(super) text: String,
    pub(super) span: Span,
}

/// PostgreSQL's options of a unique constraint, beside its columns.
pub(super) struct UniqueOptions {
    pub(super) nulls_not_distinct: bool,
    pub(super) include: Vec<Ident>,
    pub(super) deferrable: Deferrable,
}

/// A Rust literal is a value; `sql("…")` is SQL.
pub(super) enum Value {
    Literal { negative: bool, literal: Lit },
    Sql(LitStr),
}

/// `[unique] index [name] [using method] (part, …) [include (…)] [nulls not distinct] [where sql("…")]`.
pub(super) struct IndexDecl {
    pub(super) unique: bool,
    pub(super) name: Option<DeclaredName>,
    pub(super) method: Option<Ident>,
    pub(super) parts: Vec<DeclaredPart>,
    pub(super) include: Vec<Ident>,
    pub(super) nulls_not_distinct: bool,
    pub(super) condition: Option<LitStr>,
}

/// A column or an expression of an index, its operator class (`gin_trgm_ops`), and the words behind (`DESC NULLS LAST`).
pub(super) struct DeclaredPart {
    pub(super) what: DeclaredKey,
    /// How much of a text's beginning is indexed: `title(20)`.
    pub(super) prefix: Option<LitInt>,
    pub(super) class: Option<Ident>,
    pub(super) descending: bool,
    pub(super) nulls_first: Option<bool>,
}

/// The column or expression that an index sorts by.
pub(super) enum DeclaredKey {
    Column(Ident),
    Expression(LitStr),
}

impl DeclaredPart {
    /// The place of the part in the declaration.
    pub(super) fn span(&self) -> Span {
        match &self.what {
            DeclaredKey::Column(column) => column.span(),
            DeclaredKey::Expression(sql) => sql.span(),
        }
    }
}

/// `foreign_key [name] (…) references table [(…)] [on delete …] [on update …] [deferrable …]`.
pub(super) struct ForeignKeyDecl {
    pub(super) name: Option<DeclaredName>,
    pub(super) columns: Vec<Ident>,
    pub(super) references: syn::Path,
    /// Empty for the referenced table's primary key.
    pub(super) referenced_columns: Vec<Ident>,
    pub(super) on_delete: ReferentialAction,
    pub(super) on_update: ReferentialAction,
    pub(super) deferrable: Deferrable,
    pub(super) match_full: bool,
    pub(super) not_valid: bool,
}

impl Parse for TableArgsDecl {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let (mut blocks, mut enums) = (Vec::new(), Vec::new());
        while !input.is_empty() {
            if input.peek(Token![enum]) {
                enums.push(input.parse()?);
            } else {
                blocks.push(input.parse()?);
            }
        }
        Ok(Self { blocks, enums })
    }
}

impl Parse for Block {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let table = input.call(syn::Path::parse_mod_style)?;
        let content;
        syn::braced!(content in input);
        let mut statements = Vec::new();
        while !content.is_empty() {
            statements.push(content.parse()?);
        }
        Ok(Self { table, statements })
    }
}

impl Parse for Statement {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let keyword = input.call(Ident::parse_any)?;
        let kind = kind(&keyword, input)?;
        let only = if eat(input, "on") {
            Some(input.call(Ident::parse_any)?)
        } else {
            None
        };
        input.parse::<Token![;]>()?;
        Ok(Self {
            kind,
            only,
            keyword,
        })
    }
}

fn kind(keyword: &Ident, input: ParseStream) -> syn::Result<Kind> {
    match keyword.unraw().to_string().as_str() {
        "default" => assignment(input, |column, input| {
            Ok(Kind::Default {
                column,
                value: value(input)?,
            })
        }),
        "type" => assignment(input, |column, input| {
            Ok(Kind::Type {
                column,
                text: input.parse()?,
            })
        }),
        "collate" => assignment(input, |column, input| {
            Ok(Kind::Collate {
                column,
                name: input.parse()?,
            })
        }),
        "generated" => assignment(input, |column, input| {
            let expression = sql(input)?;
            let computed = eat(input, "virtual");
            if !computed {
                eat(input, "stored");
            }
            Ok(Kind::Generated {
                column,
                expression,
                stored: !computed,
            })
        }),
        "identity" => identity(input),
        "serial" => Ok(Kind::Serial {
            column: input.call(Ident::parse_any)?,
        }),
        "unnumbered" => Ok(Kind::Unnumbered {
            column: input.call(Ident::parse_any)?,
        }),
        "autoincrement" => Ok(Kind::AutoIncrement {
            column: input.call(Ident::parse_any)?,
        }),
        "unique" if eat(input, "index") => Ok(Kind::Index(index(input, true)?)),
        "index" => Ok(Kind::Index(index(input, false)?)),
        "unique" => Ok(Kind::Unique {
            name: name(input)?,
            columns: columns(input)?,
            options: unique_options(input)?,
        }),
        "check" => check(input),
        "foreign_key" => Ok(Kind::ForeignKey(foreign_key(input)?)),
        "without_rowid" => Ok(Kind::WithoutRowid),
        "strict" => Ok(Kind::Strict),
        other => Err(syn::Error::new(
            keyword.span(),
            format!(
                "'{other}' is no statement of table_args!: default, type, collate, generated, identity, \
                 serial, unnumbered, autoincrement, unique, index, unique index, check, foreign_key, without_rowid \
                 and strict are"
            ),
        )),
    }
}

fn assignment(
    input: ParseStream,
    rest: impl FnOnce(Ident, ParseStream) -> syn::Result<Kind>,
) -> syn::Result<Kind> {
    let column = input.call(Ident::parse_any)?;
    input.parse::<Token![=]>()?;
    rest(column, input)
}

fn value(input: ParseStream) -> syn::Result<Value> {
    if next_is(input, "sql") {
        return Ok(Value::Sql(sql(input)?));
    }
    let negative = input.parse::<Option<Token![-]>>()?.is_some();
    let literal = input.parse().map_err(|error: syn::Error| {
        syn::Error::new(error.span(), "expected a literal or sql(\"…\")")
    })?;
    Ok(Value::Literal { negative, literal })
}

/// `sql("…")`.
fn sql(input: ParseStream) -> syn::Result<LitStr> {
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

fn identity(input: ParseStream) -> syn::Result<Kind> {
    let column = input.call(Ident::parse_any)?;
    let always = eat(input, "always");
    if !always && eat(input, "by") && !eat(input, "default") {
        return Err(input.error("expected 'by default'"));
    }
    Ok(Kind::Identity { column, always })
}

fn check(input: ParseStream) -> syn::Result<Kind> {
    // `sql` is the condition, unless another `sql` follows: then it is the name.
    let unnamed = next_is(input, "sql") && input.peek2(syn::token::Paren);
    let name = if unnamed { None } else { name(input)? };
    let condition = sql(input)?;
    let mut clauses = CheckClauses::default();
    loop {
        if eat_all(input, &["no", "inherit"]) {
            clauses.no_inherit = true;
        } else if eat_all(input, &["not", "valid"]) {
            clauses.not_valid = true;
        } else if eat_all(input, &["not", "enforced"]) {
            clauses.not_enforced = true;
        } else {
            break;
        }
    }
    Ok(Kind::Check {
        name,
        condition,
        clauses,
    })
}

fn unique_options(input: ParseStream) -> syn::Result<UniqueOptions> {
    Ok(UniqueOptions {
        nulls_not_distinct: eat_all(input, &["nulls", "not", "distinct"]),
        include: if eat(input, "include") {
            columns(input)?
        } else {
            Vec::new()
        },
        deferrable: if eat(input, "deferrable") {
            deferrable(input)?
        } else {
            Deferrable::Never
        },
    })
}

/// Reads the name of a constraint or an index: an identifier, or any name as a string. `None` if none stands there.
fn name(input: ParseStream) -> syn::Result<Option<DeclaredName>> {
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

fn columns(input: ParseStream) -> syn::Result<Vec<Ident>> {
    let content;
    syn::parenthesized!(content in input);
    let columns =
        Punctuated::<Ident, Token![,]>::parse_terminated_with(&content, Ident::parse_any)?;
    if columns.is_empty() {
        return Err(content.error("expected a column"));
    }
    Ok(columns.into_iter().collect())
}

fn next_is(input: ParseStream, word: &str) -> bool {
    next_are(input, &[word])
}

fn next_are(input: ParseStream, words: &[&str]) -> bool {
    let ahead = input.fork();
    words.iter().all(|word| {
        ahead
            .call(Ident::parse_any)
            .is_ok_and(|ident| ident == word)
    })
}

/// Takes the next word if it is `word`.
fn eat(input: ParseStream, word: &str) -> bool {
    next_is(input, word) && input.call(Ident::parse_any).is_ok()
}

/// Takes the next words if they are these.
fn eat_all(input: ParseStream, words: &[&str]) -> bool {
    next_are(input, words) && words.iter().all(|word| eat(input, word))
}
