//! Roles that may not do everything.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::{Backend, Db, unique_name};

/// A role that may log in and nothing more, with the URL of the database for it.
struct Poor<'d> {
    db: &'d Db,
    name: String,
    url: String,
}

impl<'d> Poor<'d> {
    fn new(db: &'d Db) -> Self {
        let name = unique_name();
        db.execute(&format!("CREATE ROLE {name} LOGIN PASSWORD 'pa55'"));
        let mut url = url::Url::parse(db.url()).unwrap();
        url.set_username(&name).unwrap();
        url.set_password(Some("pa55")).unwrap();
        Self {
            db,
            name,
            url: url.into(),
        }
    }

    fn moviectl(&self, command: &[&str]) -> crate::support::Output {
        let global = ["--database-url", &self.url];
        self.db.moviectl(global.iter().chain(command))
    }

    #[track_caller]
    fn changes_nothing(&self, command: &[&str]) -> crate::support::Output {
        let global = ["--database-url", &self.url];
        self.db
            .moviectl_changes_nothing(global.iter().chain(command))
    }
}

impl Drop for Poor<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let name = &self.name;
            self.db
                .execute(&format!("DROP OWNED BY {name}; DROP ROLE {name}"));
        }
    }
}

#[test]
fn a_role_that_may_not_create_in_the_schema() {
    Db::with(Backend::Postgres, |db| {
        db.project_with_migration();
        // As it is from PostgreSQL 15 on.
        db.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        let poor = Poor::new(db);
        for command in ["upgrade", "create-all", "setup"] {
            poor.changes_nothing(&[command])
                .refused(1, "can't ")
                .stderr_has("caused by: permission denied for schema public")
                .hint("GRANT USAGE, CREATE ON SCHEMA public");
        }
        db.execute(&format!(
            "GRANT USAGE, CREATE ON SCHEMA public TO {}",
            poor.name
        ));
        poor.moviectl(&["upgrade"]).success();
        poor.changes_nothing(&["drop-db", "-y"])
            .refused(1, "cannot drop the database")
            .stderr_has("must be owner of database")
            .hint("the owner");
        poor.moviectl(&["downgrade", "base"]).success();
    });
}

#[test]
fn a_role_that_may_not_read_the_tables() {
    Db::with(Backend::Postgres, |db| {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        let poor = Poor::new(db);
        poor.changes_nothing(&["list"])
            .refused(1, "permission denied for table movie")
            .hint("GRANT");
        poor.changes_nothing(&["current"])
            .refused(1, "can't ")
            .stderr_has("permission denied for table")
            .hint("GRANT");
    });
}

#[test]
fn a_role_that_may_not_create_databases_has_other_ways() {
    Db::with(Backend::Postgres, |db| {
        db.project();
        db.moviectl(["init"]).success();
        let poor = Poor::new(db);
        for command in [
            &["migrate", "-m", "x"][..],
            &["check", "--against", "migrations"],
        ] {
            let output = poor.changes_nothing(command);
            output.refused(1, "may not create databases");
            for way in [
                "CREATEDB",
                "GRANT",
                "--scratch-url",
                "--against database",
                "--no-proof",
            ] {
                output.hint(way);
            }
        }
        for way in [
            &["--no-proof"][..],
            &["--against", "database"],
            &["--scratch-url", db.url()],
        ] {
            let command = [&["migrate", "-m", "x", "--dry-run"][..], way].concat();
            poor.changes_nothing(&command)
                .stderr_lacks("pa55")
                .success()
                .stdout_has("CREATE TABLE \"movie\"");
        }
        db.execute(&format!("ALTER ROLE {} CREATEDB", poor.name));
        poor.moviectl(&["migrate", "-m", "x"])
            .success()
            .stderr_has("Proved");
    });
}

#[test]
fn a_role_that_may_not_connect() {
    Db::with(Backend::Postgres, |db| {
        let poor = Poor::new(db);
        let name = db.lines("SELECT current_database()").remove(0);
        db.execute(&format!("REVOKE ALL ON DATABASE \"{name}\" FROM PUBLIC"));
        poor.changes_nothing(&["--embedded", "list"])
            .refused(1, "does not allow this connection")
            .hint("CONNECT");
    });
}

/// A user of MySQL with privileges on the database of the test, and its URL.
struct PoorUser<'d> {
    db: &'d Db,
    account: String,
    url: String,
}

impl<'d> PoorUser<'d> {
    /// With privileges on the database, as GRANT names them; nothing for none.
    fn new(db: &'d Db, privileges: &str) -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        // MySQL's names of users are short.
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("poor_{}_{number}", std::process::id());
        let account = format!("'{name}'@'%'");
        db.execute(&format!("CREATE USER {account} IDENTIFIED BY 'pa55'"));
        let mut url = url::Url::parse(db.url()).unwrap();
        url.set_username(&name).unwrap();
        url.set_password(Some("pa55")).unwrap();
        let poor = Self {
            db,
            account,
            url: url.into(),
        };
        if !privileges.is_empty() {
            poor.grant(privileges);
        }
        poor
    }

    fn grant(&self, privileges: &str) {
        let name = self.db.lines("SELECT DATABASE()").remove(0);
        let account = &self.account;
        self.db
            .execute(&format!("GRANT {privileges} ON \"{name}\".* TO {account}"));
    }

    fn moviectl(&self, command: &[&str]) -> crate::support::Output {
        let global = ["--database-url", &self.url];
        self.db.moviectl(global.iter().chain(command))
    }

    #[track_caller]
    fn changes_nothing(&self, command: &[&str]) -> crate::support::Output {
        let global = ["--database-url", &self.url];
        self.db
            .moviectl_changes_nothing(global.iter().chain(command))
    }
}

impl Drop for PoorUser<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.db.execute(&format!("DROP USER {}", self.account));
        }
    }
}

#[test]
fn a_user_of_mysql_that_may_not_create_tables() {
    Db::with(Backend::Mysql, |db| {
        db.project_with_migration();
        let poor = PoorUser::new(db, "SELECT");
        for command in ["upgrade", "create-all", "setup"] {
            poor.changes_nothing(&[command])
                .refused(1, "can't ")
                .stderr_has("CREATE command denied to user")
                .hint("GRANT");
        }
        poor.grant("CREATE, DROP, ALTER, INDEX, INSERT, UPDATE, DELETE, REFERENCES");
        poor.moviectl(&["upgrade"]).success();
        poor.moviectl(&["downgrade", "base"]).success();
    });
}

#[test]
fn a_user_of_mysql_that_may_not_enter_the_database() {
    Db::with(Backend::Mysql, |db| {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        let poor = PoorUser::new(db, "");
        for command in ["list", "current", "upgrade"] {
            poor.changes_nothing(&[command])
                .refused(1, "does not allow this connection")
                .hint("GRANT")
                .stderr_lacks("pa55");
        }
    });
}

#[test]
fn a_user_of_mysql_that_may_not_create_databases_has_other_ways() {
    Db::with(Backend::Mysql, |db| {
        db.project();
        db.moviectl(["init"]).success();
        let poor = PoorUser::new(db, "ALL");
        for command in [
            &["migrate", "-m", "x"][..],
            &["check", "--against", "migrations"],
        ] {
            let output = poor.changes_nothing(command);
            output.refused(1, "may not create databases");
            for way in ["GRANT", "--scratch-url", "--against database", "--no-proof"] {
                output.hint(way);
            }
        }
        for way in [
            &["--no-proof"][..],
            &["--against", "database"],
            &["--scratch-url", db.url()],
        ] {
            let command = [&["migrate", "-m", "x", "--dry-run"][..], way].concat();
            poor.changes_nothing(&command)
                .stderr_lacks("pa55")
                .success()
                .stdout_has("CREATE TABLE `movie`");
        }
        let account = &poor.account;
        db.execute(&format!(
            "GRANT ALL ON \"moviectl\\_scratch\\_%\".* TO {account}"
        ));
        poor.moviectl(&["migrate", "-m", "x"])
            .success()
            .stderr_has("Proved");
    });
}
