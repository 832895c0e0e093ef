//! Why a database could not be opened.

use std::fmt;
use std::path::PathBuf;

/// The message of the driver or the server, in one line, without passwords.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
#[non_exhaustive]
pub struct DriverMessage(pub(in crate::database) String);

/// A server, as messages name it: by its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// `PostgreSQL`, `MySQL or MariaDB`.
    pub(in crate::database) product: &'static str,
    /// `localhost:5433`.
    pub(in crate::database) address: String,
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

/// The name in messages for a server that speaks MySQL's protocol. Until it answers, it may be either of the two.
pub(in crate::database) const MYSQL: &str = "MySQL or MariaDB";

/// Why a database could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(
    missing_docs,
    reason = "the fields are what their names and the texts say"
)]
#[non_exhaustive]
pub enum ConnectError {
    /// A file, but not of SQLite.
    #[error("{} is not a SQLite database", path.display())]
    NotADatabase { path: PathBuf },
    /// A directory where a file should be.
    #[error("{} is a directory, not a SQLite database", path.display())]
    IsDirectory { path: PathBuf },
    /// No such file.
    #[error("the database file {} does not exist", path.display())]
    MissingFile { path: PathBuf },
    /// No directory to make the file in.
    #[error("cannot create {}: the directory {} does not exist", path.display(), directory.display())]
    MissingDirectory { path: PathBuf, directory: PathBuf },
    /// The file, or its directory, is not for this user.
    #[error("no permission to open {}", path.display())]
    PermissionDenied { path: PathBuf },
    /// The file can be read, and not be written.
    #[error("no permission to write to {}", path.display())]
    ReadOnly { path: PathBuf },
    /// Another process holds the file for longer than the busy timeout.
    #[error("the database file {} is locked by another process", path.display())]
    Locked { path: PathBuf },
    /// A process died within a transaction, or is in one, and this user may not use its journal.
    #[error("{} cannot be read without writing: changes to it are still in its journal", path.display())]
    NeedsRecovery { path: PathBuf },
    /// Anything else about a file.
    #[error("cannot open {}", path.display())]
    File {
        path: PathBuf,
        #[source]
        message: DriverMessage,
    },

    /// Nobody answers.
    #[error("cannot reach the {} server at {server}", .server.product)]
    Unreachable {
        server: Server,
        #[source]
        message: DriverMessage,
    },
    /// The host's name means nothing here.
    #[error("unknown host: {server}")]
    UnknownHost {
        server: Server,
        #[source]
        message: DriverMessage,
    },
    /// The server is there, and not ready yet or any more.
    #[error("the {} server at {server} is starting up or shutting down", .server.product)]
    NotReady {
        server: Server,
        #[source]
        message: DriverMessage,
    },
    /// The server did not believe who we are.
    #[error("the {} server at {server} refused the login", .server.product)]
    LoginRefused {
        server: Server,
        #[source]
        message: DriverMessage,
    },
    /// None of the databases can be reached from which others are made and dropped.
    #[error(
        "the databases `postgres` and `template1` of {server} cannot be reached, from which databases are made and dropped"
    )]
    NoMaintenance {
        /// The server.
        server: Server,
    },
    /// The server wants a password and there is none.
    #[error("the {} server at {server} wants a password, and none was given", .server.product)]
    PasswordMissing { server: Server },
    /// The server has no such role.
    #[error("the {} server at {server} has no such role", .server.product)]
    RoleMissing {
        server: Server,
        #[source]
        message: DriverMessage,
    },
    /// The server has no such database.
    #[error("the database `{database}` does not exist on {server}")]
    DatabaseMissing { server: Server, database: String },
    /// The role may not connect to this database, or not from here.
    #[error("the {} server at {server} does not allow this connection", .server.product)]
    NotAllowed {
        server: Server,
        #[source]
        message: DriverMessage,
    },
    /// libpq does not know a parameter of the URL, or its value.
    #[error("the database URL for {server} has a parameter that {}'s client does not take", .server.product)]
    BadOption {
        server: Server,
        #[source]
        message: DriverMessage,
    },
    /// Encryption could not be agreed on, or a certificate is not trusted.
    #[error("no encrypted connection to the {} server at {server}", .server.product)]
    Tls {
        server: Server,
        #[source]
        message: DriverMessage,
    },
    /// The server, the database or the role has all the connections that it may have.
    #[error("the {} server at {server} has too many connections", .server.product)]
    TooManyConnections {
        server: Server,
        #[source]
        message: DriverMessage,
    },
    /// Anything else that libpq says.
    #[error("cannot connect to the {} server at {server}", .server.product)]
    Server {
        server: Server,
        #[source]
        message: DriverMessage,
    },
    /// The URL names a server and no database on it, which one has no default for.
    #[error("the database URL {url} names no database")]
    NoDatabase {
        /// The URL, without its password.
        url: String,
    },
    /// The build has no driver for the URL.
    #[error("this build has no {product} support")]
    Unsupported {
        /// `PostgreSQL`, `MySQL`.
        product: &'static str,
    },
}

impl ConnectError {
    /// Returns whether waiting may help: the server does not answer, or is not ready yet.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::UnknownHost { .. } | Self::NotReady { .. }
        )
    }

    /// Returns whether the database does not exist, so that it could be created.
    pub fn is_missing_database(&self) -> bool {
        matches!(
            self,
            Self::MissingFile { .. } | Self::DatabaseMissing { .. }
        )
    }

    /// Returns whether the error is about a server that speaks MySQL's protocol.
    #[doc(hidden)]
    pub fn is_of_mysql(&self) -> bool {
        self.server().is_some_and(|server| server.product == MYSQL)
    }

    /// The server that the error is about, if it is about one.
    fn server(&self) -> Option<&Server> {
        match self {
            Self::Unreachable { server, .. }
            | Self::UnknownHost { server, .. }
            | Self::NotReady { server, .. }
            | Self::LoginRefused { server, .. }
            | Self::PasswordMissing { server }
            | Self::NoMaintenance { server }
            | Self::RoleMissing { server, .. }
            | Self::DatabaseMissing { server, .. }
            | Self::NotAllowed { server, .. }
            | Self::BadOption { server, .. }
            | Self::Tls { server, .. }
            | Self::TooManyConnections { server, .. }
            | Self::Server { server, .. } => Some(server),
            _ => None,
        }
    }
}
