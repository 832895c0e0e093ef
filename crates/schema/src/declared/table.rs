//! One `table!`, to a table of a dialect.

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;
use syn::ext::IdentExt;

use super::custom_type::CustomType;
use super::enums::DeclaredEnum;
use super::error::{DeclaredError, closest};
use super::grammar::{ColumnDecl, TableDecl};
use super::items::{Found, Scope};
use super::limits::check_name;
use crate::dialect::Dialect;
use crate::schema::{Column, DeclaredColumn, DeclaredType, PrimaryKey, SqlType, Table, TableName};

/// Builds tables from the types and enums of the declaration.
pub(super) struct Builder<'a> {
    dialect: Dialect,
    /// The types that the project's settings name.
    named: &'a HashMap<String, String>,
    types: HashMap<&'a str, Vec<&'a Found<CustomType>>>,
    /// All that are declared, on any dialect.
    enums: HashMap<&'a TableName, &'a DeclaredEnum>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        dialect: Dialect,
        named: &'a HashMap<String, String>,
        types: &'a [Found<CustomType>],
        enums: &'a [DeclaredEnum],
    ) -> Self {
        let mut by_name: HashMap<&str, Vec<&Found<CustomType>>> = HashMap::new();
        for own in types {
            by_name.entry(&own.value.name).or_default().push(own);
        }
        Self {
            dialect,
            named,
            types: by_name,
            enums: enums.iter().map(|known| (&known.own.name, known)).collect(),
        }
    }

    pub(super) fn table(&self, found: &Found<TableDecl>) -> Result<Table, DeclaredError> {
        let mut table = Table::new(self.name(found)?);
        table.comment = Some(found.value.comment.clone());
        let mut taken: HashSet<&str> = HashSet::new();
        for (place, column) in found.value.columns.iter().enumerate() {
            let built = self.column(column, &found.scope)?;
            let first = found.value.place(&column.name.unraw().to_string());
            // An earlier column has the column's Rust name or its name in the database.
            if first != Some(place) || !taken.insert(&column.sql_name) {
                return Err(DeclaredError::DuplicateColumn {
                    at: found.scope.at(column.name.span()),
                    table: found.value.name.unraw().to_string(),
                    column: column.sql_name.clone(),
                });
            }
            table.columns.push(built);
        }
        table.primary_key = Some(PrimaryKey {
            name: None,
            columns: key_columns(found, self.dialect)?,
        });
        Ok(table)
    }

    pub(super) fn name(&self, found: &Found<TableDecl>) -> Result<TableName, DeclaredError> {
        let declaration = &found.value;
        let span = declaration.name.span();
        check_name(self.dialect, &declaration.sql_name, &found.scope, span)?;
        let Some(schema) = &declaration.schema else {
            return Ok(TableName::new(&declaration.sql_name));
        };
        let name = schema.unraw().to_string();
        if self.dialect.default_schema() == Some(name.as_str()) {
            return Ok(TableName::new(&declaration.sql_name));
        }
        if !self.dialect.features().schemas {
            return Err(DeclaredError::Unsupported {
                at: found.scope.at(schema.span()),
                what: format!("{} has no schema '{name}'", self.dialect),
            });
        }
        Ok(TableName::in_schema(name, &declaration.sql_name))
    }

    fn column(&self, column: &ColumnDecl, scope: &Scope) -> Result<Column, DeclaredError> {
        check_name(self.dialect, &column.sql_name, scope, column.name.span())?;
        let place = TypePlace {
            scope,
            span: column.type_span,
        };
        let (sql_type, is_unknown) = match self.sql_type(&column.declared_type, &place) {
            Ok(sql_type) => (sql_type, false),
            // Whatever it is, unless it is one of Diesel's with a mistake: it may get a type by other means.
            Err(DeclaredError::UnknownType { suggestion, .. })
                if suggestion
                    .as_deref()
                    .is_none_or(|own| !self.dialect.type_names().contains(&own)) =>
            {
                (SqlType::builtin("text"), true)
            }
            Err(error) => return Err(error),
        };
        Ok(Column {
            declared: DeclaredColumn {
                sql_type: Some(column.declared_type.clone()),
                is_unknown,
                ..DeclaredColumn::default()
            },
            comment: Some(column.comment.clone()),
            ..Column::new(&column.sql_name, sql_type, column.nullable)
        })
    }

    /// The dialect's type, through the project's own ones, which may be an array's elements too.
    fn sql_type(
        &self,
        declared: &DeclaredType,
        place: &TypePlace<'_>,
    ) -> Result<SqlType, DeclaredError> {
        if let Some(custom) = self.custom(declared, place.scope) {
            return Ok(custom);
        }
        if let Some(known) = self.dialect.sql_type(declared) {
            return Ok(known);
        }
        if let [inner] = declared.arguments.as_slice()
            && self.dialect.type_names().contains(&declared.name.as_str())
        {
            let inner = DeclaredType {
                max_length: declared.max_length,
                ..inner.clone()
            };
            match declared.name.as_str() {
                "Nullable" => return self.sql_type(&inner, place),
                "Array" => return self.sql_type(&inner, place).map(SqlType::array),
                _ => {}
            }
        }
        Err(self.unknown(declared, place))
    }

    fn custom(&self, declared: &DeclaredType, scope: &Scope) -> Option<SqlType> {
        if let Some(named) = self.named.get(&declared.name) {
            return Some(self.dialect.parse_type(named));
        }
        let own = self
            .types
            .get(declared.name.as_str())?
            .iter()
            .max_by_key(|custom| scope.nearness(&custom.scope))?;
        let sql_type = self
            .listed(&own.value)
            .or_else(|| own.value.sql_type(self.dialect))
            .or_else(|| self.stored_enum(&own.value))?;
        match declared.max_length {
            Some(length) if self.dialect.takes_length(&sql_type) => {
                Some(sql_type.with_arguments([length]))
            }
            _ => Some(sql_type),
        }
    }

    /// The type with its values, where these belong to the column and the type of the project's own does not say them:
    /// those of the declared enum of its name.
    fn listed(&self, own: &CustomType) -> Option<SqlType> {
        let said = own.sql_type(self.dialect).is_some();
        let kind = match own.values_kind() {
            Some(kind) => kind,
            None if said => return None,
            None => "enum",
        };
        let on_postgres = own.sql_type(Dialect::Postgres);
        let rust_name = snake_case(&own.name);
        let declared = match &on_postgres {
            Some(on_postgres) => self.enum_of(on_postgres),
            None => self.enums.get(&TableName::new(&rust_name)).copied(),
        };
        let declared = declared.filter(|known| known.concerns(self.dialect))?;
        self.dialect.values_type(kind, &declared.own.labels)
    }

    /// An enum's values are texts where there are no enum types and nothing else is said.
    fn stored_enum(&self, own: &CustomType) -> Option<SqlType> {
        let on_postgres = own.sql_type(Dialect::Postgres)?;
        self.enum_of(&on_postgres)?;
        self.dialect.sql_type(&DeclaredType::new("Text"))
    }

    /// The declared enum that a type of PostgreSQL is.
    fn enum_of(&self, on_postgres: &SqlType) -> Option<&'a DeclaredEnum> {
        let known = self.enums.get(&on_postgres.custom_name()?).copied();
        known.filter(|known| known.own.sql_type() == *on_postgres)
    }

    fn unknown(&self, declared: &DeclaredType, place: &TypePlace<'_>) -> DeclaredError {
        let at = place.scope.at(place.span);
        let is_own = self.types.contains_key(declared.name.as_str());
        if Dialect::any_has_type(&declared.name) || is_own {
            return DeclaredError::UnsupportedType {
                at,
                name: declared.to_string(),
                dialect: self.dialect,
            };
        }
        let known = self.dialect.type_names();
        let mut own: Vec<&str> = self.types.keys().copied().collect();
        own.sort_unstable();
        DeclaredError::UnknownType {
            at,
            suggestion: closest(&declared.name, known.into_iter().chain(own)),
            name: declared.to_string(),
        }
    }
}

/// The enum that would have to be declared, by the name of its Rust type, where a column's type is one of a list of values
/// and no values are declared (MySQL).
#[doc(hidden)]
pub fn undeclared_enum(column: &Column) -> Option<TableName> {
    let lacks = column.sql_type.is_builtin("enum") || column.sql_type.is_builtin("set");
    let mut declared = column.declared.sql_type.as_ref()?;
    while let [inner] = declared.arguments.as_slice() {
        declared = inner;
    }
    lacks.then(|| TableName::new(snake_case(&declared.name)))
}

/// `users_status_enum` of `UsersStatusEnum`.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// The error for all types of `tables` that are unknown. `tables` are the built `declarations`, in order.
pub(super) fn unknown_types(
    dialect: Dialect,
    tables: &[Table],
    declarations: &[Found<TableDecl>],
) -> Option<DeclaredError> {
    let mut names: Vec<String> = Vec::new();
    let mut first = None;
    for (table, found) in tables.iter().zip(declarations) {
        let columns = table.columns.iter().zip(&found.value.columns);
        for (_, column) in columns.filter(|(column, _)| column.declared.is_unknown) {
            first.get_or_insert_with(|| found.scope.at(column.type_span));
            let name = innermost(&column.declared_type).name.clone();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    first.map(|at| DeclaredError::UnknownTypes { at, names, dialect })
}

/// The type inside of `Nullable` and `Array`.
fn innermost(declared: &DeclaredType) -> &DeclaredType {
    match declared.arguments.as_slice() {
        [inner] => innermost(inner),
        _ => declared,
    }
}

/// The position of a column's type.
struct TypePlace<'a> {
    scope: &'a Scope,
    span: Span,
}

/// The key's columns by their names in the database.
fn key_columns(found: &Found<TableDecl>, dialect: Dialect) -> Result<Vec<String>, DeclaredError> {
    let declaration = &found.value;
    let Some(key) = &declaration.key else {
        let id = key_column(found, dialect, "id", declaration.name.span());
        return id.map(|column| vec![column]);
    };
    let mut columns = Vec::new();
    for name in key {
        let column = key_column(found, dialect, &name.unraw().to_string(), name.span())?;
        if columns.contains(&column) {
            return Err(DeclaredError::DuplicateKey {
                at: found.scope.at(name.span()),
                table: declaration.name.unraw().to_string(),
                column,
            });
        }
        columns.push(column);
    }
    Ok(columns)
}

fn key_column(
    found: &Found<TableDecl>,
    dialect: Dialect,
    name: &str,
    span: Span,
) -> Result<String, DeclaredError> {
    let declaration = &found.value;
    let table = declaration.name.unraw().to_string();
    // SQLite's keys can hold NULL (<https://www.sqlite.org/lang_createtable.html#the_primary_key>).
    let may_be_null = dialect.features().rowids;
    match declaration.column(name) {
        Some(column) if column.nullable && !may_be_null => Err(DeclaredError::NullableKey {
            at: found.scope.at(column.name.span()),
            table,
            column: name.to_owned(),
        }),
        Some(column) => Ok(column.sql_name.clone()),
        None => Err(DeclaredError::UnknownKey {
            at: found.scope.at(span),
            table,
            column: name.to_owned(),
            implied: declaration.key.is_none(),
            suggestion: declaration.closest_column(name),
        }),
    }
}

impl TableDecl {
    /// The place of the column of that Rust name, which is that of the built table's column too.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The column of that Rust name.
    pub(super) fn column(&self, name: &str) -> Option<&ColumnDecl> {
        self.columns.get(self.place(name)?)
    }

    /// The Rust name of a column that `name` may have meant.
    pub(super) fn closest_column(&self, name: &str) -> Option<String> {
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|own| own.name.unraw().to_string())
            .collect();
        closest(name, names.iter().map(String::as_str))
    }
}
