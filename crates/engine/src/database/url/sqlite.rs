//! The location of a SQLite database.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use super::encoding::decode;
use super::error::UrlError;
use super::mask::masked_query;

const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[derive(Clone, PartialEq, Eq)]
pub(in crate::database) struct SqliteUrl {
    text: String,
    /// None in memory.
    path: Option<PathBuf>,
    /// A named memory database's name, else `:memory:`.
    memory_name: String,
    /// SQLite's own parameters, `mode` left out.
    query: String,
    mode: Option<UriMode>,
    note: Option<String>,
}

/// The `mode` parameter of a `file:` URI. It can only narrow what a command asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum UriMode {
    ReadOnly,
    ReadWrite,
}

impl SqliteUrl {
    pub(super) fn of_file(path: &str) -> Self {
        Self {
            text: path.to_owned(),
            path: Some(PathBuf::from(path)),
            memory_name: ":memory:".to_owned(),
            query: String::new(),
            mode: None,
            note: None,
        }
    }

    fn in_memory(text: &str) -> Self {
        Self {
            path: None,
            ..Self::of_file(text)
        }
    }

    /// A path as it stands: nothing in it is decoded.
    pub(super) fn from_path(text: &str, path: &str) -> Result<Self, UrlError> {
        match path {
            "" => Err(UrlError::malformed("it names no file")),
            ":memory:" => Ok(Self::in_memory(text)),
            _ => Ok(Self {
                text: text.to_owned(),
                ..Self::of_file(path)
            }),
        }
    }

    /// Parses the text after `sqlite://`. As in SQLAlchemy, a third slash only ends the (empty) host, and a fourth one
    /// begins an absolute path.
    pub(super) fn from_url(text: &str, rest: &str) -> Result<Self, UrlError> {
        let (location, query) = split_query(rest);
        if location
            .split_once('@')
            .is_some_and(|(login, _)| login.contains(':'))
        {
            return Err(UrlError::malformed(
                "a SQLite URL has no user and no password",
            ));
        }
        let path = match location.strip_prefix('/') {
            Some("") => return Err(UrlError::malformed("it names no file")),
            Some(path) => path,
            None => location,
        };
        if path.is_empty() {
            return Ok(Self::in_memory(text));
        }
        let mut url = Self::with_query(text, &decode(path, "file name")?, query)?;
        if location.starts_with('/') && !path.starts_with('/') && url.path.is_some() {
            url.note = Some(format!(
                "`{text}` is `{path}` here and in SQLAlchemy, but `/{path}` to Diesel's own tools; \
                 the bare path `{path}` is the same to all",
                text = url.masked(),
            ));
        }
        Ok(url)
    }

    /// Parses the text after `file:`, by SQLite's rules.
    pub(super) fn from_file_uri(text: &str, rest: &str) -> Result<Self, UrlError> {
        let (location, query) = split_query(rest);
        let path = match location.strip_prefix("//") {
            None => location.to_owned(),
            Some(after) => match after.split_once('/') {
                Some(("" | "localhost", path)) => format!("/{path}"),
                _ => {
                    return Err(UrlError::malformed(
                        "a `file://` URI must have no host: `file:///absolute/path` or `file:relative/path`",
                    ));
                }
            },
        };
        let url = Self::with_query(text, &decode(&path, "file name")?, query)?;
        if url
            .path
            .as_deref()
            .is_some_and(|path| path.as_os_str().is_empty())
        {
            return Err(UrlError::malformed("it names no file"));
        }
        Ok(url)
    }

    fn with_query(text: &str, path: &str, query: &str) -> Result<Self, UrlError> {
        let mut url = Self {
            text: text.to_owned(),
            ..Self::of_file(path)
        };
        let mut memory = path == ":memory:";
        let mut kept = Vec::new();
        for word in query.split('&').filter(|word| !word.is_empty()) {
            match word.strip_prefix("mode=") {
                Some("ro") => url.mode = Some(UriMode::ReadOnly),
                Some("rw") => url.mode = Some(UriMode::ReadWrite),
                Some("rwc") => url.mode = None,
                Some("memory") => memory = true,
                Some(_) => {
                    return Err(UrlError::malformed(
                        "`mode` must be one of ro, rw, rwc and memory",
                    ));
                }
                None => kept.push(word),
            }
        }
        url.query = kept.join("&");
        if memory {
            path.clone_into(&mut url.memory_name);
            url.path = None;
        }
        Ok(url)
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(in crate::database) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    pub(super) fn name(&self) -> String {
        match &self.path {
            Some(path) => path.display().to_string(),
            None => self.memory_name.clone(),
        }
    }

    pub(super) fn note(&self) -> Option<String> {
        self.note.clone()
    }

    pub(super) fn masked(&self) -> String {
        match self.text.split_once('?') {
            Some((before, query)) if !self.query.is_empty() => {
                format!("{before}?{}", masked_query(query))
            }
            _ => self.text.clone(),
        }
    }

    /// The URI for SQLite, opened in `mode` (`ro`, `rw`, `rwc`) unless the URL itself allows less.
    pub(in crate::database) fn uri(&self, mode: &str) -> String {
        let mode = match (self.mode, mode) {
            (Some(UriMode::ReadOnly), _) => "ro",
            (Some(UriMode::ReadWrite), "rwc") => "rw",
            _ => mode,
        };
        let (path, mode) = match &self.path {
            Some(path) => (path.as_os_str().as_encoded_bytes(), mode),
            None if self.query.is_empty() => return ":memory:".to_owned(),
            None => (self.memory_name.as_bytes(), "memory"),
        };
        let encoded = percent_encode(path, IN_PATH);
        // An absolute path needs the empty host, or a second leading slash would begin one.
        let host = if path.starts_with(b"/") { "//" } else { "" };
        let query = if self.query.is_empty() {
            String::new()
        } else {
            format!("&{}", self.query)
        };
        format!("file:{host}{encoded}?mode={mode}{query}")
    }

    /// Returns whether the URL itself forbids writing.
    pub(in crate::database) fn is_read_only(&self) -> bool {
        self.mode == Some(UriMode::ReadOnly)
    }

    /// Returns whether the URL itself forbids making the file.
    pub(in crate::database) fn never_creates(&self) -> bool {
        self.mode.is_some()
    }
}

/// `path?query`, without a fragment, which SQLite ignores.
fn split_query(text: &str) -> (&str, &str) {
    let text = text.split_once('#').map_or(text, |(before, _)| before);
    text.split_once('?').unwrap_or((text, ""))
}
