//! Revision directories that are added and removed together.
//!
//! New directories are written aside, in a hidden directory of the same file system. Then a list of what comes and what
//! goes is put beside them, and from there on the change is made: whoever finds the list carries it out, however often
//! that is cut off. Without a list, what is aside is no revision, and the next writer removes it.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::Error;
use crate::migrations::{ASIDE, CHANGE_FILE, read_toml};

/// Names of the two parts of the hidden directory: for new and for removed directories.
const NEW: &str = "new";
const OLD: &str = "old";

/// Names of the directories to add and to remove.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    new: Vec<String>,
    old: Vec<String>,
}

/// A change of the revisions in one directory; nothing is changed before it is committed.
pub(super) struct Swap {
    directory: PathBuf,
    list: List,
}

impl Swap {
    pub(super) fn new(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
            list: List::default(),
        }
    }

    /// Writes a new directory of these files.
    pub(super) fn add(&mut self, path: &Path, files: &[(&str, String)]) -> Result<(), Error> {
        self.add_with(path, |aside| {
            for (file, text) in files {
                std::fs::write(aside.join(file), text)?;
            }
            Ok(())
        })
    }

    /// Copies the files of `from` into a new directory, some of them with another text.
    pub(super) fn add_copy(
        &mut self,
        from: &Path,
        path: &Path,
        files: &[(&str, String)],
    ) -> Result<(), Error> {
        self.add_with(path, |aside| {
            for entry in std::fs::read_dir(from)? {
                let entry = entry?;
                if entry.path().is_file() {
                    std::fs::copy(entry.path(), aside.join(entry.file_name()))?;
                }
            }
            Ok(())
        })?;
        self.add(path, files)
    }

    fn add_with(
        &mut self,
        path: &Path,
        fill: impl FnOnce(&Path) -> std::io::Result<()>,
    ) -> Result<(), Error> {
        let name = name_of(path)?;
        let aside = self.directory.join(ASIDE).join(NEW).join(&name);
        std::fs::create_dir_all(&aside)
            .and_then(|()| fill(&aside))
            .map_err(unwritable(path))?;
        if !self.list.new.contains(&name) {
            self.list.new.push(name);
        }
        Ok(())
    }

    /// Lets a directory go.
    pub(super) fn remove(&mut self, path: &Path) -> Result<(), Error> {
        self.list.old.push(name_of(path)?);
        Ok(())
    }

    /// Makes the change.
    pub(super) fn commit(self) -> Result<(), Error> {
        for name in &self.list.new {
            let path = self.directory.join(name);
            if path.exists() {
                return Err(unwritable(&path)(ErrorKind::AlreadyExists.into()));
            }
        }
        let path = self.directory.join(CHANGE_FILE);
        let text = toml::to_string(&self.list)
            .map_err(|error| unwritable(&path)(std::io::Error::other(error)))?;
        let part = path.with_extension("part");
        std::fs::write(&part, text)
            .and_then(|()| std::fs::rename(&part, &path))
            .map_err(unwritable(&path))?;
        finish(&self.directory)
    }
}

/// Removes the new directories of a change that was not committed.
impl Drop for Swap {
    fn drop(&mut self) {
        if !self.directory.join(CHANGE_FILE).exists() {
            // The error that ended the change is the one to tell.
            let _ = std::fs::remove_dir_all(self.directory.join(ASIDE));
        }
    }
}

/// Carries out the change of a directory that was cut off, if there is one, and removes what is aside.
pub(super) fn finish(directory: &Path) -> Result<(), Error> {
    let aside = directory.join(ASIDE);
    let path = directory.join(CHANGE_FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let list: List =
                read_toml(&path, &text).map_err(|error| Error::Repository(error.into()))?;
            carry_out(directory, &list)?;
            std::fs::remove_file(&path).map_err(unwritable(&path))?;
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(source) => return Err(Error::Read { path, source }),
    }
    match std::fs::remove_dir_all(&aside) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unwritable(&aside)(error)),
        _ => Ok(()),
    }
}

/// Renames what has not been renamed yet. All new directories are there before an old one goes.
fn carry_out(directory: &Path, list: &List) -> Result<(), Error> {
    let aside = directory.join(ASIDE);
    let (new, old) = (aside.join(NEW), aside.join(OLD));
    let names: BTreeSet<&String> = list.new.iter().chain(&list.old).collect();
    for name in names {
        // The list may come from anywhere: it names directories of this directory and no others.
        if name_of(Path::new(name))? != *name {
            return Err(unwritable(&directory.join(name))(
                ErrorKind::InvalidInput.into(),
            ));
        }
    }
    for name in &list.new {
        let (from, to) = (new.join(name), directory.join(name));
        if !from.exists() && !to.exists() {
            // Without the new directories, the old ones must stay.
            return Err(unwritable(&to)(ErrorKind::NotFound.into()));
        }
        if from.exists() {
            std::fs::rename(&from, &to).map_err(unwritable(&to))?;
        }
    }
    for name in &list.old {
        let (from, to) = (directory.join(name), old.join(name));
        if from.exists() {
            std::fs::create_dir_all(&old)
                .and_then(|()| std::fs::rename(&from, &to))
                .map_err(unwritable(&from))?;
        }
    }
    Ok(())
}

/// The name of a revision's directory.
fn name_of(path: &Path) -> Result<String, Error> {
    let name = path.file_name().and_then(|name| name.to_str());
    match name {
        Some(name) if !name.starts_with('.') => Ok(name.to_owned()),
        _ => Err(unwritable(path)(ErrorKind::InvalidInput.into())),
    }
}

fn unwritable(path: &Path) -> impl Fn(std::io::Error) -> Error + use<> {
    let path = path.to_owned();
    move |source| Error::Write {
        path: path.clone(),
        source,
    }
}
