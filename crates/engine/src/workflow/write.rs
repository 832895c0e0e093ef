//! Files that appear whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};

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

/// Writes a directory of files under a hidden name, which every tool passes over, and renames it when it is complete.
pub(super) fn directory_of(path: &Path, files: &[(&str, String)]) -> Result<(), Error> {
    let failed = |source| Error::Write {
        path: path.to_owned(),
        source,
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let hidden = path.with_file_name(format!(".{name}.part"));
    let written = (|| {
        std::fs::create_dir_all(&hidden)?;
        for (file, text) in files {
            std::fs::write(hidden.join(file), text)?;
        }
        std::fs::rename(&hidden, path)
    })();
    if written.is_err() {
        // The first error is the one to tell.
        let _ = std::fs::remove_dir_all(&hidden);
    }
    written.map_err(failed)
}

/// Copies a directory's files beside `to` under a hidden name, some of them with another text. Gives the hidden path,
/// for [`put_in_place`].
pub(super) fn copied_directory(
    from: &Path,
    to: &Path,
    files: &[(&str, String)],
) -> Result<PathBuf, Error> {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let hidden = to.with_file_name(format!(".{name}.part"));
    let written = (|| {
        std::fs::create_dir_all(&hidden)?;
        for entry in std::fs::read_dir(from)? {
            let entry = entry?;
            if entry.path().is_file() {
                std::fs::copy(entry.path(), hidden.join(entry.file_name()))?;
            }
        }
        for (file, text) in files {
            std::fs::write(hidden.join(file), text)?;
        }
        Ok(())
    })();
    if written.is_err() {
        // The first error is the one to tell.
        let _ = std::fs::remove_dir_all(&hidden);
    }
    written.map(|()| hidden).map_err(|source| Error::Write {
        path: to.to_owned(),
        source,
    })
}

/// Gives a hidden directory its name.
pub(super) fn put_in_place(hidden: &Path, path: &Path) -> Result<(), Error> {
    std::fs::rename(hidden, path).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

/// Removes a directory: first it is hidden, so that no half of it is ever seen.
pub(super) fn retire(path: &Path) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let hidden = path.with_file_name(format!(".{name}.old"));
    std::fs::rename(path, &hidden)
        .and_then(|()| std::fs::remove_dir_all(&hidden))
        .map_err(|source| Error::Write {
            path: path.to_owned(),
            source,
        })
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

/// Whether nothing is there, or an empty directory.
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
