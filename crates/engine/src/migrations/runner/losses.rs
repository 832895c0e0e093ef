//! Objects of a live table that a script drops with it although no revision created them. A proof speaks of the
//! database that the migrations build, which has no such object.

use std::collections::BTreeSet;

use super::context::Context;
use super::error::{RunError, records};
use crate::database::{TablePart, table_parts};
use crate::migrations::repository::Repository;
use crate::migrations::revision::{Direction, Revision};
use crate::migrations::script::{Manner, Prepared};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Created, Qualified, created, dropped_tables, split};

/// Refuses a script that would drop objects that no revision created.
pub(super) fn refuse(
    context: &mut Context<'_>,
    revision: &Revision,
    direction: Direction,
    prepared: &Prepared<'_>,
) -> Result<(), RunError> {
    let losses = find(context, prepared)?;
    if losses.is_empty() {
        return Ok(());
    }
    Err(RunError::Losses {
        version: revision.version.clone(),
        direction,
        losses,
    })
}

/// Describes the objects that the script would drop. The list is empty if the repository is not known.
fn find(context: &mut Context<'_>, prepared: &Prepared<'_>) -> Result<Vec<String>, RunError> {
    let Some(repository) = context.repository.filter(|_| !context.options.accept_loss) else {
        return Ok(Vec::new());
    };
    let dialect = context.connection.dialect();
    let dropped = dropped_tables(dialect, prepared.statements());
    if dropped.is_empty() {
        return Ok(Vec::new());
    }
    let known = Known::of(repository, dialect);
    let mut losses = Vec::new();
    for table in dropped {
        // The author of the script knows a table that no revision created.
        if !known.tables.contains(&table.name.to_lowercase()) {
            continue;
        }
        let parts = table_parts(context.connection, &table)
            .map_err(records("look at the tables that the script drops"))?;
        for part in parts {
            // A rebuild of ours creates these again. Without foreign keys, no row goes with its parent.
            let rebuilds = prepared.manner == Manner::Rebuild;
            let is_kept = match part.kind.as_str() {
                "trigger" | "index" => rebuilds,
                "rows" => rebuilds || prepared.replacements().is_some(),
                _ => false,
            };
            if !is_kept && !known.has(&part) {
                losses.push(part.describe(&table.name));
            }
        }
    }
    Ok(losses)
}

/// Names in the scripts of a repository.
struct Known {
    /// All words, in lower case. No revision created an object whose name is not among them.
    words: BTreeSet<String>,
    /// The tables that they create.
    tables: BTreeSet<String>,
}

impl Known {
    fn of(repository: &Repository, dialect: Dialect) -> Self {
        let mut known = Self {
            words: BTreeSet::new(),
            tables: BTreeSet::new(),
        };
        for revision in repository.revisions() {
            for direction in [Direction::Up, Direction::Down] {
                // An unreadable script is an error when it runs.
                let Ok(Some(script)) = revision.script(direction) else {
                    continue;
                };
                known.read(dialect, &script.text);
            }
        }
        known
    }

    fn has(&self, part: &TablePart) -> bool {
        match part.kind.as_str() {
            "grant" => self.words.contains(ANY_GRANT),
            "row level security" => self.words.contains(SECURITY),
            "index" | "constraint" => {
                let name = part.name.to_lowercase();
                self.words.contains(&name) || self.is_generated(&name)
            }
            _ => self.words.contains(&part.name.to_lowercase()),
        }
    }

    /// Returns whether a server generates such names for indexes and constraints: PostgreSQL from the table, the
    /// columns and a suffix, MySQL and MariaDB from the table or the first column and a number.
    fn is_generated(&self, name: &str) -> bool {
        const SUFFIXES: [&str; 7] = [
            "_pkey",
            "_key",
            "_idx",
            "_fkey",
            "_check",
            "_excl",
            "_not_null",
        ];
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let numbered = stem.strip_suffix('_').filter(|_| stem.len() < name.len());
        SUFFIXES.iter().any(|suffix| stem.ends_with(suffix))
            || numbered.is_some_and(|stem| {
                stem == "constraint"
                    || stem.ends_with("_ibfk")
                    || stem.ends_with("_chk")
                    || self.words.contains(stem)
            })
    }

    fn read(&mut self, dialect: Dialect, text: &str) {
        let text_in_lower_case = text.to_lowercase();
        let is_end = |c: char| !(c.is_alphanumeric() || c == '_');
        self.words
            .extend(text_in_lower_case.split(is_end).map(str::to_owned));
        let statements = split(dialect, text);
        // A script that replaces a table has not created it.
        let replaced = dropped_tables(dialect, &statements);
        let mut make = |name: String| {
            let is_own = |table: &Qualified| table.name.eq_ignore_ascii_case(&name);
            if !replaced.iter().any(is_own) {
                self.tables.insert(name.to_lowercase());
            }
        };
        for statement in &statements {
            if let Some((Created::Table, name)) = created(dialect, statement) {
                make(name.name);
            }
            // The new name of a table is the last token. The new name of another object does no harm.
            if statement.tokens.iter().any(|token| token.is_word("rename"))
                && let Some(name) = statement
                    .tokens
                    .last()
                    .and_then(|token| token.name(dialect))
            {
                make(name);
            }
            // Quoted names may consist of several words.
            let quoted = statement
                .tokens
                .iter()
                .filter_map(|token| token.name(dialect));
            self.words.extend(quoted.map(|name| name.to_lowercase()));
        }
        if text_in_lower_case.contains("grant") || text_in_lower_case.contains("privileges") {
            self.words.insert(ANY_GRANT.to_owned());
        }
        if text_in_lower_case.contains("row level security") {
            self.words.insert(SECURITY.to_owned());
        }
    }
}

/// The entry for all grants, since scripts name roles in many ways.
const ANY_GRANT: &str = "any grant";
const SECURITY: &str = "row level security";
