//! The proof of a migration: up, down and up again on a scratch database, each time with the schema that must come out.

use super::error::Error;
use crate::database::{AnyConnection, Scratch};
use crate::inspect::inspect;
use crate::migrations::{Direction, Revision, RunError, run_on_scratch};
use moviectl_schema::diff::{Mode, departures, diff_as_spelled, differences};
use moviectl_schema::plan::create_all;
use moviectl_schema::schema::{Change, Schema, Spellings};

/// The schemas that a revision must build.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Expectation<'a> {
    /// The schema before `up.sql`, and after `down.sql`.
    pub built: &'a Schema,
    /// The same under the names that the revision gives; `built` if it renames nothing.
    pub renamed: &'a Schema,
    /// The schema after `up.sql`.
    pub declared: &'a Schema,
    /// How complete the declaration is.
    pub mode: Mode,
    /// The declaration's SQL as the database spells it.
    pub spellings: &'a Spellings,
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
) -> Result<(), Error> {
    let dialect = scratch.server().dialect();
    let Expectation {
        built,
        renamed,
        declared,
        mode,
        spellings,
    } = *expectation;
    let look = |scratch: &mut Scratch| -> Result<Schema, Error> {
        Ok(inspect(scratch.connection())?.with_declared_indexes(declared))
    };
    let built = &built.clone().with_declared_indexes(declared);
    let renamed = &renamed.clone().with_declared_indexes(declared);
    run(scratch, revision, Direction::Up)?;
    let up = look(scratch)?;
    let left = diff_as_spelled(dialect, mode, &up, declared, spellings);
    refuse(
        "after up.sql the schema is not what is declared",
        left.iter().flat_map(Change::describe).collect(),
    )?;
    // Objects that the declaration cannot express must be unchanged.
    let changes = diff_as_spelled(dialect, mode, renamed, declared, spellings);
    refuse(
        "up.sql changes what it should not, or leaves something out",
        departures(dialect, renamed, &changes, &up),
    )?;
    run(scratch, revision, Direction::Down)?;
    let down = look(scratch)?;
    refuse(
        "down.sql does not bring the schema back",
        differences(dialect, built, &down),
    )?;
    run(scratch, revision, Direction::Up)?;
    let again = look(scratch)?;
    refuse(
        "up.sql makes another schema the second time",
        differences(dialect, &up, &again),
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

fn refuse(what: &str, differences: Vec<String>) -> Result<(), Error> {
    if differences.is_empty() {
        return Ok(());
    }
    Err(Error::Proof(
        format!("{what}: {}", differences.join("; ")),
        None,
    ))
}

/// Makes the tables of `schema` on an empty scratch database, and tells what came out differently.
pub(super) fn copy_schema(
    scratch: &mut AnyConnection,
    schema: &Schema,
) -> Result<Vec<String>, Error> {
    let dialect = scratch.dialect();
    for statement in create_all(dialect, schema) {
        if let Err(error) = scratch.run(&statement) {
            return Ok(vec![error.to_string()]);
        }
    }
    Ok(differences(dialect, schema, &inspect(scratch)?))
}
