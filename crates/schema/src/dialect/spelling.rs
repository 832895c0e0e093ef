//! How the SQL that every dialect has is spelled: names, values, bound values, upserts, moments, defaults, indexes.

use super::Dialect;
use super::lookup::Names;
use crate::schema::{AutoIncrement, ReferentialAction, Table, TableName};

/// The spelling of a dialect. The default answers are those of the SQL standard, or of most databases.
pub(super) trait Spelling {
    /// Returns whether two names are the same to the database.
    fn same_name(&self, one: &str, other: &str) -> bool {
        one == other
    }

    /// Folds the case of a name as `same_name` compares names.
    fn folded(&self, name: &str) -> String {
        name.to_owned()
    }

    /// The length of a name, in the unit of `Facts::name_unit`.
    fn name_length(&self, name: &str) -> usize {
        name.len()
    }

    /// An identifier in quotes.
    fn quote(&self, identifier: &str) -> String {
        format!("\"{}\"", identifier.replace('"', "\"\""))
    }

    /// A string literal.
    fn literal(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }

    /// A statement whose bound values are written `$1`, `$2` and so on.
    fn bound(&self, sql: &str) -> String {
        sql.to_owned()
    }

    /// The words of an upsert before its assignments.
    fn on_conflict(&self, key: &str) -> String {
        format!("ON CONFLICT ({key}) DO UPDATE SET")
    }

    /// The assignment of the value that such an INSERT had for a column.
    fn proposed(&self, column: &str) -> String {
        format!("{column} = excluded.{column}")
    }

    /// Two statements that write as one, if the dialect can join them.
    fn both(&self, _first: &str, _second: &str) -> Option<String> {
        None
    }

    /// All values of a text column, joined with newlines.
    fn in_lines(&self, column: &str) -> String;

    /// A column of moments as text, to the second.
    fn moment_text(&self, column: &str) -> String;

    /// An account as messages name it.
    fn account(&self, name: &str) -> String {
        format!("`{name}`")
    }

    /// SQL for the text of `person` with the role that is logged in.
    fn with_role(&self, person: &str) -> String;

    /// A default in a column of the built-in type of that name.
    fn column_default(&self, _type_name: &str, default: &str) -> String {
        default.to_owned()
    }

    /// An expression as a default.
    fn default_expression(&self, sql: &str) -> String {
        sql.to_owned()
    }

    /// Returns whether the method of an index is one of the words before `INDEX`, which make another kind of index.
    fn is_index_kind(&self, _method: &str) -> bool {
        false
    }

    /// The parts of an index in parentheses, with its method.
    fn using(&self, method: &str, parts: &str) -> String {
        format!("USING {} {parts}", self.quote(method))
    }

    /// Returns whether an index has that method if its declaration names none.
    fn is_usual_method(&self, method: &str) -> bool {
        method == "btree"
    }

    /// The actions of `ALTER TABLE` that give a table the properties that have no place in its `CREATE TABLE` and that are
    /// no index.
    fn table_properties(&self, _table: &Table) -> Vec<String> {
        Vec::new()
    }

    /// The form in which actions of foreign keys are compared.
    fn plain_action(&self, action: ReferentialAction) -> ReferentialAction {
        action
    }
}

impl Dialect {
    /// The schema that a name without one is in; `None` where there are no schemas beside the database itself.
    #[doc(hidden)]
    pub fn default_schema(self) -> Option<&'static str> {
        self.facts().default_schema
    }

    /// Returns whether two names are the same to the database. SQLite folds ASCII case even in quotes. MySQL folds the
    /// case of column names, and of table names if the server is set so. The dialect does not know that setting, so it
    /// compares MySQL's names exactly.
    #[doc(hidden)]
    pub fn same_name(self, one: &str, other: &str) -> bool {
        self.database().same_name(one, other)
    }

    /// Returns a name as a key, which is equal for two names that are the same to the database
    /// ([`Dialect::same_name`]).
    #[doc(hidden)]
    pub fn folded(self, name: &str) -> String {
        self.database().folded(name)
    }

    /// The name of a table as a key: equal for two names that are one to the database.
    #[doc(hidden)]
    pub fn folded_table(self, name: &TableName) -> TableName {
        Names::Of(self).table_key(name)
    }

    /// Returns the longest length of a name, in the unit of [`Dialect::name_length`]; `None` if any length is allowed.
    pub(crate) fn longest_name(self) -> Option<usize> {
        self.facts().longest_name
    }

    /// The name as the database stores it, which may cut it off.
    pub(crate) fn cut(self, mut name: String) -> String {
        if let Some(longest) = self.longest_name()
            && self.features().cuts_names
        {
            name.truncate(name.floor_char_boundary(longest));
        }
        name
    }

    /// The length of a name, in the unit that [`Dialect::name_unit`] names.
    pub(crate) fn name_length(self, name: &str) -> usize {
        self.database().name_length(name)
    }

    /// Returns the unit of [`Dialect::name_length`].
    pub(crate) fn name_unit(self) -> &'static str {
        self.facts().name_unit
    }

    /// An identifier in quotes, whatever it contains.
    pub fn quote(self, identifier: &str) -> String {
        self.database().quote(identifier)
    }

    /// Several identifiers in quotes, separated by commas.
    #[doc(hidden)]
    pub fn quote_list<S: AsRef<str>>(self, identifiers: &[S]) -> String {
        let quoted: Vec<String> = identifiers
            .iter()
            .map(|identifier| self.quote(identifier.as_ref()))
            .collect();
        quoted.join(", ")
    }

    /// A table's name in quotes, with its schema where it has one.
    pub fn quote_table(self, table: &TableName) -> String {
        match &table.schema {
            Some(schema) => format!("{}.{}", self.quote(schema), self.quote(&table.name)),
            None => self.quote(&table.name),
        }
    }

    /// A string literal. Only for SQL that is written into files; statements that are run bind their values.
    #[doc(hidden)]
    pub fn literal(self, text: &str) -> String {
        self.database().literal(text)
    }

    /// A statement whose bound values are written `$1`, `$2` and so on, each once and in order, as this dialect wants
    /// them written. The text has no other `$`.
    #[doc(hidden)]
    pub fn bound(self, sql: &str) -> String {
        self.database().bound(sql)
    }

    /// Returns the words of an upsert: they stand behind the values of an INSERT, before the assignments for a row that
    /// already has that key.
    #[doc(hidden)]
    pub fn on_conflict(self, key: &str) -> String {
        self.database().on_conflict(key)
    }

    /// Joins two statements that write into one, if the dialect can: one statement costs less to send, plan and run. Both
    /// have the same bound values.
    pub fn both(self, first: &str, second: &str) -> Option<String> {
        self.database().both(first, second)
    }

    /// The value that such an INSERT had for a column.
    #[doc(hidden)]
    pub fn proposed(self, column: &str) -> String {
        self.database().proposed(column)
    }

    /// Joins the values of a text column with newlines, in any order.
    #[doc(hidden)]
    pub fn in_lines(self, column: &str) -> String {
        self.database().in_lines(column)
    }

    /// The present moment for a column of type TIMESTAMP, whatever time zone a script has set.
    #[doc(hidden)]
    pub fn now(self) -> &'static str {
        self.facts().now
    }

    /// A column of moments as text, to the second.
    #[doc(hidden)]
    pub fn moment_text(self, column: &str) -> String {
        self.database().moment_text(column)
    }

    /// How an integer that is a whole primary key is numbered unless the declaration says otherwise; `None` where such a
    /// key is the row's own number.
    pub(crate) fn key_numbering(self) -> Option<AutoIncrement> {
        self.facts().key_numbering
    }

    /// The type that a CAST names for numbers of 64 bits.
    #[doc(hidden)]
    pub fn bigint_cast(self) -> &'static str {
        self.facts().bigint_cast
    }

    /// A type for texts of any length.
    #[doc(hidden)]
    pub fn long_text(self) -> &'static str {
        self.facts().long_text
    }

    /// Returns the clause that stores the rows of a table in the tree of its primary key. A write then changes one page
    /// instead of two. Empty where there is no such clause, or where the database always stores rows so.
    #[doc(hidden)]
    pub fn clustered_table(self) -> &'static str {
        self.facts().clustered_table
    }

    /// The server's word for an account: `role`, `user`.
    #[doc(hidden)]
    pub fn account_word(self) -> &'static str {
        self.facts().account_word
    }

    /// An account as messages name it.
    #[doc(hidden)]
    pub fn account(self, name: &str) -> String {
        self.database().account(name)
    }

    /// SQL for the text of `person`, SQL itself, with the role that is logged in, where the database knows roles.
    #[doc(hidden)]
    pub fn with_role(self, person: &str) -> String {
        self.database().with_role(person)
    }

    /// SQL that makes the session forget the numbers that it generated; `None` where there is none to forget.
    #[doc(hidden)]
    pub fn forget_last_number(self) -> Option<&'static str> {
        self.facts().forget_last_number
    }

    /// SQL that unlocks the tables to which a script has limited the session; `None` where there are no such locks.
    #[doc(hidden)]
    pub fn unlock_tables(self) -> Option<&'static str> {
        self.facts().unlock_tables
    }

    /// The server process that runs this session, as SQL, in a way that no later session has it; `NULL` for a database
    /// that is of this process.
    #[doc(hidden)]
    pub fn server_process(self) -> &'static str {
        self.facts().server_process
    }

    /// Returns whether two actions of a foreign key are the same to the database.
    pub(crate) fn same_action(self, one: ReferentialAction, other: ReferentialAction) -> bool {
        self.plain_action(one) == self.plain_action(other)
    }

    /// Returns the action in the form in which actions are compared.
    pub(crate) fn plain_action(self, action: ReferentialAction) -> ReferentialAction {
        self.database().plain_action(action)
    }

    /// Returns whether TRUE and FALSE are synonyms of 1 and 0.
    pub(crate) fn truth_is_a_number(self) -> bool {
        self.facts().truth_is_a_number
    }

    /// Returns whether a generated column can be declared NOT NULL.
    pub(crate) fn generated_not_null(self) -> bool {
        self.facts().generated_not_null
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bound_values_are_written_as_each_dialect_wants() {
        let sql = "UPDATE t SET a = $1, b = $12 WHERE c = $3";
        assert_eq!(Dialect::Sqlite.bound(sql), sql);
        assert_eq!(
            Dialect::Mysql.bound(sql),
            "UPDATE t SET a = ?, b = ? WHERE c = ?"
        );
    }
}
