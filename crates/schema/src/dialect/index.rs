//! Indexes and defaults as SQL.

use super::Dialect;
use super::script::{Token, TokenKind, commas, is_balanced, parenthesized, same_sql, tokens};
use crate::schema::{Index, SqlType, TableName, TypeName};

/// The parts of an index.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct IndexSpec<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its table.
    pub table: &'a TableName,
    /// The columns that it is known to touch.
    pub columns: &'a [String],
    /// True if the index allows no duplicates.
    pub unique: bool,
    /// The access method: `gin`.
    pub method: Option<&'a str>,
    /// The keys as SQL: `"name" DESC`, `(lower(email))`.
    pub parts: &'a [String],
    /// Columns that are only stored in it.
    pub include: &'a [String],
    /// The condition of a partial index, as SQL.
    pub condition: Option<&'a str>,
}

impl Dialect {
    /// The index, with the statement that makes it.
    #[doc(hidden)]
    pub fn index(self, spec: &IndexSpec<'_>) -> Index {
        if self == Self::Mysql {
            return mysql_index(spec);
        }
        let unique = if spec.unique { "UNIQUE " } else { "" };
        let method = spec.method.map_or_else(String::new, |method| {
            format!("USING {} ", self.quote(method))
        });
        let mut definition = format!(
            "CREATE {unique}INDEX {} ON {} {method}({})",
            self.quote(spec.name),
            self.quote_table(spec.table),
            spec.parts.join(", ")
        );
        if !spec.include.is_empty() {
            definition.push_str(&format!(" INCLUDE ({})", self.quote_list(spec.include)));
        }
        if let Some(condition) = spec.condition {
            definition.push_str(&format!(" WHERE {condition}"));
        }
        Index {
            name: spec.name.to_owned(),
            columns: spec.columns.to_vec(),
            unique: spec.unique,
            definition,
        }
    }

    /// An index definition from behind the table's name on: two indexes of one name and table differ only there. One of
    /// MySQL's `FULLTEXT` and `SPATIAL` indexes begins with that word.
    #[doc(hidden)]
    pub fn index_body(self, definition: &str) -> &str {
        if self == Self::Mysql
            && let Some(kind) = tokens(self, definition).nth(1).filter(is_special)
        {
            return definition.get(kind.start..).unwrap_or(definition);
        }
        let mut parts = tokens(self, definition)
            .skip_while(|token| !token.is_word("on"))
            .skip(1)
            .peekable();
        let mut end = parts.next().map(|table| table.end());
        while parts.next_if(|token| token.is_punctuation(".")).is_some() {
            end = parts.next().map(|table| table.end());
        }
        end.and_then(|end| definition.get(end..))
            .unwrap_or(definition)
            .trim()
    }

    /// The body without the words of a `FULLTEXT` or `SPATIAL` index in front of its list, which stand before its name in
    /// an `ALTER TABLE`; `None` for every other index.
    #[doc(hidden)]
    pub fn special_index_list(self, definition: &str) -> Option<&str> {
        if self != Self::Mysql {
            return None;
        }
        let body = self.index_body(definition);
        tokens(self, body).next().filter(is_special)?;
        let list = tokens(self, body).find(|token| token.is_punctuation("("))?;
        body.get(list.start..)
    }

    /// Returns whether two bodies make the same index. `ASC` and parentheses around an expression make no difference.
    #[doc(hidden)]
    pub fn same_index_body(self, one: &str, other: &str) -> bool {
        same_sql(self, &self.plain_body(one), &self.plain_body(other))
    }

    fn plain_body(self, body: &str) -> String {
        let mut all: Vec<Token<'_>> = tokens(self, body).collect();
        if self == Self::Mysql {
            all = without_btree(all);
        }
        let start = all.iter().position(|token| token.is_punctuation("("));
        let (method, list) = all.split_at(start.unwrap_or(all.len()));
        let Some((parts, behind)) = parenthesized(list) else {
            return body.to_owned();
        };
        let parts: Vec<String> = commas(parts).into_iter().map(plain_part).collect();
        format!("{} ({}) {}", text(method), parts.join(", "), text(behind))
    }

    /// A default as it stands behind `DEFAULT` in a column of that type. MySQL takes one of a text, a blob or JSON as an
    /// expression only, and the current time without parentheses only where it is a time
    /// (<https://dev.mysql.com/doc/refman/8.0/en/data-type-defaults.html>); MariaDB takes both.
    #[doc(hidden)]
    pub fn column_default(self, sql_type: &SqlType, default: &str) -> String {
        const LARGE: [&str; 8] = [
            "text",
            "blob",
            "json",
            "geometry",
            "point",
            "linestring",
            "polygon",
            "collection",
        ];
        let TypeName::Builtin(name) = &sql_type.name else {
            return default.to_owned();
        };
        let large = || LARGE.iter().any(|part| name.ends_with(part));
        let is_time = name == "datetime" || name == "timestamp";
        let bare = self != Self::Mysql
            || default.starts_with('(')
            || default.eq_ignore_ascii_case("null")
            || !(large() || (!is_time && begins_with_now(default)));
        if bare {
            default.to_owned()
        } else {
            format!("({default})")
        }
    }

    /// An expression as it stands behind `DEFAULT`. SQLite wants parentheses around all but literals and the names of
    /// the current time (<https://www.sqlite.org/lang_createtable.html>, section 3.2).
    #[doc(hidden)]
    pub fn default_expression(self, sql: &str) -> String {
        let sql = sql.trim();
        if self == Self::Postgres {
            return sql.to_owned();
        }
        if self == Self::Mysql && is_mysql_default(sql) {
            return sql.to_owned();
        }
        let parts: Vec<_> = tokens(self, sql).collect();
        let bare = match parts.as_slice() {
            // Of what is called without parentheses MySQL takes the time alone, and not the date.
            [only] if self == Self::Mysql => is_constant(only),
            [only] => only.kind == TokenKind::String || only.kind == TokenKind::Word,
            [sign, number] => {
                (sign.is_punctuation("-") || sign.is_punctuation("+"))
                    && number.kind == TokenKind::Word
            }
            [open, body @ .., close] => {
                open.is_punctuation("(") && close.is_punctuation(")") && is_balanced(body)
            }
            [] => true,
        };
        if bare || is_number(sql) {
            sql.to_owned()
        } else {
            format!("({sql})")
        }
    }
}

/// MySQL's has no parentheses around the method, and two kinds of index of their own
/// (<https://dev.mysql.com/doc/refman/8.0/en/create-index.html>). `BTREE` goes without saying.
fn mysql_index(spec: &IndexSpec<'_>) -> Index {
    let method = spec.method.unwrap_or_default().to_uppercase();
    let (kind, behind) = match method.as_str() {
        "" | "BTREE" if spec.unique => ("UNIQUE ".to_owned(), String::new()),
        "" | "BTREE" => (String::new(), String::new()),
        "FULLTEXT" | "SPATIAL" => (format!("{method} "), String::new()),
        _ if spec.unique => ("UNIQUE ".to_owned(), format!(" USING {method}")),
        _ => (String::new(), format!(" USING {method}")),
    };
    let definition = format!(
        "CREATE {kind}INDEX {} ON {} ({}){behind}",
        Dialect::Mysql.quote(spec.name),
        Dialect::Mysql.quote_table(spec.table),
        spec.parts.join(", ")
    );
    Index {
        name: spec.name.to_owned(),
        columns: spec.columns.to_vec(),
        unique: spec.unique,
        definition,
    }
}

/// Returns whether the token is `FULLTEXT` or `SPATIAL`, MySQL's special kinds of index.
fn is_special(token: &Token<'_>) -> bool {
    token.is_word("fulltext") || token.is_word("spatial")
}

/// The tokens of an index's body of MySQL's, without `USING BTREE`; of a `FULLTEXT` or `SPATIAL` one that word, and then
/// what the others' bodies have.
fn without_btree(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let list = tokens.iter().position(|token| token.is_punctuation("("));
    let special = tokens.first().is_some_and(is_special);
    let mut plain: Vec<Token<'_>> = Vec::new();
    for (at, token) in tokens.into_iter().enumerate() {
        if special && at > 0 && list.is_some_and(|list| at < list) {
            continue;
        }
        if token.is_word("btree") && plain.last().is_some_and(|last| last.is_word("using")) {
            plain.pop();
        } else {
            plain.push(token);
        }
    }
    plain
}

/// Returns whether MySQL accepts the SQL as a default without parentheses. It accepts one constant or string, and a
/// string with an introducer or a type (`b'01'`, `DATE '2020-01-01'`). It also accepts the current time, with or
/// without `ON UPDATE` behind it (<https://dev.mysql.com/doc/refman/8.0/en/data-type-defaults.html>).
fn is_mysql_default(sql: &str) -> bool {
    let all: Vec<Token<'_>> = tokens(Dialect::Mysql, sql).collect();
    let update = all.windows(2).position(
        |two| matches!(two, [on, update] if on.is_word("on") && update.is_word("update")),
    );
    let own = all.get(..update.unwrap_or(all.len())).unwrap_or(&all);
    let time = begins_with_now(sql);
    match own {
        [only] => only.kind == TokenKind::String || is_constant(only) || time,
        [word, text] => word.kind == TokenKind::Word && text.kind == TokenKind::String,
        [_, open, .., close] if own.len() < 5 => {
            time && open.is_punctuation("(") && close.is_punctuation(")")
        }
        _ => false,
    }
}

fn begins_with_now(sql: &str) -> bool {
    const NOW: [&str; 4] = ["current_timestamp", "now", "localtime", "localtimestamp"];
    let first = tokens(Dialect::Mysql, sql).next();
    first.is_some_and(|name| NOW.iter().any(|word| name.is_word(word)))
}

/// A number or one of the words that are values.
fn is_constant(token: &Token<'_>) -> bool {
    let words = ["true", "false", "null"];
    token.text.starts_with(|first: char| first.is_ascii_digit())
        || words.iter().any(|word| token.is_word(word))
}

/// `0.50`, `-1e9`: a literal of several tokens.
fn is_number(sql: &str) -> bool {
    let digits = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
    sql.chars().all(digits) && sql.parse::<f64>().is_ok()
}

fn plain_part(part: &[Token<'_>]) -> String {
    let is_order = |token: &Token<'_>| {
        ["asc", "nulls", "first", "last"]
            .iter()
            .any(|word| token.is_word(word))
    };
    let ordered = part
        .iter()
        .rev()
        .take_while(|token| is_order(token))
        .count();
    let (key, order) = part.split_at(part.len().saturating_sub(ordered).max(1));
    let order: Vec<Token<'_>> = order
        .iter()
        .filter(|token| !token.is_word("asc"))
        .cloned()
        .collect();
    let (mut key, mut behind) = (key, text(&order));
    // Words behind the parentheses are `DESC` or an operator class; anything else belongs to the expression.
    while let Some((inner, rest)) = parenthesized(key)
        && !inner.is_empty()
        && rest.iter().all(|token| token.kind == TokenKind::Word)
    {
        behind = format!("{} {behind}", text(rest));
        key = inner;
    }
    format!("{} {behind}", text(key))
}

fn text(part: &[Token<'_>]) -> String {
    let texts: Vec<&str> = part.iter().map(|token| token.text).collect();
    texts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_the_same_but_for_what_says_nothing() {
        let same = |one, other| Dialect::Sqlite.same_index_body(one, other);
        assert!(same("(lower(title) DESC)", "((lower(title)) DESC)"));
        assert!(same("(\"a\" ASC, b)", "(a, (b))"));
        assert!(same("(a COLLATE NOCASE)", "((a COLLATE NOCASE))"));
        assert!(same("(a) WHERE (b > 1)", "(a ASC) WHERE (b > 1)"));
        assert!(!same("((a + b) * c)", "(a + b * c)"));
        assert!(!same("(a DESC)", "(a)"));
        assert!(!same("(a, b)", "(b, a)"));
        assert!(!same("((a, b))", "(a)"));
    }

    #[test]
    fn mysql_has_kinds_of_indexes() {
        let dialect = Dialect::Mysql;
        let table = TableName::new("t");
        let index = |method, unique, part: &str| {
            let spec = IndexSpec {
                name: "i",
                table: &table,
                columns: &[],
                unique,
                method,
                parts: &[part.to_owned()],
                include: &[],
                condition: None,
            };
            dialect.index(&spec).definition
        };
        let full = index(Some("fulltext"), false, "`a`");
        let hash = index(Some("hash"), true, "`a`(10) DESC");
        let plain = index(Some("btree"), false, "`a`");
        assert_eq!(full, "CREATE FULLTEXT INDEX `i` ON `t` (`a`)");
        assert_eq!(
            hash,
            "CREATE UNIQUE INDEX `i` ON `t` (`a`(10) DESC) USING HASH"
        );
        assert_eq!(plain, "CREATE INDEX `i` ON `t` (`a`)");
        assert_eq!(dialect.special_index_list(&full), Some("(`a`)"));
        assert_eq!(dialect.special_index_list(&plain), None);
        let same = |one: &str, other: &str| {
            dialect.same_index_body(dialect.index_body(one), dialect.index_body(other))
        };
        assert!(same(&full, "create fulltext index j on u (A ASC)"));
        assert!(same(&plain, "CREATE INDEX `i` ON `t` USING BTREE (a)"));
        assert!(same(&plain, "CREATE INDEX `i` ON `t` (a) USING BTREE"));
        assert!(same(
            &hash,
            "CREATE UNIQUE INDEX i ON t (a (10) DESC) USING hash"
        ));
        assert!(!same(&full, &plain));
        assert!(!same(&plain, "CREATE INDEX i ON t (a(10))"));
        assert!(!same(&plain, "CREATE INDEX i ON t (a) USING HASH"));
    }

    #[test]
    fn mysql_wants_parentheses_around_expressions() {
        for plain in [
            "1",
            "-1.5",
            "'it\\'s'",
            "NULL",
            "TRUE",
            "b'01'",
            "CURRENT_TIMESTAMP",
            "current_timestamp(6)",
            "now()",
            "CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
            "(uuid())",
        ] {
            assert_eq!(Dialect::Mysql.default_expression(plain), plain);
        }
        for expression in ["uuid()", "1 + 1", "curdate()", "json_array()"] {
            let wrapped = format!("({expression})");
            assert_eq!(Dialect::Mysql.default_expression(expression), wrapped);
        }
    }

    #[test]
    fn numbers_need_no_parentheses_as_defaults() {
        for number in ["0", "0.00", "-1.5e9", "'x'", "CURRENT_TIMESTAMP"] {
            assert_eq!(Dialect::Sqlite.default_expression(number), number);
        }
        for expression in ["1 - 2", "random()", "1-2"] {
            let wrapped = format!("({expression})");
            assert_eq!(Dialect::Sqlite.default_expression(expression), wrapped);
        }
    }
}
