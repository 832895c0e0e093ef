//! A `CREATE INDEX` statement as a statement of `table_args!`.

use crate::dialect::Dialect;
use crate::dialect::script::{Token, tokens};
use crate::schema::Index;

/// Reads one definition.
pub(super) struct IndexReader<'a> {
    pub(super) dialect: Dialect,
    /// The Rust name of a column.
    pub(super) column: &'a dyn Fn(&str) -> Option<String>,
}

impl IndexReader<'_> {
    /// What stands behind the index's name; `None` where `table_args!` has no words for it.
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
        let (parts, mut rest) = parenthesized(rest)?;
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
        let inner = match parenthesized(part) {
            Some((inner, [])) => inner,
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

/// What the parentheses at the beginning hold, and what is behind them.
fn parenthesized<'s, 't>(part: &'s [Token<'t>]) -> Option<(&'s [Token<'t>], &'s [Token<'t>])> {
    let mut depth = 0_usize;
    for (at, token) in part.iter().enumerate() {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.checked_sub(1)?;
        }
        if depth == 0 {
            let inner = part.get(1..at)?;
            return Some((inner, part.get(at + 1..)?));
        }
    }
    None
}

/// The parts between commas that stand in no parentheses.
fn commas<'s, 't>(list: &'s [Token<'t>]) -> Vec<&'s [Token<'t>]> {
    let mut depth = 0_usize;
    list.split(|token| {
        if token.is_punctuation("(") {
            depth += 1;
        } else if token.is_punctuation(")") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && token.is_punctuation(",")
    })
    .collect()
}
