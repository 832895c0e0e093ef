//! The second witness of a proof: dumps of the whole database. The model and the dump are read from the catalog by different
//! code, so neither can hide what the other lacks. An object that a script lost, although no change names it, is brought back
//! by the database's own definition.

use std::collections::HashSet;

use super::error::Error;
use crate::database::Scratch;
use crate::inspect::{Difference, Dump, Entry, Names, dump};
use crate::migrations::{Direction, Revision, RunError, run_on_scratch};
use moviectl_schema::plan::{Plan, Step};
use moviectl_schema::schema::{Change, Rename, Schema, TableName};

/// The kinds of objects that stand in the way of a change of a column that they read, and that can be dropped and made
/// again around the change.
const IN_THE_WAY: [&str; 5] = ["period", "policy", "publication table", "rule", "trigger"];

/// The kinds of objects that the model compares after `up.sql`.
const MODELLED: [&str; 10] = [
    "automatic index",
    "column",
    "constraint",
    "index",
    "materialized view",
    "schema",
    "sequence",
    "table",
    "type",
    "view",
];

/// The number of times that the objects which are still missing are tried again: one may need another one.
const ROUNDS: usize = 3;

/// Statements around a plan, for objects that moviectl has no model of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Additions {
    before_up: Vec<String>,
    after_up: Vec<String>,
    before_down: Vec<String>,
    after_down: Vec<String>,
}

impl Additions {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds them to the plan, each beside the statement that takes it back.
    pub(super) fn surround(self, plan: &mut Plan) {
        match plan.steps.first_mut().filter(|_| self.before_up.is_empty()) {
            Some(first) => first.down.extend(self.after_down),
            None => plan
                .steps
                .insert(0, Step::new(self.before_up, self.after_down)),
        }
        match plan.steps.last_mut().filter(|_| self.after_up.is_empty()) {
            Some(last) => drop(last.down.splice(0..0, self.before_down)),
            None => plan.steps.push(Step::new(self.after_up, self.before_down)),
        }
    }

    /// Returns the statements that need a right which the role that runs them elsewhere may lack: to give an object to another
    /// role, or to act for one.
    pub(super) fn privileged(&self) -> Vec<String> {
        let both = [&self.after_up, &self.after_down];
        let statements = both.into_iter().flatten().flat_map(|all| all.split(";\n"));
        let mut privileged: Vec<String> = statements
            .filter(|statement| {
                statement.contains(" OWNER TO ") || statement.starts_with("CREATE DEFINER")
            })
            .map(|statement| statement.lines().next().unwrap_or_default().to_owned())
            .collect();
        privileged.dedup();
        privileged
    }
}

/// The changes of a revision, as far as other objects may depend on them.
#[derive(Debug, Default)]
struct Affected {
    /// The columns whose type changes, and those that are made anew with them.
    altered: Vec<(TableName, String)>,
    /// The columns that go.
    dropped: Vec<(TableName, String)>,
    /// The tables that go.
    tables: Vec<TableName>,
}

impl Affected {
    fn new(changes: &[Change], schema: &Schema) -> Self {
        let mut own = Self::default();
        for change in changes {
            match change {
                Change::AlterColumn { table, from, to }
                    if from.sql_type != to.sql_type
                        || from.collation != to.collation
                        || from.generated != to.generated =>
                {
                    own.altered.push((table.clone(), from.name.clone()));
                    // Columns that are computed from it are made anew.
                    let tables = schema.tables.iter().filter(|other| other.name == *table);
                    let columns = tables.flat_map(|table| &table.columns);
                    let computed = columns.filter(|column| column.generated.is_some());
                    own.altered
                        .extend(computed.map(|column| (table.clone(), column.name.clone())));
                }
                Change::DropColumn { table, column } => {
                    own.dropped.push((table.clone(), column.name.clone()));
                }
                Change::DropTable(table) => own.tables.push(table.name.clone()),
                // The columns of an enum type get another type if a value goes.
                Change::AlterEnum { from, .. } => {
                    for table in &schema.tables {
                        let columns = table.columns.iter().filter(|column| {
                            column.sql_type.custom_name().as_ref() == Some(&from.name)
                        });
                        let columns = columns.map(|own| (table.name.clone(), own.name.clone()));
                        own.altered.extend(columns);
                    }
                }
                _ => {}
            }
        }
        own
    }
}

/// The dumps of a scratch database before and after `up.sql`.
pub(super) struct Witness<'a> {
    before: Dump,
    after: Dump,
    renames: &'a [Rename],
    affected: Affected,
    /// The statements that the scripts need; `None` if they have to be complete.
    additions: Option<Additions>,
}

impl<'a> Witness<'a> {
    /// Reads the dump before `up.sql`. An error is the reason why there is none: a product that moviectl is not tested with may
    /// lack what a dump asks for.
    ///
    /// `completes`: the scripts may be completed.
    pub(super) fn before(
        scratch: &mut Scratch,
        changes: &[Change],
        schema: &Schema,
        renames: &'a [Rename],
        completes: bool,
    ) -> Result<Self, String> {
        Ok(Self {
            before: look(scratch)?,
            after: Dump::default(),
            renames,
            affected: Affected::new(changes, schema),
            additions: completes.then(Additions::default),
        })
    }

    /// Runs a script. If the server refuses it because of objects that read a column, they are dropped before it.
    pub(super) fn run(
        &mut self,
        scratch: &mut Scratch,
        revision: &Revision,
        direction: Direction,
    ) -> Result<(), Error> {
        let error = match run_on_scratch(scratch, revision, direction) {
            Ok(_) => return Ok(()),
            Err(error @ RunError::Script { .. }) => error,
            Err(other) => return Err(other.into()),
        };
        let there = match direction {
            Direction::Up => &self.before,
            Direction::Down => &self.after,
        };
        let broken = there.users(&IN_THE_WAY, &self.affected.dropped);
        if direction == Direction::Up && !broken.is_empty() {
            return Err(Error::Breaks(
                broken.iter().map(ToString::to_string).collect(),
            ));
        }
        // An object of a table that goes may use another table that goes, too.
        let of_tables = match direction {
            Direction::Up => there.between(&IN_THE_WAY, &self.affected.tables),
            Direction::Down => Vec::new(),
        };
        // SQLite's scripts make the triggers of a table anew by themselves.
        let stand_aside = !scratch.server().dialect().features().embedded;
        let in_the_way: Vec<String> = there
            .users(&IN_THE_WAY, &self.affected.altered)
            .into_iter()
            .chain(of_tables)
            .filter(|_| stand_aside)
            .filter_map(|user| user.remove().map(ToOwned::to_owned))
            .collect();
        let dependents = dependents(&error);
        if direction == Direction::Up && in_the_way.is_empty() && !dependents.is_empty() {
            return Err(Error::Breaks(dependents));
        }
        let refused = |error| {
            let what = format!("{} does not run", direction.file_name());
            Err(Error::Proof(what, Some(Box::new(error))))
        };
        let Some(additions) = self.additions.as_mut().filter(|_| !in_the_way.is_empty()) else {
            return refused(error);
        };
        // The script stopped inside of its transaction.
        let _ = scratch.connection().run("ROLLBACK");
        scratch.renew().map_err(RunError::Renew)?;
        for statement in &in_the_way {
            if scratch.connection().run(statement).is_err() {
                return refused(error);
            }
        }
        match direction {
            Direction::Up => additions.before_up = in_the_way,
            Direction::Down => additions.before_down = in_the_way,
        }
        match run_on_scratch(scratch, revision, direction) {
            Ok(_) => Ok(()),
            Err(error @ RunError::Script { .. }) => refused(error),
            Err(other) => Err(other.into()),
        }
    }

    /// Reads the dump after `up.sql`, and brings back what the changes do not name. Returns the objects that `up.sql` loses or
    /// changes all the same.
    ///
    /// # Errors
    ///
    /// [`Error::Breaks`] if an object stays that reads what is gone.
    pub(super) fn after_up(&mut self, scratch: &mut Scratch) -> Result<Vec<String>, Error> {
        let dialect = scratch.server().dialect();
        let moved = self
            .additions
            .as_ref()
            .is_some_and(|own| !own.before_up.is_empty());
        let expected = self.before.renamed(dialect, self.renames);
        let renames = self.renames;
        let is_named = |difference: &Difference<'_>, names: &Names| {
            let kind = difference.entry.kind();
            MODELLED.contains(&kind)
                || (dialect.features().embedded && kind == "trigger")
                || (kind == "comment" && difference.entry.is_of(&["table", "column"]))
                || match moved && IN_THE_WAY.contains(&kind) {
                    true => difference.went_with_its_table(names),
                    false => difference.is_derived(names),
                }
        };
        let repaired = repair(
            scratch,
            &expected,
            renames,
            self.additions.is_some(),
            is_named,
        )?;
        self.after = repaired.now;
        let broken = self.after.broken_since(&self.before);
        if !broken.is_empty() {
            return Err(Error::Breaks(
                broken.iter().map(ToString::to_string).collect(),
            ));
        }
        if let Some(additions) = &mut self.additions {
            additions.after_up = repaired.statements;
        }
        Ok(repaired.left)
    }

    /// Returns the objects and properties that `down.sql` does not bring back.
    pub(super) fn after_down(&mut self, scratch: &mut Scratch) -> Result<Vec<String>, Error> {
        let completes = self.additions.is_some();
        let repaired = repair(scratch, &self.before, &[], completes, |_, _| false)?;
        if let Some(additions) = &mut self.additions {
            additions.after_down = repaired.statements;
        }
        Ok(repaired.left)
    }

    /// Returns the functions and their like whose text has the name of something that `up.sql` removes or renames.
    pub(super) fn mentions(&self) -> Vec<String> {
        self.after.mentions_of_gone(&self.before)
    }

    /// Returns the statements that the scripts need, of which there may be none.
    pub(super) fn into_additions(self) -> Additions {
        self.additions.unwrap_or_default()
    }

    /// Returns whether the scripts need further statements.
    pub(super) fn is_incomplete(&self) -> bool {
        let additions = self.additions.as_ref();
        additions.is_some_and(|additions| !additions.is_empty())
    }

    /// Refuses other objects after the second `up.sql` than after the first, except for those that were lost in between.
    pub(super) fn again(&self, scratch: &mut Scratch, lost: &[String]) -> Result<(), Error> {
        let lost: HashSet<&String> = lost.iter().collect();
        let mut others = repair(scratch, &self.after, &[], false, |_, _| false)?.left;
        others.retain(|line| !lost.contains(line));
        if others.is_empty() {
            return Ok(());
        }
        let others = others.join("; ");
        Err(Error::Proof(
            format!("up.sql makes other objects the second time: {others}"),
            None,
        ))
    }
}

/// The objects because of which a server does not drop another one, in its words: `function f(t) depends on type t` on
/// PostgreSQL, `trigger g after drop column: no such column: NEW.a` on SQLite.
fn dependents(error: &RunError) -> Vec<String> {
    let RunError::Script { source, .. } = error else {
        return Vec::new();
    };
    let details = source.details().unwrap_or_default().lines();
    let details = details.filter(|line| line.contains(" depends on "));
    let message = source
        .message()
        .and_then(|text| text.strip_prefix("error in "));
    details.chain(message).map(ToOwned::to_owned).collect()
}

/// Reads a dump of the scratch database. An error is the reason why there is none.
pub(super) fn look(scratch: &mut Scratch) -> Result<Dump, String> {
    let server = scratch.server();
    if server.is_untested_product() {
        return Err(format!("moviectl does not know the catalog of {server}"));
    }
    dump(scratch.connection()).map_err(|error| error.reason())
}

/// Gives the scratch database the objects of another database, as far as its dump has their statements and they can be used
/// there. Returns those that it lacks all the same.
pub(super) fn complete(scratch: &mut Scratch, other: &Dump) -> Result<Vec<Entry>, Error> {
    let there = dump(scratch.connection())?;
    let now = repair(scratch, other, &[], true, |_, _| false)?.now;
    let mut lacking: Vec<Entry> = now.lacking(other).cloned().collect();
    // SQLite makes a view of a table that is not there, and then renames no table any more.
    for user in now.broken_since(&there) {
        if let Some(remove) = user.remove() {
            let run = scratch.connection().run(remove);
            run.map_err(Error::database(format!("run `{remove}`")))?;
            lacking.push(user.entry().clone());
        }
    }
    lacking.sort();
    Ok(lacking)
}

/// Returns what distinguishes the scratch database from a dump, in words. There is nothing to compare with an error.
pub(super) fn differences(
    scratch: &mut Scratch,
    expected: &Result<Dump, String>,
) -> Result<Vec<String>, Error> {
    let Ok(expected) = expected else {
        return Ok(Vec::new());
    };
    Ok(repair(scratch, expected, &[], false, |_, _| false)?.left)
}

/// The result of a comparison with a dump.
struct Repaired {
    now: Dump,
    /// The statements that were needed.
    statements: Vec<String>,
    /// The differences that are left, in words.
    left: Vec<String>,
}

/// Compares the scratch database with a dump of it, in which `renames` were made. If `completes`, what differs is brought
/// back where the dump knows how. `is_named` tells which differences are right.
fn repair(
    scratch: &mut Scratch,
    expected: &Dump,
    renames: &[Rename],
    completes: bool,
    is_named: impl Fn(&Difference<'_>, &Names) -> bool,
) -> Result<Repaired, Error> {
    let dialect = scratch.server().dialect();
    let forms_vary = dialect.features().forms_vary;
    let mut statements = Vec::new();
    let mut rounds = if completes { ROUNDS } else { 0 };
    let mut done: HashSet<String> = HashSet::new();
    loop {
        let now = dump(scratch.connection())?;
        let shown = now.renamed(dialect, renames);
        let differences = shown.compared_with(expected, forms_vary);
        let names = Names::new(&shown, expected);
        let left: Vec<&Difference<'_>> = differences
            .iter()
            .filter(|own| !is_named(own, &names))
            .collect();
        let mut tried = left.clone();
        tried.sort_by_key(|own| own.position());
        let mut progress = false;
        if rounds > 0 {
            rounds -= 1;
            for own in tried {
                let Some(repair) = own.repair() else { continue };
                let key = own.entry.to_string();
                // PostgreSQL runs the statements of one message as one transaction.
                if !done.contains(&key) && scratch.connection().run(&repair.join(";\n")).is_ok() {
                    done.insert(key);
                    statements.extend(repair);
                    progress = true;
                }
            }
        }
        if !progress {
            let left = left.iter().map(ToString::to_string).collect();
            return Ok(Repaired {
                now,
                statements,
                left,
            });
        }
    }
}
