//! Databases of a MySQL or MariaDB server, by a connection that is in none of them.

use crate::database::MysqlConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Unsigned};

use super::error::AdminError;
use super::outcome::{Created, Dropped};
use crate::database::connect::ConnectError;
use crate::database::mysql::is_denied;
use crate::database::url::{DatabaseUrl, Target};
use moviectl_schema::dialect::Dialect;

/// How long `DROP DATABASE` waits for those who use its tables, before they are disconnected. The server's own limit is a
/// day, or a year.
const PATIENCE_SECONDS: u32 = 3;

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = BigInt)]
    answer: i64,
}

#[derive(QueryableByName)]
struct Account {
    #[diesel(sql_type = Text)]
    account: String,
}

#[derive(QueryableByName)]
struct Process {
    #[diesel(sql_type = Unsigned<BigInt>)]
    process: u64,
}

/// A server tells a user who has no rights to a database at all the same, whether or not it is there.
pub(super) fn exists(url: &DatabaseUrl) -> Result<bool, AdminError> {
    name_of(url)?;
    match open(url) {
        Ok(_) => Ok(true),
        Err(ConnectError::DatabaseMissing { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn create(url: &DatabaseUrl) -> Result<Created, AdminError> {
    let name = name_of(url)?;
    let refusal = match open(url) {
        Ok(_) => return Ok(Created::AlreadyThere),
        Err(ConnectError::DatabaseMissing { .. }) => None,
        Err(error @ ConnectError::NotAllowed { .. }) => Some(error),
        Err(error) => return Err(error.into()),
    };
    let mut connection = beside(url)?;
    // The character set is given in any case: the server's default may lack most of the world's letters.
    let sql = format!(
        "CREATE DATABASE {} CHARACTER SET utf8mb4",
        Dialect::Mysql.quote(&name)
    );
    let Err(source) = diesel::sql_query(sql).execute(&mut connection) else {
        return Ok(Created::Created);
    };
    if is_there_already(&source) {
        // There, and not for us.
        return refusal.map_or(Ok(Created::AlreadyThere), |error| Err(error.into()));
    }
    if is_denied(&source) {
        return Err(AdminError::NoPrivilege {
            role: account(&mut connection),
            dialect: Dialect::Mysql,
            database: name,
        });
    }
    Err(AdminError::Refused {
        action: "create",
        database: name,
        source,
    })
}

pub(super) fn drop(url: &DatabaseUrl) -> Result<Dropped, AdminError> {
    let name = name_of(url)?;
    let mut connection = beside(url)?;
    let refused = |source| AdminError::Refused {
        action: "drop",
        database: name.clone(),
        source,
    };
    let patience = format!("SET SESSION lock_wait_timeout = {PATIENCE_SECONDS}");
    run(&mut connection, &patience).map_err(refused)?;
    let sql = format!("DROP DATABASE {}", Dialect::Mysql.quote(&name));
    let mut result = run(&mut connection, &sql);
    if matches!(&result, Err(error) if says(error, "Lock wait timeout exceeded")) {
        disconnect_all(&mut connection, &name).map_err(refused)?;
        result = run(&mut connection, &sql);
    }
    match result {
        Ok(()) => Ok(Dropped::Dropped),
        Err(source) if says(&source, "database doesn't exist") => Ok(Dropped::NotThere),
        Err(source) => Err(refused(source)),
    }
}

fn run(connection: &mut MysqlConnection, sql: &str) -> QueryResult<()> {
    diesel::sql_query(sql).execute(connection).map(|_| ())
}

/// Ends the connections that are in that database, as far as we may see and end them.
fn disconnect_all(connection: &mut MysqlConnection, name: &str) -> QueryResult<()> {
    let query = "SELECT id AS process FROM information_schema.processlist \
                 WHERE db = ? AND id <> CONNECTION_ID() ORDER BY id";
    let processes: Vec<Process> = diesel::sql_query(query)
        .bind::<Text, _>(name)
        .load(connection)?;
    for Process { process } in processes {
        // It may have gone by itself.
        let _ = run(connection, &format!("KILL {process}"));
    }
    Ok(())
}

/// A connection to the same server, in no database.
pub(in crate::database) fn beside(url: &DatabaseUrl) -> Result<MysqlConnection, ConnectError> {
    open(&url.with_database(""))
}

pub(in crate::database) fn open(url: &DatabaseUrl) -> Result<MysqlConnection, ConnectError> {
    match url.target() {
        Target::Mysql(target) => MysqlConnection::open(target, None),
        Target::Sqlite(_) | Target::Postgres(_) => {
            Err(ConnectError::Unsupported { product: "MySQL" })
        }
    }
}

/// The answer to a question that is a number.
pub(in crate::database) fn ask(
    connection: &mut MysqlConnection,
    expression: &str,
    text: &str,
) -> QueryResult<i64> {
    diesel::sql_query(format!(
        "SELECT CAST(COALESCE({expression}, -1) AS SIGNED) AS answer"
    ))
    .bind::<Text, _>(text)
    .get_result::<Answer>(connection)
    .map(|row| row.answer)
}

/// Returns the account of the session, as `GRANT` names it: `'me'@'%'`.
pub(in crate::database) fn account(connection: &mut MysqlConnection) -> String {
    let query = "SELECT CONCAT(QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', 1)), '@', \
                 QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', -1))) AS account";
    diesel::sql_query(query)
        .get_result::<Account>(connection)
        .map_or_else(|_| "CURRENT_USER()".to_owned(), |row| row.account)
}

fn is_there_already(error: &diesel::result::Error) -> bool {
    says(error, "database exists")
}

fn says(error: &diesel::result::Error, phrase: &str) -> bool {
    error.to_string().contains(phrase)
}

fn name_of(url: &DatabaseUrl) -> Result<String, AdminError> {
    url.database_name().ok_or_else(|| AdminError::NoName {
        url: url.to_string(),
    })
}
