//! `migrate --fill`, and what else gives existing rows a value.

use crate::support::{Backend, Db, on_each};

const BEFORE: &str = r#"
diesel::table! {
    movie (id) {
        id -> Integer,
        title -> Text,
        year -> Nullable<Integer>,
        seen -> Nullable<Bool>,
    }
}

table_args! {
    movie {
        index movie_title_idx (title);
    }
}
"#;

fn filled(db: &Db) {
    db.write("moviectl.toml", "managed = true\n");
    db.write("src/schema.rs", BEFORE);
    if db.backend == Backend::Mysql {
        // Which has no keys over texts of any length.
        edit(db, "(title)", "(title(20))");
    }
    db.moviectl(["init"]).success();
    db.moviectl(["migrate", "-m", "First."]).success();
    db.moviectl(["upgrade"]).success();
    db.execute(
        "INSERT INTO movie (id, title, year, seen) VALUES (1, 'Alien', 1979, TRUE), (2, 'Brazil', NULL, NULL)",
    );
}

fn edit(db: &Db, old: &str, new: &str) {
    db.edit("src/schema.rs", old, new);
}

on_each! {
    fn a_new_column_gets_a_value_in_existing_rows(db: &Db) {
        filled(db);
        edit(db, "title -> Text,", "title -> Text,\n        genre -> Text,\n        rank -> Integer,\n        good -> Bool,");
        db.moviectl([
            "migrate", "-m", "x", "--fill", "movie.genre=it's", "--fill", "movie.rank=-1", "--fill", "movie.good=true",
        ])
        .success()
        .stderr_lacks("warning");
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"]).success();
        assert_eq!(db.lines("SELECT genre, \"rank\" FROM movie WHERE good ORDER BY id"), ["it's|-1", "it's|-1"]);
        db.moviectl(["downgrade"]).success();
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT count(*) FROM movie WHERE good"), ["2"]);
    }

    /// Expressions may read the other columns of the row.
    fn sql_gives_each_row_its_own_value(db: &Db) {
        filled(db);
        edit(db, "title -> Text,", "title -> Text,\n        label -> Text,\n        short -> Nullable<Text>,");
        db.moviectl([
            "migrate", "-m", "x",
            "--fill", db.by_dialect(
                "movie.label=sql(\"upper(title) || '!'\")",
                "movie.label=sql(\"upper(title) || '!'\")",
                "movie.label=sql(\"concat(upper(title), '!')\")",
            ),
            "--fill", "movie.short=sql(substr(title, 1, 2))",
        ])
        .success();
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"]).success();
        assert_eq!(db.lines("SELECT label, short FROM movie ORDER BY id"), ["ALIEN!|Al", "BRAZIL!|Br"]);
    }

    fn a_column_that_becomes_not_null_gets_a_value_for_null(db: &Db) {
        filled(db);
        edit(db, "year -> Nullable<Integer>,", "year -> Integer,");
        db.moviectl(["migrate", "-m", "x", "--dry-run"])
            .success()
            .stderr_has("`upgrade` will fail where it holds NULL (1 row now); --fill movie.year=VALUE takes its place");
        db.moviectl(["migrate", "-m", "x", "--fill", "movie.year=1900"]).success().stderr_lacks("warning");
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT id, year FROM movie ORDER BY id"), ["1|1979", "2|1900"]);
        db.moviectl(["check"]).success();
    }

    /// The declared default is what NULL stands for.
    fn the_declared_default_takes_the_place_of_null(db: &Db) {
        filled(db);
        edit(db, "year -> Nullable<Integer>,", "year -> Integer,");
        edit(db, "seen -> Nullable<Bool>,", "seen -> Bool,");
        edit(db, "index movie_title_idx", "default year = 2000;\n        default seen = false;\n        index movie_title_idx");
        db.moviectl(["migrate", "-m", "x"]).success().stderr_lacks("warning");
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.lines("SELECT year FROM movie WHERE NOT seen"), ["2000"]);
        db.moviectl(["check"]).success();
        db.moviectl(["downgrade"]).success();
        db.moviectl(["upgrade"]).success();
    }

    fn a_fill_beside_a_default_is_for_existing_rows_only(db: &Db) {
        filled(db);
        edit(db, "title -> Text,", "title -> Text,\n        genre -> Text,");
        edit(db, "index movie_title_idx", "default genre = \"new\";\n        index movie_title_idx");
        db.moviectl(["migrate", "-m", "x", "--fill", "movie.genre=old"]).success();
        db.moviectl(["upgrade"]).success();
        db.moviectl(["check"]).success();
        db.execute("INSERT INTO movie (id, title) VALUES (3, 'Casino')");
        assert_eq!(db.lines("SELECT genre FROM movie ORDER BY id"), ["old", "old", "new"]);
    }

    fn a_fill_that_fills_nothing_is_refused(db: &Db) {
        filled(db);
        edit(db, "title -> Text,", "title -> Text,\n        good -> Bool,\n        rank -> Integer,");
        let files = db.files();
        for (argument, reason) in [
            ("movie.good", "it is not TABLE.COLUMN=VALUE"),
            ("movie.title=x", "this migration neither adds a column 'movie.title'"),
            ("movie.good=maybe", "'maybe' is neither true nor false"),
            ("movie.rank=many", "'many' is no number"),
            ("movie.rank=sql()", "there is no SQL in sql(…)"),
        ] {
            db.moviectl(["migrate", "-m", "x", "--fill", argument])
                .code(2)
                .stderr_has(&format!("error: can't take --fill {argument}: {reason}"))
                .hint("--fill TABLE.COLUMN=VALUE");
        }
        // SQL that is wrong is found by the proof.
        db.moviectl(["migrate", "-m", "x", "--fill", "movie.good=true", "--fill", "movie.rank=sql(nonsense(1))"])
            .failure()
            .stderr_has("the new migration failed its proof")
            .stderr_has("nonsense");
        assert_eq!(db.files(), files);
    }
}
