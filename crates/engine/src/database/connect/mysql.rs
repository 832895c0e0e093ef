//! Connecting to MySQL and MariaDB.

mod address;
mod tls;

#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use mysql_async::{DriverError, Error, IoError, OptsBuilder, ServerError};

use super::error::{ConnectError, DriverMessage};
use super::scrub::{one_line, scrubbed};
use crate::database::SESSION_MODE;
use crate::database::mysql::{Driver, diesel_error};
use crate::database::url::{MysqlUrl, SslMode};
use address::{Way, server};

/// Without it a host that drops packets would keep us for minutes.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

const DEFAULT_PORT: u16 = 3306;

/// How many statements stay prepared: those with which a revision is recorded.
const PREPARED_STATEMENTS: usize = 16;

/// The protocol's own limit for a packet. The server has a lower one, and says so.
const LARGEST_PACKET_BYTES: usize = 1024 * 1024 * 1024;

/// Builds the statement that sets up each session. The names are those of `mysql`'s own connections; times are in
/// UTC, as on Diesel's; and messages are in English, since their texts are read where Diesel passes on no number.
/// `SHOW CREATE` quotes names, because a name is told from a word by its quotes.
fn settings() -> String {
    format!(
        "SET NAMES utf8mb4, SESSION time_zone = '+00:00', SESSION lc_messages = 'en_US', \
         SESSION sql_quote_show_create = ON, SESSION sql_mode = {SESSION_MODE}"
    )
}

/// Opens a session, with the settings that each of ours has.
pub(in crate::database) fn open(
    url: &MysqlUrl,
    deadline: Option<Instant>,
) -> Result<Driver, ConnectError> {
    let limit = deadline.map_or(CONNECT_TIMEOUT, |deadline| {
        let left = deadline.saturating_duration_since(Instant::now());
        left.clamp(Duration::from_secs(2), CONNECT_TIMEOUT)
    });
    let way = Way::of(url);
    let options = options(url, &way);
    let encryption = tls::options(url, &way)?;
    let failed = |error: Error| classify(url, error);
    let opened = match Driver::open(options.clone().ssl_opts(encryption), limit) {
        // The default, or the URL, prefers encryption and does not require it.
        Err(Error::Driver(DriverError::NoClientSslFlagFromServer)) if !tls::is_required(url) => {
            Driver::open(options, limit)
        }
        opened => opened,
    };
    let mut driver = opened.map_err(failed)?;
    driver
        .run(&settings())
        .map_err(|error| ConnectError::Server {
            server: server(url),
            message: message(url, &diesel_error(error).to_string()),
        })?;
    Ok(driver)
}

fn options(url: &MysqlUrl, way: &Way) -> OptsBuilder {
    let options = OptsBuilder::default()
        .user(url.user())
        .pass(url.password())
        .db_name(url.database())
        .prefer_socket(false)
        .client_found_rows(true)
        .stmt_cache_size(PREPARED_STATEMENTS)
        // Both would be asked for else.
        .max_allowed_packet(Some(LARGEST_PACKET_BYTES))
        .wait_timeout(Some(usize::MAX >> 1))
        // A password as it is goes only to a server whose certificate was looked at.
        .enable_cleartext_plugin(url.ssl_mode() >= Some(SslMode::VerifyCa))
        .connect_attribute("program_name", "moviectl");
    match way {
        Way::Socket(socket) => options.socket(Some(socket)),
        Way::Host(host) => options
            .ip_or_hostname(host)
            .tcp_port(url.port().unwrap_or(DEFAULT_PORT)),
    }
}

fn message(url: &MysqlUrl, text: &str) -> DriverMessage {
    DriverMessage(scrubbed(&one_line(text), &url.secrets()))
}

fn classify(url: &MysqlUrl, error: Error) -> ConnectError {
    match error {
        Error::Server(error) => refusal(url, &error),
        Error::Io(error) => unreachable_because(url, &error),
        Error::Driver(error) => {
            let server = server(url);
            let message = message(url, &error.to_string());
            match error {
                DriverError::NoClientSslFlagFromServer => ConnectError::Tls {
                    server,
                    message: DriverMessage("the server does not encrypt".to_owned()),
                },
                DriverError::UnknownAuthPlugin { .. }
                | DriverError::MysqlOldPasswordDisabled
                | DriverError::CleartextPluginDisabled => {
                    ConnectError::LoginRefused { server, message }
                }
                DriverError::ConnectionClosed => ConnectError::Unreachable { server, message },
                _ => ConnectError::Server { server, message },
            }
        }
        other => ConnectError::Server {
            server: server(url),
            message: message(url, &other.to_string()),
        },
    }
}

/// Converts a server's refusal. The numbers are in "Server Error Message Reference" of MySQL's manual and in "MariaDB
/// Error Codes".
fn refusal(url: &MysqlUrl, error: &ServerError) -> ConnectError {
    let server = server(url);
    let message = message(url, &error.message);
    match error.code {
        1045 | 1698 if !url.has_password() => ConnectError::PasswordMissing { server },
        // The password has expired, or must be changed; the account is locked.
        1045 | 1698 | 1820 | 1862 | 3118 | 4151 => ConnectError::LoginRefused { server, message },
        1049 => ConnectError::DatabaseMissing {
            server,
            database: url.database().unwrap_or_else(|| "?".to_owned()),
        },
        1040 | 1203 | 1226 => ConnectError::TooManyConnections { server, message },
        // Not this database; not from this host; not after so many errors.
        1044 | 1129 | 1130 => ConnectError::NotAllowed { server, message },
        1053 => ConnectError::NotReady { server, message },
        // Only encrypted connections are let in (`require_secure_transport`).
        3159 => ConnectError::Tls { server, message },
        _ => ConnectError::Server { server, message },
    }
}

fn unreachable_because(url: &MysqlUrl, error: &IoError) -> ConnectError {
    let server = server(url);
    match error {
        IoError::Tls(error) => ConnectError::Tls {
            server,
            message: message(url, &tls::reason(&error.to_string())),
        },
        IoError::Io(error) => {
            let text = error.to_string();
            let message = message(url, &text);
            // The system's resolver has no kind of its own.
            if text.contains("lookup address") {
                ConnectError::UnknownHost { server, message }
            } else {
                ConnectError::Unreachable { server, message }
            }
        }
    }
}
