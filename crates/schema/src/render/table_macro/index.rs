//! A `CREATE INDEX` statement as a statement of `table_args!`.

use crate::dialect::Dialect;
use crate::dialect::script::{Token, TokenKind, commas, parenthesized, tokens};
use crate::schema::Index;

/// Reads one definition.
pub(super) struct IndexReader<'a> {
    pub(super) dialect: Dialect,
    /// The Rust name of a column.
    pub(super) column: &'a dyn Fn(&str) -> Option<String>,
}

impl IndexReader<'_> {
    /// The text behind the index's name; `None` if `table_args!` cannot express the index.
    pub(super) fn read(&self, index: &Index) -> Option<String> {
        let body = self.dialect.index_body(&index.definition);
        let all: Vec<Token<'_>> = tokens(self.dialect, body).collect();
        let mut rest = all.as_slice();
        let mut text = String::new();
        if let [using, method, behind @ ..] = rest
            && using.is_word("using")
        {
            rest = behind;
            if !method.is_word("btree") {
                text.push_str(&format!("using {} ", method.identifier()?));
            }
        }
        if let Some(list) = self.special(rest) {
            text.push_str(&format!(
                "using {} ",
                rest.first()?.identifier()?.to_lowercase()
            ));
            rest = list;
        }
        let (parts, mut rest) = parenthesized(rest)?;
        // MySQL has the method behind the list.
        if let [using, method, behind @ ..] = rest
            && using.is_word("using")
        {
            rest = behind;
            text.push_str(&format!("using {} ", method.identifier()?.to_lowercase()));
        }
        let parts: Option<Vec<String>> = commas(parts)
            .into_iter()
            .map(|part| self.part(body, part))
            .collect();
        text.push_str(&format!("({})", parts?.join(", ")));
        if let [include, behind @ ..] = rest
            && include.is_word("include")
        {
            let (columns, behind) = parenthesized(behind)?;
            rest = behind;
            let columns: Option<Vec<String>> = commas(columns)
                .into_iter()
                .map(|part| self.own_column(part))
                .collect();
            text.push_str(&format!(" include ({})", columns?.join(", ")));
        }
        match rest {
            [] => Some(text),
            [condition, behind @ ..] if condition.is_word("where") => {
                Some(format!("{text} where sql({:?})", source(body, behind)?))
            }
            _ => None,
        }
    }

    /// The list of a `FULLTEXT` or `SPATIAL` index, which that word begins, with its own name and its table's.
    fn special<'t, 'a>(&self, body: &'t [Token<'a>]) -> Option<&'t [Token<'a>]> {
        let kind = body.first()?;
        let special = kind.is_word("fulltext") || kind.is_word("spatial");
        if !special || !self.dialect.declarable().prefixes {
            return None;
        }
        let list = body.iter().position(|token| token.is_punctuation("("))?;
        body.get(list..)
    }

    fn part(&self, body: &str, mut part: &[Token<'_>]) -> Option<String> {
        let mut order = String::new();
        if let [before @ .., nulls, last] = part
            && nulls.is_word("nulls")
        {
            part = before;
            order = format!(" nulls {}", last.text.to_lowercase());
        }
        if let [before @ .., last] = part
            && !before.is_empty()
            && (last.is_word("desc") || last.is_word("asc"))
        {
            part = before;
            order = format!(" {}{order}", last.text.to_lowercase());
        }
        if let Some(column) = self.own_column(part) {
            return Some(column + &order);
        }
        if let [column, open, length, close] = part
            && self.dialect.declarable().prefixes
            && open.is_punctuation("(")
            && close.is_punctuation(")")
        {
            let column = (self.column)(&column.identifier()?)?;
            return Some(format!("{column}({}){order}", length.text));
        }
        let is_collated = part.iter().any(|token| token.is_word("collate"));
        if let [before @ .., class] = part
            && !before.is_empty()
            && class.kind != TokenKind::String
            && class.identifier().is_some()
            && before.last().is_some_and(|last| !last.is_word("collate"))
            && self.dialect.features().operator_classes
        {
            part = before;
            order = format!(" {}{order}", class.identifier()?);
            if let Some(column) = self.own_column(part) {
                return Some(column + &order);
            }
        }
        let inner = match parenthesized(part) {
            Some((inner, [])) => inner,
            _ if is_collated => part,
            // A call needs no parentheses of its own on either database.
            _ => match part {
                [_, arguments @ ..] if matches!(parenthesized(arguments), Some((_, []))) => part,
                _ => return None,
            },
        };
        Some(format!("sql({:?}){order}", source(body, inner)?))
    }

    fn own_column(&self, part: &[Token<'_>]) -> Option<String> {
        match part {
            [only] => (self.column)(&only.identifier()?),
            _ => None,
        }
    }
}

/// The text of some tokens.
fn source<'t>(text: &'t str, part: &[Token<'_>]) -> Option<&'t str> {
    text.get(part.first()?.start..part.last()?.end())
}
