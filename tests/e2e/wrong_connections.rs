//! URLs that are none, servers that are not there or say no.

use crate::support::{Backend, Db, Sandbox, server_url, unique_name};

/// Commands that read, write, create and destroy.
const COMMANDS: [&[&str]; 5] = [
    &["list"],
    &["upgrade"],
    &["create-db"],
    &["drop-db", "--yes"],
    &["setup"],
];

fn with_url(sandbox: &Sandbox, url: &str, command: &[&str]) -> crate::support::Output {
    let global = ["--embedded", "--database-url", url];
    sandbox.moviectl(global.iter().chain(command))
}

#[test]
fn a_url_that_is_none_is_wrong_usage() {
    let sandbox = Sandbox::new();
    let without_mysql = [("mysql://u:pa55@127.0.0.1/movies", "no MySQL support")];
    let lacking = if cfg!(feature = "mysql") {
        &[][..]
    } else {
        &without_mysql
    };
    let urls = [
        ("", "is empty"),
        ("sqlite:", "names no file"),
        ("sqlite:///x.db?mode=zz", "`mode` must be"),
        ("oracle://scott:pa55@127.0.0.1/movies", "scheme `oracle`"),
        ("http://example.org/", "scheme `http`"),
        ("postgresql:movies", "must be followed by `//`"),
        ("postgresql://u:pa55@127.0.0.1:notaport/x", "the port"),
        ("postgresql://u:pa55@127.0.0.1:99999/x", "the port"),
        ("postgresql://u:pa55@[::1/x", "no `]` ends it"),
        ("postgresql://u:pa55%zz@127.0.0.1:1/x", "hexadecimal digits"),
    ];
    for (url, part) in urls.iter().chain(lacking) {
        for command in COMMANDS {
            with_url(&sandbox, url, command)
                .refused(2, "cannot use --database-url")
                .stderr_has(part)
                .hint("postgresql://USER:PASSWORD@HOST:PORT/NAME");
        }
    }
    assert!(sandbox.files().is_empty(), "{:?}", sandbox.files());
}

#[test]
fn the_place_of_a_wrong_url_is_named() {
    let sandbox = Sandbox::new();
    let wrong = "oracle://scott:pa55@127.0.0.1/movies";
    sandbox
        .command(["list"])
        .env("DATABASE_URL", wrong)
        .run()
        .refused(2, "the environment variable DATABASE_URL");
    sandbox.write(".env", &format!("DATABASE_URL={wrong}\n"));
    sandbox
        .moviectl(["list"])
        .refused(2, "DATABASE_URL in .env");
    sandbox.write(".env", "");
    sandbox.write("moviectl.toml", &format!("database_url = \"{wrong}\"\n"));
    sandbox
        .moviectl(["list"])
        .refused(2, "database_url in moviectl.toml");
}

#[test]
fn a_server_that_is_not_there() {
    let sandbox = Sandbox::new();
    for (url, part, hint) in [
        (
            "postgresql://u:pa55@no-such-host.invalid/x",
            "unknown host: no-such-host.invalid",
            "host name",
        ),
        (
            "postgresql://u:pa55@127.0.0.1:1/x",
            "cannot reach the PostgreSQL server at 127.0.0.1:1",
            "--wait",
        ),
        (
            "postgresql://u:pa55@127.0.0.1:1/x?sslmode=foo",
            "a parameter that PostgreSQL's client does not take",
            "connection parameters",
        ),
        (
            "postgresql://u:pa55@127.0.0.1:1/x?foo=bar",
            "a parameter that PostgreSQL's client does not take",
            "connection parameters",
        ),
    ] {
        for command in COMMANDS {
            with_url(&sandbox, url, command).refused(1, part).hint(hint);
        }
    }
}

#[test]
fn a_wrong_password_and_an_unknown_role() {
    Db::with(Backend::Postgres, |db| {
        for user in ["postgres", "moviectl_nobody"] {
            let mut url = url::Url::parse(db.url()).unwrap();
            url.set_username(user).unwrap();
            url.set_password(Some("pa55")).unwrap();
            let arguments = ["--embedded", "--database-url", url.as_str(), "upgrade"];
            db.moviectl_reads(arguments)
                .refused(1, "the PostgreSQL server at ")
                .hint("user name");
        }
    });
}

#[test]
fn a_wrong_password_of_mysql() {
    Db::with(Backend::Mysql, |db| {
        for user in ["root", "moviectl_nobody"] {
            let mut url = url::Url::parse(db.url()).unwrap();
            url.set_username(user).unwrap();
            url.set_password(Some("pa55")).unwrap();
            let arguments = ["--embedded", "--database-url", url.as_str(), "upgrade"];
            db.moviectl_reads(arguments)
                .refused(1, "the MySQL or MariaDB server at ")
                .hint("user name")
                .stderr_lacks("pa55");
        }
    });
}

#[test]
fn a_server_of_mysql_that_is_not_there() {
    if !cfg!(feature = "mysql") {
        return;
    }
    let sandbox = Sandbox::new();
    for (url, part, hint) in [
        (
            "mysql://u:pa55@no-such-host.invalid/x",
            "unknown host: no-such-host.invalid",
            "host name",
        ),
        (
            "mysql://u:pa55@127.0.0.1:1/x",
            "cannot reach the MySQL or MariaDB server at 127.0.0.1:1",
            "--wait",
        ),
        (
            "mysql://u:pa55@127.0.0.1:1/",
            "the database URL mysql://u:***@127.0.0.1:1 names no database",
            "HOST:PORT/NAME",
        ),
    ] {
        for command in COMMANDS {
            with_url(&sandbox, url, command)
                .refused(1, part)
                .hint(hint)
                .stderr_lacks("pa55");
        }
    }
}

#[test]
fn a_missing_database_is_made_by_what_the_hint_says() {
    for backend in [Backend::Postgres, Backend::Mysql] {
        // This runs only if the tests have such a server.
        Db::with(backend, |_| {
            let sandbox = Sandbox::new();
            let name = unique_name();
            let url = server_url(backend, &name);
            for command in ["list", "upgrade", "check", "inspect"] {
                with_url(&sandbox, &url, &[command])
                    .refused(1, &format!("the database `{name}` does not exist"))
                    .hint("`moviectl create-db`");
            }
            with_url(&sandbox, &url, &["create-db"]).success();
            with_url(&sandbox, &url, &["upgrade"]).success();
            with_url(&sandbox, &url, &["drop-db", "--yes"]).success();
        });
    }
}

#[test]
fn a_wrong_url_of_another_option_names_the_option() {
    let sandbox = Sandbox::new();
    sandbox.moviectl(["new", "movies"]).success();
    sandbox.cd("movies");
    sandbox.moviectl(["init"]).success();
    let before = sandbox.snapshot();
    let wrong = "oracle://u:pa55@127.0.0.1/x";
    for option in ["--also", "--scratch-url"] {
        sandbox
            .moviectl(["migrate", "-m", "x", option, wrong])
            .refused(2, &format!("cannot use {option}"))
            .stderr_has("scheme `oracle`")
            .hint("postgresql://");
    }
    sandbox
        .moviectl(["migrate", "-m", "x", "--also", "other.db"])
        .refused(2, "--also names a sqlite database")
        .hint("another dialect");
    sandbox
        .moviectl([
            "migrate",
            "-m",
            "x",
            "--also",
            "postgresql://u:pa55@127.0.0.1:1/x",
        ])
        .code(1)
        .stderr_has("error: cannot make a scratch database")
        .stderr_lacks("pa55");
    assert_eq!(sandbox.snapshot(), before);
}
