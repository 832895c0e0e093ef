//! What to do about a database that could not be opened.

mod mysql;

use std::path::Path;

use super::error::ConnectError;
use crate::database::advice::advice_on;
use crate::database::url::build_with;

impl ConnectError {
    /// Returns a hint for the user, if there is one.
    pub fn hint(&self) -> Option<String> {
        if let Some(hint) = mysql::hint(self) {
            return Some(hint.to_owned());
        }
        let hint = match self {
            Self::NotADatabase { .. } => {
                "check the path; moviectl never overwrites a file that it does not know"
            }
            Self::IsDirectory { .. } => "give the path of a file in it, such as `DIRECTORY/app.db`",
            Self::MissingFile { path } if lacks_directory(path) => {
                "check the path: its directory does not exist either"
            }
            Self::MissingFile { .. } | Self::DatabaseMissing { .. } => {
                "`moviectl create-db` creates it; `moviectl setup` also makes and fills its tables"
            }
            Self::MissingDirectory { directory, .. } => {
                return Some(format!(
                    "create it first: `mkdir -p {}`",
                    directory.display()
                ));
            }
            Self::PermissionDenied { .. } => {
                "the file must be readable, and for changes the file and its directory writable, for this user"
            }
            Self::ReadOnly { .. } => "the file and its directory must be writable for this user",
            Self::Locked { .. } => "wait until the other process is done, or end it",
            Self::NeedsRecovery { .. } => {
                "open it once for writing, as a user who may: `moviectl upgrade` does"
            }
            Self::File { message, .. } => return advice_on(&message.0),
            Self::Server { .. } => return None,
            Self::Unsupported { product } => return Some(build_with(product)),
            Self::NoDatabase { .. } => "add it: `mysql://HOST:PORT/NAME`",
            Self::BadOption { .. } => {
                "PostgreSQL's documentation lists the connection parameters that go behind a `?` in the URL"
            }
            Self::Unreachable { .. } => {
                "is the server running, and are host and port right? `--wait SECS` waits for a server that is starting"
            }
            Self::UnknownHost { .. } => "check the host name in the database URL",
            Self::NotReady { .. } => "`--wait SECS` waits until it is ready",
            Self::LoginRefused { .. } => {
                "check user name and password; another server may be listening on this port \
                 (in a URL, special characters of a password are percent-encoded; DB_PASSWORD takes it as it is)"
            }
            Self::PasswordMissing { .. } => {
                "put it into DATABASE_URL, DB_PASSWORD, PGPASSWORD or ~/.pgpass"
            }
            Self::RoleMissing { .. } => {
                "check the user name in the database URL, or create the role on the server"
            }
            Self::NotAllowed { .. } => {
                "the server's pg_hba.conf, or the role's CONNECT privilege, must allow this user, address and database"
            }
            Self::Tls { .. } => {
                "see `sslmode` and `sslrootcert` in PostgreSQL's documentation; they go behind a `?` in the URL"
            }
            Self::NoMaintenance { .. } => {
                "a pooler may serve only the databases that it names: connect to the server itself for this"
            }
            Self::TooManyConnections { .. } => "close other connections, or try again later",
        };
        Some(hint.to_owned())
    }
}

fn lacks_directory(path: &Path) -> bool {
    path.parent()
        .is_some_and(|directory| !directory.as_os_str().is_empty() && !directory.is_dir())
}
