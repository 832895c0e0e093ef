//! Objects that moviectl has no model of: what hangs on a table or a column comes back with it, and a change that would break
//! what stays is refused by name. Each row is a test on its database.

use crate::support::{Backend, Db};

/// The outcome of a migration.
enum Outcome {
    /// `up.sql` keeps everything that is not named, and `down.sql` brings the rest back.
    Back,
    /// As above, with this warning.
    Warned(&'static str),
    /// The migration is refused with these words.
    Refused(&'static str),
}

use Outcome::{Back, Refused, Warned};

/// Runs a migration from one declaration to another one, on a database with objects that the first declaration lacks.
#[track_caller]
fn migrate(backend: Backend, objects: &str, (old, new): (&str, &str), outcome: &Outcome) {
    Db::with(backend, |db| {
        db.write("moviectl.toml", "managed = true\n");
        db.write("src/schema.rs", old);
        db.moviectl(["init"]).success();
        db.write_revision("2020-01-01-000000-0000_objects", objects);
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        db.write("src/schema.rs", new);
        let files = db.files();
        let output = db.moviectl(["migrate", "-m", "Change."]);
        match outcome {
            Refused(words) => {
                output.failure().stderr_has(words);
                assert_eq!(db.files(), files);
                return;
            }
            Warned(words) => drop(output.success().stderr_has(words)),
            Back => drop(output.success().stderr_lacks("another role")),
        }
        // The way back, as the database's own tool sees it.
        let before = dumped(db);
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["check"]).success();
        let after = dumped(db);
        db.moviectl(["downgrade"]).success();
        assert_eq!(dumped(db), before);
        db.moviectl(["upgrade"]).success();
        assert_eq!(dumped(db), after);
    });
}

/// The lines of a dump in no order: the order of columns and of objects may change. SQLite keeps the statements of tables as
/// they were written, so its columns are listed.
pub(crate) fn dumped(db: &Db) -> Vec<String> {
    let dump = match db.backend {
        Backend::Sqlite => {
            let objects = "SELECT type || ' ' || name || ': ' || sql FROM sqlite_schema WHERE type IN ('trigger', 'view')";
            let columns = "SELECT m.name || '.' || x.name || ' ' || replace(x.type, ', ', ',') || ' ' || (x.\"notnull\" AND NOT x.pk) || ' ' || x.pk \
                 || ' ' || coalesce(x.dflt_value, '') FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS x WHERE m.type = 'table'";
            [db.lines(objects), db.lines(columns)].concat().join("\n")
        }
        _ => db.dump(),
    };
    let mut lines: Vec<String> = dump
        .lines()
        .map(|line| {
            let line = line.trim().trim_end_matches(',');
            if !line.starts_with("CREATE STATISTICS") {
                return line.to_owned();
            }
            // Its columns have the order of the table.
            let mut words: Vec<&str> = line.split([' ', ',']).collect();
            words.sort_unstable();
            words.join(" ")
        })
        .filter(|line| !line.is_empty() && !line.starts_with("--") && !line.starts_with('\\'))
        .collect();
    lines.sort();
    lines
}

/// The columns and the rest of the declaration of `t`.
fn declared(columns: &str, rest: &str) -> String {
    format!(
        "diesel::table! {{ t (id) {{ id -> Integer, {columns} }} }} table_args! {{ t {{ unnumbered id on postgres; unnumbered id on mysql; {rest} }} }}"
    )
}

const BOTH: &str = "a -> Nullable<Integer>, b -> Nullable<Text>,";

/// A change of the declaration.
fn change(name: &str) -> (String, String) {
    let varchar = r#"type b = "varchar(9)" on mysql;"#;
    let old = declared(BOTH, varchar);
    let new = match name {
        "drop the table" => String::new(),
        "drop a" => declared("b -> Nullable<Text>,", varchar),
        "drop b" => declared("a -> Nullable<Integer>,", ""),
        "a is wider" => declared("a -> Nullable<BigInt>, b -> Nullable<Text>,", varchar),
        "b is a varchar" => declared("a -> Nullable<Integer>, b -> Nullable<Varchar>,", ""),
        "b is not null" => declared("a -> Nullable<Integer>, b -> Text,", varchar),
        "b is not null without a" => declared("b -> Text,", varchar),
        other => panic!("no change {other}"),
    };
    (old, new)
}

/// Another table, which stays.
const OTHER: &str = "CREATE TABLE other (id INTEGER PRIMARY KEY NOT NULL)";

/// A change beside the other table.
fn change_beside_another(name: &str) -> (String, String) {
    let with = |declaration: String| {
        format!(
            "{declaration} diesel::table! {{ other (id) {{ id -> Integer }} }} table_args! {{ other {{ unnumbered id on postgres; unnumbered id on mysql; }} }}"
        )
    };
    let (old, new) = change(name);
    (with(old), with(new))
}

/// Makes a test of each row: its name, the objects beside the table, the change, and the outcome.
macro_rules! rows {
    ($backend:ident, $table:expr; $($name:ident: $objects:expr, $change:expr => $outcome:expr;)+) => {
        $(#[test]
        fn $name() {
            let (old, new) = change($change);
            let objects = format!("{}; {}", $table, $objects);
            migrate(Backend::$backend, &objects, (&old, &new), &$outcome);
        })+
    };
}

mod postgres {
    use super::*;

    const TABLE: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT);
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'";

    rows! { Postgres, TABLE;
        row_security: "ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY", "drop the table" => Back;
        policy: "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO pg_monitor, PUBLIC
            USING (a > 0) WITH CHECK (b <> ''); COMMENT ON POLICY p ON t IS 'it''s';
            CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (NEW.a > 0) EXECUTE FUNCTION f();
            GRANT SELECT ON t TO PUBLIC", "drop the table" => Back;
        policy_of_a_column_with_another_type: "CREATE POLICY p ON t USING (a > 0); COMMENT ON POLICY p ON t IS 'c'",
            "a is wider" => Back;
        policy_of_a_column_that_goes: "CREATE POLICY p ON t USING (a > 0)", "drop a" =>
            Refused("it would break objects that stay: policy p on t reads column t.a");
        policy_of_another_column: "CREATE POLICY p ON t USING (a > 0)", "drop b" => Back;
        trigger: "CREATE TRIGGER g AFTER INSERT ON t REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION f();
            ALTER TABLE t ENABLE ALWAYS TRIGGER g; COMMENT ON TRIGGER g ON t IS 'c'", "drop the table" => Back;
        constraint_trigger: "CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            EXECUTE FUNCTION f(); ALTER TABLE t DISABLE TRIGGER g", "drop the table" => Back;
        trigger_of_a_column_with_another_type: "CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW
            WHEN (OLD.a IS DISTINCT FROM NEW.a) EXECUTE FUNCTION f(); ALTER TABLE t ENABLE REPLICA TRIGGER g",
            "a is wider" => Back;
        trigger_of_a_column_that_goes: "CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f()", "drop a" =>
            Refused("trigger g on t reads column t.a");
        trigger_whose_function_reads_a_column_that_goes: "CREATE FUNCTION h() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN NEW.a := 1; RETURN NEW; END'; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION h()",
            "drop a" => Refused("trigger g on t reads column t.a");
        trigger_whose_function_writes_the_column_in_capitals: "CREATE FUNCTION h() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN NEW.A := 1; RETURN NEW; END'; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION h()",
            "drop a" => Refused("trigger g on t reads column t.a");
        trigger_whose_function_has_the_name_of_a_column: "CREATE FUNCTION h() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM o.a FROM old_rows AS o; RETURN NULL; END'; CREATE TRIGGER g AFTER UPDATE ON t
            REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION h()", "drop a" =>
            Warned("warning: trigger g on t has the name of column t.a: check it");
        trigger_that_depends_on_an_extension: "CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();
            ALTER TRIGGER g ON t DEPENDS ON EXTENSION plpgsql", "a is wider" => Back;
        function_with_the_name_of_a_column: "CREATE FUNCTION h() RETURNS bigint LANGUAGE plpgsql AS
            'BEGIN RETURN (SELECT sum(a) FROM t); END'", "drop a" =>
            Warned("warning: function h() has the name of column t.a: check it");
        function_of_a_row: "CREATE FUNCTION h(t) RETURNS integer LANGUAGE sql AS 'SELECT 1'", "drop the table" =>
            Refused("it would break objects that stay: function h(t) depends on type t");
        rule: "CREATE RULE r AS ON DELETE TO t WHERE OLD.a > 0 DO INSTEAD NOTHING; ALTER TABLE t DISABLE RULE r;
            COMMENT ON RULE r ON t IS 'c'", "drop the table" => Back;
        rule_of_a_column_with_another_type: "CREATE RULE r AS ON DELETE TO t WHERE OLD.a > 0 DO INSTEAD NOTHING",
            "a is wider" => Back;
        grants: "GRANT SELECT, INSERT ON t TO pg_monitor WITH GRANT OPTION; GRANT DELETE ON t TO PUBLIC;
            GRANT UPDATE (b), SELECT (b) ON t TO PUBLIC", "drop the table" => Back;
        grant_of_a_column: "GRANT UPDATE (b) ON t TO pg_monitor", "drop b" => Back;
        grants_and_default_privileges: "GRANT SELECT ON t TO pg_monitor;
            ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO PUBLIC, pg_monitor", "drop the table" => Back;
        grant_of_another_role: "GRANT SELECT ON t TO pg_monitor WITH GRANT OPTION; SET ROLE pg_monitor;
            GRANT SELECT ON t TO pg_read_all_stats; RESET ROLE", "drop the table" =>
            Refused("down.sql would not bring everything back: grant on table t to pg_read_all_stats is gone");
        owner: "ALTER TABLE t OWNER TO pg_monitor; GRANT SELECT ON t TO PUBLIC", "drop the table" =>
            Warned("warning: another role may lack the right to run `ALTER TABLE t OWNER TO pg_monitor`");
        comments: "COMMENT ON TABLE t IS 'it''s'; COMMENT ON COLUMN t.b IS 'b'; COMMENT ON CONSTRAINT t_pkey ON t IS 'k'",
            "drop the table" => Back;
        comment_of_a_column: "COMMENT ON COLUMN t.b IS 'b'", "drop b" => Back;
        statistics: "CREATE STATISTICS s (dependencies) ON a, b FROM t; COMMENT ON STATISTICS s IS 'c'", "drop the table" => Back;
        statistics_of_a_column: "CREATE STATISTICS s ON a, b FROM t", "drop b" => Back;
        statistics_of_the_first_column: "CREATE STATISTICS s ON a, b FROM t", "drop a" => Back;
        policy_that_is_spelled_with_a_cast: "CREATE POLICY p ON t USING (b = 'x'); COMMENT ON POLICY p ON t IS 'c'",
            "b is a varchar" => Back;
        statistics_of_a_column_with_another_type: "CREATE STATISTICS s ON a, b FROM t", "a is wider" => Back;
        storage_of_a_column: "ALTER TABLE t ALTER b SET STORAGE EXTERNAL, ALTER b SET STATISTICS 7, ALTER a SET (n_distinct = 5)",
            "drop the table" => Back;
        storage_of_a_column_that_goes: "ALTER TABLE t ALTER b SET STORAGE MAIN, ALTER b SET STATISTICS 7", "drop b" => Back;
        unlogged: "ALTER TABLE t SET UNLOGGED", "drop the table" => Back;
        options_of_a_table: "ALTER TABLE t SET (autovacuum_enabled = off, fillfactor = 70, toast.autovacuum_enabled = off)",
            "drop the table" => Back;
        replica_identity: "ALTER TABLE t REPLICA IDENTITY FULL", "drop the table" => Back;
        replica_identity_of_an_index: "ALTER TABLE t REPLICA IDENTITY USING INDEX t_pkey", "drop the table" => Back;
        clustered: "ALTER TABLE t CLUSTER ON t_pkey", "drop the table" => Back;
        published: "CREATE PUBLICATION pub FOR TABLE t", "drop the table" => Back;
    }

    /// Changes of indexes and types, which make the object anew.
    #[test]
    fn an_index_that_is_made_anew_keeps_its_properties() {
        let old = declared(BOTH, "index i (a);");
        let new = declared(BOTH, "index i (a, b);");
        let objects = format!(
            "{TABLE}; CREATE INDEX i ON t (a); ALTER TABLE t CLUSTER ON i; COMMENT ON INDEX i IS 'c'"
        );
        migrate(Backend::Postgres, &objects, (&old, &new), &Back);
    }

    #[test]
    fn a_unique_index_of_a_partitioned_table_comes_back_valid() {
        let declared = |rest: &str| {
            format!(
                "diesel::table! {{ t (id, a) {{ id -> Integer, a -> Integer, b -> Nullable<Text>, }} }} table_args! {{ t {{ {rest} }} }}"
            )
        };
        let (old, new) = (declared("unique index i (id, a, b);"), declared(""));
        let objects = "CREATE TABLE t (id INTEGER, a INTEGER, b TEXT, PRIMARY KEY (id, a)) PARTITION BY LIST (id);
            CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); CREATE UNIQUE INDEX i ON t (id, a, b)";
        migrate(Backend::Postgres, objects, (&old, &new), &Back);
    }

    #[test]
    fn an_enum_type_that_is_made_anew_keeps_its_grants_and_policies() {
        let declared = |values: &str| {
            format!(
                r#"table_args! {{ enum mood ({values}); t {{ unnumbered id; }} }}
                diesel::table! {{ use diesel::sql_types::*; use super::sql_types::Mood; t (id) {{ id -> Integer, m -> Nullable<Mood>, }} }}
                pub mod sql_types {{ #[derive(diesel::sql_types::SqlType)] #[diesel(postgres_type(name = "mood"))] pub struct Mood; }}"#
            )
        };
        let (old, new) = (declared(r#""a", "b", "c""#), declared(r#""a", "b""#));
        let objects = "CREATE TYPE mood AS ENUM ('a', 'b', 'c'); CREATE TABLE t (id INTEGER PRIMARY KEY, m mood);
            REVOKE USAGE ON TYPE mood FROM PUBLIC; GRANT USAGE ON TYPE mood TO pg_monitor; COMMENT ON TYPE mood IS 'c';
            CREATE POLICY p ON t USING (m = 'a')";
        migrate(Backend::Postgres, objects, (&old, &new), &Back);
    }

    #[test]
    fn two_tables_go_although_a_policy_of_one_reads_the_other() {
        let objects =
            format!("{TABLE}; {OTHER}; CREATE POLICY p ON t USING (id IN (SELECT id FROM other))");
        let (old, _) = change_beside_another("drop the table");
        migrate(Backend::Postgres, &objects, (&old, ""), &Back);
    }

    #[test]
    fn the_filter_of_a_publication_stands_aside_or_is_in_the_way() {
        Db::with_feature(Backend::Postgres, "publication_filters", |_| {
            let objects =
                format!("{TABLE}; CREATE PUBLICATION pub FOR TABLE t (id, a) WHERE (a > 0)");
            for (name, outcome) in [
                ("a is wider", Back),
                ("drop the table", Back),
                ("drop b", Back),
                (
                    "drop a",
                    Refused("publication table t in publication pub reads column t.a"),
                ),
            ] {
                let (old, new) = change(name);
                migrate(Backend::Postgres, &objects, (&old, &new), &outcome);
            }
        });
    }

    #[test]
    fn a_copy_of_a_database_has_its_policies_and_functions() {
        Db::with(Backend::Postgres, |db| {
            let (old, new) = change("drop a");
            db.write("moviectl.toml", "managed = true\n");
            db.write("src/schema.rs", &old);
            db.moviectl(["init"]).success();
            db.moviectl(["migrate", "-m", "Table."]).success();
            db.moviectl(["upgrade"]).success();
            db.execute("CREATE FUNCTION h() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.a := 1; RETURN NEW; END'");
            db.execute("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION h()");
            db.execute("CREATE DOMAIN lonely AS integer");
            db.write("src/schema.rs", &new);
            db.moviectl(["migrate", "-m", "Change.", "--against", "database"])
                .failure()
                .stderr_has(
                    "note: the proof does not see these objects of the database: domain lonely",
                )
                .stderr_has("it would break objects that stay: trigger g on t reads column t.a");
        });
    }

    #[test]
    fn a_policy_of_another_table_is_in_the_way() {
        let objects =
            format!("{TABLE}; {OTHER}; CREATE POLICY p ON other USING (id IN (SELECT a FROM t))");
        let (old, new) = change_beside_another("drop the table");
        let refused =
            Refused("it would break objects that stay: policy p on table other depends on table t");
        migrate(Backend::Postgres, &objects, (&old, &new), &refused);
    }

    #[test]
    fn renaming_what_others_read_changes_nothing_else() {
        let old = declared(BOTH, "");
        Db::with(Backend::Postgres, |db| {
            db.write("moviectl.toml", "managed = true\n");
            db.write("src/schema.rs", &old);
            db.moviectl(["init"]).success();
            db.write_revision(
                "2020-01-01-000000-0000_objects",
                &format!("{TABLE}; CREATE POLICY p ON t USING (a > 0); CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();
                    COMMENT ON TRIGGER g ON t IS 'c'; GRANT UPDATE (a) ON t TO PUBLIC; CREATE STATISTICS s ON a, b FROM t"),
            );
            db.moviectl(["upgrade"]).success();
            let before = dumped(db);
            let new = old
                .replace("a ->", "x ->")
                .replace("t (id)", "u (id)")
                .replace("{ t {", "{ u {");
            db.write("src/schema.rs", &new);
            db.moviectl([
                "migrate", "-m", "Names.", "--rename", "t=u", "--rename", "t.a=x",
            ])
            .success()
            .stderr_has("Proved");
            db.moviectl(["upgrade"]).success();
            db.moviectl_reads(["check"]).success();
            db.moviectl(["downgrade"]).success();
            assert_eq!(dumped(db), before);
        });
    }

    #[test]
    fn what_would_be_lost_can_be_accepted() {
        Db::with(Backend::Postgres, |db| {
            db.write("moviectl.toml", "managed = true\n");
            db.write("src/schema.rs", &declared(BOTH, ""));
            db.moviectl(["init"]).success();
            db.write_revision(
                "2020-01-01-000000-0000_objects",
                &format!("{TABLE}; GRANT SELECT ON t TO pg_monitor WITH GRANT OPTION; SET ROLE pg_monitor;
                    GRANT SELECT ON t TO pg_read_all_stats; RESET ROLE"),
            );
            db.moviectl(["upgrade"]).success();
            db.write("src/schema.rs", "");
            db.moviectl(["migrate", "-m", "Drop."])
                .failure()
                .stderr_has("error: the new migration was not written: down.sql would not bring everything back: ")
                .hint("--accept-loss");
            db.moviectl(["migrate", "-m", "Drop.", "--accept-loss"])
                .success()
                .stderr_has("Proved");
            let files = db.files();
            let down = files
                .iter()
                .rfind(|file| file.ends_with("down.sql"))
                .unwrap();
            let text = db.read(down);
            assert!(
                text.starts_with(
                    "-- Not brought back:\n--   grant on table t to pg_read_all_stats is gone\n"
                ),
                "{text}"
            );
            assert!(
                text.contains("GRANT SELECT ON TABLE t TO pg_monitor WITH GRANT OPTION;"),
                "{text}"
            );
            db.moviectl(["upgrade"]).success();
            db.moviectl(["downgrade"]).success();
            db.moviectl(["upgrade"]).success();
        });
    }
}

mod mysql {
    use super::*;

    const TABLE: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b VARCHAR(9))";

    rows! { Mysql, TABLE;
        trigger: "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", "drop the table" => Back;
        triggers_in_their_order: "CREATE TRIGGER z BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
            CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 2; SET NEW.b = ''; END;
            CREATE TRIGGER m BEFORE INSERT ON t FOR EACH ROW PRECEDES a SET NEW.a = 3", "drop the table" => Back;
        trigger_in_another_mode: "SET SESSION sql_mode = 'ANSI_QUOTES';
            CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.\"a\" = 1; SET SESSION sql_mode = DEFAULT",
            "drop the table" => Back;
        trigger_of_another_account: "CREATE DEFINER = 'mt_nobody'@'localhost' TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
            "drop the table" => Warned("warning: another role may lack the right to run `CREATE DEFINER=`mt_nobody`@`localhost` TRIGGER");
        trigger_of_a_column_that_goes: "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", "drop a" =>
            Refused("it would break objects that stay: trigger g on t reads column t.a");
        trigger_that_writes_the_column_in_capitals: "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.A = 1", "drop a" =>
            Refused("trigger g on t reads column t.A");
        trigger_that_reads_its_table: "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @n = (SELECT count(a) FROM t)", "drop a" =>
            Warned("warning: trigger g on t has the name of column t.a: check it");
        trigger_of_another_column: "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", "drop b" => Back;
        trigger_of_a_column_with_another_type: "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", "a is wider" => Back;
        view_of_a_column_that_goes: "CREATE VIEW v AS SELECT a FROM t", "drop a" =>
            Refused("it would break objects that stay: view v reads something that is gone");
        view_of_a_table_that_goes: "CREATE VIEW v AS SELECT a FROM t", "drop the table" =>
            Refused("view v reads something that is gone");
        view_of_another_column: "CREATE VIEW v AS SELECT a FROM t", "drop b" => Back;
        procedure_with_the_name_of_a_column: "CREATE PROCEDURE r() SELECT sum(a) FROM t", "drop a" =>
            Warned("warning: procedure r has the name of column t.a: check it");
        event_with_the_name_of_a_table: "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t", "drop the table" =>
            Warned("warning: event e has the name of table t: check it");
        partitions: "ALTER TABLE t PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (9), PARTITION p1 VALUES LESS THAN MAXVALUE)",
            "drop the table" => Back;
        partitions_of_a_table_that_changes: "ALTER TABLE t PARTITION BY HASH (id) PARTITIONS 3", "a is wider" => Back;
        options_of_a_table: "ALTER TABLE t ROW_FORMAT = COMPACT, STATS_PERSISTENT = 0, COMMENT = 'c'", "drop the table" => Back;
        engine_and_collation: "ALTER TABLE t ENGINE = MyISAM, CONVERT TO CHARACTER SET latin1", "drop the table" => Back;
        invisible_column: "ALTER TABLE t MODIFY a INTEGER INVISIBLE", "drop the table" => Back;
        invisible_column_with_another_type: "ALTER TABLE t MODIFY a INTEGER INVISIBLE", "a is wider" => Back;
        invisible_column_that_goes: "ALTER TABLE t MODIFY a INTEGER INVISIBLE", "drop a" => Back;
    }

    #[test]
    fn a_trigger_that_writes_another_table_is_in_the_way() {
        let objects = format!(
            "{TABLE}; {OTHER}; CREATE TRIGGER g AFTER INSERT ON other FOR EACH ROW INSERT INTO t (id) VALUES (NEW.id)"
        );
        let (old, new) = change_beside_another("drop the table");
        let refused = Refused("it would break objects that stay: trigger g on other reads table t");
        migrate(Backend::Mysql, &objects, (&old, &new), &refused);
    }

    #[test]
    fn an_attribute_can_be_declared_and_stays_undeclared() {
        Db::with(Backend::Mysql, |db| {
            let varchar = r#"type b = "varchar(9)";"#;
            let plain = declared(BOTH, varchar);
            let with = declared(BOTH, &format!("{varchar} invisible a on mysql;"));
            migrate(Backend::Mysql, TABLE, (&plain, &with), &Back);
            let objects = format!("{TABLE}; ALTER TABLE t MODIFY a INTEGER INVISIBLE");
            migrate(Backend::Mysql, &objects, (&with, ""), &Back);
            db.execute(&objects);
            db.write("moviectl.toml", "managed = true\n");
            for declaration in [&plain, &with] {
                db.write("src/schema.rs", declaration);
                db.moviectl_reads(["check"]).success();
            }
            db.moviectl_reads(["inspect", "--format", "diesel"])
                .success()
                .stdout_has("invisible a;");
        });
    }

    #[test]
    fn a_default_from_a_sequence_does_not_name_the_database() {
        Db::with(Backend::Mysql, |db| {
            if db.product() != "MariaDB" {
                return;
            }
            let with = r#"type b = "varchar(9)"; default a = sql("nextval(s)");"#;
            let (old, new) = (
                declared(BOTH, with),
                change("a is wider")
                    .1
                    .replace("type b", "default a = sql(\"nextval(s)\"); type b"),
            );
            let objects = "CREATE SEQUENCE s; CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER DEFAULT nextval(s), b VARCHAR(9))";
            migrate(Backend::Mysql, objects, (&old, &new), &Back);
            migrate(Backend::Mysql, objects, (&old, ""), &Back);
        });
    }

    #[test]
    fn generated_columns_over_generated_columns_are_made_anew() {
        let declared = |kind: &str, sum: &str| {
            format!(
                r#"diesel::table! {{ t (id) {{ id -> Integer, a -> Nullable<{kind}>, b -> Nullable<Integer>, c -> Nullable<Integer>, }} }}
                table_args! {{ t {{ unnumbered id; generated b = sql("{sum}") stored; generated c = sql("b * 2") virtual; }} }}"#
            )
        };
        let objects = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER AS (a + 1) STORED, c INTEGER AS (b * 2) VIRTUAL)";
        let old = declared("Integer", "a + 1");
        let plain = "diesel::table! { t (id) { id -> Integer, a -> Nullable<Integer>, } } table_args! { t { unnumbered id; } }";
        for new in [
            declared("BigInt", "a + 1"),
            declared("Integer", "a + 2"),
            plain.to_owned(),
        ] {
            migrate(Backend::Mysql, objects, (&old, &new), &Back);
        }
    }

    #[test]
    fn a_column_keeps_another_collation_than_its_table() {
        let old = r#"diesel::table! { t (id) { id -> Integer, #[max_length = 20] a -> Varchar, c -> Nullable<Text>, } }
            table_args! { t { unnumbered id; collate a = "latin1_bin"; collate c = "latin1_german1_ci"; } }"#;
        let objects = "CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL, c TEXT)
            CHARSET latin1 COLLATE latin1_german1_ci";
        migrate(Backend::Mysql, objects, (old, ""), &Back);
    }

    #[test]
    fn a_geometric_column_keeps_its_reference_system() {
        let declared = |kind: &str| {
            format!(
                r#"diesel::table! {{ t (id) {{ id -> Integer, p -> {kind}, }} }} table_args! {{ t {{ unnumbered id; type p = "point"; }} }}"#
            )
        };
        Db::with(Backend::Mysql, |db| {
            let column = match db.product().as_str() {
                "MariaDB" => "POINT REF_SYSTEM_ID=4326 NOT NULL",
                _ => "POINT NOT NULL SRID 4326",
            };
            let objects = format!("CREATE TABLE t (id INTEGER PRIMARY KEY, p {column})");
            let (old, new) = (declared("Binary"), declared("Nullable<Binary>"));
            migrate(Backend::Mysql, &objects, (&old, &new), &Back);
            migrate(Backend::Mysql, &objects, (&old, ""), &Back);
        });
    }

    #[test]
    fn a_table_with_a_history_comes_back_with_one() {
        Db::with(Backend::Mysql, |db| {
            if db.product() != "MariaDB" {
                return;
            }
            let (old, new) = change("drop the table");
            let objects = format!("{TABLE} WITH SYSTEM VERSIONING");
            migrate(Backend::Mysql, &objects, (&old, &new), &Back);
        });
    }
}

mod sqlite {
    use super::*;

    const TABLE: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, a INTEGER, b TEXT)";

    rows! { Sqlite, TABLE;
        trigger: "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE a = NEW.a; END", "drop the table" => Back;
        trigger_of_a_table_that_is_made_anew: "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE a = NEW.a; END",
            "a is wider" => Back;
        trigger_of_a_column_that_goes: "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE id = NEW.a; END", "drop a" =>
            Refused("it would break objects that stay: trigger g after drop column: no such column: NEW.a");
        trigger_of_a_column_that_goes_with_a_table_made_anew:
            "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE id = NEW.a; END", "b is not null without a" =>
            Refused("it would break objects that stay: trigger g on t reads something that is gone");
        trigger_of_another_column: "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE id = NEW.a; END", "drop b" => Back;
        trigger_of_updates_of_a_column_that_goes: "CREATE TRIGGER g AFTER UPDATE OF a ON t BEGIN SELECT 1; END", "drop a" =>
            Refused("it would break objects that stay: trigger g on t reads column t.a");
        trigger_that_writes_a_column_that_goes: "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END", "drop a" =>
            Refused("it would break objects that stay: trigger g on t reads something that is gone");
        trigger_beside_a_broken_one: "CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO t (id, a) VALUES (5, 1); END;
            CREATE TRIGGER whole AFTER INSERT ON t BEGIN SELECT 1; END", "drop a" =>
            Refused("it would break objects that stay: trigger g on t reads something that is gone\nhint");
        full_text_of_a_table_that_goes: "CREATE VIRTUAL TABLE words USING fts5 (b, content = 't', content_rowid = 'id')",
            "drop the table" => Refused("it would break objects that stay: virtual table words reads table t");
        full_text_of_a_column_that_goes: "CREATE VIRTUAL TABLE words USING fts5 (b, content = 't', content_rowid = 'id')",
            "drop b" => Refused("it would break objects that stay: virtual table words reads column t.b");
        view_of_a_table_that_goes: "CREATE VIEW v AS SELECT a FROM t", "drop the table" =>
            Refused("it would break objects that stay: view v reads something that is gone");
        view_of_a_column_that_goes: "CREATE VIEW v AS SELECT a FROM t", "drop a" =>
            Refused("it would break objects that stay: view v after drop column: no such column: a");
        view_of_another_column: "CREATE VIEW v AS SELECT a FROM t", "b is not null" => Back;
    }

    #[test]
    fn a_trigger_of_another_table_is_in_the_way() {
        let objects = format!(
            "{TABLE}; {OTHER}; CREATE TRIGGER g AFTER INSERT ON other BEGIN DELETE FROM t; END"
        );
        let (old, new) = change_beside_another("drop the table");
        let refused = Refused(
            "it would break objects that stay: trigger g on other reads something that is gone",
        );
        migrate(Backend::Sqlite, &objects, (&old, &new), &refused);
    }
}

/// A column that must have a value comes back on a table with rows, or the migration says that it does not.
fn comes_back_with_rows(backend: Backend, column: &str, kind: &str, warning: Option<&str>) {
    Db::with(backend, |db| {
        let unnumbered = "unnumbered id on postgres; unnumbered id on mysql;";
        let own = "#[derive(diesel::sql_types::SqlType)] #[diesel(postgres_type(name = \"pos\"))] #[diesel(sqlite_type(name = \"Integer\"))] pub struct Pos;";
        let declared = |columns: &str, rest: &str| {
            format!(
                "diesel::table! {{ t (id) {{ id -> Integer, {columns} }} }} table_args! {{ t {{ {unnumbered} {rest} }} }} {own}"
            )
        };
        db.write("moviectl.toml", "managed = true\n");
        let rest = match column {
            "INTEGER NOT NULL UNIQUE" => "unique (u);",
            "POINT NOT NULL" => "type u = \"point\";",
            _ => "",
        };
        db.write("src/schema.rs", &declared(&format!("u -> {kind},"), rest));
        db.moviectl(["init"]).success();
        let domain = match backend {
            Backend::Postgres => "CREATE DOMAIN pos AS integer CHECK (VALUE > 0);",
            _ => "",
        };
        let table = format!("CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, u {column})");
        db.write_revision("2020-01-01-000000-0000_t", &format!("{domain} {table}"));
        db.moviectl(["upgrade"]).success();
        db.write("src/schema.rs", &declared("", ""));
        let output = db.moviectl(["migrate", "-m", "Drop."]);
        output.success().stderr_has("Proved");
        let down = db
            .files()
            .into_iter()
            .rfind(|file| file.ends_with("_drop/down.sql"))
            .unwrap();
        match warning {
            Some(words) => {
                output.stderr_has(&format!("warning: `downgrade` can fail {words}"));
                let head = format!("-- Can fail {words}.\n");
                assert!(db.read(&down).starts_with(&head), "{}", db.read(&down));
            }
            None => drop(output.stderr_lacks("can fail")),
        }
        db.moviectl(["upgrade"]).success();
        db.execute("INSERT INTO t (id) VALUES (1)");
        db.execute("INSERT INTO t (id) VALUES (2)");
        let downgrade = db.moviectl(["downgrade"]);
        match warning {
            Some(_) => drop(downgrade.failure()),
            None => drop(downgrade.success()),
        }
        assert_eq!(db.lines("SELECT id FROM t ORDER BY id"), ["1", "2"]);
    });
}

#[test]
fn a_unique_column_does_not_come_back_on_a_table_with_rows() {
    let words =
        "where 't' has rows: 't.u' is NOT NULL and unique, so two rows can't have the same value";
    for backend in [Backend::Sqlite, Backend::Postgres, Backend::Mysql] {
        comes_back_with_rows(backend, "INTEGER NOT NULL UNIQUE", "Integer", Some(words));
    }
}

#[test]
fn a_column_comes_back_with_a_placeholder_or_says_that_it_has_none() {
    comes_back_with_rows(Backend::Postgres, "POINT NOT NULL", "Binary", None);
    let words = "where 't' has rows: 't.u' is NOT NULL, and no value of type pos is known";
    comes_back_with_rows(Backend::Postgres, "pos NOT NULL", "Pos", Some(words));
}
