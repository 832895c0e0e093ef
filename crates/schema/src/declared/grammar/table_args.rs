//! The grammar of `table_args!`: what `table!` has no words for, statement by statement.

use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, Lit, LitStr, Token};

use super::enums::EnumDecl;
use super::foreign_key::{ForeignKeyDecl, deferrable, foreign_key};
use super::index::{IndexDecl, index};
use super::words::{DeclaredName, columns, eat, eat_all, name, next_is, sql};
use crate::schema::{Attribute, CheckClauses, Deferrable};

/// `table_args! { enum … table { … } … }`.
pub(in crate::declared) struct TableArgsDecl {
    pub(in crate::declared) blocks: Vec<Block>,
    pub(in crate::declared) enums: Vec<EnumDecl>,
}

/// `table { statement; … }`.
pub(in crate::declared) struct Block {
    pub(in crate::declared) table: syn::Path,
    pub(in crate::declared) statements: Vec<Statement>,
}

/// One statement, for all dialects or for one.
pub(in crate::declared) struct Statement {
    pub(in crate::declared) kind: Kind,
    /// The dialect of `on postgres` at the end.
    pub(in crate::declared) only: Option<Ident>,
    /// The word that it begins with, for messages.
    pub(in crate::declared) keyword: Ident,
}

/// The content of a statement, by its keyword.
pub(in crate::declared) enum Kind {
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
    /// A clause of a column that one database has.
    Attribute {
        column: Ident,
        attribute: Attribute,
    },
    /// SQLite's `WITHOUT ROWID`.
    WithoutRowid,
    /// SQLite's `STRICT`.
    Strict,
}

/// PostgreSQL's options of a unique constraint, beside its columns.
pub(in crate::declared) struct UniqueOptions {
    pub(in crate::declared) nulls_not_distinct: bool,
    pub(in crate::declared) include: Vec<Ident>,
    pub(in crate::declared) deferrable: Deferrable,
}

/// A Rust literal is a value; `sql("…")` is SQL.
pub(in crate::declared) enum Value {
    Literal { negative: bool, literal: Lit },
    Sql(LitStr),
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
        other => match Attribute::declared(other) {
            Some(attribute) => Ok(Kind::Attribute {
                column: input.call(Ident::parse_any)?,
                attribute,
            }),
            None => Err(syn::Error::new(
                keyword.span(),
                format!(
                    "'{other}' is no statement of table_args!: default, type, collate, generated, identity, \
                     serial, unnumbered, autoincrement, invisible, unique, index, unique index, check, foreign_key, \
                     without_rowid and strict are"
                ),
            )),
        },
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
