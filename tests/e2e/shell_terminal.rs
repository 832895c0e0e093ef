//! The shell at a terminal.

use std::os::unix::fs::PermissionsExt as _;

use rexpect::session::{PtySession, spawn_command};

use crate::support::{Backend, Db, on_each};

/// Longer than anything takes: a test that waits for it has failed.
const PATIENCE_MS: u64 = 60_000;

const UP: &str = "\u{1b}[A";

struct Terminal {
    session: PtySession,
    /// The prompt, up to its marks.
    name: String,
}

impl Terminal {
    fn open(db: &Db) -> Self {
        let command = db
            .command(["shell"])
            .env("TERM", "xterm")
            .env("NO_COLOR", "1")
            .into_command();
        let name = match db.backend {
            Backend::Sqlite => "app".to_owned(),
            Backend::Postgres | Backend::Mysql => db.url().rsplit('/').next().unwrap().to_owned(),
        };
        Self {
            session: spawn_command(command, Some(PATIENCE_MS)).unwrap(),
            name,
        }
    }

    /// Waits for the prompt with these marks.
    #[track_caller]
    fn prompt(&mut self, marks: &str) -> &mut Self {
        let prompt = format!("{}{marks}> ", self.name);
        self.see(&prompt)
    }

    #[track_caller]
    fn see(&mut self, text: &str) -> &mut Self {
        // The crate takes each byte for a character.
        let bytes: String = text.bytes().map(char::from).collect();
        if let Err(error) = self.session.exp_string(&bytes) {
            panic!("{text:?}: {error}");
        }
        self
    }

    fn line(&mut self, text: &str) -> &mut Self {
        self.session.send_line(text).unwrap();
        self
    }

    fn keys(&mut self, text: &str) -> &mut Self {
        self.session.send(text).unwrap();
        self.session.flush().unwrap();
        self
    }

    fn control(&mut self, key: char) -> &mut Self {
        self.session.send_control(key).unwrap();
        self
    }

    #[track_caller]
    fn end(&mut self) {
        self.session.exp_eof().unwrap();
        let status = self.session.process_mut().wait().unwrap();
        assert!(format!("{status:?}").ends_with(", 0)"), "{status:?}");
    }
}

on_each! {
    fn a_session(db: &Db) {
        db.project();
        db.moviectl(["create-all"]).success();
        let mut terminal = Terminal::open(db);
        terminal.see("\\? helps").prompt("=");
        terminal.line("add-movie \"The Matrix\" --year 1999 --director \"Lana Wachowski\"");
        terminal.see("Movie 'The Matrix' added to the database.").prompt("=");
        terminal.line("list").see("The Matrix").see("└").prompt("=");
        terminal.line("SELECT title,").prompt("-");
        terminal.line("  year FROM movie;").see("│ title").see("│ The Matrix ┆ 1999 │").see("(1 row)").prompt("=");
        terminal.line("\\dt").see("│ movie").prompt("=");
        terminal.line("\\d movie").see("│ directors").see("primary key (id)").prompt("=");
        terminal.line("nonsense;").see("error: ").prompt("=");
        terminal.line("\\nonsense").see("unknown command").see("hint: ").prompt("=");
        // An error in a command ends nothing.
        terminal.line("list --nonsense").see("error: ").prompt("=");
        terminal.line("shell").see("this is the shell").prompt("=");
        terminal.control('d').end();
    }

    fn transactions_are_in_the_prompt(db: &Db) {
        db.execute("CREATE TABLE t (id INTEGER)");
        let mut terminal = Terminal::open(db);
        terminal.prompt("=").line("begin;").see("OK").prompt("*=");
        terminal.line("insert into t").prompt("*-").line("values (1);").see("INSERT 1").prompt("*=");
        terminal.line("list").see("a connection of its own").prompt("*=");
        terminal.line("commit;").prompt("=");
        terminal.line("begin; insert into t values (2);").prompt("*=");
        terminal.line("select nowhere from t;").see("error: ");
        let failed = db.by_dialect("*=", "!=", "*=");
        terminal.prompt(failed).line("\\q").see("warning: the open transaction was rolled back");
        terminal.end();
        assert_eq!(db.lines("SELECT id FROM t"), ["1"]);
    }

    fn what_was_typed_comes_back_but_no_secrets(db: &Db) {
        let mut terminal = Terminal::open(db);
        terminal_without_database(&mut terminal, db);
        terminal.prompt("=").line("SELECT 40 +").prompt("-").line("2 AS answer;").see("42").prompt("=");
        terminal.line("SELECT 'password' AS x;").see("(1 row)").prompt("=").line("\\q");
        terminal.end();
        let mut terminal = Terminal::open(db);
        terminal_without_database(&mut terminal, db);
        terminal.prompt("=").keys(UP).see("\\q").keys(UP).see("answer;").line("").see("42").prompt("=");
        terminal.control('d').end();
        let history = db.root().join("../home/.local/state/moviectl/history");
        let mode = std::fs::metadata(&history).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let text = std::fs::read_to_string(&history).unwrap();
        assert!(text.contains("answer") && !text.contains("password"), "{text}");
    }

    fn control_c_clears_and_cancels(db: &Db) {
        db.execute("CREATE TABLE t (id INTEGER)");
        let mut terminal = Terminal::open(db);
        terminal.prompt("=").line("SELECT").prompt("-").keys("garbage").control('c').prompt("=");
        let endless = match db.backend {
            Backend::Sqlite => {
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;"
            }
            Backend::Postgres => "SELECT pg_sleep(600);",
            // An interrupted SLEEP that stands alone does not fail: it only returns another number.
            Backend::Mysql => "SELECT 1 FROM (SELECT 1 AS one) AS t WHERE SLEEP(600) = 5;",
        };
        // The first result tells that the second statement is next.
        terminal.line(&format!("SELECT 1 AS first; {endless}")).see("(1 row)");
        terminal.control('c').see("Cancelled.").prompt("=");
        terminal.line("SELECT 40 + 2 AS answer;").see("42").prompt("=").control('d').end();
    }

    fn a_database_may_be_made_in_the_shell(db: &Db) {
        db.project();
        db.moviectl(["drop-db", "--yes"]).success();
        let mut terminal = Terminal::open(db);
        terminal.see("does not exist").see("setup").prompt("=");
        terminal.line("SELECT 1;").see("error: ").prompt("=");
        terminal.line("create-db").see("Created database").prompt("=");
        terminal.line("create-all").see("Created table 'movie'").prompt("=");
        terminal.line("SELECT 41 + 1;").see("42").prompt("=").control('d').end();
    }
}

/// An SQLite file is made by its first table alone.
fn terminal_without_database(terminal: &mut Terminal, db: &Db) {
    if db.backend == Backend::Sqlite && !db.root().join("app.db").exists() {
        terminal.prompt("=").line("create-db");
    }
}
