//! The tables and columns that a trigger names in its statement.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Cursor, Token, tokens};

const DIALECT: Dialect = Dialect::Mysql;

/// Returns the names that the trigger uses: its table, the columns of a row of it, and other tables.
pub(super) fn uses(text: &str, table: &str) -> Vec<String> {
    let mut uses = vec![format!("table {table}")];
    uses.extend(columns(text).map(|column| format!("column {table}.{column}")));
    uses.extend(tables(text).iter().map(|other| format!("table {other}")));
    uses
}

/// The columns of its own table that a trigger reads and sets: `NEW.a`, `OLD.a`.
fn columns(text: &str) -> impl Iterator<Item = String> {
    let all: Vec<Token<'_>> = tokens(DIALECT, text).collect();
    let columns: Vec<String> = all
        .windows(3)
        .filter_map(|part| match part {
            [row, dot, column]
                if (row.is_word("new") || row.is_word("old")) && dot.is_punctuation(".") =>
            {
                column.identifier()
            }
            _ => None,
        })
        .collect();
    columns.into_iter()
}

/// The tables that a trigger reads and writes: the names behind the words that begin a list of tables.
fn tables(text: &str) -> Vec<String> {
    const BEFORE: [&str; 8] = [
        "from", "insert", "into", "join", "replace", "table", "update", "using",
    ];
    const BETWEEN: [&str; 6] = [
        "delayed",
        "high_priority",
        "ignore",
        "into",
        "lateral",
        "low_priority",
    ];
    let all: Vec<Token<'_>> = tokens(DIALECT, text).collect();
    let mut cursor = Cursor::new(DIALECT, &all);
    let mut tables = Vec::new();
    while cursor.peek().is_some() {
        // `ON DUPLICATE KEY UPDATE` and the event `UPDATE ON` come before no table.
        let begins = !cursor.words(&["key", "update"]) && cursor.at_one_of(&BEFORE);
        cursor.token();
        if !begins || cursor.at(&["on"]) {
            continue;
        }
        while cursor.at_one_of(&BETWEEN) {
            cursor.token();
        }
        while let Some(table) = cursor.qualified() {
            tables.push(table.name);
            // An alias.
            cursor.word("as");
            if !cursor.at_punctuation(",") && !cursor.at_one_of(&BEFORE) {
                cursor.name();
            }
            if !cursor.punctuation(",") {
                break;
            }
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_found_by_the_words_before_them() {
        for (text, expected) in [
            ("INSERT INTO a VALUES (1)", "a"),
            (
                "INSERT IGNORE a SET x = 1 ON DUPLICATE KEY UPDATE y = 2",
                "a",
            ),
            ("REPLACE a VALUES (REPLACE(b, 'c', NEW.d))", "a"),
            (
                "UPDATE LOW_PRIORITY a AS one, `b` two, d.c SET x = 1",
                "a b c",
            ),
            ("DELETE a FROM a JOIN b USING (id)", "a b"),
            ("SELECT n FROM a, b JOIN c ON a.id = c.id", "a b c"),
            (
                "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = 1",
                "",
            ),
            ("SET NEW.a = (SELECT 1 FROM a)", "a"),
        ] {
            assert_eq!(tables(text).join(" "), expected, "{text}");
        }
    }
}
