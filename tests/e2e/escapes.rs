//! Control characters are escaped in output for people and kept in output for programs.

use crate::support::{Backend, Output, on_each};

/// Colour, the title of the window, a character of C1, the end of a line, and the direction of writing.
const HOSTILE: &str = "x\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}1m\r\u{202e}y";
const SHOWN: &str = "x\\x1b[31mred\\x1b]0;title\\x07\\x9b1m\\r\\u{202e}y";

fn harmless(output: &Output) -> &Output {
    for text in [&output.stdout, &output.stderr] {
        let harmful = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(harmful), "{output}");
    }
    output
}

on_each! {
    fn rows_are_shown_escaped(db: &Db) {
        db.moviectl(["--embedded", "upgrade"]).success();
        harmless(&db.moviectl(["--embedded", "add-movie", HOSTILE, "--year", "1999", "--director", HOSTILE]))
            .success()
            .stdout_has(SHOWN);
        for format in ["table", "repr"] {
            harmless(&db.moviectl(["--embedded", "list", "--format", format]))
                .success()
                .stdout_has(SHOWN);
        }
        harmless(&db.moviectl(["--embedded", "shell", "-c", "SELECT title FROM movie"]))
            .success()
            .stdout_has(SHOWN);
        let json = db.moviectl(["--embedded", "list", "--format", "json"]);
        assert_eq!(json.json()[0]["title"], HOSTILE);
        db.moviectl(["--embedded", "list", "--format", "csv"]).success().stdout_has(HOSTILE);
        let csv = db.moviectl(["--embedded", "shell", "-c", "SELECT title FROM movie", "--format", "csv"]);
        csv.success().stdout_has(HOSTILE);
        // The server's message about a statement with that text.
        let failed = db.moviectl(["--embedded", "shell", "-c", &format!("SELECT '{HOSTILE}' FROM nowhere")]);
        harmless(&failed).code(1);
        let seeds = format!("[{{\"title\": {}, \"year\": 1999, \"directors\": [\"d\"]}}]", serde_json::json!(HOSTILE));
        db.write("seeds.json", &seeds);
        harmless(&db.moviectl(["--embedded", "populate", "seeds.json"])).success().stdout_has(SHOWN);
        harmless(&db.moviectl(["--embedded", "populate", "seeds.json"])).success().stderr_has(SHOWN);
    }

    fn names_are_shown_escaped(db: &Db) {
        let (table, column) = (db.quoted(&format!("t{HOSTILE}")), db.quoted(&format!("c{HOSTILE}")));
        db.execute(&format!("CREATE TABLE {table} (id INTEGER PRIMARY KEY, {column} INTEGER)"));
        let index = db.quoted(&format!("i{HOSTILE}"));
        db.execute(&format!("CREATE INDEX {index} ON {table} ({column})"));
        for command in [&["inspect"][..], &["shell", "-c", "\\dt"], &["shell", "-c", "\\d"]] {
            harmless(&db.moviectl(command)).success().stdout_has(SHOWN);
        }
        let query = format!("SELECT {column} FROM {table}");
        harmless(&db.moviectl(["shell", "-c", &query])).success().stdout_has(SHOWN);
        harmless(&db.moviectl(["--echo", "shell", "-c", &query])).success();
        // A project that does not declare them.
        db.project();
        harmless(&db.moviectl(["check"]));
        harmless(&db.moviectl(["migrate", "-m", "x", "--against", "database"]));
    }

    fn messages_of_revisions_are_shown_escaped(db: &Db) {
        db.project_of(&[]);
        let directory = db.revision("10-01_first", &[], "SELECT 1;\n", "SELECT 1;\n");
        let message = serde_json::json!(HOSTILE).to_string().replace('\u{9b}', "\\u009b").replace('\u{202e}', "\\u202e");
        db.write(
            format!("{directory}/metadata.toml"),
            &format!("run_in_transaction = true\n\n[moviectl]\nmessage = {message}\nrevises = []\n"),
        );
        let commands: [&[&str]; 12] = [
            &["history"],
            &["history", "-v"],
            &["heads", "-v"],
            &["show"],
            &["upgrade", "--dry-run"],
            &["check"],
            &["upgrade"],
            &["current", "-v"],
            &["downgrade", "--dry-run"],
            &["redo"],
            &["stamp", "base"],
            &["edit", "nonsense\u{1b}[31m"],
        ];
        let mut shown = 0;
        for command in commands {
            let output = db.moviectl(command);
            harmless(&output);
            shown += usize::from(output.stdout.contains(SHOWN) || output.stderr.contains(SHOWN));
        }
        assert!(shown >= 7, "{shown}");
        assert_eq!(db.moviectl(["history", "--format", "json"]).json()[0]["message"], HOSTILE);
    }

    fn errors_of_the_server_are_shown_escaped(db: &Db) {
        db.project_of(&[]);
        let name = db.quoted(&format!("n{HOSTILE}"));
        db.revision("10-01_first", &[], &format!("DROP TABLE {name};\n"), "SELECT 1;\n");
        for command in [&["upgrade"][..], &["--echo", "upgrade"], &["migrate", "-m", "x"]] {
            harmless(&db.moviectl(command)).code(1).stderr_has("x\\x1b[31mred");
        }
        // A script is for programs.
        db.moviectl(["upgrade", "base:head", "--sql"]).success().stdout_has(HOSTILE);
        if db.backend == Backend::Sqlite {
            return;
        }
        // A database of such a name.
        let (server, _) = db.url().rsplit_once('/').unwrap();
        let url = format!("{server}/no%1b%5b31msuch");
        harmless(&db.moviectl(["--database-url", &url, "shell", "-c", "SELECT 1"])).code(1);
    }
}
