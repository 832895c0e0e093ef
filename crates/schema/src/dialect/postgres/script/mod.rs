//! Properties of PostgreSQL's statements that matter to a script.

mod client;
mod escapes;
mod session;
mod trace;
mod transactions;

use super::Postgres;
use crate::dialect::Dialect;
use crate::dialect::script::{
    Body, DEPTH, Reader, ScriptRules, Statement, Token, TokenKind, Trace, of_text,
};

impl ScriptRules for Postgres {
    /// A body of `BEGIN ATOMIC` has blocks.
    fn see(&self, body: &mut Body, before: &[Token<'_>], token: &Token<'_>) {
        if token.is_punctuation("(") {
            body.parentheses += 1;
        } else if token.is_punctuation(")") {
            body.parentheses = body.parentheses.saturating_sub(1);
        } else if body.blocks > 0 && (token.is_word("begin") || token.is_word("case")) {
            body.blocks += 1;
        } else if body.blocks > 0 && token.is_word("end") {
            body.blocks -= 1;
        } else if token.is_word("atomic")
            && before.last().is_some_and(|last| last.is_word("begin"))
            && before.first().is_some_and(|first| first.is_word("create"))
        {
            body.blocks = 1;
        }
    }

    fn fits_transaction(&self, statement: &Statement<'_>) -> bool {
        transactions::fits(statement)
    }

    fn breaks_transaction(&self, statement: &Statement<'_>) -> bool {
        transactions::is_ddl(statement)
    }

    fn needs_no_transaction(&self, statement: &Statement<'_>) -> bool {
        transactions::needs_none(statement)
    }

    fn copies_through_client(&self, statement: &Statement<'_>) -> bool {
        transactions::copies_through_client(statement)
    }

    fn sets_session(&self, statement: &Statement<'_>) -> bool {
        transactions::sets_session(statement)
    }

    fn is_repeatable(&self, statement: &Statement<'_>) -> bool {
        transactions::is_repeatable(statement)
    }

    fn trace(&self, statement: &Statement<'_>) -> Option<Trace> {
        trace::trace(statement)
    }

    fn escapes(&self, statement: &Statement<'_>) -> Option<String> {
        escapes::escapes(statement)
    }

    fn body_escapes(&self, statement: &Statement<'_>, _at: usize) -> Option<String> {
        let bodies = statement.tokens.windows(2).filter(|two| {
            matches!(two, [word, body] if word.is_word("as") && body.kind == TokenKind::String)
        });
        bodies
            .filter_map(|two| self.text(two.last()?))
            .find_map(|body| of_text(Dialect::Postgres, &body, DEPTH))
    }

    fn runs_literals(&self, tokens: &[Token<'_>]) -> bool {
        tokens.first().is_some_and(|first| first.is_word("do"))
    }

    fn text(&self, token: &Token<'_>) -> Option<String> {
        let text = token.text;
        if let Some(rest) = text.strip_prefix('$') {
            let tag = rest.find('$')?;
            let body = rest.get(tag + 1..)?;
            return body.strip_suffix(text.get(..tag + 2)?).map(str::to_owned);
        }
        let open = text.find('\'')?;
        let body = text.get(open + 1..)?.strip_suffix('\'')?;
        Some(body.replace("''", "'"))
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
}
