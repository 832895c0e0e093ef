//! `shell -c` and `shell < FILE`.

use serde_json::json;

use crate::support::{Backend, Output, on_each};

/// Runs a script from the standard input.
fn script(db: &crate::support::Db, text: &str) -> Output {
    db.command(["shell"]).input(text).run()
}

on_each! {
    fn rows_in_every_format(db: &Db) {
        db.execute("CREATE TABLE t (id INTEGER, name TEXT, price NUMERIC(10, 2));\
                    INSERT INTO t VALUES (1, 'a \"b\", c', 1.5), (2, NULL, NULL);");
        let sql = "SELECT id, name, id FROM t ORDER BY id";
        db.moviectl(["shell", "-c", sql]).success().stderr("(2 rows)\n").stdout("\
┌────┬──────────┬────┐
│ id ┆ name     ┆ id │
╞════╪══════════╪════╡
│  1 ┆ a \"b\", c ┆  1 │
│  2 ┆ –        ┆  2 │
└────┴──────────┴────┘
");
        let format = |format| db.moviectl(["shell", "--format", format, "-c", sql]);
        format("csv").success().stderr("").stdout("id,name,id\n1,\"a \"\"b\"\", c\",1\n2,,2\n");
        format("ndjson").success().stdout(
            "{\"id\":1,\"name\":\"a \\\"b\\\", c\",\"id\":1}\n{\"id\":2,\"name\":null,\"id\":2}\n",
        );
        format("repr").code(2).stdout("");
        let prices = db.moviectl(["shell", "--format", "json", "-c", "SELECT price FROM t ORDER BY id;"]);
        assert_eq!(prices.success().json(), json!([{"price": 1.5}, {"price": null}]));
        // Without rows there are still columns.
        db.moviectl(["shell", "--format", "csv", "-c", "SELECT id, name FROM t WHERE id > 9"])
            .success()
            .stdout("id,name\n");
        db.moviectl(["shell", "-c", "SELECT id FROM t WHERE id > 9"]).success().stderr("(0 rows)\n");
    }

    fn statements_without_rows_tell_their_count(db: &Db) {
        db.moviectl(["create-db"]).success();
        db.moviectl(["shell", "-c", "CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (1), (2); \
                                     UPDATE t SET id = 3 WHERE id = 1; DELETE FROM t"])
            .success()
            .stdout("")
            .stderr("OK\nINSERT 2\nUPDATE 1\nDELETE 2\n");
        if db.backend == Backend::Mysql {
            // MySQL has no RETURNING, and MariaDB tells only while it runs that there are rows.
            db.moviectl(["shell", "-c", "INSERT INTO t VALUES (7)"]).success().stdout("").stderr("INSERT 1\n");
        } else {
            db.moviectl(["shell", "--format", "json", "-c", "INSERT INTO t VALUES (7) RETURNING id"])
                .success()
                .stdout("[{\"id\":7}]\n");
        }
        assert_eq!(db.lines("SELECT id FROM t"), ["7"]);
    }

    fn a_script_stops_at_its_first_error(db: &Db) {
        db.moviectl(["create-db"]).success();
        let output = script(db, "CREATE TABLE t (id INTEGER);\n\nSELECT 1 AS one;\nSELECT *\nFROM nowhere;\nDROP TABLE t;\n");
        output.code(1).stderr_has("error: <stdin>:").stdout_has("one");
        let line = match db.backend {
            Backend::Sqlite => "<stdin>:4: no such table: nowhere",
            Backend::Postgres => "<stdin>:5: relation \"nowhere\" does not exist",
            Backend::Mysql => "<stdin>:4: Table '",
        };
        output.stderr_has(line);
        assert_eq!(db.tables(), ["t"]);
        db.moviectl(["shell", "-c", "SELECT 1; nonsense; SELECT 2"]).code(1).stderr_has("error: ");
        db.moviectl(["shell", "-c", "SELECT 1;\nnonsense;"]).code(1).stderr_has("error: line 2: ");
        db.moviectl(["shell", "-c", "\\nonsense"]).failure().hint("\\?");
    }

    fn a_script_may_mix_sql_and_commands(db: &Db) {
        db.project();
        let output = script(db, "create-all\nadd-movie \"The Matrix\" --year 1999 --director 'Lana Wachowski'\n\
                                 list --format repr;\n\\d movie\nSELECT count(*) AS n\n  FROM movie -- all\n;\n\
                                 -- nothing more\n");
        output
            .success()
            .stdout_has("Movie 'The Matrix' added to the database.\n[<Movie The Matrix>]\nTable movie\n")
            .stdout_has("primary key (id)")
            .stdout_has("│ 1 │")
            .stderr_has("Created table 'movie'\n");
        // A failing command ends the script with its own exit code, reported once.
        let output = script(db, "add-movie x --year 1 --director ''\nSELECT 1;\n");
        assert_ne!(output.code, 0);
        output.stdout("");
        assert_eq!(output.stderr.matches("error:").count(), 1, "{output}");
        // `check` finds something, which is no error.
        db.execute("DROP TABLE movie");
        script(db, "check\nSELECT 1 AS after_check;").code(3).stdout_has("after_check");
        script(db, "shell\n").failure().stderr_has("<stdin>:1: this is the shell");
        script(db, "list \"x\n").failure().stderr_has("a quote is not closed");
        script(db, "quit\nnonsense;").success();
    }

    fn transactions_keep_together(db: &Db) {
        db.project();
        db.moviectl(["create-all"]).success();
        let nobody = db.by_dialect("[]", "{}", "[]");
        let insert = format!("INSERT INTO movie (title, year, directors) VALUES ('X', 2000, '{nobody}');");
        script(db, &format!("begin;\n{insert}\nrollback;")).success().stderr("OK\nINSERT 1\nOK\n");
        script(db, &format!("begin;\n{insert}\n"))
            .success()
            .stderr_has("warning: the open transaction was rolled back");
        assert_eq!(db.lines("SELECT count(*) FROM movie"), ["0"]);
        script(db, &format!("begin;\n{insert}\nlist\n"))
            .failure()
            .stderr_has("<stdin>:3: `list` uses a connection of its own")
            .hint("commit; or rollback;");
        script(db, &format!("begin;\n{insert}\ncommit;\nlist --format ndjson\n")).success().stdout_has("\"X\"");
    }

    fn backslash_commands_list_what_is_there(db: &Db) {
        db.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, email VARCHAR(80) NOT NULL UNIQUE);\
                    CREATE TABLE pet (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES person (id) ON DELETE CASCADE);\
                    CREATE INDEX pet_owner ON pet (owner);");
        db.moviectl(["shell", "-c", "\\dt"]).success().stdout_has("│ person ┆ table ┆       2 │");
        db.moviectl(["shell", "-c", "\\d PET;"])
            .success()
            .stdout_has("Table pet\n")
            .stdout_has("foreign key (owner) references person (id) on delete cascade")
            .stdout_has(&format!("CREATE INDEX {} ON", db.quoted("pet_owner")));
        db.moviectl(["shell", "-c", "\\d person"]).success().stdout_has("unique (email)").stdout_has("VARCHAR(80)");
        db.moviectl(["shell", "-c", "\\d nowhere"]).failure().hint("\\dt");
        db.moviectl(["shell", "-c", "\\l"]).success().stdout_has("│ name");
        db.moviectl(["shell", "-c", "\\?"]).success().stdout_has("\\dt").stdout_has("add-movie");
        db.moviectl(["shell", "-c", "help list"]).success().stdout_has("List the movies");
    }

    fn options_of_the_shell_are_those_of_its_commands(db: &Db) {
        db.project();
        db.moviectl(["create-all"]).success();
        db.export("DATABASE_URL", "elsewhere.db");
        db.command(["shell", "--database-url", db.url()]).input("list --format json").run().success().stdout("[]\n");
        db.moviectl(["shell", "-c", "list --format json"]).failure().hint("create-db");
        db.moviectl(["shell", "-c", "SELECT 1"]).failure().hint("create-db");
        db.moviectl(["shell", "-c", "SELECT 1", "--nonsense"]).code(2);
    }
}

#[test]
fn any_type_of_postgres_is_printed() {
    crate::support::Db::with(Backend::Postgres, |db| {
        let sql = "SELECT makeaclitem(10, 10, 'SELECT', false) IS NOT NULL AS b, '10.0.0.1'::inet AS ip, \
                   1.50::numeric AS n, ARRAY['x', NULL] AS l, '{\"a\": [1]}'::jsonb AS j, 'a b'::tsvector AS v, \
                   int4range(1, 5) AS r, '1 day'::interval AS i, point(1, 2) AS p, ROW(1, 'a') AS rec";
        let output = db.moviectl(["shell", "--format", "json", "-c", sql]);
        output.success().stdout(
            "[{\"b\":true,\"ip\":\"10.0.0.1\",\"n\":1.50,\"l\":[\"x\",null],\"j\":{\"a\": [1]},\"v\":\"'a' 'b'\",\
             \"r\":\"[1,5)\",\"i\":\"1 day\",\"p\":\"(1,2)\",\"rec\":{\"f1\":1,\"f2\":\"a\"}}]\n",
        );
        db.moviectl(["shell", "-c", "SHOW search_path"])
            .success()
            .stdout_has("public");
        db.moviectl(["shell", "-c", "EXPLAIN SELECT 1"])
            .success()
            .stdout_has("Result");
        db.moviectl(["shell", "-c", "COPY pg_class TO STDOUT"])
            .failure()
            .hint("csv");
        db.moviectl([
            "shell",
            "-c",
            "DO $$ BEGIN RAISE 'no' USING DETAIL = 'why', HINT = 'do'; END $$",
        ])
        .failure()
        .stderr("error: no\ncaused by: why\nhint: do\n");
    });
}
