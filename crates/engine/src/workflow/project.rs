//! A project: the nearest directory with `moviectl.toml` or `diesel.toml`, and what they say.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::diesel_config::{DieselConfig, PrintedSchema};
use super::error::Error;
use super::project_error::ProjectError;
use crate::migrations::read_toml;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::diff::Mode;
use moviectl_schema::schema::TableName;

/// Our file.
pub(super) const PROJECT_FILE: &str = "moviectl.toml";
/// Diesel's file.
pub(super) const DIESEL_FILE: &str = "diesel.toml";

/// A project and its settings; all paths are absolute, or relative to the working directory as the root is.
#[derive(Debug, Clone)]
pub struct Project {
    /// The directory of the project's file.
    pub root: PathBuf,
    /// The files that declare the schema.
    pub schema: Vec<PathBuf>,
    /// The directory of migrations, of all dialects where there are several.
    pub migrations: PathBuf,
    /// True if an option named that directory.
    pub(super) migrations_named: bool,
    /// The absolute directory of migrations in `diesel.toml`, if it is not there and the project's own is used instead.
    pub(super) migrations_elsewhere: Option<PathBuf>,
    /// The completeness of the declaration.
    pub mode: Mode,
    /// True if doc comments in `table!` are comments in the database.
    pub comments: bool,
    /// The database, if the project names one.
    pub database_url: Option<String>,
    /// The server for scratch databases, if the project names one.
    pub scratch_url: Option<String>,
    /// Files of rows to populate with.
    pub seeds: Vec<PathBuf>,
    /// The types that the project's file names, by their names in Rust.
    pub(super) types: HashMap<String, TypeNames>,
    /// The files to which `diesel migration run` prints its schema.
    pub(super) printed: Vec<PrintedSchema>,
}

/// How revisions lie in the directory of migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// `migrations/<dialect>/<revision>`.
    Multi,
    /// `migrations/<revision>`, as Diesel has it.
    Flat,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct ProjectFile {
    schema: Option<Vec<PathBuf>>,
    migrations: Option<PathBuf>,
    managed: Option<bool>,
    comments: Option<bool>,
    database_url: Option<String>,
    scratch_url: Option<String>,
    seeds: Option<Vec<PathBuf>>,
    #[serde(default)]
    types: HashMap<String, TypeNames>,
}

/// The names of a type of Rust on the databases.
type TypeNames = HashMap<OnDialect, TypeText>;

/// A type as a database writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct TypeText(String);

impl TryFrom<String> for TypeText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.trim().is_empty() || text.contains(';') {
            true => Err(format!("'{text}' is no type")),
            false => Ok(Self(text)),
        }
    }
}

/// A dialect by its name in the project's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct OnDialect(Dialect);

impl TryFrom<String> for OnDialect {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let known = Dialect::from_name(&name).map(Self);
        known.ok_or_else(|| format!("'{name}' is no database that moviectl knows"))
    }
}

impl Project {
    /// The project of `directory`: its own, or that of the nearest directory above.
    ///
    /// # Errors
    ///
    /// [`ProjectError`].
    pub(crate) fn find(directory: &Path) -> Result<Option<Self>, ProjectError> {
        for root in directory.ancestors() {
            let own = read::<ProjectFile>(&root.join(PROJECT_FILE))?;
            let diesel = read::<DieselConfig>(&root.join(DIESEL_FILE))?;
            if own.is_some() || diesel.is_some() {
                return Ok(Some(Self::new(root, own, diesel.unwrap_or_default())));
            }
        }
        Ok(None)
    }

    /// A directory that no file makes a project.
    pub(super) fn bare(directory: &Path) -> Self {
        Self::new(directory, None, DieselConfig::default())
    }

    fn new(root: &Path, own: Option<ProjectFile>, diesel: DieselConfig) -> Self {
        let managed = own.as_ref().is_some_and(|own| own.managed.unwrap_or(false));
        let own = own.unwrap_or_default();
        let under_root = |paths: Vec<PathBuf>| -> Vec<PathBuf> {
            paths.into_iter().map(|path| root.join(path)).collect()
        };
        let directory = diesel.migrations_directory.dir.clone();
        let mut printed = diesel.printed(root);
        let mut schema: Vec<PathBuf> = match own.schema {
            Some(paths) => under_root(paths),
            None => printed.iter().filter_map(|own| own.file.clone()).collect(),
        };
        if schema.is_empty() {
            schema.push(root.join("src/schema.rs"));
        }
        // Without `file`, somebody writes what is printed into the only file that there is.
        if let ([own], [file]) = (printed.as_mut_slice(), schema.as_slice()) {
            own.file.get_or_insert_with(|| file.clone());
        }
        let mut migrations = root.join(match own.migrations {
            Some(path) => path,
            None => of_all_dialects(directory),
        });
        let here = migrations.file_name().map(|name| root.join(name));
        let migrations_elsewhere = match here {
            Some(here)
                if !migrations.starts_with(root) && !migrations.is_dir() && here.is_dir() =>
            {
                Some(std::mem::replace(&mut migrations, here))
            }
            _ => None,
        };
        Self {
            schema,
            migrations,
            migrations_named: false,
            migrations_elsewhere,
            mode: if managed { Mode::Managed } else { Mode::Plain },
            comments: own.comments.unwrap_or(false),
            database_url: own.database_url,
            scratch_url: own.scratch_url,
            seeds: under_root(own.seeds.unwrap_or_default()),
            types: own.types,
            printed,
            root: root.to_owned(),
        }
    }

    /// The types that the project's file names on a database.
    pub(super) fn types_on(&self, dialect: Dialect) -> HashMap<String, String> {
        let named = self.types.iter().filter_map(|(name, own)| {
            let named = own.get(&OnDialect(dialect))?;
            Some((name.clone(), named.0.clone()))
        });
        named.collect()
    }

    /// Returns whether `diesel print-schema` leaves out a table.
    pub(super) fn leaves_out(&self, table: &TableName) -> bool {
        let mut files = self
            .printed
            .iter()
            .filter(|file| file.is_of(table))
            .peekable();
        files.peek().is_some() && !files.any(|file| file.accepts(table))
    }

    /// How the revisions lie; `None` where there is no repository yet.
    pub(crate) fn layout(&self) -> Option<Layout> {
        let mut entries = std::fs::read_dir(&self.migrations)
            .ok()?
            .flatten()
            .peekable();
        entries.peek()?;
        let multi = entries.any(|entry| {
            Dialect::from_name(&entry.file_name().to_string_lossy()).is_some()
                && entry.path().is_dir()
        });
        Some(if multi { Layout::Multi } else { Layout::Flat })
    }

    /// The directory of one dialect's revisions; `None` where there is no repository yet.
    pub fn revisions(&self, dialect: Dialect) -> Option<PathBuf> {
        match self.layout()? {
            Layout::Flat => Some(self.migrations.clone()),
            Layout::Multi => {
                let entries = std::fs::read_dir(&self.migrations).ok()?;
                let existing = entries.flatten().find(|entry| {
                    Dialect::from_name(&entry.file_name().to_string_lossy()) == Some(dialect)
                });
                Some(existing.map_or_else(
                    || self.migrations.join(dialect.name()),
                    |entry| entry.path(),
                ))
            }
        }
    }

    /// Returns the error for a missing repository.
    pub(super) fn no_repository(&self) -> Error {
        if self.migrations.exists() && !self.migrations.is_dir() {
            return Error::NotADirectory(self.migrations.clone());
        }
        Error::NoRepository {
            path: self.migrations.clone(),
            named: self.migrations_named,
        }
    }

    /// The dialect as a new revision's metadata must tell it: in a flat repository, where no directory's name does.
    pub(super) fn dialect_mark(&self, dialect: Dialect) -> Option<String> {
        (self.layout() == Some(Layout::Flat)).then(|| dialect.name().to_owned())
    }

    /// A path as a person in the project names it.
    pub(crate) fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }
}

/// `migrations/sqlite` is what Diesel's tools want to be told of `migrations`.
fn of_all_dialects(directory: Option<PathBuf>) -> PathBuf {
    let directory = directory.unwrap_or_else(|| PathBuf::from("migrations"));
    let last = directory
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let of_one_dialect = last.as_deref().and_then(Dialect::from_name).is_some();
    match directory.parent() {
        Some(parent) if of_one_dialect => parent.to_owned(),
        _ => directory,
    }
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>, ProjectError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(ProjectError::Unreadable {
                path: path.to_owned(),
                source,
            });
        }
    };
    Ok(Some(read_toml(path, &text)?))
}
