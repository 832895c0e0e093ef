//! Connecting to MySQL and MariaDB, and reading the client library's messages: Diesel passes on no error number.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use diesel::connection::{CacheSize, Connection as _};
use diesel::mysql::MysqlConnection;
use diesel::prelude::*;
use diesel::result::ConnectionError;
use diesel::sql_types::Text;

use super::error::mysql::PRODUCT;
use super::error::{ConnectError, DriverMessage, Server};
use super::scrub::{one_line, scrubbed};
use crate::database::SESSION_MODE;
use crate::database::url::{DatabaseUrl, MysqlUrl, SslMode};
use moviectl_schema::dialect::Dialect;

/// Without it a host that drops packets would keep us for minutes. Diesel can't tell the client library.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

#[derive(QueryableByName)]
struct Status {
    #[diesel(sql_type = Text, column_name = "Value")]
    value: String,
}

/// What every session of ours is set to, in one statement. Messages in English: the client library's number of an error
/// does not come through Diesel, so its text is read.
fn settings() -> String {
    format!("SET SESSION lc_messages = 'en_US', SESSION sql_mode = {SESSION_MODE}")
}

pub(in crate::database) fn open(
    url: &MysqlUrl,
    deadline: Option<Instant>,
) -> Result<MysqlConnection, ConnectError> {
    let mode = url.ssl_mode();
    let mut connection = establish(url, &driver_url(url, mode)?, deadline)?;
    connection.set_prepared_statement_cache_size(CacheSize::Disabled);
    if mode >= Some(SslMode::Required) {
        check_encrypted(url, &mut connection)?;
    }
    let failed = |error: diesel::result::Error| classify(url, &error.to_string());
    diesel::sql_query(settings())
        .execute(&mut connection)
        .map_err(failed)?;
    if let Some(name) = url.name_to_enter() {
        use diesel::connection::SimpleConnection as _;

        let enter = format!("USE {}", Dialect::Mysql.quote(name));
        connection.batch_execute(&enter).map_err(failed)?;
    }
    Ok(connection)
}

/// The URL for Diesel. MariaDB's client library has no `ssl_mode`: Diesel would set another option in its place. There a
/// certificate authority is what makes it encrypt, and check whose certificate it gets; that it did is looked at
/// afterwards.
fn driver_url(url: &MysqlUrl, mode: Option<SslMode>) -> Result<String, ConnectError> {
    const LIBRARY_HAS_MODES: bool = mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE;

    if LIBRARY_HAS_MODES {
        return Ok(url.for_driver(&[]));
    }
    let refused = |problem: &str| ConnectError::Tls {
        server: server(url),
        message: DriverMessage(problem.to_owned()),
    };
    let has_authority = url.parameter("ssl_ca").is_some();
    match mode {
        Some(SslMode::VerifyIdentity) => Err(refused(
            "MariaDB's client library, with which this build was made, cannot be told to compare the server's name with \
             its certificate: ssl_mode=VERIFY_CA, with ssl_ca, checks the certificate alone",
        )),
        Some(SslMode::VerifyCa | SslMode::Required) if !has_authority => Err(refused(
            "MariaDB's client library, with which this build was made, encrypts where ssl_ca names the certificate \
             authority of the server",
        )),
        Some(SslMode::Disabled) => {
            Ok(url.for_driver(&["ssl_mode", "ssl_ca", "ssl_cert", "ssl_key"]))
        }
        _ => Ok(url.for_driver(&["ssl_mode"])),
    }
}

/// Connects in a thread of its own: the client library waits for as long as the system does, which may be minutes.
fn establish(
    url: &MysqlUrl,
    text: &str,
    deadline: Option<Instant>,
) -> Result<MysqlConnection, ConnectError> {
    let left = deadline.map_or(CONNECT_TIMEOUT, |deadline| {
        let left = deadline.saturating_duration_since(Instant::now());
        left.clamp(Duration::from_secs(2), CONNECT_TIMEOUT)
    });
    let (sender, receiver) = mpsc::channel();
    let text = text.to_owned();
    std::thread::spawn(move || {
        // Nobody listens any more where the time was over.
        let _ = sender.send(MysqlConnection::establish(&text));
    });
    match receiver.recv_timeout(left) {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(ConnectionError::BadConnection(message))) => Err(classify(url, &message)),
        Ok(Err(error)) => Err(classify(url, &error.to_string())),
        Err(_) => Err(ConnectError::Unreachable {
            server: server(url),
            message: DriverMessage(format!("no answer in {} s", left.as_secs())),
        }),
    }
}

fn check_encrypted(url: &MysqlUrl, connection: &mut MysqlConnection) -> Result<(), ConnectError> {
    let cipher = diesel::sql_query("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
        .get_result::<Status>(connection)
        .map(|status| status.value)
        .unwrap_or_default();
    if cipher.is_empty() {
        return Err(ConnectError::Tls {
            server: server(url),
            message: DriverMessage("the server does not encrypt".to_owned()),
        });
    }
    Ok(())
}

/// A server that speaks another language says that there is no such database in words that we don't know: it is looked for
/// then.
pub(in crate::database) fn look_closer(url: &DatabaseUrl, error: ConnectError) -> ConnectError {
    let ConnectError::Server { server, message } = error else {
        return error;
    };
    match url.database_name() {
        Some(database) if crate::database::admin::mysql::is_known_missing(url, &database) => {
            ConnectError::DatabaseMissing { server, database }
        }
        _ => ConnectError::Server { server, message },
    }
}

fn server(url: &MysqlUrl) -> Server {
    let mut address = url.server();
    if url.is_default_socket() {
        address.push_str(" (its socket)");
    }
    Server {
        product: PRODUCT,
        address,
    }
}

fn classify(url: &MysqlUrl, raw: &str) -> ConnectError {
    let server = server(url);
    let message = DriverMessage(scrubbed(&one_line(raw), &url.secrets()));
    let text = raw.to_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    if text.contains("access denied") && text.contains("to database") {
        ConnectError::NotAllowed { server, message }
    } else if text.contains("access denied") {
        if text.contains("using password: no") && !url.has_password() {
            ConnectError::PasswordMissing { server }
        } else {
            ConnectError::LoginRefused { server, message }
        }
    } else if says(LOGIN_REFUSED) {
        ConnectError::LoginRefused { server, message }
    } else if says(UNKNOWN_DATABASE) {
        let database = url.database().unwrap_or_else(|| "?".to_owned());
        ConnectError::DatabaseMissing { server, database }
    } else if says(TOO_MANY) {
        ConnectError::TooManyConnections { server, message }
    } else if says(NOT_ALLOWED) {
        ConnectError::NotAllowed { server, message }
    } else if says(NOT_READY) {
        ConnectError::NotReady { server, message }
    } else if says(UNKNOWN_HOST) {
        ConnectError::UnknownHost { server, message }
    } else if says(TLS) {
        ConnectError::Tls { server, message }
    } else if says(UNREACHABLE) {
        ConnectError::Unreachable { server, message }
    } else if says(BAD_OPTION) {
        ConnectError::BadOption { server, message }
    } else {
        ConnectError::Server { server, message }
    }
}

// The texts of both client libraries and both servers, whose numbers are 1045, 1049, 1040, 1203, 1226, 1130, 1129, 1053,
// 2005, 2026, 2002, 2003, 2013: see "Error Message Reference" in MySQL's manual and "MariaDB Error Codes".

/// The first is MySQL's where the password would have to go over the wire as it is.
const LOGIN_REFUSED: &[&str] = &[
    "authentication plugin",
    "authentication requires secure connection",
    "account is locked",
    "your password has expired",
    "must change your password",
    "is not whitelisted",
];
const UNKNOWN_DATABASE: &[&str] = &["unknown database"];
const TOO_MANY: &[&str] = &[
    "too many connections",
    "max_user_connections",
    "resource (current value",
];
const NOT_ALLOWED: &[&str] = &["is not allowed to connect", "is blocked because of many"];
const NOT_READY: &[&str] = &["server shutdown in progress", "server is starting"];
const UNKNOWN_HOST: &[&str] = &["unknown server host", "unknown mysql server host"];
const TLS: &[&str] = &["ssl", "tls", "certificate"];
const UNREACHABLE: &[&str] = &[
    "can't connect to",
    "lost connection",
    "gone away",
    "can't create",
    "timed out",
    "connection refused",
];
/// Diesel's own words.
const BAD_OPTION: &[&str] = &["mysql connection urls must be", "unknown ssl_mode"];

#[cfg(test)]
mod tests;
