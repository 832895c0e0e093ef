//! Properties of MySQL's and MariaDB's statements that matter to a script.

mod actions;
mod blocks;
mod client;
mod escapes;
mod session;
#[cfg(test)]
mod tests;
mod trace;

use self::actions::Action;
use super::Mysql;
use crate::dialect::Dialect;
use crate::dialect::script::{
    Body, DEPTH, Reader, ScriptRules, Statement, Token, TokenKind, Trace, escapes_inside, of_tokens,
};

const DIALECT: Dialect = Dialect::Mysql;

impl ScriptRules for Mysql {
    fn see(&self, body: &mut Body, before: &[Token<'_>], token: &Token<'_>) {
        blocks::see(&mut body.blocks, before, token);
    }

    /// Skips `ALGORITHM = …`, `DEFINER = …`, `SQL SECURITY …` and `AGGREGATE`.
    fn before_kind(&self, tokens: &[Token<'_>]) -> Option<usize> {
        const KINDS: [&str; 5] = ["table", "view", "function", "procedure", "trigger"];
        const OTHERS: [&str; 10] = [
            "index", "event", "unique", "fulltext", "spatial", "user", "role", "database",
            "schema", "server",
        ];
        let is_one =
            |words: &[&str], token: &Token<'_>| words.iter().any(|word| token.is_word(word));
        let at = tokens
            .iter()
            .position(|token| is_one(&KINDS, token) || is_one(&OTHERS, token))?;
        is_one(&KINDS, tokens.get(at)?).then_some(at)
    }

    /// Tokens in the form in which two pieces of SQL are compared: names and words in lower case, since columns and
    /// functions have no case; strings in one kind of quotes, without the character set that the server puts before them.
    fn normal_tokens(&self, tokens: &[Token<'_>]) -> Vec<String> {
        let is_string =
            |token: Option<&Token<'_>>| token.is_some_and(|t| t.kind == TokenKind::String);
        let mut normal = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let introduces = token.kind == TokenKind::Word
                && token.text.starts_with('_')
                && is_string(tokens.get(at + 1));
            if introduces {
                continue;
            }
            normal.push(match (token.kind, token.identifier()) {
                (TokenKind::Word, _) => token.text.to_lowercase(),
                (TokenKind::QuotedIdentifier, Some(name)) => name.to_lowercase(),
                (TokenKind::String, _) => token
                    .mysql_string()
                    .map_or_else(|| token.text.to_owned(), |text| DIALECT.literal(&text)),
                _ => token.text.to_owned(),
            });
        }
        normal
    }

    /// Returns whether the statement commits nothing by itself
    /// (<https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html>,
    /// <https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/>). `CALL` may commit, and `SET autocommit`
    /// does.
    fn fits_transaction(&self, statement: &Statement<'_>) -> bool {
        const FITS: [&str; 14] = [
            "insert", "update", "delete", "replace", "select", "with", "values", "do", "table",
            "explain", "describe", "desc", "show", "help",
        ];
        let begins = |words: &[&str]| statement.starts_with(words);
        FITS.iter().any(|word| begins(&[word]))
            || begins(&["load", "data"])
            || begins(&["create", "temporary", "table"])
            || begins(&["create", "or", "replace", "temporary", "table"])
            || begins(&["drop", "temporary", "table"])
    }

    fn breaks_transaction(&self, statement: &Statement<'_>) -> bool {
        !self.fits_transaction(statement)
    }

    /// Returns whether the statement sets variables of the session or of the script (`@a`), locks or unlocks tables, or
    /// changes the database (`USE`).
    fn sets_session(&self, statement: &Statement<'_>) -> bool {
        if self.locks_tables(statement)
            || unlocks_tables(statement)
            || statement.starts_with(&["use"])
        {
            return true;
        }
        const BEYOND: [&str; 3] = ["global", "persist", "persist_only"];
        const OTHERS: [&str; 4] = ["password", "statement", "transaction", "default"];
        let Some((set, rest)) = statement.tokens.split_first() else {
            return false;
        };
        set.is_word("set")
            && !rest
                .first()
                .is_some_and(|second| OTHERS.iter().any(|word| second.is_word(word)))
            && !rest
                .iter()
                .any(|token| BEYOND.iter().any(|word| token.is_word(word)))
    }

    /// Returns whether the statement commits the open transaction before it runs
    /// (<https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>).
    fn commits_implicitly(&self, statement: &Statement<'_>) -> bool {
        const COMMITS: [&str; 20] = [
            "alter",
            "analyze",
            "cache",
            "check",
            "create",
            "drop",
            "flush",
            "grant",
            "import",
            "install",
            "lock",
            "optimize",
            "rename",
            "repair",
            "reset",
            "revoke",
            "truncate",
            "uninstall",
            "unlock",
            "start",
        ];
        let begins = |words: &[&str]| statement.starts_with(words);
        !self.fits_transaction(statement)
            && (COMMITS.iter().any(|word| begins(&[word]))
                || begins(&["load", "index"])
                || begins(&["set", "password"])
                || (begins(&["begin"]) && !begins(&["begin", "not", "atomic"])))
    }

    /// Returns whether the statement is a `LOCK TABLES`.
    fn locks_tables(&self, statement: &Statement<'_>) -> bool {
        statement.starts_with(&["lock", "tables"]) || statement.starts_with(&["lock", "table"])
    }

    /// Returns whether running the statement twice has the same effect as running it once. A statement that writes rows
    /// does not count as repeatable, except for `CREATE OR REPLACE TABLE … SELECT`.
    fn is_repeatable(&self, statement: &Statement<'_>) -> bool {
        const MAINTENANCE: [&str; 6] = ["analyze", "optimize", "repair", "check", "flush", "grant"];
        let begins = |words: &[&str]| statement.starts_with(words);
        let has = |word: &str| statement.tokens.iter().any(|token| token.is_word(word));
        let creates = begins(&["create"]);
        if MAINTENANCE.iter().any(|word| begins(&[word]))
            || begins(&["use"])
            || self.locks_tables(statement)
            || unlocks_tables(statement)
        {
            return true;
        }
        if begins(&["set"]) {
            return !begins(&["set", "statement"]);
        }
        if creates && begins(&["create", "or", "replace"]) {
            return true;
        }
        if creates || begins(&["drop"]) {
            // `CREATE TABLE … SELECT` writes rows.
            let selects = creates && statement.starts_with(&["create", "table"]) && has("select");
            return head(statement).any(|token| token.is_word("exists")) && !selects;
        }
        begins(&["alter"])
            && actions::of(statement).is_some_and(|(_, actions)| {
                !actions.is_empty() && actions.iter().all(|action| *action == Action::Restates)
            })
    }

    fn trace(&self, statement: &Statement<'_>) -> Option<Trace> {
        trace::trace(statement)
    }

    fn escapes(&self, statement: &Statement<'_>) -> Option<String> {
        escapes::escapes(statement).or_else(|| escapes_inside(DIALECT, statement))
    }

    fn body_escapes(&self, statement: &Statement<'_>, at: usize) -> Option<String> {
        let rest = statement.tokens.get(at..)?;
        of_tokens(DIALECT, statement.text, rest, DEPTH)
            .or_else(|| self.single_statement_escapes(statement.text, rest))
    }

    fn text(&self, token: &Token<'_>) -> Option<String> {
        token.mysql_string()
    }

    fn client_command(
        &self,
        _script: &str,
        statement: &Statement<'_>,
    ) -> Option<(usize, &'static str)> {
        client::command(statement)
    }

    fn misread_comment(
        &self,
        script: &str,
        statements: &[Statement<'_>],
    ) -> Option<(usize, &'static str)> {
        client::comment(script, statements)
    }

    fn read_session(&self, reader: &mut Reader, at: usize, statement: &Statement<'_>) {
        session::read(reader, at, statement);
    }
}

impl Mysql {
    /// Checks the body of a routine that is one statement without BEGIN. It begins behind the parameters and the
    /// characteristics, of which none is a word that begins a statement about the server.
    fn single_statement_escapes(&self, text: &str, tokens: &[Token<'_>]) -> Option<String> {
        let parameters = tokens.iter().position(|token| token.is_punctuation(")"))?;
        (parameters + 1..tokens.len()).find_map(|at| {
            let statement = Statement {
                text,
                line: 1,
                column: 1,
                tokens: tokens.get(at..)?.to_vec(),
            };
            let is_word = statement.tokens.first()?.kind == TokenKind::Word;
            is_word.then(|| self.escapes(&statement)).flatten()
        })
    }
}

fn unlocks_tables(statement: &Statement<'_>) -> bool {
    statement.starts_with(&["unlock", "tables"]) || statement.starts_with(&["unlock", "table"])
}

/// The tokens up to the first name's end: where `IF NOT EXISTS` stands, which is something else in a program's body.
fn head<'s, 'a>(statement: &'s Statement<'a>) -> impl Iterator<Item = &'s Token<'a>> {
    statement
        .tokens
        .iter()
        .take_while(|token| !token.is_punctuation("(") && token.kind != TokenKind::QuotedIdentifier)
        .take(9)
}
