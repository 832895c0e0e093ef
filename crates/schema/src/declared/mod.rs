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
mod uses;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

pub use error::{DeclaredError, type_lines};
#[doc(hidden)]
pub use needs::{Need, refuse_missing};
pub use table::undeclared_enum;

pub use crate::source::{Position, Source};

use crate::dialect::Dialect;
use crate::schema::{BOOKKEEPING_TABLES, EnumType, Schema, SqlType, Table, TableName};
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
    /// The errors for names that PostgreSQL cuts off. They are read as the database has them. If the declaration is complete,
    /// they are errors.
    pub cut: Vec<DeclaredError>,
    /// The error for the types that no file declares. It is an error if the declaration is complete. In a plain project,
    /// columns of these types are not compared.
    pub unknown: Option<DeclaredError>,
    /// Features that not every server has ([`refuse_missing`]).
    #[doc(hidden)]
    pub needs: Vec<Need>,
}

/// Settings of a project for its declaration.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The texts of files that are not read from the disk.
    pub texts: HashMap<PathBuf, Source>,
    /// Types as the database writes them, by their names in Rust.
    pub types: HashMap<String, String>,
}

/// Reads texts. `mod x;` lines in them are passed over.
pub fn read(sources: &[Source], dialect: Dialect) -> Result<Declared, DeclaredError> {
    let first = sources.first().map_or(Path::new(""), |source| &source.path);
    depth::on_deep_stack(first, || {
        let files: Result<Vec<_>, _> = sources
            .iter()
            .map(|source| files::parse(source.clone(), Vec::new()))
            .collect();
        build(&files?, &HashMap::new(), dialect)?.complete()
    })
}

/// Reads files, and the files of their `mod x;` lines.
pub fn load(paths: &[PathBuf], dialect: Dialect) -> Result<Declared, DeclaredError> {
    load_with(paths, &Settings::default(), dialect)?.complete()
}

/// As [`load`], with the settings of a project. Unknown types and names that are cut off are no errors, but stand in
/// [`Declared`].
pub fn load_with(
    paths: &[PathBuf],
    settings: &Settings,
    dialect: Dialect,
) -> Result<Declared, DeclaredError> {
    let first = paths.first().map_or(Path::new(""), PathBuf::as_path);
    depth::on_deep_stack(first, || {
        let files = files::read_trees(paths, &settings.texts)?;
        build(&files, &settings.types, dialect)
    })
}

impl Declared {
    /// Refuses what a complete declaration must not have.
    fn complete(mut self) -> Result<Self, DeclaredError> {
        let cut = self.cut.drain(..).next();
        match self.unknown.take().or(cut) {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }
}

fn build(
    files: &[ParsedFile],
    types: &HashMap<String, String>,
    dialect: Dialect,
) -> Result<Declared, DeclaredError> {
    let mut collected = Collected::default();
    for file in files {
        collected.add_file(file)?;
    }
    // What Diesel's own tool prints of the tables of version control is nobody's declaration.
    let is_own = |found: &Found<grammar::TableDecl>| {
        let names = BOOKKEEPING_TABLES.iter();
        !names.clone().any(|name| *name == found.value.sql_name)
    };
    collected.tables.retain(is_own);
    let cut = limits::cut_names(dialect, &mut collected.tables);
    let enums = enums::read(&collected.args)?;
    let builder = Builder::new(dialect, types, &collected.types, &enums);
    let mut tables = tables_of(&builder, &mut collected.tables)?;
    let views = collected.views.iter().map(|found| builder.name(found));
    let views = views.map(|name| name.map(Table::new));
    let views = views.collect::<Result<Vec<Table>, _>>()?;
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
        cut,
        unknown: table::unknown_types(dialect, &tables, &collected.tables),
        schema: Schema {
            views,
            ..with_namespaces(dialect, tables, enums)
        },
        files: files.iter().map(|file| file.source.path.clone()).collect(),
    })
}

/// The tables of all `table!`, in the order of declaration. A second declaration that says the same as the first one is taken
/// out of `declarations`.
fn tables_of(
    builder: &Builder<'_>,
    declarations: &mut Vec<Found<grammar::TableDecl>>,
) -> Result<Vec<Table>, DeclaredError> {
    let mut tables: Vec<Table> = Vec::with_capacity(declarations.len());
    let mut kept: Vec<Found<grammar::TableDecl>> = Vec::with_capacity(declarations.len());
    let mut places: HashMap<TableName, usize> = HashMap::new();
    for found in declarations.drain(..) {
        let table = builder.table(&found)?;
        match places.get(&table.name) {
            Some(first) if is_again(tables.get(*first), kept.get(*first), &table, &found) => {}
            Some(first) => return Err(duplicate(&table, &found, kept.get(*first))),
            None => {
                places.insert(table.name.clone(), tables.len());
                tables.push(table);
                kept.push(found);
            }
        }
    }
    *declarations = kept;
    Ok(tables)
}

/// Returns whether a second declaration is the first one once more: they differ in comments only.
fn is_again(
    first: Option<&Table>,
    declared: Option<&Found<grammar::TableDecl>>,
    table: &Table,
    found: &Found<grammar::TableDecl>,
) -> bool {
    let plain = |table: &Table| {
        let mut table = table.clone();
        table.forget_comments();
        table
    };
    // PostgreSQL may have cut off the names of two tables to the same one.
    declared.is_some_and(|own| own.value.name == found.value.name)
        && first.is_some_and(|own| plain(own) == plain(table))
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
        None => {
            column.sql_type = SqlType::builtin("integer");
            // The rowid is never NULL, although Diesel's tool prints `Nullable<Integer>` for it.
            column.nullable = false;
        }
        Some(_) if refers => {}
        numbering => column.auto_increment = numbering,
    }
}
