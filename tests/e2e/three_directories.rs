//! A plain Diesel project with one schema.rs and a directory of migrations for each database, as Vaultwarden has it:
//! written by hand so far, and from here on by `migrate --also … --also …`.

use crate::support::{Backend, Db};

/// One declaration for all three, as `diesel print-schema` writes it: types of any length, no indexes, no defaults.
const SCHEMA: &str = r#"
diesel::table! {
    users (uuid) {
        uuid -> Text,
        email -> Text,
        created_at -> Timestamp,
        password_hash -> Binary,
        password_iterations -> Integer,
        enabled -> Bool,
    }
}

diesel::table! {
    folders (uuid) {
        uuid -> Text,
        user_uuid -> Text,
        name -> Text,
    }
}

diesel::table! {
    event (uuid) {
        uuid -> Text,
        event_type -> Integer,
        user_uuid -> Nullable<Text>,
    }
}

diesel::joinable!(folders -> users (user_uuid));
diesel::allow_tables_to_appear_in_same_query!(users, folders, event);
"#;

const TABLES: &str = "
CREATE TABLE users (
    uuid CHAR(36) NOT NULL PRIMARY KEY,
    email VARCHAR(255) NOT NULL UNIQUE,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    password_hash BLOB NOT NULL,
    password_iterations INTEGER NOT NULL DEFAULT 5000
);
CREATE TABLE folders (
    uuid CHAR(36) NOT NULL PRIMARY KEY,
    user_uuid CHAR(36) NOT NULL,
    name TEXT NOT NULL,
    FOREIGN KEY (user_uuid) REFERENCES users (uuid)
);
";

const ENABLED: &str = "
ALTER TABLE users ADD COLUMN enabled BOOLEAN NOT NULL DEFAULT TRUE;
CREATE TABLE event (uuid CHAR(36) NOT NULL PRIMARY KEY, event_type INTEGER NOT NULL, user_uuid CHAR(36));
CREATE INDEX event_of_user ON event (user_uuid, event_type);
";

const NOT_ENABLED: &str = "DROP TABLE event;\nALTER TABLE users DROP COLUMN enabled;\n";

const ROWS: &str = "
INSERT INTO users (uuid, email, password_hash) VALUES ('u-1', 'ada@example.org', '');
INSERT INTO folders (uuid, user_uuid, name) VALUES ('f-1', 'u-1', 'Letters');
";

/// The three databases; commands start in the first one's directory.
struct Project<'a>([&'a Db; 3]);

impl Project<'_> {
    fn home(&self) -> &Db {
        self.0[0]
    }

    /// The directory as Diesel's own projects call it.
    fn directory(db: &Db) -> &'static str {
        db.by_dialect(
            "migrations/sqlite",
            "migrations/postgresql",
            "migrations/mysql",
        )
    }

    /// Writes the files that a person writes by hand, with the SQL of each database.
    fn write(&self) {
        let home = self.home();
        home.write(
            "diesel.toml",
            "[print_schema]\nfile = \"src/db/schema.rs\"\n",
        );
        home.write("src/db/schema.rs", SCHEMA);
        for db in self.0 {
            let tables = match db.backend {
                Backend::Sqlite => TABLES
                    .replace("CHAR(36)", "TEXT")
                    .replace("VARCHAR(255)", "TEXT"),
                Backend::Postgres => TABLES
                    .replace("BLOB", "BYTEA")
                    .replace("DATETIME", "TIMESTAMP"),
                Backend::Mysql => TABLES.to_owned(),
            };
            let directory = Self::directory(db);
            for (name, up, down) in [
                (
                    "2018-01-14-171611_create_tables",
                    tables.as_str(),
                    "DROP TABLE folders;\nDROP TABLE users;\n",
                ),
                ("2019-11-17-011009_enabled", ENABLED, NOT_ENABLED),
            ] {
                home.write(format!("{directory}/{name}/up.sql"), up);
                home.write(format!("{directory}/{name}/down.sql"), down);
            }
        }
    }

    /// Runs a command on each database.
    fn each(&self, arguments: &[&str], mut judged: impl FnMut(&Db, &crate::support::Output)) {
        for db in self.0 {
            let on = ["--database-url", db.url()];
            judged(db, &self.home().moviectl(on.iter().chain(arguments)));
        }
    }

    fn up_and_clean(&self) {
        self.each(&["upgrade"], |_, output| {
            output.success();
        });
        self.each(&["check"], |_, output| {
            output.success().stderr_lacks("warning");
        });
    }

    /// Writes one change on the database of that number, and for the other two, and gives the name of its directory.
    fn migrate(&self, from: usize, message: &str) -> String {
        let before = self.home().files();
        let mut arguments = vec![
            "--database-url",
            self.0[from].url(),
            "migrate",
            "-m",
            message,
        ];
        for (number, db) in self.0.iter().enumerate() {
            if number != from {
                arguments.extend(["--also", db.url()]);
            }
        }
        let output = self.home().moviectl(arguments);
        output.success().stderr_lacks("warning");
        assert_eq!(
            output
                .stderr
                .matches("Proved on the database that the migrations build: up, down, up again")
                .count(),
            3,
            "{output}"
        );
        let new = self.home().files();
        let ups = new
            .iter()
            .filter(|file| !before.contains(file) && file.ends_with("/up.sql"));
        let mut names: Vec<&str> = ups
            .map(|file| {
                let directory = file.strip_suffix("/up.sql").unwrap();
                directory.rsplit('/').next().unwrap()
            })
            .collect();
        assert_eq!(names.len(), 3, "{new:?}");
        names.dedup();
        assert_eq!(names.len(), 1, "one version: {names:?}");
        // Each in the directory that was there.
        for db in self.0 {
            let file = format!("{}/{}/up.sql", Self::directory(db), names[0]);
            assert!(new.contains(&file), "{file} in {new:?}");
        }
        names[0].to_owned()
    }

    fn rows(&self) {
        for db in self.0 {
            let sql = "SELECT u.uuid, u.email, u.password_iterations, f.name FROM users u \
                       JOIN folders f ON f.user_uuid = u.uuid";
            let row = db.lines(sql).join("\n");
            let uuid = row.split('|').next().unwrap_or_default().trim_end();
            assert_eq!(uuid, "u-1", "{}", db.dialect());
            assert!(row.ends_with("|ada@example.org|5000|Letters"), "{row}");
        }
    }
}

fn project(test: impl FnOnce(&Project<'_>)) {
    let servers = [Backend::Postgres, Backend::Mysql];
    if let Some(missing) = servers
        .into_iter()
        .find(|backend| backend.server().is_none())
    {
        return Db::with(missing, |_| {});
    }
    Db::with(Backend::Sqlite, |sqlite| {
        Db::with(Backend::Postgres, |postgres| {
            Db::with(Backend::Mysql, |mysql| {
                let project = Project([sqlite, postgres, mysql]);
                project.write();
                test(&project);
            });
        });
    });
}

#[test]
fn one_change_is_written_for_all_three_databases() {
    project(|project| {
        let home = project.home();
        project.up_and_clean();
        for db in project.0 {
            db.execute(ROWS);
        }
        project.each(&["migrate", "-m", "Nothing."], |_, output| {
            output.success().stderr_has("No changes in schema detected");
        });

        // A column, a table with a key to one of those tables, and a column that may be NULL from now on.
        let schema = SCHEMA
            .replace(
                "enabled -> Bool,",
                "enabled -> Bool,\n        avatar_color -> Nullable<Text>,",
            )
            .replace("event_type -> Integer,", "event_type -> Nullable<Integer>,")
            + r#"
diesel::table! {
    devices (id) {
        id -> Integer,
        #[max_length = 36]
        user_uuid -> Text,
        seen_at -> Timestamp,
        push -> Nullable<Binary>,
    }
}
diesel::joinable!(devices -> users (user_uuid));
"#;
        home.write("src/db/schema.rs", &schema);
        let name = project.migrate(0, "Devices.");
        project.up_and_clean();
        project.rows();
        for db in project.0 {
            db.execute(
                "INSERT INTO devices (user_uuid, seen_at) VALUES ('u-1', '2026-01-02 03:04:05')",
            );
            assert_eq!(db.lines("SELECT id FROM devices"), ["1"]);
            db.execute("INSERT INTO event (uuid) VALUES ('e-1')");
            db.execute("DELETE FROM devices");
            db.execute("DELETE FROM event");
        }
        let version = name.split('_').next().unwrap().replace('-', "");
        project.each(&["current"], |_, output| {
            output.success().stdout(&format!("{version} (head)\n"));
        });

        // The next one is written from another of the databases, and follows it.
        home.write(
            "src/db/schema.rs",
            &schema.replace("push -> Nullable<Binary>,", ""),
        );
        let before: Vec<String> = home.files();
        let arguments = [
            "--database-url",
            project.0[2].url(),
            "migrate",
            "-m",
            "No push.",
            "--also",
            project.0[2].url(),
        ];
        home.moviectl(arguments)
            .refused(2, "--also names a mysql database");
        assert_eq!(home.files(), before);
        home.moviectl([
            "--database-url",
            project.0[2].url(),
            "migrate",
            "-m",
            "No push.",
            "--also",
            project.0[0].url(),
            "--also",
            project.0[1].url(),
        ])
        .success()
        .stderr_has("For sqlite:")
        .stderr_has("For postgres:")
        .stderr_has("For mysql:");
        project.up_and_clean();
        project.each(&["downgrade", "base"], |db, output| {
            output.success();
            assert!(
                !db.tables().contains(&"users".to_owned()),
                "{}",
                db.dialect()
            );
        });
        project.each(&["check"], |_, output| {
            output.code(3).stderr_has("pending");
        });
        project.up_and_clean();
        // Nothing was put anywhere else.
        let strange: Vec<String> = home
            .files()
            .into_iter()
            .filter(|file| file.contains("migrations/postgres/"))
            .collect();
        assert_eq!(strange, Vec::<String>::new());
    });
}

/// Rows stay on the way down and up again.
#[test]
fn one_change_is_undone_on_each() {
    project(|project| {
        project.up_and_clean();
        for db in project.0 {
            db.execute(ROWS);
        }
        let dumps = |project: &Project<'_>| {
            project
                .0
                .map(|db| ["users", "folders", "event"].map(|table| db.dump_table(table)))
        };
        let before = dumps(project);
        project.home().write(
            "src/db/schema.rs",
            &SCHEMA.replace(
                "name -> Text,",
                "name -> Text,\n        rank -> Nullable<Integer>,",
            ),
        );
        project.migrate(1, "Order of folders.");
        project.up_and_clean();
        project.rows();
        project.each(&["downgrade"], |_, output| {
            output.success();
        });
        project.rows();
        let after = dumps(project);
        for (number, db) in project.0.iter().enumerate() {
            // SQLite keeps the text of CREATE TABLE as its ALTER TABLE leaves it.
            if db.backend != Backend::Sqlite {
                assert_eq!(before[number], after[number]);
            }
        }
        project.up_and_clean();
    });
}
