//! The declared schema: Diesel's `schema.rs`, read as text and never compiled.
//!
//! The reader looks at `table!`, `joinable!`, `table_args!` and structs that derive `SqlType`, and skips all other
//! Rust. One of these that cannot be understood is an error with its position.

mod comment;
mod custom_type;
mod depth;
mod enums;
mod error;
mod files;
mod grammar;
mod items;
mod joinable;
mod limits;
mod needs;
mod table;
mod table_args;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

pub use error::DeclaredError;
#[doc(hidden)]
pub use needs::{Need, refuse_missing};
pub use table::undeclared_enum;

pub use crate::source::{Position, Source};

use crate::dialect::Dialect;
use crate::schema::{EnumType, Schema, SqlType, Table, TableName};
use enums::DeclaredEnum;
use files::ParsedFile;
use items::{Collected, Found};
use joinable::NamedTables;
use table::Builder;
use table_args::Declarations;

/// The declaration of a project, for one dialect.
#[derive(Debug)]
#[non_exhaustive]
pub struct Declared {
    /// The tables in the order of declaration, with the types of the dialect, the foreign keys of `joinable!`, and the
    /// additions of `table_args!`.
    pub schema: Schema,
    /// The files that were read, those that others name included.
    pub files: Vec<PathBuf>,
    /// The error for a key over a text without a length. It is an error if the declaration is complete. In a plain
    /// project the key may be right: the column may be a `VARCHAR` in the database.
    pub unindexable: Option<DeclaredError>,
    /// Features that not every server has ([`refuse_missing`]).
    #[doc(hidden)]
    pub needs: Vec<Need>,
}

/// Reads texts. `mod x;` lines in them are passed over.
pub fn read(sources: &[Source], dialect: Dialect) -> Result<Declared, DeclaredError> {
    let first = sources.first().map_or(Path::new(""), |source| &source.path);
    depth::on_deep_stack(first, || {
        let files: Result<Vec<_>, _> = sources
            .iter()
            .map(|source| files::parse(source.clone(), Vec::new()))
            .collect();
        build(&files?, dialect)
    })
}

/// Reads files, and the files of their `mod x;` lines.
pub fn load(paths: &[PathBuf], dialect: Dialect) -> Result<Declared, DeclaredError> {
    load_with(paths, &HashMap::new(), dialect)
}

/// As [`load`]. A file in `texts` is read from there, and not from the disk.
pub fn load_with(
    paths: &[PathBuf],
    texts: &HashMap<PathBuf, Source>,
    dialect: Dialect,
) -> Result<Declared, DeclaredError> {
    let first = paths.first().map_or(Path::new(""), PathBuf::as_path);
    depth::on_deep_stack(first, || build(&files::read_trees(paths, texts)?, dialect))
}

fn build(files: &[ParsedFile], dialect: Dialect) -> Result<Declared, DeclaredError> {
    let mut collected = Collected::default();
    for file in files {
        collected.add_file(file)?;
    }
    let enums = enums::read(&collected.args)?;
    let mut tables = tables_of(&Builder::new(dialect, &collected.types, &enums), &collected)?;
    let named = NamedTables::of(&collected.tables);
    joinable::add_foreign_keys(&mut tables, &named, &collected.joinables)?;
    let declarations = Declarations {
        dialect,
        tables: &named,
    };
    // Which keys are other tables' must be known before the rest of them is numbered, and that before `identity`.
    declarations.add_foreign_keys(&mut tables, &collected.args)?;
    for table in &mut tables {
        number_rows(table, dialect);
    }
    declarations.apply(&mut tables, &collected.args)?;
    Ok(Declared {
        needs: needs::of(dialect, &declarations, &tables, &collected.args)?,
        unindexable: limits::unindexable(dialect, &tables, &collected.tables),
        schema: with_namespaces(dialect, tables, enums),
        files: files.iter().map(|file| file.source.path.clone()).collect(),
    })
}

/// The tables of all `table!`, in the order of declaration.
fn tables_of(builder: &Builder<'_>, collected: &Collected) -> Result<Vec<Table>, DeclaredError> {
    let mut tables: Vec<Table> = Vec::with_capacity(collected.tables.len());
    let mut places: HashMap<TableName, usize> = HashMap::new();
    for found in &collected.tables {
        let table = builder.table(found)?;
        if let Some(first) = places.insert(table.name.clone(), tables.len()) {
            return Err(duplicate(&table, found, collected.tables.get(first)));
        }
        tables.push(table);
    }
    Ok(tables)
}

/// The whole, with the schemas that something is in. Only a database with schemas has enum types.
fn with_namespaces(dialect: Dialect, tables: Vec<Table>, enums: Vec<DeclaredEnum>) -> Schema {
    let has_types = dialect.features().enum_types;
    let enums: Vec<EnumType> = enums
        .into_iter()
        .filter(|declared| has_types && declared.concerns(dialect))
        .map(|declared| declared.own)
        .collect();
    let mut schemas: Vec<String> = Vec::new();
    let mut seen: HashSet<&String> = HashSet::new();
    let of_types = enums.iter().map(|own| &own.name);
    for name in of_types.chain(tables.iter().map(|table| &table.name)) {
        if let Some(schema) = &name.schema
            && seen.insert(schema)
        {
            schemas.push(schema.clone());
        }
    }
    Schema {
        tables,
        enums,
        schemas,
        ..Schema::default()
    }
}

fn duplicate(
    table: &Table,
    second: &Found<grammar::TableDecl>,
    first: Option<&Found<grammar::TableDecl>>,
) -> DeclaredError {
    let at = second.scope.at(second.value.name.span());
    DeclaredError::DuplicateTable {
        first: first.map_or_else(
            || at.clone(),
            |first| first.scope.at(first.value.name.span()),
        ),
        at,
        table: table.name.to_string(),
    }
}

/// Lets the database number the rows of a table whose key is one integer, which is what Diesel users mean by such a
/// key, unless the key is another table's.
fn number_rows(table: &mut Table, dialect: Dialect) {
    let [key] = table.key_columns() else { return };
    let key = key.clone();
    let mut keys = table.foreign_keys.iter();
    let refers = keys.any(|foreign| foreign.columns == [key.as_str()]);
    let column = table.columns.iter_mut().find(|column| column.name == key);
    let Some(column) = column.filter(|column| column.sql_type.is_integer()) else {
        return;
    };
    match dialect.key_numbering() {
        // Only a key spelled so is the rowid.
        None => column.sql_type = SqlType::builtin("integer"),
        Some(_) if refers => {}
        numbering => column.auto_increment = numbering,
    }
}
