//! `migrate --rename`: tables and columns that keep what they hold under another name.

use crate::support::{Backend, Db, on_each};

const BEFORE: &str = r#"
diesel::table! {
    person (id) {
        id -> Integer,
        name -> Text,
        born -> Nullable<Integer>,
    }
}

diesel::table! {
    letter (id) {
        id -> Integer,
        sender -> Integer,
        text -> Text,
    }
}

table_args! {
    person {
        check person_born_check sql("born > 1800");
        index person_born_idx (born) where sql("born is not null");
        unique person_name_key (name);
    }
    letter {
        foreign_key (sender) references person (id) on delete cascade;
    }
}
"#;

/// The declaration. MySQL has no keys over texts of any length, and no indexes over some rows.
fn before(db: &Db) -> String {
    match db.backend {
        Backend::Sqlite | Backend::Postgres => BEFORE.to_owned(),
        Backend::Mysql => BEFORE
            .replace(
                "        name -> Text",
                "        #[max_length = 80]\n        name -> Text",
            )
            .replace(" where sql(\"born is not null\")", ""),
    }
}

/// A project whose first revision is applied, with rows.
fn filled(db: &Db) {
    db.write("moviectl.toml", "managed = true\n");
    db.write("src/schema.rs", &before(db));
    db.moviectl(["init"]).success();
    db.moviectl(["migrate", "-m", "First."]).success();
    db.moviectl(["upgrade"]).success();
    db.execute(
        "INSERT INTO person (id, name, born) VALUES (1, 'Ada', 1815), (2, 'Alan', NULL);
         INSERT INTO letter (id, sender, text) VALUES (1, 1, 'Dear Alan')",
    );
}

/// The last revision's `up.sql`.
fn script(db: &Db, name: &str) -> String {
    let file = db
        .files()
        .into_iter()
        .filter(|file| file.ends_with(name))
        .max();
    db.read(file.unwrap())
}

on_each! {
    fn a_renamed_column_keeps_its_values_and_all_that_mentions_it(db: &Db) {
        filled(db);
        // SQLite puts quotes around a name that it writes.
        let schema = || db.moviectl(["inspect", "--format", "json"]).stdout.replace(['"', '\\'], "");
        let told = schema();
        db.write("src/schema.rs", &before(db).replace("born", "year_of_birth").replace("person_year_of_birth_idx", "person_born_idx").replace("person_year_of_birth_check", "person_born_check"));
        db.moviectl(["migrate", "-m", "Clearer.", "--rename", "person.born=year_of_birth"])
            .success()
            .stderr_has("Detected renamed column 'person.born' to 'year_of_birth'")
            .stderr_lacks("Detected added")
            .stderr_lacks("Detected removed")
            .stderr_lacks("warning")
            .stderr_has("Proved");
        if db.backend != Backend::Mysql {
            assert_eq!(
                Db::without_steps(&script(db, "up.sql")),
                "ALTER TABLE \"person\" RENAME COLUMN \"born\" TO \"year_of_birth\";\n"
            );
        }
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"]).success();
        assert_eq!(db.lines("SELECT id, year_of_birth FROM person ORDER BY id"), ["1|1815", "2|"]);
        db.moviectl(["downgrade"]).success();
        assert_eq!(db.lines("SELECT id, born FROM person ORDER BY id"), ["1|1815", "2|"]);
        assert_eq!(told, schema());
    }

    fn a_renamed_table_keeps_its_rows_and_the_keys_to_it(db: &Db) {
        filled(db);
        db.write("src/schema.rs", &before(db).replace("person (", "author (").replace("person {", "author {"));
        db.moviectl(["migrate", "-m", "Authors.", "--rename", "person=author"])
            .success()
            .stderr_has("Detected renamed table 'person' to 'author'")
            .stderr_lacks("Detected added");
        assert_eq!(
            Db::without_steps(&script(db, "up.sql")),
            db.by_dialect(
                "ALTER TABLE \"person\" RENAME TO \"author\";\n",
                "ALTER TABLE \"person\" RENAME TO \"author\";\n",
                "ALTER TABLE `person` RENAME TO `author`;\n",
            )
        );
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"]).success();
        assert_eq!(db.lines("SELECT name FROM author ORDER BY id"), ["Ada", "Alan"]);
        assert_eq!(db.lines("SELECT text FROM letter"), ["Dear Alan"]);
        db.moviectl(["downgrade"]).success();
        assert_eq!(db.lines("SELECT name FROM person ORDER BY id"), ["Ada", "Alan"]);
        assert_eq!(db.lines("SELECT text FROM letter"), ["Dear Alan"]);
    }

    /// Changes beside the name are planned after the renaming, and taken back before it.
    fn a_renaming_goes_with_other_changes(db: &Db) {
        filled(db);
        db.write(
            "src/schema.rs",
            &before(db)
                .replace("person (", "author (").replace("person {", "author {")
                .replace("born -> Nullable<Integer>", "born_in -> Nullable<BigInt>,\n        note -> Nullable<Text>")
                .replace("(born)", "(born_in)").replace("born is", "born_in is").replace("born >", "born_in >"),
        );
        db.moviectl([
            "migrate", "-m", "More.", "--rename", "person.born=born_in", "--rename", "person=author",
        ])
        .success()
        .stderr_has("Detected renamed table 'person' to 'author'")
        .stderr_has("Detected renamed column 'author.born' to 'born_in'")
        .stderr_has("Detected added column 'author.note'")
        .stderr_has("type change from INTEGER to BIGINT on 'author.born_in'");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"]).success();
        assert_eq!(db.lines("SELECT id, born_in FROM author ORDER BY id"), ["1|1815", "2|"]);
        db.moviectl(["downgrade"]).success();
        assert_eq!(db.lines("SELECT id, born FROM person ORDER BY id"), ["1|1815", "2|"]);
        assert_eq!(db.lines("SELECT text FROM letter"), ["Dear Alan"]);
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"]).success();
    }

    fn without_a_terminal_nothing_is_guessed_and_the_flag_is_named(db: &Db) {
        filled(db);
        db.write("src/schema.rs", &before(db).replace("text -> Text", "body -> Text"));
        db.moviectl(["migrate", "-m", "Body.", "--dry-run"])
            .success()
            .stderr_has("note: if column 'letter.text' is now called 'body', say --rename letter.text=body")
            .stderr_has("Detected added column 'letter.body'")
            .stderr_has("Detected removed column 'letter.text'")
            .stderr_has("loses its values (1 row now)");
        db.write("src/schema.rs", &before(db).replace("letter (", "message (").replace("letter {", "message {"));
        db.moviectl(["migrate", "-m", "Messages.", "--dry-run"])
            .success()
            .stderr_has("note: if table 'letter' is now called 'message', say --rename letter=message")
            .stderr_has("loses its rows (1 row now)");
    }

    fn what_is_no_renaming_is_refused(db: &Db) {
        filled(db);
        db.write("src/schema.rs", &before(db).replace("text -> Text", "body -> Text"));
        let files = db.files();
        for (argument, reason) in [
            ("letter.text", "it is not OLD=NEW"),
            ("=x", "it is not OLD=NEW"),
            ("letter.nothing=body", "the migrations build no table or column 'letter.nothing'"),
            ("letter.text=nothing", "no column 'letter.nothing' is declared"),
            ("letter.text=id", "the migrations build a column 'letter.id' already"),
            ("letter.sender=body", "'letter.sender' is still declared"),
            ("letter=post", "no table 'post' is declared"),
            ("letter=person", "the migrations build a table 'person' already"),
        ] {
            db.moviectl(["migrate", "-m", "x", "--rename", argument])
                .code(2)
                .stderr_has(&format!("error: can't take --rename {argument}: {reason}"))
                .hint("--rename OLD=NEW");
        }
        assert_eq!(db.files(), files);
    }

    /// The database may be the only place where the old names are.
    fn the_live_database_can_be_the_start(db: &Db) {
        filled(db);
        db.write("src/schema.rs", &before(db).replace("text -> Text", "body -> Text"));
        db.moviectl(["migrate", "-m", "x", "--against", "database", "--rename", "letter.text=body"])
            .success()
            .stderr_has("Proved");
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT body FROM letter"), ["Dear Alan"]);
    }
}

/// Enum types and their values, which PostgreSQL alone has.
#[test]
fn enums_and_their_values_are_renamed_in_place() {
    const MOODS: &str = r#"
pub mod sql_types {
    #[derive(diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "mood"))]
    pub struct Mood;
}
diesel::table! {
    use super::sql_types::Mood;
    day (id) {
        id -> Integer,
        mood -> Mood,
    }
}
table_args! {
    enum mood ("sad", "fine", "glad");
    day { default mood = "fine"; }
}
"#;
    Db::with(Backend::Postgres, |db| {
        db.write("moviectl.toml", "managed = true\n");
        db.write("src/schema.rs", MOODS);
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "First."]).success();
        db.moviectl(["upgrade"]).success();
        db.execute("INSERT INTO day (mood) VALUES ('sad'), ('glad')");
        let renamed = MOODS
            .replace("\"mood\"", "\"feeling\"")
            .replace("enum mood", "enum feeling")
            .replace("\"sad\"", "\"blue\"");
        db.write("src/schema.rs", &renamed);
        db.moviectl([
            "migrate",
            "-m",
            "x",
            "--rename",
            "mood=feeling",
            "--rename",
            "mood.sad=blue",
        ])
        .success()
        .stderr_has("Detected renamed enum 'mood' to 'feeling'")
        .stderr_has("Detected renamed value 'sad' of enum 'feeling' to 'blue'")
        .stderr_lacks("Detected added");
        assert_eq!(
            script(db, "up.sql"),
            "ALTER TYPE \"mood\" RENAME TO \"feeling\";\n\
             ALTER TYPE \"feeling\" RENAME VALUE 'sad' TO 'blue';\n"
        );
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"]).success();
        assert_eq!(
            db.lines("SELECT mood FROM day ORDER BY id"),
            ["blue", "glad"]
        );
        db.moviectl(["downgrade"]).success();
        assert_eq!(
            db.lines("SELECT mood FROM day ORDER BY id"),
            ["sad", "glad"]
        );
        db.write("src/schema.rs", &renamed.replace("\"blue\"", "\"green\""));
        for (argument, reason) in [
            (
                "feeling.blue=sad",
                "enum 'feeling' is declared without a value 'sad'",
            ),
            (
                "feeling.fine=green",
                "value 'fine' of 'feeling' is still declared",
            ),
            (
                "feeling.blue=glad",
                "enum 'feeling' has a value 'glad' already",
            ),
            ("feeling=mood", "no enum 'mood' is declared"),
        ] {
            db.moviectl(["migrate", "-m", "x", "--rename", argument])
                .code(2)
                .stderr_has(reason);
        }
        db.moviectl(["migrate", "-m", "x", "--dry-run"])
            .success()
            .stderr_has(
                "if value 'blue' of enum 'feeling' is now called 'green', say --rename feeling.blue=green",
            );
    });
}

/// At a terminal what looks like a renaming is asked about.
#[cfg(unix)]
mod at_a_terminal {
    use rexpect::session::{PtySession, spawn_command};

    use super::{before, filled, script};
    use crate::support::{Db, on_each};

    fn migrate(db: &Db) -> PtySession {
        let command = db
            .command(["migrate", "-m", "Asked."])
            .env("TERM", "xterm")
            .env("NO_COLOR", "1")
            .into_command();
        spawn_command(command, Some(60_000)).unwrap()
    }

    on_each! {
        fn yes_renames(db: &Db) {
            filled(db);
            db.write("src/schema.rs", &before(db).replace("text -> Text", "body -> Text"));
            let mut session = migrate(db);
            session.exp_string("Is column 'letter.text' called 'body' now? [y/N] ").unwrap();
            session.send_line("y").unwrap();
            session.exp_string("Detected renamed column").unwrap();
            session.exp_eof().unwrap();
            assert!(script(db, "up.sql").contains("RENAME COLUMN"));
        }

        fn no_drops_and_adds(db: &Db) {
            filled(db);
            db.write("src/schema.rs", &before(db).replace("letter (", "message (").replace("letter {", "message {"));
            let mut session = migrate(db);
            session.exp_string("Is table 'letter' called 'message' now? [y/N] ").unwrap();
            session.send_line("").unwrap();
            session.exp_string("Detected added table 'message'").unwrap();
            session.exp_eof().unwrap();
            assert!(script(db, "up.sql").contains("DROP TABLE"));
        }

        fn an_interrupt_at_the_question_ends_it(db: &Db) {
            filled(db);
            let files = db.files();
            db.write("src/schema.rs", &before(db).replace("text -> Text", "body -> Text"));
            let mut session = migrate(db);
            session.exp_string("[y/N] ").unwrap();
            session.send_control('c').unwrap();
            session.exp_string("error: interrupted").unwrap();
            session.exp_eof().unwrap();
            assert_eq!(db.files(), files);
        }
    }
}
