//! The workspace of a command: the project, the database, and the source of the declared schema.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::embedded::EmbeddedProject;
use super::error::Error;
use super::event::{Event, Listener};
use super::project::Project;
use super::source::{Declaration, Source};
use crate::database::interrupt::{self, Canceller, Guard};
use crate::database::settings::{self, Defaults, Resolved};
use crate::database::{
    AnyConnection, ConnectError, ConnectOptions, DatabaseError, DatabaseUrl, Echo, OpenMode,
    connect, is_read_only,
};
use crate::inspect::inspect;
use crate::migrations::strays;
use moviectl_schema::declared::{DeclaredError, refuse_missing, type_lines};
use moviectl_schema::dialect::{Dialect, Server};
use moviectl_schema::diff::Mode;
use moviectl_schema::schema::TableName;

/// The options of a command, as typed.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// `--database-url`.
    pub database_url: Option<String>,
    /// `--directory`: another directory of migrations.
    pub directory: Option<PathBuf>,
    /// `--schema`: other files that declare the schema.
    pub schema: Vec<PathBuf>,
    /// `--embedded`: the embedded project, whatever project is here.
    pub embedded: bool,
    /// The project in the binary, if there is one.
    pub embedded_project: Option<EmbeddedProject>,
    /// The database if nothing names one.
    pub defaults: Defaults,
    /// `--wait`: how long to wait for the server.
    pub wait: Option<Duration>,
    /// `--echo`: who hears of each statement.
    pub echo: Option<Echo>,
}

/// The project and the database of a command.
pub struct Workspace {
    options: Options,
    project: Option<Project>,
    database: Resolved,
    /// The servers of which the user was told what is to be known.
    introduced: Mutex<Vec<Server>>,
}

impl Workspace {
    /// Tells once what is to be known about a server.
    pub(super) fn introduce(&self, server: Server, events: Listener<'_>) {
        let Some(note) = server.note() else { return };
        let mut introduced = self
            .introduced
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if !introduced.contains(&server) {
            introduced.push(server);
            events(Event::Note(note));
        }
    }

    /// Refuses a declaration that needs features which the server lacks, before anything runs there. Tells what is to be
    /// known about the server.
    ///
    /// # Errors
    ///
    /// [`Error::Declared`].
    pub(super) fn meet(
        &self,
        declared: &Declaration,
        server: Server,
        events: Listener<'_>,
    ) -> Result<(), Error> {
        self.introduce(server, events);
        if let Some(error) = &declared.unknown
            && let DeclaredError::UnknownTypes { names, dialect, .. } = error
        {
            events(Event::Warning(format!(
                "{error}: their columns are not compared; [types] in moviectl.toml can say what they are: {}",
                type_lines(names, *dialect)
            )));
        }
        for note in &declared.notes {
            events(Event::Note(format!(
                "{note}: it is read as the server cuts it off"
            )));
        }
        Ok(refuse_missing(&declared.needs, server)?)
    }

    /// Finds the project of `directory`, and the database.
    ///
    /// # Errors
    ///
    /// Files that cannot be parsed, variables that are not UTF-8, a URL that is none, or no database that is named.
    pub fn open(directory: &Path, options: Options) -> Result<Self, Error> {
        settings::check_environment()?;
        let project = match options.embedded {
            true => None,
            false => Project::find(directory)?
                // Files named by hand are nobody's embedded project, and need no project around them.
                .or_else(|| (!options.schema.is_empty()).then(|| Project::bare(directory)))
                .map(|project| overridden(project, directory, &options)),
        };
        let dotenv = settings::read_dotenv(directory)?;
        let database = settings::resolve(
            options.database_url.as_deref(),
            &|name| std::env::var(name).ok(),
            &|name| dotenv.get(name).cloned(),
            project
                .as_ref()
                .and_then(|project| project.database_url.as_deref()),
            &options.defaults,
        )?;
        Ok(Self {
            options,
            project,
            database,
            introduced: Mutex::default(),
        })
    }

    /// The database.
    pub fn url(&self) -> &DatabaseUrl {
        &self.database.url
    }

    /// Reports problems with the database's URL and with the project's files.
    #[doc(hidden)]
    pub fn remarks(&self, events: Listener<'_>) {
        if let Some(note) = self.database.url.note() {
            events(Event::Note(note));
        }
        let Some(project) = &self.project else { return };
        if let Some(elsewhere) = &project.migrations_elsewhere {
            events(Event::Note(format!(
                "diesel.toml names {}, which is not there: the migrations are in {}",
                elsewhere.display(),
                project.relative(&project.migrations).display()
            )));
        }
        if let Some(repository) = project.revisions(self.dialect()) {
            for directory in strays(&repository) {
                events(Event::Note(format!(
                    "{} is no revision, and passed over",
                    project.relative(&directory).display()
                )));
            }
        }
        if project.mode != Mode::Managed {
            return;
        }
        let printed = project.printed.iter().filter_map(|own| own.file.as_ref());
        for file in printed.filter(|file| project.schema.contains(file)) {
            events(Event::Warning(format!(
                "diesel.toml's print_schema.file names {}: `diesel migration run` overwrites what is declared there",
                project.relative(file).display()
            )));
        }
    }

    /// The dialect of the database.
    pub fn dialect(&self) -> Dialect {
        self.database.url.dialect()
    }

    /// Opens the database.
    ///
    /// # Errors
    ///
    /// [`Error::Connect`].
    pub fn connect(&self, mode: OpenMode) -> Result<AnyConnection, Error> {
        self.connect_to(&self.database.url, mode)
    }

    /// Opens the database; a file that is not there is made, and said.
    ///
    /// # Errors
    ///
    /// [`Error::Connect`].
    pub(super) fn connect_or_create(&self, events: Listener<'_>) -> Result<AnyConnection, Error> {
        let file = self.database.url.absolute_path();
        let missing = file.filter(|path| !path.exists());
        let connection = self.connect(OpenMode::Create)?;
        if let Some(path) = missing {
            events(Event::Done(format!("Created database {}", path.display())));
        }
        Ok(connection)
    }

    /// Returns whether the database is a file that does not exist yet.
    pub(super) fn is_missing_file(&self) -> bool {
        let file = self.database.url.absolute_path();
        file.is_some_and(|path| !path.exists())
    }

    /// An error in better words where the database's file must not be written to: the driver does not name it.
    pub(super) fn name_file(&self, error: Error) -> Error {
        let path = match self.database.url.absolute_path() {
            Some(path) if is_refused_write(&error) => path,
            _ => return error,
        };
        Error::Connect(ConnectError::ReadOnly { path })
    }

    /// Opens another database with the same options.
    ///
    /// # Errors
    ///
    /// [`Error::Connect`].
    pub(crate) fn connect_to(
        &self,
        url: &DatabaseUrl,
        mode: OpenMode,
    ) -> Result<AnyConnection, Error> {
        Ok(connect(url, &self.connect_options(mode))?)
    }

    /// Puts off Ctrl-C until what is under way is rolled back; what runs on `connection` is cancelled.
    pub(super) fn guard(&self, connection: &mut AnyConnection) -> Guard {
        interrupt::guard(Canceller::for_connection(connection, &self.database.url))
    }

    /// As [`Self::guard`], where the connection's server process is known already.
    pub(super) fn guard_process(
        &self,
        connection: &mut AnyConnection,
        process: Option<i32>,
    ) -> Guard {
        match process {
            Some(process) => {
                interrupt::guard(Some(Canceller::for_process(process, &self.database.url)))
            }
            None => self.guard(connection),
        }
    }

    /// One more connection to the database, to hold the migration lock.
    pub(super) fn second(&self) -> Result<AnyConnection, ConnectError> {
        connect(
            &self.database.url,
            &self.connect_options(OpenMode::ReadWrite),
        )
    }

    /// Opens the database for reading; `None` where there is none yet.
    ///
    /// # Errors
    ///
    /// [`Error::Connect`].
    pub fn connect_if_exists(&self) -> Result<Option<AnyConnection>, Error> {
        match self.connect(OpenMode::ReadOnly) {
            Ok(connection) => Ok(Some(connection)),
            Err(Error::Connect(error)) if error.is_missing_database() => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn connect_options(&self, mode: OpenMode) -> ConnectOptions {
        ConnectOptions {
            mode,
            wait: self.options.wait,
            echo: self.options.echo.clone(),
            ..ConnectOptions::default()
        }
    }

    /// The directory of migrations that was named by an option.
    pub(super) fn named_migrations(&self) -> Option<&Path> {
        self.options.directory.as_deref()
    }

    /// The project, for commands that make no sense without one.
    ///
    /// # Errors
    ///
    /// [`Error::NoProject`].
    pub fn project(&self) -> Result<&Project, Error> {
        self.project.as_ref().ok_or(Error::NoProject)
    }

    /// The project, if there is one.
    #[doc(hidden)]
    pub fn any_project(&self) -> Option<&Project> {
        self.project.as_ref()
    }

    /// A path as a person in the project names it.
    #[doc(hidden)]
    pub fn shown<'p>(&self, path: &'p Path) -> &'p Path {
        self.project
            .as_ref()
            .map_or(path, |project| project.relative(path))
    }

    /// Whose schema is meant. Outside of any project it is the embedded one where that was asked for, or where the
    /// database has only embedded revisions recorded.
    ///
    /// # Errors
    ///
    /// [`Error::NoProject`], or a database that can't be opened.
    pub fn source(&self, events: Listener<'_>) -> Result<Source, Error> {
        if let Some(project) = &self.project {
            return Ok(Source::Project(Box::new(project.clone())));
        }
        let embedded = self.embedded_project()?;
        if !self.options.embedded && !self.is_recorded(&embedded)? {
            return Err(Error::NoProject);
        }
        events(embedded.note());
        Ok(Source::Embedded(embedded))
    }

    /// The project in the binary.
    pub(super) fn embedded_project(&self) -> Result<EmbeddedProject, Error> {
        self.options.embedded_project.ok_or(Error::NoProject)
    }

    /// Returns whether the database has revisions of the embedded project recorded, and no others.
    fn is_recorded(&self, embedded: &EmbeddedProject) -> Result<bool, Error> {
        let Some(mut connection) = self.connect_if_exists()? else {
            return Ok(false);
        };
        embedded.is_recorded(&mut connection)
    }

    /// Refuses to write an embedded project into a database that has other tables and no record of it. Whoever says
    /// `--embedded` means it.
    ///
    /// # Errors
    ///
    /// [`Error::StrangersDatabase`].
    pub(crate) fn refuse_strangers(
        &self,
        source: &Source,
        connection: &mut AnyConnection,
    ) -> Result<(), Error> {
        let embedded = match source {
            Source::Embedded(embedded) if !self.options.embedded => embedded,
            _ => return Ok(()),
        };
        let found: Vec<TableName> = inspect(connection)?
            .tables
            .into_iter()
            .map(|table| table.name)
            .collect();
        if embedded.declares_all(self.dialect(), &found)? || embedded.is_recorded(connection)? {
            return Ok(());
        }
        Err(Error::StrangersDatabase {
            project: embedded.name,
            found,
        })
    }

    /// The server for scratch databases, where one is named.
    ///
    /// # Errors
    ///
    /// [`Error::Url`].
    pub(crate) fn scratch_url(&self, flag: Option<&str>) -> Result<Option<DatabaseUrl>, Error> {
        let configured = self
            .project
            .as_ref()
            .and_then(|project| project.scratch_url.as_deref());
        let (text, place) = match (flag, configured) {
            (Some(text), _) => (text, "--scratch-url"),
            (None, Some(text)) => (text, "scratch_url in moviectl.toml"),
            (None, None) => return Ok(None),
        };
        let url = DatabaseUrl::parse(text).map_err(|source| Error::Url { place, source })?;
        Ok(Some(url))
    }
}

fn is_refused_write(error: &Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error
            .downcast_ref::<DatabaseError>()
            .is_some_and(is_read_only)
        {
            return true;
        }
        cause = error.source();
    }
    false
}

fn overridden(mut project: Project, directory: &Path, options: &Options) -> Project {
    if let Some(migrations) = &options.directory {
        project.migrations = directory.join(migrations);
        project.migrations_named = true;
    }
    if !options.schema.is_empty() {
        project.schema = options
            .schema
            .iter()
            .map(|path| directory.join(path))
            .collect();
    }
    project
}

/// The working directory.
///
/// # Errors
///
/// [`Error::Read`] where it is gone.
#[doc(hidden)]
pub fn working_directory() -> Result<PathBuf, Error> {
    std::env::current_dir().map_err(|source| Error::Read {
        path: PathBuf::from("."),
        source,
    })
}
