//! Traces of a DDL statement in PostgreSQL's catalog. A statement is done completely or not at all, so that
//! one thing of it tells for all of it.

use crate::dialect::Dialect;
use crate::dialect::script::{
    Cursor, Object, ObjectKind, Qualified, Statement, Token, TokenKind, Trace, commas,
};

/// One action of an `ALTER TABLE`.
enum Action {
    Adds(ObjectKind, String),
    Drops(ObjectKind, String),
    /// The table has that name then.
    Moves(String),
    /// It says anew what is so then: done twice is done once.
    Restates,
    Other,
}

/// Returns the trace of the statement in the catalog.
pub(super) fn trace(statement: &Statement<'_>) -> Option<Trace> {
    let mut cursor = cursor(statement);
    if cursor.word("create") {
        cursor.word("unique");
        if !cursor.word("index") {
            return of_object(statement);
        }
        cursor.word("concurrently");
        cursor.if_exists();
        let name = cursor.name()?;
        if !cursor.word("on") {
            return None;
        }
        cursor.word("only");
        let table = cursor.qualified()?;
        return Some(Trace::CreatesIndex { name, table });
    }
    if cursor.words(&["drop", "index"]) {
        cursor.word("concurrently");
        cursor.if_exists();
        let index = cursor.qualified()?;
        let alone = !cursor.rest().iter().any(|token| token.is_punctuation(","));
        return alone.then_some(Trace::DropsIndex(index));
    }
    if cursor.words(&["alter", "type"]) {
        let kind = cursor.qualified()?;
        if cursor.words(&["add", "value"]) {
            cursor.if_exists();
            let value = plain_string(&mut cursor)?;
            return Some(Trace::AddsValue { kind, value });
        }
    }
    of_object(statement)
}

/// Takes a plain string, and returns its text; `None` for a string with escapes or dollar quotes.
fn plain_string(cursor: &mut Cursor<'_, '_>) -> Option<String> {
    let token = cursor.token()?;
    let plain = token.kind == TokenKind::String && token.text.starts_with('\'');
    plain.then(|| token.unquoted())?
}

/// Returns the object that a statement creates or drops, if it is no index and no value of an enum.
fn of_object(statement: &Statement<'_>) -> Option<Trace> {
    let mut cursor = cursor(statement);
    if cursor.word("create") {
        return of_create(statement, cursor);
    }
    if cursor.word("drop") {
        let kind = kind(&mut cursor)?;
        cursor.if_exists();
        let own = cursor.qualified()?;
        // Several are found by none of them: each may have been there before or not.
        let alone = !cursor.rest().iter().any(|token| token.is_punctuation(","));
        return alone.then(|| Trace::Drops(object(kind, own)));
    }
    if let Some((table, actions)) = actions(statement) {
        let of_table = |kind, name| Object {
            kind,
            schema: table.schema.clone(),
            table: Some(table.name.clone()),
            name,
        };
        return actions.into_iter().find_map(|action| match action {
            Action::Adds(kind, name) => Some(Trace::Creates(of_table(kind, name))),
            Action::Drops(kind, name) => Some(Trace::Drops(of_table(kind, name))),
            Action::Moves(name) => Some(Trace::Creates(object(
                ObjectKind::Table,
                Qualified {
                    schema: table.schema.clone(),
                    name,
                },
            ))),
            Action::Restates | Action::Other => None,
        });
    }
    if cursor.word("alter") {
        let kind = kind(&mut cursor)?;
        cursor.if_exists();
        let own = cursor.qualified()?;
        cursor.words(&["rename", "to"]).then_some(())?;
        let name = cursor.name()?;
        return Some(Trace::Creates(object(kind, Qualified { name, ..own })));
    }
    None
}

/// Returns whether doing the statement twice is doing it once.
pub(super) fn is_repeatable(statement: &Statement<'_>) -> bool {
    const SAYING: [&str; 4] = ["comment", "grant", "revoke", "security"];
    let begins = |words: &[&str]| statement.starts_with(words);
    if SAYING.iter().any(|word| begins(&[word])) || begins(&["create", "or", "replace"]) {
        return true;
    }
    if begins(&["create"]) || begins(&["drop"]) {
        // `CREATE TABLE … AS SELECT` writes rows.
        let selects = begins(&["create", "table"])
            && statement.tokens.iter().any(|token| token.is_word("select"));
        let head = statement
            .tokens
            .iter()
            .take_while(|token| !token.is_punctuation("("))
            .take(6);
        return !selects && head.clone().any(|token| token.is_word("if"));
    }
    actions(statement).is_some_and(|(_, actions)| {
        !actions.is_empty()
            && actions
                .iter()
                .all(|action| matches!(action, Action::Restates))
    })
}

fn cursor<'s, 'a>(statement: &'s Statement<'a>) -> Cursor<'s, 'a> {
    Cursor::new(Dialect::Postgres, &statement.tokens)
}

fn object(kind: ObjectKind, own: Qualified) -> Object {
    Object {
        kind,
        schema: own.schema,
        table: None,
        name: own.name,
    }
}

/// The word for what a statement is about.
fn kind(cursor: &mut Cursor<'_, '_>) -> Option<ObjectKind> {
    const KINDS: [(&str, ObjectKind); 6] = [
        ("table", ObjectKind::Table),
        ("view", ObjectKind::View),
        ("sequence", ObjectKind::Sequence),
        ("index", ObjectKind::Index),
        ("type", ObjectKind::Type),
        ("schema", ObjectKind::Schema),
    ];
    cursor.word("materialized");
    KINDS
        .iter()
        .find_map(|(word, kind)| cursor.word(word).then_some(*kind))
}

fn of_create(statement: &Statement<'_>, mut cursor: Cursor<'_, '_>) -> Option<Trace> {
    cursor.word("unlogged");
    let kind = kind(&mut cursor)?;
    let fills =
        kind == ObjectKind::Table && statement.tokens.iter().any(|token| token.is_word("select"));
    if fills {
        return None;
    }
    cursor.if_exists();
    Some(Trace::Creates(object(kind, cursor.qualified()?)))
}

/// The table and the actions of an `ALTER TABLE` (<https://www.postgresql.org/docs/current/sql-altertable.html>).
fn actions(statement: &Statement<'_>) -> Option<(Qualified, Vec<Action>)> {
    let mut cursor = cursor(statement);
    cursor.words(&["alter", "table"]).then_some(())?;
    cursor.if_exists();
    cursor.word("only");
    let table = cursor.qualified()?;
    let actions = commas(cursor.rest()).into_iter().map(action).collect();
    Some((table, actions))
}

fn action(tokens: &[Token<'_>]) -> Action {
    let mut cursor = Cursor::new(Dialect::Postgres, tokens);
    let read = if cursor.word("add") {
        added(&mut cursor)
    } else if cursor.word("drop") {
        dropped(&mut cursor)
    } else if cursor.word("rename") {
        renamed(&mut cursor)
    } else {
        restated(&mut cursor).then_some(Action::Restates)
    };
    read.unwrap_or(Action::Other)
}

fn added(cursor: &mut Cursor<'_, '_>) -> Option<Action> {
    if cursor.word("constraint") {
        return Some(Action::Adds(ObjectKind::Constraint, cursor.name()?));
    }
    let is_unnamed = cursor.at_one_of(&["primary", "unique", "foreign", "check", "exclude", "not"]);
    if is_unnamed {
        return None;
    }
    cursor.word("column");
    if cursor.if_exists() {
        return Some(Action::Restates);
    }
    Some(Action::Adds(ObjectKind::Column, cursor.name()?))
}

fn dropped(cursor: &mut Cursor<'_, '_>) -> Option<Action> {
    let kind = if cursor.word("constraint") {
        ObjectKind::Constraint
    } else {
        cursor.word("column");
        ObjectKind::Column
    };
    if cursor.if_exists() {
        return Some(Action::Restates);
    }
    Some(Action::Drops(kind, cursor.name()?))
}

fn renamed(cursor: &mut Cursor<'_, '_>) -> Option<Action> {
    if cursor.word("to") {
        return Some(Action::Moves(cursor.name()?));
    }
    let kind = if cursor.word("constraint") {
        ObjectKind::Constraint
    } else {
        cursor.word("column");
        ObjectKind::Column
    };
    cursor.name()?;
    cursor.word("to").then_some(())?;
    Some(Action::Adds(kind, cursor.name()?))
}

/// Recognises an action that sets a property of a column or of the table. A new type with computed values (`USING`) is
/// not repeatable, and the second `ADD GENERATED` finds the identity of the first.
fn restated(cursor: &mut Cursor<'_, '_>) -> bool {
    if cursor.at_one_of(&["set", "reset", "owner", "validate"]) {
        return true;
    }
    if !cursor.word("alter") {
        return false;
    }
    cursor.word("column");
    let computes = cursor.rest().iter().any(|token| token.is_word("using"));
    let of_identity = cursor
        .rest()
        .iter()
        .any(|token| token.is_word("identity") || token.is_word("expression"));
    cursor.name().is_some() && !computes && !of_identity
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;
    use crate::dialect::script::split;

    fn told(sql: &str) -> String {
        let statement = &split(Dialect::Postgres, sql)[0];
        let of = |object: Object| {
            let place = [object.schema, object.table].into_iter().flatten();
            let place: String = place.map(|part| part + ".").collect();
            format!("{:?} {place}{}", object.kind, object.name)
        };
        match trace(statement) {
            Some(Trace::Creates(object)) => format!("+ {}", of(object)),
            Some(Trace::Drops(object)) => format!("- {}", of(object)),
            _ if is_repeatable(statement) => "again".to_owned(),
            _ => "?".to_owned(),
        }
    }

    #[test]
    fn what_the_catalogue_tells_of_ddl() {
        for (sql, expected) in [
            ("CREATE TABLE App.\"T\" (a int)", "+ Table app.T"),
            ("CREATE TABLE t AS SELECT 1", "?"),
            ("CREATE MATERIALIZED VIEW v AS SELECT 1", "+ View v"),
            ("CREATE TYPE mood AS ENUM ('a')", "+ Type mood"),
            ("CREATE SCHEMA audit", "+ Schema audit"),
            ("DROP TABLE t", "- Table t"),
            ("DROP TABLE t, u", "?"),
            ("DROP SCHEMA audit", "- Schema audit"),
            ("ALTER TABLE t ADD COLUMN a int DEFAULT (1)", "+ Column t.a"),
            ("ALTER TABLE s.t ADD a int", "+ Column s.t.a"),
            (
                "ALTER TABLE t ALTER COLUMN a SET NOT NULL, DROP b",
                "- Column t.b",
            ),
            (
                "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
                "+ Constraint t.c",
            ),
            ("ALTER TABLE t ADD UNIQUE (a)", "?"),
            ("ALTER TABLE t DROP CONSTRAINT c", "- Constraint t.c"),
            ("ALTER TABLE t RENAME COLUMN a TO b", "+ Column t.b"),
            ("ALTER TABLE t RENAME CONSTRAINT a TO b", "+ Constraint t.b"),
            ("ALTER TABLE s.t RENAME TO u", "+ Table s.u"),
            ("ALTER TYPE s.mood RENAME TO old", "+ Type s.old"),
            ("ALTER INDEX i RENAME TO j", "+ Index j"),
            ("ALTER TABLE t ALTER a TYPE bigint", "again"),
            ("ALTER TABLE t ALTER a TYPE bigint USING a * 2", "?"),
            ("ALTER TABLE t ALTER a DROP IDENTITY", "?"),
            ("COMMENT ON TABLE t IS 'x'", "again"),
            ("CREATE OR REPLACE VIEW v AS SELECT 1", "again"),
        ] {
            assert_eq!(told(sql), expected, "{sql}");
        }
    }
}
