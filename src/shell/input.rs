//! Lines that are typed, to what they ask for: SQL up to its semicolon, a moviectl command, a backslash command.

use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Statement, split};

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Request {
    /// A statement, without its semicolon.
    Sql(String),
    /// `\dt`, and what follows it.
    Backslash(String),
    /// A moviectl command.
    Command(String),
    /// `quit` or `exit`.
    Quit,
}

/// A request, and the line, from 1, on which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) request: Request,
    pub(super) line: usize,
}

/// Collects lines until they are whole.
#[derive(Debug)]
pub(super) struct Input {
    dialect: Dialect,
    commands: Vec<String>,
    pending: String,
    /// The line on which `pending` begins.
    began: usize,
    /// The line that comes next.
    next: usize,
}

/// A word that no statement ends with: where it stays by itself, what is before it is complete.
const MARK: &str = "moviectl_end_of_input";

impl Input {
    pub(super) fn new(dialect: Dialect, commands: &[String]) -> Self {
        Self {
            dialect,
            commands: commands.to_vec(),
            pending: String::new(),
            began: 1,
            next: 1,
        }
    }

    /// Returns whether a statement has begun and is not complete.
    pub(super) fn is_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Returns the text of the statement that has begun and is not complete.
    pub(super) fn pending(&self) -> &str {
        &self.pending
    }

    /// Discards the statement that has begun.
    pub(super) fn clear(&mut self) {
        self.pending.clear();
    }

    /// One more line, and what is complete by it.
    pub(super) fn line(&mut self, line: &str) -> Vec<Item> {
        let number = self.next;
        self.next += 1;
        if !self.is_pending() {
            self.began = number;
            if line.trim().is_empty() {
                return Vec::new();
            }
            if let Some(request) = self.whole_line(line.trim()) {
                return vec![Item {
                    request,
                    line: number,
                }];
            }
        }
        // No statement has a line that begins so, unless within a string or a comment.
        if line.trim_start().starts_with('\\') && self.is_between_tokens() {
            return vec![Item {
                request: Request::Backslash(line.trim().to_owned()),
                line: number,
            }];
        }
        self.pending.push_str(line);
        self.pending.push('\n');
        self.complete()
    }

    /// Returns the remaining requests at the end of the input, where the last semicolon may be missing.
    pub(super) fn end(&mut self) -> Vec<Item> {
        let text = std::mem::take(&mut self.pending);
        self.items(&text)
    }

    fn whole_line(&self, line: &str) -> Option<Request> {
        if line.starts_with('\\') {
            return Some(Request::Backslash(line.to_owned()));
        }
        let bare = line.trim_end_matches(';').trim_end();
        if ["quit", "exit"]
            .iter()
            .any(|word| bare.eq_ignore_ascii_case(word))
        {
            return Some(Request::Quit);
        }
        let name = bare.split_whitespace().next()?;
        let is_command = name == "help" || self.commands.iter().any(|command| command == name);
        if !is_command || self.is_sql(line, name) {
            return None;
        }
        Some(Request::Command(bare.to_owned()))
    }

    /// Returns whether a line that begins like a command is SQL nevertheless: `MERGE INTO …`, `SHOW search_path`.
    fn is_sql(&self, line: &str, name: &str) -> bool {
        let words = shell_words::split(line).unwrap_or_default();
        let second = words.get(1).map(String::as_str);
        let is = |word: &str| second.is_some_and(|second| second.eq_ignore_ascii_case(word));
        match name {
            "merge" => is("into"),
            "import" => is("foreign"),
            // Servers have a SHOW of their own.
            "show" if !self.dialect.features().embedded => {
                line.ends_with(';') || second.is_some_and(|second| !looks_like_revision(second))
            }
            _ => false,
        }
    }

    fn is_between_tokens(&self) -> bool {
        let probe = format!("{}{MARK}", self.pending);
        split(self.dialect, &probe)
            .last()
            .is_some_and(ends_with_mark)
    }

    fn complete(&mut self) -> Vec<Item> {
        let probe = format!("{}{MARK}", self.pending);
        let statements = split(self.dialect, &probe);
        let Some(last) = statements.last() else {
            return Vec::new();
        };
        if !ends_with_mark(last) {
            // Within a string or a comment.
            return Vec::new();
        }
        let start = last.tokens.first().map_or(0, |token| token.start);
        let is_whole = last.tokens.len() == 1;
        let done = self.pending.get(..start).unwrap_or_default().to_owned();
        let rest = self.pending.get(start..).unwrap_or_default().to_owned();
        let items = self.items(&done);
        if is_whole {
            self.pending.clear();
        } else {
            self.began += done.matches('\n').count();
            self.pending = rest;
        }
        items
    }

    fn items(&self, text: &str) -> Vec<Item> {
        split(self.dialect, text)
            .into_iter()
            .map(|statement| Item {
                request: Request::Sql(statement.text.to_owned()),
                line: self.began + statement.line - 1,
            })
            .collect()
    }
}

fn ends_with_mark(statement: &Statement<'_>) -> bool {
    statement
        .tokens
        .last()
        .is_some_and(|token| token.text == MARK)
}

/// `head`, `current-1`, `2026…`, `--format`: what `moviectl show` takes and a server's SHOW does not.
fn looks_like_revision(word: &str) -> bool {
    ["head", "heads", "base", "current"]
        .iter()
        .any(|name| word.starts_with(name))
        || word.starts_with(|first: char| first.is_ascii_digit() || "+-".contains(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(dialect: Dialect) -> Input {
        let commands = ["list", "show", "merge", "add-movie"];
        Input::new(dialect, &commands.map(str::to_owned))
    }

    fn sql(text: &str, line: usize) -> Item {
        Item {
            request: Request::Sql(text.to_owned()),
            line,
        }
    }

    #[test]
    fn sql_goes_up_to_its_semicolon() {
        let mut input = input(Dialect::Postgres);
        assert_eq!(input.line("SELECT 1; SELECT"), [sql("SELECT 1", 1)]);
        assert!(input.is_pending());
        assert_eq!(input.line("  ';"), []);
        assert_eq!(input.line("list"), []);
        assert_eq!(input.line("'; -- done"), [sql("SELECT\n  ';\nlist\n'", 1)]);
        assert!(!input.is_pending());
        assert_eq!(input.line("-- only a remark"), []);
        assert!(!input.is_pending());
        assert_eq!(input.line("/* not yet"), []);
        assert!(input.is_pending());
        assert_eq!(input.line("*/ select 2"), []);
        assert_eq!(input.end(), [sql("select 2", 7)]);
    }

    #[test]
    fn backslash_commands_work_within_a_statement_but_not_within_a_string() {
        let mut input = input(Dialect::Postgres);
        assert_eq!(input.line("SELECT"), []);
        let help = Item {
            request: Request::Backslash("\\?".to_owned()),
            line: 2,
        };
        assert_eq!(input.line(" \\?"), [help]);
        assert_eq!(input.line("'"), []);
        assert_eq!(input.line("\\q"), []);
        assert_eq!(input.line("';"), [sql("SELECT\n'\n\\q\n'", 1)]);
    }

    #[test]
    fn mysqls_show_is_sql() {
        let mut input = input(Dialect::Mysql);
        assert_eq!(input.line("show tables;"), [sql("show tables", 1)]);
        assert_eq!(input.line("SHOW TABLES;"), [sql("SHOW TABLES", 2)]);
        let show = Item {
            request: Request::Command("show head".into()),
            line: 3,
        };
        assert_eq!(input.line("show head"), [show]);
    }

    #[test]
    fn a_trigger_is_one_statement() {
        let mut input = input(Dialect::Sqlite);
        assert_eq!(input.line("CREATE TRIGGER t AFTER INSERT ON m BEGIN"), []);
        assert_eq!(input.line("  DELETE FROM m;"), []);
        assert_eq!(input.line("END;").len(), 1);
    }

    #[test]
    fn commands_are_whole_lines() {
        let mut input = input(Dialect::Postgres);
        for (line, expected) in [
            ("list;", Request::Command("list".into())),
            (" show ", Request::Command("show".into())),
            ("show head", Request::Command("show head".into())),
            ("help", Request::Command("help".into())),
            ("\\dt", Request::Backslash("\\dt".into())),
            ("exit", Request::Quit),
            ("SHOW search_path;", Request::Sql("SHOW search_path".into())),
            ("show search_path;", Request::Sql("show search_path".into())),
            ("merge into t;", Request::Sql("merge into t".into())),
            ("listen x;", Request::Sql("listen x".into())),
        ] {
            let items = input.line(line);
            let requests: Vec<Request> = items.into_iter().map(|item| item.request).collect();
            assert_eq!(requests, [expected], "{line}");
        }
    }
}
