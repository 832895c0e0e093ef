//! Statements that would reach past the database that they run in. In MySQL, another database is only the first part of
//! a name. The code therefore looks for names of two parts wherever a table or a program may stand.

use crate::dialect::script::{Statement, Token, TokenKind};

/// Words that begin a statement about the whole server, or about its files.
const SERVER_WIDE: [&str; 20] = [
    "grant",
    "revoke",
    "install",
    "uninstall",
    "flush",
    "reset",
    "purge",
    "kill",
    "shutdown",
    "restart",
    "change",
    "stop",
    "clone",
    "binlog",
    "backup",
    "import",
    "cache",
    "lock instance",
    "start slave",
    "start replica",
];

/// Kinds of objects outside of the database that `CREATE`, `ALTER`, `DROP` and `RENAME` can change.
const OUTSIDE: [&str; 9] = [
    "database",
    "schema",
    "user",
    "role",
    "server",
    "tablespace",
    "logfile",
    "instance",
    "resource",
];

/// Returns the reason why the statement would reach past the database; `None` for one that stays inside.
pub(super) fn escapes(statement: &Statement<'_>) -> Option<String> {
    let tokens = statement.tokens.as_slice();
    let first = tokens.first()?;
    let begins = |words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        statement.starts_with(&words)
    };
    if first.is_word("use") {
        return Some("USE reaches another database".to_owned());
    }
    if let Some(words) = SERVER_WIDE.iter().find(|words| begins(words)) {
        return Some(server_wide(&words.to_uppercase()));
    }
    if ["create", "alter", "drop", "rename"]
        .iter()
        .any(|word| first.is_word(word))
    {
        let rest = tokens.get(1..).unwrap_or_default();
        let kind = rest.iter().find(|token| {
            !["or", "replace", "undo", "if", "not", "exists"]
                .iter()
                .any(|word| token.is_word(word))
        })?;
        if OUTSIDE.iter().any(|word| kind.is_word(word)) {
            let what = kind.text.to_uppercase();
            return Some(server_wide(&format!(
                "{} {what}",
                first.text.to_uppercase()
            )));
        }
    }
    if first.is_word("set")
        && let Some(scope) = tokens.iter().find(|token| {
            ["global", "persist", "persist_only", "password"]
                .iter()
                .any(|word| token.is_word(word))
        })
    {
        return Some(server_wide(&format!("SET {}", scope.text.to_uppercase())));
    }
    if begins("load data") || begins("load xml") {
        return Some("LOAD reads files".to_owned());
    }
    let to_file = tokens.windows(2).any(|two| {
        matches!(two, [into, file] if into.is_word("into")
            && (file.is_word("outfile") || file.is_word("dumpfile")))
    });
    if to_file {
        return Some("INTO OUTFILE writes the server's files".to_owned());
    }
    if let Some(name) = merged(tokens) {
        return Some(format!("{name} names its database"));
    }
    qualified(tokens).map(|name| format!("{name} names its database"))
}

/// A table of another database of which a `MERGE` table is made: `UNION = (live.movie)`.
fn merged(tokens: &[Token<'_>]) -> Option<String> {
    let union = tokens.windows(2).position(|two| {
        matches!(two, [union, next] if union.is_word("union") && (next.is_punctuation("=") || next.is_punctuation("(")))
    })?;
    let list = tokens.get(union + 1..)?;
    let end = list.iter().position(|token| token.is_punctuation(")"))?;
    if list.iter().any(|token| token.is_word("select")) {
        return None; // `SELECT … UNION (SELECT …)`
    }
    (0..end).find_map(|at| dotted(list.get(at..end)?, true))
}

fn server_wide(words: &str) -> String {
    format!("{words} concerns the whole server")
}

/// The kind of list that a comma continues: a list of tables, or another one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Tables,
    Elsewhere,
}

/// Returns the first name of a table or of a program that names its database: `live.movie`.
fn qualified(tokens: &[Token<'_>]) -> Option<String> {
    let mut stack: Vec<Place> = Vec::new();
    let mut place = Place::Elsewhere;
    let mut expected = false;
    for (at, token) in tokens.iter().enumerate() {
        let rest = tokens.get(at..).unwrap_or_default();
        let before = tokens.get(..at).unwrap_or_default();
        if let Some(name) = dotted(rest, expected)
            && !before.last().is_some_and(|last| last.is_punctuation("."))
        {
            return Some(name);
        }
        if token.is_punctuation("(") {
            stack.push(place);
            // A list of tables, or a table made of others; else columns and values.
            let of_tables = expected
                && before.last().is_some_and(|last| {
                    last.is_word("from") || last.is_word("join") || last.is_punctuation(",")
                });
            // `TRIM(… FROM t.a)`.
            expected = of_tables;
            place = if of_tables {
                Place::Tables
            } else {
                Place::Elsewhere
            };
        } else if token.is_punctuation(")") {
            place = stack.pop().unwrap_or(Place::Elsewhere);
            expected = false;
        } else if token.is_punctuation(",") {
            expected = place == Place::Tables;
        } else if token.is_punctuation(";") {
            place = Place::Elsewhere;
            expected = false;
        } else if is_followed_by_name(before, token) {
            let (lists, names) = lists(before, token);
            expected = names;
            place = if lists { Place::Tables } else { place };
        } else if ends_tables(token) {
            place = Place::Elsewhere;
            expected = false;
        } else if !is_between(token) {
            expected = false;
        }
    }
    None
}

/// A name of two parts here, where one is expected; and anywhere a call or a column that says its database.
fn dotted(tokens: &[Token<'_>], expected: bool) -> Option<String> {
    let [first, dot, second, rest @ ..] = tokens else {
        return None;
    };
    let is_name = |token: &Token<'_>| {
        token.kind == TokenKind::QuotedIdentifier
            || (token.kind == TokenKind::Word
                && !token.text.starts_with(|c: char| c.is_ascii_digit()))
    };
    if !(is_name(first) && dot.is_punctuation(".") && is_name(second)) {
        return None;
    }
    let schema = first.identifier()?;
    let harmless = ["new", "old", "information_schema"]
        .iter()
        .any(|own| schema.eq_ignore_ascii_case(own));
    let called = rest.first().is_some_and(|next| next.is_punctuation("("));
    let three = matches!(rest, [dot, third, ..] if dot.is_punctuation(".")
        && (is_name(third) || third.is_punctuation("*")));
    if harmless || !(expected || called || three) {
        return None;
    }
    Some(format!("{}.{}", first.text, second.text))
}

/// Returns whether the word is followed by names of tables, programs or other objects of a database.
fn is_followed_by_name(before: &[Token<'_>], token: &Token<'_>) -> bool {
    const WORDS: [&str; 26] = [
        "table",
        "tables",
        "into",
        "from",
        "join",
        "straight_join",
        "references",
        "view",
        "trigger",
        "procedure",
        "function",
        "event",
        "sequence",
        "call",
        "handler",
        "using",
        "insert",
        "replace",
        "update",
        "delete",
        "truncate",
        "to",
        "like",
        "on",
        "as",
        "package",
    ];
    if !WORDS.iter().any(|word| token.is_word(word)) {
        return false;
    }
    let first_is = |word: &str| before.first().is_some_and(|first| first.is_word(word));
    let has = |word: &str| before.iter().any(|token| token.is_word(word));
    let last_is = |words: &[&str]| {
        before
            .last()
            .is_some_and(|last| words.iter().any(|word| last.is_word(word)))
    };
    match token.text.to_ascii_lowercase().as_str() {
        // `ON UPDATE CASCADE`, `ON DUPLICATE KEY UPDATE t.a = 1`, `FOR UPDATE`, `BEFORE INSERT OR DELETE`.
        "update" | "delete" | "insert" => {
            !last_is(&["on", "key", "for", "before", "after", "or", "of"])
        }
        // `RENAME TABLE a TO b`, `ALTER TABLE a RENAME TO b`.
        "to" => first_is("rename") || (first_is("alter") && last_is(&["rename"])),
        "as" => first_is("alter") && last_is(&["rename"]),
        // `CREATE TABLE a LIKE b`.
        "like" => first_is("create") && !has("select") && before.len() < 9,
        // `CREATE INDEX i ON t`, `CREATE TRIGGER t BEFORE INSERT ON t`.
        "on" => {
            (first_is("create") || first_is("drop"))
                && (has("index") || has("trigger"))
                && !before.iter().any(|token| token.is_word("on"))
        }
        // `TRIM(BOTH 'x' FROM t.a)`.
        "from" => !in_function(before),
        _ => true,
    }
}

/// Returns whether a comma continues a list of tables behind the word, and whether a name follows the word, which is
/// always true.
fn lists(before: &[Token<'_>], token: &Token<'_>) -> (bool, bool) {
    let many = [
        "table", "tables", "from", "join", "update", "delete", "using", "view", "to",
    ]
    .iter()
    .any(|word| token.is_word(word));
    // The columns and options of a table that is made or altered are no tables.
    let one = token.is_word("table")
        && before
            .first()
            .is_some_and(|first| first.is_word("create") || first.is_word("alter"));
    let altered = before.first().is_some_and(|first| first.is_word("alter"));
    (many && !one && !altered, true)
}

/// Returns whether the innermost open parenthesis belongs to a function that takes `FROM` between its arguments.
fn in_function(before: &[Token<'_>]) -> bool {
    const FUNCTIONS: [&str; 5] = ["extract", "trim", "substring", "substr", "mid"];
    let mut depth = 0_usize;
    for (at, token) in before.iter().enumerate().rev() {
        if token.is_punctuation(")") {
            depth += 1;
        } else if token.is_punctuation("(") {
            if depth == 0 {
                let name = at.checked_sub(1).and_then(|at| before.get(at));
                return name.is_some_and(|name| FUNCTIONS.iter().any(|word| name.is_word(word)));
            }
            depth -= 1;
        }
    }
    false
}

/// Returns whether columns, values or conditions follow the word.
fn ends_tables(token: &Token<'_>) -> bool {
    const WORDS: [&str; 16] = [
        "set", "where", "on", "using", "values", "value", "select", "group", "order", "having",
        "limit", "add", "modify", "change", "union", "begin",
    ];
    WORDS.iter().any(|word| token.is_word(word))
}

/// Returns whether the word may stand between a keyword and the name that follows it.
fn is_between(token: &Token<'_>) -> bool {
    const WORDS: [&str; 16] = [
        "if",
        "not",
        "exists",
        "low_priority",
        "high_priority",
        "delayed",
        "ignore",
        "quick",
        "only",
        "lateral",
        "table",
        "into",
        "from",
        "concurrently",
        "wait",
        "nowait",
    ];
    WORDS.iter().any(|word| token.is_word(word))
}
