//! The tables of records in one database, and what they say of whole revisions.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::location::Location;
use super::tables::{
    DIESEL_TABLE, OWN_TABLE, PROGRESS_COLUMNS, Place, diesel_table_sql, own_table_sql,
    progress_type, replaced_sql,
};
use super::user::user;
use crate::database::{AnyConnection, server_of};
use moviectl_schema::dialect::{Dialect, Server};

/// The records of one database.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub(super) server: Server,
    pub(super) diesel: Place,
    pub(super) own: Place,
    /// True if moviectl's table has the columns of [`PROGRESS_COLUMNS`]: early versions made it without them.
    pub(super) resumable: bool,
}

/// The record of an applied revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// The version.
    pub version: String,
    /// The digest of `up.sql` as it was run.
    pub checksum: String,
    /// The revision's message.
    pub message: String,
    /// How long the script took, in milliseconds.
    pub duration_ms: i64,
    /// How many statements were run.
    pub statements_done: i64,
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(QueryableByName)]
struct AllVersions {
    #[diesel(sql_type = Nullable<Text>)]
    versions: Option<String>,
}

impl Ledger {
    /// Finds the tables; makes none.
    ///
    /// # Errors
    ///
    /// The database's error.
    pub fn open(connection: &mut AnyConnection) -> Result<Self, DieselError> {
        let location = Location::find(connection)?;
        Ok(Self::at(&location, connection.dialect()))
    }

    /// The ledger of the tables that were found.
    pub(super) fn at(location: &Location, dialect: Dialect) -> Self {
        let place = |schema: &Option<String>, table: &str| Place {
            name: format!(
                "{}.{}",
                dialect.quote(schema.as_ref().unwrap_or(&location.current)),
                dialect.quote(table)
            ),
            exists: schema.is_some(),
        };
        Self {
            server: server_of(dialect, &location.version),
            diesel: place(&location.diesel, DIESEL_TABLE),
            own: place(&location.own, OWN_TABLE),
            resumable: usize::try_from(location.progress_columns) == Ok(PROGRESS_COLUMNS.len()),
        }
    }

    /// Returns whether Diesel's table exists. Without it, the database has never recorded a revision.
    pub fn exists(&self) -> bool {
        self.diesel.exists
    }

    /// Makes the tables that are missing; Diesel's exactly as Diesel makes it. Within the caller's transaction: where
    /// that is rolled back, so must the ledger be.
    ///
    /// Another process may have made them since the ledger was opened, so that afterwards they are read in any case.
    ///
    /// # Errors
    ///
    /// The database's error.
    pub(crate) fn create(&mut self, connection: &mut AnyConnection) -> Result<(), DieselError> {
        if !self.diesel.exists {
            connection.batch_execute(&diesel_table_sql(&self.diesel.name))?;
        }
        if !self.own.exists {
            connection.batch_execute(&own_table_sql(self.dialect(), &self.own.name))?;
        } else if !self.resumable {
            self.add_progress_columns(connection)?;
        }
        self.diesel.exists = true;
        self.own.exists = true;
        self.resumable = true;
        Ok(())
    }

    /// Adds the columns of the progress. The caller holds the lock, so that nobody else does it meanwhile; another process may have done it before.
    fn add_progress_columns(&self, connection: &mut AnyConnection) -> Result<(), DieselError> {
        if Self::open(connection)?.resumable {
            return Ok(());
        }
        let add: Vec<String> = PROGRESS_COLUMNS
            .iter()
            .map(|(name, kind)| {
                let kind = progress_type(self.dialect(), kind);
                format!("ADD COLUMN {name} {kind}")
            })
            .collect();
        // If each statement may commit by itself, one statement adds all columns, or none.
        let statements = if self.dialect().features().several_actions {
            vec![add.join(", ")]
        } else {
            add
        };
        for statement in statements {
            let alter = format!("ALTER TABLE {} {statement}", self.own.name);
            connection.batch_execute(&alter)?;
        }
        Ok(())
    }

    /// The applied versions, whoever applied them.
    ///
    /// # Errors
    ///
    /// The database's error.
    pub fn applied(&self, connection: &mut AnyConnection) -> Result<BTreeSet<String>, DieselError> {
        if !self.diesel.exists {
            return Ok(BTreeSet::new());
        }
        let query = format!("SELECT version FROM {}", self.diesel.name);
        let rows: Vec<Version> = diesel::sql_query(query).load(connection)?;
        Ok(rows.into_iter().map(|row| row.version).collect())
    }

    /// Returns whether exactly these versions are applied, and the `guard`, an SQL condition, holds. All of them are
    /// compared, but they come as one value: a run asks this before each revision.
    ///
    /// # Errors
    ///
    /// The database's error.
    pub(crate) fn has_exactly(
        &self,
        connection: &mut AnyConnection,
        guard: Option<&str>,
        versions: &BTreeSet<String>,
    ) -> Result<bool, DieselError> {
        if !self.diesel.exists {
            return Ok(versions.is_empty());
        }
        let table = &self.diesel.name;
        let all = self.dialect().in_lines("version");
        let condition = guard.map_or_else(String::new, |guard| format!(" HAVING {guard}"));
        let found: Option<AllVersions> =
            diesel::sql_query(format!("SELECT {all} AS versions FROM {table}{condition}"))
                .get_result(connection)
                .optional()?;
        let Some(found) = found else {
            return Ok(false);
        };
        let found = found.versions.unwrap_or_default();
        let mut found: Vec<&str> = found.split_terminator('\n').collect();
        found.sort_unstable();
        // The joined value cannot tell all versions apart. If it differs, the rows decide.
        Ok(found.iter().eq(versions) || self.applied(connection)? == *versions)
    }

    /// Records a revision as applied, in both tables. A record of ours that Diesel's own tool left stale, because it
    /// reverted the revision without it, is replaced.
    ///
    /// # Errors
    ///
    /// The database's error.
    pub(crate) fn insert(
        &self,
        connection: &mut AnyConnection,
        record: &Record,
    ) -> Result<(), DieselError> {
        let now = self.dialect().now();
        let diesel = format!(
            "INSERT INTO {} (version, run_on) VALUES ($1, {now})",
            self.diesel.name
        );
        let cleared = PROGRESS_COLUMNS.map(|(name, _)| format!(", {name} = NULL"));
        let own = format!(
            "INSERT INTO {} (version, checksum, message, applied_at, applied_by, duration_ms, statements_done) \
             VALUES ($1, $2, $3, {now}, {}, $5, $6) {}{}",
            self.own.name,
            self.dialect().with_role("$4"),
            replaced_sql(self.dialect()),
            cleared.concat()
        );
        let own = match self.dialect().both(&diesel, &own) {
            Some(both) => both,
            None => {
                diesel::sql_query(self.dialect().bound(&diesel))
                    .bind::<Text, _>(&record.version)
                    .execute(connection)?;
                own
            }
        };
        diesel::sql_query(self.dialect().bound(&own))
            .bind::<Text, _>(&record.version)
            .bind::<Text, _>(&record.checksum)
            .bind::<Text, _>(&record.message)
            .bind::<Text, _>(user())
            .bind::<BigInt, _>(record.duration_ms)
            .bind::<BigInt, _>(record.statements_done)
            .execute(connection)?;
        Ok(())
    }

    /// Replaces the checksum of a revision.
    pub(in crate::migrations) fn set_checksum(
        &self,
        connection: &mut AnyConnection,
        version: &str,
        checksum: &str,
    ) -> Result<(), DieselError> {
        let query = format!(
            "UPDATE {} SET checksum = $1 WHERE version = $2",
            self.own.name
        );
        diesel::sql_query(self.dialect().bound(&query))
            .bind::<Text, _>(checksum)
            .bind::<Text, _>(version)
            .execute(connection)?;
        Ok(())
    }

    /// Returns whether both tables exist, with all their columns.
    pub(in crate::migrations) fn is_complete(&self) -> bool {
        self.diesel.exists && self.own.exists && self.resumable
    }

    /// Forgets a revision, in both tables.
    ///
    /// # Errors
    ///
    /// The database's error.
    pub(crate) fn delete(
        &self,
        connection: &mut AnyConnection,
        version: &str,
    ) -> Result<(), DieselError> {
        let [diesel, own] = [&self.diesel.name, &self.own.name]
            .map(|table| format!("DELETE FROM {table} WHERE version = $1"));
        let statements = match self.dialect().both(&diesel, &own) {
            Some(both) => vec![both],
            None => vec![diesel, own],
        };
        for statement in statements {
            diesel::sql_query(self.dialect().bound(&statement))
                .bind::<Text, _>(version)
                .execute(connection)?;
        }
        Ok(())
    }

    /// Diesel's table and ours, qualified and quoted; `None` for one that is not there.
    pub(in crate::migrations) fn tables(&self) -> (Option<&str>, Option<&str>) {
        (
            self.diesel.exists.then_some(self.diesel.name.as_str()),
            self.own.exists.then_some(self.own.name.as_str()),
        )
    }

    /// The dialect of the database.
    pub(crate) fn dialect(&self) -> Dialect {
        self.server.dialect()
    }

    /// Takes the server for one that can do what a probe has found.
    pub(crate) fn set_server(&mut self, server: Server) {
        self.server = server;
    }

    /// The server of the database.
    pub(crate) fn server(&self) -> Server {
        self.server
    }
}
