//! Triggers, views, partitions, options and attributes on MySQL and MariaDB.

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

#[test]
fn a_period_comes_back_with_its_table() {
    let declared = |column: &str| {
        format!(
            "diesel::table! {{ t (id) {{ id -> Integer, a -> Date, b -> Date, c -> {column}, }} }}
            table_args! {{ t {{ unnumbered id; check before sql(\"a < b\"); }} }}"
        )
    };
    Db::with(Backend::Mysql, |db| {
        if db.product() != "MariaDB" {
            return;
        }
        let objects =
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a DATE NOT NULL, b DATE NOT NULL, c INTEGER,
            PERIOD FOR p (a, b), CONSTRAINT `before` CHECK (a < b))";
        let old = declared("Nullable<Integer>");
        migrate(Backend::Mysql, objects, (&old, ""), &Back);
        let new = declared("Nullable<BigInt>");
        migrate(Backend::Mysql, objects, (&old, &new), &Back);
        let times = old.replace("Date", "Timestamp");
        migrate(Backend::Mysql, objects, (&old, &times), &Back);
        let gone = old
            .replace("b -> Date, ", "")
            .replace("check before sql(\"a < b\");", "");
        let refused = Refused("it would break objects that stay: period p on t reads column t.b");
        migrate(Backend::Mysql, objects, (&old, &gone), &refused);
    });
}
