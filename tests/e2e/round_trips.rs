//! How often a server is asked: counted by a proxy that passes every byte on.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use url::Url;

use crate::support::{Backend, Db, Output};

/// Counts, for each connection, how often the server was asked something, the login included.
struct Proxy {
    url: String,
    counts: Arc<Mutex<Vec<usize>>>,
}

impl Proxy {
    fn before(db: &Db) -> Self {
        let mut url = Url::parse(db.url()).unwrap();
        let server = (
            url.host_str().unwrap().to_owned(),
            url.port().unwrap_or(match db.backend {
                Backend::Mysql => 3306,
                _ => 5432,
            }),
        );
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port()))
            .unwrap();
        // Nothing else than messages, and nothing asked before.
        let speaks_mysql = db.backend == Backend::Mysql;
        if !speaks_mysql {
            url.set_query(Some("sslmode=disable&gssencmode=disable"));
        }
        let counts = Arc::new(Mutex::new(Vec::new()));
        let counted = Arc::clone(&counts);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect((server.0.as_str(), server.1)).unwrap();
                let number = {
                    let mut counts = counted.lock().unwrap();
                    counts.push(0);
                    counts.len() - 1
                };
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let counted = Arc::clone(&counted);
                let (asks, says) = ((from, to), (server, client));
                let (counts, passes) = if speaks_mysql {
                    (asks, says)
                } else {
                    (says, asks)
                };
                thread::spawn(move || {
                    let (mut from, mut to) = passes;
                    std::io::copy(&mut from, &mut to)
                });
                thread::spawn(move || {
                    let count = || counted.lock().unwrap()[number] += 1;
                    let (from, to) = counts;
                    if speaks_mysql {
                        commands(from, to, count)
                    } else {
                        answers(from, to, count)
                    }
                });
            }
        });
        Self {
            url: url.into(),
            counts,
        }
    }

    /// The command, and how often each of its connections asked something once it was logged in.
    fn run(&self, db: &Db, arguments: &[&str]) -> (Output, Vec<usize>) {
        self.counts.lock().unwrap().clear();
        let output = db
            .command(arguments.iter().copied())
            .env("DATABASE_URL", &self.url)
            .run();
        let counts = self.counts.lock().unwrap();
        // The first one is the login.
        let asked = counts.iter().map(|count| count - 1).collect();
        (output, asked)
    }

    /// How often the command asked, on its one connection.
    fn asked(&self, db: &Db, arguments: &[&str]) -> usize {
        let (output, asked) = self.run(db, arguments);
        output.success();
        let [asked] = asked[..] else {
            panic!("not one connection: {asked:?}");
        };
        asked
    }
}

/// Forwards the messages of a MySQL client: a length, a number, and the rest. A request begins with number 0. Only the
/// login does not: it is the second message of a conversation that the server begins.
fn commands(mut client: TcpStream, mut server: TcpStream, mut count: impl FnMut()) -> Option<()> {
    let mut is_login = true;
    loop {
        let mut head = [0; 4];
        client.read_exact(&mut head).ok()?;
        let length = u32::from_le_bytes([head[0], head[1], head[2], 0]);
        let mut body = vec![0; usize::try_from(length).unwrap()];
        client.read_exact(&mut body).ok()?;
        if head[3] == 0 || std::mem::take(&mut is_login) {
            count();
        }
        server.write_all(&head).ok()?;
        server.write_all(&body).ok()?;
    }
}

/// Passes PostgreSQL's messages on: a letter, a length that counts itself, and the rest. It says when it is ready for the
/// next question, the first time after the login.
fn answers(mut server: TcpStream, mut client: TcpStream, mut count: impl FnMut()) -> Option<()> {
    loop {
        let mut head = [0; 5];
        server.read_exact(&mut head).ok()?;
        let length = u32::from_be_bytes([head[1], head[2], head[3], head[4]]);
        let mut body = vec![0; usize::try_from(length).unwrap() - 4];
        server.read_exact(&mut body).ok()?;
        if head[0] == b'Z' {
            count();
        }
        client.write_all(&head).ok()?;
        client.write_all(&body).ok()?;
    }
}

/// Diesel sets the time zone and the encoding of each connection: two messages that belong to connecting.
const CONNECTING: usize = 2;

#[test]
fn an_upgrade_with_nothing_to_do_asks_three_times_on_one_connection() {
    Db::with(Backend::Postgres, |db| {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        let proxy = Proxy::before(db);
        let (output, asked) = proxy.run(db, &["upgrade"]);
        output.success().stderr_has("Nothing to upgrade.");
        let most = CONNECTING + 3;
        assert!(matches!(asked[..], [asked] if asked <= most), "{asked:?}");
    });
}

/// A project of which one revision is applied, and nine more, of two statements each, are not.
fn nine_more(db: &Db) {
    db.project_with_migration();
    db.moviectl(["upgrade"]).success();
    for number in 1..=9 {
        let up = format!(
            "CREATE TABLE t{number} (a INTEGER);\nCREATE INDEX i{number} ON t{number} (a);\n"
        );
        let directory = db.write_revision(&format!("2999-01-0{number}-000000-0000_r"), &up);
        let down = format!("DROP TABLE t{number};\n");
        db.write(format!("{directory}/down.sql"), &down);
    }
}

#[test]
fn each_statement_is_one_message_and_five_more_make_a_revision() {
    Db::with(Backend::Postgres, |db| {
        nine_more(db);
        let proxy = Proxy::before(db);
        let asked = |arguments: &[&str]| proxy.asked(db, arguments);
        let (three, six) = (asked(&["upgrade", "+3"]), asked(&["upgrade", "+6"]));
        // Begin, lock and limits, comparison; records, commit; and two statements.
        assert_eq!(six - three, 3 * 7);
        let (three, six) = (asked(&["downgrade", "-3"]), asked(&["downgrade", "-6"]));
        // One statement, and before it what the table has that is dropped.
        assert_eq!(six - three, 3 * 7);
    });
}

#[test]
fn a_script_runs_once_and_one_that_fails_too() {
    Db::with(Backend::Postgres, |db| {
        db.project_with_migration();
        db.moviectl(["upgrade"]).success();
        db.execute("CREATE SEQUENCE s");
        db.write_revision(
            "2999-01-01-000000-0000_once",
            "SELECT nextval('s');\nSELECT 1/0;\n",
        );
        db.moviectl(["upgrade"])
            .refused(1, "failed, and was rolled back")
            .stderr_has("up.sql:2:1: SELECT 1/0")
            .stderr_has("division by zero");
        assert_eq!(db.lines("SELECT last_value, is_called FROM s"), ["1|t"]);
    });
}

#[test]
fn where_the_session_holds_the_lock_it_is_taken_once_and_two_records_are_about_the_revision() {
    Db::with(Backend::Mysql, |db| {
        nine_more(db);
        let asked = |steps: &str| {
            let output = db.moviectl(["--echo", "upgrade", steps]);
            output.success();
            assert_eq!(
                output.stderr.matches("GET_LOCK").count(),
                1,
                "{}",
                output.stderr
            );
            let lines = output.stderr.lines();
            lines.filter(|line| line.starts_with("-- ")).count()
        };
        let (two, four) = (asked("+2"), asked("+4"));
        // That it begins, two statements with a record in between; begin, comparison, two records and commit.
        assert_eq!(four - two, 2 * 9);
    });
}
