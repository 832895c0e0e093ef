//! The proof of a migration: up, down and up again on a scratch database, each time with the schema that must come out.

use super::compare;
use super::error::Error;
use super::strangers::LeftAlone;
use super::witness::{Additions, Witness};
use crate::database::{AnyConnection, Scratch};
use crate::inspect::inspect;
use crate::migrations::{Direction, Revision, RunError, run_on_scratch};
use moviectl_schema::diff::{Mode, Side, left_after};
use moviectl_schema::plan::Plan;
use moviectl_schema::plan::copy_all;
use moviectl_schema::schema::{Change, Rename, Schema};

/// The schemas that a revision must build.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'a> {
    /// The schema before `up.sql`, and after `down.sql`.
    pub built: &'a Schema,
    /// The same under the names that the revision gives; `built` if it renames nothing.
    pub renamed: &'a Schema,
    /// The renamings.
    pub renames: &'a [Rename],
    /// The schema after `up.sql`.
    pub declared: Side<'a>,
    /// How complete the declaration is.
    pub mode: Mode,
    /// The objects of the scratch database that are in none of these schemas.
    pub left_alone: &'a LeftAlone,
}

/// The result of a proof.
#[doc(hidden)]
#[derive(Debug)]
pub struct Proved {
    /// The objects and properties outside of the model that `up.sql` loses although no change names them, in words.
    pub dropped: Vec<String>,
    /// The objects and properties outside of the model that `down.sql` does not bring back, in words.
    pub lost: Vec<String>,
    /// The statements that need a right which another role may lack.
    pub privileged: Vec<String>,
    /// The functions and their like whose text has the name of something that goes, each with that name.
    pub mentions: Vec<String>,
    /// The enum types that go in the next migration, in words: before `up.sql`, something outside of the model needs them.
    pub later: Vec<String>,
    /// The reason why only the model was compared, if the server does not show the rest.
    pub unseen: Option<String>,
}

/// Proves the revision that `revise` makes of the plan. First, the plan gets the statements that keep or bring back the
/// objects outside of the model.
///
/// # Errors
///
/// As [`prove`].
#[doc(hidden)]
pub fn prove_completed(
    scratch: &mut Scratch,
    plan: &mut Plan,
    revise: impl Fn(&Plan) -> Revision,
    expectation: &Expectation<'_>,
) -> Result<Proved, Error> {
    let (proved, additions) = attempt(scratch, &revise(plan), expectation, true)?;
    if additions.is_empty() {
        return Ok(proved);
    }
    let privileged = additions.privileged();
    additions.surround(plan);
    let again = prove(scratch, &revise(plan), expectation)?;
    Ok(Proved {
        privileged,
        mentions: all_of(proved.mentions, again.mentions),
        dropped: all_of(proved.dropped, again.dropped),
        lost: all_of(proved.lost, again.lost),
        later: again.later,
        unseen: again.unseen,
    })
}

/// The lines of both lists, each once.
fn all_of(mut first: Vec<String>, second: Vec<String>) -> Vec<String> {
    first.extend(second);
    first.sort();
    first.dedup();
    first
}

/// Proves that `revision` does what is expected, and takes it back. The scratch database has the built schema, without
/// rows; where the proof succeeds, it has the declared one afterwards.
///
/// # Errors
///
/// [`Error::Proof`] says what is wrong with the revision, and [`Error::Breaks`] which objects it would break.
#[doc(hidden)]
pub fn prove(
    scratch: &mut Scratch,
    revision: &Revision,
    expectation: &Expectation<'_>,
) -> Result<Proved, Error> {
    attempt(scratch, revision, expectation, false).map(|(proved, _)| proved)
}

/// Proves a revision. If `completes` and its scripts need further statements, those are returned, and the scratch database is
/// as before.
fn attempt(
    scratch: &mut Scratch,
    revision: &Revision,
    expectation: &Expectation<'_>,
    completes: bool,
) -> Result<(Proved, Additions), Error> {
    let dialect = scratch.server().dialect();
    let Expectation {
        built,
        renamed,
        renames,
        declared,
        mode,
        left_alone,
    } = *expectation;
    let look = |scratch: &mut Scratch| -> Result<Schema, Error> {
        let found = left_alone.taken_from(inspect(scratch.connection())?);
        Ok(found.with_declared_indexes(declared.written))
    };
    let built = &built.clone().with_declared_indexes(declared.written);
    let renamed = &renamed.clone().with_declared_indexes(declared.written);
    let changes = compare::changes(scratch.connection(), mode, renamed, declared.spelled.into())?;
    let adds = revision.run_in_transaction && built == renamed && changes.iter().all(only_adds);
    let witness = || Witness::before(scratch, &changes, renamed, renames, completes);
    let (mut witness, unseen) = match (!adds).then(witness).transpose() {
        Ok(witness) => (witness, None),
        Err(reason) => (None, Some(reason)),
    };
    run(scratch, revision, Direction::Up, &mut witness)?;
    let dropped = match &mut witness {
        Some(witness) => witness.after_up(scratch)?,
        None => Vec::new(),
    };
    let up = look(scratch)?;
    let mut left = compare::changes(scratch.connection(), mode, &up, declared)?;
    let later = take_freed(&mut left, renamed);
    refuse("after up.sql the schema is not what is declared", &left)?;
    // Objects that the declaration cannot express must be unchanged.
    refuse(
        "up.sql changes what it should not, or leaves something out",
        &left_after(dialect, renamed, &changes, &up),
    )?;
    run(scratch, revision, Direction::Down, &mut witness)?;
    let mut lost = match &mut witness {
        Some(witness) => witness.after_down(scratch)?,
        None => Vec::new(),
    };
    // The list of what is lost also has what the model sees.
    if lost.is_empty() {
        let down = look(scratch)?;
        let left = compare::changes(scratch.connection(), Mode::Exact, &down, built.into())?;
        if is_beyond_model(built, &left) {
            lost = left.iter().flat_map(Change::describe).collect();
        } else {
            refuse("down.sql does not bring the schema back", &left)?;
        }
    }
    let proved = Proved {
        dropped,
        lost,
        privileged: Vec::new(),
        mentions: witness.as_ref().map(Witness::mentions).unwrap_or_default(),
        later,
        unseen,
    };
    if let Some(witness) = witness.take_if(|witness| witness.is_incomplete()) {
        return Ok((proved, witness.into_additions()));
    }
    run(scratch, revision, Direction::Up, &mut witness)?;
    let again = look(scratch)?;
    refuse(
        "up.sql makes another schema the second time",
        &compare::changes(scratch.connection(), Mode::Exact, &again, (&up).into())?,
    )?;
    if let Some(witness) = &witness {
        witness.again(scratch, &proved.lost)?;
    }
    Ok((proved, Additions::default()))
}

/// Takes the removals of enum types out of `left` that something outside of the model needed before, such as a policy of a
/// table that goes.
fn take_freed(left: &mut Vec<Change>, before: &Schema) -> Vec<String> {
    let users = |own: &Change| -> Option<String> {
        let Change::DropEnum(own) = own else {
            return None;
        };
        let users = before.enum_dependents.iter();
        let users = users.filter(|(name, _)| *name == own.name);
        let users: Vec<&str> = users.map(|(_, user)| user.as_str()).collect();
        let needs = format!("enum '{}', because of {}", own.name, users.join(", "));
        (!users.is_empty()).then_some(needs)
    };
    let later = left.iter().filter_map(users).collect();
    left.retain(|change| users(change).is_none());
    later
}

/// Returns whether something is left to do, and only for tables with properties that the model lacks.
fn is_beyond_model(built: &Schema, left: &[Change]) -> bool {
    let tables = built.tables_by_name();
    let lacks = |change: &Change| {
        let table = change.table().and_then(|name| tables.get(name));
        table.is_some_and(|table| !table.unsupported.is_empty())
    };
    !left.is_empty() && left.iter().all(lacks)
}

/// Returns whether the change only adds an object. Its statement creates that object, and the statement that takes it back
/// drops only that one, so nothing else can be lost.
fn only_adds(change: &Change) -> bool {
    matches!(
        change,
        Change::CreateSchema(_)
            | Change::CreateEnum(_)
            | Change::CreateTable(_)
            | Change::AddColumn { .. }
    )
}

fn run(
    scratch: &mut Scratch,
    revision: &Revision,
    direction: Direction,
    witness: &mut Option<Witness<'_>>,
) -> Result<(), Error> {
    if let Some(witness) = witness {
        return witness.run(scratch, revision, direction);
    }
    match run_on_scratch(scratch, revision, direction) {
        Ok(_) => Ok(()),
        Err(error @ RunError::Script { .. }) => Err(Error::Proof(
            format!("{} does not run", direction.file_name()),
            Some(Box::new(error)),
        )),
        Err(other) => Err(other.into()),
    }
}

/// Refuses a schema from which `left` still leads to the expected one.
fn refuse(what: &str, left: &[Change]) -> Result<(), Error> {
    if left.is_empty() {
        return Ok(());
    }
    Err(Error::Proof(
        format!("{what}; left to do: {}", in_words(left)),
        None,
    ))
}

/// The changes in one line.
pub(super) fn in_words(changes: &[Change]) -> String {
    let lines: Vec<String> = changes.iter().flat_map(Change::describe).collect();
    lines.join("; ")
}

/// Makes the tables of `schema` on an empty scratch database. Returns the reason why they are not the same, if they are not.
pub(super) fn copy_schema(
    scratch: &mut AnyConnection,
    schema: &Schema,
) -> Result<Option<String>, Error> {
    let dialect = scratch.dialect();
    for statement in copy_all(dialect, schema) {
        if let Err(error) = scratch.run(&statement) {
            return Ok(Some(error.to_string()));
        }
    }
    let made = inspect(scratch)?;
    let left = compare::changes(scratch, Mode::Exact, &made, schema.into())?;
    Ok((!left.is_empty()).then(|| format!("left to do: {}", in_words(&left))))
}
