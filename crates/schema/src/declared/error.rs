//! Errors of a declaration, with their positions.

use std::path::PathBuf;
use std::sync::Arc;

use proc_macro2::Span;

use crate::dialect::Dialect;
use crate::source::{Position, Source};

/// The position of a span of the source.
pub(super) fn position(source: &Arc<Source>, span: Span) -> Position {
    let (start, end) = (span.start(), span.end());
    let width = if start.line == end.line {
        end.column.saturating_sub(start.column)
    } else {
        usize::MAX
    };
    Position::new(source, start.line, start.column + 1, width)
}

/// Why a declaration could not be read.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the fields' names and the messages say it all")]
#[non_exhaustive]
pub enum DeclaredError {
    /// A file that cannot be read. The reason is part of the message, and not a source of its own.
    #[error("cannot read {}: {error}", path.display())]
    Unreadable {
        path: PathBuf,
        error: std::io::Error,
    },
    /// Text that is no Rust, or a macro that Diesel would not take.
    #[error("{at}: {message}")]
    Syntax { at: Position, message: String },
    /// Something that Diesel knows and this reader does not support.
    #[error("{at}: {what}")]
    Unsupported { at: Position, what: String },
    /// Something that the server at hand does not have.
    #[error("{at}: {what}")]
    Server { at: Position, what: String },
    /// `mod x;` without a file.
    #[error("{at}: no file for module '{module}': looked for {}", list(candidates))]
    MissingModule {
        at: Position,
        module: String,
        candidates: Vec<PathBuf>,
    },
    /// A type that nobody knows.
    #[error("{at}: unknown type '{name}'{}", hint(suggestion.as_deref()))]
    UnknownType {
        at: Position,
        name: String,
        suggestion: Option<String>,
    },
    /// Types that no declared file has.
    #[error("{at}: unknown {} {}", if names.len() == 1 { "type" } else { "types" }, quoted(names))]
    UnknownTypes {
        /// The place of the first one.
        at: Position,
        names: Vec<String>,
        dialect: Dialect,
    },
    /// A type of another database.
    #[error("{at}: type '{name}' does not exist on {dialect}")]
    UnsupportedType {
        at: Position,
        name: String,
        dialect: Dialect,
    },
    /// A name that the database would cut off.
    #[error("{at}: '{name}' has {} {}, and a name on {dialect} has {longest} at most", dialect.name_length(name), dialect.name_unit())]
    LongName {
        at: Position,
        name: String,
        dialect: Dialect,
        longest: usize,
    },
    /// Two columns of one name.
    #[error("{at}: column '{column}' of table '{table}' is declared twice")]
    DuplicateColumn {
        at: Position,
        table: String,
        column: String,
    },
    /// Two tables of one name.
    #[error("{at}: table '{table}' is declared twice, first at {first}")]
    DuplicateTable {
        at: Position,
        table: String,
        first: Position,
    },
    /// Two enum types of one name.
    #[error("{at}: enum '{name}' is declared twice, first at {first}")]
    DuplicateEnum {
        at: Position,
        name: String,
        first: Position,
    },
    /// A table without its primary key's column.
    #[error("{at}: primary key column '{column}' does not exist in table '{table}'{}", key_hint(suggestion.as_deref(), *implied, table))]
    UnknownKey {
        at: Position,
        table: String,
        column: String,
        /// The key was not written, so it is Diesel's default.
        implied: bool,
        suggestion: Option<String>,
    },
    /// A column that is twice in a primary key.
    #[error("{at}: column '{column}' is twice in the primary key of table '{table}'")]
    DuplicateKey {
        at: Position,
        table: String,
        column: String,
    },
    /// A primary key that could be NULL.
    #[error("{at}: primary key column '{column}' of table '{table}' cannot be Nullable")]
    NullableKey {
        at: Position,
        table: String,
        column: String,
    },
    /// A macro that names a table that is not declared.
    #[error("{at}: {by} names unknown table '{table}'{}", hint(suggestion.as_deref()))]
    UnknownTable {
        at: Position,
        by: &'static str,
        table: String,
        suggestion: Option<String>,
    },
    /// A macro that names a table that several modules declare.
    #[error("{at}: {by} names table '{table}', which several modules declare; write its path")]
    AmbiguousTable {
        at: Position,
        by: &'static str,
        table: String,
    },
    /// A macro that names a column that the table does not have.
    #[error("{at}: {by} names unknown column '{column}' of table '{table}'{}", hint(suggestion.as_deref()))]
    UnknownColumn {
        at: Position,
        by: &'static str,
        table: String,
        column: String,
        suggestion: Option<String>,
    },
    /// `foreign_key` with fewer or more columns than it references.
    #[error("{at}: a foreign key over ({}) can't reference ({}) of table '{table}'", columns.join(", "), referenced.join(", "))]
    KeyLengths {
        at: Position,
        columns: Vec<String>,
        table: String,
        referenced: Vec<String>,
    },
    /// `joinable!` with a parent whose key one column cannot refer to.
    #[error("{at}: joinable! needs a parent with a primary key of one column, but that of '{table}' is ({})", key.join(", "))]
    CompositeParent {
        at: Position,
        table: String,
        key: Vec<String>,
    },
}

impl DeclaredError {
    /// The position of the error; `None` for a file that cannot be read.
    pub fn position(&self) -> Option<&Position> {
        match self {
            Self::Unreadable { .. } => None,
            Self::Syntax { at, .. }
            | Self::Unsupported { at, .. }
            | Self::Server { at, .. }
            | Self::MissingModule { at, .. }
            | Self::UnknownType { at, .. }
            | Self::UnknownTypes { at, .. }
            | Self::UnsupportedType { at, .. }
            | Self::LongName { at, .. }
            | Self::DuplicateColumn { at, .. }
            | Self::DuplicateTable { at, .. }
            | Self::DuplicateEnum { at, .. }
            | Self::UnknownKey { at, .. }
            | Self::DuplicateKey { at, .. }
            | Self::NullableKey { at, .. }
            | Self::UnknownTable { at, .. }
            | Self::AmbiguousTable { at, .. }
            | Self::UnknownColumn { at, .. }
            | Self::KeyLengths { at, .. }
            | Self::CompositeParent { at, .. } => Some(at),
        }
    }

    /// A parser's error, with its place.
    pub(super) fn syntax(source: &Arc<Source>, error: &syn::Error) -> Self {
        let message = match error.to_string() {
            // The lexer says nothing more, but this is what it stops at.
            lexer if lexer == "cannot parse string into token stream" => {
                "a bracket without its partner, or a literal that does not end".into()
            }
            message => message,
        };
        Self::Syntax {
            at: position(source, error.span()),
            message,
        }
    }
}

/// The candidate that was most likely meant by `name`, if one is close. Case counts for nothing.
pub(super) fn closest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let lower = name.to_lowercase();
    let close = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= close)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate.to_owned())
}

fn hint(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |name| format!("; did you mean '{name}'?"))
}

fn key_hint(suggestion: Option<&str>, implied: bool, table: &str) -> String {
    if implied {
        format!("; name the key's columns: {table} (column) {{ … }}")
    } else {
        hint(suggestion)
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    names.join(", ")
}

/// The lines of the table `[types]` of `moviectl.toml` that say what types are, if each has the name of a type of the database.
#[doc(hidden)]
pub fn type_lines(names: &[String], dialect: Dialect) -> String {
    let lines = names.iter().map(|name| {
        // The name that diesel-derive-enum gives to the type of the enum `Mood`.
        let own = super::table::snake_case(name.strip_suffix("Mapping").unwrap_or(name));
        format!("{name} = {{ {dialect} = \"{own}\" }}")
    });
    let lines: Vec<String> = lines.collect();
    lines.join("; ")
}

fn list(paths: &[PathBuf]) -> String {
    let paths: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    paths.join(", ")
}
