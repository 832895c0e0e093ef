//! No scratch database outlives the command that made it: after success, failure, Ctrl-C; and what a kill left goes
//! with the next run.
//!
//! Each test has a role of its own, so that the scratch databases of others are not seen.

use std::time::{Duration, Instant};

use crate::support::{Backend, Db, Output, Running, unique_name};

/// A role that may create databases, whose commands work on the test's own.
struct Maker<'d> {
    db: &'d Db,
    role: String,
    url: String,
}

impl<'d> Maker<'d> {
    /// With an applied project of the tutorial.
    fn new(db: &'d Db) -> Self {
        let role = unique_name();
        db.execute(&format!(
            "CREATE ROLE {role} LOGIN CREATEDB PASSWORD 'pa55'; GRANT ALL ON SCHEMA public TO {role}"
        ));
        let mut url = url::Url::parse(db.url()).unwrap();
        url.set_username(&role).unwrap();
        url.set_password(Some("pa55")).unwrap();
        let maker = Self {
            db,
            role,
            url: url.into(),
        };
        db.project();
        db.moviectl(["init"]).success();
        maker
            .moviectl(&["migrate", "-m", "x"])
            .success()
            .stderr_has("Proved");
        maker.moviectl(&["upgrade"]).success();
        maker
    }

    fn arguments<'a>(&'a self, command: &[&'a str]) -> Vec<&'a str> {
        [&["--database-url", &self.url], command].concat()
    }

    fn moviectl(&self, command: &[&str]) -> Output {
        self.db.moviectl(self.arguments(command))
    }

    /// Declares a column more, so that there is something to migrate.
    fn declare_note(&self) {
        self.db.edit(
            "src/schema.rs",
            "theatre -> Nullable<Bool>,",
            "theatre -> Nullable<Bool>,\n        note -> Nullable<Text>,",
        );
    }

    /// The databases that the role made.
    fn scratch(&self) -> Vec<String> {
        self.db.lines(&format!(
            "SELECT datname FROM pg_database JOIN pg_roles r ON r.oid = datdba WHERE rolname = '{}'",
            self.role
        ))
    }

    #[track_caller]
    fn leaves_nothing(&self, after: &str) {
        assert_eq!(self.scratch(), [""; 0], "after {after}");
    }

    /// A later revision, which runs for minutes: `migrate` replays it on its scratch database.
    fn write_endless(&self) {
        let up = "CREATE TABLE half (a INTEGER);\nSELECT pg_sleep(600);\n";
        self.db.write_revision("2999-01-01-000000-0000_endless", up);
        self.declare_note();
    }

    /// `command`, seen to be replaying on the scratch database, and that database's name.
    fn in_the_middle(&self, command: &[&str]) -> (Running, String) {
        let mut running = self.db.command(self.arguments(command)).spawn();
        running.until("it replays on a scratch database", || {
            !self.sleeping().is_empty()
        });
        let [name] = self.sleeping().try_into().unwrap();
        assert!(name.starts_with("moviectl_scratch_"), "{name}");
        assert_eq!(self.scratch(), [name.as_str()]);
        (running, name)
    }

    /// Lists the databases in which the role is in the middle of a revision.
    fn sleeping(&self) -> Vec<String> {
        self.db.lines(&format!(
            "SELECT datname FROM pg_stat_activity WHERE usename = '{}' AND state = 'active' \
             AND query LIKE '%pg_sleep(600)%'",
            self.role
        ))
    }
}

impl Drop for Maker<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        for name in self.scratch() {
            self.db.drop_database(&name);
        }
        let role = &self.role;
        self.db
            .execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
    }
}

fn with_maker(test: impl FnOnce(&Maker<'_>)) {
    Db::with(Backend::Postgres, |db| {
        let maker = Maker::new(db);
        maker.leaves_nothing("the first migrate");
        test(&maker);
    });
}

#[test]
fn success_leaves_none() {
    with_maker(|maker| {
        let commands: [&[&str]; 6] = [
            &["migrate", "-m", "nothing to do"],
            &["check", "--against", "migrations"],
            &["migrate", "-m", "y", "--dry-run"],
            &["migrate", "-m", "y", "--dry-run", "--no-proof"],
            &["migrate", "-m", "y", "--dry-run", "--against", "database"],
            &["migrate", "-m", "y"],
        ];
        for (number, command) in commands.iter().enumerate() {
            if number == 2 {
                maker.declare_note();
            }
            maker.moviectl(command).success();
            maker.leaves_nothing(&command.join(" "));
        }
        // As another dialect's server.
        let arguments = ["--database-url", "other.db", "migrate", "-m", "z", "--also"];
        let output = maker.db.moviectl([&arguments[..], &[&maker.url]].concat());
        output.success().stderr_has("Proved");
        maker.leaves_nothing("--also");
    });
}

#[test]
fn failure_leaves_none() {
    with_maker(|maker| {
        maker.declare_note();
        // The existing revisions run, but a policy prevents the migration that is proved.
        let later = "2999-01-01-000000-0000_later";
        let policy = "CREATE POLICY titled ON movie USING (title <> '');\n";
        let directory = maker.db.write_revision(later, policy);
        maker.db.write(
            format!("{directory}/down.sql"),
            "DROP POLICY titled ON movie;\n",
        );
        maker.db.edit("src/schema.rs", "#[max_length = 80]\n", "\n");
        maker.db.edit("src/schema.rs", "title -> Text,", "");
        let migrate = ["migrate", "-m", "y"];
        maker
            .moviectl(&migrate)
            .refused(1, "it would break objects that stay")
            .stderr_has("policy titled on movie reads column movie.title");
        maker.leaves_nothing("a failed proof");

        for broken in ["SELECT 1 / 0;\n", "CREATE TABLE half (a INTEGER;\n"] {
            maker.db.write_revision(later, broken);
            maker
                .moviectl(&migrate)
                .refused(1, "failed on a scratch database");
            maker.leaves_nothing(broken);
            maker
                .moviectl(&["check", "--against", "migrations"])
                .refused(1, "failed on a scratch database");
            maker.leaves_nothing(broken);
        }
        // The server ends the connection in the middle.
        maker.db.write_revision(
            later,
            "CREATE TABLE half (a INTEGER);\nSELECT pg_terminate_backend(pg_backend_pid());\n",
        );
        maker.moviectl(&migrate).failure();
        maker.leaves_nothing("an ended connection");
        // Refused before it runs.
        maker.db.write_revision(later, "DROP DATABASE postgres;\n");
        maker.moviectl(&migrate).failure();
        maker.leaves_nothing("a refused script");
    });
}

#[test]
fn ctrl_c_and_sigterm_leave_none() {
    with_maker(|maker| {
        maker.write_endless();
        let before = maker.db.snapshot();
        for command in [
            &["migrate", "-m", "y"][..],
            &["check", "--against", "migrations"],
        ] {
            for (signal, code) in [("INT", 130), ("TERM", 143)] {
                let (running, _) = maker.in_the_middle(command);
                running.signal(signal);
                let word = if signal == "INT" {
                    "interrupted"
                } else {
                    "terminated"
                };
                running.finish().refused(
                    code,
                    &format!("{word} while up.sql of revision 299901010000000000 ran on a scratch database; nothing was written"),
                );
                maker.leaves_nothing(signal);
                assert_eq!(maker.sleeping(), [""; 0]);
            }
        }
        assert_eq!(maker.db.snapshot(), before);
    });
}

#[test]
fn a_kill_leaves_one_and_the_next_run_clears_it() {
    with_maker(|maker| {
        maker.write_endless();
        let (running, name) = maker.in_the_middle(&["migrate", "-m", "y"]);
        running.signal("KILL");
        running.finish().code(-1);
        // The server goes on with the statement, so that nobody clears the database yet.
        assert_eq!(maker.scratch(), [name.as_str()]);
        let short = "CREATE TABLE half (a INTEGER);\n";
        maker
            .db
            .write_revision("2999-01-01-000000-0000_endless", short);
        maker.moviectl(&["migrate", "-m", "y"]).code(0);
        assert_eq!(maker.scratch(), [name.as_str()], "somebody is connected");

        maker.db.execute(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{}'",
            maker.role
        ));
        let began = Instant::now();
        while !maker.sleeping().is_empty() && began.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(20));
        }
        maker.moviectl(&["check", "--against", "migrations"]);
        maker.leaves_nothing("the next run");
    });
}

/// Between its creation and the first connection to it, a lock keeps a scratch database from the cleaners of other runs.
#[test]
fn a_database_that_is_being_made_is_left_alone() {
    with_maker(|maker| {
        let name = format!("moviectl_scratch_{:016x}", u64::from(std::process::id()));
        let lock = format!(
            "SELECT pg_advisory_lock({}), pg_sleep(600)",
            std::process::id()
        );
        let mut making = maker.db.command(["shell", "-c", &lock]).spawn();
        making.until("it holds the lock", || {
            let sleeping = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND wait_event = 'PgSleep' AND query LIKE '%pg_advisory_lock(";
            let of_ours = format!("{sleeping}{})%'", std::process::id());
            !maker.db.lines(&of_ours).is_empty()
        });
        // Another run would drop it before the lock is held.
        maker
            .db
            .execute(&format!("CREATE DATABASE {name} OWNER {}", maker.role));
        maker.declare_note();
        maker.moviectl(&["migrate", "-m", "y"]).success();
        assert_eq!(maker.scratch(), [name.as_str()]);
        making.signal("INT");
        making.finish();
        maker.moviectl(&["check", "--against", "migrations"]);
        maker.leaves_nothing("the lock is free");
    });
}

/// SQLite's are in memory: no file comes, not even for a moment that a kill could catch.
#[test]
fn sqlite_makes_no_file() {
    Db::with(Backend::Sqlite, |db| {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        let endless = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n;\n";
        db.write_revision("2999-01-01-000000-0000_endless", endless);
        let before = db.snapshot();
        let files = db.files();
        let temporary = || {
            let all = std::fs::read_dir(std::env::temp_dir()).unwrap();
            let names = all.map(|entry| entry.unwrap().file_name());
            let ours = names.filter(|name| name.to_string_lossy().contains("moviectl_scratch"));
            ours.count()
        };
        for (signal, code) in [("INT", 130), ("TERM", 143), ("KILL", -1)] {
            let running = db.command(["migrate", "-m", "y"]).spawn();
            std::thread::sleep(Duration::from_millis(300));
            assert_eq!(db.files(), files, "while it runs");
            running.signal(signal);
            running.finish().code(code);
            assert_eq!(db.files(), files, "after {signal}");
            assert_eq!(temporary(), 0);
        }
        assert_eq!(db.snapshot(), before);
    });
}
