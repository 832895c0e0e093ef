#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use super::*;

#[test]
fn sqlite_spellings() {
    // (as written, path or memory, has a note)
    let cases = [
        ("movies.db", Some("movies.db"), false),
        ("  movies.db\n", Some("movies.db"), false),
        ("./a b/100%.db", Some("./a b/100%.db"), false),
        ("/var/lib/movies.db", Some("/var/lib/movies.db"), false),
        ("odd:name.db", Some("odd:name.db"), false),
        ("me@home.db", Some("me@home.db"), false),
        ("what?.db", Some("what?.db"), false),
        (":memory:", None, false),
        ("sqlite:movies.db", Some("movies.db"), false),
        ("sqlite:/abs/movies.db", Some("/abs/movies.db"), false),
        ("sqlite::memory:", None, false),
        ("sqlite://rel.db", Some("rel.db"), false),
        (
            "sqlite://dir/my%20movies.db",
            Some("dir/my movies.db"),
            false,
        ),
        ("sqlite://", None, false),
        ("sqlite://:memory:", None, false),
        ("sqlite:///:memory:", None, false),
        ("sqlite:///rel.db", Some("rel.db"), true),
        ("sqlite:////abs.db", Some("/abs.db"), false),
        ("sqlite+pysqlite:///rel.db", Some("rel.db"), true),
        ("SQLite:////abs.db?cache=shared", Some("/abs.db"), false),
        ("file:rel.db", Some("rel.db"), false),
        ("file:/abs.db", Some("/abs.db"), false),
        ("file:///abs.db?mode=ro#x", Some("/abs.db"), false),
        ("file://localhost/abs.db", Some("/abs.db"), false),
        ("file::memory:", None, false),
        ("file:shared?mode=memory&cache=shared", None, false),
    ];
    for (text, path, note) in cases {
        let url = DatabaseUrl::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(url.dialect(), Dialect::Sqlite, "{text}");
        assert_eq!(url.path(), path.map(Path::new), "{text}");
        assert_eq!(url.is_memory(), path.is_none(), "{text}");
        assert_eq!(url.note().is_some(), note, "{text}");
        assert_eq!(url.to_string(), text.trim(), "{text}");
        assert!(url.database_name().is_some(), "{text}");
        if let Some(path) = url.absolute_path() {
            assert!(path.is_absolute(), "{text}");
        }
    }
}

#[test]
fn the_note_names_both_readings() {
    let note = DatabaseUrl::parse("sqlite:///rel.db")
        .unwrap()
        .note()
        .unwrap();
    assert!(
        note.contains("`rel.db` here") && note.contains("`/rel.db` to Diesel"),
        "{note}"
    );
}

#[test]
fn sqlite_uris_for_the_driver() {
    let cases = [
        ("a b/50%#?.db", "rwc", "file:a%20b/50%25%23%3F.db?mode=rwc"),
        ("/x.db", "ro", "file:///x.db?mode=ro"),
        ("//x.db", "rw", "file:////x.db?mode=rw"),
        (
            "file:x.db?mode=ro&cache=private",
            "rwc",
            "file:x.db?mode=ro&cache=private",
        ),
        ("file:x.db?mode=rw", "rwc", "file:x.db?mode=rw"),
        ("file:x.db?mode=rwc", "ro", "file:x.db?mode=ro"),
        (
            "file:m?mode=memory&cache=shared",
            "ro",
            "file:m?mode=memory&cache=shared",
        ),
        (":memory:", "ro", ":memory:"),
    ];
    for (text, mode, uri) in cases {
        let url = DatabaseUrl::parse(text).unwrap();
        let Target::Sqlite(sqlite) = url.target() else {
            panic!("{text}");
        };
        assert_eq!(sqlite.uri(mode), uri, "{text}");
    }
}

#[test]
fn malformed_texts_are_refused_and_never_echoed() {
    // Every `hush` stands for a password or a part of one.
    let cases = [
        "",
        "   ",
        "sqlite:",
        "sqlite:///",
        "file:",
        "file://host/x.db",
        "file:x.db?mode=hush",
        "file:x%zz.db",
        "file:x%00.db",
        "oracle://me:hush@host/db",
        "mysql:me:hush@host/db",
        "mysql://me:hush@host:port/db",
        "mysql://me:hush@host:0/db",
        "mysql://me:hush@[::1/db",
        "mysql://me:hush@[::1]3306/db",
        "mysql://me:123/hush@host/db",
        "mysql://me:hush@hush@host/db",
        "mysql://me:hush/hush@host/db",
        "mariadb://me:hush%@host/db",
        "mysql+pymysql://me:%ffhush@host/db",
        "mysql://me@host/db?hush",
        "mysql://me@host/db?password=hush",
        "mysql://me@host/db?ssl_mode=hush",
        "mysql://me@host/db?ssl_ca=",
        "me:hush@host/db",
        "//me:hush@host/db",
        "://me:hush@host/db",
        "sqlite://me:hush@host/db",
        "postgres:me:hush@host/db",
        "postgresql:/me:hush@host/db",
        "postgresql//me:hush@host/db",
        "postgresql://me:hush@host:port/db",
        "postgresql://me:hush@host:0/db",
        "postgresql://me:hush@host:+5/db",
        "postgresql://me:hush@host:65536/db",
        "postgresql://me:hush@host:5432,other:hush/db",
        "postgresql://me:hush@[::1/db",
        "postgresql://me:hush@[::1]5432/db",
        "postgresql://me:hu/hush@host/db",
        "postgresql://me:123/hush@host/db",
        "postgresql://me:hush@hush@host/db",
        "postgresql://me:hush/hush@host/db",
        "postgresql://me:hush%@host/db",
        "postgresql://me:hush%4@host/db",
        "postgresql://me:%00hush@host/db",
        "postgresql://me:%ffhush@host/db",
        "postgresql://me@host/db?hush",
        "postgresql://me@host/db?password=hush=hush",
        "postgresql://me@host/db?password=%zzhush",
        "postgresql://me@host/db?port=hush",
        "host=localhost password=hush hush",
        "host=localhost password='hush",
        "host=localhost port=hush",
        "password=hush\0",
    ];
    for text in cases {
        let error = DatabaseUrl::parse(text)
            .map(|url| panic!("{text} was read as {url}"))
            .unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("hush"), "{text}: {shown}");
    }
}

#[test]
fn databases_that_a_build_lacks_are_named() {
    if !cfg!(feature = "mysql") {
        let mysql = DatabaseUrl::parse("mysql+pymysql://u:p@h/d").unwrap_err();
        assert_eq!(mysql.to_string(), "this build has no MySQL support");
        assert_eq!(mysql, UrlError::Unsupported { product: "MySQL" });
    }
    if !cfg!(feature = "postgres") {
        let postgres = DatabaseUrl::parse("postgres://h/d").unwrap_err();
        assert_eq!(postgres.to_string(), "this build has no PostgreSQL support");
        let parts = DatabaseUrl::from_parts("u", None, "h", "1", "d").unwrap_err();
        assert_eq!(parts, postgres);
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use super::*;

    #[test]
    fn spellings_and_masks() {
        // (as written, as shown, database)
        let cases = [
            (
                "postgresql://postgres:hush@localhost:5433/movies",
                "postgresql://postgres:***@localhost:5433/movies",
                Some("movies"),
            ),
            ("postgres://u:hush@h/d", "postgresql://u:***@h/d", Some("d")),
            (
                "postgresql+psycopg2://u:hush@h/d",
                "postgresql://u:***@h/d",
                Some("d"),
            ),
            ("POSTGRES://u:hush@h/d", "postgresql://u:***@h/d", Some("d")),
            ("postgresql://", "postgresql://", None),
            ("postgresql:///", "postgresql:///", None),
            (
                "postgresql:///movies",
                "postgresql:///movies",
                Some("movies"),
            ),
            ("postgresql://h", "postgresql://h", None),
            ("postgresql://u@h:/d", "postgresql://u@h:/d", Some("d")),
            ("postgresql://u:@h/d", "postgresql://u:***@h/d", Some("d")),
            (
                "postgresql://u:hu:sh@h/d",
                "postgresql://u:***@h/d",
                Some("d"),
            ),
            (
                "postgresql://u:hu?hush#@h/d",
                "postgresql://u:***@h/d",
                Some("d"),
            ),
            (
                "postgresql://u:hush@[::1]:5433/d",
                "postgresql://u:***@[::1]:5433/d",
                Some("d"),
            ),
            (
                "postgresql://u:hush@a:1,b:2,[::1]/d?target_session_attrs=read-write",
                "postgresql://u:***@a:1,b:2,[::1]/d?target_session_attrs=read-write",
                Some("d"),
            ),
            (
                "postgresql://%2Fvar%2Frun/my%20d?sslmode=require",
                "postgresql://%2Fvar%2Frun/my%20d?sslmode=require",
                Some("my d"),
            ),
            (
                "postgresql:///d?user=u&password=hush&sslpassword=hush&host=/tmp",
                "postgresql:///d?user=u&password=***&sslpassword=***&host=/tmp",
                Some("d"),
            ),
            (
                "postgresql://h/d?dbname=e&PassWord=hush&p%61ssword=hush",
                "postgresql://h/d?dbname=e&PassWord=***&password=***",
                Some("e"),
            ),
            (
                "postgresql://h:1/d?user=a@b",
                "postgresql://h:1/d?user=a@b",
                Some("d"),
            ),
            (
                r"host=/tmp dbname = 'my \'d' password='hu sh' user=u",
                "postgresql://?host=%2Ftmp&dbname=my%20%27d&password=***&user=u",
                Some("my 'd"),
            ),
        ];
        for (text, shown, database) in cases {
            let url = DatabaseUrl::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(url.dialect(), Dialect::Postgres, "{text}");
            assert_eq!(url.to_string(), shown, "{text}");
            assert_eq!(format!("{url:?}"), format!("DatabaseUrl({shown:?})"));
            assert_eq!(url.database_name().as_deref(), database, "{text}");
            assert!(url.path().is_none() && !url.is_memory() && url.note().is_none());
            let again = DatabaseUrl::parse(&url.to_secret_string()).unwrap();
            assert!(again == url, "{text}");
        }
    }

    #[test]
    fn what_libpq_gets_is_what_was_written() {
        let text = "postgresql://u%20v:p%40ss@a:1,b:2/d?sslrootcert=/x%20y&options=-c%20a%3Db";
        let url = DatabaseUrl::parse(text).unwrap();
        assert_eq!(url.to_secret_string(), text);
    }

    #[test]
    fn another_database_on_the_same_server() {
        let cases = [
            (
                "postgresql://u:p@h:1/d?sslmode=x",
                "postgresql://u:p@h:1/a%22%2F?sslmode=x",
            ),
            ("postgresql://u:p@h", "postgresql://u:p@h/a%22%2F"),
            ("postgresql://h/d?dbname=e", "postgresql://h/a%22%2F"),
            ("host=h dbname=e", "postgresql:///a%22%2F?host=h"),
        ];
        for (text, other) in cases {
            let url = DatabaseUrl::parse(text).unwrap().with_database("a\"/");
            assert_eq!(url.to_secret_string(), other);
            assert_eq!(url.database_name().as_deref(), Some("a\"/"));
        }
    }

    #[test]
    fn servers_and_secrets() {
        let parse = |text: &str| match DatabaseUrl::parse(text).unwrap().target {
            Target::Postgres(url) => url,
            Target::Sqlite(_) | Target::Mysql(_) => panic!("{text}"),
        };
        assert_eq!(parse("postgresql://u@h:5/d").server(), "h:5");
        assert_eq!(parse("postgresql:///d?host=x&port=7").server(), "x:7");
        assert_eq!(parse("postgresql:///d").server(), "the local server");
        assert_eq!(
            parse("postgresql://a%40b@h/d").user().as_deref(),
            Some("a@b")
        );
        let secrets = parse("postgresql://u:a%40b@h/d?sslpassword=c").secrets();
        assert_eq!(secrets, ["a%40b", "a@b", "c"]);
    }

    #[test]
    fn parts_are_encoded() {
        let url =
            DatabaseUrl::from_parts("a@b", Some("p:/?#[]@%&= ü"), "h", "5433", "x/y").unwrap();
        assert_eq!(
            url.to_secret_string(),
            "postgresql://a%40b:p%3A%2F%3F%23%5B%5D%40%25%26%3D%20%C3%BC@h:5433/x%2Fy"
        );
        assert_eq!(url.database_name().as_deref(), Some("x/y"));
        assert_eq!(
            DatabaseUrl::from_parts("u", None, "h", "x", "d"),
            Err(UrlError::BadPort)
        );
    }
}

#[cfg(feature = "mysql")]
mod mysql {
    use super::*;

    fn parse(text: &str) -> MysqlUrl {
        match DatabaseUrl::parse(text).unwrap().target {
            Target::Mysql(url) => url,
            Target::Sqlite(_) | Target::Postgres(_) => panic!("{text}"),
        }
    }

    #[test]
    fn spellings_and_masks() {
        // (as written, as shown, database)
        let cases = [
            (
                "mysql://root:hush@localhost:3306/movies",
                "mysql://root:***@localhost:3306/movies",
                Some("movies"),
            ),
            ("mariadb://u:hush@h/d", "mysql://u:***@h/d", Some("d")),
            ("mysql+pymysql://u:hush@h/d", "mysql://u:***@h/d", Some("d")),
            ("mysql+mysqldb://u@h/d", "mysql://u@h/d", Some("d")),
            (
                "mariadb+mariadbconnector://u@h/d",
                "mysql://u@h/d",
                Some("d"),
            ),
            ("MYSQL://h", "mysql://h", None),
            ("mysql://", "mysql://", None),
            ("mysql:///d", "mysql:///d", Some("d")),
            ("mysql://u:@h/d", "mysql://u:***@h/d", Some("d")),
            ("mysql://u:hu:sh@h:/d", "mysql://u:***@h/d", Some("d")),
            (
                "mysql://u:hush@[::1]:3307/d",
                "mysql://u:***@[::1]:3307/d",
                Some("d"),
            ),
            (
                "mysql://a%40b:hush@h/my%20d",
                "mysql://a%40b:***@h/my%20d",
                Some("my d"),
            ),
            (
                "mysql://u@localhost/d?unix_socket=/run/my%20sql/s.sock&ssl_mode=required",
                "mysql://u@localhost/d?unix_socket=/run/my%20sql/s.sock&ssl_mode=required",
                Some("d"),
            ),
            (
                "mysql://h/d?charset=utf8mb4",
                "mysql://h/d?charset=utf8mb4",
                Some("d"),
            ),
        ];
        for (text, shown, database) in cases {
            let url = DatabaseUrl::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(url.dialect(), Dialect::Mysql, "{text}");
            assert_eq!(url.to_string(), shown, "{text}");
            assert_eq!(format!("{url:?}"), format!("DatabaseUrl({shown:?})"));
            assert_eq!(url.database_name().as_deref(), database, "{text}");
            assert!(url.path().is_none() && !url.is_memory() && url.note().is_none());
            let again = DatabaseUrl::parse(&url.to_secret_string()).unwrap();
            assert!(again == url, "{text}");
        }
        let note = DatabaseUrl::parse("mysql://h/d?charset=latin1")
            .unwrap()
            .note();
        assert!(note.unwrap().contains("`charset`"));
        let unknown = DatabaseUrl::parse("mysql://h/d?sslmode=require").unwrap_err();
        assert!(unknown.to_string().contains("ssl_mode"), "{unknown}");
    }

    #[test]
    fn its_parts_are_decoded() {
        let url = parse("mysql://u:p%40@:3307/my%20d?ssl_mode=verify_ca&ssl_ca=/x%20y");
        assert_eq!((url.user(), url.password()), (Some("u"), Some("p@")));
        assert_eq!((url.host(), url.port()), ("localhost", Some(3307)));
        assert_eq!(url.database().as_deref(), Some("my d"));
        assert_eq!(url.ssl_mode(), Some(SslMode::VerifyCa));
        assert_eq!(url.parameter("ssl_ca"), Some("/x y"));
        assert_eq!(
            url.with_database("").to_secret_string(),
            "mysql://u:p%40@localhost:3307?ssl_mode=verify_ca&ssl_ca=/x%20y"
        );
        let own = parse("mysql://localhost:1/d?unix_socket=/s");
        assert_eq!(own.parameter("unix_socket"), Some("/s"));
        assert!(parse("mysql://").is_default_socket());
    }
}
