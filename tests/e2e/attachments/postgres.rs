//! Policies, triggers, rules, grants and the rest of what hangs on a table of PostgreSQL.

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
    grants_and_comment_of_the_type_of_rows: "GRANT USAGE ON TYPE t TO pg_monitor; COMMENT ON TYPE t IS 'c'", "drop the table" => Back;
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
fn an_enum_type_goes_after_the_objects_that_need_it() {
    let old = r#"table_args! { enum mood ("a", "b"); t { unnumbered id; } }
        diesel::table! { use diesel::sql_types::*; use super::sql_types::Mood; t (id) { id -> Integer, m -> Nullable<Mood>, } }
        pub mod sql_types { #[derive(diesel::sql_types::SqlType)] #[diesel(postgres_type(name = "mood"))] pub struct Mood; }"#;
    let objects = [
        ("policy p", "CREATE POLICY p ON t USING (m = 'a')"),
        (
            "rule r",
            "CREATE RULE r AS ON DELETE TO t WHERE OLD.m = 'a' DO INSTEAD NOTHING",
        ),
        (
            "trigger g",
            "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.m = 'a') EXECUTE FUNCTION f()",
        ),
    ];
    for (user, object) in objects {
        let objects = format!(
            "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (id INTEGER PRIMARY KEY, m mood);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; {object}"
        );
        Db::with(Backend::Postgres, |db| {
            start(db, old, &objects);
            let before = dumped(db);
            db.write("src/schema.rs", "");
            db.moviectl(["migrate", "-m", "Drop."])
                .success()
                .stderr_has(&format!(
                    "note: the next migration drops enum 'mood', because of {user} on table t"
                ))
                .stderr_has("Proved");
            db.moviectl(["upgrade"]).success();
            db.moviectl(["migrate", "-m", "Type."]).success();
            db.moviectl(["upgrade"]).success();
            db.moviectl_reads(["check"]).success();
            db.moviectl(["downgrade", "--", "-2"]).success();
            assert_eq!(dumped(db), before);
        });
    }
}

#[test]
fn a_published_table_goes_while_a_policy_of_another_one_stands_aside() {
    let objects = format!(
        "{TABLE}; {OTHER}; CREATE POLICY p ON t USING (a > 0); CREATE POLICY q ON other USING (id > 0);
        CREATE PUBLICATION pub FOR TABLE t, other"
    );
    let (old, _) = change_beside_another("a is wider");
    let (_, new) = change("a is wider");
    migrate(Backend::Postgres, &objects, (&old, &new), &Back);
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
        let objects = format!("{TABLE}; CREATE PUBLICATION pub FOR TABLE t (id, a) WHERE (a > 0)");
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

/// PostgreSQL 15 and later change the access method of a table, and have tablespaces without a directory of their own.
fn is_recent(db: &Db) -> bool {
    db.lines("SELECT current_setting('server_version_num')::int >= 150000") == ["t"]
}

#[test]
fn an_access_method_comes_back_with_its_table_or_is_named() {
    Db::with(Backend::Postgres, |db| {
        let objects = "CREATE ACCESS METHOD own TYPE TABLE HANDLER heap_tableam_handler;
            CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT) USING own";
        let outcome = match is_recent(db) {
            true => Back,
            false => Refused(
                "down.sql would not bring everything back: access method of table t is gone",
            ),
        };
        let (old, new) = change("drop the table");
        migrate(Backend::Postgres, objects, (&old, &new), &outcome);
    });
}

#[test]
fn a_tablespace_comes_back_with_its_table() {
    Db::with(Backend::Postgres, |db| {
        if !is_recent(db) {
            return;
        }
        let name = db.database();
        db.execute(&format!(
            "ALTER DATABASE {name} SET allow_in_place_tablespaces = on"
        ));
        db.execute(&format!("CREATE TABLESPACE {name} LOCATION ''"));
        let objects = format!("{TABLE}; ALTER TABLE t SET TABLESPACE {name}");
        let (old, new) = change("drop the table");
        migrate(Backend::Postgres, &objects, (&old, &new), &Back);
        let objects = format!("{TABLE}; ALTER INDEX t_pkey SET TABLESPACE {name}");
        migrate(Backend::Postgres, &objects, (&old, &new), &Back);
        db.execute(&format!("DROP TABLESPACE {name}"));
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
        start(db, &old, &format!("{TABLE}; CREATE POLICY p ON t USING (a > 0); CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();
                COMMENT ON TRIGGER g ON t IS 'c'; GRANT UPDATE (a) ON t TO PUBLIC; CREATE STATISTICS s ON a, b FROM t"));
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
        start(
            db,
            &declared(BOTH, ""),
            &format!(
                "{TABLE}; GRANT SELECT ON t TO pg_monitor WITH GRANT OPTION; SET ROLE pg_monitor;
                GRANT SELECT ON t TO pg_read_all_stats; RESET ROLE"
            ),
        );
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
