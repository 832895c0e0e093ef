//! The questions about statements and scripts that each dialect's folder answers.

use super::body::Body;
use super::replacements::Replacements;
use super::session::Reader;
use super::{Statement, Token, TokenKind, Trace};

/// Scripts of a dialect. The default answers are those of most databases.
pub(in crate::dialect) trait ScriptRules {
    /// Returns whether a semicolon after `tokens` ends the statement.
    fn ends_statement(&self, body: &Body, _tokens: &[Token<'_>]) -> bool {
        body.parentheses == 0 && body.blocks == 0
    }

    /// Counts a token, which comes after `before`, into the depth of a compound statement.
    fn see(&self, _body: &mut Body, _before: &[Token<'_>], _token: &Token<'_>) {}

    /// The number of tokens behind `CREATE` that stand before the word for what is created; `None` if it is nothing that
    /// [`created`](super::created) tells.
    fn before_kind(&self, _tokens: &[Token<'_>]) -> Option<usize> {
        Some(0)
    }

    /// A token in the form in which two pieces of SQL are compared.
    fn normal(&self, token: &Token<'_>) -> String {
        match (token.kind, token.identifier()) {
            (TokenKind::Word, _) => token.text.to_lowercase(),
            (TokenKind::QuotedIdentifier, Some(name)) => name,
            _ => token.text.to_owned(),
        }
    }

    /// Tokens in the form in which two pieces of SQL are compared.
    fn normal_tokens(&self, tokens: &[Token<'_>]) -> Vec<String> {
        tokens.iter().map(|token| self.normal(token)).collect()
    }

    /// Returns whether the statement can run in a transaction. A statement that is not known to fit does not.
    fn fits_transaction(&self, statement: &Statement<'_>) -> bool;

    /// Returns whether a server without transactional DDL commits the statement before the transaction ends.
    fn breaks_transaction(&self, _statement: &Statement<'_>) -> bool {
        false
    }

    /// Returns whether a statement must run outside of the implicit transaction that a whole script is.
    fn needs_no_transaction(&self, _statement: &Statement<'_>) -> bool {
        false
    }

    /// Returns whether rows of the statement come from the client or go to it.
    fn copies_through_client(&self, _statement: &Statement<'_>) -> bool {
        false
    }

    /// Returns whether the statement only changes the session.
    fn sets_session(&self, statement: &Statement<'_>) -> bool;

    /// Returns whether the statement commits the open transaction before it runs.
    fn commits_implicitly(&self, _statement: &Statement<'_>) -> bool {
        false
    }

    /// Returns whether the statement limits the session to the tables that it names.
    fn locks_tables(&self, _statement: &Statement<'_>) -> bool {
        false
    }

    /// Returns whether running the statement twice has the same effect as running it once.
    fn is_repeatable(&self, statement: &Statement<'_>) -> bool;

    /// Returns the trace of the statement in the catalog.
    fn trace(&self, _statement: &Statement<'_>) -> Option<Trace> {
        None
    }

    /// Returns the reason why the statement would reach past a scratch database.
    fn escapes(&self, statement: &Statement<'_>) -> Option<String>;

    /// Returns the reason why the body of a routine would reach past a scratch database. `at` is the place of the word for
    /// what is defined.
    fn body_escapes(&self, _statement: &Statement<'_>, _at: usize) -> Option<String> {
        None
    }

    /// Returns whether the statement runs its literals as SQL.
    fn runs_literals(&self, _tokens: &[Token<'_>]) -> bool {
        false
    }

    /// The text of a string literal.
    fn text(&self, token: &Token<'_>) -> Option<String> {
        (token.kind == TokenKind::String).then(|| token.unquoted())?
    }

    /// The first place of a statement that the database's client would not hand over to the server as it stands.
    fn client_command(
        &self,
        script: &str,
        statement: &Statement<'_>,
    ) -> Option<(usize, &'static str)>;

    /// The first comment that the client reads otherwise than the server.
    fn misread_comment(
        &self,
        _script: &str,
        _statements: &[Statement<'_>],
    ) -> Option<(usize, &'static str)> {
        None
    }

    /// A statement as the client hands it over unchanged in meaning.
    fn for_client(&self, statement: &Statement<'_>) -> String {
        statement.text.to_owned()
    }

    /// Reads the changes that a statement makes to its session.
    fn read_session(&self, reader: &mut Reader, at: usize, statement: &Statement<'_>);

    /// Operations of a script that foreign keys make dangerous.
    fn replacements(&self, _statements: &[Statement<'_>]) -> Replacements {
        Replacements::default()
    }
}
