//! A place in the tokens of a text, and the questions that a reader asks there.

use super::{Token, parenthesized};
use crate::dialect::Dialect;

/// A name with the schema that it is qualified by, both as the server knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qualified {
    /// The schema, where one is written.
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

/// Tokens that are read one after the other. A question that is answered with no takes no token.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'t, 'a> {
    dialect: Dialect,
    rest: &'t [Token<'a>],
}

impl<'t, 'a> Cursor<'t, 'a> {
    /// Begins before the first token.
    pub fn new(dialect: Dialect, tokens: &'t [Token<'a>]) -> Self {
        Self {
            dialect,
            rest: tokens,
        }
    }

    /// The tokens that are left.
    pub fn rest(&self) -> &'t [Token<'a>] {
        self.rest
    }

    /// The next token.
    pub fn peek(&self) -> Option<&'t Token<'a>> {
        self.rest.first()
    }

    /// The tokens that were taken since `before` was what is left.
    pub fn since(&self, before: &'t [Token<'a>]) -> &'t [Token<'a>] {
        let count = before.len().saturating_sub(self.rest.len());
        before.get(..count).unwrap_or_default()
    }

    /// Takes the next token.
    pub fn token(&mut self) -> Option<&'t Token<'a>> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// Takes that many tokens.
    pub fn tokens(&mut self, count: usize) -> Option<&'t [Token<'a>]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// Returns whether the next tokens are these words, in any case.
    pub fn at(&self, words: &[&str]) -> bool {
        let next = self.rest.get(..words.len());
        next.is_some_and(|next| {
            next.iter()
                .zip(words)
                .all(|(token, word)| token.is_word(word))
        })
    }

    /// Returns whether the next token is one of these words.
    pub fn at_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.at(&[word]))
    }

    /// Takes these words, if all of them are next.
    pub fn words(&mut self, words: &[&str]) -> bool {
        self.at(words) && self.tokens(words.len()).is_some()
    }

    /// Takes this word, if it is next.
    pub fn word(&mut self, word: &str) -> bool {
        self.words(&[word])
    }

    /// Returns whether this character is next.
    pub fn at_punctuation(&self, character: &str) -> bool {
        self.peek()
            .is_some_and(|token| token.is_punctuation(character))
    }

    /// Takes this character, if it is next.
    pub fn punctuation(&mut self, character: &str) -> bool {
        self.at_punctuation(character) && self.token().is_some()
    }

    /// Takes `IF EXISTS` or `IF NOT EXISTS`.
    pub fn if_exists(&mut self) -> bool {
        self.words(&["if", "exists"]) || self.words(&["if", "not", "exists"])
    }

    /// Takes a name, and returns it as [`Token::name`] does.
    pub fn name(&mut self) -> Option<String> {
        let name = self.peek()?.name(self.dialect)?;
        self.token();
        Some(name)
    }

    /// Takes a name with its schema, where one is written.
    pub fn qualified(&mut self) -> Option<Qualified> {
        let first = self.name()?;
        let mut own = Qualified {
            schema: None,
            name: first,
        };
        if self.punctuation(".") {
            own.schema = Some(std::mem::replace(&mut own.name, self.name()?));
        }
        Some(own)
    }

    /// Takes parentheses, and returns the tokens inside of them.
    pub fn group(&mut self) -> Option<&'t [Token<'a>]> {
        if !self.at_punctuation("(") {
            return None;
        }
        let (inner, rest) = parenthesized(self.rest)?;
        self.rest = rest;
        Some(inner)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{source, tokens};
    use super::*;

    fn on<T>(dialect: Dialect, text: &str, read: impl FnOnce(&mut Cursor<'_, '_>) -> T) -> T {
        let all: Vec<Token<'_>> = tokens(dialect, text).collect();
        read(&mut Cursor::new(dialect, &all))
    }

    #[test]
    fn a_question_with_the_answer_no_takes_nothing() {
        on(Dialect::Sqlite, "IF NOT EXISTS t (a, (b)) c", |cursor| {
            assert!(!cursor.words(&["if", "exists"]));
            assert!(!cursor.word("not"));
            assert!(cursor.if_exists());
            assert!(!cursor.punctuation("("));
            assert!(cursor.group().is_none());
            assert_eq!(cursor.name().unwrap(), "t");
            assert!(cursor.name().is_none());
            assert_eq!(cursor.group().unwrap().len(), 5);
            assert!(cursor.at_one_of(&["b", "c"]));
            assert!(cursor.tokens(2).is_none());
            assert!(cursor.word("C") && cursor.peek().is_none());
        });
    }

    #[test]
    fn names_are_those_of_the_dialect() {
        let name = |dialect, text| on(dialect, text, |cursor| cursor.qualified());
        let own = |schema: Option<&str>, name: &str| {
            Some(Qualified {
                schema: schema.map(str::to_owned),
                name: name.to_owned(),
            })
        };
        assert_eq!(
            name(Dialect::Postgres, "App.\"T\"\"\""),
            own(Some("app"), "T\"")
        );
        assert_eq!(name(Dialect::Mysql, "App.`T```"), own(Some("App"), "T`"));
        assert_eq!(
            name(Dialect::Sqlite, "main.'it''s'"),
            own(Some("main"), "it's")
        );
        assert_eq!(name(Dialect::Sqlite, "[a \"b]"), own(None, "a \"b"));
        assert_eq!(name(Dialect::Mysql, "'t'"), None);
        assert_eq!(name(Dialect::Postgres, "a."), None);
    }

    #[test]
    fn the_text_of_tokens_has_what_stands_between_them() {
        let text = "CHECK ( /* x */ a  > /* y */ 1 -- z\n)";
        let all: Vec<Token<'_>> = tokens(Dialect::Sqlite, text).collect();
        let mut cursor = Cursor::new(Dialect::Sqlite, &all);
        cursor.word("check");
        let inner = cursor.group().unwrap();
        assert_eq!(source(text, inner), "a  > /* y */ 1");
        assert_eq!(source(text, &[]), "");
    }
}
