//! SQL types that a project defines itself, by `#[derive(SqlType)]`.

use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, ItemStruct, LitStr, Meta, Token};

use crate::dialect::Dialect;
use crate::schema::{DeclaredType, SqlType};

/// A type of the project's own, and what it is on each database.
#[derive(Default)]
pub(super) struct CustomType {
    /// The Rust name.
    pub(super) name: String,
    postgres: Option<PostgresType>,
    /// One of Diesel's names for what SQLite stores.
    sqlite: Option<LitStr>,
    /// One of Diesel's names for what MySQL stores.
    mysql: Option<LitStr>,
}

struct PostgresType {
    schema: Option<String>,
    name: String,
}

impl CustomType {
    /// Reads a struct; `None` where it derives no `SqlType`.
    pub(super) fn read(item: &ItemStruct) -> syn::Result<Option<Self>> {
        let metas = flattened(&item.attrs)?;
        if !metas.iter().any(derives_sql_type) {
            return Ok(None);
        }
        let mut custom = Self {
            name: item.ident.unraw().to_string(),
            ..Self::default()
        };
        for meta in &metas {
            if let Meta::List(list) = meta
                && list.path.is_ident("diesel")
            {
                list.parse_nested_meta(|option| custom.read_option(&option))?;
            }
        }
        Ok(Some(custom))
    }

    fn read_option(&mut self, option: &ParseNestedMeta) -> syn::Result<()> {
        if option.path.is_ident("postgres_type") {
            let mut name = None;
            let mut schema = None;
            option.parse_nested_meta(|option| {
                if option.path.is_ident("name") {
                    name = Some(string(&option)?.value());
                } else if option.path.is_ident("schema") {
                    schema = Some(string(&option)?.value());
                } else {
                    skip(&option)?;
                }
                Ok(())
            })?;
            // A type that is given by its oid has no name to look up; the table of types may know it.
            self.postgres = name.map(|name| PostgresType { schema, name });
            Ok(())
        } else if option.path.is_ident("sqlite_type") {
            option.parse_nested_meta(|option| {
                if option.path.is_ident("name") {
                    let name = string(&option)?;
                    if affinity(&name.value()).is_none() {
                        let message = format!("SQLite has no storage type '{}'", name.value());
                        return Err(syn::Error::new(name.span(), message));
                    }
                    self.sqlite = Some(name);
                    Ok(())
                } else {
                    skip(&option)
                }
            })
        } else if option.path.is_ident("mysql_type")
            || (option.path.is_ident("mariadb_type") && self.mysql.is_none())
        {
            option.parse_nested_meta(|option| {
                if option.path.is_ident("name") {
                    let name = string(&option)?;
                    if stored_by_mysql(&name.value()).is_none() {
                        let message = format!("MySQL has no storage type '{}'", name.value());
                        return Err(syn::Error::new(name.span(), message));
                    }
                    self.mysql = Some(name);
                    Ok(())
                } else {
                    skip(&option)
                }
            })
        } else {
            skip(option)
        }
    }

    /// Returns `enum` or `set` if MySQL stores one of a list of values that the type itself does not name.
    pub(super) fn values_kind(&self) -> Option<&'static str> {
        let stored = stored_by_mysql(&self.mysql.as_ref()?.value())?;
        ["enum", "set"].into_iter().find(|kind| *kind == stored)
    }

    /// The SQL type on a dialect; `None` if the definition does not name one.
    pub(super) fn sql_type(&self, dialect: Dialect) -> Option<SqlType> {
        match dialect {
            Dialect::Postgres => {
                let own = self.postgres.as_ref()?;
                Some(dialect.named_type(own.schema.as_deref(), &own.name))
            }
            Dialect::Mysql => {
                let stored = stored_by_mysql(&self.mysql.as_ref()?.value())?;
                Some(dialect.parse_type(stored))
            }
            Dialect::Sqlite => {
                let storage = affinity(&self.sqlite.as_ref()?.value())?;
                dialect.sql_type(&DeclaredType::new(storage))
            }
        }
    }
}

/// The declared type of Diesel's `SqliteType` of that name.
fn affinity(name: &str) -> Option<&'static str> {
    const STORED: [(&str, &str); 7] = [
        ("Binary", "Binary"),
        ("Text", "Text"),
        ("Float", "Float"),
        ("Double", "Double"),
        ("Integer", "Integer"),
        ("SmallInt", "SmallInt"),
        ("Long", "BigInt"),
    ];
    let stored = STORED.iter().find(|(storage, _)| *storage == name);
    stored.map(|(_, declared)| *declared)
}

/// The type of MySQL's for Diesel's `MysqlType` of that name; `enum` and `set` without their values.
fn stored_by_mysql(name: &str) -> Option<&'static str> {
    const STORED: [(&str, &str); 20] = [
        ("Tiny", "tinyint"),
        ("UnsignedTiny", "tinyint unsigned"),
        ("Short", "smallint"),
        ("UnsignedShort", "smallint unsigned"),
        ("Long", "integer"),
        ("UnsignedLong", "integer unsigned"),
        ("LongLong", "bigint"),
        ("UnsignedLongLong", "bigint unsigned"),
        ("Float", "float"),
        ("Double", "double"),
        ("Numeric", "numeric(65,30)"),
        ("Time", "time"),
        ("Date", "date"),
        ("DateTime", "datetime"),
        ("Timestamp", "timestamp"),
        ("String", "text"),
        ("Blob", "blob"),
        ("Bit", "bit(1)"),
        ("Set", "set"),
        ("Enum", "enum"),
    ];
    let stored = STORED.iter().find(|(storage, _)| *storage == name);
    stored.map(|(_, sql)| *sql)
}

/// The attributes, with those inside `cfg_attr` as if their condition held.
fn flattened(attributes: &[Attribute]) -> syn::Result<Vec<Meta>> {
    let mut metas = Vec::new();
    let mut rest: Vec<Meta> = attributes
        .iter()
        .rev()
        .map(|own| own.meta.clone())
        .collect();
    while let Some(meta) = rest.pop() {
        match &meta {
            Meta::List(list) if list.path.is_ident("cfg_attr") => {
                let inner =
                    list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
                rest.extend(inner.into_iter().skip(1).rev());
            }
            _ => metas.push(meta),
        }
    }
    Ok(metas)
}

fn derives_sql_type(meta: &Meta) -> bool {
    let Meta::List(list) = meta else { return false };
    list.path.is_ident("derive")
        && list
            .parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)
            .is_ok_and(|paths| {
                paths
                    .iter()
                    .filter_map(|path| path.segments.last())
                    .any(|last| last.ident == "SqlType")
            })
}

fn string(option: &ParseNestedMeta) -> syn::Result<LitStr> {
    option.value()?.parse()
}

/// Passes over an option that is of no interest: `x`, `x = 1`, `x(…)`.
fn skip(option: &ParseNestedMeta) -> syn::Result<()> {
    if option.input.peek(Token![=]) {
        option.value()?.parse::<syn::Expr>()?;
    } else if option.input.peek(syn::token::Paren) {
        option.input.parse::<proc_macro2::Group>()?;
    }
    Ok(())
}
