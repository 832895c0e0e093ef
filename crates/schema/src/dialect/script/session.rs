//! What a script leaves behind in the session that runs it, for the next one to find.

use std::collections::BTreeSet;

use super::{Statement, Token, TokenKind, commas};
use crate::dialect::Dialect;

/// What a script leaves behind in its session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Traces {
    /// Settings: variables, roles, pragmas, the current database. They can be read before, and given back.
    pub settings: bool,
    /// It runs code that the script does not show (`DO`, `CALL`, a function): there may be anything of that.
    pub unseen: bool,
    /// The first statement that leaves something which only the end of the session takes away: a prepared statement, a
    /// lock, a setting of somebody's own that was none before.
    pub lasting: Option<usize>,
    /// SQLite's temporary objects and attached databases.
    pub leaves_objects: bool,
    /// The variables of its own that a script of MySQL's sets (`@name`).
    pub variables: BTreeSet<String>,
    /// The pragmas that a script of SQLite's sets, in lower case.
    pub pragmas: BTreeSet<String>,
    /// Whether a role or a mode of the session may keep its records from being written while it runs.
    pub hinders_records: bool,
    /// The first statement that leaves anything.
    pub first: Option<usize>,
}

impl Traces {
    /// Whether the session is afterwards as it was before.
    pub fn is_none(&self) -> bool {
        !self.settings && !self.unseen && !self.leaves_objects && self.lasting.is_none()
    }
}

/// What the script leaves behind, as far as its text tells. A trigger, or a function in a statement that changes rows, is
/// taken for one that leaves the session alone.
pub fn traces(dialect: Dialect, statements: &[Statement<'_>]) -> Traces {
    let mut reader = Reader {
        is_sqlite: dialect == Dialect::Sqlite,
        found: Traces::default(),
        temporary: Vec::new(),
        prepared: Vec::new(),
        switched: Vec::new(),
    };
    for (at, statement) in statements.iter().enumerate() {
        match dialect {
            Dialect::Sqlite => reader.sqlite(at, statement),
            Dialect::Postgres => reader.postgres(at, statement),
            Dialect::Mysql => reader.mysql(at, statement),
        }
        if !reader.found.is_none() {
            reader.found.first.get_or_insert(at);
        }
    }
    reader.finish()
}

/// The switches that a dump of MySQL's turns off at its beginning and on at its end, and that are on in each new session.
const SWITCHES: [&str; 2] = ["foreign_key_checks", "unique_checks"];

struct Reader {
    is_sqlite: bool,
    found: Traces,
    /// Temporary tables that are there, with the statement that made them.
    temporary: Vec<(String, usize)>,
    /// Prepared statements that are there.
    prepared: Vec<(String, usize)>,
    /// Switches that are off.
    switched: Vec<(String, usize)>,
}

impl Reader {
    fn finish(mut self) -> Traces {
        let objects = self.temporary.iter().map(|(_, at)| *at).min();
        if self.is_sqlite {
            self.found.leaves_objects |= !self.temporary.is_empty();
            self.temporary.clear();
            self.found.settings |= self.found.leaves_objects;
        }
        let left = self.temporary.iter().chain(&self.prepared);
        let left = left.map(|(_, at)| *at).min();
        self.found.lasting = match (self.found.lasting, left) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.found.settings |= !self.switched.is_empty();
        let open = self.switched.iter().map(|(_, at)| *at);
        self.found.first = open
            .chain(objects)
            .chain(self.found.first)
            .chain(self.found.lasting)
            .min();
        self.found
    }

    fn lasts(&mut self, at: usize) {
        self.found.lasting.get_or_insert(at);
    }

    /// What makes or drops a temporary object, in any dialect.
    fn temporary(&mut self, at: usize, statement: &Statement<'_>) {
        let words = &statement.tokens;
        if statement.starts_with(&["drop"]) {
            let dropped: Vec<String> = words.iter().filter_map(name).collect();
            self.temporary.retain(|(own, _)| !dropped.contains(own));
            return;
        }
        let is_temporary = |token: &Token<'_>| token.is_word("temp") || token.is_word("temporary");
        let head = words.iter().take_while(|token| {
            !token.is_punctuation("(") && !token.is_word("as") && !token.is_word("select")
        });
        let made = statement.starts_with(&["create"]) && head.clone().any(is_temporary);
        let gone_with_transaction = words
            .windows(3)
            .any(|three| is_phrase(three, &["on", "commit", "drop"]));
        if made && !gone_with_transaction {
            let named = head.filter_map(name).last().unwrap_or_default();
            self.temporary.push((named, at));
        }
    }

    fn sqlite(&mut self, at: usize, statement: &Statement<'_>) {
        let begins = |word: &str| statement.starts_with(&[word]);
        let in_temp = statement.tokens.windows(2).any(
            |pair| matches!(pair, [temp, dot] if temp.is_word("temp") && dot.is_punctuation(".")),
        );
        // All of it can be found and taken away.
        if begins("attach") || begins("detach") || begins("create") && in_temp {
            self.found.leaves_objects = true;
        }
        self.temporary(at, statement);
        if let Some(pragma) = set_pragma(statement) {
            self.found.settings = true;
            self.found.hinders_records |= pragma == "query_only";
            self.found.pragmas.insert(pragma);
        }
    }

    fn postgres(&mut self, at: usize, statement: &Statement<'_>) {
        let begins = |words: &[&str]| statement.starts_with(words);
        let words = &statement.tokens;
        self.temporary(at, statement);
        let named = |prefix: &str| {
            words.windows(2).any(|pair| {
                matches!(pair, [called, open] if open.is_punctuation("(")
                    && called.identifier().is_some_and(|own| own.to_ascii_lowercase().starts_with(prefix)))
            })
        };
        // The locks of a transaction have `xact` in their name, and end with it.
        let locks = ["pg_advisory_lock", "pg_try_advisory_lock"];
        let has = |word: &str| words.iter().any(|token| token.is_word(word));
        if locks.into_iter().any(named)
            || has("pg_temp")
            || begins(&["reset", "all"])
            || begins(&["declare"]) && has("hold")
            || [
                "prepare",
                "deallocate",
                "listen",
                "unlisten",
                "load",
                "discard",
            ]
            .iter()
            .any(|word| begins(&[word]))
        {
            self.postgres_lasting(at, statement);
        } else if begins(&["do"])
            || begins(&["call"])
            || begins(&["execute"])
            // What a new session begins with is then not what this one has.
            || ["database", "role", "user", "system"]
                .iter()
                .any(|kind| begins(&["alter", kind]))
        {
            self.found.unseen = true;
        } else if begins(&["set"]) || begins(&["reset"]) {
            self.postgres_setting(at, statement);
        } else if named("set_config") || begins(&["select"]) && calls_something(statement) {
            self.found.unseen = true;
        } else if begins(&["select"]) && (has("temp") || has("temporary")) {
            self.lasts(at);
        }
    }

    fn postgres_lasting(&mut self, at: usize, statement: &Statement<'_>) {
        let second = statement.tokens.get(1).and_then(name);
        if statement.starts_with(&["prepare"]) {
            self.prepared.push((second.unwrap_or_default(), at));
        } else if statement.starts_with(&["deallocate"])
            && self
                .prepared
                .iter()
                .any(|(own, _)| Some(own) == second.as_ref())
        {
            self.prepared
                .retain(|(own, _)| Some(own) != second.as_ref());
        } else {
            self.lasts(at);
        }
    }

    /// <https://www.postgresql.org/docs/current/sql-set.html>
    fn postgres_setting(&mut self, at: usize, statement: &Statement<'_>) {
        let rest = statement.tokens.get(1..).unwrap_or_default();
        let (local, rest) = match rest {
            [first, rest @ ..] if first.is_word("local") => (true, rest),
            [first, rest @ ..]
                if first.is_word("session")
                    && !rest
                        .first()
                        .is_some_and(|next| next.is_word("authorization")) =>
            {
                (false, rest)
            }
            rest => (false, rest),
        };
        let Some(first) = rest.first() else { return };
        if first.is_word("constraints") || first.is_word("transaction") {
            return;
        }
        self.found.settings = true;
        let of_role = first.is_word("role") || first.is_word("session");
        let of_mode = first.is_word("characteristics")
            || first.is_word("default_transaction_read_only")
            || first.is_word("transaction_read_only");
        self.found.hinders_records |= of_role || of_mode;
        // It was none before; RESET leaves an empty text of it.
        let of_somebody = rest.get(1).is_some_and(|second| second.is_punctuation("."));
        if of_somebody && !local {
            self.lasts(at);
        }
    }

    fn mysql(&mut self, at: usize, statement: &Statement<'_>) {
        let begins = |words: &[&str]| statement.starts_with(words);
        self.temporary(at, statement);
        self.mysql_variables(statement);
        let called = |function: &str| {
            statement.tokens.windows(2).any(
                |pair| matches!(pair, [called, open] if called.is_word(function) && open.is_punctuation("(")),
            )
        };
        let second = statement.tokens.get(1).and_then(name);
        if begins(&["set"]) {
            self.mysql_set(at, statement);
        } else if begins(&["use"]) {
            self.found.settings = true;
        } else if begins(&["prepare"]) {
            self.prepared.push((second.unwrap_or_default(), at));
        } else if begins(&["deallocate", "prepare"]) || begins(&["drop", "prepare"]) {
            let dropped = statement.tokens.get(2).and_then(name);
            self.prepared
                .retain(|(own, _)| Some(own) != dropped.as_ref());
        } else if called("get_lock") || begins(&["handler"]) {
            self.lasts(at);
        } else if ["call", "execute"].iter().any(|word| begins(&[word]))
            || ["select", "do"].iter().any(|word| begins(&[word])) && calls_something(statement)
        {
            self.found.unseen = true;
        }
    }

    /// <https://dev.mysql.com/doc/refman/8.4/en/set-variable.html>
    fn mysql_set(&mut self, at: usize, statement: &Statement<'_>) {
        const NOT_OF_SESSION: [&str; 4] = ["password", "statement", "transaction", "resource"];
        let rest = statement.tokens.get(1..).unwrap_or_default();
        let first_is = |word: &str| rest.first().is_some_and(|first| first.is_word(word));
        if NOT_OF_SESSION.iter().any(|word| first_is(word)) {
            return;
        }
        if ["names", "character", "charset", "role", "default"]
            .iter()
            .any(|word| first_is(word))
        {
            self.found.settings = true;
            self.found.hinders_records |= first_is("role");
            return;
        }
        for assignment in commas(rest) {
            let Some(equals) = assignment
                .iter()
                .position(|token| token.is_punctuation("="))
            else {
                // `SET SESSION TRANSACTION READ ONLY`
                self.found.settings = true;
                self.found.hinders_records |= assignment.iter().any(|token| token.is_word("only"));
                continue;
            };
            let (target, value) = assignment.split_at(equals);
            let is_own = matches!(target, [at, next, ..] if at.is_punctuation("@") && !next.is_punctuation("@"));
            if is_own {
                continue; // A variable of the script's own.
            }
            let variable = target
                .iter()
                .rev()
                .find_map(name)
                .unwrap_or_default()
                .to_ascii_lowercase();
            let value = value.get(1..).unwrap_or_default();
            let is = |words: &[&str]| matches!(value, [only] if words.iter().any(|word| only.text.eq_ignore_ascii_case(word)));
            let is_beyond = target.iter().any(|token| {
                ["global", "persist", "persist_only"]
                    .iter()
                    .any(|word| token.is_word(word))
            });
            if is_beyond {
                // This session has what it had; a new one begins with it.
                self.found.unseen = true;
            } else if SWITCHES.contains(&variable.as_str()) {
                self.switched.retain(|(own, _)| *own != variable);
                if !is(&["1", "on", "true", "default"]) {
                    self.switched.push((variable, at));
                }
            } else {
                self.found.settings = true;
                let as_it_is = if variable == "autocommit" {
                    ["1", "on"]
                } else {
                    ["0", "off"]
                };
                self.found.hinders_records |=
                    ["autocommit", "tx_read_only", "transaction_read_only"]
                        .contains(&variable.as_str())
                        && !is(&as_it_is);
            }
        }
    }

    /// `@name := …`, `SET @name = …` and `INTO @name`.
    fn mysql_variables(&mut self, statement: &Statement<'_>) {
        let words = &statement.tokens;
        for (at, token) in words.iter().enumerate() {
            let follows = |offset: usize| words.get(at + offset);
            let is_single = token.is_punctuation("@")
                && !follows(1).is_some_and(|next| next.is_punctuation("@"))
                && !at
                    .checked_sub(1)
                    .and_then(|before| words.get(before))
                    .is_some_and(|before| {
                        before.is_punctuation("@")
                            || before.end() == token.start && before.kind != TokenKind::Punctuation
                    });
            if !is_single {
                continue;
            }
            let assigned = follows(2)
                .is_some_and(|next| next.is_punctuation("=") || next.is_punctuation(":"))
                && (statement.starts_with(&["set"])
                    || follows(2).is_some_and(|next| next.is_punctuation(":")));
            let into = words
                .get(..at)
                .unwrap_or_default()
                .iter()
                .any(|token| token.is_word("into"));
            if (assigned || into)
                && let Some(own) = follows(1).and_then(name)
            {
                self.found.variables.insert(own);
                self.found.settings = true;
            }
        }
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
    let own = name(own)?.to_ascii_lowercase();
    let sets = value
        .first()
        .is_some_and(|next| next.is_punctuation("=") || next.is_punctuation("("));
    let known = OF_DATABASE
        .iter()
        .chain(&QUESTIONS)
        .any(|word| own == *word);
    (pragma.is_word("pragma") && sets && !known).then_some(own)
}

/// Whether the statement calls a function that is not one of SQL's own common ones.
fn calls_something(statement: &Statement<'_>) -> bool {
    const HARMLESS: [&str; 24] = [
        "count", "sum", "min", "max", "avg", "coalesce", "nullif", "exists", "in", "values",
        "lower", "upper", "length", "now", "concat", "ifnull", "if", "cast", "as", "and", "or",
        "not", "setval", "nextval",
    ];
    statement.tokens.windows(2).any(|pair| {
        matches!(pair, [called, open] if open.is_punctuation("(")
            && called.kind != TokenKind::String
            && called.identifier().is_some_and(|own| !HARMLESS.iter().any(|word| own.eq_ignore_ascii_case(word))))
    })
}

fn is_phrase(tokens: &[Token<'_>], words: &[&str]) -> bool {
    tokens.len() == words.len()
        && tokens
            .iter()
            .zip(words)
            .all(|(token, word)| token.is_word(word))
}

fn name(token: &Token<'_>) -> Option<String> {
    token.identifier()
}

#[cfg(test)]
mod tests {
    use super::super::split;
    use super::*;

    fn found(dialect: Dialect, script: &str) -> &'static str {
        let traces = traces(dialect, &split(dialect, script));
        match traces {
            traces if traces.lasting.is_some() => "lasting",
            Traces { unseen: true, .. } => "unseen",
            Traces { settings: true, .. } => "settings",
            _ => "",
        }
    }

    #[test]
    fn what_postgres_keeps() {
        for (script, expected) in [
            (
                "CREATE TABLE t (a int); CREATE INDEX i ON t (lower(a)); INSERT INTO t VALUES (now())",
                "",
            ),
            ("SELECT count(*) FROM t; SELECT setval('s', 4)", ""),
            (
                "SET CONSTRAINTS ALL DEFERRED; SET TRANSACTION READ ONLY",
                "",
            ),
            ("SET search_path = a, b", "settings"),
            ("SET LOCAL search_path TO a", "settings"),
            ("SET SESSION AUTHORIZATION x", "settings"),
            ("RESET ALL", "lasting"),
            ("RESET search_path", "settings"),
            ("SET TIME ZONE 'UTC'", "settings"),
            (
                "SELECT pg_catalog.set_config('search_path', '', false)",
                "unseen",
            ),
            (
                "INSERT INTO t SELECT set_config('a.b', 'c', false)",
                "unseen",
            ),
            ("SELECT diesel_manage_updated_at('t')", "unseen"),
            ("DO $$ BEGIN PERFORM 1; END $$", "unseen"),
            ("CALL p()", "unseen"),
            ("SET app.user = 'x'", "lasting"),
            ("SET LOCAL app.user = 'x'", "settings"),
            ("CREATE TEMP TABLE t (a int)", "lasting"),
            ("CREATE TEMP TABLE t (a int); DROP TABLE t", ""),
            ("CREATE TEMPORARY TABLE t (a int) ON COMMIT DROP", ""),
            ("CREATE TABLE pg_temp.t (a int)", "lasting"),
            ("SELECT 1 AS a INTO TEMP t", "lasting"),
            ("PREPARE p AS SELECT 1", "lasting"),
            ("PREPARE p AS SELECT 1; DEALLOCATE p", ""),
            ("LISTEN x", "lasting"),
            ("SELECT pg_advisory_lock(1)", "lasting"),
            ("SELECT pg_advisory_xact_lock(1)", "unseen"),
            ("ALTER ROLE x SET search_path = y", "unseen"),
            ("DECLARE c CURSOR FOR SELECT 1", ""),
            ("DECLARE c CURSOR WITH HOLD FOR SELECT 1", "lasting"),
            ("ALTER DATABASE x SET search_path = y", "unseen"),
        ] {
            assert_eq!(found(Dialect::Postgres, script), expected, "{script}");
        }
    }

    #[test]
    fn what_mysql_keeps() {
        for (script, expected) in [
            (
                "CREATE TABLE t (a int); INSERT INTO t VALUES (IF(1, 2, 3))",
                "",
            ),
            (
                "SET foreign_key_checks = 0; DROP TABLE t; SET foreign_key_checks = 1",
                "",
            ),
            (
                "SET FOREIGN_KEY_CHECKS=0, unique_checks=0; SET UNIQUE_CHECKS=1",
                "settings",
            ),
            ("SET @@session.foreign_key_checks = 0", "settings"),
            ("/*!40014 SET FOREIGN_KEY_CHECKS=0 */", "settings"),
            ("SET @a = 1", "settings"),
            ("SELECT MAX(id) INTO @a FROM t", "settings"),
            ("SELECT @a := 1", "settings"),
            ("SET NAMES latin1", "settings"),
            ("SET sql_mode = ''", "settings"),
            ("USE other", "settings"),
            ("SET GLOBAL sql_mode = ''", "unseen"),
            ("SET STATEMENT max_statement_time = 1 FOR SELECT 1", ""),
            ("SET PASSWORD = 'x'", ""),
            ("CALL p()", "unseen"),
            ("SELECT f(1)", "unseen"),
            ("SELECT COUNT(*) FROM t", ""),
            ("CREATE TEMPORARY TABLE t (a int)", "lasting"),
            (
                "CREATE TEMPORARY TABLE t (a int); DROP TEMPORARY TABLE t",
                "",
            ),
            ("PREPARE p FROM 'SELECT 1'", "lasting"),
            (
                "PREPARE p FROM 'SELECT 1'; EXECUTE p; DEALLOCATE PREPARE p",
                "unseen",
            ),
            ("SELECT GET_LOCK('x', 1)", "lasting"),
        ] {
            assert_eq!(found(Dialect::Mysql, script), expected, "{script}");
        }
        let own = traces(
            Dialect::Mysql,
            &split(
                Dialect::Mysql,
                "SET @a = 1, @`b c` = @@sql_mode, @@sql_mode = ''; SELECT 1 INTO @d",
            ),
        );
        let names: Vec<&str> = own.variables.iter().map(String::as_str).collect();
        assert_eq!(names, ["a", "b c", "d"]);
    }

    #[test]
    fn what_sqlite_keeps() {
        for (script, expected) in [
            (
                "CREATE TABLE t (a); PRAGMA user_version = 3; PRAGMA table_info(t); PRAGMA foreign_keys",
                "",
            ),
            ("PRAGMA foreign_keys = OFF", "settings"),
            ("PRAGMA main.Case_Sensitive_Like(1)", "settings"),
            ("ATTACH 'x' AS y", "settings"),
            ("CREATE TEMP VIEW v AS SELECT 1", "settings"),
            ("CREATE TABLE temp.t (a)", "settings"),
            ("CREATE TEMP TABLE t (a); DROP TABLE t", ""),
            ("CREATE TABLE t (a DEFAULT 'temp')", ""),
        ] {
            assert_eq!(found(Dialect::Sqlite, script), expected, "{script}");
        }
    }
}
