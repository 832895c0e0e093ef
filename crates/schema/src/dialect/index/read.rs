//! `CREATE INDEX` in parts.

use crate::dialect::Dialect;
use crate::dialect::script::{Cursor, Token, commas, is_balanced, source, tokens};
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
        let mut cursor = Cursor::new(self, &all);
        let mut unique = false;
        while !cursor.word("index") {
            unique |= cursor.token()?.is_word("unique");
        }
        while !cursor.word("on") {
            cursor.token()?;
        }
        // Partitions have indexes of their own.
        if cursor
            .rest()
            .get(1)
            .is_some_and(|next| !next.is_punctuation("("))
        {
            cursor.word("only");
        }
        cursor.qualified()?;
        let index = self.read_index_body(statement, cursor)?;
        Some(Index { unique, ..index })
    }

    fn read_index_body(self, text: &str, mut cursor: Cursor<'_, '_>) -> Option<Index> {
        let mut index = Index::default();
        if cursor.word("using") {
            index.method = Some(cursor.name()?.to_lowercase()).filter(|own| own != "btree");
        }
        index.parts = commas(cursor.group()?)
            .into_iter()
            .map(|part| self.read_index_part(text, part))
            .collect::<Option<_>>()?;
        if cursor.word("include") {
            let columns = commas(cursor.group()?).into_iter();
            let name = |part| Cursor::new(self, part).name();
            index.include = columns.filter_map(name).collect();
        }
        index.nulls_not_distinct = cursor.words(&["nulls", "not", "distinct"]);
        if cursor.word("with") {
            index.parameters = Some(source(text, cursor.group()?).to_owned());
        }
        if cursor.word("tablespace") {
            index.tablespace = Some(cursor.name()?);
        }
        if cursor.word("where") {
            let condition = without_parentheses(cursor.rest());
            index.predicate = Some(source(text, condition).to_owned());
            return Some(index);
        }
        cursor.rest().is_empty().then_some(index)
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
        let mut cursor = Cursor::new(self, part);
        let key = if let Some(inner) = cursor.group() {
            let inner = without_parentheses(inner);
            // SQLite reads `(a COLLATE NOCASE)` as it reads the same without parentheses.
            if cursor.rest().is_empty()
                && self == Self::Sqlite
                && let Some(inside) = self.read_index_key(text, inner)
            {
                return Some(inside);
            }
            expression(text, inner)?
        } else {
            self.read_column_or_call(text, &mut cursor)?
        };
        let mut read = IndexPart::of(key);
        if cursor.word("collate") {
            let before = cursor.rest();
            cursor.qualified()?;
            read.collation = Some(source(text, cursor.since(before)).to_owned());
        }
        let rest = cursor.rest();
        if !rest.is_empty() {
            // A class has a name.
            (self.features().operator_classes && cursor.name().is_some()).then_some(())?;
            read.operator_class = Some(source(text, rest).to_owned());
        }
        Some(read)
    }

    /// A column, the beginning of its values, or the call of a function.
    fn read_column_or_call(self, text: &str, cursor: &mut Cursor<'_, '_>) -> Option<IndexKey> {
        let before = cursor.rest();
        let own = cursor.qualified()?;
        let Some(arguments) = cursor.group() else {
            // A name of two parts is a function's.
            return own.schema.is_none().then_some(IndexKey::Column(own.name));
        };
        if let [length] = arguments
            && self.declarable().prefixes
            && own.schema.is_none()
            && let Ok(length) = length.text.parse()
        {
            let column = own.name;
            return Some(IndexKey::Prefix { column, length });
        }
        expression(text, cursor.since(before))
    }
}

fn expression(text: &str, part: &[Token<'_>]) -> Option<IndexKey> {
    let part = without_parentheses(part);
    (!part.is_empty()).then(|| IndexKey::Expression(source(text, part).to_owned()))
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
