//! A text that only the server can spell.

use std::collections::BTreeMap;

use super::super::{default, expression};
use super::DIALECT;
use moviectl_schema::dialect::script::{Token, TokenKind, commas, parenthesized, tokens};
use moviectl_schema::schema::{Column, Spellings, Table};

/// The kind of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Default,
    Generated,
    Check,
    Index,
}

/// A text of a table, and the columns that it may mean.
pub(super) struct Question<'d> {
    kind: Kind,
    text: &'d str,
    column: Option<&'d Column>,
    mentioned: Vec<&'d Column>,
}

/// The name of the question with that number in the temporary table.
pub(super) fn label(number: usize) -> String {
    format!("moviectl_{number}")
}

/// The questions about a table; what needs none goes into `spellings` at once.
pub(super) fn of<'d>(table: &'d Table, spellings: &mut Spellings) -> Vec<Question<'d>> {
    let mut questions = Vec::new();
    for own in &table.columns {
        let (kind, text) = match (&own.generated, &own.default) {
            (Some(generated), _) => (Kind::Generated, generated.expression.as_str()),
            (None, Some(default)) => (Kind::Default, default.as_str()),
            (None, None) => continue,
        };
        let known = (kind == Kind::Default)
            .then(|| default::spelled(&own.sql_type, text))
            .flatten();
        match known {
            Some(spelled) => {
                spellings.insert(&table.name, Some(&own.name), text.to_owned(), spelled);
            }
            None => questions.push(Question::new(table, kind, text, Some(own))),
        }
    }
    for check in &table.checks {
        questions.push(Question::new(table, Kind::Check, &check.expression, None));
    }
    for index in &table.indexes {
        // Those have columns alone, and nothing behind them.
        if DIALECT.special_index_list(&index.definition).is_some() {
            continue;
        }
        let body = DIALECT.index_body(&index.definition);
        match plain_body(body) {
            Some(spelled) => spellings.insert(&table.name, None, body.to_owned(), spelled),
            None => questions.push(Question::new(table, Kind::Index, body, None)),
        }
    }
    questions
}

impl<'d> Question<'d> {
    fn new(table: &'d Table, kind: Kind, text: &'d str, column: Option<&'d Column>) -> Self {
        let names: Vec<&str> = table.columns.iter().map(|own| own.name.as_str()).collect();
        let mentioned = expression::mentioned(text, &names);
        Self {
            kind,
            text,
            column,
            mentioned: mentioned
                .iter()
                .filter_map(|name| table.column(name))
                .collect(),
        }
    }

    pub(super) fn text(&self) -> &'d str {
        self.text
    }

    pub(super) fn column(&self) -> Option<&'d str> {
        self.column.map(|column| column.name.as_str())
    }

    pub(super) fn is_index(&self) -> bool {
        self.kind == Kind::Index
    }

    /// The key of the question: two questions with the same key are one.
    pub(super) fn key(&self) -> String {
        let column = self.column.map_or_else(String::new, definition);
        let needs: Vec<String> = self.needs().into_values().collect();
        format!("{}\n{column}\n{}", self.line(0), needs.join(","))
    }

    /// The columns that must be there, by name as the server compares it.
    pub(super) fn needs(&self) -> BTreeMap<String, String> {
        self.mentioned
            .iter()
            .map(|column| (column.name.to_lowercase(), definition(column)))
            .collect()
    }

    /// The text as a line of `CREATE TABLE`.
    pub(super) fn line(&self, number: usize) -> String {
        let label = DIALECT.quote(&label(number));
        let sql_type = self.column.map_or_else(String::new, type_of);
        let text = self.text;
        match self.kind {
            Kind::Default => {
                let default = self.column.map_or_else(
                    || text.to_owned(),
                    |own| DIALECT.column_default(&own.sql_type, text),
                );
                format!("{label} {sql_type} DEFAULT {default}")
            }
            Kind::Generated => {
                let stored = self
                    .column
                    .and_then(|column| column.generated.as_ref())
                    .is_some_and(|generated| generated.stored);
                let storage = if stored { "STORED" } else { "VIRTUAL" };
                format!("{label} {sql_type} GENERATED ALWAYS AS ({text}) {storage}")
            }
            Kind::Check => format!("CONSTRAINT {label} CHECK ({text})"),
            Kind::Index => format!("KEY {label} {text}"),
        }
    }

    /// The answer in the one form.
    pub(super) fn settled(&self, found: &str) -> String {
        match (self.kind, self.column) {
            (Kind::Default, Some(column)) => default::settled(&column.sql_type, found),
            (Kind::Index, _) => plain_body(found).unwrap_or_else(|| found.to_owned()),
            _ => expression::plain(found),
        }
    }
}

/// A column with nothing that the server would look at twice.
fn definition(column: &Column) -> String {
    format!("{} {}", DIALECT.quote(&column.name), type_of(column))
}

fn type_of(column: &Column) -> String {
    let mut text = DIALECT.type_sql(&column.sql_type);
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {}", DIALECT.quote(collation)));
    }
    text
}

/// The body of an index over columns, or their first characters, without what is the engine's business or goes without
/// saying; `None` where it has an expression.
fn plain_body(body: &str) -> Option<String> {
    let all: Vec<Token<'_>> = tokens(DIALECT, body).collect();
    let (method, rest) = match all.as_slice() {
        [using, method, rest @ ..] if using.is_word("using") => (Some(method), rest),
        rest => (None, rest),
    };
    let (parts, behind) = parenthesized(rest)?;
    let engines = |method: &Token<'_>| {
        let name = method.identifier().unwrap_or_default().to_lowercase();
        name == "btree" || name == "hash"
    };
    let method = method.filter(|method| !engines(method));
    let behind = match behind {
        [] => "",
        [using, name] if using.is_word("using") && engines(name) => "",
        [first, .., last] => body.get(first.start..last.end())?,
        [only] => only.text,
    };
    let parts: Option<Vec<String>> = commas(parts).into_iter().map(plain_part).collect();
    let method = method.map_or_else(String::new, |method| format!("USING {} ", method.text));
    Some(
        format!("{method}({}) {behind}", parts?.join(", "))
            .trim_end()
            .to_owned(),
    )
}

fn plain_part(part: &[Token<'_>]) -> Option<String> {
    let (part, direction) = match part {
        [key @ .., word] if word.is_word("asc") => (key, ""),
        [key @ .., word] if word.is_word("desc") => (key, " DESC"),
        key => (key, ""),
    };
    let inner = match parenthesized(part) {
        Some((inner, [])) => inner,
        _ => part,
    };
    let name = |token: &Token<'_>| {
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdentifier);
        is_name.then(|| token.text.to_owned())
    };
    match inner {
        [column] => Some(name(column)? + direction),
        [column, open, length, close] if open.is_punctuation("(") && close.is_punctuation(")") => {
            let length: u32 = length.text.parse().ok()?;
            Some(format!("{}({length}){direction}", name(column)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_over_columns_are_spelled_without_the_server() {
        for (body, expected) in [
            ("(`a`)", "(`a`)"),
            ("(`a` ASC, b desc)", "(`a`, b DESC)"),
            ("(`a`(10))", "(`a`(10))"),
            ("((`a`(10)) DESC)", "(`a`(10) DESC)"),
            ("USING hash (a)", "(a)"),
            ("(a) USING BTREE", "(a)"),
            ("USING `fulltext` (a)", "USING `fulltext` (a)"),
        ] {
            assert_eq!(plain_body(body).as_deref(), Some(expected), "{body}");
        }
        for body in ["((lower(a)))", "(a, (b + 1))", ""] {
            assert_eq!(plain_body(body), None, "{body}");
        }
    }
}
