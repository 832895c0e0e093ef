//! Files that appear whole or not at all.

use std::io::Write;
use std::path::Path;

use super::error::Error;

/// Writes a new file; one that is there already is left as it is, and `false` returned.
pub(super) fn new_file(path: &Path, text: &str) -> Result<bool, Error> {
    let failed = |source| Error::Write {
        path: path.to_owned(),
        source,
    };
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    match std::fs::File::create_new(path) {
        Ok(mut file) => {
            let written = file.write_all(text.as_bytes());
            if written.is_err() {
                // A file cut short would pass for one that is meant so. The first error is the one to tell.
                let _ = std::fs::remove_file(path);
            }
            written.map(|()| true).map_err(failed)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

/// Runs `body`, which fills a directory that was free before; where it fails, the directory is as it was.
pub(super) fn whole_directory<T>(
    path: &Path,
    body: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    let existed = path.exists();
    let outcome = body();
    if outcome.is_err() {
        // The first error is the one to tell.
        let _ = std::fs::remove_dir_all(path);
        if existed {
            let _ = std::fs::create_dir(path);
        }
    }
    outcome
}

/// Returns whether `path` does not exist, or is an empty directory.
pub(super) fn is_free(path: &Path) -> Result<bool, Error> {
    match std::fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(Error::Write {
            path: path.to_owned(),
            source,
        }),
    }
}
