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

    /// A plain project of Diesel's own tool with one migration, which the database has. `print_schema` is more of that section.
    pub(crate) fn diesel_project(&self, print_schema: &str, up: &str) {
        self.write(
            "diesel.toml",
            &format!(
                "[migrations_directory]\ndir = \"migrations\"\n[print_schema]\nfile = \"src/schema.rs\"\n{print_schema}"
            ),
        );
        let revision = "migrations/2020-01-01-000000_all";
        self.write(format!("{revision}/up.sql"), up);
        self.write(format!("{revision}/down.sql"), "SELECT 1;");
        self.moviectl(["upgrade"]).success();
    }
}
