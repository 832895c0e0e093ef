//! Pragmas, temporary objects and attached databases of SQLite.

use crate::dialect::Dialect;
use crate::dialect::script::{Reader, Statement};

/// Reads the changes that a statement makes to its session.
pub(super) fn read(reader: &mut Reader, at: usize, statement: &Statement<'_>) {
    let begins = |word: &str| statement.starts_with(&[word]);
    let in_temp = statement
        .tokens
        .windows(2)
        .any(|pair| matches!(pair, [temp, dot] if temp.is_word("temp") && dot.is_punctuation(".")));
    // All of it can be found and taken away.
    if begins("attach") || begins("detach") || begins("create") && in_temp {
        reader.found.leaves_objects = true;
    }
    reader.temporary(at, statement);
    if let Some(pragma) = set_pragma(statement) {
        reader.found.settings = true;
        reader.found.hinders_records |= pragma == "query_only";
        reader.found.pragmas.insert(pragma);
    }
}

/// The connection's pragma that the statement sets, in lower case. Those of the database itself (its version, its journal)
/// are what the script wants to keep.
fn set_pragma(statement: &Statement<'_>) -> Option<String> {
    const OF_DATABASE: [&str; 10] = [
        "user_version",
        "application_id",
        "auto_vacuum",
        "page_size",
        "encoding",
        "incremental_vacuum",
        "wal_checkpoint",
        "optimize",
        "schema_version",
        "default_cache_size",
    ];
    // They ask.
    const QUESTIONS: [&str; 10] = [
        "table_info",
        "table_xinfo",
        "table_list",
        "index_list",
        "index_info",
        "index_xinfo",
        "foreign_key_list",
        "foreign_key_check",
        "integrity_check",
        "quick_check",
    ];
    let (pragma, rest) = statement.tokens.split_first()?;
    let rest = match rest {
        [_, dot, rest @ ..] if dot.is_punctuation(".") => rest,
        rest => rest,
    };
    let (own, value) = rest.split_first()?;
    let own = own.name(Dialect::Sqlite)?.to_ascii_lowercase();
    let sets = value
        .first()
        .is_some_and(|next| next.is_punctuation("=") || next.is_punctuation("("));
    let known = OF_DATABASE
        .iter()
        .chain(&QUESTIONS)
        .any(|word| own == *word);
    (pragma.is_word("pragma") && sets && !known).then_some(own)
}
