//! How far a revision has come that runs statement by statement: committed before and after each of them, so that
//! whoever comes after a crash knows where it stopped.
//!
//! Every change says what it expects to find. Where somebody else was faster, nothing is changed, and that is told.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::{Ledger, PROGRESS_COLUMNS, Record, user};
use crate::database::AnyConnection;
use crate::dialect::Dialect;
use crate::migrations::revision::Direction;

/// How far a revision has come that is not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The version.
    pub version: String,
    /// Whether it is being applied or taken back.
    pub direction: Direction,
    /// How many statements are done.
    pub done: usize,
    /// The digest of these statements.
    pub prefix_checksum: String,
    /// The statement that began after them, and whose end nobody recorded.
    pub started: Option<String>,
    /// Who runs it, or ran it: a server process and when it began. Nothing where the statement failed.
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
    /// What begins now.
    pub(in crate::migrations) started: Option<&'a str>,
    /// Whether it is this connection's server process that runs it.
    pub(in crate::migrations) runs: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = Text)]
    direction: String,
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
    /// The caller holds the lock, so that nobody else does it meanwhile; another process may have done it before.
    pub(super) fn add_progress_columns(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<(), DieselError> {
        if Self::open(connection)?.resumable {
            return Ok(());
        }
        for (name, kind) in PROGRESS_COLUMNS {
            connection.batch_execute(&format!(
                "ALTER TABLE {} ADD COLUMN {name} {kind}",
                self.own.name
            ))?;
        }
        Ok(())
    }

    /// The revisions that are being applied or taken back statement by statement, or were when that was cut off.
    ///
    /// # Errors
    ///
    /// Whatever the database says.
    pub fn progress(&self, connection: &mut AnyConnection) -> Result<Vec<Progress>, DieselError> {
        if !self.own.exists || !self.resumable {
            return Ok(Vec::new());
        }
        let query = format!(
            "SELECT version, direction, statements_done, prefix_checksum, started_statement, server_process \
             FROM {} WHERE direction IS NOT NULL ORDER BY version",
            self.own.name
        );
        let rows: Vec<Row> = diesel::sql_query(query).load(connection)?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                Progress::new(
                    row.version,
                    &row.direction,
                    row.statements_done,
                    row.prefix_checksum,
                    row.started_statement,
                    row.server_process,
                )
            })
            .collect())
    }

    /// Records that a revision is about to run statement by statement. What a revision that is being taken back has
    /// recorded of its way up stays.
    pub(in crate::migrations) fn begin(
        &self,
        connection: &mut AnyConnection,
        record: &Record,
        direction: Direction,
    ) -> Result<(), DieselError> {
        let (checksum, replaced) = match direction {
            Direction::Up => (
                record.checksum.as_str(),
                "checksum = excluded.checksum, message = excluded.message, applied_by = excluded.applied_by, \
                 applied_at = CURRENT_TIMESTAMP, ",
            ),
            // Diesel's own tool may have applied it: then nobody knows what it ran.
            Direction::Down => ("", ""),
        };
        let query = format!(
            "INSERT INTO {} (version, checksum, message, applied_by, duration_ms, statements_done, direction, \
             prefix_checksum) VALUES ($1, $2, $3, $4, 0, 0, $5, '') \
             ON CONFLICT (version) DO UPDATE SET {replaced}statements_done = 0, direction = excluded.direction, \
             prefix_checksum = '', started_statement = NULL, server_process = NULL",
            self.own.name
        );
        diesel::sql_query(query)
            .bind::<Text, _>(&record.version)
            .bind::<Text, _>(checksum)
            .bind::<Text, _>(&record.message)
            .bind::<Text, _>(user())
            .bind::<Text, _>(word(direction))
            .execute(connection)?;
        Ok(())
    }

    /// Records a step, and tells whether the records were as expected; else nothing is changed.
    pub(in crate::migrations) fn step(
        &self,
        connection: &mut AnyConnection,
        step: &Step<'_>,
    ) -> Result<bool, DieselError> {
        let process = match (step.runs, self.dialect) {
            (true, Dialect::Postgres) => {
                "(SELECT pid || ' ' || EXTRACT(EPOCH FROM backend_start) FROM pg_catalog.pg_stat_activity \
                 WHERE pid = pg_catalog.pg_backend_pid())"
            }
            // Where the database is of this process, nothing outlives it.
            (true, Dialect::Sqlite) | (false, _) => "NULL",
            (true, Dialect::Mysql) => "CAST(CONNECTION_ID() AS CHAR)",
        };
        let query = format!(
            "UPDATE {} SET statements_done = $1, prefix_checksum = $2, started_statement = $3, \
             server_process = {process} WHERE version = $4 AND direction = $5 AND statements_done = $6",
            self.own.name
        );
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let changed = diesel::sql_query(query)
            .bind::<BigInt, _>(number(step.done))
            .bind::<Text, _>(step.prefix_checksum)
            .bind::<Nullable<Text>, _>(step.started)
            .bind::<Text, _>(step.version)
            .bind::<Text, _>(word(step.direction))
            .bind::<BigInt, _>(number(step.expected))
            .execute(connection)?;
        Ok(changed == 1)
    }
}
