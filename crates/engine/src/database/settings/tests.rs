#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::error::Error as _;
use std::fs;

use super::*;

fn nothing(_: &str) -> Option<String> {
    None
}

fn vars<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
    move |name| {
        pairs
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    }
}

/// Those of an application.
fn defaults() -> Defaults {
    Defaults {
        url: Some("app.db".into()),
        parts: Parts {
            username: "app".into(),
            password: "secret".into(),
            host: "localhost".into(),
            port: "5433".into(),
            name: "live".into(),
        },
    }
}

#[test]
fn the_default_is_the_applications() {
    let resolved = resolve(None, &nothing, &nothing, None, &defaults()).unwrap();
    assert_eq!(resolved.source, UrlSource::Default);
    assert_eq!(resolved.url.to_string(), "app.db");
}

#[test]
fn without_a_default_something_must_name_the_database() {
    let none = Defaults::default();
    let error = resolve(None, &nothing, &nothing, None, &none).unwrap_err();
    assert_eq!(error, ResolveError::Unnamed);
    assert!(error.to_string().contains("DATABASE_URL"), "{error}");
    let env = [("DB_HOST", "db")];
    let error = resolve(None, &vars(&env), &nothing, None, &none).unwrap_err();
    let text = "the environment variables DB_* name no database: set DB_NAME";
    assert_eq!(error.to_string(), text);
}

#[cfg(feature = "postgres")]
#[test]
fn without_defaults_libpq_has_its_own() {
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[("DB_NAME", "live")], "postgresql:///live"),
        (
            &[("DB_NAME", "live"), ("DB_USERNAME", "ann")],
            "postgresql://ann@/live",
        ),
        (
            &[("DB_NAME", "live"), ("DB_PASSWORD", "x")],
            "postgresql://:x@/live",
        ),
        (
            &[("DB_NAME", "live"), ("DB_HOST", "db"), ("DB_PORT", "1")],
            "postgresql://db:1/live",
        ),
    ];
    for (env, url) in cases {
        let resolved = resolve(None, &vars(env), &nothing, None, &Defaults::default()).unwrap();
        assert_eq!(resolved.url.to_secret_string(), url);
        assert_eq!(DatabaseUrl::parse(url).unwrap(), resolved.url);
    }
}

/// Flag, environment, `.env`, project; the source and the URL that they make.
#[cfg(feature = "postgres")]
type Case<'a> = (
    Option<&'a str>,
    &'a [(&'a str, &'a str)],
    &'a [(&'a str, &'a str)],
    Option<&'a str>,
    UrlSource,
    String,
);

#[cfg(feature = "postgres")]
#[test]
fn each_source_wins_over_those_behind_it() {
    let env_all = [("DATABASE_URL", "env.db"), ("DB_NAME", "from_env")];
    let env_parts = [("DATABASE_URL", ""), ("DB_NAME", "from_env")];
    let env_none = [("DATABASE_URL", "  "), ("DB_NAME", "")];
    let dot_all = [("DATABASE_URL", "dot.db"), ("DB_NAME", "from_dot")];
    let dot_parts = [("DB_NAME", "from_dot")];
    let parts = |name: &str| format!("postgresql://app:***@localhost:5433/{name}");
    let cases: [Case<'_>; 7] = [
        (
            Some("flag.db"),
            &env_all,
            &dot_all,
            Some("p.db"),
            UrlSource::Flag,
            "flag.db".into(),
        ),
        (
            None,
            &env_all,
            &dot_all,
            Some("p.db"),
            UrlSource::Environment,
            "env.db".into(),
        ),
        (
            None,
            &env_parts,
            &dot_all,
            Some("p.db"),
            UrlSource::EnvironmentParts,
            parts("from_env"),
        ),
        (
            None,
            &env_none,
            &dot_all,
            Some("p.db"),
            UrlSource::DotEnv,
            "dot.db".into(),
        ),
        (
            None,
            &env_none,
            &dot_parts,
            Some("p.db"),
            UrlSource::DotEnvParts,
            parts("from_dot"),
        ),
        (
            None,
            &env_none,
            &[],
            Some("p.db"),
            UrlSource::Project,
            "p.db".into(),
        ),
        (
            None,
            &env_none,
            &[],
            None,
            UrlSource::Default,
            "app.db".into(),
        ),
    ];
    for (flag, env, dot, project, source, url) in cases {
        let resolved = resolve(flag, &vars(env), &vars(dot), project, &defaults()).unwrap();
        assert_eq!((resolved.source, resolved.url.to_string()), (source, url));
    }
}

#[cfg(feature = "postgres")]
#[test]
fn any_part_is_enough_and_the_rest_is_the_applications() {
    let cases: [(&[(&str, &str)], &str); 7] = [
        (
            &[("DB_USERNAME", "ann")],
            "postgresql://ann:secret@localhost:5433/live",
        ),
        (
            &[("DB_PASSWORD", "a:b/c@d%e ")],
            "postgresql://app:a%3Ab%2Fc%40d%25e%20@localhost:5433/live",
        ),
        (&[("DB_HOST", "db")], "postgresql://app:secret@db:5433/live"),
        (
            &[("DB_HOST", "::1")],
            "postgresql://app:secret@[::1]:5433/live",
        ),
        (
            &[("DB_HOST", "/run/pg")],
            "postgresql://app:secret@%2Frun%2Fpg:5433/live",
        ),
        (
            &[("DB_PORT", "1")],
            "postgresql://app:secret@localhost:1/live",
        ),
        (
            &[("DB_NAME", "films"), ("DB_PASSWORD", "")],
            "postgresql://app@localhost:5433/films",
        ),
    ];
    for (env, url) in cases {
        let resolved = resolve(None, &vars(env), &nothing, None, &defaults()).unwrap();
        assert_eq!(resolved.source, UrlSource::EnvironmentParts);
        assert_eq!(resolved.url.to_secret_string(), url);
    }
}

#[cfg(feature = "postgres")]
#[test]
fn parts_of_the_environment_are_completed_from_dotenv() {
    let env = [("DB_PASSWORD", "x")];
    let dot = [("DB_HOST", "db"), ("DB_PASSWORD", "y")];
    let resolved = resolve(None, &vars(&env), &vars(&dot), None, &defaults()).unwrap();
    assert_eq!(
        resolved.url.to_secret_string(),
        "postgresql://app:x@db:5433/live"
    );
}

#[test]
fn an_error_names_the_place_and_no_secret() {
    let env = [("DATABASE_URL", "postgresql://me:hush/hush@db/live")];
    let error = resolve(None, &vars(&env), &nothing, None, &defaults()).unwrap_err();
    let text = format!("{error}: {}: {error:?}", error.source().unwrap());
    assert!(text.contains("DATABASE_URL"), "{text}");
    assert!(!text.contains("hush"), "{text}");
    for flag in ["", "  "] {
        let error = resolve(Some(flag), &nothing, &nothing, None, &defaults()).unwrap_err();
        let expected = ResolveError::Url {
            place: UrlSource::Flag,
            error: UrlError::Empty,
        };
        assert_eq!(error, expected);
    }
}

#[test]
fn dotenv_is_found_above_and_leaves_the_environment_alone() {
    let root = tempfile::tempdir().unwrap();
    let below = root.path().join("a/b");
    fs::create_dir_all(&below).unwrap();
    let text = "\u{feff}# ours\nMOVIECTL_T1='one two'\nexport MOVIECTL_T2=2\nMOVIECTL_T2=3\n";
    fs::write(root.path().join(".env"), text).unwrap();
    let variables = read_dotenv(&below).unwrap();
    assert_eq!(variables["MOVIECTL_T1"], "one two");
    assert_eq!(variables["MOVIECTL_T2"], "2");
    assert!(std::env::var("MOVIECTL_T1").is_err());
}

#[test]
fn a_broken_dotenv_is_an_error_with_its_line_and_without_its_text() {
    for (text, line) in [
        ("A=1\n\nB=hush hush\n", 3),
        ("A=1\nhush!\nC=1\n", 2),
        ("A='hush\nhush\n", 1),
    ] {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join(".env"), text).unwrap();
        let error = read_dotenv(root.path()).unwrap_err();
        assert!(
            matches!(&error, DotenvError::Line { line: found, .. } if *found == line),
            "{error}"
        );
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(".env") && !shown.contains("hush"), "{shown}");
    }
}
