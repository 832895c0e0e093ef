//! MySQL's and MariaDB's spellings of types, to one: what `information_schema.columns.column_type` has, what
//! `SHOW CREATE TABLE` prints, and the synonyms that a `CREATE TABLE` may use
//! (<https://dev.mysql.com/doc/refman/8.0/en/other-vendor-data-types.html>, <https://mariadb.com/kb/en/data-types/>).

use crate::dialect::Dialect;
use crate::dialect::script::{Token, commas, parenthesized, tokens};
use crate::dialect::types::text::{collapse, outside_parentheses};
use crate::schema::SqlType;

/// Synonyms of types, in one or several words, each with its canonical name.
const SYNONYMS: [(&str, &str); 33] = [
    ("int1", "tinyint"),
    ("int2", "smallint"),
    ("int3", "mediumint"),
    ("middleint", "mediumint"),
    ("int", "integer"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("bool", "boolean"),
    ("dec", "numeric"),
    ("decimal", "numeric"),
    ("fixed", "numeric"),
    ("number", "numeric"),
    ("float4", "float"),
    ("float8", "double"),
    ("real", "double"),
    ("double precision", "double"),
    ("character", "char"),
    ("nchar", "char"),
    ("national char", "char"),
    ("national character", "char"),
    ("char varying", "varchar"),
    ("character varying", "varchar"),
    ("nvarchar", "varchar"),
    ("nchar varchar", "varchar"),
    ("nchar varying", "varchar"),
    ("national varchar", "varchar"),
    ("national char varying", "varchar"),
    ("national character varying", "varchar"),
    ("char byte", "binary"),
    ("long", "mediumtext"),
    ("long varchar", "mediumtext"),
    ("long char varying", "mediumtext"),
    ("long varbinary", "mediumblob"),
];

/// Words that begin an attribute of the column behind its type. The attribute is no part of the type.
const BEHIND: [&str; 7] = [
    "character",
    "charset",
    "collate",
    "ascii",
    "unicode",
    "binary",
    "comment",
];

/// The suffix of a type whose values MariaDB stores compressed
/// (<https://mariadb.com/kb/en/storage-engine-independent-column-compression/>).
pub(super) const COMPRESSED: &str = " compressed";

/// The canonical form of a type's text.
pub(super) fn parse(text: &str) -> SqlType {
    // MariaDB writes what MySQL does not have as a comment that only it runs: `/*M!100301 COMPRESSED*/`.
    let is_mark = |token: &Token<'_>| token.text.starts_with("/*") || token.text == "*/";
    let all: Vec<Token<'_>> = tokens(Dialect::Mysql, text)
        .filter(|token| !is_mark(token))
        .collect();
    let end = all.iter().position(|token| token.is_punctuation("("));
    let (before, rest) = all.split_at(end.unwrap_or(all.len()));
    let (inside, behind) = parenthesized(rest).unwrap_or((&[], &[]));
    let mut words: Vec<String> = before
        .iter()
        .chain(behind)
        .map(|token| token.text.to_lowercase())
        .collect();
    if matches!(words.first().map(String::as_str), Some("enum" | "set")) {
        let kind = words.swap_remove(0);
        // Diesel's own types do not say the values.
        return if inside.is_empty() {
            SqlType::builtin(kind)
        } else {
            values(kind, inside)
        };
    }
    let unsigned = words.iter().any(|word| word == "unsigned");
    let zerofill = words.iter().any(|word| word == "zerofill");
    words.retain(|word| !["signed", "unsigned", "zerofill"].contains(&word.as_str()));
    let compressed = take_compressed(&mut words);
    let name = cut(&words).join(" ");
    let name = SYNONYMS
        .iter()
        .find(|(synonym, _)| *synonym == name)
        .map_or(name.as_str(), |(_, name)| name);
    let Some(arguments) = numbers(inside) else {
        // Nothing that is known has such arguments: it stays as it is.
        return SqlType::builtin(collapse(&text.to_lowercase()));
    };
    if name == "serial" {
        return SqlType::builtin("bigint unsigned");
    }
    let (name, arguments) = narrowed(name, arguments, unsigned || zerofill);
    let sign = match (super::is_number(&name), unsigned || zerofill, zerofill) {
        (true, _, true) => " unsigned zerofill",
        (true, true, false) => " unsigned",
        _ => "",
    };
    let compressed = if compressed { COMPRESSED } else { "" };
    SqlType::builtin(format!("{name}{sign}{compressed}")).with_arguments(arguments)
}

/// Takes `compressed`, or `compressed = zlib`, out of the words.
fn take_compressed(words: &mut Vec<String>) -> bool {
    let Some(at) = words.iter().position(|word| word == "compressed") else {
        return false;
    };
    let method = words.get(at + 1).is_some_and(|word| word == "=");
    let end = words.len().min(if method { at + 3 } else { at + 1 });
    at > 0 && words.drain(at..end).len() > 0
}

/// Returns the words of a text that are no part of the type.
pub(super) fn beyond(text: &str) -> Option<String> {
    let all: Vec<Token<'_>> = tokens(Dialect::Mysql, text).collect();
    let words = outside_parentheses(&all);
    if let [only] = words.as_slice()
        && only == "serial"
    {
        return Some(only.clone());
    }
    // A word of a type's own name is none of them: `character varying`, `char byte`.
    let kept = cut(&words).len();
    let word = words.get(kept)?;
    let set = word == "character" && words.get(kept + 1).is_some_and(|next| next == "set");
    Some(if set {
        "character set".to_owned()
    } else {
        word.clone()
    })
}

/// The words of the name, without those that say something of the column.
fn cut(words: &[String]) -> &[String] {
    let is_behind = |(at, word): (usize, &String)| {
        let varying = words.get(at + 1).is_some_and(|next| next == "varying");
        at > 0
            && BEHIND.contains(&word.as_str())
            && !varying
            && !(word == "character" && words.get(at - 1).is_some_and(|own| own == "national"))
    };
    let end = words.iter().enumerate().position(is_behind);
    words.get(..end.unwrap_or(words.len())).unwrap_or(words)
}

/// `None` where not all of them are numbers.
fn numbers(inside: &[Token<'_>]) -> Option<Vec<u32>> {
    if inside.is_empty() {
        return Some(Vec::new());
    }
    commas(inside)
        .into_iter()
        .map(|part| match part {
            [only] => only.text.parse().ok(),
            _ => None,
        })
        .collect()
}

/// The arguments that mean something, with those that go without saying: display widths mean nothing but for
/// `tinyint(1)`, which is how the server keeps `BOOLEAN`.
fn narrowed(name: &str, arguments: Vec<u32>, unsigned: bool) -> (String, Vec<u32>) {
    let plain = |arguments| (name.to_owned(), arguments);
    match (name, arguments.as_slice()) {
        ("tinyint", [1]) if !unsigned => ("boolean".to_owned(), Vec::new()),
        (
            "boolean" | "tinyint" | "smallint" | "mediumint" | "integer" | "bigint" | "year"
            | "json" | "date" | "tinytext" | "text" | "mediumtext" | "longtext" | "tinyblob"
            | "blob" | "mediumblob" | "longblob",
            _,
        ) => plain(Vec::new()),
        ("numeric", []) => plain(vec![10, 0]),
        ("numeric", [precision]) => plain(vec![*precision, 0]),
        // A precision in bits chooses between the two.
        ("float", [bits]) if *bits > 24 => ("double".to_owned(), Vec::new()),
        ("float", [_]) => plain(Vec::new()),
        ("char" | "binary" | "bit", []) => plain(vec![1]),
        ("time" | "datetime" | "timestamp", [0]) => plain(Vec::new()),
        _ => plain(arguments),
    }
}

/// `enum('a','b')`: the values are part of the name, and keep their case.
fn values(kind: String, inside: &[Token<'_>]) -> SqlType {
    let values: Vec<String> = commas(inside)
        .into_iter()
        .filter_map(|part| part.iter().find_map(Token::mysql_string))
        .map(|value| Dialect::Mysql.literal(&value))
        .collect();
    SqlType::builtin(format!("{kind}({})", values.join(",")))
}

/// A type as SQL spells it: keywords in upper case, values as they are, arguments in front of `UNSIGNED`.
pub(super) fn type_sql(name: &str, arguments: &[u32]) -> String {
    if let Some(plain) = name.strip_suffix(COMPRESSED) {
        return format!("{} COMPRESSED", type_sql(plain, arguments));
    }
    let numbers: Vec<String> = arguments.iter().map(u32::to_string).collect();
    let arguments = if numbers.is_empty() {
        String::new()
    } else {
        format!("({})", numbers.join(", "))
    };
    if let Some((kind, values)) = name.split_once('(') {
        return format!("{}({values}{arguments}", kind.to_uppercase());
    }
    match name.split_once(" unsigned") {
        Some((base, rest)) => format!(
            "{}{arguments} UNSIGNED{}",
            base.to_uppercase(),
            rest.to_uppercase()
        ),
        None => format!("{}{arguments}", name.to_uppercase()),
    }
}
