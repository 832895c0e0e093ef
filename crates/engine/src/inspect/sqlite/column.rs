//! A column definition within `CREATE TABLE`.

use super::create_table::Parser;
use super::literal::literal_length;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Cursor, Token, TokenKind, tokens};
use moviectl_schema::schema::{Column, Generated, Unique};

impl Parser<'_, '_> {
    /// A column: its name, its type if it has one, its constraints.
    pub(super) fn column(&mut self) -> Result<(), String> {
        let name = self.name()?;
        let written = self.type_text(&name)?;
        let mut column = Column::new(name, Dialect::Sqlite.parse_type(&written), true);
        self.types.push(written);
        // `AUTOINCREMENT` is noted on the table's column, so the column has to be there already.
        self.table.columns.push(column.clone());
        loop {
            let constraint = self.constraint_name()?;
            if !self.column_constraint(&mut column, constraint.clone())? {
                match constraint {
                    Some(name) => {
                        self.unsupported(format!("constraint name '{name}' without a constraint"));
                    }
                    None => break,
                }
            }
        }
        if let Some(last) = self.table.columns.last_mut() {
            column.auto_increment = last.auto_increment;
            *last = column;
        }
        Ok(())
    }

    /// The type as it is written, with one space where there was any between two words.
    fn type_text(&mut self, column: &str) -> Result<String, String> {
        let mut text = String::new();
        let mut end = None;
        while let Some(token) = self.cursor.peek() {
            if token.kind == TokenKind::Punctuation || self.at_column_constraint() {
                break;
            }
            if end.is_some_and(|end| end < token.start) {
                text.push(' ');
            }
            text.push_str(token.text);
            end = Some(token.end());
            self.cursor.token();
        }
        let mut arguments = Vec::new();
        if end.is_some() && self.cursor.at_punctuation("(") {
            let (inner, _) = self.parenthesized()?;
            arguments.extend(inner.split(',').map(str::trim));
        }
        if text.starts_with(['"', '`', '[', '\'']) {
            text = first_name(&text);
            if !text.chars().all(is_plain) {
                self.unsupported(format!("type '{text}' of column '{column}'"));
            }
        } else if !arguments.is_empty() {
            if arguments
                .iter()
                .any(|number| number.parse::<u32>().is_err())
            {
                self.unsupported(format!("arguments of the type of column '{column}'"));
            }
            text.push_str(&format!("({})", arguments.join(",")));
        }
        Ok(text)
    }

    fn at_column_constraint(&self) -> bool {
        const FIRST: [&str; 11] = [
            "CONSTRAINT",
            "PRIMARY",
            "NOT",
            "NULL",
            "UNIQUE",
            "CHECK",
            "DEFAULT",
            "COLLATE",
            "REFERENCES",
            "AS",
            "DEFERRABLE",
        ];
        self.cursor.at_one_of(&FIRST) || self.cursor.at(&["GENERATED", "ALWAYS"])
    }

    /// One constraint of a column, and whether there was one.
    fn column_constraint(
        &mut self,
        column: &mut Column,
        name: Option<String>,
    ) -> Result<bool, String> {
        let place = format!("column '{}'", column.name);
        if self.cursor.words(&["PRIMARY", "KEY"]) {
            self.column_primary_key(name, &column.name, &place);
        } else if self.cursor.word("UNIQUE") {
            let columns = vec![column.name.clone()];
            self.table.uniques.push(Unique {
                clauses: Default::default(),
                name,
                columns,
            });
            self.conflict_clause(&place);
        } else if self.cursor.word("CHECK") {
            self.check(name)?;
            self.conflict_clause(&place);
        } else if self.cursor.word("REFERENCES") {
            self.references(name, vec![column.name.clone()])?;
        } else if self.deferrable() {
            // About the foreign key before it.
        } else if self.column_attribute(column, &place)? {
            if let Some(name) = name {
                self.unsupported(format!("constraint name '{name}' on {place}"));
            }
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn column_primary_key(&mut self, name: Option<String>, column: &str, place: &str) {
        if self.cursor.word("DESC") {
            self.descending_key = true;
            self.unsupported(format!("descending primary key on {place}"));
        } else {
            self.cursor.word("ASC");
        }
        self.conflict_clause(place);
        if self.cursor.word("AUTOINCREMENT") {
            self.auto_increment(column);
        }
        self.primary_key(name, vec![column.to_owned()]);
    }

    /// A constraint that is a property of the column alone, and whether there was one.
    fn column_attribute(&mut self, column: &mut Column, place: &str) -> Result<bool, String> {
        if self.cursor.words(&["NOT", "NULL"]) {
            column.nullable = false;
            self.conflict_clause(place);
        } else if self.cursor.word("NULL") {
            self.conflict_clause(place);
        } else if self.cursor.word("DEFAULT") {
            column.default = Some(self.default()?);
        } else if self.cursor.word("COLLATE") {
            let collation = self.name()?;
            column.collation = Some(collation).filter(|name| !name.eq_ignore_ascii_case("BINARY"));
        } else if self.cursor.words(&["GENERATED", "ALWAYS", "AS"]) || self.cursor.word("AS") {
            column.generated = Some(self.generated()?);
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Reads the text behind `DEFAULT`, such that it can follow `DEFAULT` again: an expression keeps its parentheses.
    fn default(&mut self) -> Result<String, String> {
        if self.cursor.at_punctuation("(") {
            let (_, text) = self.parenthesized()?;
            return Ok(text.to_owned());
        }
        let before = self.cursor.rest();
        if !self.cursor.punctuation("-") {
            self.cursor.punctuation("+");
        }
        let length = literal_length(self.cursor.rest());
        match length.and_then(|length| self.cursor.tokens(length)) {
            Some(_) => Ok(self.text_since(before).to_owned()),
            None => Err(self.unexpected("a value")),
        }
    }

    fn generated(&mut self) -> Result<Generated, String> {
        let (expression, _) = self.parenthesized()?;
        let stored = self.cursor.word("STORED");
        if !stored {
            self.cursor.word("VIRTUAL");
        }
        Ok(Generated {
            expression: expression.to_owned(),
            stored,
        })
    }
}

/// The name that SQLite reads from a type that begins with a quote: the text within the quotes, and nothing behind
/// them.
fn first_name(text: &str) -> String {
    let all: Vec<Token<'_>> = tokens(Dialect::Sqlite, text).collect();
    let first = Cursor::new(Dialect::Sqlite, &all).name();
    first.unwrap_or_default()
}

/// Returns whether a type of such characters is the same without quotes.
fn is_plain(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | ' ' | '(' | ')' | ',')
}
