//! `add-movie`, `list`, `populate`.

use serde_json::json;

use crate::support::{Db, on_each};

/// The built-in catalogue, with the tutorial's first movie.
fn catalogue(db: &Db) {
    db.moviectl(["--embedded", "upgrade"]).success();
    db.moviectl([
        "add-movie",
        "The Matrix",
        "--year",
        "1999",
        "--director",
        "Lana Wachowski",
        "--director",
        "Lilly Wachowski",
    ])
    .success()
    .stdout("Movie 'The Matrix' added to the database.\n");
}

on_each! {
    fn every_format_shows_the_row(db: &Db) {
        catalogue(db);
        let list = |format| db.moviectl_reads(["list", "--format", format]);
        let row = json!({
            "id": 1, "title": "The Matrix", "year": 1999,
            "directors": ["Lana Wachowski", "Lilly Wachowski"], "theatre": true, "mpa": null
        });
        assert_eq!(list("json").success().json(), json!([row]));
        assert_eq!(list("ndjson").success().json(), row);
        list("repr").success().stdout("[<Movie The Matrix>]\n");
        list("csv").success().stdout_has("id,title,year,directors,theatre,mpa\n");
        list("table")
            .success()
            .stdout_has("Lana Wachowski, Lilly Wachowski")
            .stdout_has("yes")
            .stdout_has("–");
        list("nonsense").code(2);
    }

    fn an_empty_table_is_an_empty_list(db: &Db) {
        db.moviectl(["--embedded", "upgrade"]).success();
        db.moviectl_reads(["list", "--format", "json"]).success().stdout("[]\n");
        db.moviectl_reads(["list", "--format", "repr"]).success().stdout("[]\n");
    }

    fn add_movie_twice_adds_two(db: &Db) {
        catalogue(db);
        for _ in 0..2 {
            db.moviectl(["add-movie", "X", "--year", "2000", "--director", "Y", "--theatre", "false"])
                .success();
        }
        assert_eq!(db.lines("SELECT count(*) FROM movie WHERE title = 'X'"), ["2"]);
    }

    fn populate_skips_what_is_there(db: &Db) {
        catalogue(db);
        db.moviectl(["populate"]).success().stdout_has("Movie 'Inception' added to the database.\n");
        let before = db.contents();
        db.moviectl(["populate"]).success().stdout("").stderr_has("Inception");
        assert_eq!(db.contents(), before);
        db.moviectl(["populate", "--allow-duplicates"]).success();
        assert_eq!(db.lines("SELECT count(*) FROM movie"), ["7"]);
    }

    fn populate_reads_a_file_or_nothing_of_it(db: &Db) {
        catalogue(db);
        db.write(
            "good.json",
            r#"[{"title": "Heat", "year": 1995, "directors": ["Michael Mann"], "theatre": true}]"#,
        );
        db.moviectl(["populate", "good.json"])
            .success()
            .stdout("Movie 'Heat' added to the database.\n");
        db.write("bad.json", r#"[{"title": "Ronin", "year": 1998, "directors": ["John Frankenheimer"]}, {"title": 3}]"#);
        let before = db.contents();
        db.moviectl(["populate", "bad.json"]).failure().stderr_has("bad.json");
        db.moviectl(["populate", "missing.json"]).failure().stderr_has("missing.json");
        assert_eq!(db.contents(), before);
    }

    fn values_are_values(db: &Db) {
        catalogue(db);
        let title = "'; DROP TABLE movie; -- \"„“ 映画";
        db.moviectl(["add-movie", title, "--year", "2000", "--director", "O'Brien, {a}"]).success();
        let listed = db.moviectl_reads(["list", "--format", "json"]).success().json();
        assert_eq!(listed[1]["title"], json!(title));
        assert_eq!(listed[1]["directors"], json!(["O'Brien, {a}"]));
    }

    /// The tutorial's first model.
    fn without_mpa_it_reads_as_null_and_is_refused(db: &Db) {
        db.project();
        db.moviectl(["create-all"]).success();
        let add = ["add-movie", "X", "--year", "2000", "--director", "Y"];
        db.moviectl(add).success();
        let listed = db.moviectl_reads(["list", "--format", "json"]).success().json();
        assert_eq!(listed[0]["mpa"], json!(null));
        db.moviectl_reads(add.iter().copied().chain(["--mpa", "R"])).failure().stderr_has("mpa").hint("");
    }

    fn without_a_table_the_next_step_is_named(db: &Db) {
        db.project_with_migration();
        db.execute("CREATE TABLE x (y INTEGER); DROP TABLE x;");
        db.moviectl_reads(["list"]).failure().stderr_has("movie").hint("upgrade");
        db.moviectl(["upgrade"]).success();
        db.moviectl_reads(["list"]).success();
    }
}
