//! Values that no movie has, and odd ones that one may have.

use crate::support::{Db, on_each};

fn added(db: &Db, title: &str) -> crate::support::Output {
    db.moviectl([
        "--embedded",
        "add-movie",
        title,
        "--year",
        "1999",
        "--director",
        "D",
    ])
}

on_each! {
    fn values_that_cannot_be_stored_are_refused(db: &Db) {
        db.moviectl(["--embedded", "upgrade"]).success();
        let long = "é".repeat(81);
        for (arguments, part) in [
            (["", "1999", "D", "PG"], "the title is empty"),
            ([" \t", "1999", "D", "PG"], "the title is empty"),
            ([&long, "1999", "D", "PG"], "the title has 81 characters; at most 80"),
            (["T", "1999", "", "PG"], "a director's name is empty"),
            (["T", "1999", "  ", "PG"], "a director's name is empty"),
            (["T", "1999", "D", "PG-133"], "'PG-133' is too long; at most 5"),
            (["T", "1999", "D", ""], "the MPA rating is empty"),
        ] {
            let [title, year, director, mpa] = arguments;
            let arguments = ["--embedded", "add-movie", title, "--year", year, "--director", director, "--mpa", mpa];
            db.moviectl_reads(arguments).refused(2, part);
        }
        for year in ["abc", "1.5", "", "99999999999", "2147483648", "-2147483649"] {
            let arguments = ["--embedded", "add-movie", "T", "--year", year, "--director", "D"];
            db.moviectl_reads(arguments)
                .code(2)
                .stdout("")
                .stderr_has("a year is a whole number from -2147483648 to 2147483647");
        }
        db.moviectl_reads(["--embedded", "add-movie", "T", "--year", "1999"])
            .code(2)
            .stderr_has("--director");
    }

    fn odd_titles_are_stored_as_typed(db: &Db) {
        db.moviectl(["--embedded", "upgrade"]).success();
        let longest = "é".repeat(80);
        let titles = [
            "It's \"quoted\" `twice`",
            "two\nlines\tand a tab",
            "🎬 🇫🇷 👩‍👩‍👧",
            "'; DROP TABLE movie; --",
            "\\back\\slash % _ $1 ? :x {braces}",
            " spaces around ",
            "מלך האריות",
            "\u{1b}[31mred",
            &longest,
        ];
        for title in titles {
            added(db, title).success();
        }
        let stored: Vec<Option<String>> = db
            .query("SELECT title FROM movie ORDER BY id")
            .into_iter()
            .map(|mut row| row.remove(0))
            .collect();
        assert_eq!(stored, titles.map(|title| Some(title.to_owned())));
        let listed = db.moviectl_reads(["--embedded", "list", "--format", "json"]);
        let listed = listed.success().json();
        for (movie, title) in listed.as_array().unwrap().iter().zip(titles) {
            assert_eq!(movie["title"], title);
        }
        for format in ["table", "ndjson", "csv", "repr"] {
            db.moviectl_reads(["--embedded", "list", "--format", format]).success();
        }
    }

    fn seeds_are_added_whole_or_not_at_all(db: &Db) {
        db.moviectl(["--embedded", "upgrade"]).success();
        let good = r#"{"title": "Good", "year": 1, "directors": ["D"]}"#;
        for (text, part) in [
            (format!("[{good}, {{\"title\": \"T\", \"year\": \"abc\", \"directors\": [\"D\"]}}]"), "entry 2"),
            (format!("[{good}, {{\"title\": \"\", \"year\": 1, \"directors\": [\"D\"]}}]"), "entry 2 of the seeds: the title is empty"),
            (format!("[{good}, {{\"title\": \"a\\u0000b\", \"year\": 1, \"directors\": [\"D\"]}}]"), "NUL"),
            (format!("[{good}, {{\"title\": \"T\", \"year\": 99999999999, \"directors\": [\"D\"]}}]"), "entry 2"),
            (format!("[{good}, {{\"title\": \"T\", \"year\": 1, \"directors\": []}}]"), "at least one director"),
            (format!("[{good},"), "line 1"),
            ("{}".to_owned(), "not a JSON array"),
        ] {
            db.write("seeds.json", &text);
            db.moviectl_changes_nothing(["--embedded", "populate", "seeds.json"])
                .refused(1, "seeds.json can't be understood")
                .stderr_has(part)
                .hint("JSON array of movies");
        }
        for file in ["none.json", "."] {
            db.moviectl_reads(["--embedded", "populate", file])
                .refused(1, &format!("can't read {file}"));
        }
    }
}
