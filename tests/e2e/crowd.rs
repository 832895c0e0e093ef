//! Many processes that upgrade one database at once, directly and through a pooler; and one of them killed.

use crate::support::{Backend, Db, Output, PgBouncer, on_each, skip};

const CROWD: usize = 16;

/// Revisions of which each would fail if it ran twice: one is a step by itself, where the database has such.
fn revisions(db: &Db) {
    db.project_with_migration();
    for number in 1..=4 {
        let up = format!(
            "CREATE TABLE t{number} (a INTEGER);\nINSERT INTO t{number} VALUES ({number});\n"
        );
        db.write_revision(&format!("2999-01-0{number}-000000-0000_r"), &up);
    }
    let (concurrently, vacuum) = match db.backend {
        Backend::Sqlite => ("", "VACUUM"),
        Backend::Postgres => (" CONCURRENTLY", "VACUUM t1"),
        Backend::Mysql => ("", "ANALYZE TABLE t1"),
    };
    let up = format!(
        "INSERT INTO t1 VALUES (10);\nCREATE INDEX{concurrently} t1_a ON t1 (a);\n{vacuum};\nBEGIN;\nINSERT INTO t1 VALUES (11);\nCOMMIT;\n"
    );
    let directory = db.write_revision("2999-01-05-000000-0000_steps", &up);
    db.write(
        format!("{directory}/metadata.toml"),
        "run_in_transaction = false\n",
    );
    db.write_revision(
        "2999-01-06-000000-0000_last",
        "INSERT INTO t1 VALUES (12);\n",
    );
}

fn each_ran_once(db: &Db) {
    assert_eq!(
        db.query("SELECT version FROM __diesel_schema_migrations")
            .len(),
        7
    );
    assert_eq!(
        db.lines("SELECT a FROM t1 ORDER BY a"),
        ["1", "10", "11", "12"]
    );
    for number in 2..=4 {
        assert_eq!(
            db.lines(&format!("SELECT a FROM t{number}")),
            [number.to_string()]
        );
    }
    assert!(
        db.lines("SELECT version FROM __moviectl_revisions WHERE direction IS NOT NULL")
            .is_empty()
    );
}

/// Sixteen upgrades at once, of which `killed` are killed on the way; the others.
fn crowd(db: &Db, url: &str, killed: usize) -> Vec<Output> {
    let mut running: Vec<_> = (0..CROWD)
        .map(|_| db.command(["upgrade"]).env("DATABASE_URL", url).spawn())
        .collect();
    for _ in 0..killed {
        let victim = running.remove(0);
        victim.signal("KILL");
        victim.finish();
    }
    running.into_iter().map(|one| one.finish()).collect()
}

on_each! {
    fn sixteen_at_once_do_the_work_of_one(db: &Db) {
        revisions(db);
        for output in crowd(db, db.url(), 0) {
            output.success();
        }
        each_ran_once(db);
    }

    fn a_holder_that_is_killed_keeps_nobody(db: &Db) {
        revisions(db);
        let mut first = db.command(["upgrade"]).spawn();
        first.until("it has begun", || {
            db.exists() && db.tables().contains(&"__diesel_schema_migrations".to_owned())
        });
        first.signal("KILL");
        first.finish();
        for output in crowd(db, db.url(), 3) {
            output.success();
        }
        each_ran_once(db);
    }
}

#[test]
fn sixteen_at_once_through_a_pooler() {
    Db::with(Backend::Postgres, |db| {
        let Some(pooler) = PgBouncer::before(db.url()) else {
            skip("no PgBouncer (Debian package pgbouncer)");
            return;
        };
        revisions(db);
        for output in crowd(db, &pooler.url, 0) {
            output.success();
        }
        each_ran_once(db);
        let through = |command: &str| db.command([command]).env("DATABASE_URL", &pooler.url).run();
        through("upgrade")
            .success()
            .stderr_has("Nothing to upgrade.");
        through("current")
            .success()
            .stdout_has("299901060000000000 (head)");
    });
}

#[test]
fn who_holds_the_lock_of_mysql_is_named() {
    Db::with(Backend::Mysql, |db| {
        revisions(db);
        let sleep = "SELECT 1 FROM (SELECT 1 AS one) AS t WHERE SLEEP(600) = 5";
        for (up, begun) in [
            (format!("{sleep};\n"), false),
            (format!("CREATE TABLE later (a INTEGER);\n{sleep};\n"), true),
        ] {
            db.write_revision("2999-01-07-000000-0000_long", &up);
            let mut holder = db.command(["upgrade"]).spawn();
            let sleeping = "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND command = 'Query' \
                            AND info LIKE '%SLEEP(600) =%' AND id <> CONNECTION_ID()";
            holder.until("it sleeps", || !db.lines(sleeping).is_empty());
            let id = db.lines(sleeping).remove(0);
            db.moviectl(["upgrade", "--lock-timeout", "0.2"])
                .refused(1, &format!("(process {id}, from "))
                .stderr_has("Waiting for another process")
                .hint("--lock-timeout SECS");
            holder.signal("KILL");
            holder.finish();
            let mended = up.replace("SLEEP(600)", "SLEEP(0)");
            db.write_revision("2999-01-07-000000-0000_long", &mended);
            let said = db.moviectl(["upgrade"]);
            said.success();
            assert_eq!(said.stderr.contains("Resuming at statement 2 of 2"), begun);
            db.write(
                "migrations/mysql/2999-01-07-000000-0000_long/down.sql",
                "SELECT 1;\n",
            );
            db.moviectl(["downgrade", "-1"]).success();
        }
    });
}

#[test]
fn who_holds_the_lock_is_named() {
    Db::with(Backend::Postgres, |db| {
        revisions(db);
        db.write_revision("2999-01-07-000000-0000_long", "SELECT pg_sleep(600);\n");
        let mut holder = db.command(["upgrade"]).spawn();
        let sleeping = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
                        AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()";
        holder.until("it sleeps", || !db.lines(sleeping).is_empty());
        let pid = db.lines(sleeping).remove(0);
        db.moviectl(["upgrade", "--lock-timeout", "0.2"])
            .refused(
                1,
                &format!("(process {pid}, moviectl, from 127.0.0.1, since 2"),
            )
            .stderr_has("Waiting for another process")
            .hint("--lock-timeout SECS");
        // The server notices within a second that its client is gone, and stops what nobody waits for.
        holder.signal("KILL");
        holder.finish();
        if !db.backend.has("lost_client_check") {
            db.execute(&format!("SELECT pg_terminate_backend({pid})"));
        }
        db.write_revision("2999-01-07-000000-0000_long", "SELECT 1;\n");
        db.moviectl(["upgrade"]).success();
    });
}
