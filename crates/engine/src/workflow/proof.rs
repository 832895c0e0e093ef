//! The proof of a migration: up, down and up again on a scratch database, each time with the schema that must come out.

use super::compare;
use super::error::Error;
use super::witness::Witness;
use crate::database::{AnyConnection, Scratch};
use crate::inspect::inspect;
use crate::migrations::{Direction, Revision, RunError, run_on_scratch};
use moviectl_schema::diff::{Mode, Side, left_after};
use moviectl_schema::plan::create_all;
use moviectl_schema::schema::{Change, Schema};

/// The schemas that a revision must build.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'a> {
    /// The schema before `up.sql`, and after `down.sql`.
    pub built: &'a Schema,
    /// The same under the names that the revision gives; `built` if it renames nothing.
    pub renamed: &'a Schema,
    /// The schema after `up.sql`.
    pub declared: Side<'a>,
    /// How complete the declaration is.
    pub mode: Mode,
}

/// The result of a proof.
#[doc(hidden)]
#[derive(Debug)]
pub struct Proved {
    /// The objects and properties outside of the model that `down.sql` does not bring back, in words.
    pub lost: Vec<String>,
    /// The reason why only the model was compared, if the server does not show the rest.
    pub unseen: Option<String>,
}

/// Proves that `revision` does what is expected, and takes it back. The scratch database has the built schema, without
/// rows; where the proof succeeds, it has the declared one afterwards.
///
/// # Errors
///
/// [`Error::Proof`] says what is wrong with the revision.
#[doc(hidden)]
pub fn prove(
    scratch: &mut Scratch,
    revision: &Revision,
    expectation: &Expectation<'_>,
) -> Result<Proved, Error> {
    let dialect = scratch.server().dialect();
    let Expectation {
        built,
        renamed,
        declared,
        mode,
    } = *expectation;
    let look = |scratch: &mut Scratch| -> Result<Schema, Error> {
        Ok(inspect(scratch.connection())?.with_declared_indexes(declared.written))
    };
    let built = &built.clone().with_declared_indexes(declared.written);
    let renamed = &renamed.clone().with_declared_indexes(declared.written);
    let changes = compare::changes(scratch.connection(), mode, renamed, declared.spelled.into())?;
    let adds = revision.run_in_transaction && built == renamed && changes.iter().all(only_adds);
    let (mut witness, unseen) = match (!adds).then(|| Witness::before(scratch)).transpose() {
        Ok(witness) => (witness, None),
        Err(reason) => (None, Some(reason)),
    };
    run(scratch, revision, Direction::Up)?;
    let up = look(scratch)?;
    if let Some(witness) = &mut witness {
        witness.after_up(scratch)?;
    }
    refuse(
        "after up.sql the schema is not what is declared",
        &compare::changes(scratch.connection(), mode, &up, declared)?,
    )?;
    // Objects that the declaration cannot express must be unchanged.
    refuse(
        "up.sql changes what it should not, or leaves something out",
        &left_after(dialect, renamed, &changes, &up),
    )?;
    run(scratch, revision, Direction::Down)?;
    let down = look(scratch)?;
    refuse(
        "down.sql does not bring the schema back",
        &compare::changes(scratch.connection(), Mode::Exact, &down, built.into())?,
    )?;
    let lost = match &witness {
        Some(witness) => witness.lost(scratch)?,
        None => Vec::new(),
    };
    run(scratch, revision, Direction::Up)?;
    let again = look(scratch)?;
    refuse(
        "up.sql makes another schema the second time",
        &compare::changes(scratch.connection(), Mode::Exact, &again, (&up).into())?,
    )?;
    if let Some(witness) = &witness {
        witness.again(scratch, &lost)?;
    }
    Ok(Proved { lost, unseen })
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

fn run(scratch: &mut Scratch, revision: &Revision, direction: Direction) -> Result<(), Error> {
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
    for statement in create_all(dialect, schema) {
        if let Err(error) = scratch.run(&statement) {
            return Ok(Some(error.to_string()));
        }
    }
    let made = inspect(scratch)?;
    let left = compare::changes(scratch, Mode::Exact, &made, schema.into())?;
    Ok((!left.is_empty()).then(|| format!("left to do: {}", in_words(&left))))
}
