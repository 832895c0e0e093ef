//! Follows a document.
//!
//! Commands run as a shell runs them, the binary first in its path; `cd` and `export` count for the commands that
//! follow. A document's reader lives in `/home/you` and has a PostgreSQL server at `localhost:5433`, password `secret`; here
//! the sandbox and the server of the tests take their place, in files and in what is printed. Versions are compared
//! by the order in which they appear.

use std::fs;
use std::path::{Path, PathBuf};

use regex_lite::{Captures, Regex};
use url::Url;

use super::compare::Said;
use super::read::{Command, Only, Step, steps};
use crate::support::{
    Backend, Db, Normaliser, Output, POSTGRES_URL, Sandbox, server_url, split_words, unique_name,
    variable,
};

const HOME: &str = "/home/you";
const SERVER: &str = "postgresql://postgres:***@localhost:5433/movies";

/// Commands that a test does not run: they install, or need what no sandbox has.
const NOT_RUN: [&[&str]; 6] = [
    &["cargo", "install"],
    &["cargo", "build"],
    &["docker"],
    &["git"],
    &["scripts/test"],
    &["psql"],
];

/// Programs that are run as they are typed.
const PROGRAMS: [&str; 7] = ["moviectl", "cat", "ls", "cp", "mkdir", "rm", "sh"];

/// Somebody who follows documents.
pub(super) struct Player<'a> {
    own: Option<Sandbox>,
    db: Option<&'a Db>,
    /// The database of the part on PostgreSQL, where there is a server.
    server: Option<Url>,
    /// One of the database followed from the start, one of the part on PostgreSQL.
    books: [Book; 2],
    root: PathBuf,
}

/// What is remembered of one database's revisions. Two databases may have revisions of the same second.
#[derive(Clone)]
struct Book {
    shown: Normaliser,
    written: Normaliser,
    /// The versions seen, in order.
    versions: Vec<String>,
    /// The hour of the first version that a document shows.
    hour: usize,
}

enum Verb {
    Run(String),
    Cd(String),
    Export(String, String),
    Nothing,
}

impl<'a> Player<'a> {
    /// In an empty directory.
    pub(super) fn new() -> Self {
        let sandbox = Sandbox::new();
        let server = variable(POSTGRES_URL)
            .map(|_| Url::parse(&server_url(&unique_name())).expect("a server's URL"));
        Self::start(sandbox.root(), server, Some(sandbox), None)
    }

    /// In the sandbox of a database, which all steps use.
    pub(super) fn on(db: &'a Db) -> Self {
        Self::start(db.root(), None, None, Some(db))
    }

    fn start(
        root: PathBuf,
        server: Option<Url>,
        own: Option<Sandbox>,
        db: Option<&'a Db>,
    ) -> Self {
        let book = |hour| Book {
            shown: Normaliser::new(&root, None),
            written: Normaliser::new(Path::new(HOME), None),
            versions: Vec::new(),
            hour,
        };
        Self {
            books: [book(14), book(18)],
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
                if !lines[shown.clone()].iter().any(|line| line.trim() == "…")
                    && !shown.is_empty()
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
        let line = self.book(command).with_versions(&self.localised(&command.line));
        match verb(&line).unwrap_or_else(|wrong| panic!("{at}: {wrong}")) {
            Verb::Run(line) => {
                let binary = Path::new(env!("CARGO_BIN_EXE_moviectl"));
                let directory = binary.parent().expect("a directory of the binary");
                let path = std::env::var("PATH").unwrap_or_default();
                let invocation = self.sandbox().program(Path::new("sh"), ["-c", &line]);
                Some(
                    invocation
                        .env("PATH", &format!("{}:{path}", directory.display()))
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
            Some(db) => line.replace("migrations/sqlite/", &format!("migrations/{}/", db.dialect())),
            None => line.to_owned(),
        }
    }

    fn book(&self, command: &Command) -> &Book {
        &self.books[usize::from(command.only == Some(Only::Postgres))]
    }

    /// What was expected, where it is not what was found.
    fn wrong(&mut self, command: &Command, output: &Output) -> Option<String> {
        let nth = usize::from(command.only == Some(Only::Postgres));
        let mut book = self.books[nth].clone();
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
        // What is only printed gets another version when it is written.
        if !command.line.contains("--dry-run") {
            self.books[nth] = book;
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

    /// What a document shows of an output.
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

impl Book {
    fn lines(&mut self, text: &str) -> Vec<String> {
        let text = self.shown.apply(text);
        text.lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    fn see_versions(&mut self, output: &Output) {
        for found in version().find_iter(&format!("{}{}", output.stderr, output.stdout)) {
            let digits = found.as_str().replace('-', "");
            if !self.versions.contains(&digits) {
                self.versions.push(digits);
            }
        }
    }

    /// A command with the versions that there are in place of those that the document shows.
    fn with_versions(&self, line: &str) -> String {
        let mut line = line.to_owned();
        for (nth, digits) in self.versions.iter().enumerate() {
            let [date, time] = [&digits[..8], &digits[8..]];
            let dashed = format!(
                "{}-{}-{}-{}-{}",
                &date[..4],
                &date[4..6],
                &date[6..],
                &time[..6],
                &time[6..]
            );
            line = line.replace(&pretty(self.hour, nth, true), &dashed);
            line = line.replace(&pretty(self.hour, nth, false), digits);
        }
        line
    }

    /// The other way round; a version that was never seen is the next.
    fn with_pretty_versions(&self, text: &str) -> String {
        let replace = |found: &Captures<'_>| {
            let digits = found[0].replace('-', "");
            let nth = self.versions.iter().position(|seen| *seen == digits);
            let nth = nth.unwrap_or(self.versions.len());
            pretty(self.hour, nth, found[0].contains('-'))
        };
        version().replace_all(text, replace).into_owned()
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

fn version() -> Regex {
    Regex::new(r"\d{4}-\d\d-\d\d-\d{6}-\d{4}|\b\d{14}0000\b").expect("a pattern")
}

/// The nth version that a document shows: one every seven minutes.
fn pretty(hour: usize, nth: usize, with_dashes: bool) -> String {
    let minutes = nth * 7;
    let (hour, minute) = (hour + minutes / 60, minutes % 60);
    let text = format!("2026-11-22-{hour:02}{minute:02}12-0000");
    if with_dashes {
        text
    } else {
        text.replace('-', "")
    }
}

/// What a command line means here.
fn verb(line: &str) -> Result<Verb, String> {
    let words = split_words(line).ok_or_else(|| format!("an open quote: {line}"))?;
    let begins = |start: &[&str]| {
        words.len() >= start.len() && start.iter().zip(&words).all(|(start, word)| start == word)
    };
    if NOT_RUN.iter().any(|start| begins(start)) {
        return Ok(Verb::Nothing);
    }
    if begins(&["diesel"]) {
        let tool = variable("MOVIECTL_TEST_DIESEL");
        return Ok(tool.map_or(Verb::Nothing, |tool| {
            Verb::Run(format!("'{tool}'{}", &line["diesel".len()..]))
        }));
    }
    if words
        .iter()
        .any(|word| ["|", ">", "&&", ";"].contains(&word.as_str()))
    {
        return Err(format!("one command a line, and no pipes: {line}"));
    }
    if let Some(rest) = line.strip_prefix("cargo run --release -- ") {
        return Ok(Verb::Run(format!("moviectl {rest}")));
    }
    match words.as_slice() {
        [cd, directory] if cd == "cd" => Ok(Verb::Cd(directory.clone())),
        [export, assignment] if export == "export" => assignment
            .split_once('=')
            .map(|(name, value)| Verb::Export(name.to_owned(), value.to_owned()))
            .ok_or_else(|| format!("export NAME=VALUE: {line}")),
        [program, ..] if PROGRAMS.contains(&program.as_str()) => Ok(Verb::Run(line.to_owned())),
        _ => Err(format!("a command that no test can run: {line}")),
    }
}

#[test]
fn commands_that_no_test_can_run_are_an_error() {
    let run = |line: &str| match verb(line) {
        Ok(Verb::Run(line)) => Some(line),
        _ => None,
    };
    assert_eq!(
        run("cargo run --release -- setup").as_deref(),
        Some("moviectl setup")
    );
    assert_eq!(run("cat a/*/b").as_deref(), Some("cat a/*/b"));
    assert!(matches!(verb("cd movies"), Ok(Verb::Cd(directory)) if directory == "movies"));
    assert!(matches!(verb("git clone x && cd x"), Ok(Verb::Nothing)));
    assert!(matches!(verb("docker compose up -d"), Ok(Verb::Nothing)));
    assert!(verb("moviectl list | less").is_err());
    assert!(verb("vi x").is_err());
    assert!(verb("cargo run -- setup").is_err());
}

#[test]
fn versions_are_shown_as_if_made_minutes_apart() {
    assert_eq!(pretty(14, 1, true), "2026-11-22-140712-0000");
    assert_eq!(pretty(14, 9, false), "202611221503120000");
}
