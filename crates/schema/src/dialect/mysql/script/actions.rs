//! The actions of an `ALTER TABLE` (<https://dev.mysql.com/doc/refman/8.0/en/alter-table.html>).

use crate::dialect::script::{ObjectKind, Qualified, Statement, Token, Words, commas};

/// One action, as far as the catalogue tells of it afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// Something of that name is there then.
    Adds(ObjectKind, String),
    /// It is not there any more.
    Drops(ObjectKind, String),
    /// The first is gone, the second there.
    Renames(ObjectKind, String, String),
    /// The table has that name then.
    Moves(Qualified),
    /// It says anew what is so then: done twice is done once.
    Restates,
    /// Anything else.
    Other,
}

/// The table and the actions of an `ALTER TABLE`; `None` for any other statement.
pub(super) fn of(statement: &Statement<'_>) -> Option<(Qualified, Vec<Action>)> {
    let mut words = Words {
        tokens: statement.tokens.as_slice(),
    };
    words.skip("alter").then_some(())?;
    words.skip("online");
    words.skip("ignore");
    words.skip("table").then_some(())?;
    if_exists(&mut words);
    let table = words.qualified_as_written()?;
    let actions = commas(words.tokens).into_iter().map(action).collect();
    Some((table, actions))
}

/// Takes `IF EXISTS` or `IF NOT EXISTS`.
pub(super) fn if_exists(words: &mut Words<'_, '_>) -> bool {
    if !words.skip("if") {
        return false;
    }
    words.skip("not");
    words.skip("exists")
}

fn action(tokens: &[Token<'_>]) -> Action {
    let mut words = Words { tokens };
    let read = if words.skip("add") {
        adds(&mut words)
    } else if words.skip("drop") {
        drops(&mut words)
    } else if words.skip("rename") {
        renames(&mut words)
    } else if words.skip("change") {
        words.skip("column");
        if_exists(&mut words);
        let pair = words.written().zip(words.written());
        pair.map(|(from, to)| {
            if from.eq_ignore_ascii_case(&to) {
                defined(words.tokens)
            } else {
                Action::Renames(ObjectKind::Column, from, to)
            }
        })
    } else {
        Some(restated(tokens))
    };
    read.unwrap_or(Action::Other)
}

/// `MODIFY`, `ALTER COLUMN … SET DEFAULT` and the table's options say what is.
fn restated(tokens: &[Token<'_>]) -> Action {
    const RESTATING: [&str; 13] = [
        "modify",
        "alter",
        "comment",
        "engine",
        "auto_increment",
        "convert",
        "default",
        "character",
        "charset",
        "collate",
        "row_format",
        "algorithm",
        "lock",
    ];
    match tokens.first() {
        Some(first) if RESTATING.iter().any(|word| first.is_word(word)) => defined(tokens),
        _ => Action::Other,
    }
}

/// A column's definition says what is, unless a key comes with it.
fn defined(tokens: &[Token<'_>]) -> Action {
    let is_key = |token: &Token<'_>| {
        ["unique", "primary", "key", "references"]
            .iter()
            .any(|word| token.is_word(word))
    };
    if tokens.iter().any(is_key) {
        Action::Other
    } else {
        Action::Restates
    }
}

fn adds(words: &mut Words<'_, '_>) -> Option<Action> {
    if words.skip("constraint") {
        if_exists(words);
        let own = words.written().filter(|own| !is_kind(own));
        return constraint(words, own);
    }
    for kind in [
        "primary", "unique", "fulltext", "spatial", "index", "key", "foreign", "check",
    ] {
        if words
            .tokens
            .first()
            .is_some_and(|token| token.is_word(kind))
        {
            return constraint(words, None);
        }
    }
    for other in ["partition", "period", "system"] {
        if words.skip(other) {
            return None;
        }
    }
    words.skip("column");
    if if_exists(words) {
        return Some(Action::Restates);
    }
    if words.tokens.first().is_some_and(|t| t.is_punctuation("(")) {
        words.next();
    }
    words
        .written()
        .map(|column| Action::Adds(ObjectKind::Column, column))
}

/// Returns whether the word is not a name, but the kind of constraint that follows an omitted name.
fn is_kind(word: &str) -> bool {
    ["primary", "unique", "foreign", "check"]
        .iter()
        .any(|kind| word.eq_ignore_ascii_case(kind))
}

fn constraint(words: &mut Words<'_, '_>, own: Option<String>) -> Option<Action> {
    if words.skip("primary") {
        return Some(Action::Adds(ObjectKind::Index, "PRIMARY".to_owned()));
    }
    if words.skip("check") {
        return own.map(|own| Action::Adds(ObjectKind::Constraint, own));
    }
    if words.skip("foreign") {
        words.skip("key");
        let guarded = if_exists(words);
        let name = own.or_else(|| spelled(words));
        return guarded_or(
            guarded,
            name.map(|own| Action::Adds(ObjectKind::Constraint, own)),
        );
    }
    for kind in ["unique", "fulltext", "spatial"] {
        words.skip(kind);
    }
    let _ = words.skip("index") || words.skip("key");
    let guarded = if_exists(words);
    let name = spelled(words).or(own);
    guarded_or(
        guarded,
        name.map(|own| Action::Adds(ObjectKind::Index, own)),
    )
}

fn guarded_or(guarded: bool, action: Option<Action>) -> Option<Action> {
    if guarded {
        Some(Action::Restates)
    } else {
        action
    }
}

/// A name, unless the columns or the kind of index come at once.
fn spelled(words: &mut Words<'_, '_>) -> Option<String> {
    let first = words.tokens.first()?;
    if first.is_punctuation("(") || first.is_word("using") {
        return None;
    }
    words.written()
}

fn drops(words: &mut Words<'_, '_>) -> Option<Action> {
    if words.skip("primary") {
        return Some(Action::Drops(ObjectKind::Index, "PRIMARY".to_owned()));
    }
    let kind = if words.skip("index") || words.skip("key") {
        ObjectKind::Index
    } else if words.skip("foreign") {
        words.skip("key");
        ObjectKind::Constraint
    } else if words.skip("constraint") || words.skip("check") {
        ObjectKind::Constraint
    } else if words.skip("partition") || words.skip("period") || words.skip("system") {
        return None;
    } else {
        words.skip("column");
        ObjectKind::Column
    };
    if if_exists(words) {
        return Some(Action::Restates);
    }
    words.written().map(|own| Action::Drops(kind, own))
}

fn renames(words: &mut Words<'_, '_>) -> Option<Action> {
    let kind = if words.skip("column") {
        ObjectKind::Column
    } else if words.skip("index") || words.skip("key") {
        ObjectKind::Index
    } else {
        let _ = words.skip("to") || words.skip("as");
        return words.qualified_as_written().map(Action::Moves);
    };
    if_exists(words);
    let from = words.written()?;
    words.skip("to").then_some(())?;
    Some(Action::Renames(kind, from, words.written()?))
}
