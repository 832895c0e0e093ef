//! Triggers, views and virtual tables on SQLite.

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
