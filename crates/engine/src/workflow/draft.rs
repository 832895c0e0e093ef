//! A new revision, before and while it is written.

use std::path::PathBuf;

use super::error::Error;
use super::event::{Event, Listener};
use super::project::Project;
use super::swap::Swap;
use crate::migrations::{Metadata, Revision};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::TableName;

/// A new revision of one dialect, before it is written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The dialect.
    pub dialect: Dialect,
    /// The directory that the revision is written to.
    pub directory: PathBuf,
    /// `up.sql`.
    pub up: String,
    /// `down.sql`.
    pub down: String,
    pub(super) metadata: Metadata,
}

impl Draft {
    pub(super) fn revision(&self, project: &Project) -> Revision {
        Revision::in_memory(
            project.relative(&self.directory),
            &self.metadata,
            self.up.clone(),
            self.down.clone(),
        )
    }

    /// Names what `up.sql` loses and what `down.sql` does not bring back, at the beginning of each.
    pub(super) fn accept_loss(&mut self, dropped: &[String], lost: &[String]) {
        let name = |script: &mut String, head: &str, list: &[String]| {
            if !list.is_empty() {
                let lines = list.iter().map(|text| comment(&format!("  {text}")));
                *script = format!("-- {head}:\n{}{script}", lines.collect::<String>());
            }
        };
        name(&mut self.up, "Lost", dropped);
        name(&mut self.down, "Not brought back", lost);
    }

    /// Says in `down.sql` where it fails.
    pub(super) fn say_irreversible(&mut self, places: &[(TableName, String)]) {
        let lines = places
            .iter()
            .map(|(_, place)| comment(&format!("Can fail {place}.")));
        self.down = format!("{}{}", lines.collect::<String>(), self.down);
    }

    pub(super) fn write(&self, project: &Project, events: Listener<'_>) -> Result<(), Error> {
        self.prepare()?.commit()?;
        self.tell(project, events);
        Ok(())
    }

    /// Writes the revision aside, where no command sees it.
    pub(super) fn prepare(&self) -> Result<Swap, Error> {
        let metadata = toml::to_string(&self.metadata).map_err(|error| Error::Write {
            path: self.directory.join("metadata.toml"),
            source: std::io::Error::other(error),
        })?;
        let files = [
            ("up.sql", self.up.clone()),
            ("down.sql", self.down.clone()),
            ("metadata.toml", metadata),
        ];
        let mut swap = Swap::new(self.directory.parent().unwrap_or(&self.directory));
        swap.add(&self.directory, &files)?;
        Ok(swap)
    }

    /// Tells which files were written.
    pub(super) fn tell(&self, project: &Project, events: Listener<'_>) {
        for file in ["up.sql", "down.sql"] {
            let path = self.directory.join(file);
            events(Event::Generated(project.relative(&path).to_owned()));
        }
    }
}

/// A line of a script that is a comment. A name may have a line break, which would end it.
fn comment(text: &str) -> String {
    format!("-- {}\n", text.replace(char::is_control, " "))
}
