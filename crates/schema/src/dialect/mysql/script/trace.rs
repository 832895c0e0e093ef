//! Trace of a statement in the catalog. A DDL statement runs completely or not at all: InnoDB's DDL is atomic
//! (<https://dev.mysql.com/doc/refman/8.0/en/atomic-ddl.html>, <https://mariadb.com/kb/en/atomic-ddl/>). One object
//! that the statement changes therefore shows the state of the whole statement.

use super::actions::{self, Action, if_exists};
use crate::dialect::script::{Object, ObjectKind, Qualified, Statement, Trace, Words, commas};

pub(super) fn trace(statement: &Statement<'_>) -> Option<Trace> {
    if statement.starts_with(&["alter"]) {
        let (table, actions) = actions::of(statement)?;
        return of_actions(&table, &actions);
    }
    let mut words = Words {
        tokens: statement.tokens.as_slice(),
    };
    if words.skip("rename") {
        let _ = words.skip("table") || words.skip("tables");
        return of_renaming(words);
    }
    if words.skip("create") {
        return of_create(statement, words);
    }
    if words.skip("drop") {
        return of_drop(words);
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
fn of_renaming(words: Words<'_, '_>) -> Option<Trace> {
    let mut pairs = Vec::new();
    for part in commas(words.tokens) {
        let mut words = Words { tokens: part };
        if_exists(&mut words);
        let from = words.qualified_as_written()?;
        words.skip("to").then_some(())?;
        pairs.push((from, words.qualified_as_written()?));
    }
    let (_, to) = pairs
        .iter()
        .find(|(_, to)| pairs.iter().all(|(from, _)| from.name != to.name))?;
    Some(Trace::Creates(object(ObjectKind::Table, to.clone())))
}

fn of_create(statement: &Statement<'_>, mut words: Words<'_, '_>) -> Option<Trace> {
    const KINDS: [(&str, ObjectKind); 6] = [
        ("table", ObjectKind::Table),
        ("view", ObjectKind::View),
        ("trigger", ObjectKind::Trigger),
        ("procedure", ObjectKind::Procedure),
        ("function", ObjectKind::Function),
        ("event", ObjectKind::Event),
    ];
    for word in ["online", "unique", "fulltext", "spatial"] {
        words.skip(word);
    }
    if words.skip("index") {
        if_exists(&mut words);
        let index = words.written()?;
        while !words.skip("on") {
            words.next()?;
        }
        let table = words.qualified_as_written()?;
        return Some(Trace::Creates(of_table(table, ObjectKind::Index, index)));
    }
    // `ALGORITHM = …`, `DEFINER = …`, `SQL SECURITY …` stand before the word.
    let kind = loop {
        let token = words.next()?;
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
    if_exists(&mut words);
    words
        .qualified_as_written()
        .map(|own| Trace::Creates(object(kind, own)))
}

fn of_drop(mut words: Words<'_, '_>) -> Option<Trace> {
    if words.skip("index") {
        if_exists(&mut words);
        let index = words.written()?;
        words.skip("on").then_some(())?;
        let table = words.qualified_as_written()?;
        return Some(Trace::Drops(of_table(table, ObjectKind::Index, index)));
    }
    let kind = if words.skip("table") || words.skip("tables") {
        ObjectKind::Table
    } else if words.skip("view") {
        ObjectKind::View
    } else if words.skip("trigger") {
        ObjectKind::Trigger
    } else if words.skip("procedure") {
        ObjectKind::Procedure
    } else if words.skip("function") {
        ObjectKind::Function
    } else if words.skip("event") {
        ObjectKind::Event
    } else {
        return None;
    };
    if_exists(&mut words);
    let own = words.qualified_as_written()?;
    // Several tables are dropped one by one.
    let alone = !words.tokens.iter().any(|token| token.is_punctuation(","));
    alone.then(|| Trace::Drops(object(kind, own)))
}
