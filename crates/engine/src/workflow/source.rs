//! Whose schema is meant: what is declared, and the revisions that build it.

use include_dir::{Dir, include_dir};

use super::error::Error;
use super::event::Event;
use super::project::Project;
use crate::database::AnyConnection;
use crate::migrations::{Ledger, Repository};
use crate::movies;
use moviectl_schema::declared;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::diff::Mode;
use moviectl_schema::schema::Schema;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations");

/// Whose declaration and revisions are meant.
#[derive(Debug, Clone)]
pub enum Source {
    /// A project's.
    Project(Box<Project>),
    /// Those of the binary.
    BuiltIn,
}

impl Source {
    /// What is declared, in the words of `dialect`.
    ///
    /// # Errors
    ///
    /// [`Error::Declared`].
    pub fn declared(&self, dialect: Dialect) -> Result<Schema, Error> {
        let declared = match self {
            Self::Project(project) => {
                let mut declared = declared::load(&project.schema, dialect)?;
                match declared.unindexable.take() {
                    Some(error) if project.mode == Mode::Managed => return Err(error.into()),
                    _ => declared,
                }
            }
            Self::BuiltIn => {
                let source = declared::Source {
                    path: "src/movies/schema.rs".into(),
                    text: movies::SCHEMA_TEXT.to_owned(),
                };
                declared::read(&[source], dialect)?
            }
        };
        let comments = dialect.capabilities().comments
            && matches!(self, Self::Project(project) if project.comments);
        Ok(if comments {
            declared.schema
        } else {
            declared.schema.without_comments()
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
                Ok(Repository::on_disk(dialect, &directory)?)
            }
            Self::BuiltIn => match EMBEDDED.get_dir(dialect.name()) {
                Some(directory) => Ok(Repository::embedded(dialect, directory)?),
                None => Ok(Repository::new(dialect, None, Vec::new())?),
            },
        }
    }

    /// The revisions, or none where there is no repository yet.
    ///
    /// # Errors
    ///
    /// [`Error::Repository`].
    pub fn repository_or_empty(&self, dialect: Dialect) -> Result<Repository, Error> {
        match self.repository(dialect) {
            Err(Error::NoRepository { .. }) => Ok(Repository::new(dialect, None, Vec::new())?),
            other => other,
        }
    }

    /// How complete the declaration is.
    pub fn mode(&self) -> Mode {
        match self {
            Self::Project(project) => project.mode,
            Self::BuiltIn => Mode::Managed,
        }
    }
}

/// What is told where the built-in catalogue is meant.
pub(super) fn built_in() -> Event {
    Event::Note("using the built-in movie catalogue".into())
}

/// Whether a database has built-in revisions recorded, and no others.
pub(super) fn recorded_as_catalogue(connection: &mut AnyConnection) -> Result<bool, Error> {
    let repository = Source::BuiltIn.repository(connection.dialect())?;
    let applied = Ledger::open(connection)
        .and_then(|ledger| ledger.applied(connection))
        .map_err(Error::database("read which revisions are applied"))?;
    Ok(!applied.is_empty()
        && applied
            .iter()
            .all(|version| repository.get(version).is_some()))
}
