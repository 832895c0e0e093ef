//! All that the records say at one moment, read with as few questions as the database allows.

use std::collections::{BTreeMap, BTreeSet};

use diesel::result::Error as DieselError;

use super::{Ledger, Progress};
use crate::database::AnyConnection;
use crate::migrations::revision::Direction;

/// What the records said at one moment, and where they are.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Where the records are.
    pub ledger: Ledger,
    /// The applied versions, whoever applied them.
    pub applied: BTreeSet<String>,
    /// The same in the order in which a server's table gives them to who asks for none.
    pub(in crate::migrations) order: Vec<String>,
    /// The checksums of those that this tool applied.
    pub checksums: BTreeMap<String, String>,
    /// Revisions that are half applied, or half taken back.
    pub progress: Vec<Progress>,
    /// The server process of the connection, where there is a server.
    pub server_process: Option<i32>,
    /// What [`Ledger::data_version`] was before.
    pub(in crate::migrations) data_version: Option<i64>,
}

impl Snapshot {
    /// Reads the records; writes nothing.
    ///
    /// # Errors
    ///
    /// Whatever the database says.
    pub fn read(connection: &mut AnyConnection) -> Result<Self, DieselError> {
        #[cfg(feature = "postgres")]
        if let AnyConnection::Postgres(postgres) = connection
            // A server that is not quite PostgreSQL may not know how to answer at once.
            && let Ok(snapshot) = at_once::read(postgres)
        {
            return Ok(snapshot.without_stale());
        }
        let ledger = Ledger::open(connection)?;
        // First: what is committed in between is then noticed.
        let data_version = ledger.data_version(connection)?;
        let applied = ledger.applied(connection)?;
        let (checksums, progress) = ledger.own_records(connection)?;
        Ok(Self {
            applied,
            checksums,
            progress,
            order: Vec::new(),
            server_process: None,
            data_version,
            ledger,
        }
        .without_stale())
    }

    /// What counts as applied for who goes back: also what is half applied.
    pub fn reached(&self) -> BTreeSet<String> {
        let begun = self.progress.iter().map(|half| half.version.clone());
        self.applied.iter().cloned().chain(begun).collect()
    }

    /// How far a revision has come that is not done.
    pub fn progress_of(&self, version: &str) -> Option<&Progress> {
        self.progress.iter().find(|half| half.version == version)
    }

    /// Diesel's own tool knows nothing of what is half done: where it has finished it, that is over.
    fn without_stale(mut self) -> Self {
        let applied = &self.applied;
        self.progress.retain(|half| {
            let is_applied = applied.contains(&half.version);
            is_applied == (half.direction == Direction::Down)
        });
        self
    }
}

#[cfg(feature = "postgres")]
mod at_once {
    //! A statement can't name a table that may not be there, but it can have another one made while it runs
    //! (`query_to_xml`). So one question is enough for where the tables are and for what is in them.

    use diesel::pg::PgConnection;
    use diesel::prelude::*;
    use diesel::sql_types::{Integer, Nullable, Text};

    use super::super::location::{Location, location_query};
    use super::super::{DIESEL_TABLE, OWN_TABLE, PROGRESS_COLUMNS};
    use super::*;
    use moviectl_schema::dialect::Dialect;

    /// Between the fields of a row, and between rows: the control characters that ASCII has for that.
    const FIELD: char = '\u{1f}';
    const ROW: char = '\u{1e}';

    #[derive(QueryableByName)]
    struct Answer {
        #[diesel(embed)]
        location: Location,
        #[diesel(sql_type = Integer)]
        pid: i32,
        #[diesel(sql_type = Nullable<Text>)]
        versions: Option<String>,
        #[diesel(sql_type = Nullable<Text>)]
        records: Option<String>,
    }

    pub(super) fn read(connection: &mut PgConnection) -> Result<Snapshot, DieselError> {
        let answer: Answer = diesel::sql_query(query()).get_result(connection)?;
        let ledger = answer.location.ledger(Dialect::Postgres);
        let order: Vec<String> = rows(answer.versions)?
            .into_iter()
            .filter_map(|row| row.into_iter().next())
            .collect();
        let mut checksums = BTreeMap::new();
        let mut progress = Vec::new();
        for row in rows(answer.records)? {
            let mut fields = row.into_iter();
            let mut field = || fields.next().unwrap_or_default();
            let (version, checksum, direction, done) = (field(), field(), field(), field());
            let mut optional = || Some(field()).filter(|text| !text.is_empty());
            progress.extend(Progress::new(
                version.clone(),
                &direction,
                done.parse().unwrap_or(0),
                optional(),
                optional(),
                optional(),
            ));
            if !checksum.is_empty() {
                checksums.insert(version, checksum);
            }
        }
        progress.sort_by(|one, other| one.version.cmp(&other.version));
        Ok(Snapshot {
            ledger,
            applied: order.iter().cloned().collect(),
            order,
            checksums,
            progress,
            server_process: Some(answer.pid),
            data_version: None,
        })
    }

    fn query() -> String {
        let fields = |names: &[&str]| {
            let texts: Vec<String> = names
                .iter()
                .map(|name| format!("COALESCE({name}::text, '''')"))
                .collect();
            texts.join(" || chr(31) || ")
        };
        // In hexadecimal, so that XML has nothing to escape.
        let dynamic = |schema: &str, table: &str, row: &str| {
            format!(
                "CASE WHEN {schema} IS NOT NULL THEN substring(query_to_xml(format('SELECT encode(convert_to(\
                 string_agg({row}, chr(30)), ''UTF8''), ''hex'') AS hex FROM %I.%I', {schema}, '{table}'), \
                 false, true, '')::text from '<hex>([0-9a-f]*)</hex>') END"
            )
        };
        let mut own = vec!["version", "checksum"];
        let plain = fields(&own);
        own.extend(["direction", "statements_done"]);
        own.extend(PROGRESS_COLUMNS.iter().skip(1).map(|(name, _)| *name));
        format!(
            "SELECT l.*, pg_catalog.pg_backend_pid() AS pid, {} AS versions, \
             CASE WHEN l.progress_columns = {} THEN {} ELSE {} END AS records FROM ({}) l",
            dynamic("l.diesel", DIESEL_TABLE, "version"),
            PROGRESS_COLUMNS.len(),
            dynamic("l.own", OWN_TABLE, &fields(&own)),
            dynamic("l.own", OWN_TABLE, &plain),
            location_query(Dialect::Postgres)
        )
    }

    fn rows(hex: Option<String>) -> Result<Vec<Vec<String>>, DieselError> {
        let Some(hex) = hex.filter(|hex| !hex.is_empty()) else {
            return Ok(Vec::new());
        };
        let text = decoded(&hex)
            .ok_or_else(|| DieselError::DeserializationError("the records are not text".into()))?;
        Ok(text
            .split(ROW)
            .map(|row| row.split(FIELD).map(ToOwned::to_owned).collect())
            .collect())
    }

    fn decoded(hex: &str) -> Option<String> {
        let bytes: Option<Vec<u8>> = hex
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        String::from_utf8(bytes?).ok()
    }
}
