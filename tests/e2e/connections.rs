//! Sources of the database's URL, and the parts of it that are never printed.

use crate::support::{Backend, Db, Sandbox, on_each};

#[test]
fn the_option_wins_over_the_environment() {
    let sandbox = Sandbox::new();
    sandbox.export("DATABASE_URL", "environment.db");
    sandbox
        .moviectl(["--database-url", "option.db", "--embedded", "upgrade"])
        .success();
    assert_eq!(sandbox.files(), ["option.db"]);
}

#[test]
fn the_environment_wins_over_dotenv_and_dotenv_over_the_project() {
    let sandbox = Sandbox::new();
    sandbox.moviectl(["new", "movies"]).success();
    sandbox.cd("movies");
    let configuration = sandbox.read("moviectl.toml");
    sandbox.write(
        "moviectl.toml",
        &format!("database_url = \"configured.db\"\n{configuration}"),
    );
    let made = || {
        let mut files = sandbox.files();
        files.retain(|file| file.ends_with(".db"));
        files
    };
    sandbox.moviectl(["create-all"]).success();
    assert_eq!(made(), ["configured.db"]);
    sandbox.write(".env", "DATABASE_URL=dotenv.db\n");
    sandbox.moviectl(["create-all"]).success();
    assert_eq!(made(), ["configured.db", "dotenv.db"]);
    sandbox.export("DATABASE_URL", "environment.db");
    sandbox.moviectl(["create-all"]).success();
    assert_eq!(made(), ["configured.db", "dotenv.db", "environment.db"]);
}

#[test]
fn sqlite_is_spelled_in_many_ways() {
    let spellings = [
        ("a.db", "a.db"),
        ("sqlite:b.db", "b.db"),
        ("sqlite://c.db", "c.db"),
        ("sqlite:///d.db", "d.db"),
    ];
    for (url, file) in spellings {
        let sandbox = Sandbox::new();
        sandbox
            .moviectl(["--embedded", "--database-url", url, "upgrade"])
            .success();
        assert_eq!(sandbox.files(), [file], "{url}");
    }
}

#[test]
fn reading_commands_make_no_file() {
    let sandbox = Sandbox::new();
    for command in ["list", "current", "history", "check"] {
        sandbox
            .moviectl(["--embedded", command])
            .stderr_lacks("panicked");
        assert!(
            sandbox.files().is_empty(),
            "{command}: {:?}",
            sandbox.files()
        );
    }
}

#[test]
fn a_password_is_never_printed() {
    let sandbox = Sandbox::new();
    for (url, code) in [
        ("postgresql://postgres:pa55word@127.0.0.1:1/movies", 1),
        (
            "postgresql+psycopg2://postgres:pa55word@127.0.0.1:1/movies",
            1,
        ),
        (
            "postgresql://postgres@127.0.0.1:1/movies?password=pa55word",
            1,
        ),
        (
            "postgresql://postgres:pa55word@127.0.0.1:notaport/movies",
            2,
        ),
        ("oracle://scott:pa55word@127.0.0.1/movies", 2),
    ] {
        for command in ["list", "create-db", "setup", "upgrade"] {
            let arguments = ["--embedded", "--echo", "--database-url", url, command];
            sandbox
                .moviectl(arguments)
                .code(code)
                .stderr_lacks("pa55word")
                .stdout_lacks("pa55word");
        }
    }
    sandbox
        .command(["--embedded", "list"])
        .env("DB_PASSWORD", "pa55/wo@rd")
        .env("DB_PORT", "1")
        .run()
        .failure()
        .stderr_lacks("pa55");
}

#[test]
fn the_parts_of_a_url_come_from_the_environment() {
    Db::with(Backend::Postgres, |db| {
        let url = url::Url::parse(db.url()).unwrap();
        let sandbox = Sandbox::new();
        let parts = [
            ("DB_USERNAME", url.username().to_owned()),
            ("DB_PASSWORD", url.password().unwrap_or_default().to_owned()),
            ("DB_HOST", url.host_str().unwrap().to_owned()),
            ("DB_PORT", url.port().unwrap_or(5432).to_string()),
            ("DB_NAME", url.path()[1..].to_owned()),
        ];
        for (name, value) in &parts {
            sandbox.export(name, value);
        }
        sandbox.moviectl(["--embedded", "upgrade"]).success();
        assert!(db.tables().contains(&"movie".to_owned()));
    });
}

#[test]
fn sqlalchemys_driver_is_dropped() {
    Db::with(Backend::Postgres, |db| {
        let url = db.url().replacen("://", "+psycopg2://", 1);
        db.moviectl(["--embedded", "--database-url", &url, "upgrade"])
            .success();
        assert!(db.tables().contains(&"movie".to_owned()));
    });
}

on_each! {
    fn echo_shows_statements_and_no_password(db: &Db) {
        let output = db.moviectl(["--embedded", "--echo", "upgrade"]);
        output.success().stderr_has("CREATE TABLE");
        if db.backend != Backend::Sqlite {
            let url = url::Url::parse(db.url()).unwrap();
            output.stderr_lacks(url.password().unwrap());
        }
    }
}
