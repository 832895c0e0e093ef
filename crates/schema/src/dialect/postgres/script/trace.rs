//! Traces of a DDL statement in PostgreSQL's catalog. A statement is done completely or not at all, so that
//! one thing of it tells for all of it.

use crate::dialect::script::{
    Object, ObjectKind, Qualified, Statement, Token, Trace, Words, commas,
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
    let mut words = Words {
        tokens: statement.tokens.as_slice(),
    };
    if words.skip("create") {
        words.skip("unique");
        if !words.skip("index") {
            return of_object(statement);
        }
        words.skip("concurrently");
        let _ = words.skip("if") && words.skip("not") && words.skip("exists");
        let name = words.name()?;
        if !words.skip("on") {
            return None;
        }
        words.skip("only");
        let table = words.qualified()?;
        return Some(Trace::CreatesIndex { name, table });
    }
    if words.skip("drop") && words.skip("index") {
        words.skip("concurrently");
        let _ = words.skip("if") && words.skip("exists");
        let index = words.qualified()?;
        let alone = !words.tokens.iter().any(|token| token.is_punctuation(","));
        return alone.then_some(Trace::DropsIndex(index));
    }
    let mut words = Words {
        tokens: statement.tokens.as_slice(),
    };
    if words.skip("alter") && words.skip("type") {
        let kind = words.qualified()?;
        if words.skip("add") && words.skip("value") {
            let _ = words.skip("if") && words.skip("not") && words.skip("exists");
            let value = words.string()?;
            return Some(Trace::AddsValue { kind, value });
        }
    }
    of_object(statement)
}

/// Returns the object that a statement creates or drops, if it is no index and no value of an enum.
fn of_object(statement: &Statement<'_>) -> Option<Trace> {
    let mut words = words(statement);
    if words.skip("create") {
        return of_create(statement, words);
    }
    if words.skip("drop") {
        let kind = kind(&mut words)?;
        if_exists(&mut words);
        let own = words.qualified()?;
        // Several are found by none of them: each may have been there before or not.
        let alone = !words.tokens.iter().any(|token| token.is_punctuation(","));
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
    if words.skip("alter") {
        let kind = kind(&mut words)?;
        if_exists(&mut words);
        let own = words.qualified()?;
        (words.skip("rename") && words.skip("to")).then_some(())?;
        let name = words.name()?;
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

fn words<'s, 'a>(statement: &'s Statement<'a>) -> Words<'s, 'a> {
    Words {
        tokens: statement.tokens.as_slice(),
    }
}

fn object(kind: ObjectKind, own: Qualified) -> Object {
    Object {
        kind,
        schema: own.schema,
        table: None,
        name: own.name,
    }
}

/// Takes `IF EXISTS` or `IF NOT EXISTS`.
fn if_exists(words: &mut Words<'_, '_>) -> bool {
    words.skip("if") && {
        words.skip("not");
        words.skip("exists")
    }
}

/// The word for what a statement is about.
fn kind(words: &mut Words<'_, '_>) -> Option<ObjectKind> {
    const KINDS: [(&str, ObjectKind); 6] = [
        ("table", ObjectKind::Table),
        ("view", ObjectKind::View),
        ("sequence", ObjectKind::Sequence),
        ("index", ObjectKind::Index),
        ("type", ObjectKind::Type),
        ("schema", ObjectKind::Schema),
    ];
    words.skip("materialized");
    KINDS
        .iter()
        .find_map(|(word, kind)| words.skip(word).then_some(*kind))
}

fn of_create(statement: &Statement<'_>, mut words: Words<'_, '_>) -> Option<Trace> {
    words.skip("unlogged");
    let kind = kind(&mut words)?;
    let fills =
        kind == ObjectKind::Table && statement.tokens.iter().any(|token| token.is_word("select"));
    if fills {
        return None;
    }
    if_exists(&mut words);
    Some(Trace::Creates(object(kind, words.qualified()?)))
}

/// The table and the actions of an `ALTER TABLE` (<https://www.postgresql.org/docs/current/sql-altertable.html>).
fn actions(statement: &Statement<'_>) -> Option<(Qualified, Vec<Action>)> {
    let mut words = words(statement);
    (words.skip("alter") && words.skip("table")).then_some(())?;
    if_exists(&mut words);
    words.skip("only");
    let table = words.qualified()?;
    let actions = commas(words.tokens).into_iter().map(action).collect();
    Some((table, actions))
}

fn action(tokens: &[Token<'_>]) -> Action {
    let mut words = Words { tokens };
    let read = if words.skip("add") {
        added(&mut words)
    } else if words.skip("drop") {
        dropped(&mut words)
    } else if words.skip("rename") {
        renamed(&mut words)
    } else {
        restated(&mut words).then_some(Action::Restates)
    };
    read.unwrap_or(Action::Other)
}

fn added(words: &mut Words<'_, '_>) -> Option<Action> {
    if words.skip("constraint") {
        return Some(Action::Adds(ObjectKind::Constraint, words.name()?));
    }
    let is_unnamed = ["primary", "unique", "foreign", "check", "exclude", "not"]
        .iter()
        .any(|word| {
            words
                .tokens
                .first()
                .is_some_and(|token| token.is_word(word))
        });
    if is_unnamed {
        return None;
    }
    words.skip("column");
    if if_exists(words) {
        return Some(Action::Restates);
    }
    Some(Action::Adds(ObjectKind::Column, words.name()?))
}

fn dropped(words: &mut Words<'_, '_>) -> Option<Action> {
    let kind = if words.skip("constraint") {
        ObjectKind::Constraint
    } else {
        words.skip("column");
        ObjectKind::Column
    };
    if if_exists(words) {
        return Some(Action::Restates);
    }
    Some(Action::Drops(kind, words.name()?))
}

fn renamed(words: &mut Words<'_, '_>) -> Option<Action> {
    if words.skip("to") {
        return Some(Action::Moves(words.name()?));
    }
    let kind = if words.skip("constraint") {
        ObjectKind::Constraint
    } else {
        words.skip("column");
        ObjectKind::Column
    };
    words.name()?;
    words.skip("to").then_some(())?;
    Some(Action::Adds(kind, words.name()?))
}

/// Recognises an action that sets a property of a column or of the table. A new type with computed values (`USING`) is
/// not repeatable, and the second `ADD GENERATED` finds the identity of the first.
fn restated(words: &mut Words<'_, '_>) -> bool {
    if words.skip("set") || words.skip("reset") || words.skip("owner") || words.skip("validate") {
        return true;
    }
    if !words.skip("alter") {
        return false;
    }
    words.skip("column");
    let computes = words.tokens.iter().any(|token| token.is_word("using"));
    let of_identity = words
        .tokens
        .iter()
        .any(|token| token.is_word("identity") || token.is_word("expression"));
    words.name().is_some() && !computes && !of_identity
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
