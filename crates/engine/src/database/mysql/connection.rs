//! The connection that Diesel sees.

use std::time::Instant;

use diesel::connection::{
    AnsiTransactionManager, CacheSize, Connection, ConnectionSealed, DebugQuery,
    DefaultLoadingMode, DynInstrumentation, Instrumentation, InstrumentationEvent, LoadConnection,
    MultiConnectionHelper, SimpleConnection, StrQueryHelper,
};
use diesel::deserialize::QueryableByName;
use diesel::expression::QueryMetadata;
use diesel::migration::{CREATE_MIGRATIONS_TABLE, MigrationConnection};
use diesel::mysql::{Mysql, MysqlQueryBuilder};
use diesel::query_builder::bind_collector::RawBytesBindCollector;
use diesel::query_builder::{Query, QueryBuilder as _, QueryFragment, QueryId};
use diesel::result::{ConnectionError, Error};
use diesel::{ConnectionResult, QueryResult, RunQueryDsl as _};

use super::bind;
use super::driver::{Driver, Outcome};
use super::error::diesel_error;
use super::row::{MysqlRow, rows};
use crate::database::connect::{self, ConnectError};
use crate::database::url::{DatabaseUrl, MysqlUrl, Target};

/// A connection to MySQL or MariaDB.
pub struct MysqlConnection(Link);

enum Link {
    Own(Own),
    #[cfg(feature = "mysqlclient")]
    Library(diesel::mysql::MysqlConnection),
}

/// A connection by the driver, and what Diesel keeps of each connection.
struct Own {
    driver: Driver,
    transactions: AnsiTransactionManager,
    instrumentation: DynInstrumentation,
}

impl MysqlConnection {
    /// Opens a connection, until `deadline` at the latest.
    pub(in crate::database) fn open(
        url: &MysqlUrl,
        deadline: Option<Instant>,
    ) -> Result<Self, ConnectError> {
        let driver = connect::mysql::open(url, deadline)?;
        Ok(Self(Link::Own(Own {
            driver,
            transactions: AnsiTransactionManager::default(),
            instrumentation: DynInstrumentation::default_instrumentation(),
        })))
    }

    /// Runs SQL as it is, and gives what the server returned: any statement that it has, in its own texts. Diesel's own
    /// connection tells nothing of it.
    pub(in crate::database) fn send(&mut self, sql: &str) -> QueryResult<Outcome> {
        match &mut self.0 {
            Link::Own(own) => own.told(&StrQueryHelper::new(sql), |driver| driver.run(sql)),
            #[cfg(feature = "mysqlclient")]
            Link::Library(connection) => {
                connection.batch_execute(sql)?;
                Ok(Outcome::default())
            }
        }
    }

    /// Runs queries in one message, and returns the first row of each. Diesel's own connection needs a message for each.
    pub(crate) fn first_rows<Row>(&mut self, queries: &[String]) -> QueryResult<Vec<Row>>
    where
        Row: QueryableByName<Mysql> + 'static,
    {
        match &mut self.0 {
            _ if queries.is_empty() => Ok(Vec::new()),
            Link::Own(own) => {
                let sql = queries.join(";\n");
                let outcomes =
                    own.told(&StrQueryHelper::new(&sql), |driver| driver.run_each(&sql))?;
                let mut found = Vec::with_capacity(outcomes.len());
                for outcome in outcomes {
                    let rows = rows(&outcome.columns, outcome.rows);
                    let row = rows.first().ok_or(Error::NotFound)?;
                    found.push(Row::build(row).map_err(Error::DeserializationError)?);
                }
                Ok(found)
            }
            #[cfg(feature = "mysqlclient")]
            Link::Library(connection) => queries
                .iter()
                .map(|query| diesel::sql_query(query).get_result(connection))
                .collect(),
        }
    }

    /// Returns whether a transaction is open, as far as the server's last answer tells.
    pub(in crate::database) fn in_transaction(&self) -> Option<bool> {
        match &self.0 {
            Link::Own(own) => own.driver.in_transaction(),
            #[cfg(feature = "mysqlclient")]
            Link::Library(_) => None,
        }
    }
}

/// A warning as MySQL lists it.
#[derive(diesel::QueryableByName)]
struct Warning {
    #[diesel(sql_type = diesel::sql_types::Text, column_name = "Level")]
    level: String,
    #[diesel(sql_type = diesel::sql_types::Text, column_name = "Message")]
    message: String,
}

impl MysqlConnection {
    /// Returns the server's warnings about the last statement, without notes. It asks only if there are any. Diesel's own
    /// connection does not report them.
    pub(in crate::database) fn warnings(&mut self) -> Vec<String> {
        match &self.0 {
            Link::Own(own) if own.driver.warnings() > 0 => {}
            _ => return Vec::new(),
        }
        let listed: QueryResult<Vec<Warning>> = diesel::sql_query("SHOW WARNINGS").load(self);
        // They are nothing that a run could fail by.
        let listed = listed.unwrap_or_default().into_iter();
        listed
            .filter(|warning| warning.level != "Note")
            .map(|warning| warning.message)
            .collect()
    }
}

impl Own {
    /// Without values a statement is sent as it is, in one message. With values it is prepared.
    fn execute<T>(&mut self, source: &T) -> QueryResult<Outcome>
    where
        T: QueryFragment<Mysql>,
    {
        let mut builder = MysqlQueryBuilder::new();
        source.to_sql(&mut builder, &Mysql)?;
        let sql = builder.finish();
        let mut collector = RawBytesBindCollector::<Mysql>::new();
        source.collect_binds(&mut collector, &mut (), &Mysql)?;
        let values = collector
            .metadata
            .into_iter()
            .zip(collector.binds)
            .map(|(kind, bytes)| bind::value(kind, bytes))
            .collect::<QueryResult<Vec<_>>>()?;
        let query = diesel::debug_query::<Mysql, _>(source);
        self.told(&query, |driver| {
            if values.is_empty() {
                driver.run(&sql)
            } else {
                driver.run_with(&sql, values)
            }
        })
    }

    /// Tells whoever listens of the query, before and after.
    fn told<T>(
        &mut self,
        query: &dyn DebugQuery,
        run: impl FnOnce(&mut Driver) -> Result<T, mysql_async::Error>,
    ) -> QueryResult<T> {
        self.instrumentation
            .on_connection_event(InstrumentationEvent::start_query(query));
        let result = run(&mut self.driver).map_err(diesel_error);
        self.instrumentation
            .on_connection_event(InstrumentationEvent::finish_query(
                query,
                result.as_ref().err(),
            ));
        result
    }
}

impl SimpleConnection for MysqlConnection {
    fn batch_execute(&mut self, sql: &str) -> QueryResult<()> {
        self.send(sql).map(drop)
    }
}

impl ConnectionSealed for MysqlConnection {}

impl Connection for MysqlConnection {
    type Backend = Mysql;
    type TransactionManager = AnsiTransactionManager;

    fn establish(url: &str) -> ConnectionResult<Self> {
        let failed = |error: &dyn std::error::Error| {
            let text = match error.source() {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            };
            ConnectionError::BadConnection(text)
        };
        let url = DatabaseUrl::parse(url).map_err(|error| failed(&error))?;
        match url.target() {
            Target::Mysql(target) => Self::open(target, None).map_err(|error| failed(&error)),
            Target::Sqlite(_) | Target::Postgres(_) => Err(ConnectionError::InvalidConnectionUrl(
                "a URL of MySQL begins with mysql://".to_owned(),
            )),
        }
    }

    fn execute_returning_count<T>(&mut self, source: &T) -> QueryResult<usize>
    where
        T: QueryFragment<Mysql> + QueryId,
    {
        match &mut self.0 {
            Link::Own(own) => {
                let affected = own.execute(source)?.affected;
                usize::try_from(affected).map_err(|error| Error::DeserializationError(error.into()))
            }
            #[cfg(feature = "mysqlclient")]
            Link::Library(connection) => connection.execute_returning_count(source),
        }
    }

    fn transaction_state(&mut self) -> &mut AnsiTransactionManager {
        match &mut self.0 {
            Link::Own(own) => &mut own.transactions,
            #[cfg(feature = "mysqlclient")]
            Link::Library(connection) => connection.transaction_state(),
        }
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        match &mut self.0 {
            Link::Own(own) => &mut *own.instrumentation,
            #[cfg(feature = "mysqlclient")]
            Link::Library(connection) => connection.instrumentation(),
        }
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        match &mut self.0 {
            Link::Own(own) => own.instrumentation = instrumentation.into(),
            #[cfg(feature = "mysqlclient")]
            Link::Library(connection) => connection.set_instrumentation(instrumentation),
        }
    }

    /// The driver keeps the last ones, whatever is asked for; the server prepares them anew after a table was changed.
    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        match &mut self.0 {
            Link::Own(_) => {
                let _ = size;
            }
            #[cfg(feature = "mysqlclient")]
            Link::Library(connection) => connection.set_prepared_statement_cache_size(size),
        }
    }
}

impl LoadConnection<DefaultLoadingMode> for MysqlConnection {
    type Cursor<'conn, 'query> = std::vec::IntoIter<QueryResult<MysqlRow>>;
    type Row<'conn, 'query> = MysqlRow;

    fn load<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> QueryResult<Self::Cursor<'conn, 'query>>
    where
        T: Query + QueryFragment<Mysql> + QueryId + 'query,
        Mysql: QueryMetadata<T::SqlType>,
    {
        let rows: Vec<_> = match &mut self.0 {
            Link::Own(own) => {
                let outcome = own.execute(&source)?;
                let rows = rows(&outcome.columns, outcome.rows);
                rows.into_iter().map(Ok).collect()
            }
            #[cfg(feature = "mysqlclient")]
            Link::Library(connection) => super::library::load(connection, source)?,
        };
        Ok(rows.into_iter())
    }
}

#[cfg(feature = "mysqlclient")]
impl MysqlConnection {
    /// Takes a connection of Diesel's, which keeps what the application has set on it.
    ///
    /// # Errors
    /// When the client library does not return what it is asked for. MariaDB's Connector/C 3.3.19 and 3.4.9 return each text
    /// empty (Diesel's issue 5091, MariaDB's CONC-821).
    pub fn from_diesel(mut connection: diesel::mysql::MysqlConnection) -> QueryResult<Self> {
        super::library::check(&mut connection)?;
        Ok(Self(Link::Library(connection)))
    }
}

impl MigrationConnection for MysqlConnection {
    fn setup(&mut self) -> QueryResult<usize> {
        diesel::sql_query(CREATE_MIGRATIONS_TABLE).execute(self)
    }
}

impl MultiConnectionHelper for MysqlConnection {
    fn to_any<'a>(lookup: &mut ()) -> &mut (dyn std::any::Any + 'a) {
        lookup
    }

    fn from_any(lookup: &mut dyn std::any::Any) -> Option<&mut ()> {
        lookup.downcast_mut()
    }
}
