//! Revisions written by hand.

use super::Db;

impl Db {
    /// Writes a revision that is newer than all others, and gives its directory.
    pub(crate) fn write_revision(&self, version: &str, up: &str) -> String {
        let directory = format!("migrations/{}/{version}", self.dialect());
        self.write(format!("{directory}/up.sql"), up);
        directory
    }

    /// Writes a revision with both scripts and what it follows, and gives its directory.
    pub(crate) fn revision(&self, name: &str, revises: &[&str], up: &str, down: &str) -> String {
        let directory = self.write_revision(name, up);
        self.write(format!("{directory}/down.sql"), down);
        let slug = name.split_once('_').map_or(name, |(_, slug)| slug);
        self.write(
            format!("{directory}/metadata.toml"),
            &format!(
                "run_in_transaction = true\n\n[moviectl]\nmessage = \"About {slug}.\"\nrevises = {revises:?}\n"
            ),
        );
        directory
    }

    /// A project with these revisions, each `(name, revises)`, which makes a table of its slug's name.
    #[track_caller]
    pub(crate) fn project_of(&self, revisions: &[(&str, &[&str])]) -> &Self {
        self.project();
        self.moviectl(["init"]).success();
        for (name, revises) in revisions {
            let (_, table) = name.split_once('_').unwrap();
            let table = self.quoted(table);
            self.revision(
                name,
                revises,
                &format!("CREATE TABLE {table} (id INTEGER PRIMARY KEY);\n"),
                &format!("DROP TABLE {table};\n"),
            );
        }
        self
    }
}
