//! The text of a `CREATE TABLE` statement, as `sqlite_schema` keeps it, to a table.
//!
//! The grammar is SQLite's own. References to other tables stay as they are written (a foreign key without referenced
//! columns has none here); what needs the other tables is done by the caller.

use super::mentioned::mentioned;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Cursor, Token, source, tokens};
use moviectl_schema::schema::{
    AutoIncrement, Check, Deferrable, ForeignKey, PrimaryKey, ReferentialAction, Table, TableName,
    Unique,
};

/// Reads the statement that made the table `name`.
pub(super) fn parse(name: &str, sql: &str) -> Result<Table, String> {
    let all: Vec<Token<'_>> = tokens(Dialect::Sqlite, sql).collect();
    let mut parser = Parser {
        sql,
        cursor: Cursor::new(Dialect::Sqlite, &all),
        table: Table::new(TableName::new(name)),
        types: Vec::new(),
        descending_key: false,
    };
    parser.create_table()?;
    parser.finish();
    Ok(parser.table)
}

pub(super) struct Parser<'t, 'a> {
    sql: &'a str,
    pub(super) cursor: Cursor<'t, 'a>,
    pub(super) table: Table,
    /// The type of each column as it is written: whether a key is the rowid depends on the very word.
    pub(super) types: Vec<String>,
    /// `x INTEGER PRIMARY KEY DESC`, which by an old mistake of SQLite's is not the rowid.
    pub(super) descending_key: bool,
}

impl<'t, 'a> Parser<'t, 'a> {
    fn create_table(&mut self) -> Result<(), String> {
        self.expect_word("CREATE")?;
        if !self.cursor.word("TEMP") {
            self.cursor.word("TEMPORARY");
        }
        self.expect_word("TABLE")?;
        self.cursor.if_exists();
        self.name()?;
        if self.cursor.punctuation(".") {
            self.name()?;
        }
        self.expect_punctuation("(")?;
        loop {
            self.column()?;
            if !self.cursor.punctuation(",") {
                break;
            }
            if self.at_table_constraint() {
                self.table_constraints()?;
                break;
            }
        }
        self.expect_punctuation(")")?;
        self.options()
    }

    fn at_table_constraint(&self) -> bool {
        self.cursor
            .at_one_of(&["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"])
    }

    /// The table constraints, between which SQLite wants no comma.
    fn table_constraints(&mut self) -> Result<(), String> {
        while self.at_table_constraint() {
            let name = self.constraint_name()?;
            if self.cursor.words(&["PRIMARY", "KEY"]) {
                let columns = self.key_columns("the primary key")?;
                self.primary_key(name, columns);
                self.conflict_clause("the primary key");
            } else if self.cursor.word("UNIQUE") {
                let columns = self.key_columns("a unique constraint")?;
                let place = format!("unique constraint ({})", columns.join(", "));
                self.table.uniques.push(Unique {
                    clauses: Default::default(),
                    name,
                    columns,
                });
                self.conflict_clause(&place);
            } else if self.cursor.word("CHECK") {
                self.check(name)?;
                self.conflict_clause("a check");
            } else if self.cursor.words(&["FOREIGN", "KEY"]) {
                let columns = self.key_columns("a foreign key")?;
                self.expect_word("REFERENCES")?;
                self.references(name, columns)?;
                self.deferrable();
            } else if let Some(name) = name {
                self.unsupported(format!("constraint name '{name}' without a constraint"));
            }
            self.cursor.punctuation(",");
        }
        Ok(())
    }

    fn options(&mut self) -> Result<(), String> {
        while let Some(token) = self.cursor.peek() {
            if self.cursor.words(&["WITHOUT", "ROWID"]) {
                self.table.sqlite.options.without_rowid = true;
            } else if self.cursor.word("STRICT") {
                self.table.sqlite.options.strict = true;
            } else if token.is_punctuation(";") {
                return Ok(());
            } else {
                return Err(self.unexpected("a table option"));
            }
            self.cursor.punctuation(",");
        }
        Ok(())
    }

    fn expect_word(&mut self, word: &str) -> Result<(), String> {
        if self.cursor.word(word) {
            return Ok(());
        }
        Err(self.unexpected(word))
    }

    fn expect_punctuation(&mut self, character: &str) -> Result<(), String> {
        if self.cursor.punctuation(character) {
            return Ok(());
        }
        Err(self.unexpected(character))
    }

    pub(super) fn name(&mut self) -> Result<String, String> {
        self.cursor.name().ok_or_else(|| self.unexpected("a name"))
    }

    /// Takes parentheses. The first text is without them and without comments at its ends, so that it can be put into
    /// parentheses again; the second is with them.
    pub(super) fn parenthesized(&mut self) -> Result<(&'a str, &'a str), String> {
        let before = self.cursor.rest();
        let inner = self
            .cursor
            .group()
            .ok_or_else(|| self.unexpected("( … )"))?;
        Ok((source(self.sql, inner), self.text_since(before)))
    }

    /// The text that was read since `before` was the rest.
    pub(super) fn text_since(&self, before: &'t [Token<'a>]) -> &'a str {
        source(self.sql, self.cursor.since(before))
    }

    /// An error about the next token.
    pub(super) fn unexpected(&self, wanted: &str) -> String {
        match self.cursor.peek() {
            Some(token) => format!("expected {wanted}, found {}", token.text),
            None => format!("expected {wanted}, found the end"),
        }
    }

    pub(super) fn constraint_name(&mut self) -> Result<Option<String>, String> {
        if self.cursor.word("CONSTRAINT") {
            self.name().map(Some)
        } else {
            Ok(None)
        }
    }

    pub(super) fn primary_key(&mut self, name: Option<String>, columns: Vec<String>) {
        self.table.primary_key = Some(PrimaryKey { name, columns });
    }

    pub(super) fn check(&mut self, name: Option<String>) -> Result<(), String> {
        let (expression, _) = self.parenthesized()?;
        self.table.checks.push(Check {
            clauses: Default::default(),
            name,
            expression: expression.to_owned(),
            columns: Vec::new(),
        });
        Ok(())
    }

    /// Reads the columns of a key in parentheses. Skips `ASC`, records `AUTOINCREMENT`, and notes a collation or a
    /// descending order as unsupported.
    fn key_columns(&mut self, place: &str) -> Result<Vec<String>, String> {
        let mut columns = Vec::new();
        self.expect_punctuation("(")?;
        loop {
            let column = self.name()?;
            if self.cursor.word("COLLATE") {
                let collation = self.name()?;
                self.unsupported(format!("COLLATE {collation} on '{column}' in {place}"));
            }
            if self.cursor.word("DESC") {
                self.unsupported(format!("descending column '{column}' in {place}"));
            } else {
                self.cursor.word("ASC");
            }
            if self.cursor.word("AUTOINCREMENT") {
                self.auto_increment(&column);
            }
            columns.push(column);
            if !self.cursor.punctuation(",") {
                break;
            }
        }
        self.expect_punctuation(")")?;
        Ok(columns)
    }

    pub(super) fn auto_increment(&mut self, column: &str) {
        let mut columns = self.table.columns.iter_mut();
        if let Some(column) = columns.find(|own| own.name.eq_ignore_ascii_case(column)) {
            column.auto_increment = Some(AutoIncrement::Keyword);
        }
    }

    /// Reads the text behind `REFERENCES`, up to the clause that says when the key is checked.
    pub(super) fn references(
        &mut self,
        name: Option<String>,
        columns: Vec<String>,
    ) -> Result<(), String> {
        let parent = self.name()?;
        let referenced_columns = if self.cursor.at_punctuation("(") {
            self.key_columns("a foreign key")?
        } else {
            Vec::new()
        };
        let mut key = ForeignKey {
            clauses: Default::default(),
            name,
            columns,
            references: TableName::new(parent),
            referenced_columns,
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::NoAction,
            deferrable: Deferrable::Never,
        };
        loop {
            if self.cursor.words(&["ON", "DELETE"]) {
                key.on_delete = self.action()?;
            } else if self.cursor.words(&["ON", "UPDATE"]) {
                key.on_update = self.action()?;
            } else if self.cursor.words(&["ON", "INSERT"]) {
                self.action()?;
                self.unsupported(format!("ON INSERT of foreign key to '{}'", key.references));
            } else if self.cursor.word("MATCH") {
                let kind = self.name()?;
                if !kind.eq_ignore_ascii_case("SIMPLE") {
                    self.unsupported(format!(
                        "MATCH {kind} of foreign key to '{}'",
                        key.references
                    ));
                }
            } else {
                break;
            }
        }
        self.table.foreign_keys.push(key);
        Ok(())
    }

    fn action(&mut self) -> Result<ReferentialAction, String> {
        let actions = [
            ReferentialAction::NoAction,
            ReferentialAction::Restrict,
            ReferentialAction::Cascade,
            ReferentialAction::SetNull,
            ReferentialAction::SetDefault,
        ];
        for action in actions {
            let words: Vec<&str> = action.keywords().split(' ').collect();
            if self.cursor.words(&words) {
                return Ok(action);
            }
        }
        Err(self.unexpected("an action"))
    }

    /// Reads `[NOT] DEFERRABLE [INITIALLY …]`, which applies to the foreign key before it. Returns whether the clause
    /// was present.
    pub(super) fn deferrable(&mut self) -> bool {
        let not = self.cursor.words(&["NOT", "DEFERRABLE"]);
        if !not && !self.cursor.word("DEFERRABLE") {
            return false;
        }
        let deferred = self.cursor.words(&["INITIALLY", "DEFERRED"]);
        if !deferred {
            self.cursor.words(&["INITIALLY", "IMMEDIATE"]);
        }
        if let Some(key) = self.table.foreign_keys.last_mut() {
            key.deferrable = match (not, deferred) {
                (true, _) => Deferrable::Never,
                (false, true) => Deferrable::InitiallyDeferred,
                (false, false) => Deferrable::InitiallyImmediate,
            };
        }
        true
    }

    /// `ON CONFLICT …`, which the model has no place for. `ABORT` is what happens without it.
    pub(super) fn conflict_clause(&mut self, place: &str) {
        if self.cursor.words(&["ON", "CONFLICT"]) {
            let abort = self.cursor.at(&["ABORT"]);
            self.cursor.token();
            if !abort {
                self.unsupported(format!("ON CONFLICT clause on {place}"));
            }
        }
    }

    pub(super) fn unsupported(&mut self, what: String) {
        self.table.unsupported.push(what);
    }

    /// Completes the parts of the table that depend on the whole statement.
    fn finish(&mut self) {
        let table = &mut self.table;
        let own: Vec<String> = table
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect();
        let keys = table.primary_key.iter_mut().map(|key| &mut key.columns);
        let uniques = table.uniques.iter_mut().map(|unique| &mut unique.columns);
        let foreign = table.foreign_keys.iter_mut().map(|key| &mut key.columns);
        for name in keys.chain(uniques).chain(foreign).flatten() {
            respell(name, own.iter().map(String::as_str));
        }
        for check in &mut table.checks {
            let all: Vec<Token<'_>> = tokens(Dialect::Sqlite, &check.expression).collect();
            check.columns = mentioned(&all, own.iter().map(String::as_str));
        }
        self.forbid_null_in_key();
    }

    fn forbid_null_in_key(&mut self) {
        let key = self.table.key_columns().to_owned();
        let options = self.table.sqlite.options;
        let alone = key.len() == 1 && !self.descending_key && !options.without_rowid;
        for (column, written) in self.table.columns.iter_mut().zip(&self.types) {
            let rowid = alone && written.eq_ignore_ascii_case("INTEGER");
            if key.contains(&column.name) && (rowid || options.without_rowid || options.strict) {
                column.nullable = false;
            }
        }
    }
}

/// Gives `name` the spelling that the same name has among `names`, if it is there. SQLite ignores the case of ASCII.
pub(super) fn respell<'n>(name: &mut String, mut names: impl Iterator<Item = &'n str>) {
    if let Some(own) = names.find(|own| own.eq_ignore_ascii_case(name)) {
        own.clone_into(name);
    }
}
