//! One case: an archive of files, and the session that they are played in. Its files, each behind a line `-- NAME --`:
//!
//! - `before.rs`, `after.rs`: what is declared first and then.
//! - `extra.sql`: a revision by hand between the first and the rows (triggers, what a declaration can't say).
//! - `rows.sql`: put in when the database is at `before`.
//! - `kept.sql`: queries that give the same before, after `upgrade`, and after `downgrade`. A query whose first line is
//!   `-- not while upgraded` is not asked while the database is at `after`.
//! - `up.DIALECT.sql`, `down.DIALECT.sql`: the scripts that `migrate` writes.
//! - `arguments.txt`: what `migrate` is given besides the message, `--rename` or `--fill`, an argument a line.
//! - `config.toml`: further lines of moviectl.toml.
//! - `left_out.DIALECT.txt`: why a dialect has no such case.
//! - `needs.DIALECT.txt`: the feature without which a server of the dialect has no such case.
//!
//! All but the settings may be written for one dialect, `rows.postgres.sql`, `before.mysql.rs`, which then goes before
//! the other. A script that another product than the dialect's first one gets otherwise, because it spells what it has in
//! its own way, is `down.mysql.MySQL.sql`; its first line is a comment, `-- Variant: `, with the reason.

use std::path::Path;

use similar::TextDiff;

use super::archive::Archive;
use super::state::State;
use crate::support::{Backend, Db, variable};

/// The message of the revision under test.
const MESSAGE: &str = "the change";

pub(super) struct Case {
    pub(super) name: String,
    archive: Archive,
    dialect: &'static str,
}

impl Case {
    pub(super) fn read(path: &Path, dialect: &'static str) -> Self {
        Self {
            name: super::name(path),
            archive: Archive::read(path),
            dialect,
        }
    }

    /// Returns whether the server lacks what the case needs, or the dialect can't say it, which has to be explained.
    pub(super) fn is_left_out(&self, backend: Backend) -> bool {
        if let Some(feature) = self.file(&format!("needs.{}.txt", self.dialect)) {
            return !backend.has(feature.trim());
        }
        let file = format!("left_out.{}.txt", self.dialect);
        let Some(reason) = self.file(&file) else {
            return false;
        };
        assert!(!reason.trim().is_empty(), "{}: {file} says why", self.name);
        for script in ["up", "down"] {
            let script = format!("{script}.{}.sql", self.dialect);
            let there = self.file(&script).is_some();
            assert!(!there, "{}: {script} beside {file}", self.name);
        }
        true
    }

    /// Declares, migrates, compares, goes up, down and up; gives the kinds of changes that `check` named.
    pub(super) fn play(&self, db: &Db) -> Vec<String> {
        self.set_up(db);
        let before = State::of(db);
        let kept = self.queries();
        let answers = answers(db, kept.iter());

        db.write("src/schema.rs", &self.declared("after"));
        let kinds = kinds(db);
        self.migrate(db);
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"]).success();
        let up = State::of(db);
        self.assert_kept(db, &kept, &answers, "after upgrade", true);

        db.moviectl(["downgrade"]).success();
        before.assert_is(&State::of(db), &format!("{}: after downgrade", self.name));
        self.assert_kept(db, &kept, &answers, "after downgrade", false);

        db.moviectl(["upgrade"]).success();
        up.assert_is(&State::of(db), &format!("{}: up again", self.name));
        self.assert_kept(db, &kept, &answers, "up again", true);
        db.moviectl(["migrate", "-m", "again"])
            .success()
            .stderr_has("No changes in schema detected.");
        kinds
    }

    /// A database that is at `before`, with its rows.
    fn set_up(&self, db: &Db) {
        let config = "schema = [\"src/schema.rs\"]\nmigrations = \"migrations\"\nmanaged = true\n"
            .to_owned();
        let more = self.file("config.toml").unwrap_or_default();
        db.write("moviectl.toml", &(config + &more));
        db.write("src/schema.rs", &self.declared("before"));
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "before"]).success();
        if let Some(sql) = self.of_dialect("extra", "sql") {
            db.moviectl(["revision", "-m", "extra"]).success();
            db.write(revision_file(db, "_extra/up.sql"), &sql);
        }
        db.moviectl(["upgrade"]).success();
        if let Some(sql) = self.of_dialect("rows", "sql") {
            db.execute(&sql);
        }
    }

    /// `migrate`, twice with the same result, which is the one that is known.
    fn migrate(&self, db: &Db) {
        let further = self.of_dialect("arguments", "txt").unwrap_or_default();
        let mut arguments = vec!["migrate", "-m", MESSAGE];
        arguments.extend(further.lines());
        let dry = db.moviectl([arguments.as_slice(), &["--dry-run"]].concat());
        dry.success();
        db.moviectl(arguments)
            .success()
            .stderr_has("Proved on the database that the migrations build: up, down, up again");
        let mut differences = String::new();
        for name in ["up", "down"] {
            let script = db.read(revision_file(db, &format!("_the_change/{name}.sql")));
            assert!(
                dry.stdout.contains(&script),
                "{}: another {name}.sql the second time:\n{script}\n{dry}",
                self.name
            );
            // PostgreSQL's scripts are golden as they are where a transaction holds them.
            let script = if db.backend.has("transactional_ddl") || self.dialect == "mysql" {
                script
            } else {
                Db::without_steps(&script)
            };
            differences += &self.compare(name, db, &script);
        }
        assert!(
            differences.is_empty(),
            "{}: other scripts (MOVIECTL_TEST_BLESS=1 writes them anew)\n{differences}",
            self.name
        );
    }

    /// The difference between a golden script and what it should be, empty where it is that or becomes it.
    fn compare(&self, name: &str, db: &Db, actual: &str) -> String {
        let general = format!("{name}.{}.sql", self.dialect);
        let of_product = format!("{name}.{}.{}.sql", self.dialect, db.product());
        let Some(variant) = self.file(&of_product) else {
            return self.compare_file(&general, "", actual);
        };
        let reason = variant.split_inclusive('\n').next().unwrap_or_default();
        assert!(
            reason.trim_end().len() > "-- Variant: ".len() && reason.starts_with("-- Variant: "),
            "{}: {of_product} does not begin with its reason",
            self.name
        );
        assert!(
            self.file(&general).is_none_or(|text| text != actual),
            "{}: {of_product} is not needed any more",
            self.name
        );
        self.compare_file(&of_product, reason, actual)
    }

    fn compare_file(&self, file: &str, reason: &str, actual: &str) -> String {
        let actual = &format!("{reason}{actual}");
        let golden = self.file(file).unwrap_or_default();
        if golden == *actual {
            return String::new();
        }
        if variable("MOVIECTL_TEST_BLESS").is_some() {
            assert!(
                variable("CI").is_none(),
                "MOVIECTL_TEST_BLESS must not be set in CI"
            );
            self.archive.replace(file, actual);
            return String::new();
        }
        let diff = TextDiff::from_lines(golden.as_str(), actual.as_str());
        diff.unified_diff().header(file, "written").to_string()
    }

    /// Two statements at most, unless SQLite makes the table anew.
    pub(super) fn assert_small(&self) {
        let up = self.must(&format!("up.{}.sql", self.dialect));
        let rebuilds = up.starts_with("PRAGMA foreign_keys=OFF;\n") && self.dialect == "sqlite";
        let statements = up.lines().filter(|line| line.ends_with(';')).count();
        assert!(
            rebuilds || (1..=2).contains(&statements),
            "{}: {statements} statements\n{up}",
            self.name
        );
    }

    fn queries(&self) -> Vec<Query> {
        let text = self.of_dialect("kept", "sql").unwrap_or_default();
        let has_rows = self.of_dialect("rows", "sql").is_some();
        assert!(
            !has_rows || !text.trim().is_empty(),
            "{}: rows, and no kept.sql",
            self.name
        );
        text.split(";\n")
            .map(str::trim)
            .filter(|query| !query.is_empty())
            .map(|query| Query {
                sql: query.trim_end_matches(';').to_owned(),
                while_upgraded: !query.starts_with("-- not while upgraded\n"),
            })
            .collect()
    }

    fn assert_kept(
        &self,
        db: &Db,
        queries: &[Query],
        expected: &[Vec<String>],
        when: &str,
        upgraded: bool,
    ) {
        for (query, expected) in queries.iter().zip(expected) {
            if query.while_upgraded || !upgraded {
                let found = db.lines(&query.sql);
                assert_eq!(&found, expected, "{}, {when}: {}", self.name, query.sql);
            }
        }
    }

    fn file(&self, name: &str) -> Option<String> {
        self.archive.get(name).map(str::to_owned)
    }

    fn must(&self, name: &str) -> String {
        self.file(name)
            .unwrap_or_else(|| panic!("{}: no {name}", self.name))
    }

    /// `before.rs` or `after.rs`.
    fn declared(&self, name: &str) -> String {
        self.of_dialect(name, "rs")
            .unwrap_or_else(|| panic!("{}: no {name}.rs", self.name))
    }

    /// The file of the dialect, or of all.
    fn of_dialect(&self, name: &str, end: &str) -> Option<String> {
        self.file(&format!("{name}.{}.{end}", self.dialect))
            .or_else(|| self.file(&format!("{name}.{end}")))
    }
}

/// A query of `kept.sql`.
struct Query {
    sql: String,
    while_upgraded: bool,
}

fn answers<'q>(db: &Db, queries: impl Iterator<Item = &'q Query>) -> Vec<Vec<String>> {
    queries.map(|query| db.lines(&query.sql)).collect()
}

/// The only file below the migrations whose path ends so.
fn revision_file(db: &Db, end: &str) -> String {
    let found: Vec<String> = db
        .files()
        .into_iter()
        .filter(|file| file.ends_with(end))
        .collect();
    assert_eq!(found.len(), 1, "*{end}: {found:?}");
    found[0].clone()
}

/// The kinds of the changes that are to be made, by `check`.
fn kinds(db: &Db) -> Vec<String> {
    let report = db.moviectl(["check", "--format", "json"]).code(3).json();
    let differences = report["differences"].as_array().unwrap().clone();
    let kind = |change: &serde_json::Value| change["kind"].as_str().unwrap().to_owned();
    differences.iter().map(kind).collect()
}
