//! Hints about databases: their URLs, connections, creation, and the migration lock.

use std::path::Path;

use super::refusal::advice_on;
use moviectl_engine::database::admin::AdminError;
use moviectl_engine::database::{ConnectError, LockError, SCRATCH_PREFIX, ScratchError, UrlError};
use moviectl_schema::dialect::Dialect;

/// Returns the hint for a URL that is none, unless the fix is to write it in another way.
pub(super) fn of_url(error: &UrlError) -> Option<String> {
    match error {
        UrlError::Unsupported { product } => Some(build_with(product)),
        UrlError::Empty
        | UrlError::UnknownScheme { .. }
        | UrlError::BadPort
        | UrlError::Malformed { .. } => None,
        _ => None,
    }
}

/// How to get a build that has a database which this one lacks.
fn build_with(product: &str) -> String {
    let (feature, library) = match product {
        "MySQL" => ("mysql", "libssl-dev"),
        _ => ("postgres", "libpq-dev"),
    };
    format!(
        "`cargo install moviectl --features {feature}` makes one that has (Debian: it needs the package {library})"
    )
}

/// Returns the hint for a database that could not be opened.
pub(super) fn of_connect(error: &ConnectError) -> Option<String> {
    if let Some(hint) = of_mysql(error) {
        return Some(hint.to_owned());
    }
    let hint = match error {
        ConnectError::NotADatabase { .. } => {
            "check the path; moviectl never overwrites a file that it does not know"
        }
        ConnectError::IsDirectory { .. } => {
            "give the path of a file in it, such as `DIRECTORY/app.db`"
        }
        ConnectError::MissingFile { path } if lacks_directory(path) => {
            "check the path: its directory does not exist either"
        }
        ConnectError::MissingFile { .. } | ConnectError::DatabaseMissing { .. } => {
            "`moviectl create-db` creates it; `moviectl setup` also makes and fills its tables"
        }
        ConnectError::MissingDirectory { directory, .. } => {
            return Some(format!(
                "create it first: `mkdir -p {}`",
                directory.display()
            ));
        }
        ConnectError::PermissionDenied { .. } => {
            "the file must be readable, and for changes the file and its directory writable, for this user"
        }
        ConnectError::ReadOnly { .. } => {
            "the file and its directory must be writable for this user"
        }
        ConnectError::Locked { .. } => "wait until the other process is done, or end it",
        ConnectError::NeedsRecovery { .. } => {
            "open it once for writing, as a user who may: `moviectl upgrade` does"
        }
        ConnectError::File { message, .. } => return advice_on(&message.to_string()),
        ConnectError::Server { .. } => return None,
        ConnectError::Unsupported { product } => return Some(build_with(product)),
        ConnectError::NoDatabase { .. } => "add it: `mysql://HOST:PORT/NAME`",
        ConnectError::BadOption { .. } => {
            "PostgreSQL's documentation lists the connection parameters that go behind a `?` in the URL"
        }
        ConnectError::Unreachable { .. } => {
            "is the server running, and are host and port right? `--wait SECS` waits for a server that is starting"
        }
        ConnectError::UnknownHost { .. } => "check the host name in the database URL",
        ConnectError::NotReady { .. } => "`--wait SECS` waits until it is ready",
        ConnectError::LoginRefused { .. } => {
            "check user name and password; another server may be listening on this port \
             (in a URL, special characters of a password are percent-encoded; DB_PASSWORD takes it as it is)"
        }
        ConnectError::PasswordMissing { .. } => {
            "put it into DATABASE_URL, DB_PASSWORD, PGPASSWORD or ~/.pgpass"
        }
        ConnectError::RoleMissing { .. } => {
            "check the user name in the database URL, or create the role on the server"
        }
        ConnectError::NotAllowed { .. } => {
            "the server's pg_hba.conf, or the role's CONNECT privilege, must allow this user, address and database"
        }
        ConnectError::Tls { .. } => {
            "see `sslmode` and `sslrootcert` in PostgreSQL's documentation; they go behind a `?` in the URL"
        }
        ConnectError::NoMaintenance { .. } => {
            "a pooler may serve only the databases that it names: connect to the server itself for this"
        }
        ConnectError::TooManyConnections { .. } => "close other connections, or try again later",
        // `tests/layers` fails where a variant of these errors is not named.
        _ => return None,
    };
    Some(hint.to_owned())
}

/// The hints for MySQL and MariaDB, where they differ from those for PostgreSQL.
fn of_mysql(error: &ConnectError) -> Option<&'static str> {
    if !error.is_of_mysql() {
        return None;
    }
    Some(match error {
        ConnectError::Unreachable { .. } => {
            "is the server running, and are host and port right? `localhost` without a port is the socket on this machine \
             (unix_socket=/PATH names another); `--wait SECS` waits for a server that is starting"
        }
        ConnectError::LoginRefused { .. } => {
            "check user name and password, and from which hosts the server lets this user in (special characters of a password \
             are percent-encoded in a URL); an account that requires encryption needs `ssl_mode=REQUIRED` behind the `?`, and one \
             that requires a certificate ssl_cert and ssl_key"
        }
        ConnectError::PasswordMissing { .. } => {
            "put it into DATABASE_URL, mysql://USER:PASSWORD@HOST/NAME, or into MYSQL_PWD"
        }
        ConnectError::NotAllowed { .. } => {
            "an administrator allows it: CREATE USER 'USER'@'HOST' for this host, GRANT ALL ON `NAME`.* for this database"
        }
        ConnectError::BadOption { .. } => {
            "unix_socket, ssl_mode, ssl_ca, ssl_cert and ssl_key go behind a `?` in the URL"
        }
        ConnectError::Tls { .. } => {
            "ssl_ca=/PATH/TO/CA.pem, behind the `?`, is the authority of the server's certificate; ssl_mode=VERIFY_CA does not \
             compare the host's name, and ssl_mode=REQUIRED encrypts without looking at the certificate"
        }
        _ => return None,
    })
}

fn lacks_directory(path: &Path) -> bool {
    path.parent()
        .is_some_and(|directory| !directory.as_os_str().is_empty() && !directory.is_dir())
}

/// Returns the hint for a database that could not be created or dropped.
pub(super) fn of_admin(error: &AdminError) -> Option<String> {
    match error {
        AdminError::Connect(error) => of_connect(error),
        AdminError::NoName { url } => {
            let scheme = url
                .split_once("://")
                .map_or("postgresql", |(scheme, _)| scheme);
            Some(format!("add it: `{scheme}://HOST:PORT/NAME`"))
        }
        AdminError::NoPrivilege {
            role,
            dialect: Dialect::Mysql,
            database,
        } => Some(format!(
            "an administrator allows it with `GRANT ALL ON {}.* TO {role}`, or creates the database",
            Dialect::Mysql.quote(database)
        )),
        AdminError::NoPrivilege {
            role,
            dialect: dialect @ Dialect::Postgres,
            ..
        } => Some(format!(
            "a superuser allows it with `ALTER ROLE {} CREATEDB`, or creates the database",
            dialect.quote(role)
        )),
        // The statement that gives the privilege is known for these two servers only.
        AdminError::NoPrivilege { .. } => {
            Some("an administrator allows it, or creates the database".to_owned())
        }
        AdminError::Refused { .. } | AdminError::Remove { .. } => None,
        _ => None,
    }
}

/// Returns the hint for a scratch database that could not be made.
pub(super) fn of_scratch(error: &ScratchError) -> Option<String> {
    match error {
        // A pooler that serves only the databases that it names.
        ScratchError::Connect(
            ConnectError::NoMaintenance { .. } | ConnectError::DatabaseMissing { .. },
        ) => Some(
            "name the server itself for scratch databases, with `--scratch-url` or `scratch_url` in moviectl.toml"
                .to_owned(),
        ),
        ScratchError::Connect(error) => of_connect(error),
        ScratchError::NoPrivilege { role, dialect } => {
            let allowed = match dialect {
                // In GRANT `_` stands for any character.
                Dialect::Mysql => format!(
                    "an administrator allows it with `GRANT ALL ON {}.* TO {role}`",
                    dialect.quote(&format!("{}%", SCRATCH_PREFIX.replace('_', "\\_")))
                ),
                Dialect::Postgres => format!(
                    "a superuser allows it with `ALTER ROLE {} CREATEDB` (or GRANT of a role that may)",
                    dialect.quote(role)
                ),
                // The statement that gives the privilege is known for these two servers only.
                _ => "an administrator allows it".to_owned(),
            };
            Some(format!(
                "{allowed}; or name a server where you may with `--scratch-url`; \
                 or compare with the database itself (`--against database`), or go without proof (`--no-proof`)"
            ))
        }
        ScratchError::OtherDialect { target, .. } => {
            Some(format!("give the URL of a {target} server, or none"))
        }
        ScratchError::NotDropped { .. } => Some("the next run tries again".to_owned()),
        ScratchError::Refused(_) => None,
        _ => None,
    }
}

/// Returns the hint for a migration lock that could not be taken.
pub(super) fn of_lock(error: &LockError) -> Option<String> {
    match error {
        LockError::Timeout { .. } | LockError::Busy { .. } => Some(
            "wait until it is done, and run this again; `--lock-timeout SECS` waits longer"
                .to_owned(),
        ),
        LockError::Lost(_) | LockError::Taken => {
            Some("run this again: it goes on where it stopped".to_owned())
        }
        LockError::Database(_) | LockError::Interrupted(_) => None,
        _ => None,
    }
}
