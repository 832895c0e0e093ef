//! `--sql` scripts hold nothing that psql, sqlite3, mysql or mariadb run as a command of their own.

use crate::support::{Backend, Db, Output, on_each};

/// A file that a command would make.
const MARK: &str = "mark";

/// A project with one revision of that up.sql.
fn with_script(db: &Db, up: &str) {
    db.project_of(&[]);
    db.revision("10-01_first", &[], up, "SELECT 1;\n");
}

fn again(db: &Db, up: &str) {
    let directory = format!("migrations/{}/10-01_first", db.dialect());
    db.write(format!("{directory}/up.sql"), up);
}

fn sql(db: &Db) -> Output {
    db.moviectl_reads(["upgrade", "base:head", "--sql"])
}

/// Each client runs these from its standard input.
fn commands(db: &Db) -> &'static [&'static str] {
    db.by_dialect(
        &[".shell touch mark\n", "SELECT 1;\n.system touch mark\n"],
        &["\\! touch mark\n", "SELECT 1 \\! touch mark\n;\n"],
        &[
            "\\! touch mark\n",
            "SELECT 1 \\! touch mark\n;\n",
            "system touch mark\n",
            "SELECT 1; system touch mark;\n",
            "/* c\n */ SYSTEM touch mark;\n",
        ],
    )
}

on_each! {
    fn what_a_client_runs_is_refused_with_its_place(db: &Db) {
        with_script(db, "SELECT 1;\n");
        db.moviectl(["create-db"]).success();
        for command in commands(db) {
            // The client does what is feared of it.
            db.client().input(command).run();
            assert!(db.path(MARK).exists(), "{command:?}");
            std::fs::remove_file(db.path(MARK)).unwrap();
            again(db, &format!("CREATE TABLE t (id INTEGER PRIMARY KEY);\n{command}"));
            let output = sql(db);
            output
                .refused(1, "up.sql of revision 1001 can't be run")
                .stderr_has("the database's client would run this as a command of its own")
                .hint("fix the script");
            let lines = ["up.sql:2:", "up.sql:3:"];
            assert!(lines.iter().any(|place| output.stderr.contains(place)), "{output}");
            db.moviectl(["upgrade"]).code(1);
            db.execute("DROP TABLE IF EXISTS t");
            db.moviectl(["stamp", "base"]).success();
        }
    }

    fn other_commands_are_refused_too(db: &Db) {
        with_script(db, "SELECT 1;\n");
        let scripts: &[&str] = db.by_dialect(
            &[".read other.sql\n", ".open x.db\n", "# a comment\nSELECT 1;\n", "SELECT 8\n/\n4;\n", "SELECT 1 AS\nGo\n;\n"],
            &["\\i other.sql\n", "SELECT 1 \\g | sh\n", "SELECT 1 \\gexec\n", "\\copy t from x\n", "SELECT 1; \\connect x\n"],
            &["source other.sql\n", "\\. other.sql\n", "tee x\n", "edit\n", "SELECT 1 \\G\n", "pager sh;\n", "SELECT 1 /*! + \\! id\n */;\n"],
        );
        for script in scripts {
            again(db, script);
            sql(db).refused(1, "can't be run").stderr_has("up.sql:");
        }
    }

    fn what_a_client_may_read_otherwise_is_refused(db: &Db) {
        with_script(db, "SELECT 1;\n");
        let scripts: &[&str] = db.by_dialect(
            &["SELECT '\0';\n';\n.shell touch mark\n --';\n"],
            &[
                "-- a comment\r\\! touch mark\nSELECT 1;\n",
                "SELECT 1$$ '$$ \\! touch mark -- '\n;\n",
                "SELECT 1 AS \u{20ac}$$ \\! touch mark\n, $$ $$;\n",
                "SELECT 1 AS\u{a0}$$ \\! touch mark\n, $$ $$;\n",
                "SELECT E'a'\n'b\\'' \\! touch mark -- ';\n",
                "SET standard_conforming_strings = off;\nSELECT '\\' '; \\! touch mark -- ';\n",
                "SELECT 'a\0';\n",
            ],
            &[
                "--\u{1} '\nSELECT 'a \\! touch mark\n';\n",
                "SELECT 1 /*M! + '*/ \\! touch mark\n' */;\n",
                "SELECT /*+ \\! touch mark\n */ 1;\n",
                "SELECT 'a\0';\n",
            ],
        );
        for script in scripts {
            again(db, script);
            sql(db).refused(1, "can't be run").stderr_has("up.sql:");
        }
    }

    fn names_strings_and_comments_stay_usable(db: &Db) {
        // MySQL has reserved it.
        let system = if db.product() == "MySQL" { "`system`" } else { "system" };
        let table = format!("CREATE TABLE t (\n  source INTEGER,\n  {system} INTEGER,\n  tee VARCHAR(40)\n);\n");
        let rows = format!("INSERT INTO t (source,\n{system}, tee) VALUES (1,\n2, 'x;\n.shell touch mark\nsystem touch mark');\n\
                    UPDATE t SET source = t\n.system;\n");
        let comments = "/* a\n.shell touch mark\nsystem touch mark\n\\! touch mark\n*/\n-- \\! touch mark\n\
                        INSERT INTO t (source) /*\n\\! touch mark\n.shell touch mark\n*/ VALUES (3); -- \\! touch mark\n\
                        -- .shell touch mark\n-- system touch mark\n";
        let own = db.by_dialect(
            "INSERT INTO t (tee) VALUES ('a\\b');\n",
            "CREATE TABLE a (n INTEGER, list INTEGER[]);\nINSERT INTO a VALUES (2, '{7,8,9}');\n\
             INSERT INTO t (source, tee) SELECT (list[1:n])[2]::integer, ':n' || '\\! x' FROM a;\n\
             INSERT INTO t (tee) VALUES (E'\\'\\\\! touch mark'), ($$\n\\! touch mark\n$$);\n",
            match db.product().as_str() {
                "MySQL" => "INSERT INTO t (source, tee) VALUES (NULL, '\\! touch mark');\n",
                _ => "INSERT INTO t (source, tee) VALUES (\\N, '\\! touch mark');\n",
            },
        );
        with_script(db, &format!("\u{feff}{table}{rows}{comments}{own}"));
        // Variables that the person at psql has.
        let script = format!("{}{}", db.by_dialect("", "\\set n 1\n", ""), {
            let output = sql(db);
            output.success();
            output.stdout
        });
        db.moviectl(["create-db"]).success();
        db.client().input(&script).run().success();
        assert!(!db.path(MARK).exists());
        let rows = || db.lines(&format!("SELECT source, {system}, tee FROM t ORDER BY source, tee"));
        let by_client = rows();
        if db.backend == Backend::Postgres {
            assert!(by_client.contains(&"8||:n\\! x".to_owned()), "{by_client:?}");
        }
        db.execute("DROP TABLE t");
        if db.backend == Backend::Postgres {
            db.execute("DROP TABLE a");
        }
        db.moviectl(["stamp", "base"]).success();
        db.moviectl(["upgrade"]).success();
        assert_eq!(rows(), by_client);
    }

    fn messages_and_versions_are_no_commands(db: &Db) {
        db.project_of(&[]);
        let second = db.by_dialect(
            "10-02'\"\n.shell touch mark\n_x",
            "10-02$moviectl$\n\\! touch mark\n_x",
            "10-02'`\n\\! touch mark\nsystem touch mark\n_x",
        );
        for (name, parents) in [("10-01_first", &[][..]), (second, &["1001"])] {
            let directory = db.write_revision(name, "SELECT 1;\n");
            db.write(format!("{directory}/down.sql"), "SELECT 1;\n");
            let metadata = format!(
                "run_in_transaction = true\n\n[moviectl]\nrevises = {parents:?}\nmessage = \"It's a\\n\\\\! touch mark\\r\\\\! touch mark\\n.shell touch mark\\nsystem touch mark\\n\"\n"
            );
            db.write(format!("{directory}/metadata.toml"), &metadata);
        }
        db.moviectl(["create-db"]).success();
        let up = sql(db);
        up.success();
        db.client().input(&up.stdout).run().success();
        assert_eq!(db.lines("SELECT count(*) FROM __diesel_schema_migrations"), ["2"]);
        // Each part of the script tells where the database is not.
        let again = db.client().input(&up.stdout).run();
        assert_ne!(again.code, 0, "{again}");
        let down = db.moviectl_reads(["downgrade", "head:base", "--sql"]);
        db.client().input(&down.success().stdout).run().success();
        db.client().input(&down.stdout).run();
        assert!(!db.path(MARK).exists());
        assert_eq!(db.lines("SELECT count(*) FROM __diesel_schema_migrations"), ["0"]);
    }
}
