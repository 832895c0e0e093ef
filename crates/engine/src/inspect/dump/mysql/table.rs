//! A table's `SHOW CREATE TABLE`, a line an entry, so that the order of columns and keys does not matter.

use std::collections::HashMap;

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{
    Cursor, Token, TokenKind, commas, parenthesized, source, tokens,
};

use super::super::super::mysql::plain;
use super::super::objects::{Dump, Object};

const DIALECT: Dialect = Dialect::Mysql;

/// The reference systems of geometric columns, by table and column.
pub(super) type ReferenceSystems = HashMap<(String, String), i64>;

/// The types that have a character set.
const TEXTS: [&str; 8] = [
    "char",
    "varchar",
    "tinytext",
    "text",
    "mediumtext",
    "longtext",
    "enum",
    "set",
];

const GEOMETRIES: [&str; 9] = [
    "geometry",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
    "geomcollection",
];

/// An option whose value is not shown.
const SECRET: &str = "CONNECTION";

/// Returns whether a table may have a geometric column.
pub(super) fn mentions_geometry(create: &str) -> bool {
    GEOMETRIES
        .iter()
        .any(|word| create.contains(&format!("` {word}")))
}

/// Adds the table, its columns, indexes, constraints and periods.
pub(super) fn add(dump: &mut Dump, table: &str, create: &str, systems: &ReferenceSystems) {
    let all: Vec<Token<'_>> = tokens(DIALECT, create).collect();
    let start = all.iter().position(|token| token.is_punctuation("("));
    let list = start.and_then(|at| all.get(at..)).and_then(parenthesized);
    let Some((lines, rest)) = list else {
        // Nothing is lost if the whole statement is compared.
        dump.add("table", table, create);
        return;
    };
    let by = rest.windows(2).position(
        |pair| matches!(pair, [one, two] if one.is_word("partition") && two.is_word("by")),
    );
    let (options, partitions) = rest.split_at(by.unwrap_or(rest.len()));
    let (comment, options): (Vec<String>, Vec<String>) = self::options(create, options)
        .into_iter()
        .partition(|option| option.starts_with("COMMENT="));
    let alter = |action: &str| Some(format!("ALTER TABLE {} {action}", DIALECT.quote(table)));
    let of_table = |definition: String, restore, remove| Object {
        definition,
        restore,
        remove,
        uses: vec![format!("table {table}")],
        ..Object::default()
    };
    for line in commas(lines) {
        match line {
            [name, definition @ ..] if name.kind == TokenKind::QuotedIdentifier => {
                let name = name.identifier().unwrap_or_default();
                let mut lines = column(create, definition, &options);
                let entry = format!("{table}.{name}");
                let system = systems.get(&(table.to_owned(), name));
                lines.extend(system.map(|srid| format!("SRID {srid}")));
                dump.add("column", entry, lines.join("\n"));
            }
            _ => {
                let (kind, name) = key(line);
                let text = match kind {
                    "index" => index(create, line, &options),
                    _ => source(create, line).to_owned(),
                };
                let text = plain(&text);
                let name = format!("{name} on {table}");
                match kind {
                    "period" => {
                        // Without its list: `PERIOD FOR p`.
                        let period = text.split_once(" (").map(|(period, _)| period);
                        let remove = period.and_then(|period| alter(&format!("DROP {period}")));
                        let columns = line.iter().skip(3).filter_map(Token::identifier);
                        let mut own = of_table(text.clone(), alter(&format!("ADD {text}")), remove);
                        own.uses
                            .extend(columns.map(|column| format!("column {table}.{column}")));
                        dump.add_object(kind, name, own);
                    }
                    _ => dump.add(kind, name, text),
                }
            }
        }
    }
    dump.add("table", table, "");
    for comment in comment {
        let remove = alter("COMMENT=''");
        let object = of_table(comment.clone(), alter(&comment), remove);
        dump.add_object("comment", format!("on table {table}"), object);
    }
    // Nobody can give back a password that is not shown.
    let is_shown = !options.iter().any(|option| option == SECRET);
    let written: Vec<&str> = options
        .iter()
        .map(|option| match option.as_str() {
            "WITH SYSTEM VERSIONING" => "ADD SYSTEM VERSIONING",
            option => option,
        })
        .collect();
    let restore = alter(&written.join(", ")).filter(|_| is_shown);
    let object = of_table(options.join("\n"), restore, None);
    dump.add_object("options", format!("of table {table}"), object);
    if !partitions.is_empty() {
        let (whole, lines) = partitioning(create, partitions);
        let restore = alter(&plain(&whole));
        let object = of_table(lines.join("\n"), restore, alter("REMOVE PARTITIONING"));
        dump.add_object("partitioning", format!("of table {table}"), object);
    }
}

/// The kind and the name of a line that is no column. A primary key has no name.
fn key(line: &[Token<'_>]) -> (&'static str, String) {
    let mut cursor = Cursor::new(DIALECT, line);
    let kind = if cursor.word("constraint") {
        "constraint"
    } else if cursor.words(&["period", "for"]) {
        "period"
    } else {
        "index"
    };
    // `UNIQUE KEY`, `FULLTEXT KEY`: the name is behind the words.
    let before_list = cursor
        .rest()
        .iter()
        .take_while(|token| !token.is_punctuation("("));
    let mut names = before_list
        .filter(|token| token.kind == TokenKind::QuotedIdentifier || token.is_word("system_time"));
    let name = names.next().and_then(Token::identifier);
    (kind, name.unwrap_or_else(|| "PRIMARY".to_owned()))
}

/// A column's definition, and the collation that it has. The servers write a collation that is also the table's only if
/// it was written.
fn column(create: &str, definition: &[Token<'_>], options: &[String]) -> Vec<String> {
    let is_text = definition
        .first()
        .is_some_and(|first| TEXTS.iter().any(|word| first.is_word(word)));
    let (mut set, mut collation) = (None, None);
    let kept = without(create, definition, |cursor| {
        if cursor.words(&["character", "set"]) {
            set = cursor.token().map(|name| format!("CHARSET={}", name.text));
            set.is_some()
        } else if cursor.word("collate") {
            collation = cursor.token().map(|name| format!("COLLATE={}", name.text));
            collation.is_some()
        } else {
            false
        }
    });
    let of_table = |word: &str| {
        let mut options = options.iter();
        let option = options.find(|option| option.trim_start_matches("DEFAULT ").starts_with(word));
        option.map(|option| option.trim_start_matches("DEFAULT ").to_owned())
    };
    let effective = match (collation, set) {
        (None, None) if is_text => of_table("COLLATE=").or_else(|| of_table("CHARSET=")),
        (collation, set) => collation.or(set),
    };
    // MariaDB gives a compressed column this default by itself.
    let kept = plain(&kept).replace("COMPRESSED*/ NOT NULL DEFAULT ''", "COMPRESSED*/ NOT NULL");
    [kept].into_iter().chain(effective).collect()
}

/// An index without a method that makes no difference: these engines have B-trees alone, and MEMORY has hashes if
/// nothing else is written.
fn index(create: &str, line: &[Token<'_>], options: &[String]) -> String {
    let of_engine = |engines: &[&str]| {
        let mut names = options
            .iter()
            .filter_map(|option| option.strip_prefix("ENGINE="));
        names.any(|name| {
            engines
                .iter()
                .any(|engine| engine.eq_ignore_ascii_case(name))
        })
    };
    let always_trees = of_engine(&["InnoDB", "MyISAM", "Aria"]);
    let usually_hashes = of_engine(&["MEMORY"]);
    without(create, line, |cursor| {
        always_trees && (cursor.words(&["using", "btree"]) || cursor.words(&["using", "hash"]))
            || usually_hashes && cursor.words(&["using", "hash"])
    })
}

/// The text of some tokens without what `take` takes. Parentheses, and a column's expressions, stay as they are.
fn without<'t, 'a>(
    create: &str,
    tokens: &'t [Token<'a>],
    mut take: impl FnMut(&mut Cursor<'t, 'a>) -> bool,
) -> String {
    let mut kept = Vec::new();
    let mut cursor = Cursor::new(DIALECT, tokens);
    let mut from = cursor.rest();
    while cursor.peek().is_some() {
        let before = cursor.since(from);
        if take(&mut cursor) {
            kept.push(source(create, before));
            from = cursor.rest();
        } else if cursor.at_one_of(&["default", "as", "generated", "check", "comment"]) {
            break;
        } else if cursor.group().is_none() {
            cursor.token();
        }
    }
    kept.push(source(create, from));
    kept.retain(|part| !part.is_empty());
    kept.join(" ")
}

/// Each option of the table, without the counter of `AUTO_INCREMENT`. MySQL writes some in comments that it runs.
fn options(create: &str, tokens: &[Token<'_>]) -> Vec<String> {
    let mut options = Vec::new();
    for part in tokens.split(Token::is_comment_mark) {
        let mut cursor = Cursor::new(DIALECT, part);
        let mut from = cursor.rest();
        while let Some(token) = cursor.token() {
            if token.is_punctuation("=") {
                if cursor.group().is_none() {
                    cursor.token();
                }
                let option = source(create, cursor.since(from));
                // Its value may have a password, and a dump is shown.
                let is_secret = option.starts_with("CONNECTION=");
                options.push(if is_secret { SECRET } else { option });
                from = cursor.rest();
            }
        }
        options.push(source(create, from));
    }
    options.retain(|option| !option.is_empty() && !option.starts_with("AUTO_INCREMENT="));
    options.into_iter().map(str::to_owned).collect()
}

/// The clause of the partitions as it is, and its lines: how the table is partitioned, and each partition.
fn partitioning(create: &str, tokens: &[Token<'_>]) -> (String, Vec<String>) {
    let kept: Vec<Token<'_>> = tokens
        .iter()
        .filter(|token| !token.is_comment_mark())
        .cloned()
        .collect();
    let list = kept.windows(2).position(
        |pair| matches!(pair, [open, word] if open.is_punctuation("(") && word.is_word("partition")),
    );
    let (head, list) = kept.split_at(list.unwrap_or(kept.len()));
    let mut lines = vec![source(create, head).to_owned()];
    if let Some((partitions, _)) = parenthesized(list) {
        let partitions = commas(partitions).into_iter();
        lines.extend(partitions.map(|partition| source(create, partition).to_owned()));
    }
    (source(create, &kept).to_owned(), lines)
}
