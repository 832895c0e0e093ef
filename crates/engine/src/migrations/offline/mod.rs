//! Scripts for another person to run with `psql`, `sqlite3` or `mariadb`: the same statements, locks and records as a
//! moviectl run.
//!
//! Each transaction makes sure that the database is where the script takes it to be, and the first error ends the
//! script, so that nothing after it is applied.

mod client;
mod mysql;
mod postgres;
mod sqlite;

use std::collections::BTreeSet;
use std::time::Duration;

use super::copy::statements;
use super::names::Target;
use super::records::{Record, diesel_table_sql, own_table_sql, replaced_sql, user};
use super::repository::Repository;
use super::revision::{Direction, Revision};
use super::runner::{RunError, not_run, read_script, record};
use super::script::{Manner, Prepared, ScriptError};
use super::squash::settle;
use super::standing::Standing;
use super::todo::to_stamp;
use client::{Clean, Client};
use moviectl_schema::dialect::{Dialect, Server};

/// The script that runs `revisions` in that order, on a database where exactly the versions in `applied` are applied.
/// `database` is its name, which MySQL's lock needs. Records of what squashed revisions replace are changed first.
///
/// # Errors
///
/// [`RunError::Script`] for a script that could not be run either.
pub(crate) fn run_script(
    repository: &Repository,
    database: &str,
    applied: &BTreeSet<String>,
    revisions: &[&Revision],
    direction: Direction,
) -> Result<String, RunError> {
    let mut writer = Writer::new(repository, database, applied)?;
    writer.adopt(repository)?;
    for revision in revisions {
        writer.revision(revision, direction)?;
    }
    Ok(writer.finish())
}

/// The script that changes the records as `stamp` does, on a database where exactly the versions in `applied` are applied.
/// `database` is its name, which MySQL's lock needs.
///
/// # Errors
///
/// [`RunError::Script`] for a revision whose script can't be read.
pub(crate) fn stamp_script(
    repository: &Repository,
    database: &str,
    applied: &BTreeSet<String>,
    targets: &[Target],
    purge: bool,
) -> Result<String, RunError> {
    let mut writer = Writer::new(repository, database, applied)?;
    if !purge {
        writer.adopt(repository)?;
    }
    let applied = &writer.standing.applied().clone();
    let restamped = to_stamp(repository, applied, targets, purge);
    let names: Vec<String> = targets.iter().map(Target::to_string).collect();
    writer.comment(&format!("Stamps {}.", names.join(", ")));
    writer.begin();
    for version in restamped.forget {
        writer.forget(version);
    }
    for revision in restamped.record {
        let script = read_script(revision, Direction::Up)?;
        writer.remember(&record(revision, &script, Duration::ZERO, 0));
    }
    writer.commit();
    Ok(writer.finish())
}

/// Refuses what a run would refuse before it runs anything of the script.
///
/// # Errors
///
/// [`RunError::Script`].
pub(crate) fn check_script(
    dialect: Dialect,
    revision: &Revision,
    direction: Direction,
) -> Result<(), RunError> {
    let script = read_script(revision, direction)?;
    Prepared::new(
        Server::recent(dialect),
        &script,
        revision.run_in_transaction,
    )
    .map(|_| ())
    .map_err(not_run(revision, direction))
}

fn client(dialect: Dialect, database: &str) -> Result<Box<dyn Client>, RunError> {
    Ok(match dialect {
        Dialect::Sqlite => Box::new(sqlite::Sqlite),
        Dialect::Postgres => Box::new(postgres::Postgres),
        Dialect::Mysql => Box::new(mysql::Mysql {
            database: database.to_owned(),
        }),
        _ => return Err(RunError::NoClient(dialect)),
    })
}

/// A script while it is written.
struct Writer<'a> {
    dialect: Dialect,
    client: Box<dyn Client>,
    /// The applied versions at this point of the script.
    standing: Standing<'a>,
    /// True if a transaction of the script has checked the applied versions, and made the tables of records.
    started: bool,
    text: String,
}

/// How many rows of SQLite's reference nothing, by the tables that they are of and that they reference.
const VIOLATIONS: &str = "SELECT \"table\" AS child, parent, count(*) AS rows FROM pragma_foreign_key_check GROUP BY 1, 2";

impl<'a> Writer<'a> {
    fn new(
        repository: &'a Repository,
        database: &str,
        applied: &BTreeSet<String>,
    ) -> Result<Self, RunError> {
        let dialect = repository.dialect;
        let client = client(dialect, database)?;
        Ok(Self {
            dialect,
            standing: Standing::new(repository.graph(), applied),
            started: false,
            text: client.head(),
            client,
        })
    }

    /// As [`super::squash::adopt`] does it.
    fn adopt(&mut self, repository: &Repository) -> Result<(), RunError> {
        for adopted in settle(repository, self.standing.applied())?.adopted {
            let Some(revision) = repository.get(&adopted.version) else {
                continue;
            };
            let script = read_script(revision, Direction::Up)?;
            self.comment(&format!(
                "Records {} in place of {}.",
                adopted.version,
                adopted.replaced.join(", ")
            ));
            self.begin();
            for version in &adopted.replaced {
                self.forget(version);
            }
            let (_, own) = self.tables();
            let literal = |text: &str| self.dialect.literal(text);
            let update = format!(
                "UPDATE {own} SET checksum = {}, message = {} WHERE version = {};",
                literal(&script.checksum()),
                literal(&revision.message),
                literal(&revision.version)
            );
            self.line(&update);
            self.commit();
        }
        Ok(())
    }

    fn revision(&mut self, revision: &Revision, direction: Direction) -> Result<(), RunError> {
        let script = read_script(revision, direction)?;
        let prepared = Prepared::new(
            Server::recent(self.dialect),
            &script,
            revision.run_in_transaction,
        )
        .map_err(not_run(revision, direction))?;
        prepared
            .keeps_to_the_server(self.dialect, &script)
            .map_err(not_run(revision, direction))?;
        let parents = revision.revises.join(", ");
        let own = &revision.version;
        self.comment(&match direction {
            Direction::Up => format!("Running upgrade {parents} -> {own}, {}", revision.message),
            Direction::Down => {
                format!("Running downgrade {own} -> {parents}, {}", revision.message)
            }
        });
        let manner = prepared.manner;
        let rebuilds = matches!(manner, Manner::Rebuild | Manner::ForeignKeysOff);
        // The database alone knows the referenced tables.
        let changed = prepared
            .replacements()
            .filter(|own| !own.switches_off)
            .and_then(|own| own.changes.first());
        if let Some((_, statement)) = changed {
            return Err(not_run(revision, direction)(
                prepared.must_be_split(*statement),
            ));
        }
        if rebuilds {
            self.line("PRAGMA foreign_keys=OFF;");
        }
        self.begin();
        if rebuilds {
            self.line(&format!(
                "CREATE TEMP TABLE moviectl_violations AS {VIOLATIONS};"
            ));
        }
        if manner == Manner::Stepwise {
            // Its statements want no transaction around them; the start is made sure of all the same.
            self.commit();
        }
        if let Some(forget) = prepared.forgets(self.dialect) {
            self.line(&format!("{forget};"));
        }
        let client = &self.client;
        let text = statements(self.dialect, &script, manner, &|one| client.statement(one));
        self.text.push_str(&text);
        let clean = self
            .clean(&prepared)
            .map_err(not_run(revision, direction))?;
        self.text.push_str(&clean.before_records);
        match manner {
            Manner::Rebuild | Manner::ForeignKeysOff => {
                let message = format!(
                    "{} of revision {own} would leave rows that reference nothing",
                    direction.file_name()
                );
                self.require(
                    &format!(
                        "NOT EXISTS (SELECT 1 FROM ({VIOLATIONS}) AS now WHERE now.rows > coalesce((SELECT was.rows \
                         FROM temp.moviectl_violations AS was \
                         WHERE was.child = now.child AND was.parent = now.parent), 0))"
                    ),
                    &message,
                );
                self.line("DROP TABLE temp.moviectl_violations;");
            }
            Manner::Stepwise => self.begin(),
            Manner::Transactional => {}
        }
        match direction {
            Direction::Up => {
                self.remember(&record(revision, &script, Duration::ZERO, prepared.len()));
            }
            Direction::Down => self.forget(own),
        }
        self.commit();
        if rebuilds {
            self.line("PRAGMA foreign_keys=ON;");
        }
        self.text.push_str(&clean.behind);
        Ok(())
    }

    fn clean(&self, prepared: &Prepared<'_>) -> Result<Clean, ScriptError> {
        let traces = prepared.traces();
        if traces.is_none() {
            return Ok(Clean::default());
        }
        let cannot = |reason| prepared.refused_at(traces.first, reason);
        self.client.clean(traces).map_err(cannot)
    }

    /// Begins a transaction: the lock, the tables of records where they may be missing, and where the database stands.
    fn begin(&mut self) {
        let (diesel, own) = self.tables();
        let tables = if self.started {
            Vec::new()
        } else {
            vec![diesel_table_sql(&diesel), own_table_sql(self.dialect, &own)]
        };
        let begin = self.client.begin(&tables);
        self.line(&begin);
        let tips = self.standing.tips().join(", ");
        let place = if tips.is_empty() {
            "at the base".to_owned()
        } else {
            format!("at {tips}")
        };
        let condition = self.stands(&diesel);
        self.started = true;
        self.require(
            &condition,
            &format!("the database is not {place}, where this part of the script starts"),
        );
    }

    /// Returns a condition: the database has applied exactly the versions that the script expects. At the start it
    /// compares all versions. Afterwards, under the lock, it compares their number and the newest ones. Otherwise a
    /// long script would grow with the square of its length.
    fn stands(&self, table: &str) -> String {
        let list = |versions: &mut dyn Iterator<Item = &str>| {
            let literals: Vec<String> = versions
                .map(|version| self.dialect.literal(version))
                .collect();
            literals.join(", ")
        };
        let applied = self.standing.applied();
        let count = applied.len();
        if count == 0 {
            return format!("NOT EXISTS (SELECT 1 FROM {table})");
        }
        let tips = self.standing.tips();
        let named: Vec<&str> = if self.started && !tips.is_empty() {
            tips
        } else {
            applied.iter().map(String::as_str).collect()
        };
        format!(
            "(SELECT count(*) FROM {table}) = {count}\n  AND (SELECT count(*) FROM {table} WHERE version IN ({})) = {}",
            list(&mut named.iter().copied()),
            named.len()
        )
    }

    fn require(&mut self, condition: &str, message: &str) {
        let text = self.client.require(condition, message);
        self.line(&text);
    }

    fn commit(&mut self) {
        self.line("COMMIT;");
    }

    fn remember(&mut self, record: &Record) {
        let (diesel, own) = self.tables();
        let literal = |text: &str| self.dialect.literal(text);
        let version = literal(&record.version);
        // The database adds the role that runs the script.
        let by = self
            .dialect
            .with_role(&literal(&format!("script of {}", user())));
        let text = format!(
            "INSERT INTO {diesel} (version) VALUES ({version});\n\
             INSERT INTO {own} (version, checksum, message, applied_by, duration_ms, statements_done)\n  \
             VALUES ({version}, {}, {}, {by}, 0, {})\n  {};",
            literal(&record.checksum),
            literal(&record.message),
            record.statements_done,
            replaced_sql(self.dialect)
        );
        self.line(&text);
        self.standing.apply(&record.version);
    }

    fn forget(&mut self, version: &str) {
        let (diesel, own) = self.tables();
        let literal = self.dialect.literal(version);
        self.line(&format!(
            "DELETE FROM {diesel} WHERE version = {literal};\nDELETE FROM {own} WHERE version = {literal};"
        ));
        self.standing.take_back(version);
    }

    fn tables(&self) -> (String, String) {
        self.client.tables()
    }

    /// The whole script.
    fn finish(mut self) -> String {
        self.text.push_str(&self.client.tail());
        self.text
    }

    fn comment(&mut self, text: &str) {
        let line: Vec<&str> = text.split_whitespace().collect();
        self.line(&format!("\n-- {}", line.join(" ")));
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests;
