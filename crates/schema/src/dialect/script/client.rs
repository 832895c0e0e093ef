//! The databases' own clients, `psql`, `sqlite3`, `mysql` and `mariadb`, which take some lines of a script for commands
//! of their own, and run a shell for some of them.

use super::{LineCounter, Statement, split};
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

pub(in crate::dialect) const COMMAND: &str =
    "the database's client would run this as a command of its own";
const NUL: &str = "the database's client takes no NUL character";
pub(in crate::dialect) const OTHERWISE: &str =
    "the database's client may read this otherwise than the server does";

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
    let database = dialect.database();
    let mut all = statements.iter();
    let first = all.find_map(|statement| database.client_command(script, statement));
    let in_comment = || database.misread_comment(script, &statements);
    first.or_else(in_comment).map(found)
}

/// A statement as its client hands it over unchanged in meaning.
pub fn for_client(dialect: Dialect, statement: &Statement<'_>) -> String {
    dialect.database().for_client(statement)
}

/// The text with a space at each of these places, which are in order.
pub(in crate::dialect) fn spaced(text: &str, places: &[usize]) -> String {
    let mut written = String::with_capacity(text.len() + places.len());
    let mut end = 0;
    for at in places {
        written.push_str(text.get(end..*at).unwrap_or_default());
        written.push(' ');
        end = *at;
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
