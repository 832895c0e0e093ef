//! Whose schema is meant: what is declared, and the revisions that build it.

use std::collections::HashMap;

use super::embedded::EmbeddedProject;
use super::error::Error;
use super::lock::lock_revisions;
use super::project::Project;
use super::unpatched::unpatched;
use crate::migrations::{Repository, RepositoryError};
use moviectl_schema::declared::{self, DeclaredError, Need, Settings};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::diff::Mode;
use moviectl_schema::schema::{Schema, TableName};

/// Whose declaration and revisions are meant.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Source {
    /// A project's.
    Project(Box<Project>),
    /// Those of a project in the binary.
    Embedded(EmbeddedProject),
}

/// The declared schema, and the features that it needs of the server.
pub(super) struct Declaration {
    pub(super) schema: Schema,
    pub(super) needs: Vec<Need>,
    /// Remarks on names that the database has in another form.
    pub(super) notes: Vec<String>,
    /// The error for types that nobody declares. Columns of these types are not compared.
    pub(super) unknown: Option<DeclaredError>,
    /// The columns that a patch of Diesel's configuration removes, and that are declared all the same: the database has them.
    taken_back: Vec<(TableName, String)>,
}

impl Declaration {
    /// Refuses a patch whose columns the database lacks. It was taken back at a wrong place, and would move a column from one table
    /// to another.
    pub(super) fn refuse_misplaced(&self, dialect: Dialect, found: &Schema) -> Result<(), Error> {
        let has = |(table, column): &&(TableName, String)| {
            let mut tables = found.tables.iter();
            let name = dialect.folded_table(table);
            tables.any(|own| {
                let mut columns = own.columns.iter();
                dialect.folded_table(&own.name) == name
                    && columns.any(|own| dialect.same_name(&own.name, column))
            })
        };
        let lacking = self.taken_back.iter().filter(|own| !has(own));
        let lacking: Vec<String> = lacking
            .map(|(table, column)| format!("{table}.{column}"))
            .collect();
        match lacking.is_empty() {
            true => Ok(()),
            false => Err(Error::Misplaced(lacking)),
        }
    }
}

/// The columns of `schema` that `other` lacks.
fn columns_beyond(schema: &Schema, other: &Schema) -> Vec<(TableName, String)> {
    let tables = other.tables_by_name();
    let columns = schema.tables.iter().flat_map(|table| {
        let there = tables.get(&table.name);
        let lacks = move |name: &str| there.is_none_or(|own| own.column(name).is_none());
        let columns = table.columns.iter().map(|own| own.name.clone());
        columns
            .filter(move |name| lacks(name))
            .map(|name| (table.name.clone(), name))
    });
    columns.collect()
}

impl Source {
    /// Returns the declared schema as `dialect` spells it.
    ///
    /// # Errors
    ///
    /// [`Error::Declared`].
    pub fn declared(&self, dialect: Dialect) -> Result<Schema, Error> {
        let declaration = self.declaration(dialect)?;
        match declaration.unknown {
            Some(error) => Err(error.into()),
            None => Ok(declaration.schema),
        }
    }

    /// As [`Self::declared`], with what it needs of a server.
    pub(super) fn declaration(&self, dialect: Dialect) -> Result<Declaration, Error> {
        let mut taken_back = Vec::new();
        let mut declared = match self {
            Self::Project(project) => {
                let mut settings = Settings {
                    types: project.types_on(dialect),
                    ..Settings::default()
                };
                let load =
                    |settings: &Settings| declared::load_with(&project.schema, settings, dialect);
                if project.mode == Mode::Plain {
                    settings.texts = unpatched(project)?;
                }
                let declared = load(&settings)?;
                if !settings.texts.is_empty() {
                    settings.texts = HashMap::new();
                    taken_back = columns_beyond(&declared.schema, &load(&settings)?.schema);
                }
                declared
            }
            Self::Embedded(embedded) => embedded.declared(dialect)?,
        };
        if self.mode() == Mode::Managed {
            let unknown = declared.unknown.take();
            let wrong = unknown.or(declared.unindexable.take());
            if let Some(error) = wrong.or(declared.cut.drain(..).next()) {
                return Err(error.into());
            }
        }
        let comments = dialect.features().comments
            && matches!(self, Self::Project(project) if project.comments);
        Ok(Declaration {
            notes: declared.cut.iter().map(ToString::to_string).collect(),
            needs: declared.needs,
            unknown: declared.unknown,
            taken_back,
            schema: match comments {
                true => declared.schema,
                false => declared.schema.without_comments(),
            },
        })
    }

    /// The revisions of `dialect`.
    ///
    /// # Errors
    ///
    /// [`Error::NoRepository`] and [`Error::Repository`].
    pub fn repository(&self, dialect: Dialect) -> Result<Repository, Error> {
        match self {
            Self::Project(project) => {
                let directory = project
                    .revisions(dialect)
                    .ok_or_else(|| project.no_repository())?;
                let read = || Repository::on_disk(dialect, &directory);
                let first = match read() {
                    // Whoever writes there now is waited for, and whoever was cut off is helped.
                    Err(RepositoryError::Unfinished(_)) => {
                        let _lock = lock_revisions(project, &mut |_| {})?;
                        read()
                    }
                    first => first,
                };
                match first {
                    // A project of several dialects makes the directory of one with its first revision.
                    Err(RepositoryError::NoDirectory(_)) => {
                        Ok(Repository::new(dialect, Some(directory), Vec::new())?)
                    }
                    read => Ok(read?),
                }
            }
            Self::Embedded(embedded) => embedded.repository(dialect),
        }
    }

    /// The revisions, or none where there is no repository yet.
    ///
    /// # Errors
    ///
    /// [`Error::Repository`].
    pub(crate) fn repository_or_empty(&self, dialect: Dialect) -> Result<Repository, Error> {
        match self.repository(dialect) {
            Err(Error::NoRepository { .. }) => Ok(Repository::new(dialect, None, Vec::new())?),
            other => other,
        }
    }

    /// How complete the declaration is.
    pub fn mode(&self) -> Mode {
        match self {
            Self::Project(project) => project.mode,
            Self::Embedded(_) => Mode::Managed,
        }
    }
}
