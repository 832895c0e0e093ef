//! How a server is reached, and how messages name it.

use std::path::Path;

use crate::database::connect::error::{MYSQL, Server};
use crate::database::url::MysqlUrl;

/// Default paths of the server's socket: of Debian, of Red Hat, and of the source.
const SOCKETS: [&str; 4] = [
    "/run/mysqld/mysqld.sock",
    "/var/run/mysqld/mysqld.sock",
    "/var/lib/mysql/mysql.sock",
    "/tmp/mysql.sock",
];

/// How the server is reached.
pub(super) enum Way {
    Socket(String),
    Host(String),
}

impl Way {
    /// `localhost` without a port, and no host at all, are the socket on this machine, where there is one.
    pub(super) fn of(url: &MysqlUrl) -> Self {
        let socket = match url.parameter("unix_socket") {
            Some(socket) => Some(socket.to_owned()),
            None if url.is_default_socket() => default_socket(),
            None => None,
        };
        match (socket, url.host()) {
            (Some(socket), _) => Self::Socket(socket),
            (None, "") => Self::Host("127.0.0.1".to_owned()),
            (None, host) => Self::Host(host.trim_matches(['[', ']']).to_owned()),
        }
    }

    /// Returns whether nobody else can read what goes over it.
    pub(super) fn is_of_this_machine(&self) -> bool {
        match self {
            Self::Socket(_) => true,
            Self::Host(host) => {
                let address = host.parse::<std::net::IpAddr>();
                host == "localhost" || address.is_ok_and(|address| address.is_loopback())
            }
        }
    }
}

/// The socket of the server on this machine, by the variable that its own clients read, or where servers put it.
fn default_socket() -> Option<String> {
    if let Ok(socket) = std::env::var("MYSQL_UNIX_PORT") {
        return Some(socket);
    }
    let known = SOCKETS.into_iter();
    known
        .filter(|socket| Path::new(socket).exists())
        .map(str::to_owned)
        .next()
}

/// The server as messages name it.
pub(super) fn server(url: &MysqlUrl) -> Server {
    let mut address = url.server();
    if url.is_default_socket() {
        address.push_str(" (its socket)");
    }
    Server {
        product: MYSQL,
        address,
    }
}
