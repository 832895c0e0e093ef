//! A project that is in the binary.

use include_dir::Dir;

use super::error::Error;
use super::event::Event;
use crate::database::AnyConnection;
use crate::migrations::{Ledger, Repository};
use moviectl_schema::declared::{self, Declared};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::TableName;

/// A project in the binary: what it declares, and the revisions that build it. The declaration is complete.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedProject {
    /// The project's name in messages, after "the" or "the built-in": `movie catalogue`.
    pub name: &'static str,
    /// The path of the declaration, for messages about it.
    pub schema_path: &'static str,
    /// The text of the declaration.
    pub schema: &'static str,
    /// One directory of revisions a dialect: `sqlite`, `postgres`, `mysql`.
    pub migrations: &'static Dir<'static>,
}

impl EmbeddedProject {
    pub(super) fn declared(&self, dialect: Dialect) -> Result<Declared, Error> {
        let source = declared::Source {
            path: self.schema_path.into(),
            text: self.schema.to_owned(),
        };
        Ok(declared::read(&[source], dialect)?)
    }

    pub(super) fn repository(&self, dialect: Dialect) -> Result<Repository, Error> {
        Ok(match self.migrations.get_dir(dialect.name()) {
            Some(directory) => Repository::embedded(dialect, directory)?,
            None => Repository::new(dialect, None, Vec::new())?,
        })
    }

    /// The note about a command that uses it.
    pub(super) fn note(&self) -> Event {
        Event::Note(format!("using the built-in {}", self.name))
    }

    /// Returns whether a database has revisions of this project recorded, and no others.
    pub(super) fn is_recorded(&self, connection: &mut AnyConnection) -> Result<bool, Error> {
        let repository = self.repository(connection.dialect())?;
        let applied = Ledger::open(connection)
            .and_then(|ledger| ledger.applied(connection))
            .map_err(Error::database("read which revisions are applied"))?;
        Ok(!applied.is_empty()
            && applied
                .iter()
                .all(|version| repository.get(version).is_some()))
    }

    /// Returns whether this project declares all of these tables.
    pub(super) fn declares_all(
        &self,
        dialect: Dialect,
        names: &[TableName],
    ) -> Result<bool, Error> {
        let declared = self.declared(dialect)?.schema;
        Ok(names
            .iter()
            .all(|name| declared.tables.iter().any(|table| table.name == *name)))
    }
}
