//! Trace of a statement in the catalog. A DDL statement runs completely or not at all: InnoDB's DDL is atomic
//! (<https://dev.mysql.com/doc/refman/8.0/en/atomic-ddl.html>, <https://mariadb.com/kb/en/atomic-ddl/>). One object
//! that the statement changes therefore shows the state of the whole statement.

use super::actions::{self, Action};
use crate::dialect::Dialect;
use crate::dialect::script::{Cursor, Object, ObjectKind, Qualified, Statement, Trace, commas};

pub(super) fn trace(statement: &Statement<'_>) -> Option<Trace> {
    if statement.starts_with(&["alter"]) {
        let (table, actions) = actions::of(statement)?;
        return of_actions(&table, &actions);
    }
    let mut cursor = Cursor::new(Dialect::Mysql, &statement.tokens);
    if cursor.word("rename") {
        let _ = cursor.word("table") || cursor.word("tables");
        return of_renaming(cursor);
    }
    if cursor.word("create") {
        return of_create(statement, cursor);
    }
    if cursor.word("drop") {
        return of_drop(cursor);
    }
    None
}

fn object(kind: ObjectKind, own: Qualified) -> Object {
    Object {
        kind,
        schema: own.schema,
        table: None,
        name: own.name,
    }
}

fn of_table(table: Qualified, kind: ObjectKind, name: String) -> Object {
    Object {
        kind,
        schema: table.schema,
        table: Some(table.name),
        name,
    }
}

/// The first thing that is there only before or only after all of the actions.
fn of_actions(table: &Qualified, actions: &[Action]) -> Option<Trace> {
    let named = |kind: ObjectKind, name: &str, times: usize| {
        let same =
            |own: &String, other: ObjectKind| other == kind && own.eq_ignore_ascii_case(name);
        let count: usize = actions
            .iter()
            .map(|action| match action {
                Action::Adds(own, text) | Action::Drops(own, text) => usize::from(same(text, *own)),
                Action::Renames(own, from, to) => {
                    usize::from(same(from, *own)) + usize::from(same(to, *own))
                }
                _ => 0,
            })
            .sum();
        count == times
    };
    // A table of another name would not be found under this one.
    for action in actions {
        if let Action::Moves(to) = action {
            let to = Qualified {
                schema: to.schema.clone().or_else(|| table.schema.clone()),
                name: to.name.clone(),
            };
            return Some(Trace::Creates(object(ObjectKind::Table, to)));
        }
    }
    let of = |kind: ObjectKind, name: &String| of_table(table.clone(), kind, name.clone());
    actions.iter().find_map(|action| match action {
        Action::Adds(kind, name) if named(*kind, name, 1) => Some(Trace::Creates(of(*kind, name))),
        Action::Drops(kind, name) if named(*kind, name, 1) => Some(Trace::Drops(of(*kind, name))),
        Action::Renames(kind, _, to) if named(*kind, to, 1) => Some(Trace::Creates(of(*kind, to))),
        _ => None,
    })
}

/// Of several renamings, a name that none of them gives up again.
fn of_renaming(cursor: Cursor<'_, '_>) -> Option<Trace> {
    let mut pairs = Vec::new();
    for part in commas(cursor.rest()) {
        let mut cursor = Cursor::new(Dialect::Mysql, part);
        cursor.if_exists();
        let from = cursor.qualified()?;
        cursor.word("to").then_some(())?;
        pairs.push((from, cursor.qualified()?));
    }
    let (_, to) = pairs
        .iter()
        .find(|(_, to)| pairs.iter().all(|(from, _)| from.name != to.name))?;
    Some(Trace::Creates(object(ObjectKind::Table, to.clone())))
}

fn of_create(statement: &Statement<'_>, mut cursor: Cursor<'_, '_>) -> Option<Trace> {
    const KINDS: [(&str, ObjectKind); 6] = [
        ("table", ObjectKind::Table),
        ("view", ObjectKind::View),
        ("trigger", ObjectKind::Trigger),
        ("procedure", ObjectKind::Procedure),
        ("function", ObjectKind::Function),
        ("event", ObjectKind::Event),
    ];
    for word in ["online", "unique", "fulltext", "spatial"] {
        cursor.word(word);
    }
    if cursor.word("index") {
        cursor.if_exists();
        let index = cursor.name()?;
        while !cursor.word("on") {
            cursor.token()?;
        }
        let table = cursor.qualified()?;
        return Some(Trace::Creates(of_table(table, ObjectKind::Index, index)));
    }
    // `ALGORITHM = …`, `DEFINER = …`, `SQL SECURITY …` stand before the word.
    let kind = loop {
        let token = cursor.token()?;
        if token.is_word("temporary") {
            return None;
        }
        if let Some((_, kind)) = KINDS.iter().find(|(word, _)| token.is_word(word)) {
            break *kind;
        }
        if token.is_word("user") || token.is_word("database") || token.is_word("schema") {
            return None;
        }
    };
    let fills = kind == ObjectKind::Table && statement.tokens.iter().any(|t| t.is_word("select"));
    if fills {
        return None;
    }
    cursor.if_exists();
    cursor
        .qualified()
        .map(|own| Trace::Creates(object(kind, own)))
}

fn of_drop(mut cursor: Cursor<'_, '_>) -> Option<Trace> {
    if cursor.word("index") {
        cursor.if_exists();
        let index = cursor.name()?;
        cursor.word("on").then_some(())?;
        let table = cursor.qualified()?;
        return Some(Trace::Drops(of_table(table, ObjectKind::Index, index)));
    }
    let kind = if cursor.word("table") || cursor.word("tables") {
        ObjectKind::Table
    } else if cursor.word("view") {
        ObjectKind::View
    } else if cursor.word("trigger") {
        ObjectKind::Trigger
    } else if cursor.word("procedure") {
        ObjectKind::Procedure
    } else if cursor.word("function") {
        ObjectKind::Function
    } else if cursor.word("event") {
        ObjectKind::Event
    } else {
        return None;
    };
    cursor.if_exists();
    let own = cursor.qualified()?;
    // Several tables are dropped one by one.
    let alone = !cursor.rest().iter().any(|token| token.is_punctuation(","));
    alone.then(|| Trace::Drops(object(kind, own)))
}
