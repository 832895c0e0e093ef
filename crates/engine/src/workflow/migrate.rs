//! Writes a migration: the difference between what is declared and what the migrations build, proved before it is
//! written.

use std::collections::HashSet;
use std::path::PathBuf;

use super::author;
use super::base::{Base, Search};
use super::draft::Draft;
use super::error::Error;
use super::event::{Event, Listener};
use super::fills;
use super::lock::lock_revisions;
use super::migrate_options::{Against, MigrateOptions};
use super::project::{Layout, Project};
use super::proof::{Expectation, Proved, prove_completed};
use super::renames::{self, Asker};
use super::source::{Declaration, Source};
use super::stakes::Stakes;
use super::swap::Swap;
use super::version;
use super::workspace::Workspace;
use crate::database::{DatabaseUrl, interrupt};
use crate::migrations::{Metadata, OwnMetadata, Repository};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::diff::{Side, rename_candidates};
use moviectl_schema::plan::{Fills, Plan, needs_empty_tables, plan_completed, plan_filled};
use moviectl_schema::schema::{Change, Rename, Schema};

/// Writes the migration for the database's dialect, and for those of `also`. Returns the drafts, written or not; none
/// where nothing has changed. `ask` is asked whether what looks like a renaming is one.
///
/// # Errors
///
/// [`Error`]; nothing is written then.
pub fn migrate(
    workspace: &Workspace,
    options: &MigrateOptions,
    ask: Asker<'_>,
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
    let _lock = match options.dry_run {
        true => None,
        false => Some(lock_revisions(project, events)?),
    };
    let mut writers = Vec::new();
    for url in urls {
        writers.push(Writer::new(workspace, project, options, url)?);
    }
    let version = match &options.rev_id {
        Some(id) => {
            for writer in &writers {
                version::chosen(&writer.repository, id)?;
            }
            id.clone()
        }
        None => version::after(writers.iter().map(|writer| &writer.repository)),
    };
    let mut drafts = Vec::new();
    for writer in &writers {
        if writers.len() > 1 {
            events(Event::Done(format!("For {}:", writer.url.dialect())));
        }
        drafts.extend(writer.draft(&version, ask, events)?);
    }
    if drafts.is_empty() {
        events(Event::NoChanges);
    } else if !options.dry_run {
        interrupt::check()?;
        let swaps = drafts.iter().map(Draft::prepare);
        let swaps: Vec<Swap> = swaps.collect::<Result<_, _>>()?;
        for (draft, swap) in drafts.iter().zip(swaps) {
            swap.commit()?;
            draft.tell(project, events);
        }
        events(Event::Done(
            "Review these files, and commit them; `moviectl upgrade` applies them.".into(),
        ));
    }
    Ok(drafts)
}

/// The writer of a migration for one database.
struct Writer<'a> {
    workspace: &'a Workspace,
    project: &'a Project,
    options: &'a MigrateOptions,
    url: DatabaseUrl,
    directory: PathBuf,
    repository: Repository,
    /// The versions that the migration follows.
    parents: Vec<String>,
    /// The revisions that it follows, directly or not: what they build is what it changes.
    followed: Repository,
    declared: Declaration,
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
        let parents = match &options.head {
            Some(head) => author::parents(&repository, head, options.splice)?,
            None => repository.only_head().map_err(Error::SeveralHeads)?,
        };
        Ok(Self {
            workspace,
            project,
            options,
            directory: project
                .revisions(dialect)
                .ok_or_else(|| project.no_repository())?,
            declared: source.declaration(dialect)?,
            url,
            followed: repository.up_to(&parents)?,
            repository,
            parents,
        })
    }

    /// The revision that is missing, proved; `None` where nothing has changed.
    fn draft(
        &self,
        version: &str,
        ask: Asker<'_>,
        events: Listener<'_>,
    ) -> Result<Option<Draft>, Error> {
        let mut base = Search {
            workspace: self.workspace,
            options: self.options,
            url: &self.url,
            repository: &self.followed,
            declared: &self.declared,
        }
        .find(events)?;
        let dialect = self.url.dialect();
        let found = self.settle(&mut base, ask, events)?;
        let lines = found.lines();
        let Some(first) = lines.first().cloned() else {
            base.close()?;
            return Ok(None);
        };
        for line in lines {
            events(Event::Detected(line));
        }
        let broken = base.left_alone.broken_by(dialect, &found.changes);
        if !broken.is_empty() {
            return Err(Error::Breaks(broken));
        }
        let fills = fills::named(dialect, &found.changes, &self.options.fill)?;
        let mut stakes = Stakes::new(self.workspace, &self.url, &found.renames);
        for warning in super::warnings::about(&found.changes, &fills, &mut stakes) {
            events(Event::Warning(warning));
        }
        drop(stakes);
        let irreversible = needs_empty_tables(dialect, &found.renamed, &found.changes);
        for (_, place) in &irreversible {
            events(Event::Warning(format!("`downgrade` can fail {place}")));
        }
        let mut plan = self.plan(&mut base, &found, &fills)?;
        let message = self.options.message.clone().unwrap_or(first);
        let draft_of = |plan: &Plan| self.draft_of(version, message.clone(), plan);
        let mut draft = draft_of(&plan);
        // Refuses a version that is there, or that sorts before what it follows, before anything is written.
        self.repository.with(draft.revision(self.project))?;
        let (built, spelled) = (base.schema.clone(), base.spelled.clone());
        let left_alone = base.left_alone.clone();
        if let Some(scratch) = base.scratch().filter(|_| !self.options.no_proof) {
            let expectation = Expectation {
                built: &built,
                renamed: &found.renamed,
                renames: &found.renames,
                declared: Side::new(&self.declared.schema, &spelled),
                mode: self.project.mode,
                left_alone: &left_alone,
            };
            // The migrations themselves may have put rows into the tables. If one of them stays, the proof fails.
            for (table, _) in &irreversible {
                let delete = format!("DELETE FROM {}", dialect.quote_table(table));
                let _ = scratch.connection().run(&delete);
            }
            let proved = prove_completed(
                scratch.database(),
                &mut plan,
                |plan| draft_of(plan).revision(self.project),
                &expectation,
            )?;
            draft = draft_of(&plan);
            self.judge(proved, &mut draft, events)?;
        }
        draft.say_irreversible(&irreversible);
        base.close()?;
        Ok(Some(draft))
    }

    /// The plan of the changes, which the server can run.
    fn plan(&self, base: &mut Base, found: &Found, fills: &Fills) -> Result<Plan, Error> {
        let dialect = self.url.dialect();
        super::types::refuse_unknown(&found.renamed, &found.changes)?;
        let plan = match base.scratch() {
            Some(_) if !self.options.no_proof => plan_completed,
            _ => plan_filled,
        };
        let plan = plan(dialect, &found.renamed, &found.changes, fills)?
            .after_renames(dialect, &base.schema, &found.renames)
            .for_server(base.server);
        if let Some(lack) = plan.lack(base.server) {
            return Err(Error::ServerLacks(lack));
        }
        match self.options.concurrently {
            false => Ok(plan),
            true => concurrently(dialect, plan),
        }
    }

    /// Tells the result of a proof, and refuses a loss that nobody accepts.
    fn judge(&self, proved: Proved, draft: &mut Draft, events: Listener<'_>) -> Result<(), Error> {
        if let Some(reason) = proved.unseen {
            events(Event::Note(format!(
                "the proof compared only what moviectl has a model of: {reason}"
            )));
        }
        for statement in &proved.privileged {
            events(Event::Warning(format!(
                "another role may lack the right to run `{statement}`"
            )));
        }
        for mention in &proved.mentions {
            events(Event::Warning(format!("{mention}: check it")));
        }
        for what in &proved.later {
            events(Event::Note(format!("the next migration drops {what}")));
        }
        let (dropped, lost) = (proved.dropped, proved.lost);
        if !dropped.is_empty() && !self.options.accept_loss {
            return Err(Error::NotKept(dropped));
        }
        if !lost.is_empty() && !self.options.accept_loss {
            return Err(Error::NotBroughtBack(lost));
        }
        draft.accept_loss(&dropped, &lost);
        events(Event::Proved {
            on_copy: self.options.against == Against::Database,
        });
        Ok(())
    }

    /// Returns the changes, after it has decided which pairs of a removal and an addition are renamings.
    fn settle(
        &self,
        base: &mut Base,
        ask: Asker<'_>,
        events: Listener<'_>,
    ) -> Result<Found, Error> {
        let dialect = self.url.dialect();
        let arguments = &self.options.rename;
        let mut renames = renames::named(dialect, &base.schema, &self.declared.schema, arguments)?;
        let mut declined: HashSet<Rename> = HashSet::new();
        // The old names that were asked about.
        let mut asked: HashSet<String> = HashSet::new();
        // Those of them about which nobody can be asked: one note stands for all that they may be called now.
        let mut noted: HashSet<String> = HashSet::new();
        loop {
            let renamed = base
                .renamed(dialect, &renames)?
                .with_declared_indexes(&self.declared.schema);
            let changes = base.changes(self.project.mode, &renamed, &self.declared.schema)?;
            let mut confirmed = None;
            for candidate in rename_candidates(dialect, &changes) {
                let (old, _) = candidate.old_and_new();
                if noted.contains(&old) || declined.contains(&candidate) {
                    continue;
                }
                let answer = base.scratch().and_then(|_| ask(&candidate));
                interrupt::check()?;
                if answer == Some(true) {
                    confirmed = Some(candidate);
                    break;
                }
                let is_first = asked.insert(old.clone());
                match answer {
                    Some(_) => {
                        declined.insert(candidate);
                    }
                    None => {
                        if is_first {
                            events(Event::Note(renames::unasked(&candidate)));
                        }
                        noted.insert(old);
                    }
                }
            }
            match confirmed {
                Some(rename) => renames.push(rename),
                None => {
                    return Ok(Found {
                        renames,
                        renamed,
                        changes,
                    });
                }
            }
        }
    }

    fn draft_of(&self, version: &str, message: String, plan: &Plan) -> Draft {
        let name = version::directory_name(version, &message);
        Draft {
            dialect: self.url.dialect(),
            directory: self.directory.join(name),
            up: plan.up_sql(),
            down: plan.down_sql(),
            metadata: Metadata {
                run_in_transaction: !plan.own_transaction && !plan.outside_transaction,
                moviectl: Some(OwnMetadata {
                    message,
                    revises: self.parents.clone(),
                    replaces: Vec::new(),
                    dialect: self.project.dialect_mark(self.url.dialect()),
                }),
            },
        }
    }
}

/// The plan with its indexes made while others write, where it makes and drops indexes alone.
fn concurrently(dialect: Dialect, plan: Plan) -> Result<Plan, Error> {
    let features = dialect.features();
    if features.embedded {
        return Err(Error::NotConcurrently(format!(
            "{dialect} makes no index while others write"
        )));
    }
    if !features.concurrent_indexes {
        return Err(Error::NotConcurrently(format!(
            "{dialect} lets others write by itself while it makes an index"
        )));
    }
    plan.concurrently().ok_or_else(|| {
        Error::NotConcurrently(
            "this migration does more than make and drop indexes of tables that exist".to_owned(),
        )
    })
}

/// The changes since the migrations.
struct Found {
    renames: Vec<Rename>,
    /// The schema that the migrations build, under the new names.
    renamed: Schema,
    /// The changes other than the renamings.
    changes: Vec<Change>,
}

impl Found {
    fn lines(&self) -> Vec<String> {
        let renames = self.renames.iter().map(Rename::describe);
        let changes = self.changes.iter().flat_map(Change::describe);
        renames.chain(changes).collect()
    }
}
