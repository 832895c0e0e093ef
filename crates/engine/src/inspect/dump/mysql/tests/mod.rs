#![allow(clippy::unwrap_used, clippy::panic)]

mod changes;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::{Connection as _, InstrumentationEvent};

use crate::database::AnyConnection;
use crate::database::test_server::{LoginRole, OwnDatabase};
use crate::inspect::{Dump, dump};
use moviectl_schema::dialect::{Dialect, Product};

/// A database of the test's own.
struct Scratch {
    // Dropped in this order.
    connection: AnyConnection,
    database: OwnDatabase,
}

impl Scratch {
    fn with(script: &str) -> Option<Self> {
        let database = OwnDatabase::on(Dialect::Mysql)?;
        let mut connection = database.connect();
        connection
            .run("ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
            .unwrap();
        connection.run(script).unwrap();
        Some(Self {
            connection,
            database,
        })
    }

    fn run(&mut self, script: &str) {
        if let Err(error) = self.connection.run(script) {
            panic!("{script}: {error}");
        }
    }

    fn is_mariadb(&mut self) -> bool {
        crate::database::server(&mut self.connection)
            .unwrap()
            .product
            == Product::Mariadb
    }

    #[track_caller]
    fn dump(&mut self) -> Dump {
        let first = dump(&mut self.connection).unwrap();
        assert_eq!(first, dump(&mut self.connection).unwrap());
        first
    }
}

fn lines(dump: &Dump) -> Vec<String> {
    let entries = dump.iter();
    entries
        .map(|(entry, definition)| format!("{entry}: {}", definition.replace('\n', " | ")))
        .collect()
}

#[track_caller]
fn assert_named(found: &[String], expected: &str, change: &str) {
    let named = found.iter().any(|line| line.starts_with(expected));
    assert!(named, "{change}: {expected} is not in {found:#?}");
}

/// One of each kind of object that both servers have.
const EVERYTHING: &str = "
CREATE TABLE p (
    id INT AUTO_INCREMENT PRIMARY KEY COMMENT 'a, \\'key\\'', a VARCHAR(10) CHARACTER SET latin1,
    b VARCHAR(5) COLLATE utf8mb4_bin DEFAULT 'x', e ENUM ('a', 'b,(') NOT NULL, g POINT NOT NULL,
    s INT AS (e + 1) STORED, v VARCHAR(20) AS (concat(a, 'x')) VIRTUAL, h INT INVISIBLE DEFAULT 1,
    KEY k (a (3), b) COMMENT 'the index', UNIQUE KEY u (b), FULLTEXT KEY ft (b), SPATIAL KEY sp (g),
    CONSTRAINT c_p CHECK (h > 0 AND (a <> 'x' OR b <> 'é'))
) COMMENT = 'a table' ROW_FORMAT = DYNAMIC AUTO_INCREMENT = 7;
CREATE TABLE c (id INT PRIMARY KEY, p INT, CONSTRAINT fk FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE);
CREATE TABLE parts (id INT, d DATE) PARTITION BY RANGE (id)
    (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY);
CREATE VIEW v AS SELECT id, a FROM p WHERE id > 1 WITH CHECK OPTION;
CREATE TRIGGER t1 BEFORE INSERT ON c FOR EACH ROW SET NEW.p = 1;
CREATE TRIGGER t2 BEFORE INSERT ON c FOR EACH ROW FOLLOWS t1 SET NEW.p = NEW.p + 1;
CREATE TRIGGER t3 BEFORE UPDATE ON c FOR EACH ROW SET NEW.p = 3;
CREATE PROCEDURE pr (IN x INT) COMMENT 'a comment' SELECT x;
CREATE FUNCTION f (x INT) RETURNS INT DETERMINISTIC RETURN x + 1;
CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DO SELECT 'starts';
CREATE EVENT later ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00' DO SELECT 1;
";

#[test]
fn every_object_has_an_entry() {
    let Some(mut scratch) = Scratch::with(EVERYTHING) else {
        return;
    };
    let found = lines(&scratch.dump());

    let kinds: Vec<&str> = found
        .iter()
        .filter_map(|line| line.split(':').next())
        .collect();
    assert_eq!(
        kinds,
        [
            "column c.id",
            "column c.p",
            "column p.a",
            "column p.b",
            "column p.e",
            "column p.g",
            "column p.h",
            "column p.id",
            "column p.s",
            "column p.v",
            "column parts.d",
            "column parts.id",
            "comment on table p",
            "constraint c_p on p",
            "constraint fk on c",
            "database defaults",
            "event ev",
            "event later",
            "function f",
            "index PRIMARY on c",
            "index PRIMARY on p",
            "index fk on c",
            "index ft on p",
            "index k on p",
            "index sp on p",
            "index u on p",
            "options of table c",
            "options of table p",
            "options of table parts",
            "partitioning of table parts",
            "procedure pr",
            "table c",
            "table p",
            "table parts",
            "trigger t1 on c",
            "trigger t2 on c",
            "trigger t3 on c",
            "trigger order BEFORE INSERT on c",
            "view v",
        ]
    );
}

/// The order of columns, keys and constraints is not compared, nor is a counter.
#[test]
fn a_table_in_another_order_is_equal() {
    let Some(mut scratch) = Scratch::with(
        "CREATE TABLE t (a INT PRIMARY KEY AUTO_INCREMENT, b VARCHAR(9) COLLATE utf8mb4_general_ci, n INT,
         KEY x (a, b), KEY y (b), CONSTRAINT c1 CHECK (n > 0), CONSTRAINT c2 CHECK ((n > 0 AND b > '') AND b < 'é'))
         AUTO_INCREMENT = 5",
    ) else {
        return;
    };
    let one = scratch.dump();
    scratch.run(
        "DROP TABLE t; CREATE TABLE t (n INT, b VARCHAR(9), a INT AUTO_INCREMENT, CONSTRAINT c2 CHECK (n > 0 AND b > '' AND b < 'é'),
         CONSTRAINT c1 CHECK (n > 0), KEY y (b) USING BTREE, KEY x (a, b), PRIMARY KEY (a)) AUTO_INCREMENT = 900",
    );
    let other = scratch.dump();
    assert_eq!(other.differences(&one), [""; 0], "{one:#?}\n{other:#?}");
}

/// The servers write the collation of each column if the table has another one.
#[test]
fn a_column_does_not_change_with_the_default_of_its_table() {
    let Some(mut scratch) = Scratch::with("CREATE TABLE t (a VARCHAR(9), b ENUM ('x'), n INT)")
    else {
        return;
    };
    let before = scratch.dump();
    scratch.run("ALTER TABLE t DEFAULT CHARACTER SET latin1");
    let found = scratch.dump().differences(&before);
    assert!(
        matches!(found.as_slice(), [one] if one.starts_with("options of table t differs")),
        "{found:#?}"
    );
}

/// MariaDB writes `DEFAULT ''` for a compressed column that was created without a default.
#[test]
fn a_default_that_the_server_adds_is_not_compared() {
    let Some(mut scratch) = Scratch::with("SELECT 1") else {
        return;
    };
    if !scratch.is_mariadb() {
        return;
    }
    scratch.run("CREATE TABLE t (a VARCHAR(9) COMPRESSED NOT NULL)");
    let before = scratch.dump();
    scratch.run("ALTER TABLE t ALTER a SET DEFAULT 'x'");
    assert_eq!(scratch.dump().differences(&before).len(), 1);
    scratch.run("ALTER TABLE t ALTER a DROP DEFAULT");
    assert_eq!(scratch.dump().differences(&before), [""; 0]);
}

/// The account of a role, as SQL names it.
fn account(role: &LoginRole) -> String {
    let secret = role.url.to_secret_string();
    let (login, _) = secret.split_once(":hush").unwrap();
    format!("'{}'@'%'", login.trim_start_matches("mysql://"))
}

#[test]
fn what_a_user_may_not_see_is_told() {
    let Some(mut scratch) = Scratch::with(EVERYTHING) else {
        return;
    };
    let role = LoginRole::create(&scratch.database.url);
    let name = scratch.database.url.database_name().unwrap();
    let on = Dialect::Mysql.quote(&name);
    let account = account(&role);
    scratch.run(&format!(
        "GRANT SELECT ON {on}.c TO {account}; GRANT SELECT ON {on}.v TO {account}; \
         GRANT EXECUTE ON PROCEDURE {on}.pr TO {account}"
    ));
    let mut connection = crate::database::test_server::open(&role.url.with_database(&name));
    let found = lines(&dump(&mut connection).unwrap());
    assert_named(&found, "column c.p: int", "a table");
    assert_named(
        &found,
        "view v: the user has no right to see the definition",
        "a view",
    );
    assert_named(
        &found,
        "procedure pr: the user has no right to see the definition",
        "a procedure",
    );
}

#[test]
fn no_password_is_in_a_dump() {
    let script = "CREATE TABLE t (a INT) CONNECTION = 'mysql://bob:hush@host/d/t' COMMENT = 'x'";
    let Some(mut scratch) = Scratch::with(script) else {
        return;
    };
    let found = lines(&scratch.dump());
    assert!(!found.join("\n").contains("hush"), "{found:#?}");
    assert!(
        found.iter().any(|line| line.ends_with(" | CONNECTION")),
        "{found:#?}"
    );
}

#[test]
fn privileges_have_entries() {
    let Some(mut scratch) = Scratch::with(
        "CREATE TABLE p (id INT, a INT); CREATE PROCEDURE pr () SELECT 1; CREATE VIEW v AS SELECT id FROM p",
    ) else {
        return;
    };
    let role = LoginRole::create(&scratch.database.url);
    let account = account(&role);
    let schema = Dialect::Mysql.quote(&scratch.database.url.database_name().unwrap());
    let plain = scratch.dump();
    for (privileges, on, entry) in [
        ("SELECT", "p", "grant on table p"),
        ("SELECT (id), UPDATE (a)", "p", "grant on column p.id"),
        ("SELECT", "v", "grant on table v"),
        ("EXECUTE", "PROCEDURE pr", "grant on procedure pr"),
        ("CREATE", "schema.*", "grant on the database"),
    ] {
        let on = on.replace("schema", &schema);
        scratch.run(&format!(
            "GRANT {privileges} ON {on} TO {account} WITH GRANT OPTION"
        ));
        let found = scratch.dump().differences(&plain);
        assert_named(&found, &format!("{entry} is new"), privileges);
        scratch.run(&format!(
            "REVOKE {privileges}, GRANT OPTION ON {on} FROM {account}"
        ));
        assert_eq!(scratch.dump().differences(&plain), [""; 0], "{privileges}");
    }
}

/// An event that names no start begins when it is created, which differs each time.
#[test]
fn the_moment_of_creation_is_not_compared() {
    const EVENT: &str = "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 'starts', '2020-01-01'";
    let Some(mut scratch) = Scratch::with(EVENT) else {
        return;
    };
    let before = scratch.dump();
    scratch.run(&format!(
        "SET timestamp = UNIX_TIMESTAMP() + 3600; DROP EVENT e; {EVENT}; SET timestamp = DEFAULT"
    ));
    assert_eq!(scratch.dump().differences(&before), [""; 0]);
}

/// The name of the database is no property of its content.
#[test]
fn two_databases_of_one_script_are_equal() {
    let Some(mut one) = Scratch::with(EVERYTHING) else {
        return;
    };
    let Some(mut other) = Scratch::with(EVERYTHING) else {
        return;
    };
    let broken = "CREATE TABLE gone (a INT); CREATE VIEW w AS SELECT a FROM gone; DROP TABLE gone";
    one.run(broken);
    other.run(broken);
    assert_eq!(other.dump().differences(&one.dump()), [""; 0]);
}

/// A message for each object would take as long as all else together on a server that is far away.
#[test]
fn the_messages_do_not_grow_with_the_objects() {
    let Some(mut scratch) = Scratch::with("CREATE TABLE t (a INT)") else {
        return;
    };
    let count = |scratch: &mut Scratch| {
        let messages = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&messages);
        scratch
            .connection
            .set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { .. } = event {
                    counter.fetch_add(1, Ordering::Relaxed);
                }
            });
        dump(&mut scratch.connection).unwrap();
        messages.load(Ordering::Relaxed)
    };
    let few = count(&mut scratch);
    for number in 0..30 {
        scratch.run(&format!("CREATE TABLE t{number} (a INT)"));
    }
    assert_eq!(count(&mut scratch), few);
    assert!(few <= 5, "{few}");
}

/// A definition that is run again gives the same definition.
#[test]
fn an_object_that_is_made_again_from_its_definition_is_equal() {
    let Some(mut scratch) = Scratch::with(EVERYTHING) else {
        return;
    };
    scratch.run("CREATE VIEW w AS SELECT 1 FROM p WHERE id = 1 AND (a = 'x' AND b <> 'é') OR NOT (h BETWEEN 1 AND 3)");
    let before = scratch.dump();
    for (kind, name) in [
        ("VIEW", "v"),
        ("VIEW", "w"),
        ("TRIGGER", "t3"),
        ("PROCEDURE", "pr"),
        ("FUNCTION", "f"),
        ("EVENT", "later"),
    ] {
        let text = before
            .iter()
            .find(|(entry, _)| {
                entry
                    .to_string()
                    .starts_with(&format!("{} {name}", kind.to_lowercase()))
            })
            .map(|(_, definition)| definition.to_owned())
            .unwrap();
        let text = text.trim_end_matches("\ntime_zone = +00:00");
        scratch.run(&format!("DROP {kind} {name}; {text}"));
        assert_eq!(scratch.dump().differences(&before), [""; 0], "{name}");
    }
}
