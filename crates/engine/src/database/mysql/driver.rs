//! The driver, which is asynchronous, run to the end of each call.

use std::future::Future;
use std::time::Duration;

use mysql_async::consts::StatusFlags;
use mysql_async::prelude::Queryable as _;
use mysql_async::{
    Column, Conn, DriverError, Error, Opts, OptsBuilder, Params, QueryResult, Row, Value,
};
use tokio::runtime::{Builder, Handle, Runtime};

use super::local_file::LocalFile;

/// How long a goodbye may take. A server that does not hear it sees the connection end all the same.
const FAREWELL: Duration = Duration::from_secs(1);

/// An open connection.
pub(in crate::database) struct Driver {
    /// Both are `None` before the beginning and after the end.
    runtime: Option<Runtime>,
    connection: Option<Conn>,
    local_file: LocalFile,
}

/// Result of a statement; of several statements, the first result with rows, else the last one.
#[derive(Default)]
pub(in crate::database) struct Outcome {
    pub(in crate::database) columns: Vec<Column>,
    pub(in crate::database) rows: Vec<Row>,
    /// As the server counts them; 0 for a statement with rows.
    pub(in crate::database) affected: u64,
}

impl Driver {
    /// Connects, and gives up after `limit`.
    pub(in crate::database) fn open(options: OptsBuilder, limit: Duration) -> Result<Self, Error> {
        let mut driver = Self {
            runtime: Some(Builder::new_current_thread().enable_all().build()?),
            connection: None,
            local_file: LocalFile::default(),
        };
        let options: Opts = options
            .local_infile_handler(Some(driver.local_file.clone()))
            .into();
        let connected = block_on(driver.runtime.as_ref(), async {
            let late = std::io::Error::from(std::io::ErrorKind::TimedOut);
            tokio::time::timeout(limit, Conn::new(options))
                .await
                .unwrap_or_else(|_| Err(late.into()))
        });
        driver.connection = Some(connected?);
        Ok(driver)
    }

    /// Runs SQL as it is, which may be several statements. All of it has run when this returns, up to the one that failed.
    pub(in crate::database) fn run(&mut self, sql: &str) -> Result<Outcome, Error> {
        self.local_file.allow_that_of(sql);
        let (runtime, connection) = self.parts()?;
        block_on(runtime, async {
            let result = connection.query_iter(sql).await?;
            collect(result).await
        })
    }

    /// Runs SQL as [`Driver::run`] does, and returns the result of each statement.
    pub(in crate::database) fn run_each(&mut self, sql: &str) -> Result<Vec<Outcome>, Error> {
        self.local_file.allow_that_of(sql);
        let (runtime, connection) = self.parts()?;
        block_on(runtime, async {
            let result = connection.query_iter(sql).await?;
            collect_all(result).await
        })
    }

    /// Prepares a statement, unless it is one of the last ones, and runs it with values.
    pub(in crate::database) fn run_with(
        &mut self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Outcome, Error> {
        let (runtime, connection) = self.parts()?;
        block_on(runtime, async {
            let values = Params::Positional(values);
            let result = connection.exec_iter(sql, values).await?;
            collect(result).await
        })
    }

    /// Returns whether a transaction is open, or would be with the next statement, by the server's last successful
    /// answer. An error tells nothing of it.
    pub(in crate::database) fn in_transaction(&self) -> Option<bool> {
        let answer = self.connection.as_ref()?.last_ok_packet()?;
        let flags = answer.status_flags();
        let begun = flags.contains(StatusFlags::SERVER_STATUS_IN_TRANS);
        Some(begun || !flags.contains(StatusFlags::SERVER_STATUS_AUTOCOMMIT))
    }

    /// How many warnings the last statement has left, as the server's last answer says.
    pub(in crate::database) fn warnings(&self) -> u16 {
        let answer = self.connection.as_ref().and_then(Conn::last_ok_packet);
        answer.map_or(0, |answer| answer.warnings())
    }

    fn parts(&mut self) -> Result<(Option<&Runtime>, &mut Conn), Error> {
        match &mut self.connection {
            Some(connection) => Ok((self.runtime.as_ref(), connection)),
            None => Err(DriverError::ConnectionClosed.into()),
        }
    }
}

/// Says goodbye: a server counts connections that end without one as aborted, and frees their locks later.
impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let _ = block_on(self.runtime.as_ref(), async {
                let late = |_| Err(DriverError::ConnectionClosed.into());
                let farewell = tokio::time::timeout(FAREWELL, connection.disconnect());
                farewell.await.unwrap_or_else(late)
            });
        }
        // A runtime must not be dropped where another one runs.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The first result with rows, else the last one.
async fn collect<P>(result: QueryResult<'_, '_, P>) -> Result<Outcome, Error>
where
    P: mysql_async::prelude::Protocol,
{
    let mut outcome = Outcome::default();
    for next in collect_all(result).await? {
        if outcome.columns.is_empty() {
            outcome = next;
        }
    }
    Ok(outcome)
}

/// Reads all results. A result that is not read would come back as the error of the next statement. So would the error
/// of a statement that follows a successful one. The driver then reports that there is no further result. It reports
/// the error only when this result is dropped (<https://github.com/blackbeam/mysql_async/issues/309>).
async fn collect_all<P>(mut result: QueryResult<'_, '_, P>) -> Result<Vec<Outcome>, Error>
where
    P: mysql_async::prelude::Protocol,
{
    let mut outcomes = Vec::new();
    loop {
        outcomes.push(Outcome {
            columns: result.columns_ref().to_vec(),
            rows: result.collect().await?,
            affected: result.affected_rows(),
        });
        if result.is_empty() {
            result.drop_result().await?;
            return Ok(outcomes);
        }
    }
}

/// Runs a future to its end. A thread that is one of an application's runtime may not wait in it, so another one does.
fn block_on<T, F>(runtime: Option<&Runtime>, future: F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>> + Send,
    T: Send,
{
    let Some(runtime) = runtime else {
        return Err(DriverError::ConnectionClosed.into());
    };
    if Handle::try_current().is_err() {
        return runtime.block_on(future);
    }
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| runtime.block_on(future));
        match waiting.join() {
            Ok(output) => output,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
