//! The text of a `CREATE TABLE` statement, as `sqlite_schema` keeps it, to a table.
//!
//! The grammar is SQLite's own. References to other tables stay as they are written (a foreign key without referenced
//! columns has none here); what needs the other tables is done by the caller.

use super::cursor::{Cursor, mentioned};
use moviectl_schema::schema::{
    AutoIncrement, Check, Deferrable, ForeignKey, PrimaryKey, ReferentialAction, Table, TableName,
    Unique,
};

/// Reads the statement that made the table `name`.
pub(super) fn parse(name: &str, sql: &str) -> Result<Table, String> {
    let mut parser = Parser {
        cursor: Cursor::new(sql)?,
        table: Table::new(TableName::new(name)),
        types: Vec::new(),
        descending_key: false,
    };
    parser.create_table()?;
    parser.finish();
    Ok(parser.table)
}

pub(super) struct Parser<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(super) table: Table,
    /// The type of each column as it is written: whether a key is the rowid depends on the very word.
    pub(super) types: Vec<String>,
    /// `x INTEGER PRIMARY KEY DESC`, which by an old mistake of SQLite's is not the rowid.
    pub(super) descending_key: bool,
}

impl Parser<'_> {
    fn create_table(&mut self) -> Result<(), String> {
        self.cursor.expect_keyword("CREATE")?;
        if !self.cursor.keyword("TEMP") {
            self.cursor.keyword("TEMPORARY");
        }
        self.cursor.expect_keyword("TABLE")?;
        self.cursor.keywords(&["IF", "NOT", "EXISTS"]);
        self.cursor.name()?;
        if self.cursor.symbol('.') {
            self.cursor.name()?;
        }
        self.cursor.expect_symbol('(')?;
        loop {
            self.column()?;
            if !self.cursor.symbol(',') {
                break;
            }
            if self.at_table_constraint() {
                self.table_constraints()?;
                break;
            }
        }
        self.cursor.expect_symbol(')')?;
        self.options()
    }

    fn at_table_constraint(&self) -> bool {
        ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
            .iter()
            .any(|keyword| self.cursor.at_keywords(&[keyword]))
    }

    /// The table constraints, between which SQLite wants no comma.
    fn table_constraints(&mut self) -> Result<(), String> {
        while self.at_table_constraint() {
            let name = self.constraint_name()?;
            if self.cursor.keywords(&["PRIMARY", "KEY"]) {
                let columns = self.key_columns("the primary key")?;
                self.primary_key(name, columns);
                self.conflict_clause("the primary key");
            } else if self.cursor.keyword("UNIQUE") {
                let columns = self.key_columns("a unique constraint")?;
                let place = format!("unique constraint ({})", columns.join(", "));
                self.table.uniques.push(Unique {
                    clauses: Default::default(),
                    name,
                    columns,
                });
                self.conflict_clause(&place);
            } else if self.cursor.keyword("CHECK") {
                self.check(name)?;
                self.conflict_clause("a check");
            } else if self.cursor.keywords(&["FOREIGN", "KEY"]) {
                let columns = self.key_columns("a foreign key")?;
                self.cursor.expect_keyword("REFERENCES")?;
                self.references(name, columns)?;
                self.deferrable();
            } else if let Some(name) = name {
                self.unsupported(format!("constraint name '{name}' without a constraint"));
            }
            self.cursor.symbol(',');
        }
        Ok(())
    }

    fn options(&mut self) -> Result<(), String> {
        while let Some(token) = self.cursor.peek(0) {
            if self.cursor.keywords(&["WITHOUT", "ROWID"]) {
                self.table.sqlite.options.without_rowid = true;
            } else if self.cursor.keyword("STRICT") {
                self.table.sqlite.options.strict = true;
            } else if token.is_symbol(';') {
                return Ok(());
            } else {
                return Err(self.cursor.unexpected("a table option"));
            }
            self.cursor.symbol(',');
        }
        Ok(())
    }

    pub(super) fn constraint_name(&mut self) -> Result<Option<String>, String> {
        if self.cursor.keyword("CONSTRAINT") {
            self.cursor.name().map(Some)
        } else {
            Ok(None)
        }
    }

    pub(super) fn primary_key(&mut self, name: Option<String>, columns: Vec<String>) {
        self.table.primary_key = Some(PrimaryKey { name, columns });
    }

    pub(super) fn check(&mut self, name: Option<String>) -> Result<(), String> {
        let (expression, _) = self.cursor.parenthesised()?;
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
        self.cursor.expect_symbol('(')?;
        loop {
            let column = self.cursor.name()?;
            if self.cursor.keyword("COLLATE") {
                let collation = self.cursor.name()?;
                self.unsupported(format!("COLLATE {collation} on '{column}' in {place}"));
            }
            if self.cursor.keyword("DESC") {
                self.unsupported(format!("descending column '{column}' in {place}"));
            } else {
                self.cursor.keyword("ASC");
            }
            if self.cursor.keyword("AUTOINCREMENT") {
                self.auto_increment(&column);
            }
            columns.push(column);
            if !self.cursor.symbol(',') {
                break;
            }
        }
        self.cursor.expect_symbol(')')?;
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
        let parent = self.cursor.name()?;
        let referenced_columns = if self.cursor.at_symbol('(') {
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
            if self.cursor.keywords(&["ON", "DELETE"]) {
                key.on_delete = self.action()?;
            } else if self.cursor.keywords(&["ON", "UPDATE"]) {
                key.on_update = self.action()?;
            } else if self.cursor.keywords(&["ON", "INSERT"]) {
                self.action()?;
                self.unsupported(format!("ON INSERT of foreign key to '{}'", key.references));
            } else if self.cursor.keyword("MATCH") {
                let kind = self.cursor.name()?;
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
            if self.cursor.keywords(&words) {
                return Ok(action);
            }
        }
        Err(self.cursor.unexpected("an action"))
    }

    /// Reads `[NOT] DEFERRABLE [INITIALLY …]`, which applies to the foreign key before it. Returns whether the clause
    /// was present.
    pub(super) fn deferrable(&mut self) -> bool {
        let not = self.cursor.keywords(&["NOT", "DEFERRABLE"]);
        if !not && !self.cursor.keyword("DEFERRABLE") {
            return false;
        }
        let deferred = self.cursor.keywords(&["INITIALLY", "DEFERRED"]);
        if !deferred {
            self.cursor.keywords(&["INITIALLY", "IMMEDIATE"]);
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
        if self.cursor.keywords(&["ON", "CONFLICT"]) {
            let abort = self.cursor.at_keywords(&["ABORT"]);
            self.cursor.next();
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
            // The statement's tokens were read before, so the expression's are as good.
            if let Ok(cursor) = Cursor::new(&check.expression) {
                check.columns = mentioned(cursor.rest(), own.iter().map(String::as_str));
            }
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
