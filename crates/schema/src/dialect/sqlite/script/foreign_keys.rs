//! Operations of SQLite scripts that affect foreign keys.

use std::collections::{BTreeMap, BTreeSet};

use crate::dialect::Dialect;
use crate::dialect::script::{
    Cursor, Replacements, Statement, Token, TokenKind, transaction_control,
};

/// Looks at the statements of a script.
pub(super) fn replacements(statements: &[Statement<'_>]) -> Replacements {
    let mut found = Replacements::default();
    let mut dropped = BTreeSet::new();
    let mut created = BTreeSet::new();
    // The first name of each table that was renamed.
    let mut first_names: BTreeMap<String, String> = BTreeMap::new();
    for (index, statement) in statements.iter().enumerate() {
        found.switches_off |= switches_foreign_keys(statement) == Some(false);
        for (at, token) in statement.tokens.iter().enumerate() {
            if token.is_word("references") {
                found.references.extend(table_at(statement, at + 1));
            }
        }
        if let Some(table) = changed_rows(statement) {
            found.changes.push((table, index));
        } else if let Some(table) = after(statement, &["drop", "table"], &["if", "exists"]) {
            if let Some(first) = first_names.get(&table)
                && created.contains(first)
            {
                // References to it use its first name.
                found.replaced.insert(first.clone());
                found.replaced.insert(table.clone());
            }
            dropped.insert(table);
        } else if let Some(table) = after(statement, &["create", "table"], &["if", "not", "exists"])
        {
            if dropped.contains(&table) {
                found.replaced.insert(table.clone());
            }
            created.insert(table);
        } else if let Some((old, new)) = renamed(statement) {
            if dropped.contains(&new) {
                found.replaced.insert(new.clone());
            }
            let first = first_names.remove(&old).unwrap_or(old);
            first_names.insert(new, first);
        }
    }
    found
}

/// Returns true if the statement switches foreign keys on, and false if it switches them off, in any spelling. `None`
/// for any other statement, also for one that only reads the setting. SQLite reads every value that is not a word for
/// true as false (<https://www.sqlite.org/pragma.html#pragma_foreign_keys>).
pub fn switches_foreign_keys(statement: &Statement<'_>) -> Option<bool> {
    let (pragma, rest) = statement.tokens.split_first()?;
    let rest = match rest {
        [_, dot, rest @ ..] if dot.is_punctuation(".") => rest,
        rest => rest,
    };
    let (name, value) = rest.split_first()?;
    if !pragma.is_word("pragma") || text(name)? != "foreign_keys" {
        return None;
    }
    let value = match value {
        [equals, value @ ..] if equals.is_punctuation("=") => value,
        [open, value @ .., close] if open.is_punctuation("(") && close.is_punctuation(")") => value,
        _ => return None,
    };
    let words: String = value.iter().filter_map(text).collect();
    let number = words.trim_start_matches('+').parse::<i64>();
    Some(matches!(words.as_str(), "on" | "yes" | "true") || number.is_ok_and(|number| number != 0))
}

/// The statements between `PRAGMA foreign_keys=OFF; BEGIN` and `COMMIT; PRAGMA foreign_keys=ON`, where the whole
/// script is that: how a SQLite revision that rebuilds a table must look for any tool to run it right
/// (<https://www.sqlite.org/lang_altertable.html>, section 7).
pub fn rebuild_envelope<'s, 'a>(statements: &'s [Statement<'a>]) -> Option<&'s [Statement<'a>]> {
    let [off, begin, body @ .., commit, on] = statements else {
        return None;
    };
    let closes = commit.starts_with(&["commit"]) || commit.starts_with(&["end"]);
    let whole = switches_foreign_keys(off) == Some(false)
        && begin.starts_with(&["begin"])
        && closes
        && switches_foreign_keys(on) == Some(true);
    whole.then_some(body)
}

/// The statements of a script that can run as one transaction in which foreign keys are off: without those that begin and
/// end a transaction around all of them, and without the pragma, which does nothing inside of one.
pub fn without_frame<'a>(statements: &[Statement<'a>]) -> Option<Vec<Statement<'a>>> {
    let own = |statement: &&Statement<'_>| switches_foreign_keys(statement).is_none();
    let left: Vec<Statement<'a>> = statements.iter().filter(own).cloned().collect();
    let body = match left.as_slice() {
        [first, body @ .., last]
            if transaction_control(first) == Some("BEGIN")
                && matches!(transaction_control(last), Some("COMMIT" | "END")) =>
        {
            body
        }
        all => all,
    };
    let is_plain = |statement: &Statement<'_>| {
        const ALONE: [&str; 3] = ["vacuum", "attach", "detach"];
        transaction_control(statement).is_none()
            && !ALONE.iter().any(|word| statement.starts_with(&[word]))
    };
    body.iter().all(is_plain).then(|| body.to_vec())
}

/// The table whose rows a statement changes or deletes. `REPLACE` deletes what is in its way.
fn changed_rows(statement: &Statement<'_>) -> Option<String> {
    let tokens = &statement.tokens;
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
        }
        let is_head =
            at == 0 || (depth == 0 && tokens.first().is_some_and(|own| own.is_word("with")));
        if !is_head || depth > 0 {
            continue;
        }
        let word = |offset: usize, word: &str| {
            tokens
                .get(at + offset)
                .is_some_and(|token| token.is_word(word))
        };
        if token.is_word("update") {
            return table_at(statement, at + if word(1, "or") { 3 } else { 1 });
        }
        if token.is_word("delete") && word(1, "from") {
            return table_at(statement, at + 2);
        }
        if token.is_word("replace") && word(1, "into") {
            return table_at(statement, at + 2);
        }
        if token.is_word("insert") {
            let replaces = word(1, "or") && word(2, "replace");
            let updates = tokens.windows(2).any(
                |pair| matches!(pair, [one, two] if one.is_word("do") && two.is_word("update")),
            );
            let into = at + if word(1, "or") { 4 } else { 2 };
            return (replaces || updates).then(|| table_at(statement, into))?;
        }
    }
    None
}

/// The table that a statement which begins with `words` is about; `maybe` may stand before its name.
fn after(statement: &Statement<'_>, words: &[&str], maybe: &[&str]) -> Option<String> {
    let mut cursor = Cursor::new(Dialect::Sqlite, &statement.tokens);
    cursor.words(words).then_some(())?;
    cursor.words(maybe);
    table(cursor)
}

/// `ALTER TABLE a RENAME TO b`, as `(a, b)`.
fn renamed(statement: &Statement<'_>) -> Option<(String, String)> {
    let old = after(statement, &["alter", "table"], &[])?;
    let tokens = &statement.tokens;
    let at = tokens.windows(2).position(
        |pair| matches!(pair, [one, two] if one.is_word("rename") && two.is_word("to")),
    )?;
    Some((old, table_at(statement, at + 2)?))
}

/// The name that stands at a place, behind its schema where it has one.
fn table_at(statement: &Statement<'_>, at: usize) -> Option<String> {
    table(Cursor::new(Dialect::Sqlite, statement.tokens.get(at..)?))
}

fn table(mut cursor: Cursor<'_, '_>) -> Option<String> {
    Some(cursor.qualified()?.name.to_ascii_lowercase())
}

/// A name or a value in lower case.
fn text(token: &Token<'_>) -> Option<String> {
    let own = match token.kind {
        TokenKind::Punctuation if token.text != "-" => token.text.to_owned(),
        TokenKind::Punctuation => return None,
        _ => token.name(Dialect::Sqlite)?,
    };
    Some(own.to_ascii_lowercase())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;
    use crate::dialect::script::split;

    fn of(script: &str) -> Replacements {
        replacements(&split(Dialect::Sqlite, script))
    }

    fn replaced(script: &str) -> Vec<String> {
        of(script).replaced.into_iter().collect()
    }

    #[test]
    fn tables_are_replaced_in_several_ways() {
        for script in [
            "CREATE TABLE n (a); DROP TABLE p; ALTER TABLE n RENAME TO p",
            "create table \"n\" (a); drop table if exists main.[P]; alter table 'n' rename to `p`",
            "CREATE TEMP TABLE b AS SELECT * FROM p; DROP TABLE p; CREATE TABLE p (a)",
        ] {
            assert_eq!(replaced(script), ["p"], "{script}");
        }
        let aside = "ALTER TABLE p RENAME TO old; CREATE TABLE p (a); DROP TABLE old";
        assert_eq!(replaced(aside), ["old", "p"]);
        for script in [
            "DROP TABLE staging; DELETE FROM p",
            "ALTER TABLE a RENAME TO b",
            "ALTER TABLE a RENAME COLUMN b TO c; DROP TABLE x",
        ] {
            assert_eq!(replaced(script), [""; 0], "{script}");
        }
    }

    #[test]
    fn the_pragma_is_known_in_any_spelling() {
        for (script, switch) in [
            ("PRAGMA foreign_keys=OFF", Some(false)),
            ("pragma main.Foreign_Keys = 0", Some(false)),
            ("PRAGMA foreign_keys(no)", Some(false)),
            ("PRAGMA \"foreign_keys\" = 'off'", Some(false)),
            ("PRAGMA foreign_keys = false", Some(false)),
            ("PRAGMA foreign_keys=ON", Some(true)),
            ("PRAGMA foreign_keys(1)", Some(true)),
            ("PRAGMA foreign_keys", None),
            ("PRAGMA foreign_key_check", None),
            ("PRAGMA defer_foreign_keys=ON", None),
        ] {
            let statements = split(Dialect::Sqlite, script);
            assert_eq!(switches_foreign_keys(&statements[0]), switch, "{script}");
        }
    }

    #[test]
    fn changed_rows_are_found() {
        let changed = |script: &str| {
            let tables = of(script).changes.into_iter();
            tables.map(|(table, _)| table).collect::<Vec<_>>()
        };
        for script in [
            "UPDATE main.P SET a = 1",
            "UPDATE OR IGNORE p SET a = 1",
            "DELETE FROM p",
            "WITH x AS (SELECT 1) DELETE FROM p WHERE a IN x",
            "REPLACE INTO p VALUES (1)",
            "INSERT OR REPLACE INTO p VALUES (1)",
            "INSERT INTO p VALUES (1) ON CONFLICT DO UPDATE SET a = 1",
        ] {
            assert_eq!(changed(script), ["p"], "{script}");
        }
        for script in [
            "INSERT INTO p SELECT 1",
            "SELECT 1",
            "CREATE TABLE p (a REFERENCES q ON UPDATE CASCADE)",
        ] {
            assert_eq!(changed(script), [""; 0], "{script}");
        }
        assert!(
            of("CREATE TABLE c (a REFERENCES \"Q\" (x))")
                .references
                .contains("q")
        );
    }

    #[test]
    fn a_frame_is_taken_off() {
        let body = |script: &str| {
            let statements = split(Dialect::Sqlite, script);
            without_frame(&statements).map(|body| {
                body.iter()
                    .map(|one| one.text.to_owned())
                    .collect::<Vec<_>>()
            })
        };
        let framed =
            "PRAGMA foreign_keys=off; BEGIN TRANSACTION; A; B; COMMIT; PRAGMA foreign_keys=on";
        assert_eq!(body(framed).unwrap(), ["A", "B"]);
        assert_eq!(
            body("PRAGMA foreign_keys=off; A; PRAGMA foreign_keys=on").unwrap(),
            ["A"]
        );
        assert_eq!(body("A; VACUUM"), None);
        assert_eq!(body("BEGIN; A; COMMIT; BEGIN; B; COMMIT"), None);
    }
}
