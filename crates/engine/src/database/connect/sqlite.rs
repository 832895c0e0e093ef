//! Opening a SQLite file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::error::{ConnectError, DriverMessage};
use super::options::OpenMode;
use crate::database::url::SqliteUrl;

const RETRY_PAUSE: Duration = Duration::from_millis(20);

pub(super) fn open(
    url: &SqliteUrl,
    mode: OpenMode,
    busy_timeout: Duration,
) -> Result<SqliteConnection, ConnectError> {
    let Some(path) = url.path() else {
        let failed = |message| other(Path::new(":memory:"), message);
        return try_open(&url.uri("rwc"), busy_timeout, "").map_err(failed);
    };
    let may_create = mode == OpenMode::Create && !url.never_creates();
    let exists = check_file(path, may_create)?;
    let made_here = !exists && make_file(path);
    let uri = url.uri(match mode {
        OpenMode::ReadOnly => "ro",
        OpenMode::ReadWrite => "rw",
        OpenMode::Create => "rwc",
    });
    let read_only = mode == OpenMode::ReadOnly || url.is_read_only();
    let extra = match (read_only, exists) {
        (true, _) => "PRAGMA query_only = ON;",
        // Readers and a writer don't block each other then. It is kept in the file, so only ours get it.
        (false, false) => WRITE_AHEAD_LOG,
        (false, true) => "",
    };
    let had_wal = size_beside(path, "-wal").is_some();
    match try_open(&uri, busy_timeout, extra) {
        Ok(connection) if read_only && !had_wal => {
            Ok(tidy_reader(url, connection, busy_timeout, extra))
        }
        // Reading a WAL database makes its index, where that is possible. On a read-only file system or in another
        // user's directory SQLite can do without, if the file itself has all that was committed.
        // So does a full disk.
        Err(message)
            if read_only
                && (needs_write(&message) || message.contains("disk I/O error"))
                && is_complete(path) =>
        {
            try_open(&format!("{uri}&immutable=1"), busy_timeout, extra)
        }
        result => result,
    }
    .inspect_err(|message| {
        // A file that another process has made is not ours to remove.
        if made_here && (message.contains("is full") || message.contains("I/O error")) {
            remove_empty(path);
        }
    })
    .map_err(|message| match explain(path, message) {
        ConnectError::NeedsRecovery { path } if !read_only => ConnectError::ReadOnly { path },
        error => error,
    })
}

const WRITE_AHEAD_LOG: &str = "PRAGMA journal_mode = WAL;";

/// Makes an empty file, which is an empty database. Returns whether this process made it: another process may have been
/// faster. If the file cannot be made, SQLite reports the reason.
fn make_file(path: &Path) -> bool {
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .is_ok()
}

/// Removes the empty file that a creation on a full disk left behind.
fn remove_empty(path: &Path) {
    if fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        // The failure itself is the one to tell.
        let _ = fs::remove_file(path);
    }
}

/// Opens the file. SQLite's own busy timeout does not cover a change of the journal mode, nor a log that another
/// process is recovering: where several processes make one file at once, all but one are refused at once.
fn try_open(uri: &str, busy_timeout: Duration, extra: &str) -> Result<SqliteConnection, String> {
    let deadline = Instant::now() + busy_timeout;
    loop {
        match open_once(uri, busy_timeout, extra) {
            Err(message) if message.contains("is locked") && Instant::now() < deadline => {
                std::thread::sleep(RETRY_PAUSE);
            }
            // Others who write to a new file all the while keep its journal mode from being changed, and nobody else from
            // using it as it is.
            Err(message) if message.contains("is locked") && extra == WRITE_AHEAD_LOG => {
                return open_once(uri, busy_timeout, "");
            }
            result => return result,
        }
    }
}

fn open_once(uri: &str, busy_timeout: Duration, extra: &str) -> Result<SqliteConnection, String> {
    let mut connection = SqliteConnection::establish(uri).map_err(|error| error.to_string())?;
    let timeout = busy_timeout.as_millis().min(i32::MAX as u128);
    // Opening reads nothing yet; the schema's version is in the file's header.
    let setup = format!(
        "PRAGMA busy_timeout = {timeout}; PRAGMA foreign_keys = ON; {extra} PRAGMA schema_version;"
    );
    connection
        .batch_execute(&setup)
        .map_err(|error| error.to_string())?;
    Ok(connection)
}

/// Returns whether the file exists, or an error if it cannot be a database.
fn check_file(path: &Path, may_create: bool) -> Result<bool, ConnectError> {
    match fs::metadata(path) {
        Ok(file) if file.is_dir() => Err(ConnectError::IsDirectory { path: shown(path) }),
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            Err(ConnectError::PermissionDenied { path: shown(path) })
        }
        Err(error) if is_missing(&error) && !may_create => {
            Err(ConnectError::MissingFile { path: shown(path) })
        }
        Err(error) if is_missing(&error) => {
            check_directory(path)?;
            Ok(false)
        }
        Err(error) => Err(other(path, error.to_string())),
    }
}

fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn check_directory(path: &Path) -> Result<(), ConnectError> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => return Ok(()),
    };
    if directory.is_dir() {
        return Ok(());
    }
    Err(ConnectError::MissingDirectory {
        path: shown(path),
        directory: shown(directory),
    })
}

fn explain(path: &Path, message: String) -> ConnectError {
    let path_shown = shown(path);
    if message.contains("not a database") {
        ConnectError::NotADatabase { path: path_shown }
    } else if message.contains("is locked") {
        ConnectError::Locked { path: path_shown }
    } else if needs_write(&message) && !cannot_open(&message) {
        ConnectError::NeedsRecovery { path: path_shown }
    } else if cannot_open(&message) {
        ConnectError::PermissionDenied { path: path_shown }
    } else {
        other(path, message)
    }
}

fn needs_write(message: &str) -> bool {
    message.contains("readonly database") || cannot_open(message)
}

fn cannot_open(message: &str) -> bool {
    let message = message.to_lowercase();
    message.contains("unable to open") || message.contains("permission")
}

/// Returns whether neither the write-ahead log nor the rollback journal has data that the file lacks.
fn is_complete(path: &Path) -> bool {
    size_beside(path, "-wal").unwrap_or(0) == 0 && size_beside(path, "-journal").unwrap_or(0) == 0
}

/// The size of a file that SQLite keeps beside the database, if it exists.
fn size_beside(path: &Path, suffix: &str) -> Option<u64> {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    fs::metadata(PathBuf::from(name))
        .ok()
        .map(|file| file.len())
}

/// Reopens a WAL database so that no files are left behind. A read-only connection makes the log and its index, and may
/// not remove them. If no other process uses the file, a connection that could write, and is told not to, leaves the
/// directory as it was.
fn tidy_reader(
    url: &SqliteUrl,
    reader: SqliteConnection,
    busy_timeout: Duration,
    extra: &str,
) -> SqliteConnection {
    let mut reader = reader;
    let mode: Result<JournalMode, _> =
        diesel::sql_query("PRAGMA journal_mode").get_result(&mut reader);
    if !mode.is_ok_and(|row| row.journal_mode == "wal") {
        return reader;
    }
    try_open(&url.uri("rw"), busy_timeout, extra).unwrap_or(reader)
}

#[derive(QueryableByName)]
struct JournalMode {
    #[diesel(sql_type = diesel::sql_types::Text)]
    journal_mode: String,
}

fn other(path: &Path, message: String) -> ConnectError {
    ConnectError::File {
        path: shown(path),
        message: DriverMessage(message),
    }
}

/// Messages name the absolute path: a relative one hides the usual mistake, a wrong working directory.
fn shown(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_new_file_that_others_write_to_is_used_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("app.db");
        let uri = format!("file:{}?mode=rwc", path.display());
        let mut other = try_open(&uri, Duration::ZERO, "").unwrap();
        other
            .batch_execute("BEGIN IMMEDIATE; CREATE TABLE t (a INTEGER)")
            .unwrap();
        let patience = Duration::from_millis(100);
        let mut connection = try_open(&uri, patience, WRITE_AHEAD_LOG).unwrap();
        other.batch_execute("COMMIT").unwrap();
        connection
            .batch_execute("INSERT INTO t VALUES (1)")
            .unwrap();
    }

    #[test]
    fn one_process_makes_a_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("app.db");
        assert!(make_file(&path));
        assert!(!make_file(&path));
    }
}
