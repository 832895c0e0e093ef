//! Any `MigrationSource` of Diesel's as a repository: what an application has embedded with `embed_migrations!`.

use std::any::Any;
use std::path::Path;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::connection::{BoxableConnection, SimpleConnection};
use diesel::migration::{Migration, MigrationSource};
use moviectl_schema::dialect::Dialect;

use super::metadata::Metadata;
use super::repository::Repository;
use super::repository_error::RepositoryError;
use super::revision::Revision;

/// A backend of Diesel's whose dialect moviectl speaks.
pub trait DialectBackend: Backend + 'static {
    /// The dialect.
    const DIALECT: Dialect;
}

impl DialectBackend for diesel::sqlite::Sqlite {
    const DIALECT: Dialect = Dialect::Sqlite;
}

#[cfg(feature = "postgres")]
impl DialectBackend for diesel::pg::Pg {
    const DIALECT: Dialect = Dialect::Postgres;
}

#[cfg(feature = "mysql")]
impl DialectBackend for diesel::mysql::Mysql {
    const DIALECT: Dialect = Dialect::Mysql;
}

/// A connection that runs nothing and keeps what it is asked to run. Diesel's migrations do not give their SQL away, and
/// the runner needs it: it runs one statement at a time.
#[derive(Default)]
struct Recorder {
    sql: String,
}

impl SimpleConnection for Recorder {
    fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        if !self.sql.is_empty() {
            self.sql.push_str(";\n");
        }
        self.sql.push_str(query);
        Ok(())
    }
}

impl<DB: Backend> BoxableConnection<DB> for Recorder {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

impl Repository {
    /// The migrations of a source of Diesel's, each of which follows the one before it:
    ///
    /// ```
    /// use diesel::sqlite::Sqlite;
    /// use diesel_migrations::{FileBasedMigrations, MigrationError};
    /// use moviectl_engine::migrations::{Repository, RepositoryError};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let directory = tempfile::tempdir()?;
    /// # std::fs::create_dir(directory.path().join("2026-01-01-000000-0000_pets"))?;
    /// # std::fs::write(directory.path().join("2026-01-01-000000-0000_pets/up.sql"), "CREATE TABLE pet (id INTEGER)")?;
    /// // Or `const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");`.
    /// let migrations = FileBasedMigrations::from_path(directory.path())?;
    /// let repository = Repository::from_source::<Sqlite>(&migrations)?;
    /// assert_eq!(repository.revisions().count(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`RepositoryError::Source`] where the source or one of its migrations fails without a database: a migration that is
    /// Rust code and no SQL does. Else as [`Repository::new`].
    pub fn from_source<DB: DialectBackend>(
        source: &dyn MigrationSource<DB>,
    ) -> Result<Self, RepositoryError> {
        let migrations = source
            .migrations()
            .map_err(|source| RepositoryError::Source {
                name: "the migrations".to_owned(),
                source,
            })?;
        let revisions = migrations
            .iter()
            .map(|migration| revision(migration.as_ref()))
            .collect::<Result<_, _>>()?;
        Self::new(DB::DIALECT, None, revisions)
    }
}

fn revision<DB: DialectBackend>(
    migration: &dyn Migration<DB>,
) -> Result<Revision, RepositoryError> {
    let name = migration.name().to_string();
    let mut up = Recorder::default();
    migration
        .run(&mut up)
        .map_err(|source| RepositoryError::Source {
            name: name.clone(),
            source,
        })?;
    let mut down = Recorder::default();
    // Without a down.sql it cannot be taken back, and says so when it is to be.
    let down = migration.revert(&mut down).is_ok().then_some(down.sql);
    let metadata = Metadata {
        run_in_transaction: migration.metadata().run_in_transaction(),
        moviectl: None,
    };
    let mut revision = Revision::recorded(Path::new(&name), &metadata, up.sql, down);
    revision.version = migration.name().version().to_string();
    Ok(revision)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use diesel::sqlite::Sqlite;
    use diesel_migrations::FileBasedMigrations;

    use super::super::{Direction, RunError, RunOptions, ScriptError, downgrade, resolve, upgrade};
    use super::*;
    use crate::database::{ConnectOptions, DatabaseUrl, OpenMode, connect};

    fn write(root: &Path, name: &str, file: &str, text: &str) {
        let directory = root.join(name);
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join(file), text).unwrap();
    }

    #[test]
    fn migrations_of_diesel_run_like_revisions() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let (first, second) = (
            "2026-01-01-000000-0000_pets",
            "2026-01-02-000000-0000_shops",
        );
        write(
            root,
            first,
            "up.sql",
            "CREATE TABLE pet (id INTEGER);\nINSERT INTO pet VALUES (1);",
        );
        write(root, first, "down.sql", "DROP TABLE pet");
        write(
            root,
            second,
            "up.sql",
            "CREATE TABLE shop (id INTEGER);\nVACUUM;",
        );
        write(root, second, "metadata.toml", "run_in_transaction = false");
        let source = FileBasedMigrations::from_path(root).unwrap();
        let repository = Repository::from_source::<Sqlite>(&source).unwrap();
        let url = DatabaseUrl::parse(":memory:").unwrap();
        let mut connection = connect(&url, &ConnectOptions::new(OpenMode::Create)).unwrap();
        let head = resolve(&repository, &BTreeSet::new(), "head").unwrap();
        let options = RunOptions::default();
        let applied = upgrade(&mut connection, &repository, &head, options, &mut |_| {}).unwrap();
        assert_eq!(applied, ["202601010000000000", "202601020000000000"]);
        connection.run("SELECT id FROM shop").unwrap();
        // The second one has no way back.
        let base = resolve(&repository, &BTreeSet::new(), "base").unwrap();
        let error =
            downgrade(&mut connection, &repository, &base, options, &mut |_| {}).unwrap_err();
        assert!(
            matches!(
                &error,
                RunError::Script {
                    source: ScriptError::Missing(_),
                    direction: Direction::Down,
                    ..
                }
            ),
            "{error}"
        );
        connection.run("SELECT id FROM shop").unwrap();
    }
}
