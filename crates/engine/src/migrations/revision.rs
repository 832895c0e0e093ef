//! One revision: its version, what it follows, and where its scripts are.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::Dir;
use sha2::{Digest, Sha256};

use super::metadata::Metadata;
use super::repository_error::RepositoryError;
use super::toml_file::read_toml;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::Statement;
use moviectl_schema::source::{Position, Source};

pub use moviectl_schema::dialect::script::Direction;

/// One revision of a repository.
#[derive(Debug, Clone)]
pub struct Revision {
    /// Diesel's version: the directory's name up to the first `_`, without `-`.
    pub version: String,
    /// The directory's name: `2026-11-22-150200-0000_add_mpa_column`.
    pub name: String,
    /// The purpose of the revision.
    pub message: String,
    /// The versions that it follows; empty for a first one.
    pub revises: Vec<String>,
    /// The versions that it stands for: it was squashed from them.
    pub replaces: Vec<String>,
    /// True if its scripts run inside of a transaction.
    pub run_in_transaction: bool,
    /// The dialect of its scripts, if the metadata names it.
    pub(super) dialect: Option<Dialect>,
    /// True if the metadata names the versions that it follows.
    pub(super) tells_parents: bool,
    files: Files,
}

#[derive(Debug, Clone)]
enum Files {
    Disk(PathBuf),
    Embedded(&'static Dir<'static>),
    Memory {
        directory: PathBuf,
        up: String,
        down: Option<String>,
    },
}

/// A script with the path to name in messages.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Script {
    /// The path of the script, for messages.
    pub path: PathBuf,
    /// The SQL.
    pub text: String,
}

impl Script {
    /// The position of `width` characters of the script.
    pub(super) fn position(&self, line: usize, column: usize, width: usize) -> Position {
        let source = Source {
            path: self.path.clone(),
            text: self.text.clone(),
        };
        Position::new(&Arc::new(source), line, column, width)
    }

    /// The position of a statement, as far as its first line goes.
    pub(super) fn position_of(&self, statement: &Statement<'_>) -> Position {
        let first = statement.text.lines().next().unwrap_or_default();
        self.position(statement.line, statement.column, first.chars().count())
    }

    /// A digest of the text that does not depend on how lines end, in hexadecimal.
    pub(crate) fn checksum(&self) -> String {
        digest(&self.text)
    }
}

/// A digest of a text that does not depend on how lines end, in hexadecimal.
pub(super) fn digest(text: &str) -> String {
    // Of hundreds of scripts at each start: most have nothing to replace, and to format byte by byte takes longer than
    // the digest.
    let digest = match text.contains('\r') {
        true => Sha256::digest(text.replace("\r\n", "\n")),
        false => Sha256::digest(text),
    };
    digest
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}

/// As [`std::fs::read_to_string`] without asking for the size first, which a small file is not worth.
fn read_small(path: &Path) -> io::Result<String> {
    let mut text = String::with_capacity(SMALL);
    File::open(path)?.take(u64::MAX).read_to_string(&mut text)?;
    Ok(text)
}

/// Most scripts are smaller.
const SMALL: usize = 4096;

impl Revision {
    /// Returns whether moviectl made the revision.
    pub(crate) fn is_own(&self) -> bool {
        self.tells_parents
    }

    /// A revision on disk. `revises` is still empty where the metadata does not tell.
    pub(super) fn on_disk(directory: &Path) -> Result<Self, RepositoryError> {
        let name = file_name(directory);
        let path = directory.join("metadata.toml");
        let metadata = match read_small(&path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(RepositoryError::Unreadable { path, source }),
        };
        Self::new(
            name,
            metadata.as_deref(),
            &path,
            Files::Disk(directory.to_owned()),
        )
    }

    /// A revision of the binary.
    pub(super) fn embedded(directory: &'static Dir<'static>) -> Result<Self, RepositoryError> {
        let name = file_name(directory.path());
        let path = directory.path().join("metadata.toml");
        let metadata = directory
            .get_file(&path)
            .and_then(|file| file.contents_utf8());
        Self::new(name, metadata, &path, Files::Embedded(directory))
    }

    /// A revision that is written nowhere yet, and would be in `directory`.
    #[doc(hidden)]
    pub fn in_memory(
        directory: impl Into<PathBuf>,
        metadata: &Metadata,
        up: String,
        down: String,
    ) -> Self {
        Self::recorded(&directory.into(), metadata, up, Some(down))
    }

    /// As [`Revision::in_memory`], where there may be no `down.sql`.
    pub(super) fn recorded(
        directory: &Path,
        metadata: &Metadata,
        up: String,
        down: Option<String>,
    ) -> Self {
        let name = file_name(directory);
        let files = Files::Memory {
            directory: directory.to_owned(),
            up,
            down,
        };
        Self::with_metadata(name, metadata.clone(), files)
    }

    fn new(
        name: String,
        metadata: Option<&str>,
        path: &Path,
        files: Files,
    ) -> Result<Self, RepositoryError> {
        let metadata = match metadata {
            Some(text) => read_toml(path, text)?,
            None => Metadata::default(),
        };
        Ok(Self::with_metadata(name, metadata, files))
    }

    fn with_metadata(name: String, metadata: Metadata, files: Files) -> Self {
        let message = match &metadata.moviectl {
            Some(own) => own.message.clone(),
            None => slug(&name).replace('_', " "),
        };
        Self {
            version: version(&name),
            message,
            tells_parents: metadata.moviectl.is_some(),
            dialect: metadata
                .moviectl
                .as_ref()
                .and_then(|own| Dialect::from_name(own.dialect.as_deref()?)),
            replaces: metadata
                .moviectl
                .as_ref()
                .map(|own| own.replaces.clone())
                .unwrap_or_default(),
            revises: metadata.moviectl.map(|own| own.revises).unwrap_or_default(),
            run_in_transaction: metadata.run_in_transaction,
            name,
            files,
        }
    }

    /// The part of the directory's name that tells what it is for: `add_mpa_column`.
    pub fn slug(&self) -> &str {
        slug(&self.name)
    }

    /// Returns the path of a file of the revision, even if the file does not exist.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        match &self.files {
            Files::Disk(directory) => directory.join(file),
            Files::Embedded(directory) => directory.path().join(file),
            Files::Memory { directory, .. } => directory.join(file),
        }
    }

    /// The revision's directory.
    pub fn directory(&self) -> PathBuf {
        match &self.files {
            Files::Disk(directory) => directory.clone(),
            Files::Embedded(directory) => directory.path().to_owned(),
            Files::Memory { directory, .. } => directory.clone(),
        }
    }

    /// A script; `None` where there is no such file.
    ///
    /// # Errors
    ///
    /// [`RepositoryError::Unreadable`].
    pub fn script(&self, direction: Direction) -> Result<Option<Script>, RepositoryError> {
        let path = self.path(direction.file_name());
        let text = match &self.files {
            Files::Disk(_) => match read_small(&path) {
                Ok(text) => Some(text),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(source) => return Err(RepositoryError::Unreadable { path, source }),
            },
            Files::Embedded(directory) => directory
                .get_file(&path)
                .and_then(|file| file.contents_utf8())
                .map(ToOwned::to_owned),
            Files::Memory { up, down, .. } => match direction {
                Direction::Up => Some(up.clone()),
                Direction::Down => down.clone(),
            },
        };
        Ok(text.map(|text| Script { path, text }))
    }
}

fn file_name(directory: &Path) -> String {
    directory
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Diesel's version of a directory's name.
pub(super) fn version(name: &str) -> String {
    name.split('_').next().unwrap_or_default().replace('-', "")
}

fn slug(name: &str) -> &str {
    name.split_once('_').map_or("", |(_, slug)| slug)
}
