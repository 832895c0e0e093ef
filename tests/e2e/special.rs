//! Uncommon clauses of PostgreSQL's constraints, indexes and tables: never taken for simpler ones, never lost.

use crate::support::{Backend, Db, on_each};

const TABLES: &str = r#"
CREATE EXTENSION btree_gist;
CREATE TABLE p (id SERIAL PRIMARY KEY, a INTEGER, b INTEGER, CONSTRAINT p_key UNIQUE (a, b));
CREATE TABLE t (
    id SERIAL PRIMARY KEY,
    a INTEGER,
    b INTEGER,
    c TEXT,
    d INTEGER,
    CONSTRAINT u1 UNIQUE (a) INCLUDE (b),
    CONSTRAINT u2 UNIQUE NULLS NOT DISTINCT (b),
    CONSTRAINT u3 UNIQUE (c) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT u4 UNIQUE (d) WITH (fillfactor = 50),
    CONSTRAINT f1 FOREIGN KEY (a, b) REFERENCES p (a, b) MATCH FULL ON DELETE CASCADE DEFERRABLE,
    CONSTRAINT f3 FOREIGN KEY (d, b) REFERENCES p (a, b) ON DELETE SET NULL (d),
    CONSTRAINT x1 EXCLUDE USING gist (a WITH =, c WITH <>) WHERE (a > 1),
    CONSTRAINT c1 CHECK (a > 0) NO INHERIT
) WITH (fillfactor = 80);
ALTER TABLE t ADD CONSTRAINT f2 FOREIGN KEY (b) REFERENCES p (id) NOT VALID;
ALTER TABLE t ADD CONSTRAINT c2 CHECK (b > 0) NOT VALID;
CREATE INDEX i1 ON t (c text_pattern_ops) WITH (fillfactor = 70);
CREATE UNIQUE INDEX i2 ON t (b) NULLS NOT DISTINCT;
CREATE INDEX i3 ON t (lower(c) DESC NULLS LAST) INCLUDE (a);
CREATE INDEX i4 ON t USING gin (to_tsvector('english', c));
CREATE INDEX i5 ON t (c COLLATE "C");
CREATE INDEX i6 ON t ((a + b), c) WHERE a > 1;
"#;

/// Returns whether the server has all that a line of SQL or of a declaration says.
fn has(db: &Db, line: &str) -> bool {
    let lower = line.to_lowercase();
    [
        ("nulls not distinct", "nulls_not_distinct"),
        ("on delete set null (", "set_null_of_columns"),
    ]
    .iter()
    .all(|(words, feature)| !lower.contains(words) || db.backend.has(feature))
}

/// Writes the first revision by hand.
fn by_hand(db: &Db, sql: &str) {
    db.moviectl(["revision", "-m", "By hand."]).success();
    let up = db
        .files()
        .into_iter()
        .find(|file| file.ends_with("up.sql"))
        .unwrap();
    db.write(&up, sql);
}

/// The declaration as it is printed, and a database like it.
fn adopted(db: &Db) -> String {
    db.write("moviectl.toml", "managed = true\n");
    db.moviectl(["init"]).success();
    let tables = TABLES.split_inclusive('\n').filter(|line| has(db, line));
    by_hand(db, &tables.collect::<String>());
    db.moviectl(["upgrade"]).success();
    let printed = db.moviectl_reads(["inspect", "--format", "diesel"]);
    db.write("src/schema.rs", &printed.success().stdout);
    printed.stdout.clone()
}

#[test]
fn what_has_words_is_printed_and_the_rest_is_said() {
    Db::with(Backend::Postgres, |db| {
        let printed = adopted(db);
        for statement in [
            "unique u1 (a) include (b);",
            "unique u2 (b) nulls not distinct;",
            "unique u3 (c) deferrable initially deferred;",
            "references p (a, b) on delete cascade deferrable match full;",
            "references p (id) not valid;",
            "check c1 sql(\"a > 0\") no inherit;",
            "check c2 sql(\"b > 0\") not valid;",
            "index i3 (sql(\"lower(c)\") desc nulls last) include (a);",
            "index i4 using gin (sql(",
            "unique index i2 (b) nulls not distinct;",
            r#"index i5 (sql("\"c\" COLLATE \"C\""));"#,
            "index i6 (sql(\"a + b\"), c) where sql(\"a > 1\");",
            r#"//   CONSTRAINT "u4" UNIQUE ("d") WITH (fillfactor=50)"#,
            r#"//   CONSTRAINT "f3" FOREIGN KEY ("d", "b") REFERENCES "p" ("a", "b") ON DELETE SET NULL ("d")"#,
            r#"//   ALTER TABLE "t" ADD CONSTRAINT "x1" EXCLUDE USING "gist" ("a" WITH =, "c" WITH <>) WHERE (a > 1)"#,
            "//   ALTER TABLE \"t\" SET (fillfactor=80)",
            "index i1 (c text_pattern_ops) with sql(\"fillfactor='70'\");",
        ] {
            let found = printed.contains(statement) || !has(db, statement);
            assert!(found, "{statement}\n{printed}");
        }
        assert!(!printed.contains("unique u4"), "{printed}");
    });
}

#[test]
fn each_option_is_a_difference() {
    Db::with(Backend::Postgres, |db| {
        let printed = adopted(db);
        db.moviectl_reads(["check"]).success();
        let before = db.dump();
        for (old, new) in [
            (" include (b);", ";"),
            ("unique u2 (b) nulls not distinct;", "unique u2 (b);"),
            (" deferrable initially deferred;", " deferrable;"),
            (" match full;", ";"),
            ("references p (id) not valid;", "references p (id);"),
            (" no inherit;", ";"),
            ("sql(\"b > 0\") not valid;", "sql(\"b > 0\");"),
            (" with sql(\"fillfactor='70'\");", ";"),
            (
                "index i3 (sql(\"lower(c)\") desc nulls last) include (a);",
                "index i3 (sql(\"lower(c)\") desc nulls last);",
            ),
            ("a + b", "a - b"),
            (
                "unique index i2 (b) nulls not distinct;",
                "unique index i2 (b);",
            ),
        ]
        .into_iter()
        .filter(|(old, _)| has(db, old))
        {
            assert_eq!(printed.matches(old).count(), 1, "{old}\n{printed}");
            db.write("src/schema.rs", &printed.replace(old, new));
            db.moviectl_reads(["check"]).code(3);
            db.moviectl(["migrate", "-m", "Change.", "--against", "database"])
                .success();
            db.moviectl(["upgrade"]).success();
            db.moviectl_reads(["check"]).success();
            db.moviectl(["downgrade"]).success();
            assert_eq!(sorted(&db.dump()), sorted(&before), "{old}");
            let newest = db
                .files()
                .into_iter()
                .rfind(|file| file.ends_with("up.sql"))
                .unwrap();
            std::fs::remove_dir_all(db.path(newest).parent().unwrap()).unwrap();
        }
    });
}

#[test]
fn what_cannot_be_declared_stays_and_comes_back() {
    Db::with(Backend::Postgres, |db| {
        let printed = adopted(db);
        let before = db.dump();
        // A table that goes comes back with all of it.
        db.write("src/schema.rs", "diesel::table! { p (id) { id -> Integer, a -> Nullable<Integer>, b -> Nullable<Integer> } }\ntable_args! { p { unique p_key (a, b); } }");
        db.moviectl(["migrate", "-m", "Gone.", "--against", "database"])
            .success();
        db.moviectl(["upgrade"]).success();
        assert_eq!(
            db.tables(),
            ["__diesel_schema_migrations", "__moviectl_revisions", "p"]
        );
        db.moviectl(["downgrade"]).success();
        assert_eq!(sorted(&db.dump()), sorted(&before));
        // Declared as less than it is, it is another.
        db.write(
            "src/schema.rs",
            &printed.replace("unique u1 (a)", "unique u4 (d);\n unique u1 (a)"),
        );
        db.moviectl_reads(["check"])
            .code(3)
            .stdout_has("removed unique constraint (d) with (fillfactor=50) on table 't'")
            .stdout_has("added unique constraint (d) on table 't'");
        // An exclusion constraint would go with its column.
        db.write(
            "src/schema.rs",
            &printed
                .replace("        c -> Nullable<Text>,\n", "")
                .lines()
                .filter(|line| {
                    !["(c)", "c)", "lower(c)", "(c "]
                        .iter()
                        .any(|part| line.contains(part))
                })
                .map(|line| format!("{line}\n"))
                .collect::<String>(),
        );
        std::fs::remove_dir_all(db.path("migrations/postgres")).expect("it was written");
        db.moviectl_reads(["migrate", "-m", "Column.", "--against", "database"])
            .failure()
            .stderr_has("error: table 't' could not be brought back without losing: exclusion constraint 'x1'")
            .hint("by hand");
    });
}

/// Nobody takes `drop-all` back, so that no clause is in its way.
#[test]
fn drop_all_needs_no_way_back() {
    for (backend, table) in [
        (
            Backend::Postgres,
            "CREATE TABLE t (id INTEGER, a INTEGER, PRIMARY KEY (id) INCLUDE (a))",
        ),
        (
            Backend::Mysql,
            "CREATE TABLE t (id INTEGER, a INTEGER, PRIMARY KEY (id)) PARTITION BY HASH (id) PARTITIONS 2",
        ),
        (
            Backend::Sqlite,
            "CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a INTEGER)",
        ),
    ] {
        Db::with(backend, |db| {
            db.write("moviectl.toml", "managed = true\n");
            db.write(
                "src/schema.rs",
                "diesel::table! { t (id) { id -> Integer, a -> Nullable<Integer> } }",
            );
            db.execute(table);
            db.moviectl(["drop-all", "-y"])
                .success()
                .stderr_has("Dropped table 't'");
            assert_eq!(db.tables(), [""; 0]);
        });
    }
}

#[test]
fn what_down_could_not_make_again_is_refused() {
    for (backend, table, reason) in [
        (
            Backend::Postgres,
            "CREATE TABLE t (id INTEGER, a INTEGER, PRIMARY KEY (id) INCLUDE (a))",
            "INCLUDE of constraint 't_pkey'",
        ),
        (
            Backend::Postgres,
            "CREATE TABLE t (id INTEGER PRIMARY KEY) PARTITION BY RANGE (id)",
            "PARTITION BY RANGE (id)",
        ),
        (
            Backend::Postgres,
            "CREATE TABLE q (id INTEGER); CREATE TABLE t () INHERITS (q)",
            "inheritance from another table",
        ),
        (
            Backend::Sqlite,
            "CREATE TABLE t (id INTEGER PRIMARY KEY DESC)",
            "descending primary key",
        ),
    ] {
        Db::with(backend, |db| {
            db.write("moviectl.toml", "managed = true\n");
            db.write(
                "src/schema.rs",
                "diesel::table! { other (id) { id -> Integer } }",
            );
            db.moviectl(["init"]).success();
            db.moviectl(["revision", "-m", "By hand."]).success();
            let up = db
                .files()
                .into_iter()
                .find(|file| file.ends_with("up.sql"))
                .unwrap();
            db.write(&up, &format!("{table};"));
            db.moviectl(["migrate", "-m", "Gone."])
                .failure()
                .stderr_has("error: table 't' could not be brought back without losing: ")
                .stderr_has(reason);
        });
    }
}

/// A dump's statements in no order: names of sequences and constraints decide it.
fn sorted(dump: &str) -> Vec<String> {
    let mut statements: Vec<String> = dump
        .split(";\n")
        .map(|statement| {
            let lines = statement.lines().filter(|line| !line.starts_with("--"));
            lines.collect::<String>().trim().to_owned()
        })
        .filter(|statement| !statement.starts_with("\\"))
        .collect();
    statements.sort();
    statements
}

// SQLite and MariaDB enforce every check.
on_each! { on postgres, mysql where unenforced_checks;
    fn a_check_that_is_not_enforced_can_be_declared(db: &Db) {
        db.write("moviectl.toml", "managed = true\n");
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, CONSTRAINT c CHECK (a > 0) NOT ENFORCED)");
        let printed = db.moviectl_reads(["inspect", "--format", "diesel"]).success().stdout.clone();
        assert_eq!(printed.matches(" not enforced;").count(), 1, "{printed}");
        db.write("src/schema.rs", &printed);
        db.moviectl_reads(["check"]).success();
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "All."]).success().stderr_has("Proved");
        db.moviectl(["stamp", "head"]).success();
        db.write("src/schema.rs", &printed.replace(" not enforced;", ";"));
        let check = db.moviectl_reads(["check"]).code(3).stdout.clone();
        assert!(check.contains(" not enforced on table 't'"), "{check}");
        db.moviectl(["migrate", "-m", "Enforced."]).success().stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["shell", "-c", "INSERT INTO t VALUES (1, 0)"]).failure();
        db.moviectl(["downgrade"]).success();
        db.execute("INSERT INTO t VALUES (1, 0)");
    }
}

on_each! {
    fn any_name_of_a_constraint_can_be_declared(db: &Db) {
        db.write("moviectl.toml", "managed = true\n");
        db.execute("CREATE TABLE p (id INTEGER PRIMARY KEY)");
        let quoted = |name: &str| db.quoted(name);
        db.execute(&format!(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, \
             CONSTRAINT {} UNIQUE (a), CONSTRAINT {} CHECK (a > 0), CONSTRAINT {} FOREIGN KEY (b) REFERENCES p (id) ON DELETE CASCADE)",
            quoted("my-unique"), quoted("type"), quoted("odd key")
        ));
        db.execute(&format!("CREATE INDEX {} ON t (a, b)", quoted("where is \u{e9}")));
        let printed = db.moviectl_reads(["inspect", "--format", "diesel"]).success().stderr("").stdout.clone();
        for name in ["unique \"my-unique\" (", "check \"type\" sql(", "foreign_key \"odd key\" (", "index \"where is \u{e9}\" ("] {
            assert!(printed.contains(name), "{name}\n{printed}");
        }
        db.write("src/schema.rs", &printed);
        db.moviectl_reads(["check"]).success();
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "All."]).success().stderr_has("Proved");
    }
}

// InnoDB gives the index of one key to both.
on_each! { on sqlite, postgres;
    fn one_of_two_keys_over_the_same_columns_goes(db: &Db) {
        db.write("moviectl.toml", "managed = true\n");
        let both = "diesel::table! { p (id) { id -> Integer } }\ndiesel::table! { t (id) { id -> Integer, b -> Nullable<Integer> } }\n\
            table_args! { t { foreign_key f1 (b) references p on delete cascade; foreign_key f2 (b) references p; } }\n";
        db.write("src/schema.rs", both);
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "Both."]).success();
        db.moviectl(["upgrade"]).success();
        db.edit("src/schema.rs", "foreign_key f1 (b) references p on delete cascade; ", "");
        db.moviectl(["migrate", "-m", "One."]).success().stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["downgrade"]).success();
    }
}

on_each! { on mysql;
    /// The server keeps no prefix that is the whole value.
    fn a_prefix_of_the_whole_length_is_the_column(db: &Db) {
        db.write("moviectl.toml", "managed = true\n");
        db.write(
            "src/schema.rs",
            "diesel::table! { t (id) { id -> Integer, #[max_length = 20] a -> Varchar, #[max_length = 9] b -> Varchar, #[max_length = 30] c -> Varchar } }\ntable_args! { t { type b = \"varbinary(9)\"; index i (a(20)); index j (b(9), c(29)); unique index k (c(30)); } }\n",
        );
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "All."])
            .success()
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
    }
}

on_each! { on mysql;
    /// InnoDB makes a B-tree whatever is said.
    fn an_index_by_hash_is_proved(db: &Db) {
        db.write("moviectl.toml", "managed = true\n");
        db.write(
            "src/schema.rs",
            "diesel::table! { t (id) { id -> Integer, a -> Integer } }\ntable_args! { t { index i using hash (a); } }\n",
        );
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "Hash."])
            .success()
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
    }

    /// The word of the server's for an index that its optimizer leaves out comes back with the index, and with the unique
    /// constraint that it is of.
    fn a_hidden_index_comes_back_hidden(db: &Db) {
        db.write("moviectl.toml", "managed = true\n");
        let declared = "diesel::table! { t (id) { id -> Integer, a -> Nullable<Integer>, b -> Nullable<Integer> } }\ntable_args! { t { index i (a); unique u (b); } }\n";
        db.write("src/schema.rs", declared);
        db.moviectl(["init"]).success();
        let word = match db.product().as_str() {
            "MySQL" => "INVISIBLE",
            _ => "IGNORED",
        };
        by_hand(db, &format!("CREATE TABLE t (id INTEGER PRIMARY KEY AUTO_INCREMENT, a INTEGER, b INTEGER, INDEX i (a) {word}, UNIQUE u (b) {word});\n"));
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        let before = db.dump();
        db.edit("src/schema.rs", "index i (a); unique u (b);", "");
        db.moviectl(["migrate", "-m", "Gone."])
            .success()
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["downgrade"]).success();
        assert_eq!(sorted(&db.dump()), sorted(&before));
    }
}

/// PostgreSQL prints these conditions in a form that it prints differently again. So a declaration that was made by
/// `inspect` has other SQL than the database.
#[test]
fn conditions_that_are_printed_differently_twice_are_no_difference() {
    const LIVE: &str = "CREATE EXTENSION btree_gist;
CREATE TABLE t (id INTEGER PRIMARY KEY, s VARCHAR(9), n INTEGER DEFAULT 1, d VARCHAR(9)[] DEFAULT ARRAY['a', 'b'],
    g BOOLEAN GENERATED ALWAYS AS (s IN ('a', 'b')) STORED,
    EXCLUDE USING gist (n WITH =) WHERE (s IN ('a', 'b')),
    CONSTRAINT c1 CHECK (s IN ('a', 'b')), CONSTRAINT c2 CHECK (n BETWEEN 1 AND 100 AND n <> 7));
CREATE INDEX i ON t (n) WHERE s IN ('a', 'b');
CREATE INDEX j ON t ((s IN ('a', 'b')));
";
    Db::with(Backend::Postgres, |db| {
        db.write("moviectl.toml", "managed = true\n");
        db.write("src/schema.rs", "");
        db.moviectl(["init"]).success();
        by_hand(db, LIVE);
        db.moviectl(["upgrade"]).success();
        let printed = db.moviectl_reads(["inspect", "--format", "diesel"]);
        db.write("src/schema.rs", &printed.success().stdout);
        for against in ["database", "migrations"] {
            db.moviectl_reads(["check", "--against", against]).success();
        }
        for against in [
            &["--against", "migrations"][..],
            &["--against", "database", "--no-proof"],
        ] {
            db.moviectl_reads([&["migrate", "-m", "Nothing."], against].concat())
                .success()
                .stderr_has("No changes");
        }
        db.edit("src/schema.rs", "<> 7", "<> 8");
        db.moviectl(["migrate", "-m", "Eight."])
            .success()
            .stderr_has("<> 8)")
            .stderr_lacks("index")
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl(["downgrade"]).success();
        db.moviectl(["upgrade"]).success();
        // All of them come back with their table.
        db.write("src/schema.rs", "");
        db.moviectl(["migrate", "-m", "Gone."])
            .success()
            .stderr_has("Proved");
    });
}
