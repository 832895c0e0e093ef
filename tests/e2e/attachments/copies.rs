//! `migrate --against database` proves on a copy of the database, which has the objects that nobody declares, too.

use super::*;
use crate::support::Output;

/// Changes the declaration of a database that got these objects after its last migration.
fn migrate_on_a_copy(backend: Backend, objects: &[&str], name: &str, see: impl Fn(&Output)) {
    Db::with(backend, |db| {
        let (old, new) = change(name);
        db.write("moviectl.toml", "managed = true\n");
        db.write("src/schema.rs", &old);
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "Table."]).success();
        db.moviectl(["upgrade"]).success();
        for object in objects {
            db.execute(object);
        }
        let before = dumped(db);
        db.write("src/schema.rs", &new);
        see(&db.moviectl(["migrate", "-m", "Change.", "--against", "database"]));
        assert_eq!(dumped(db), before);
    });
}

fn is_refused(words: &str) -> impl Fn(&Output) {
    move |output| {
        output
            .failure()
            .stderr_has(&format!("it would break objects that stay: {words}"))
            .stderr_lacks("does not see");
    }
}

#[test]
fn a_view_of_a_column_that_goes() {
    let view = "CREATE VIEW v AS SELECT a FROM t";
    let sqlite = is_refused("view v after drop column: no such column: a");
    migrate_on_a_copy(Backend::Sqlite, &[view], "drop a", sqlite);
    let mysql = is_refused("view v reads something that is gone");
    migrate_on_a_copy(Backend::Mysql, &[view], "drop a", mysql);
}

#[test]
fn a_trigger_of_a_column_that_goes() {
    let sqlite =
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET b = NEW.a WHERE id = NEW.id; END";
    let words = is_refused("trigger g after drop column: no such column: NEW.a");
    migrate_on_a_copy(Backend::Sqlite, &[sqlite], "drop a", words);
    let mysql = "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1";
    let words = is_refused("trigger g on t reads column t.a");
    migrate_on_a_copy(Backend::Mysql, &[mysql], "drop a", words);
    let postgres = [
        "CREATE FUNCTION h() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.a := 1; RETURN NEW; END'",
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION h()",
    ];
    let words = is_refused("trigger g on t reads column t.a");
    migrate_on_a_copy(Backend::Postgres, &postgres, "drop a", words);
}

#[test]
fn a_full_text_table_over_a_column_that_goes() {
    let words = "CREATE VIRTUAL TABLE words USING fts5 (b, content = 't', content_rowid = 'id')";
    let refused = is_refused("virtual table words reads column t.b");
    migrate_on_a_copy(Backend::Sqlite, &[words], "drop b", refused);
}

/// A trigger of a table that nobody declares cannot be made on the copy. It is in nobody's way there.
#[test]
fn objects_of_a_table_that_nobody_declares() {
    let table = "CREATE TABLE a (id INTEGER PRIMARY KEY NOT NULL)";
    let triggers = [
        (
            Backend::Sqlite,
            "CREATE TRIGGER g AFTER INSERT ON a BEGIN DELETE FROM a WHERE id = NEW.id - 9; END",
        ),
        (
            Backend::Mysql,
            "CREATE TRIGGER g BEFORE INSERT ON a FOR EACH ROW SET NEW.id = 1",
        ),
    ];
    for (backend, trigger) in triggers {
        let objects = [table, trigger, "CREATE VIEW v AS SELECT id FROM a"];
        migrate_on_a_copy(backend, &objects, "a is wider", |output| {
            output
                .success()
                .stderr_has("Proved")
                .stderr_lacks("does not see");
        });
    }
}

#[test]
fn an_object_that_cannot_be_on_the_copy_is_named() {
    let unseen = |name: &'static str| {
        move |output: &Output| {
            let note =
                format!("note: the proof does not see these objects of the database: {name}\n");
            output.success().stderr_has(&note).stderr_has("Proved");
        }
    };
    let domain = "CREATE DOMAIN lonely AS integer";
    // A table with the name of a column hides nothing.
    let stranger = "CREATE TABLE a (id INTEGER PRIMARY KEY NOT NULL)";
    let objects = [domain, stranger];
    migrate_on_a_copy(
        Backend::Postgres,
        &objects,
        "a is wider",
        unseen("domain lonely"),
    );
    let event = "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM t";
    migrate_on_a_copy(
        Backend::Mysql,
        &[event, stranger],
        "a is wider",
        unseen("event e"),
    );
}
