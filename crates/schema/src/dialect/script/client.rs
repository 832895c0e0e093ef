//! The databases' own clients, `psql`, `sqlite3`, `mysql` and `mariadb`, which take some lines of a script for commands
//! of their own, and run a shell for some of them.

use super::tokens::is_space;
use super::{LineCounter, Statement, Token, TokenKind, split};
use crate::dialect::Dialect;

/// A place of a script that a client would take for a command, or would read otherwise than the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientCommand {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How many characters are meant.
    pub width: usize,
    /// The reason.
    pub reason: &'static str,
}

const COMMAND: &str = "the database's client would run this as a command of its own";
const NUL: &str = "the database's client takes no NUL character";
const OTHERWISE: &str = "the database's client may read this otherwise than the server does";

/// The commands of `mysql` and `mariadb` at the start of a statement, none of which begins a statement of the server's
/// that a migration has. `use` is checked as what changes the session, and `delimiter` is understood.
const MYSQL_COMMANDS: [&str; 26] = [
    "charset",
    "clear",
    "connect",
    "costs",
    "edit",
    "ego",
    "exit",
    "go",
    "help",
    "nopager",
    "notee",
    "nowarning",
    "pager",
    "print",
    "prompt",
    "query_attributes",
    "quit",
    "rehash",
    "resetconnection",
    "sandbox",
    "source",
    "ssl_session_data_print",
    "status",
    "system",
    "tee",
    "warnings",
];

/// The first place of a script that a client would not hand over to the server as it stands, beside what
/// [`for_client`] can spell otherwise.
pub fn client_command(dialect: Dialect, script: &str) -> Option<ClientCommand> {
    let found = |(at, reason)| {
        let (line, column) = LineCounter::new(script).place_at(at);
        let rest = script.get(at..).unwrap_or_default().chars();
        let word = rest.take_while(|character| !character.is_whitespace());
        ClientCommand {
            line,
            column,
            width: word.count().max(1),
            reason,
        }
    };
    // Clients read lines as C strings, and lose what stands behind such a character.
    if let Some(at) = script.find('\0') {
        return Some(found((at, NUL)));
    }
    let statements = split(dialect, script);
    let in_statement = |statement| match dialect {
        Dialect::Sqlite => of_sqlite3(script, statement),
        Dialect::Postgres => of_psql(script, statement),
        Dialect::Mysql => of_mysql(statement),
    };
    let in_comment = || match dialect {
        Dialect::Mysql => comment_of_mysql(script, &statements),
        Dialect::Sqlite | Dialect::Postgres => None,
    };
    let first = statements.iter().find_map(in_statement);
    first.or_else(in_comment).map(found)
}

/// `sqlite3` takes a line that begins with a dot, or with a `#`, where no statement is open, and `/` or `go` by itself as
/// the end of a statement.
fn of_sqlite3(script: &str, statement: &Statement<'_>) -> Option<(usize, &'static str)> {
    let first = statement.tokens.first()?;
    if first.is_punctuation(".") || first.is_punctuation("#") {
        return Some((first.start, COMMAND));
    }
    let is_end = |token: &&Token<'_>| token.is_punctuation("/") || token.is_word("go");
    let alone = |token: &&Token<'_>| {
        let before = script.get(..token.start).unwrap_or_default();
        let behind = script.get(token.end()..).unwrap_or_default();
        let begins = before.rsplit('\n').next().is_some_and(is_blank);
        let rest = behind.split('\n').next().unwrap_or_default().trim_start();
        begins && (rest.is_empty() || rest.starts_with("--") || rest.starts_with("/*"))
    };
    let end = statement.tokens.iter().filter(is_end).find(alone)?;
    Some((end.start, COMMAND))
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Finds the first place that `psql` takes for a command, or may read otherwise than the server. `psql` takes a
/// backslash for a command wherever no string, quoted identifier or comment is open. The extent of a string may depend
/// on the server's settings and on psql's version.
fn of_psql(script: &str, statement: &Statement<'_>) -> Option<(usize, &'static str)> {
    const SETTING: &str = "standard_conforming_strings";
    let tokens = &statement.tokens;
    if let Some(backslash) = tokens.iter().find(|token| token.is_punctuation("\\")) {
        return Some((backslash.start, COMMAND));
    }
    let mut escapes = false;
    for pair in tokens.windows(2) {
        let [token, next] = pair else { continue };
        let adjacent = token.end() == next.start;
        let number = token.kind == TokenKind::Word && token.text.starts_with(is_digit);
        let opens = next.text.starts_with(['$', '\'', '"']);
        // `1e'…'`, `1a$$…$$`: versions of psql disagree on where the number ends.
        if number && adjacent && opens {
            return Some((next.start, OTHERWISE));
        }
        // `E'…'` goes on in a string on a later line, where a backslash means the same.
        let gap = script.get(token.end()..next.start).unwrap_or_default();
        let strings = token.kind == TokenKind::String && next.text.starts_with('\'');
        escapes = strings
            && gap.contains(['\n', '\r'])
            && (escapes || token.text.starts_with(['e', 'E']));
        if escapes && next.text.contains('\\') {
            return Some((next.start, OTHERWISE));
        }
    }
    let names = |token: &&Token<'_>| token.text.to_ascii_lowercase().contains(SETTING);
    let turns_on = statement.starts_with(&["set"])
        && tokens.last().is_some_and(|last| {
            ["on", "'on'", "true", "1"].contains(&last.text.to_ascii_lowercase().as_str())
        });
    let setting = tokens.iter().find(names).filter(|_| !turns_on)?;
    Some((setting.start, OTHERWISE))
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// `mysql` and `mariadb` take a word at the start of a statement, and a backslash wherever no string, quoted identifier or
/// comment is open; `\N` is NULL.
fn of_mysql(statement: &Statement<'_>) -> Option<(usize, &'static str)> {
    let tokens = &statement.tokens;
    let first = tokens.first()?;
    let is_command = MYSQL_COMMANDS.iter().any(|name| first.is_word(name));
    if is_command || first.is_punctuation("?") {
        return Some((first.start, COMMAND));
    }
    let command = tokens.iter().enumerate().find(|(index, token)| {
        let is_null = tokens
            .get(index + 1)
            .is_some_and(|next| next.start == token.end() && next.text.starts_with('N'));
        token.is_punctuation("\\") && !is_null
    });
    command.map(|(_, token)| (token.start, COMMAND))
}

/// Comments that one of the clients takes for code, or for the end of nothing.
fn comment_of_mysql(script: &str, statements: &[Statement<'_>]) -> Option<(usize, &'static str)> {
    let mut end = 0;
    let mut gaps = Vec::new();
    for token in statements.iter().flat_map(|statement| &statement.tokens) {
        gaps.push((end, token.start));
        end = token.end();
    }
    gaps.push((end, script.len()));
    gaps.into_iter()
        .filter_map(|(start, end)| Some((start, script.get(start..end)?)))
        .find_map(|(start, gap)| Some((start + misread_comment(gap)?, OTHERWISE)))
}

/// `/*M! … */` is code for MariaDB's client alone, `/*+ … */` for MySQL's alone, and `--` with a control character behind
/// it is a comment for the server alone.
fn misread_comment(gap: &str) -> Option<usize> {
    let hint = || {
        gap.find("/*+")
            .filter(|_| gap.contains(['\\', '\'', '"', '`']))
    };
    let dashes = || {
        let mut found = gap.match_indices("--").map(|(at, _)| at);
        found.find(|at| {
            let behind = gap.get(at + 2..).unwrap_or_default();
            behind.starts_with(|c: char| c.is_ascii_control() && !is_space(c))
        })
    };
    gap.find("/*M!").or_else(hint).or_else(dashes)
}

/// A statement as its client hands it over unchanged in meaning. `psql` puts variables in the place of `:name`, which is
/// the end of `array[1:name]` too; `sqlite3` looks for a dot at the start of a line.
pub fn for_client(dialect: Dialect, statement: &Statement<'_>) -> String {
    let tokens = &statement.tokens;
    let mut spaces = Vec::new();
    let base = tokens.first().map_or(0, |token| token.start);
    let mut cast = false;
    for pair in tokens.windows(2) {
        let [token, next] = pair else { continue };
        let adjacent = token.end() == next.start;
        match dialect {
            Dialect::Postgres => {
                let colon = token.is_punctuation(":") && !cast;
                cast = colon && adjacent && next.is_punctuation(":");
                if colon && !cast && adjacent && !next.is_punctuation("=") {
                    spaces.push(next.start - base);
                }
            }
            Dialect::Sqlite if next.is_punctuation(".") => spaces.push(next.start - base),
            Dialect::Sqlite | Dialect::Mysql => {}
        }
    }
    let text = statement.text;
    let mut written = String::with_capacity(text.len() + spaces.len());
    let mut end = 0;
    for at in spaces {
        let piece = text.get(end..at).unwrap_or_default();
        written.push_str(piece);
        if dialect == Dialect::Postgres || piece.ends_with('\n') {
            written.push(' ');
        }
        end = at;
    }
    written.push_str(text.get(end..).unwrap_or_default());
    written
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn place(dialect: Dialect, script: &str) -> Option<(usize, usize)> {
        client_command(dialect, script).map(|found| (found.line, found.column))
    }

    fn written(dialect: Dialect, script: &str) -> String {
        for_client(dialect, split(dialect, script).first().unwrap())
    }

    #[test]
    fn commands_of_psql_are_found_outside_of_strings_and_comments() {
        for (script, expected) in [
            ("SELECT 1;\n\\! id\n", Some((2, 1))),
            ("SELECT 1 \\g out", Some((1, 10))),
            (
                "SELECT 'a\n\\! id\n', \"\\x\", $$\n\\! id\n$$, E'\\'\\!' /* \\! /* \\! */ */ -- \\!",
                None,
            ),
            ("-- a\r\\! id\n", Some((1, 6))),
            ("SELECT 1$$ '$$ \\! id -- '", Some((1, 16))),
            ("SELECT 1e'\\'' \\! id --'", Some((1, 10))),
            ("SELECT \u{20ac}$$ \\! id\n $$", Some((1, 12))),
            ("SELECT\u{a0}$$ \\! id\n $$", Some((1, 11))),
            ("SELECT E'a'\n'b\\'' \\! id --'", Some((2, 1))),
            ("SELECT E'a', 'b\\'", None),
            ("SET standard_conforming_strings = on", None),
            ("SET standard_conforming_strings = off", Some((1, 5))),
            (
                "SELECT set_config('standard_conforming_strings', 'off', false)",
                Some((1, 19)),
            ),
            ("SELECT 1\0", Some((1, 9))),
        ] {
            assert_eq!(place(Dialect::Postgres, script), expected, "{script}");
        }
    }

    #[test]
    fn colons_are_no_variables_of_psql() {
        for (script, expected) in [
            (
                "SELECT a[1:n], a[1:'2'], a[:n], a[n:]",
                "SELECT a[1: n], a[1: '2'], a[: n], a[n: ]",
            ),
            (
                "SELECT a::int, ':n', f(a := 1), a[1::n]",
                "SELECT a::int, ':n', f(a := 1), a[1::n]",
            ),
            ("SELECT a[1 : n]", "SELECT a[1 : n]"),
        ] {
            assert_eq!(written(Dialect::Postgres, script), expected);
        }
    }

    #[test]
    fn commands_of_sqlite3_are_found_at_the_start_of_statements() {
        for (script, expected) in [
            ("SELECT 1;\n.shell id\n", Some((2, 1))),
            ("# c\nSELECT 1", Some((1, 1))),
            ("SELECT 8\n / \n4", Some((2, 2))),
            ("SELECT 1 AS\ngo -- c\n", Some((2, 1))),
            ("SELECT 8 /\n4 AS go", None),
            ("SELECT 'a;\n.shell id\n'; /*\n.shell id\n*/", None),
        ] {
            assert_eq!(place(Dialect::Sqlite, script), expected, "{script}");
        }
        assert_eq!(written(Dialect::Sqlite, "SELECT t\n.a"), "SELECT t\n .a");
        assert_eq!(written(Dialect::Sqlite, "SELECT t.a"), "SELECT t.a");
    }

    #[test]
    fn commands_of_mysql_are_found() {
        for (script, expected) in [
            ("SELECT 1;\nsystem id", Some((2, 1))),
            ("/* c\n */ SOURCE x;", Some((2, 5))),
            ("SELECT 1 \\! id\n;", Some((1, 10))),
            ("SELECT 1 /*! + \\! id\n */", Some((1, 16))),
            ("SELECT \\N, '\\! id', `\\! id` -- \\! id\n # \\! id", None),
            ("CREATE TABLE t (source INT,\nsystem INT)", None),
            ("--\u{1} '\nSELECT 'a \\! id'", Some((1, 1))),
            ("SELECT 1 /*M! + 1 */", Some((1, 10))),
            ("SELECT /*+ \\! id\n */ 1", Some((1, 8))),
            ("SELECT /*+ NO_ICP(t) */ 1 FROM t", None),
        ] {
            assert_eq!(place(Dialect::Mysql, script), expected, "{script}");
        }
    }
}
