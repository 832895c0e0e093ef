//! The repository as Diesel's `MigrationSource`, so that any Diesel harness can run it.

use diesel::backend::Backend;
use diesel::connection::BoxableConnection;
use diesel::migration::{
    Migration, MigrationMetadata, MigrationName, MigrationSource, MigrationVersion, Result,
};

use super::repository::Repository;
use super::revision::{Direction, Revision};

struct SourceRevision {
    revision: Revision,
    name: Name,
    metadata: Transactional,
}

struct Name {
    version: String,
    name: String,
}

struct Transactional(bool);

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl MigrationName for Name {
    fn version(&self) -> MigrationVersion<'_> {
        MigrationVersion::from(&self.version)
    }
}

impl MigrationMetadata for Transactional {
    fn run_in_transaction(&self) -> bool {
        self.0
    }
}

impl SourceRevision {
    fn run_script<DB: Backend>(
        &self,
        connection: &mut dyn BoxableConnection<DB>,
        direction: Direction,
    ) -> Result<()> {
        let script = super::script::read(&self.revision, direction)?;
        connection.batch_execute(&script.text)?;
        Ok(())
    }
}

impl<DB: Backend> Migration<DB> for SourceRevision {
    fn run(&self, connection: &mut dyn BoxableConnection<DB>) -> Result<()> {
        self.run_script(connection, Direction::Up)
    }

    fn revert(&self, connection: &mut dyn BoxableConnection<DB>) -> Result<()> {
        self.run_script(connection, Direction::Down)
    }

    fn metadata(&self) -> &dyn MigrationMetadata {
        &self.metadata
    }

    fn name(&self) -> &dyn MigrationName {
        &self.name
    }
}

impl<DB: Backend> MigrationSource<DB> for Repository {
    fn migrations(&self) -> Result<Vec<Box<dyn Migration<DB>>>> {
        let migration = |revision: &Revision| -> Box<dyn Migration<DB>> {
            Box::new(SourceRevision {
                name: Name {
                    version: revision.version.clone(),
                    name: revision.name.clone(),
                },
                metadata: Transactional(revision.run_in_transaction),
                revision: revision.clone(),
            })
        };
        Ok(self.revisions().map(migration).collect())
    }
}
