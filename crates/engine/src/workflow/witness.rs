//! The second witness of a proof: dumps of the whole database. The model and the dump are read from the catalog by different
//! code, so neither can hide what the other lacks.

use super::error::Error;
use crate::database::Scratch;
use crate::inspect::{Dump, dump};

/// The dumps of a scratch database before and after `up.sql`.
pub(super) struct Witness {
    before: Dump,
    after: Dump,
}

impl Witness {
    /// Reads the dump before `up.sql`. An error is the reason why there is none: a product that moviectl is not tested with may
    /// lack what a dump asks for.
    pub(super) fn before(scratch: &mut Scratch) -> Result<Self, String> {
        let server = scratch.server();
        if server.is_untested_product() {
            return Err(format!("moviectl does not know the catalog of {server}"));
        }
        let before = dump(scratch.connection()).map_err(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            cause.unwrap_or_else(|| error.to_string())
        })?;
        Ok(Self {
            before,
            after: Dump::default(),
        })
    }

    /// Reads the dump after `up.sql`.
    pub(super) fn after_up(&mut self, scratch: &mut Scratch) -> Result<(), Error> {
        self.after = dump(scratch.connection())?;
        Ok(())
    }

    /// Returns the objects and properties that `down.sql` did not bring back.
    pub(super) fn lost(&self, scratch: &mut Scratch) -> Result<Vec<String>, Error> {
        differences(scratch, &self.before)
    }

    /// Refuses other objects after the second `up.sql` than after the first, except for those that were lost in between.
    pub(super) fn again(&self, scratch: &mut Scratch, lost: &[String]) -> Result<(), Error> {
        let mut others = differences(scratch, &self.after)?;
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

/// The differences of the scratch database from a dump of it.
fn differences(scratch: &mut Scratch, expected: &Dump) -> Result<Vec<String>, Error> {
    let varies = scratch.server().dialect().features().forms_vary;
    let now = dump(scratch.connection())?;
    Ok(match varies {
        true => now.differences_beside_spelling(expected),
        false => now.differences(expected),
    })
}
