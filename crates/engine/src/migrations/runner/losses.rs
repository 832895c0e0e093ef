//! What a script drops with a table, and no revision has made: a column, a trigger, a policy or a grant that somebody added
//! to the live table. A proof speaks of the database that the migrations build, which has nothing of that.

use std::collections::BTreeSet;

use super::error::records;
use super::{Context, RunError};
use crate::database::{TablePart, table_parts};
use crate::migrations::repository::Repository;
use crate::migrations::revision::{Direction, Revision};
use crate::migrations::script::{Manner, Prepared};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Created, Qualified, created, dropped_tables, split};

/// Refuses a script that would lose something that nobody expects there.
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

/// What the script would lose, in words; nothing where the application does not say which revisions there are.
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
        // A table that no revision has made is dropped by somebody who knows of it.
        if !known.tables.contains(&table.name.to_lowercase()) {
            continue;
        }
        let parts = table_parts(context.connection, &table)
            .map_err(records("look at the tables that the script drops"))?;
        for part in parts {
            // These go on with the new table.
            let is_kept = prepared.manner == Manner::Rebuild && part.kind == "trigger";
            if !is_kept && !known.has(&part) {
                losses.push(part.describe(&table.name));
            }
        }
    }
    Ok(losses)
}

/// What the scripts of a repository speak of.
struct Known {
    /// All words, in lower case: a name that stands nowhere was made by nobody.
    words: BTreeSet<String>,
    /// The tables that they make.
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
                // One that can't be read is told of when it runs.
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
            _ => self.words.contains(&part.name.to_lowercase()),
        }
    }

    fn read(&mut self, dialect: Dialect, text: &str) {
        let text_in_lower_case = text.to_lowercase();
        let is_end = |c: char| !(c.is_alphanumeric() || c == '_');
        self.words
            .extend(text_in_lower_case.split(is_end).map(str::to_owned));
        let statements = split(dialect, text);
        // What a script puts in the place of a table that was there, it has not made.
        let replaced = dropped_tables(dialect, &statements);
        let mut make = |name: String| {
            let is_own = |table: &Qualified| table.name.eq_ignore_ascii_case(&name);
            if !replaced.iter().any(is_own) {
                self.tables.insert(name.to_lowercase());
            }
        };
        for statement in &statements {
            if let Some((Created::Table, name)) = created(dialect, statement) {
                make(name);
            }
            // The new name of a table stands last, and that of anything else does no harm.
            if statement.tokens.iter().any(|token| token.is_word("rename"))
                && let Some(name) = statement.tokens.last().and_then(|token| token.identifier())
            {
                make(name);
            }
            // Names of more than letters and digits are no words.
            let quoted = statement
                .tokens
                .iter()
                .filter_map(|token| token.identifier());
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

/// The word that stands for all grants: roles are named in many ways.
const ANY_GRANT: &str = "any grant";
const SECURITY: &str = "row level security";
