//! A place in the tokens of a statement, and what a parser asks there.

use super::token::{Kind, Token, tokenize};

/// Walks over the tokens of one statement.
pub(super) struct Cursor<'a> {
    sql: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(sql: &'a str) -> Result<Self, String> {
        let tokens = tokenize(sql)?;
        Ok(Self { sql, tokens, at: 0 })
    }

    /// The token `ahead` of the next one.
    pub(super) fn peek(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + ahead).copied()
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let token = self.peek(0);
        self.at += 1;
        token
    }

    /// The tokens that are left.
    pub(super) fn rest(&self) -> &[Token<'a>] {
        self.tokens.get(self.at..).unwrap_or_default()
    }

    /// Returns whether the next tokens are these keywords.
    pub(super) fn at_keywords(&self, keywords: &[&str]) -> bool {
        keywords.iter().enumerate().all(|(ahead, keyword)| {
            self.peek(ahead)
                .is_some_and(|token| token.is_keyword(keyword))
        })
    }

    /// Steps over these keywords, if they are next.
    pub(super) fn keywords(&mut self, keywords: &[&str]) -> bool {
        let found = self.at_keywords(keywords);
        if found {
            self.at += keywords.len();
        }
        found
    }

    /// Steps over this keyword, if it is next.
    pub(super) fn keyword(&mut self, keyword: &str) -> bool {
        self.keywords(&[keyword])
    }

    pub(super) fn at_symbol(&self, symbol: char) -> bool {
        self.peek(0).is_some_and(|token| token.is_symbol(symbol))
    }

    /// Steps over this symbol, if it is next.
    pub(super) fn symbol(&mut self, symbol: char) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.at += 1;
        }
        found
    }

    pub(super) fn expect_keyword(&mut self, keyword: &str) -> Result<(), String> {
        if self.keyword(keyword) {
            Ok(())
        } else {
            Err(self.unexpected(keyword))
        }
    }

    pub(super) fn expect_symbol(&mut self, symbol: char) -> Result<(), String> {
        if self.symbol(symbol) {
            Ok(())
        } else {
            Err(self.unexpected(&symbol.to_string()))
        }
    }

    pub(super) fn name(&mut self) -> Result<String, String> {
        let name = self.peek(0).and_then(|token| token.name());
        match name {
            Some(name) => {
                self.at += 1;
                Ok(name)
            }
            None => Err(self.unexpected("a name")),
        }
    }

    /// Steps over what is in parentheses. The first text is without them and without comments at its ends, so that
    /// it can be put into parentheses again; the second is with them.
    pub(super) fn parenthesised(&mut self) -> Result<(&'a str, &'a str), String> {
        let open = self.peek(0);
        self.expect_symbol('(')?;
        let first = self.peek(0);
        let mut last = open;
        let mut depth = 1;
        while let Some(token) = self.next() {
            if token.is_symbol('(') {
                depth += 1;
            } else if token.is_symbol(')') {
                depth -= 1;
            }
            if depth == 0 {
                return Ok((self.between(first, last), self.between(open, Some(token))));
            }
            last = Some(token);
        }
        Err("no closing )".to_owned())
    }

    /// The statement's text from one token to another.
    pub(super) fn between(&self, first: Option<Token<'a>>, last: Option<Token<'a>>) -> &'a str {
        match (first, last) {
            (Some(first), Some(last)) => self.sql.get(first.start..last.end()).unwrap_or_default(),
            _ => "",
        }
    }

    /// An error about the next token.
    pub(super) fn unexpected(&self, wanted: &str) -> String {
        match self.peek(0) {
            Some(token) => format!("expected {wanted}, found {}", token.text),
            None => format!("expected {wanted}, found the end"),
        }
    }
}

/// The columns that an expression names, in the order of `columns`' first mention, in the table's own spelling.
pub(super) fn mentioned<'c>(
    tokens: &[Token<'_>],
    columns: impl Iterator<Item = &'c str> + Clone,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut before: Option<Token<'_>> = None;
    for (place, token) in tokens.iter().enumerate() {
        let function = tokens
            .get(place + 1)
            .is_some_and(|next| next.is_symbol('('));
        let collation = before.is_some_and(|before| before.is_keyword("COLLATE"));
        before = Some(*token);
        if token.kind == Kind::String || (function && token.kind == Kind::Word) || collation {
            continue;
        }
        let name = token.name().unwrap_or_default();
        if let Some(column) = columns.clone().find(|own| own.eq_ignore_ascii_case(&name))
            && !found.iter().any(|known| known == column)
        {
            found.push(column.to_owned());
        }
    }
    found
}
