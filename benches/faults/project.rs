//! Projects whose revisions take a moment each.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::database::Database;

/// Revisions of a project.
pub(crate) const REVISIONS: usize = 20;

/// The work that the revisions do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Make a table with rows and an index.
    Tables,
    /// Rebuild a SQLite table that has child rows.
    Rebuilds,
    /// Run outside of a transaction, statement by statement.
    Steps,
}

impl Shape {
    pub(crate) fn of(database: &Database) -> Vec<Self> {
        match database {
            Database::Sqlite => vec![Self::Tables, Self::Rebuilds, Self::Steps],
            Database::Postgres { .. } | Database::Mysql { .. } => vec![Self::Tables, Self::Steps],
        }
    }

    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Tables => "a table with rows and an index",
            Self::Rebuilds => "a rebuilt table with child rows",
            Self::Steps => "statement by statement",
        }
    }
}

/// A project in a directory of its own.
pub(crate) struct Project {
    directory: TempDir,
    dialect: &'static str,
    url: String,
    shape: Shape,
}

impl Project {
    pub(crate) fn new(database: &Database, shape: Shape, revisions: usize) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = match database {
            Database::Sqlite => directory
                .path()
                .join("faults.db")
                .to_string_lossy()
                .into_owned(),
            Database::Postgres { url } | Database::Mysql { url } => url.clone(),
        };
        let project = Self {
            directory,
            dialect: database.name(),
            url,
            shape,
        };
        project.write("moviectl.toml", "managed = true\n");
        for number in 1..=revisions {
            project.revision(number);
        }
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn revision(&self, number: usize) {
        let (up, down, transactional) = match self.shape {
            Shape::Tables | Shape::Steps if self.dialect == "mysql" => {
                let (up, down) = self.on_mysql(number);
                (up, down, self.shape == Shape::Tables)
            }
            Shape::Tables => (
                format!(
                    "CREATE TABLE t{number} (id INTEGER PRIMARY KEY, note VARCHAR(40));\n\
                     INSERT INTO t{number} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)\n\
                     SELECT i, 'row ' || i FROM n;\n\
                     CREATE INDEX t{number}_note ON t{number} (note);\n\
                     UPDATE t{number} SET note = 'changed ' || id WHERE id < 1000;\n"
                ),
                format!(
                    "UPDATE t{number} SET note = note || '.';\nUPDATE t{number} SET note = note || '.';\n\
                     DROP INDEX t{number}_note;\nDELETE FROM t{number};\nDROP TABLE t{number};\n"
                ),
                true,
            ),
            // Each of these statements, done twice or not at all, makes another database or an error.
            Shape::Steps => {
                let (concurrently, vacuum) = match self.dialect {
                    "sqlite" => ("", "VACUUM".to_owned()),
                    _ => (" CONCURRENTLY", format!("VACUUM t{number}")),
                };
                (
                    format!(
                        "CREATE TABLE t{number} (id INTEGER, note VARCHAR(40));\n\
                         INSERT INTO t{number} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)\n\
                         SELECT i, 'row ' || i FROM n;\n\
                         CREATE INDEX{concurrently} t{number}_note ON t{number} (note);\n\
                         {vacuum};\n\
                         UPDATE t{number} SET note = note || '!';\n\
                         CREATE UNIQUE INDEX{concurrently} t{number}_id ON t{number} (id);\n\
                         BEGIN;\nUPDATE t{number} SET id = id + 1000;\nUPDATE t{number} SET note = note || '?';\nCOMMIT;\n"
                    ),
                    format!(
                        "UPDATE t{number} SET note = note || '.';\n\
                         DROP INDEX{concurrently} t{number}_note;\n{vacuum};\n\
                         DROP INDEX{concurrently} t{number}_id;\nDROP TABLE t{number};\n"
                    ),
                    false,
                )
            }
            Shape::Rebuilds => (
                rebuild(number - 1, number),
                rebuild(number, number - 1),
                false,
            ),
        };
        let name = format!(
            "migrations/{}/2026-01-01-{number:06}-0000_r{number}",
            self.dialect
        );
        self.write(&format!("{name}/up.sql"), &up);
        self.write(&format!("{name}/down.sql"), &down);
        let before = number - 1;
        let revises = if before == 0 {
            String::new()
        } else {
            format!("\"20260101{before:06}0000\"")
        };
        self.write(
            &format!("{name}/metadata.toml"),
            &format!(
                "run_in_transaction = {transactional}\n[moviectl]\nmessage = \"r{number}\"\nrevises = [{revises}]\n"
            ),
        );
    }

    /// The same statements as MySQL has them. It repeats nothing more than a thousand times.
    fn on_mysql(&self, number: usize) -> (String, String) {
        let table = format!("t{number}");
        let rows = |count: usize| {
            format!(
                "INSERT INTO {table} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})\n\
                 SELECT i, CONCAT('row ', i) FROM n;\n"
            )
        };
        let add = |end: &str| format!("UPDATE {table} SET note = CONCAT(note, '{end}');\n");
        if self.shape == Shape::Tables {
            return (
                format!(
                    "CREATE TABLE {table} (id INTEGER PRIMARY KEY, note VARCHAR(40));\n{}\
                     CREATE INDEX {table}_note ON {table} (note);\n\
                     UPDATE {table} SET note = CONCAT('changed ', id) WHERE id < 500;\n",
                    rows(900)
                ),
                format!(
                    "{0}{0}DROP INDEX {table}_note ON {table};\nDELETE FROM {table};\nDROP TABLE {table};\n",
                    add(".")
                ),
            );
        }
        (
            format!(
                "CREATE TABLE {table} (id INTEGER, note VARCHAR(40));\n{}\
                 CREATE INDEX {table}_note ON {table} (note);\nANALYZE TABLE {table};\n{}\
                 CREATE UNIQUE INDEX {table}_id ON {table} (id);\n\
                 BEGIN;\nUPDATE {table} SET id = id + 1000 ORDER BY id DESC;\n{}COMMIT;\n",
                rows(500),
                add("!"),
                add("?")
            ),
            format!(
                "{}DROP INDEX {table}_note ON {table};\nANALYZE TABLE {table};\n\
                 DROP INDEX {table}_id ON {table};\nDROP TABLE {table};\n",
                add(".")
            ),
        )
    }

    /// The parent and child tables that rebuilds are about.
    pub(crate) fn fill_children(&self, database: &Database) {
        if self.shape == Shape::Rebuilds {
            database.execute(
                "CREATE TABLE parent (id INTEGER PRIMARY KEY, note TEXT DEFAULT 'v0');\
                 CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE);\
                 INSERT INTO parent (id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i FROM n;\
                 INSERT INTO child SELECT id, id FROM parent;",
            );
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .current_dir(self.path())
            .env("DATABASE_URL", &self.url);
        command
    }

    pub(crate) fn moviectl(&self, arguments: &[&str]) {
        self.try_moviectl(arguments).unwrap();
    }

    pub(crate) fn try_moviectl(&self, arguments: &[&str]) -> Result<(), String> {
        let output = self
            .command(arguments)
            .output()
            .map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!(
            "moviectl {}: {}\n{}",
            arguments.join(" "),
            output.status,
            String::from_utf8_lossy(&output.stderr)
        ))
    }
}

/// Makes the parent table anew with another default, as `migrate` writes it.
fn rebuild(from: usize, to: usize) -> String {
    let _ = from;
    format!(
        "PRAGMA foreign_keys=OFF;\nBEGIN IMMEDIATE;\n\
         CREATE TABLE \"_moviectl_new_parent\" (id INTEGER PRIMARY KEY, note TEXT DEFAULT 'v{to}');\n\
         INSERT INTO \"_moviectl_new_parent\" (id, note) SELECT id, note FROM parent;\n\
         DROP TABLE parent;\n\
         ALTER TABLE \"_moviectl_new_parent\" RENAME TO parent;\n\
         COMMIT;\nPRAGMA foreign_keys=ON;\n"
    )
}

/// The binary that is tried: the one built with this, or another one.
pub(crate) fn binary() -> String {
    std::env::var("MOVIECTL_FAULTS_BINARY")
        .unwrap_or_else(|_| env!("CARGO_BIN_EXE_moviectl").to_owned())
}
