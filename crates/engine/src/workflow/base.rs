//! The schema that a migration starts from: the one that the migrations build, or the one of a database.

use super::compare;
use super::error::Error;
use super::event::{Event, Listener};
use super::migrate_options::{Against, MigrateOptions};
use super::proof;
use super::renames;
use super::scratch::{self, GuardedScratch};
use super::source::Declaration;
use super::spelled::spelled;
use super::status::Status;
use super::strangers::{LeftAlone, Owner};
use super::witness;
use super::workspace::Workspace;
use crate::database::{AnyConnection, DatabaseUrl, OpenMode, server};
use crate::inspect::{Entry, inspect, listed};
use crate::migrations::Repository;
use moviectl_schema::dialect::{Dialect, Server};
use moviectl_schema::diff::{Mode, Side};
use moviectl_schema::schema::{Change, Rename, Schema};

/// The schema that a migration starts from.
pub(super) struct Base {
    /// The server that the migration is for.
    pub(super) server: Server,
    pub(super) schema: Schema,
    /// The declared schema as the database spells it.
    pub(super) spelled: Schema,
    /// The objects of the scratch database that are not in `schema`.
    pub(super) left_alone: LeftAlone,
    place: Place,
}

/// The database that the schema was read from, or a scratch database that has it.
enum Place {
    Scratch(Box<GuardedScratch>),
    Live(AnyConnection),
}

impl Base {
    /// The schema under new names.
    pub(super) fn renamed(
        &mut self,
        dialect: Dialect,
        renames: &[Rename],
    ) -> Result<Schema, Error> {
        if renames.is_empty() {
            return Ok(self.schema.clone());
        }
        let schema = self.schema.clone();
        let left_alone = self.left_alone.clone();
        let scratch = self.scratch().ok_or(Error::RenameWithoutScratch)?;
        let renamed = renames::renamed(scratch.connection(), dialect, &schema, renames)?;
        Ok(left_alone.taken_from(renamed))
    }

    /// Returns the changes that turn `renamed`, which is the schema under new names, into the declared schema.
    pub(super) fn changes(
        &mut self,
        mode: Mode,
        renamed: &Schema,
        declared: &Schema,
    ) -> Result<Vec<Change>, Error> {
        let wanted = Side::new(declared, &self.spelled);
        let connection = match &mut self.place {
            Place::Scratch(scratch) => scratch.connection(),
            Place::Live(connection) => connection,
        };
        compare::changes(connection, mode, renamed, wanted)
    }

    /// The scratch database that has the schema, if there is one.
    pub(super) fn scratch(&mut self) -> Option<&mut GuardedScratch> {
        match &mut self.place {
            Place::Scratch(scratch) => Some(scratch),
            Place::Live(_) => None,
        }
    }

    /// Drops the scratch database, and tells if that fails.
    pub(super) fn close(self) -> Result<(), Error> {
        match self.place {
            Place::Scratch(scratch) => scratch.close(),
            Place::Live(_) => Ok(()),
        }
    }
}

/// The kinds of objects that are named with another one, or by the note about objects that nobody declares.
const NAMED_ELSEWHERE: [&str; 9] = [
    "column",
    "comment",
    "constraint",
    "extension",
    "grant",
    "index",
    "materialized view",
    "trigger order",
    "view",
];

/// The arguments of the search for a [`Base`].
#[derive(Clone, Copy)]
pub(super) struct Search<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) options: &'a MigrateOptions,
    pub(super) url: &'a DatabaseUrl,
    pub(super) repository: &'a Repository,
    pub(super) declared: &'a Declaration,
}

impl Search<'_> {
    /// The schema to start from, and the scratch database that has it.
    pub(super) fn find(&self, events: Listener<'_>) -> Result<Base, Error> {
        match self.options.against {
            Against::Database => self.live_base(events),
            Against::Migrations => match self.open_scratch() {
                Ok(mut scratch) => {
                    self.workspace
                        .meet(self.declared, scratch.target(), events)?;
                    let built =
                        scratch::replay(self.workspace, &mut scratch, self.repository, events)?;
                    self.declared.refuse_misplaced(self.url.dialect(), &built)?;
                    let (schema, left_alone) = self.owner().part_built(built)?;
                    self.owner().tell_built(&left_alone, events);
                    let spelled = spelled(scratch.connection(), &self.declared.schema, events)?;
                    Ok(Base {
                        server: scratch.target(),
                        schema,
                        left_alone,
                        spelled,
                        place: Place::Scratch(Box::new(scratch)),
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

    fn owner(&self) -> Owner<'_> {
        Owner::new(self.workspace, &self.declared.schema, self.repository)
    }

    /// The server of the live database, which must have what is declared.
    fn server(
        &self,
        connection: &mut AnyConnection,
        events: Listener<'_>,
    ) -> Result<Server, Error> {
        let server = server(connection).map_err(Error::database("read the server's version"))?;
        self.workspace.meet(self.declared, server, events)?;
        Ok(server)
    }

    /// Refuses a database with pending revisions, whose objects the migration would create a second time.
    fn refuse_pending(&self, connection: &mut AnyConnection) -> Result<(), Error> {
        let status = Status::read(connection)?.settled(self.repository);
        let mut pending = status.pending(self.repository);
        let half_done = status.half_done.iter().map(|half| half.version.clone());
        pending.extend(half_done);
        pending.sort_unstable();
        pending.dedup();
        if pending.is_empty() {
            return Ok(());
        }
        Err(Error::NotUpToDate { pending })
    }

    fn open_scratch(&self) -> Result<GuardedScratch, Error> {
        scratch::open(
            self.workspace,
            self.url,
            self.options.scratch_url.as_deref(),
        )
    }

    fn live_base(&self, events: Listener<'_>) -> Result<Base, Error> {
        let mut connection = self.workspace.connect_to(self.url, OpenMode::ReadOnly)?;
        self.refuse_pending(&mut connection)?;
        let server = self.server(&mut connection, events)?;
        let live = inspect(&mut connection)?;
        let spelled = spelled(&mut connection, &self.declared.schema, events)?;
        self.declared.refuse_misplaced(self.url.dialect(), &live)?;
        let owner = self.owner();
        let (schema, left_alone) = owner.part_live(live)?;
        owner.tell(&mut connection, &schema, &left_alone, events)?;
        let base = |place| Base {
            server,
            schema: schema.clone(),
            left_alone: left_alone.clone(),
            spelled,
            place,
        };
        if self.options.no_proof && self.options.rename.is_empty() {
            return Ok(base(Place::Live(connection)));
        }
        // The proof starts from a copy of the live schema, without its rows.
        let mut scratch = match self.open_scratch() {
            Err(Error::Scratch(error)) if error.is_privilege() => {
                events(Event::Note(format!("not proved: {error}")));
                return Ok(base(Place::Live(connection)));
            }
            other => other?,
        };
        let copied = proof::copy_schema(scratch.connection(), &schema)?;
        let Some(reason) = copied else {
            self.copy_others(&mut connection, &mut scratch, &left_alone, events)?;
            return Ok(base(Place::Scratch(Box::new(scratch))));
        };
        events(Event::Note(format!(
            "not proved: a scratch database can't be made like this one ({reason})"
        )));
        scratch.close()?;
        Ok(base(Place::Live(connection)))
    }

    /// Copies the objects without a model to the scratch database, such as policies, triggers and functions. Notes those that
    /// the proof does not see.
    fn copy_others(
        &self,
        live: &mut AnyConnection,
        scratch: &mut GuardedScratch,
        left_alone: &LeftAlone,
        events: Listener<'_>,
    ) -> Result<(), Error> {
        if scratch.target().is_untested_product() {
            return Ok(());
        }
        let dump = match listed(live) {
            Ok(dump) => dump,
            Err(error) => {
                events(Event::Note(format!(
                    "the proof sees only the tables of the database: {}",
                    error.reason()
                )));
                return Ok(());
            }
        };
        let lacking = witness::complete(scratch.database(), &dump)?;
        // Tables that nobody declares are named already, unless Diesel's configuration names them.
        let of_stranger = |entry: &Entry| {
            let mut names = left_alone.tables();
            names.any(|name| entry.belongs_to(&name.to_string()))
        };
        let unseen = lacking
            .iter()
            .filter(|entry| !of_stranger(entry) && !NAMED_ELSEWHERE.contains(&entry.kind()))
            .map(ToString::to_string);
        let left_out = left_alone
            .tables()
            .filter(|name| self.owner().is_left_out(name));
        let unseen: Vec<String> = left_out
            .map(|name| format!("table {name}"))
            .chain(unseen)
            .collect();
        if !unseen.is_empty() {
            events(Event::Note(format!(
                "the proof does not see these objects of the database: {}",
                unseen.join(", ")
            )));
        }
        Ok(())
    }

    fn up_to_date_base(&self, events: Listener<'_>) -> Result<Base, Error> {
        let mut connection = self.workspace.connect_to(self.url, OpenMode::ReadOnly)?;
        self.refuse_pending(&mut connection)?;
        let server = self.server(&mut connection, events)?;
        let live = inspect(&mut connection)?;
        let spelled = spelled(&mut connection, &self.declared.schema, events)?;
        self.declared.refuse_misplaced(self.url.dialect(), &live)?;
        let (schema, left_alone) = self.owner().part_live(live)?;
        Ok(Base {
            server,
            schema,
            left_alone,
            spelled,
            place: Place::Live(connection),
        })
    }
}
