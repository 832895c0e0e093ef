//! MySQL's and MariaDB's spelling of what every dialect has.

use super::{Mysql, default};
use crate::dialect::spelling::Spelling;
use crate::schema::{ReferentialAction, Table};

impl Spelling for Mysql {
    fn name_length(&self, name: &str) -> usize {
        name.chars().count()
    }

    fn quote(&self, identifier: &str) -> String {
        format!("`{}`", identifier.replace('`', "``"))
    }

    fn literal(&self, text: &str) -> String {
        format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
    }

    fn bound(&self, sql: &str) -> String {
        let mut parts = sql.split('$');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            text.push('?');
            text.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
        }
        text
    }

    fn on_conflict(&self, _key: &str) -> String {
        "ON DUPLICATE KEY UPDATE".to_owned()
    }

    /// MySQL 8.0.20 has another word for it and keeps this one, which is MariaDB's only
    /// (<https://mariadb.com/kb/en/insert-on-duplicate-key-update/>).
    fn proposed(&self, column: &str) -> String {
        format!("{column} = VALUES({column})")
    }

    fn in_lines(&self, column: &str) -> String {
        format!("group_concat({column} SEPARATOR '\\n')")
    }

    fn moment_text(&self, column: &str) -> String {
        format!("DATE_FORMAT({column}, '%Y-%m-%d %H:%i:%s')")
    }

    /// Accounts have quotes of their own.
    fn account(&self, name: &str) -> String {
        name.to_owned()
    }

    fn with_role(&self, person: &str) -> String {
        format!("CONCAT({person}, ' as ', SUBSTRING_INDEX(SESSION_USER(), '@', 1))")
    }

    fn column_default(&self, type_name: &str, value: &str) -> String {
        default::of_column(type_name, value)
    }

    fn default_expression(&self, sql: &str) -> String {
        default::expression(sql)
    }

    /// <https://dev.mysql.com/doc/refman/8.0/en/create-index.html>
    fn is_index_kind(&self, method: &str) -> bool {
        method == "fulltext" || method == "spatial"
    }

    /// The method stands behind the list, without quotes.
    fn using(&self, method: &str, parts: &str) -> String {
        if self.is_index_kind(method) {
            return parts.to_owned();
        }
        format!("{parts} USING {}", method.to_uppercase())
    }

    /// The storage engine chooses between B-tree and hash by itself.
    fn is_usual_method(&self, method: &str) -> bool {
        method == "btree" || method == "hash"
    }

    /// InnoDB checks each row at once, so NO ACTION is RESTRICT
    /// (<https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html>).
    fn plain_action(&self, action: ReferentialAction) -> ReferentialAction {
        match action {
            ReferentialAction::Restrict => ReferentialAction::NoAction,
            _ => action,
        }
    }

    /// The storage engine and the options, and the collation.
    fn table_properties(&self, table: &Table) -> Vec<String> {
        let own = &table.mysql;
        let engine = own.engine.iter().map(|engine| format!("ENGINE={engine}"));
        let words: Vec<String> = engine.chain(own.options.iter().cloned()).collect();
        let options = (!words.is_empty()).then(|| words.join(" "));
        let collation = own.collation.iter().map(|collation| {
            let charset = collation.split('_').next().unwrap_or(collation);
            format!("CONVERT TO CHARACTER SET {charset} COLLATE {collation}")
        });
        options.into_iter().chain(collation).collect()
    }
}
