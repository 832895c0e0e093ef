//! A table's `SHOW CREATE TABLE`, a line an entry, so that the order of columns and keys does not matter.

use moviectl_schema::dialect::script::{
    Cursor, Token, TokenKind, commas, parenthesized, source, tokens,
};

use super::super::Dump;
use super::{DIALECT, Facts, plain};

/// Adds the table, its columns, indexes, constraints and periods.
pub(super) fn add(dump: &mut Dump, table: &str, create: &str, facts: &Facts) {
    let all: Vec<Token<'_>> = tokens(DIALECT, create).collect();
    let start = all.iter().position(|token| token.is_punctuation("("));
    let list = start.and_then(|at| all.get(at..)).and_then(parenthesized);
    let Some((lines, rest)) = list else {
        // Nothing is lost if the whole statement is compared.
        dump.add("table", table, create);
        return;
    };
    for line in commas(lines) {
        add_line(dump, table, create, line, facts);
    }
    let by = rest.windows(2).position(
        |pair| matches!(pair, [one, two] if one.is_word("partition") && two.is_word("by")),
    );
    let (options, partitions) = rest.split_at(by.unwrap_or(rest.len()));
    dump.add("table", table, self::options(create, options).join("\n"));
    if !partitions.is_empty() {
        let lines = partitioning(create, partitions);
        dump.add("partitioning", table, lines.join("\n"));
    }
}

fn add_line(dump: &mut Dump, table: &str, create: &str, line: &[Token<'_>], facts: &Facts) {
    let text = plain(source(create, line));
    if let [name, definition @ ..] = line
        && name.kind == TokenKind::QuotedIdentifier
    {
        let name = name.identifier().unwrap_or_default();
        let key = (table.to_owned(), name);
        let mut lines = vec![plain(&column(create, definition))];
        let collation = facts.collations.get(&key);
        lines.extend(collation.map(|name| format!("COLLATE {name}")));
        let system = facts.reference_systems.get(&key);
        lines.extend(system.map(|srid| format!("SRID {srid}")));
        dump.add("column", format!("{table}.{}", key.1), lines.join("\n"));
        return;
    }
    let mut cursor = Cursor::new(DIALECT, line);
    let kind = if cursor.word("constraint") {
        "constraint"
    } else if cursor.words(&["period", "for"]) {
        "period"
    } else {
        "index"
    };
    // `UNIQUE KEY`, `FULLTEXT KEY`: the name is behind the words. A primary key has none.
    let mut name = "PRIMARY".to_owned();
    while let Some(token) = cursor.token() {
        if token.is_punctuation("(") {
            break;
        }
        if token.kind == TokenKind::QuotedIdentifier {
            name = token.identifier().unwrap_or_default();
            break;
        }
        if token.is_word("system_time") {
            token.text.clone_into(&mut name);
        }
    }
    let mut lines = vec![text];
    if kind == "index" {
        lines = vec![plain(&without_method(create, line))];
        let method = facts.methods.get(&(table.to_owned(), name.clone()));
        lines.extend(method.map(|method| format!("USING {method}")));
    }
    dump.add(kind, format!("{name} on {table}"), lines.join("\n"));
}

/// A column's definition without its character set and collation, which stand behind the type.
fn column(create: &str, definition: &[Token<'_>]) -> String {
    let mut kept = Vec::new();
    let mut cursor = Cursor::new(DIALECT, definition);
    let mut from = cursor.rest();
    while cursor.peek().is_some() {
        let before = cursor.rest();
        let taken = if cursor.words(&["character", "set"]) || cursor.word("collate") {
            cursor.token();
            true
        } else {
            false
        };
        if taken {
            kept.push(between(create, from, before));
            from = cursor.rest();
        } else if cursor.at_one_of(&["default", "as", "generated", "check", "comment"]) {
            // An expression may have a collation of its own.
            break;
        } else if cursor.group().is_none() {
            cursor.token();
        }
    }
    kept.push(source(create, from));
    kept.retain(|part| !part.is_empty());
    kept.join(" ")
}

/// An index without `USING …`.
fn without_method(create: &str, line: &[Token<'_>]) -> String {
    let mut cursor = Cursor::new(DIALECT, line);
    while cursor.peek().is_some() {
        let before = cursor.rest();
        if cursor.word("using") {
            cursor.token();
            let kept = [between(create, line, before), source(create, cursor.rest())];
            return kept.join(" ").trim_end().to_owned();
        }
        // An expression may have the word too (`convert(a using utf8mb4)`).
        if cursor.group().is_none() {
            cursor.token();
        }
    }
    source(create, line).to_owned()
}

/// The text of the tokens of `from` that are not in `rest`, which is its end.
fn between<'a>(create: &'a str, from: &[Token<'_>], rest: &[Token<'_>]) -> &'a str {
    source(
        create,
        from.get(..from.len() - rest.len()).unwrap_or_default(),
    )
}

/// Each option of the table, without the counter of `AUTO_INCREMENT`. MySQL writes some in comments that it runs.
fn options(create: &str, tokens: &[Token<'_>]) -> Vec<String> {
    let mut options = Vec::new();
    for part in tokens.split(is_comment_mark) {
        let mut cursor = Cursor::new(DIALECT, part);
        let mut from = cursor.rest();
        while let Some(token) = cursor.token() {
            if token.is_punctuation("=") {
                if cursor.group().is_none() {
                    cursor.token();
                }
                let option = between(create, from, cursor.rest());
                // Its value may have a password, and a dump is shown.
                let is_secret = option.get(..11).is_some_and(|start| start == "CONNECTION=");
                options.push(if is_secret { "CONNECTION" } else { option });
                from = cursor.rest();
            }
        }
        options.push(source(create, from));
    }
    options.retain(|option| {
        let is_counter = option
            .get(..15)
            .is_some_and(|start| start == "AUTO_INCREMENT=");
        !option.is_empty() && !is_counter
    });
    options.into_iter().map(str::to_owned).collect()
}

/// How the table is partitioned, and each partition.
fn partitioning(create: &str, tokens: &[Token<'_>]) -> Vec<String> {
    let kept: Vec<Token<'_>> = tokens
        .iter()
        .filter(|token| !is_comment_mark(token))
        .cloned()
        .collect();
    let list = kept.iter().enumerate().position(|(at, token)| {
        token.is_punctuation("(")
            && kept
                .get(at + 1)
                .is_some_and(|next| next.is_word("partition"))
    });
    let (head, list) = kept.split_at(list.unwrap_or(kept.len()));
    let mut lines = vec![source(create, head).to_owned()];
    if let Some((partitions, _)) = parenthesized(list) {
        let partitions = commas(partitions).into_iter();
        lines.extend(partitions.map(|partition| source(create, partition).to_owned()));
    }
    lines
}

/// Returns whether a token opens or closes a comment that the server runs.
fn is_comment_mark(token: &Token<'_>) -> bool {
    token.kind == TokenKind::Punctuation && (token.text == "*/" || token.text.starts_with("/*"))
}
