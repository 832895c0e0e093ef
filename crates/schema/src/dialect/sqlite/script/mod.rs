//! Properties of SQLite's statements that matter to a script.

mod client;
mod foreign_keys;
mod session;

pub use foreign_keys::{rebuild_envelope, switches_foreign_keys, without_frame};

use super::Sqlite;
use crate::dialect::script::{
    Body, Reader, Replacements, ScriptRules, Statement, Token, TokenKind,
};

impl ScriptRules for Sqlite {
    /// As `sqlite3_complete()` has it: a trigger ends with `; END ;`.
    fn ends_statement(&self, _body: &Body, tokens: &[Token<'_>]) -> bool {
        !is_trigger(tokens)
            || matches!(tokens, [.., before, end]
                if end.is_word("end") && before.is_punctuation(";"))
    }

    /// The case of quoted identifiers is folded too.
    fn normal(&self, token: &Token<'_>) -> String {
        match (token.kind, token.identifier()) {
            (TokenKind::Word | TokenKind::QuotedIdentifier, Some(name)) => name.to_lowercase(),
            _ => token.text.to_owned(),
        }
    }

    fn fits_transaction(&self, statement: &Statement<'_>) -> bool {
        let alone = ["vacuum", "pragma", "attach", "detach"];
        !alone.iter().any(|word| statement.starts_with(&[word]))
    }

    fn sets_session(&self, statement: &Statement<'_>) -> bool {
        let words = ["pragma", "attach", "detach"];
        words.iter().any(|word| statement.starts_with(&[word]))
    }

    fn is_repeatable(&self, _statement: &Statement<'_>) -> bool {
        true
    }

    fn escapes(&self, statement: &Statement<'_>) -> Option<String> {
        if statement.starts_with(&["attach"]) || statement.starts_with(&["detach"]) {
            return Some("ATTACH reaches another database".into());
        }
        let into = statement.starts_with(&["vacuum"])
            && statement.tokens.iter().any(|token| token.is_word("into"));
        into.then(|| "VACUUM INTO writes another database".into())
    }

    fn client_command(
        &self,
        script: &str,
        statement: &Statement<'_>,
    ) -> Option<(usize, &'static str)> {
        client::command(script, statement)
    }

    fn for_client(&self, statement: &Statement<'_>) -> String {
        client::statement(statement)
    }

    fn read_session(&self, reader: &mut Reader, at: usize, statement: &Statement<'_>) {
        session::read(reader, at, statement);
    }

    fn replacements(&self, statements: &[Statement<'_>]) -> Replacements {
        foreign_keys::replacements(statements)
    }
}

fn is_trigger(tokens: &[Token<'_>]) -> bool {
    let mut words = tokens.iter();
    if !words.next().is_some_and(|first| first.is_word("create")) {
        return false;
    }
    let mut second = words.next();
    if second.is_some_and(|word| word.is_word("temp") || word.is_word("temporary")) {
        second = words.next();
    }
    second.is_some_and(|word| word.is_word("trigger"))
}
