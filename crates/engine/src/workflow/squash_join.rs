//! Several scripts as one.

use std::collections::BTreeMap;

use super::error::Error;
use super::event::Event;
use crate::migrations::{Around, Direction, Revision, copy_script};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{renumbered, split, steps, traces};

/// Scripts one after the other.
pub(super) struct Joined {
    text: String,
    /// True if any of them rebuilds tables.
    pub(super) rebuild: bool,
}

impl Joined {
    /// Returns the script. If a part of it or of its counterpart rebuilds tables, it gets the envelope of a rebuild.
    pub(super) fn finish(self, rebuilds: bool) -> String {
        if rebuilds {
            format!(
                "PRAGMA foreign_keys=OFF;\nBEGIN IMMEDIATE;\n\n{}\nCOMMIT;\nPRAGMA foreign_keys=ON;\n",
                self.text
            )
        } else {
            self.text
        }
    }
}

/// The offset to add to the step numbers of each revision, by version.
pub(super) type Shifts = Option<BTreeMap<String, u32>>;

/// Returns the offsets that number the steps of all revisions consecutively, if every revision pairs its steps. If one
/// does not, returns `None`: then the joined script has no steps.
pub(super) fn shifts(dialect: Dialect, revisions: &[&Revision]) -> Result<Shifts, Error> {
    let mut shifts = BTreeMap::new();
    let mut last = 0;
    for revision in revisions {
        let numbers = |direction| -> Result<Option<Vec<u32>>, Error> {
            let text = copy_script(dialect, revision, direction)?.text;
            let steps = steps(dialect, &text);
            Ok(steps.map(|steps| steps.into_iter().map(|(number, _)| number).collect()))
        };
        let (up, down) = (numbers(Direction::Up)?, numbers(Direction::Down)?);
        let (Some(up), Some(down)) = (up, down) else {
            return Ok(None);
        };
        if !up.iter().eq(down.iter().rev()) {
            return Ok(None);
        }
        shifts.insert(revision.version.clone(), last);
        last += up.into_iter().max().unwrap_or_default();
    }
    Ok(Some(shifts))
}

/// Returns the first statement whose effect on the session would reach the next script. Each revision begins in a clean
/// session, and the parts of one script do not.
fn session_change(dialect: Dialect, script: &str) -> Option<String> {
    // The pragmas of a rebuild, which ends with their usual values.
    const OF_REBUILDS: [&str; 2] = ["foreign_keys", "legacy_alter_table"];
    let statements = split(dialect, script);
    let traces = traces(dialect, &statements);
    let mut pragmas = traces.pragmas.iter();
    let only_rebuilds =
        !traces.pragmas.is_empty() && pragmas.all(|own| OF_REBUILDS.contains(&own.as_str()));
    let changes = (traces.settings && !only_rebuilds)
        || traces.leaves_objects
        || traces.lasting.is_some()
        || !traces.variables.is_empty();
    let first = traces.lasting.or(traces.first).filter(|_| changes)?;
    let text = statements.get(first)?.text;
    Some(text.lines().next().unwrap_or_default().to_owned())
}

/// How scripts are joined.
pub(super) struct Join<'e, 'l> {
    pub(super) dialect: Dialect,
    pub(super) shifts: Shifts,
    pub(super) events: &'l mut (dyn FnMut(Event) + 'e),
}

impl Join<'_, '_> {
    /// The scripts of revisions, one after the other.
    pub(super) fn scripts<'r>(
        &mut self,
        revisions: impl Iterator<Item = &'r Revision>,
        direction: Direction,
    ) -> Result<Joined, Error> {
        let mut parts = Vec::new();
        let mut rebuild = false;
        let mut revisions = revisions.peekable();
        while let Some(revision) = revisions.next() {
            let copied = copy_script(self.dialect, revision, direction)?;
            if revisions.peek().is_some()
                && let Some(statement) = session_change(self.dialect, &copied.text)
            {
                let what = format!(
                    "{} of {} changes the session of the script that would follow it: {statement}",
                    direction.file_name(),
                    revision.version
                );
                return Err(Error::SquashProof(what, None));
            }
            match copied.around {
                Around::Transaction => {}
                Around::Rebuild => rebuild = true,
                Around::Nothing => {
                    return Err(Error::NotALine(format!(
                        "{} runs outside of a transaction",
                        revision.version
                    )));
                }
            }
            for statement in &copied.row_statements {
                (self.events)(Event::Warning(format!(
                    "copied from {} of {}, and not proved, since the proof compares no rows: {statement}",
                    direction.file_name(),
                    revision.version
                )));
            }
            parts.push(format!(
                "-- From {}:\n\n{}",
                revision.name,
                self.numbered(revision, copied.text)
            ));
        }
        Ok(Joined {
            text: parts.join("\n"),
            rebuild,
        })
    }

    fn numbered(&self, revision: &Revision, text: String) -> String {
        let shift = self
            .shifts
            .as_ref()
            .and_then(|shifts| shifts.get(&revision.version));
        renumbered(self.dialect, &text, shift.copied())
    }
}
