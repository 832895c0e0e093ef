//! `CREATE INDEX` in parts.

use crate::dialect::Dialect;
use crate::dialect::script::{Token, commas, is_balanced, parenthesized, tokens};
use crate::schema::{Index, IndexKey, IndexPart};

impl Dialect {
    /// Reads a key of an index that a declaration has as SQL.
    #[doc(hidden)]
    pub fn index_key(self, sql: &str) -> IndexPart {
        let all: Vec<Token<'_>> = tokens(self, sql).collect();
        // MySQL has expressions in parentheses alone. Words behind a column are an operator, not a class: `a IS NULL`.
        let read = (self != Self::Mysql).then(|| self.read_index_key(sql, &all));
        read.flatten()
            .filter(|part| part.operator_class.is_none())
            .unwrap_or_else(|| IndexPart::of(IndexKey::Expression(sql.to_owned())))
    }

    /// Reads what a `CREATE INDEX` statement says behind its table's name, and whether it is unique. The name and the columns
    /// that it touches are the caller's. `None` for a statement that is no `CREATE INDEX` of the dialect.
    #[doc(hidden)]
    pub fn read_index(self, statement: &str) -> Option<Index> {
        let all: Vec<Token<'_>> = tokens(self, statement).collect();
        let index = all.iter().position(|token| token.is_word("index"))?;
        let unique = all
            .get(..index)?
            .iter()
            .any(|token| token.is_word("unique"));
        let on = all.iter().position(|token| token.is_word("on"))?;
        let mut rest = all.get(on + 1..)?;
        // Partitions have indexes of their own.
        if let [only, table, behind @ ..] = rest
            && only.is_word("only")
            && !table.is_punctuation("(")
        {
            rest = behind;
        } else {
            rest = rest.get(1..)?;
        }
        while let [dot, _, behind @ ..] = rest
            && dot.is_punctuation(".")
        {
            rest = behind;
        }
        let index = self.read_index_body(statement, rest)?;
        Some(Index { unique, ..index })
    }

    fn read_index_body(self, text: &str, mut rest: &[Token<'_>]) -> Option<Index> {
        let mut index = Index::default();
        if let [using, method, behind @ ..] = rest
            && using.is_word("using")
        {
            rest = behind;
            index.method = Some(method.identifier()?.to_lowercase()).filter(|own| own != "btree");
        }
        let (parts, mut rest) = parenthesized(rest)?;
        index.parts = commas(parts)
            .into_iter()
            .map(|part| self.read_index_part(text, part))
            .collect::<Option<_>>()?;
        if let [include, behind @ ..] = rest
            && include.is_word("include")
        {
            let (columns, behind) = parenthesized(behind)?;
            rest = behind;
            index.include = columns.iter().filter_map(Token::identifier).collect();
        }
        if let [nulls, not, distinct, behind @ ..] = rest
            && nulls.is_word("nulls")
            && not.is_word("not")
            && distinct.is_word("distinct")
        {
            rest = behind;
            index.nulls_not_distinct = true;
        }
        if let [with, behind @ ..] = rest
            && with.is_word("with")
        {
            let (parameters, behind) = parenthesized(behind)?;
            rest = behind;
            index.parameters = Some(source(text, parameters)?.to_owned());
        }
        if let [word, name, behind @ ..] = rest
            && word.is_word("tablespace")
        {
            rest = behind;
            index.tablespace = Some(name.identifier()?);
        }
        match rest {
            [] => Some(index),
            [condition, behind @ ..] if condition.is_word("where") => {
                let predicate = source(text, without_parentheses(behind))?;
                index.predicate = Some(predicate.to_owned());
                Some(index)
            }
            _ => None,
        }
    }

    fn read_index_part(self, text: &str, part: &[Token<'_>]) -> Option<IndexPart> {
        let (mut part, mut nulls_first) = match part {
            [before @ .., nulls, word] if nulls.is_word("nulls") && word.is_word("first") => {
                (before, Some(true))
            }
            [before @ .., nulls, word] if nulls.is_word("nulls") && word.is_word("last") => {
                (before, Some(false))
            }
            part => (part, None),
        };
        let mut descending = false;
        if let [before @ .., last] = part
            && !before.is_empty()
            && (last.is_word("desc") || last.is_word("asc"))
        {
            part = before;
            descending = last.is_word("desc");
        }
        // PostgreSQL's default (<https://www.postgresql.org/docs/current/indexes-ordering.html>).
        nulls_first = nulls_first.filter(|first| *first != descending);
        let mut read = self
            .read_index_key(text, part)
            .or_else(|| Some(IndexPart::of(expression(text, part)?)))?;
        read.descending = descending;
        read.nulls_first = nulls_first;
        Some(read)
    }

    /// A column or an expression, with a collation and an operator class; `None` for an expression without parentheses
    /// around it, which SQLite alone takes.
    fn read_index_key(self, text: &str, part: &[Token<'_>]) -> Option<IndexPart> {
        let (mut key, mut rest) = match part {
            [open, ..] if open.is_punctuation("(") => {
                let (inner, behind) = parenthesized(part)?;
                let inner = without_parentheses(inner);
                // SQLite reads `(a COLLATE NOCASE)` as it reads the same without parentheses.
                if behind.is_empty() && self == Self::Sqlite {
                    let inside = self.read_index_key(text, inner);
                    if let Some(inside) = inside {
                        return Some(inside);
                    }
                }
                (expression(text, inner)?, behind)
            }
            [column, open, length, close, behind @ ..]
                if self.declarable().prefixes
                    && open.is_punctuation("(")
                    && close.is_punctuation(")")
                    && length.text.parse::<u32>().is_ok() =>
            {
                let column = column.identifier()?;
                let length = length.text.parse().ok()?;
                (IndexKey::Prefix { column, length }, behind)
            }
            [name, open, ..] if open.is_punctuation("(") => {
                let (_, behind) = parenthesized(part.get(1..)?)?;
                let called = part.get(..part.len() - behind.len())?;
                name.identifier()?;
                (expression(text, called)?, behind)
            }
            [column, behind @ ..] => (IndexKey::Column(column.identifier()?), behind),
            [] => return None,
        };
        // A name of two parts is a function's.
        if let [dot, ..] = rest
            && dot.is_punctuation(".")
        {
            let call = part.iter().position(|token| token.is_punctuation("("))?;
            let (_, behind) = parenthesized(part.get(call..)?)?;
            key = expression(text, part.get(..part.len() - behind.len())?)?;
            rest = behind;
        }
        let mut read = IndexPart::of(key);
        if let [collate, name, behind @ ..] = rest
            && collate.is_word("collate")
        {
            rest = behind;
            let mut last = name;
            if let [dot, name, behind @ ..] = rest
                && dot.is_punctuation(".")
            {
                rest = behind;
                last = name;
            }
            read.collation = Some(text.get(name.start..last.end())?.to_owned());
        }
        match rest {
            [] => Some(read),
            [class, ..] if self.features().operator_classes && class.identifier().is_some() => {
                read.operator_class = Some(source(text, rest)?.to_owned());
                Some(read)
            }
            _ => None,
        }
    }
}

fn expression(text: &str, part: &[Token<'_>]) -> Option<IndexKey> {
    let sql = source(text, without_parentheses(part))?;
    Some(IndexKey::Expression(sql.to_owned()))
}

fn without_parentheses<'s, 't>(mut part: &'s [Token<'t>]) -> &'s [Token<'t>] {
    while let [open, inner @ .., close] = part
        && open.is_punctuation("(")
        && close.is_punctuation(")")
        && !inner.is_empty()
        && is_balanced(inner)
    {
        part = inner;
    }
    part
}

/// The text of some tokens.
fn source<'t>(text: &'t str, part: &[Token<'_>]) -> Option<&'t str> {
    text.get(part.first()?.start..part.last()?.end())
}
