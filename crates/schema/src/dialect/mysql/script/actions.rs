//! The actions of an `ALTER TABLE` (<https://dev.mysql.com/doc/refman/8.0/en/alter-table.html>).

use crate::dialect::Dialect;
use crate::dialect::script::{Cursor, ObjectKind, Qualified, Statement, Token, commas};

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
    let mut cursor = Cursor::new(Dialect::Mysql, &statement.tokens);
    cursor.word("alter").then_some(())?;
    cursor.word("online");
    cursor.word("ignore");
    cursor.word("table").then_some(())?;
    cursor.if_exists();
    let table = cursor.qualified()?;
    let actions = commas(cursor.rest()).into_iter().map(action).collect();
    Some((table, actions))
}

fn action(tokens: &[Token<'_>]) -> Action {
    let mut cursor = Cursor::new(Dialect::Mysql, tokens);
    let read = if cursor.word("add") {
        adds(&mut cursor)
    } else if cursor.word("drop") {
        drops(&mut cursor)
    } else if cursor.word("rename") {
        renames(&mut cursor)
    } else if cursor.word("change") {
        cursor.word("column");
        cursor.if_exists();
        let pair = cursor.name().zip(cursor.name());
        pair.map(|(from, to)| {
            if from.eq_ignore_ascii_case(&to) {
                defined(cursor.rest())
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

fn adds(cursor: &mut Cursor<'_, '_>) -> Option<Action> {
    if cursor.word("constraint") {
        cursor.if_exists();
        let own = cursor.name().filter(|own| !is_kind(own));
        return constraint(cursor, own);
    }
    if cursor.at_one_of(&[
        "primary", "unique", "fulltext", "spatial", "index", "key", "foreign", "check",
    ]) {
        return constraint(cursor, None);
    }
    if cursor.at_one_of(&["partition", "period", "system"]) {
        return None;
    }
    cursor.word("column");
    if cursor.if_exists() {
        return Some(Action::Restates);
    }
    cursor.punctuation("(");
    cursor
        .name()
        .map(|column| Action::Adds(ObjectKind::Column, column))
}

/// Returns whether the word is not a name, but the kind of constraint that follows an omitted name.
fn is_kind(word: &str) -> bool {
    ["primary", "unique", "foreign", "check"]
        .iter()
        .any(|kind| word.eq_ignore_ascii_case(kind))
}

fn constraint(cursor: &mut Cursor<'_, '_>, own: Option<String>) -> Option<Action> {
    if cursor.word("primary") {
        return Some(Action::Adds(ObjectKind::Index, "PRIMARY".to_owned()));
    }
    if cursor.word("check") {
        return own.map(|own| Action::Adds(ObjectKind::Constraint, own));
    }
    if cursor.word("foreign") {
        cursor.word("key");
        let guarded = cursor.if_exists();
        let name = own.or_else(|| spelled(cursor));
        return guarded_or(
            guarded,
            name.map(|own| Action::Adds(ObjectKind::Constraint, own)),
        );
    }
    for kind in ["unique", "fulltext", "spatial"] {
        cursor.word(kind);
    }
    let _ = cursor.word("index") || cursor.word("key");
    let guarded = cursor.if_exists();
    let name = spelled(cursor).or(own);
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
fn spelled(cursor: &mut Cursor<'_, '_>) -> Option<String> {
    let is_next = cursor.at_punctuation("(") || cursor.at(&["using"]);
    if is_next { None } else { cursor.name() }
}

fn drops(cursor: &mut Cursor<'_, '_>) -> Option<Action> {
    if cursor.word("primary") {
        return Some(Action::Drops(ObjectKind::Index, "PRIMARY".to_owned()));
    }
    let kind = if cursor.word("index") || cursor.word("key") {
        ObjectKind::Index
    } else if cursor.word("foreign") {
        cursor.word("key");
        ObjectKind::Constraint
    } else if cursor.word("constraint") || cursor.word("check") {
        ObjectKind::Constraint
    } else if cursor.word("partition") || cursor.word("period") || cursor.word("system") {
        return None;
    } else {
        cursor.word("column");
        ObjectKind::Column
    };
    if cursor.if_exists() {
        return Some(Action::Restates);
    }
    cursor.name().map(|own| Action::Drops(kind, own))
}

fn renames(cursor: &mut Cursor<'_, '_>) -> Option<Action> {
    let kind = if cursor.word("column") {
        ObjectKind::Column
    } else if cursor.word("index") || cursor.word("key") {
        ObjectKind::Index
    } else {
        let _ = cursor.word("to") || cursor.word("as");
        return cursor.qualified().map(Action::Moves);
    };
    cursor.if_exists();
    let from = cursor.name()?;
    cursor.word("to").then_some(())?;
    Some(Action::Renames(kind, from, cursor.name()?))
}
