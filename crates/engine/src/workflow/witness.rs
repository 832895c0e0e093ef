//! The second witness of a proof: dumps of the whole database. The model and the dump are read from the catalog by different
//! code, so neither can hide what the other lacks.

use super::error::Error;
use crate::database::Scratch;
use crate::inspect::{Dump, dump};

/// The dumps of a scratch database before and after `up.sql`. The default sees nothing.
#[derive(Default)]
pub(super) struct Witness {
    before: Option<Dump>,
    after: Option<Dump>,
    /// The reason why there are no dumps, if the server refused one.
    pub(super) unseen: Option<String>,
}

impl Witness {
    /// Reads the first dump. Products that moviectl is not tested with may lack what a dump asks for.
    pub(super) fn before(scratch: &mut Scratch) -> Self {
        let tested = !scratch.server().is_untested_product();
        let (before, unseen) = match tested.then(|| dump(scratch.connection())).transpose() {
            Ok(before) => (before, None),
            Err(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                (None, Some(cause.unwrap_or_else(|| error.to_string())))
            }
        };
        Self {
            before,
            after: None,
            unseen,
        }
    }

    /// Reads the dump after `up.sql`.
    pub(super) fn after_up(&mut self, scratch: &mut Scratch) -> Result<(), Error> {
        self.after = self.now(scratch)?;
        Ok(())
    }

    /// Returns the objects and properties that `down.sql` did not bring back.
    pub(super) fn lost(&self, scratch: &mut Scratch) -> Result<Vec<String>, Error> {
        let now = self.now(scratch)?;
        Ok(differences(scratch, now.as_ref(), self.before.as_ref()))
    }

    /// Refuses other objects after the second `up.sql` than after the first, except for those that were lost in between.
    pub(super) fn again(&self, scratch: &mut Scratch, lost: &[String]) -> Result<(), Error> {
        let now = self.now(scratch)?;
        let mut others = differences(scratch, now.as_ref(), self.after.as_ref());
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

    fn now(&self, scratch: &mut Scratch) -> Result<Option<Dump>, Error> {
        let sees = self.before.is_some();
        Ok(sees.then(|| dump(scratch.connection())).transpose()?)
    }
}

fn differences(scratch: &Scratch, now: Option<&Dump>, expected: Option<&Dump>) -> Vec<String> {
    let (Some(now), Some(expected)) = (now, expected) else {
        return Vec::new();
    };
    match scratch.server().dialect().features().forms_vary {
        true => now.differences_beside_spelling(expected),
        false => now.differences(expected),
    }
}
