//! Every command behind PgBouncer: the same output as without, or the reason why not.

use crate::support::{Backend, Db, Output, PgBouncer, server_url, skip, unique_name};

/// A session of all commands that use a database, each with its output and exit status.
fn session(db: &Db, url: &str, directory: &str) -> Vec<String> {
    let run = |command: &[&str]| {
        let output = db
            .command(command.iter().copied())
            .env("DATABASE_URL", url)
            .run();
        told(command, &output, url, directory)
    };
    let mut all = vec![run(&["new", directory])];
    db.cd(directory);
    let mut say = |command: &[&str]| all.push(run(command));
    let edit = |old: &str, new: &str| db.edit("src/schema.rs", old, new);
    for command in [
        &["create-db"][..],
        &["create-db"],
        &["init"],
        &["migrate", "-m", "First."],
        &["upgrade"],
        &["check"],
        &["check", "--against", "migrations"],
        &["current"],
        &["populate"],
        &["list"],
        &[
            "add-movie",
            "Alien",
            "--year",
            "1979",
            "--director",
            "Ridley Scott",
        ],
    ] {
        say(command);
    }
    edit(
        "theatre -> Nullable<Bool>,",
        "theatre -> Nullable<Bool>,\n        note -> Nullable<Text>,",
    );
    let schema = db.read("src/schema.rs");
    let args = "\ntable_args! {\n    movie {\n        check movie_year_check sql(\"year > 1800\");\n    }\n}\n";
    db.write("src/schema.rs", &format!("{schema}{args}"));
    for command in [
        &["migrate", "-m", "Second."][..],
        &["upgrade", "--dry-run"],
        &["upgrade"],
        &["redo"],
        &["downgrade"],
        &["upgrade"],
    ] {
        say(command);
    }
    edit(
        "check movie",
        "index movie_note_idx (note);\n        check movie",
    );
    for command in [
        &["migrate", "-m", "Third.", "--concurrently"][..],
        &["upgrade"],
        &["downgrade"],
        &["upgrade"],
        &["stamp", "head"],
        &["history"],
        &["show"],
        &["inspect", "--format", "sql"],
        &[
            "shell",
            "-c",
            "BEGIN; SET LOCAL lock_timeout = '1s'; SHOW lock_timeout; ROLLBACK; SELECT count(*) FROM movie",
        ],
        &["migrate", "-m", "x", "--against", "database"],
        &["revision", "-m", "hand"],
        &["drop-all", "--yes"],
        &["create-all"],
        &["drop-all", "--yes"],
        &["check"],
        &["drop-db", "--yes"],
        &["drop-db", "--yes"],
    ] {
        say(command);
    }
    db.cd("..");
    all
}

/// Returns a command with its output, without the parts that differ from run to run.
fn told(command: &[&str], output: &Output, url: &str, directory: &str) -> String {
    let address = url.rsplit('@').next().unwrap();
    let text = format!(
        "$ {}\n{}{}[{}]",
        command.join(" "),
        output.stdout,
        output.stderr,
        output.code
    );
    let text = text
        .replace(address, "<address>")
        .replace(directory, "<directory>");
    let lines = text
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("Applied: "));
    let text: String = lines.collect();
    // Versions are the times of the revisions.
    let mut plain = String::new();
    for word in text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        plain.push_str(if digits >= 14 { "<version>" } else { word });
    }
    plain
}

/// Compares a session behind a pooler with the same session without.
fn same_behind(settings: &str) {
    Db::with(Backend::Postgres, |db| {
        let Some(pooler) = PgBouncer::with(db.url(), "*", settings) else {
            if settings.contains('\n') {
                // Debian 12's; MOVIECTL_TEST_PGBOUNCER names another.
                eprintln!("this PgBouncer does not know {settings:?}");
            } else {
                skip("no PgBouncer (Debian package pgbouncer)");
            }
            return;
        };
        let name = unique_name();
        let direct = server_url(Backend::Postgres, &name);
        let (before, _) = pooler.url.rsplit_once('/').unwrap();
        let expected = session(db, &direct, "unpooled");
        let behind = session(db, &format!("{before}/{name}"), "pooled");
        for (behind, expected) in behind.iter().zip(&expected) {
            assert_eq!(behind, expected);
        }
        let there = "SELECT count(*) FROM pg_database WHERE datname = '".to_owned() + &name + "'";
        assert_eq!(db.lines(&there), ["0"]);
    });
}

#[test]
fn transactions_are_pooled() {
    same_behind("pool_mode = transaction");
}

#[test]
fn transactions_are_pooled_with_prepared_statements() {
    same_behind("pool_mode = transaction\nmax_prepared_statements = 100");
}

#[test]
fn sessions_are_pooled() {
    same_behind("pool_mode = session");
}

#[test]
fn a_pooler_of_statements_is_refused_with_its_reason() {
    Db::with(Backend::Postgres, |db| {
        db.project_with_migration();
        let Some(pooler) = PgBouncer::with(db.url(), "*", "pool_mode = statement") else {
            skip("no PgBouncer (Debian package pgbouncer)");
            return;
        };
        db.export("DATABASE_URL", &pooler.url);
        for command in [
            &["upgrade"][..],
            &["check", "--against", "migrations"],
            &["create-all"],
        ] {
            db.moviectl_changes_nothing(command.iter().copied())
                .failure()
                .stderr_has("a pooler that pools statements (pool_mode = statement) allows none")
                .hint("set pool_mode = transaction (or session) for this database, or connect to the server itself");
        }
        db.moviectl(["current"]).success();
    });
}

#[test]
fn a_pooler_that_names_its_databases_has_scratch_databases_elsewhere() {
    Db::with(Backend::Postgres, |db| {
        db.project();
        db.moviectl(["init"]).success();
        let name = db.url().rsplit('/').next().unwrap().to_owned();
        let Some(pooler) = PgBouncer::with(db.url(), &name, "pool_mode = transaction") else {
            skip("no PgBouncer (Debian package pgbouncer)");
            return;
        };
        let server = server_url(Backend::Postgres, "postgres");
        db.export("DATABASE_URL", &pooler.url);
        db.moviectl_changes_nothing(["migrate", "-m", "x"])
            .refused(1, "cannot make a scratch database")
            .stderr_has("the databases `postgres` and `template1` of ")
            .hint("`scratch_url` in moviectl.toml");
        db.moviectl(["migrate", "-m", "First.", "--scratch-url", &server])
            .success();
        db.moviectl(["upgrade"]).success();
        let settings = db.read("moviectl.toml");
        db.write(
            "moviectl.toml",
            &format!("scratch_url = \"{server}\"\n{settings}"),
        );
        db.moviectl_reads(["check", "--against", "migrations"])
            .success();
        db.moviectl_reads(["check"]).success();
    });
}
