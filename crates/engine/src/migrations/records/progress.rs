//! The progress of a revision that runs statement by statement. It is committed before and after each statement, so
//! that the next run after a crash knows where the revision stopped.
//!
//! Each change names the record that it expects. If another process was faster, the change writes nothing and reports
//! that.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::ledger::{Ledger, Record};
use super::user::user;
use crate::database::AnyConnection;
use crate::migrations::revision::Direction;

/// How far a revision has come that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The version.
    pub version: String,
    /// The direction: up if it is being applied, down if it is being taken back.
    pub direction: Direction,
    /// How many statements are done.
    pub done: usize,
    /// The digest of these statements.
    pub prefix_checksum: String,
    /// The statement that began after them, and whose end nobody recorded.
    pub started: Option<String>,
    /// The server process that runs the statement, or ran it, and when that process began. `None` if the statement
    /// failed.
    pub process: Option<String>,
}

/// A step from one record to the next.
pub(in crate::migrations) struct Step<'a> {
    pub(in crate::migrations) version: &'a str,
    pub(in crate::migrations) direction: Direction,
    /// How many statements are done, as far as we know.
    pub(in crate::migrations) expected: usize,
    /// How many are now.
    pub(in crate::migrations) done: usize,
    /// The digest of these.
    pub(in crate::migrations) prefix_checksum: &'a str,
    /// The statement that begins now.
    pub(in crate::migrations) started: Option<&'a str>,
    /// True if this connection's server process runs the statement.
    pub(in crate::migrations) runs: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = Text)]
    checksum: String,
    #[diesel(sql_type = Nullable<Text>)]
    direction: Option<String>,
    #[diesel(sql_type = BigInt)]
    statements_done: i64,
    #[diesel(sql_type = Nullable<Text>)]
    prefix_checksum: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    started_statement: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    server_process: Option<String>,
}

impl Progress {
    /// From what the columns hold; nothing for a direction that no version of this program writes.
    pub(super) fn new(
        version: String,
        direction: &str,
        done: i64,
        prefix_checksum: Option<String>,
        started: Option<String>,
        process: Option<String>,
    ) -> Option<Self> {
        Some(Self {
            version,
            direction: match direction {
                "up" => Direction::Up,
                "down" => Direction::Down,
                _ => return None,
            },
            done: usize::try_from(done).unwrap_or(0),
            prefix_checksum: prefix_checksum.unwrap_or_default(),
            started,
            process,
        })
    }
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    }
}

impl Ledger {
    /// How far the revisions have come that are not done.
    ///
    /// # Errors
    ///
    /// The database's error.
    pub fn progress(&self, connection: &mut AnyConnection) -> Result<Vec<Progress>, DieselError> {
        Ok(self.own_records(connection)?.1)
    }

    /// Reads moviectl's table: the checksums of the revisions that moviectl applied, and the progress of the revisions
    /// that are not done.
    pub(in crate::migrations) fn own_records(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<(BTreeMap<String, String>, Vec<Progress>), DieselError> {
        let mut checksums = BTreeMap::new();
        let mut progress = Vec::new();
        if !self.own.exists {
            return Ok((checksums, progress));
        }
        let columns = if self.resumable {
            "direction, statements_done, prefix_checksum, started_statement, server_process"
        } else {
            "NULL AS direction, statements_done, NULL AS prefix_checksum, NULL AS started_statement, NULL AS server_process"
        };
        let query = format!(
            "SELECT version, checksum, {columns} FROM {} ORDER BY version",
            self.own.name
        );
        let rows: Vec<Row> = diesel::sql_query(query).load(connection)?;
        for row in rows {
            if let Some(direction) = &row.direction {
                progress.extend(Progress::new(
                    row.version.clone(),
                    direction,
                    row.statements_done,
                    row.prefix_checksum,
                    row.started_statement,
                    row.server_process,
                ));
            }
            if !row.checksum.is_empty() {
                checksums.insert(row.version, row.checksum);
            }
        }
        Ok((checksums, progress))
    }

    /// Records that a revision is about to run statement by statement. If the revision is being taken back, the details
    /// recorded when it was applied stay. With a `guard`, an SQL condition, the record is written only if the condition
    /// holds. Returns whether it was written.
    pub(in crate::migrations) fn begin(
        &self,
        connection: &mut AnyConnection,
        guard: Option<&str>,
        record: &Record,
        direction: Direction,
        started: Option<&str>,
    ) -> Result<bool, DieselError> {
        let process = self.process(started.is_some());
        let by = self.dialect().with_role("$4");
        let values = format!("$1, $2, $3, {by}, 0, 0, $5, '', $6, {process}");
        let values = match guard {
            Some(guard) => format!("SELECT {values} FROM DUAL WHERE {guard}"),
            None => format!("VALUES ({values})"),
        };
        let query = self.progress_insert(direction, &values);
        let changed = diesel::sql_query(self.dialect().bound(&query))
            .bind::<Text, _>(&record.version)
            .bind::<Text, _>(checksum_on_the_way(record, direction))
            .bind::<Text, _>(&record.message)
            .bind::<Text, _>(user())
            .bind::<Text, _>(word(direction))
            .bind::<Nullable<Text>, _>(started)
            .execute(connection)?;
        // A row that was there counts as two on MySQL.
        Ok(changed > 0)
    }

    /// The statement that records how far a revision has come, whether or not there is a record of it: with `values`
    /// (`VALUES (…)` or a query) of all columns in order.
    fn progress_insert(&self, direction: Direction, values: &str) -> String {
        let proposed = |columns: &[&str]| {
            let sets: Vec<String> = columns
                .iter()
                .map(|column| self.dialect().proposed(column))
                .collect();
            sets.join(", ")
        };
        let progress = proposed(&[
            "statements_done",
            "direction",
            "prefix_checksum",
            "started_statement",
            "server_process",
        ]);
        let replaced = match direction {
            Direction::Up => format!(
                "{}, applied_at = {}, ",
                proposed(&["checksum", "message", "applied_by"]),
                self.dialect().now()
            ),
            Direction::Down => String::new(),
        };
        format!(
            "INSERT INTO {} (version, checksum, message, applied_by, duration_ms, statements_done, direction, \
             prefix_checksum, started_statement, server_process) \
             {values} {} {replaced}{progress}",
            self.own.name,
            self.dialect().on_conflict("version")
        )
    }

    /// Records a step, and tells whether the records were as expected and the `guard` held; else nothing is changed.
    pub(in crate::migrations) fn step(
        &self,
        connection: &mut AnyConnection,
        guard: Option<&str>,
        step: &Step<'_>,
    ) -> Result<bool, DieselError> {
        let process = self.process(step.runs);
        let query = format!(
            "UPDATE {} SET statements_done = $1, prefix_checksum = $2, started_statement = $3, \
             server_process = {process} WHERE version = $4 AND direction = $5 AND statements_done = $6{}",
            self.own.name,
            guarded(guard)
        );
        let changed = diesel::sql_query(self.dialect().bound(&query))
            .bind::<BigInt, _>(number(step.done))
            .bind::<Text, _>(step.prefix_checksum)
            .bind::<Nullable<Text>, _>(step.started)
            .bind::<Text, _>(step.version)
            .bind::<Text, _>(word(step.direction))
            .bind::<BigInt, _>(number(step.expected))
            .execute(connection)?;
        Ok(changed == 1)
    }

    /// Makes of a revision that is half applied one that is half taken back: it counts as applied, and so many statements
    /// of its `down.sql` as done, because there is nothing to take back by them. Tells whether it was there.
    pub(in crate::migrations) fn turn_back(
        &self,
        connection: &mut AnyConnection,
        guard: Option<&str>,
        half: &Progress,
        skipped: usize,
        prefix_checksum: &str,
    ) -> Result<bool, DieselError> {
        let update = format!(
            "UPDATE {} SET direction = 'down', statements_done = $1, prefix_checksum = $2, started_statement = NULL, \
             server_process = NULL WHERE version = $3 AND direction = 'up' AND statements_done = $4{}",
            self.own.name,
            guarded(guard)
        );
        let changed = diesel::sql_query(self.dialect().bound(&update))
            .bind::<BigInt, _>(number(skipped))
            .bind::<Text, _>(prefix_checksum)
            .bind::<Text, _>(&half.version)
            .bind::<BigInt, _>(number(half.done))
            .execute(connection)?;
        if changed != 1 {
            return Ok(false);
        }
        let insert = format!("INSERT INTO {} (version) VALUES ($1)", self.diesel.name);
        diesel::sql_query(self.dialect().bound(&insert))
            .bind::<Text, _>(&half.version)
            .execute(connection)?;
        Ok(true)
    }

    /// Returns the process that runs a statement, as an SQL expression. An embedded database runs in the client's
    /// process, so no statement outlives it.
    fn process(&self, runs: bool) -> &'static str {
        if runs {
            self.dialect().server_process()
        } else {
            "NULL"
        }
    }
}

/// Diesel's own tool may have applied the revision that is taken back. Then the text that it ran is unknown.
fn checksum_on_the_way(record: &Record, direction: Direction) -> &str {
    match direction {
        Direction::Up => &record.checksum,
        Direction::Down => "",
    }
}

/// The guard as the last of the conditions of an UPDATE.
fn guarded(guard: Option<&str>) -> String {
    guard.map_or_else(String::new, |guard| format!(" AND {guard}"))
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
