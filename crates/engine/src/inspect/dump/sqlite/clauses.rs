//! The clauses of a `CREATE TABLE` statement, as `sqlite_schema` keeps it.
//!
//! A clause that can be written at a column or behind the columns is always read as the second: `a INTEGER UNIQUE` has
//! the constraint `UNIQUE (a)`. Words that state what is the default anyway are left out (`ASC`, `MATCH SIMPLE`,
//! `ON CONFLICT ABORT`). So two statements that make the same table have the same clauses.

use super::constraint::Constraint;
use crate::inspect::sqlite::literal::literal_length;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{
    Cursor, Token, TokenKind, commas, normal_sql, source, tokens,
};

const DIALECT: Dialect = Dialect::Sqlite;

/// The clauses of a statement.
#[derive(Default)]
pub(super) struct Clauses {
    /// Each column with its type, and with what else belongs to it alone.
    pub(super) columns: Vec<(String, Vec<String>)>,
    pub(super) constraints: Vec<Constraint>,
    /// The words behind the columns, sorted.
    pub(super) options: Vec<String>,
}

/// Reads a statement; `None` if it is not understood.
pub(super) fn read(sql: &str) -> Option<Clauses> {
    let all: Vec<Token<'_>> = tokens(DIALECT, sql).collect();
    let mut cursor = Cursor::new(DIALECT, &all);
    cursor.word("create").then_some(())?;
    cursor.word("table").then_some(())?;
    cursor.qualified()?;
    let list = cursor.group()?;
    let mut reader = Reader {
        sql,
        cursor: Cursor::new(DIALECT, list),
        clauses: Clauses::default(),
    };
    reader.list()?;
    let mut clauses = reader.clauses;
    let mut options: Vec<String> = commas(cursor.rest())
        .into_iter()
        .map(|option| normal_sql(DIALECT, source(sql, option)))
        .collect();
    options.sort();
    clauses.options = options;
    leave_out_implied_not_null(&mut clauses);
    Some(clauses)
}

/// Leaves out the `NOT NULL` of columns that are never NULL: the rowid, and the key of a table that is strict or has no
/// rowid.
fn leave_out_implied_not_null(clauses: &mut Clauses) {
    let mut keys = clauses.constraints.iter();
    let Some((constraint, key)) = keys.find_map(|own| Some((own, own.key.as_ref()?))) else {
        return;
    };
    // `STRICT` and `WITHOUT ROWID` are the only options.
    let whole = clauses.options.iter().any(|option| !option.is_empty());
    for (name, lines) in &mut clauses.columns {
        let own = quoted(name);
        let is_rowid = *key == [own.as_str()]
            && !constraint.descends_at_column
            && lines.first().is_some_and(|first| first == "integer");
        if is_rowid || whole && key.contains(&own) {
            lines.retain(|line| line != "not null");
        }
    }
}

struct Reader<'t, 'a> {
    sql: &'a str,
    cursor: Cursor<'t, 'a>,
    clauses: Clauses,
}

impl<'t, 'a> Reader<'t, 'a> {
    fn list(&mut self) -> Option<()> {
        loop {
            self.column()?;
            if self.cursor.peek().is_none() {
                return Some(());
            }
            self.cursor.punctuation(",").then_some(())?;
            let constraints = ["constraint", "primary", "unique", "check", "foreign"];
            if self.cursor.at_one_of(&constraints) {
                return self.table_constraints();
            }
        }
    }

    /// SQLite wants no comma between two of them.
    fn table_constraints(&mut self) -> Option<()> {
        while self.cursor.peek().is_some() {
            let name = self.constraint_name();
            if self.cursor.words(&["primary", "key"]) {
                self.key(name)?;
            } else if self.cursor.word("unique") {
                let columns = self.key_columns()?.0;
                self.unique(name, &columns);
            } else if self.cursor.word("check") {
                self.check(name)?;
            } else if self.cursor.words(&["foreign", "key"]) {
                let columns = self.key_columns()?.0;
                self.cursor.word("references").then_some(())?;
                self.references(name, &columns)?;
            } else {
                return None;
            }
            self.cursor.punctuation(",");
        }
        Some(())
    }

    fn column(&mut self) -> Option<()> {
        let name = self.cursor.name()?;
        let own = quoted(&name);
        let mut parts = Vec::new();
        let sql_type = self.column_type();
        loop {
            let label = self.constraint_name();
            if self.cursor.words(&["primary", "key"]) {
                self.columns_key(label, &own, sql_type.as_str());
            } else if self.cursor.word("unique") {
                self.unique(label, &own);
            } else if self.cursor.word("check") {
                self.check(label)?;
            } else if self.cursor.word("references") {
                self.references(label, &own)?;
            } else if self.deferrable() {
                // It is about the foreign key before it.
            } else if let Some(part) = self.attribute()? {
                parts.extend(labelled(label, part));
            } else if label.is_none() {
                break;
            }
        }
        parts.sort();
        parts.insert(0, sql_type);
        self.clauses.columns.push((name, parts));
        Some(())
    }

    fn column_type(&mut self) -> String {
        const FIRST: [&str; 11] = [
            "constraint",
            "primary",
            "not",
            "null",
            "unique",
            "check",
            "default",
            "collate",
            "references",
            "as",
            "deferrable",
        ];
        let before = self.cursor.rest();
        while let Some(token) = self.cursor.peek() {
            let is_constraint =
                self.cursor.at_one_of(&FIRST) || self.cursor.at(&["generated", "always"]);
            if token.kind == TokenKind::Punctuation || is_constraint {
                break;
            }
            self.cursor.token();
        }
        if self.cursor.rest().len() < before.len() {
            self.cursor.group();
        }
        self.normal_since(before)
    }

    /// A property of the column alone; an empty text for one that is the default.
    fn attribute(&mut self) -> Option<Option<String>> {
        let part = if self.cursor.words(&["not", "null"]) {
            format!("not null{}", self.conflict())
        } else if self.cursor.word("null") {
            self.conflict();
            String::new()
        } else if self.cursor.word("default") {
            format!("default {}", self.default()?)
        } else if self.cursor.word("collate") {
            let collation = self.cursor.name()?;
            let is_default = collation.eq_ignore_ascii_case("binary");
            let part = format!("collate {}", quoted(&collation));
            Some(part).filter(|_| !is_default).unwrap_or_default()
        } else if self.cursor.words(&["generated", "always", "as"]) || self.cursor.word("as") {
            let expression = self.expression()?;
            let stored = self.cursor.word("stored");
            if !stored {
                self.cursor.word("virtual");
            }
            format!("as ({expression}){}", if stored { " stored" } else { "" })
        } else {
            return Some(None);
        };
        Some(Some(part))
    }

    /// The value behind `DEFAULT`. A number or a blob is several tokens without a space in between. A name in quotes is a
    /// string there.
    fn default(&mut self) -> Option<String> {
        if let Some(token) = self.cursor.peek()
            && token.kind == TokenKind::QuotedIdentifier
        {
            return self.cursor.name().map(|text| DIALECT.literal(&text));
        }
        if self.cursor.at_punctuation("(") {
            return self.expression();
        }
        let before = self.cursor.rest();
        if !self.cursor.punctuation("-") {
            self.cursor.punctuation("+");
        }
        self.cursor.tokens(literal_length(self.cursor.rest())?)?;
        Some(self.normal_since(before))
    }

    /// `PRIMARY KEY (a, b)`, where SQLite takes `AUTOINCREMENT` behind a column.
    fn key(&mut self, name: Option<String>) -> Option<()> {
        let (columns, plain) = self.key_columns()?;
        let text = format!("primary key ({columns})");
        self.add(name, text, |constraint| constraint.key = Some(plain));
        Some(())
    }

    /// `PRIMARY KEY` at a column.
    fn columns_key(&mut self, name: Option<String>, column: &str, sql_type: &str) {
        let descending = self.cursor.word("desc");
        if !descending {
            self.cursor.word("asc");
        }
        let conflict = self.conflict();
        let counting = self.cursor.word("autoincrement");
        let order = match (descending, sql_type) {
            (true, "integer") => " desc at the column",
            (true, _) => " desc",
            (false, _) => "",
        };
        let counting = if counting { " autoincrement" } else { "" };
        let text = format!("primary key ({column}{order}{counting}){conflict}");
        let plain = column.to_owned();
        self.add(name, text, |constraint| {
            constraint.key = Some(vec![plain]);
            constraint.descends_at_column = descending && sql_type == "integer";
        });
    }

    fn unique(&mut self, name: Option<String>, columns: &str) {
        self.add(name, format!("unique ({columns})"), |_| {});
    }

    fn check(&mut self, name: Option<String>) -> Option<()> {
        let expression = self.expression()?;
        self.add(name, format!("check ({expression})"), |_| {});
        Some(())
    }

    /// Adds a constraint with the clause that tells what happens to a row that violates it.
    fn add(&mut self, name: Option<String>, text: String, change: impl FnOnce(&mut Constraint)) {
        let mut constraint = Constraint {
            name,
            text: text + &self.conflict(),
            ..Constraint::default()
        };
        change(&mut constraint);
        self.clauses.constraints.push(constraint);
    }

    fn references(&mut self, name: Option<String>, columns: &str) -> Option<()> {
        let parent = self.cursor.name()?;
        let mut text = format!("foreign key ({columns}) references {}", quoted(&parent));
        let keyed = !self.cursor.at_punctuation("(");
        if !keyed {
            text.push_str(&format!(" ({})", self.key_columns()?.0));
        }
        let mut rest = Vec::new();
        loop {
            if self.cursor.word("on") {
                let event = self.cursor.token()?.text.to_lowercase();
                let action = self.action()?;
                if action != "no action" {
                    rest.push(format!("on {event} {action}"));
                }
            } else if self.cursor.word("match") {
                let kind = self.cursor.name()?.to_lowercase();
                if kind != "simple" {
                    rest.push(format!("match {kind}"));
                }
            } else {
                break;
            }
        }
        self.clauses.constraints.push(Constraint {
            name,
            text,
            keyed: keyed.then(|| folded(&parent)),
            rest,
            ..Constraint::default()
        });
        self.deferrable();
        Some(())
    }

    fn action(&mut self) -> Option<String> {
        let first = self.cursor.token()?.text.to_lowercase();
        Some(match first.as_str() {
            "set" | "no" => format!("{first} {}", self.cursor.token()?.text.to_lowercase()),
            _ => first,
        })
    }

    /// Reads when the foreign key before it is checked, and returns whether this was written.
    fn deferrable(&mut self) -> bool {
        let never = self.cursor.words(&["not", "deferrable"]);
        if !never && !self.cursor.word("deferrable") {
            return false;
        }
        let deferred = self.cursor.words(&["initially", "deferred"]);
        if !deferred {
            self.cursor.words(&["initially", "immediate"]);
        }
        let words = match (never, deferred) {
            (true, _) => None,
            (false, true) => Some("deferrable initially deferred"),
            (false, false) => Some("deferrable"),
        };
        if let Some(key) = self.clauses.constraints.last_mut() {
            key.rest.extend(words.map(str::to_owned));
        }
        true
    }

    /// The columns in parentheses, and their names alone.
    fn key_columns(&mut self) -> Option<(String, Vec<String>)> {
        let list = self.cursor.group()?;
        let (mut columns, mut names) = (Vec::new(), Vec::new());
        for part in commas(list) {
            let mut cursor = Cursor::new(DIALECT, part);
            let name = quoted(&cursor.name()?);
            let mut column = name.clone();
            if cursor.word("collate") {
                column.push_str(&format!(" collate {}", quoted(&cursor.name()?)));
            }
            if cursor.word("desc") {
                column.push_str(" desc");
            } else {
                cursor.word("asc");
            }
            for token in cursor.rest() {
                column.push_str(&format!(" {}", token.text.to_lowercase()));
            }
            columns.push(column);
            names.push(name);
        }
        Some((columns.join(", "), names))
    }

    fn conflict(&mut self) -> String {
        if !self.cursor.words(&["on", "conflict"]) {
            return String::new();
        }
        let action = self.cursor.token().map(|token| token.text.to_lowercase());
        action
            .filter(|action| action != "abort")
            .map_or_else(String::new, |action| format!(" on conflict {action}"))
    }

    fn constraint_name(&mut self) -> Option<String> {
        let mut name = None;
        while self.cursor.word("constraint") {
            name = self.cursor.name();
        }
        name
    }

    fn expression(&mut self) -> Option<String> {
        let inner = self.cursor.group()?;
        Some(normal_sql(DIALECT, source(self.sql, inner)))
    }

    /// The normal form of the tokens that were read since `before` was the rest.
    fn normal_since(&self, before: &'t [Token<'a>]) -> String {
        normal_sql(DIALECT, source(self.sql, self.cursor.since(before)))
    }
}

/// A property with the name that its constraint has; nothing for the default.
fn labelled(label: Option<String>, part: String) -> Option<String> {
    match label {
        Some(label) => Some(format!("constraint {} {part}", quoted(&label))),
        None => Some(part).filter(|part| !part.is_empty()),
    }
}

pub(super) fn folded(name: &str) -> String {
    DIALECT.folded(name)
}

fn quoted(name: &str) -> String {
    DIALECT.quote(&folded(name))
}
