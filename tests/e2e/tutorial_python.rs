//! A database that the tutorial's Python application made and filled, taken over.

use serde_json::json;

use crate::support::{Backend, Db};

/// `pg_dump` of it, shortened to what makes a difference.
const PYTHON: &str = "
    CREATE TABLE alembic_version (
        version_num character varying(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY
    );
    INSERT INTO alembic_version VALUES ('30f61791511e');
    CREATE TABLE public.movie (
        id integer NOT NULL,
        title character varying(80) NOT NULL,
        year integer NOT NULL,
        directors character varying[] NOT NULL,
        theatre boolean,
        mpa character varying(5)
    );
    CREATE SEQUENCE public.movie_id_seq AS integer OWNED BY public.movie.id;
    ALTER TABLE ONLY public.movie ALTER COLUMN id SET DEFAULT nextval('public.movie_id_seq'::regclass);
    ALTER TABLE ONLY public.movie ADD CONSTRAINT movie_pkey PRIMARY KEY (id);
    INSERT INTO movie (title, year, directors, theatre, mpa) VALUES
        ('The Matrix', 1999, '{Lana Wachowski,Lilly Wachowski}', true, NULL),
        ('Inception', 2010, '{Christopher Nolan}', true, NULL),
        ('Interstellar', 2014, '{Christopher Nolan}', NULL, NULL),
        ('The Dark Knight', 2008, '{Christopher Nolan}', false, 'PG-13');
";

/// The second model of the tutorial, as an edit of the first.
fn add_mpa(db: &Db) {
    db.edit(
        "src/schema.rs",
        "theatre -> Nullable<Bool>,",
        "theatre -> Nullable<Bool>,\n        #[max_length = 5]\n        mpa -> Nullable<Text>,",
    );
}

#[test]
fn its_movies_are_listed() {
    Db::with(Backend::Postgres, |db| {
        db.execute(PYTHON);
        db.moviectl_reads(["--embedded", "list", "--format", "repr"])
            .success()
            .stdout("[<Movie The Matrix>, <Movie Inception>, <Movie Interstellar>, <Movie The Dark Knight>]\n");
        let listed = db
            .moviectl_reads(["--embedded", "list", "--format", "json"])
            .success()
            .json();
        assert_eq!(listed[2]["theatre"], json!(null));
        assert_eq!(
            listed[3],
            json!({
                "id": 4, "title": "The Dark Knight", "year": 2008, "directors": ["Christopher Nolan"],
                "theatre": false, "mpa": "PG-13"
            })
        );
    });
}

#[test]
fn check_finds_it_unrecorded_and_nothing_else() {
    Db::with(Backend::Postgres, |db| {
        db.execute(PYTHON);
        db.moviectl_reads(["--embedded", "check"])
            .code(3)
            .hint("stamp")
            .stdout("");
        let found = db
            .moviectl_reads(["--embedded", "check", "--format", "json"])
            .code(3)
            .json();
        assert_eq!(found["unrecorded"], json!(true));
        assert_eq!(found["differences"], json!([]));
        assert_eq!(found["pending"].as_array().map(Vec::len), Some(2));

        db.moviectl(["--embedded", "stamp", "head"]).success();
        db.moviectl_reads(["--embedded", "check"]).success();
        db.moviectl(["--embedded", "upgrade"]).success();
        assert_eq!(db.lines("SELECT count(*) FROM movie"), ["4"]);
        assert_eq!(db.lines("SELECT * FROM alembic_version"), ["30f61791511e"]);
    });
}

#[test]
fn a_project_takes_it_over() {
    Db::with(Backend::Postgres, |db| {
        db.execute(PYTHON);
        db.project();
        add_mpa(db);
        db.moviectl(["init"]).success();
        db.moviectl(["migrate", "-m", "Initial migration."])
            .success();
        db.moviectl_reads(["check"])
            .code(3)
            .hint("stamp")
            .stdout("");
        db.moviectl(["upgrade"]).failure().hint("stamp");
        db.moviectl(["stamp", "head"]).success();
        db.moviectl_reads(["check"]).success();
        db.moviectl([
            "add-movie",
            "Iron Man",
            "--year",
            "2008",
            "--director",
            "Jon Favreau",
        ])
        .success();
        assert_eq!(db.lines("SELECT max(id) FROM movie"), ["5"]);
    });
}

#[test]
fn our_tables_are_the_same_as_its() {
    Db::with(Backend::Postgres, |python| {
        python.execute(PYTHON);
        Db::with(Backend::Postgres, |db| {
            db.moviectl(["--embedded", "upgrade"]).success();
            assert_eq!(db.dump_table("movie"), python.dump_table("movie"));
        });
        Db::with(Backend::Postgres, |db| {
            db.project();
            add_mpa(db);
            db.moviectl(["create-all"]).success();
            assert_eq!(db.dump_table("movie"), python.dump_table("movie"));
        });
    });
}
