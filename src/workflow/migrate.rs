//! Writes a migration: the difference between what is declared and what the migrations build, proved before it is
//! written.

use std::path::PathBuf;

use super::check::spelled;
use super::draft::Draft;
use super::error::Error;
use super::event::{Event, Listener};
use super::project::{Layout, Project};
use super::proof;
use super::scratch::{self, GuardedScratch};
use super::source::Source;
use super::strangers;
use super::version;
use super::workspace::Workspace;
use crate::database::{DatabaseUrl, OpenMode, interrupt};
use crate::diff::diff_as_spelled;
use crate::inspect::inspect;
use crate::migrations::{Metadata, OwnMetadata, Repository};
use crate::plan::{Plan, plan};
use crate::schema::{Change, Schema, Spellings};

/// What the declaration is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Against {
    /// What the migrations build.
    #[default]
    Migrations,
    /// What the database has.
    Database,
}

/// How to migrate.
#[derive(Debug, Clone, Default)]
pub struct MigrateOptions {
    /// What the migration is for; without, the first change is told.
    pub message: Option<String>,
    /// What the declaration is compared with.
    pub against: Against,
    /// Write it unproved.
    pub no_proof: bool,
    /// Write nothing.
    pub dry_run: bool,
    /// Another server for scratch databases.
    pub scratch_url: Option<String>,
    /// Databases whose dialects get the revision too.
    pub also: Vec<String>,
}

/// Writes the migration for the database's dialect, and for those of `also`. Returns the drafts, written or not; none
/// where nothing has changed.
///
/// # Errors
///
/// [`Error`]; nothing is written then.
pub fn migrate(
    workspace: &Workspace,
    options: &MigrateOptions,
    events: Listener<'_>,
) -> Result<Vec<Draft>, Error> {
    let project = workspace.project()?;
    let mut urls = vec![workspace.url().clone()];
    for url in &options.also {
        let url = DatabaseUrl::parse(url).map_err(|source| Error::Url {
            place: "--also",
            source,
        })?;
        if urls.iter().any(|other| other.dialect() == url.dialect()) {
            return Err(Error::SameDialectTwice(url.dialect()));
        }
        urls.push(url);
    }
    let mut writers = Vec::new();
    for url in urls {
        writers.push(Writer::new(workspace, project, options, url)?);
    }
    let version = version::after(writers.iter().map(|writer| &writer.repository));
    let mut drafts = Vec::new();
    for writer in &writers {
        if writers.len() > 1 {
            events(Event::Done(format!("For {}:", writer.url.dialect())));
        }
        drafts.extend(writer.draft(&version, events)?);
    }
    if drafts.is_empty() {
        events(Event::NoChanges);
    } else if !options.dry_run {
        interrupt::check()?;
        for draft in &drafts {
            draft.write(project, events)?;
        }
        events(Event::Done(
            "Review these files, and commit them; `moviectl upgrade` applies them.".into(),
        ));
    }
    Ok(drafts)
}

/// What writing for one database takes.
struct Writer<'a> {
    workspace: &'a Workspace,
    project: &'a Project,
    options: &'a MigrateOptions,
    url: DatabaseUrl,
    directory: PathBuf,
    repository: Repository,
    declared: Schema,
}

impl<'a> Writer<'a> {
    fn new(
        workspace: &'a Workspace,
        project: &'a Project,
        options: &'a MigrateOptions,
        url: DatabaseUrl,
    ) -> Result<Self, Error> {
        let dialect = url.dialect();
        let source = Source::Project(Box::new(project.clone()));
        let foreign = dialect != workspace.dialect() && project.layout() == Some(Layout::Flat);
        if foreign {
            return Err(Error::FlatRepository {
                path: project.relative(&project.migrations).to_owned(),
                dialect,
            });
        }
        let repository = source.repository(dialect)?;
        let heads = repository.graph().heads();
        if heads.len() > 1 {
            return Err(Error::SeveralHeads(
                heads.into_iter().map(ToOwned::to_owned).collect(),
            ));
        }
        Ok(Self {
            workspace,
            project,
            options,
            directory: project
                .revisions(dialect)
                .ok_or_else(|| project.no_repository())?,
            declared: source.declared(dialect)?,
            url,
            repository,
        })
    }

    /// The revision that is missing, proved; `None` where nothing has changed.
    fn draft(&self, version: &str, events: Listener<'_>) -> Result<Option<Draft>, Error> {
        let mut base = self.base(events)?;
        let dialect = self.url.dialect();
        let changes = diff_as_spelled(
            dialect,
            self.project.mode,
            &base.schema,
            &self.declared,
            &base.spellings,
        );
        if changes.is_empty() {
            base.close()?;
            return Ok(None);
        }
        for line in changes.iter().flat_map(Change::describe) {
            events(Event::Detected(line));
        }
        for warning in super::warnings::about(&changes) {
            events(Event::Warning(warning));
        }
        let plan = plan(dialect, &base.schema, &changes)?;
        let told = || {
            changes
                .iter()
                .flat_map(Change::describe)
                .next()
                .unwrap_or_default()
        };
        let message = self.options.message.clone().unwrap_or_else(told);
        let draft = self.draft_of(version, message, &plan);
        if let Some(scratch) = base.scratch.as_mut().filter(|_| !self.options.no_proof) {
            let revision = draft.revision(self.project);
            proof::prove(
                scratch.connection(),
                &revision,
                &base.schema,
                &self.declared,
                self.project.mode,
                &base.spellings,
            )?;
            events(Event::Proved);
        }
        base.close()?;
        Ok(Some(draft))
    }

    fn draft_of(&self, version: &str, message: String, plan: &Plan) -> Draft {
        let name = version::directory_name(version, &message);
        let head = self
            .repository
            .graph()
            .heads()
            .first()
            .map(ToString::to_string);
        Draft {
            dialect: self.url.dialect(),
            directory: self.directory.join(name),
            up: plan.up_sql(),
            down: plan.down_sql(),
            metadata: Metadata {
                run_in_transaction: !plan.own_transaction,
                moviectl: Some(OwnMetadata {
                    message,
                    revises: head.into_iter().collect(),
                    replaces: Vec::new(),
                    dialect: self.project.dialect_mark(self.url.dialect()),
                }),
            },
        }
    }

    /// The schema to start from, and the scratch database that has it.
    fn base(&self, events: Listener<'_>) -> Result<Base, Error> {
        match self.options.against {
            Against::Database => self.live_base(events),
            Against::Migrations => match self.open_scratch() {
                Ok(mut scratch) => {
                    let schema = scratch::replay(scratch.connection(), &self.repository)?;
                    let spellings = spelled(scratch.connection(), &self.declared, events)?;
                    Ok(Base {
                        schema,
                        spellings,
                        scratch: Some(scratch),
                    })
                }
                Err(Error::Scratch(error)) if self.options.no_proof && error.is_privilege() => {
                    events(Event::Note(format!(
                        "{error}: comparing with the database, which must be up to date"
                    )));
                    self.up_to_date_base(events)
                }
                Err(error) => Err(error),
            },
        }
    }

    fn open_scratch(&self) -> Result<GuardedScratch, Error> {
        scratch::open(
            self.workspace,
            &self.url,
            self.options.scratch_url.as_deref(),
        )
    }

    fn live_base(&self, events: Listener<'_>) -> Result<Base, Error> {
        let mut connection = self.workspace.connect_to(&self.url, OpenMode::ReadOnly)?;
        let live = inspect(&mut connection)?;
        let spellings = spelled(&mut connection, &self.declared, events)?;
        let (schema, left_alone) = strangers::split(live, &self.declared, &self.repository)?;
        strangers::tell(&left_alone, events);
        if self.options.no_proof {
            return Ok(Base {
                schema,
                spellings,
                scratch: None,
            });
        }
        // The proof starts from a copy of the live schema, without its rows.
        let mut scratch = match self.open_scratch() {
            Err(Error::Scratch(error)) if error.is_privilege() => {
                events(Event::Note(format!("not proved: {error}")));
                return Ok(Base {
                    schema,
                    spellings,
                    scratch: None,
                });
            }
            other => other?,
        };
        let copied = proof::copy_schema(scratch.connection(), &schema)?;
        if copied.is_empty() {
            return Ok(Base {
                schema,
                spellings,
                scratch: Some(scratch),
            });
        }
        events(Event::Note(format!(
            "not proved: a scratch database can't be made like this one ({})",
            copied.join("; ")
        )));
        scratch.close()?;
        Ok(Base {
            schema,
            spellings,
            scratch: None,
        })
    }

    fn up_to_date_base(&self, events: Listener<'_>) -> Result<Base, Error> {
        let mut connection = self.workspace.connect_to(&self.url, OpenMode::ReadOnly)?;
        let status = super::status::Status::read(&mut connection)?.settled(&self.repository);
        let pending = status.pending(&self.repository);
        if !pending.is_empty() {
            return Err(Error::NotUpToDate { pending });
        }
        let live = inspect(&mut connection)?;
        let spellings = spelled(&mut connection, &self.declared, events)?;
        let (schema, _) = strangers::split(live, &self.declared, &self.repository)?;
        Ok(Base {
            schema,
            spellings,
            scratch: None,
        })
    }
}

/// What a migration starts from.
struct Base {
    schema: Schema,
    /// What the database makes of the declaration's SQL.
    spellings: Spellings,
    scratch: Option<GuardedScratch>,
}

impl Base {
    fn close(self) -> Result<(), Error> {
        match self.scratch {
            Some(scratch) => scratch.close(),
            None => Ok(()),
        }
    }
}
