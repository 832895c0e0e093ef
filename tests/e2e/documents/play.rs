//! Follows a document.
//!
//! Commands run as a shell runs them, the binary first in its path; `cd` and `export` count for the commands that
//! follow. A document's reader lives in `/home/you` and has a PostgreSQL server at `localhost:5433`, password `secret`; here
//! the sandbox and the server of the tests take their place, in files and in what is printed. Versions are compared
//! by the order in which they appear.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use url::Url;

use super::book::Book;
use super::compare::Said;
use super::read::{Command, Only, Step, steps};
use super::verb::{Verb, verb};
use crate::support::{
    Backend, Db, Output, POSTGRES_URL, Sandbox, server_url, unique_name, variable,
};

const HOME: &str = "/home/you";
const SERVER: &str = "postgresql://postgres:***@localhost:5433/movies";

/// Somebody who follows documents.
pub(super) struct Player<'a> {
    own: Option<Sandbox>,
    db: Option<&'a Db>,
    /// The database of the part on PostgreSQL, where there is a server.
    server: Option<Url>,
    /// One a directory, and another there for the part on PostgreSQL.
    books: HashMap<(PathBuf, Option<Only>), Book>,
    root: PathBuf,
}

impl<'a> Player<'a> {
    /// In an empty directory.
    pub(super) fn new() -> Self {
        let sandbox = Sandbox::new();
        let server = variable(POSTGRES_URL).map(|_| {
            Url::parse(&server_url(Backend::Postgres, &unique_name())).expect("a server's URL")
        });
        Self::start(sandbox.root(), server, Some(sandbox), None)
    }

    /// In the sandbox of a database, which all steps use.
    pub(super) fn on(db: &'a Db) -> Self {
        Self::start(db.root(), None, None, Some(db))
    }

    fn start(root: PathBuf, server: Option<Url>, own: Option<Sandbox>, db: Option<&'a Db>) -> Self {
        Self {
            books: HashMap::new(),
            own,
            db,
            server,
            root,
        }
    }

    fn sandbox(&self) -> &Sandbox {
        self.db
            .map(|db| &**db)
            .or(self.own.as_ref())
            .expect("a sandbox")
    }

    /// Follows a document, and panics at the first step that does not do what it says.
    pub(super) fn document(&mut self, name: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let bless = variable("MOVIECTL_TEST_BLESS").is_some() && self.db.is_none();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut blessed = Vec::new();
        let found = steps(&text);
        assert!(!found.is_empty(), "{name} has nothing to run");
        for step in found {
            match step {
                Step::Write { path, text } => self.write(&path, &text),
                Step::Run(command) => {
                    if !self.counts(command.only) {
                        continue;
                    }
                    let Some(output) = self.run(name, &command) else {
                        continue;
                    };
                    let wrong = self.wrong(&command, &output);
                    if let Some(expected) = wrong {
                        if bless {
                            let printed = self.printed(&command, &output);
                            blessed.push((command.shown, printed));
                            continue;
                        }
                        panic!(
                            "{name}:{}: expected status {} and\n{expected}\n\nfound {output}",
                            command.number, command.code
                        );
                    }
                }
            }
        }
        if !blessed.is_empty() {
            for (shown, printed) in blessed.into_iter().rev() {
                if !lines[shown.clone()].iter().any(|line| line.trim() == "…") && !shown.is_empty()
                {
                    lines.splice(shown, printed);
                }
            }
            fs::write(&path, lines.join("\n") + "\n").expect("a blessed document");
        }
    }

    fn counts(&self, only: Option<Only>) -> bool {
        match only {
            None => true,
            Some(Only::Sqlite) => self.db.is_none_or(|db| db.backend == Backend::Sqlite),
            Some(Only::Postgres) => self.server.is_some(),
        }
    }

    fn write(&self, path: &str, text: &str) {
        let mut text = text.to_owned();
        if let Some(server) = &self.server {
            let host = server.host_str().unwrap_or("localhost");
            let parts = [
                ("DB_USERNAME=postgres", "DB_USERNAME", server.username()),
                (
                    "DB_PASSWORD=secret",
                    "DB_PASSWORD",
                    server.password().unwrap_or(""),
                ),
                ("DB_HOST=localhost", "DB_HOST", host),
                ("DB_NAME=movies", "DB_NAME", &server.path()[1..]),
            ];
            for (old, name, value) in parts {
                text = text.replace(old, &format!("{name}={value}"));
            }
            let port = server.port().unwrap_or(5432);
            text = text.replace("DB_PORT=5433", &format!("DB_PORT={port}"));
        }
        self.sandbox().write(path, &text);
    }

    /// `None` for what is not run here.
    fn run(&self, name: &str, command: &Command) -> Option<Output> {
        let at = format!("{name}:{}", command.number);
        let line = self
            .book(command)
            .with_versions(&self.localised(&command.line));
        match verb(&line).unwrap_or_else(|wrong| panic!("{at}: {wrong}")) {
            Verb::Run(line) => {
                let binary = Path::new(env!("CARGO_BIN_EXE_moviectl"));
                let directory = binary.parent().expect("a directory of the binary");
                let path = std::env::var("PATH").unwrap_or_default();
                let invocation = self.sandbox().program(Path::new("sh"), ["-c", &line]);
                Some(
                    invocation
                        .env("PATH", format!("{}:{path}", directory.display()))
                        .run(),
                )
            }
            Verb::Cd(directory) => {
                self.sandbox().cd(&directory);
                None
            }
            Verb::Export(name, value) => {
                self.sandbox().export(&name, &value);
                None
            }
            Verb::Nothing => None,
        }
    }

    /// A line of the document as it is for the database that is followed.
    fn localised(&self, line: &str) -> String {
        match self.db {
            Some(db) => line.replace(
                "migrations/sqlite/",
                &format!("migrations/{}/", db.dialect()),
            ),
            None => line.to_owned(),
        }
    }

    /// Returns the book of the place in which a command runs. Two projects may have revisions of the same second.
    fn book(&self, command: &Command) -> Book {
        let known = self.books.get(&self.place(command)).cloned();
        known.unwrap_or_else(|| {
            let hour = if command.only == Some(Only::Postgres) {
                18
            } else {
                14
            };
            Book::new(&self.root, Path::new(HOME), hour)
        })
    }

    fn place(&self, command: &Command) -> (PathBuf, Option<Only>) {
        let only = command.only.filter(|only| *only == Only::Postgres);
        (self.sandbox().path(""), only)
    }

    /// Returns the expected output if the actual one differs.
    fn wrong(&mut self, command: &Command, output: &Output) -> Option<String> {
        let mut book = self.book(command);
        let expected: Vec<String> = command
            .expected
            .iter()
            .map(|line| book.written.apply(&self.localised(line)))
            .collect();
        // Versions are numbered as they appear in what a document shows, and progress is shown first.
        let fits = expected.is_empty() || {
            let stderr = book.lines(&self.with_readers_server(&output.stderr));
            let stdout = book.lines(&self.with_readers_server(&output.stdout));
            Said { stdout, stderr }.fits(&expected)
        };
        book.see_versions(output);
        // The versions of an output that is shown in part are not kept. Nor is that of `--dry-run`: the written revision
        // gets another version.
        let whole = !expected.is_empty() && expected.iter().all(|line| line != "…");
        if whole && !command.line.contains("--dry-run") {
            self.books.insert(self.place(command), book);
        }
        (output.code != command.code || !fits).then(|| expected.join("\n"))
    }

    /// An output as if it were about the server of the document's reader.
    fn with_readers_server(&self, text: &str) -> String {
        let Some(server) = &self.server else {
            return text.to_owned();
        };
        let mut hidden = server.clone();
        hidden.set_password(Some("***")).expect("a password");
        text.replace(&hidden.to_string().replace("%2A", "*"), SERVER)
            .replace(&server.path()[1..], "movies")
    }

    /// Returns an output as a document shows it.
    fn printed(&self, command: &Command, output: &Output) -> Vec<String> {
        let text = format!("{}{}", output.stderr, output.stdout);
        let text = self
            .with_readers_server(&text)
            .replace(&self.root.display().to_string(), HOME);
        let text = self.book(command).with_pretty_versions(&text);
        let mut lines: Vec<String> = text
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect();
        if output.code != 0 {
            lines.push(format!("[{}]", output.code));
        }
        lines
    }
}

impl Drop for Player<'_> {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            let _ = self
                .sandbox()
                .command([
                    "--database-url",
                    server.as_str(),
                    "--embedded",
                    "drop-db",
                    "--yes",
                ])
                .run();
        }
    }
}
