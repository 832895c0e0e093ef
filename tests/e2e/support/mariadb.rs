//! MySQL's and MariaDB's own client programs, by which tests look at a database from outside of moviectl.
//!
//! SQL is run with standard quotes: identifiers in double ones, no escapes in strings, `||` joins them. So a test says
//! the same to every database. Rows come as XML, the only output of the client that tells NULL from a text 'NULL' and
//! keeps line ends.

use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use url::Url;

/// Returns the first statement of a session, which adds to the server's SQL modes. MySQL reads the checks of a table in
/// the session's SQL mode, though it has written them with escapes. So `NO_BACKSLASH_ESCAPES` is set only if the SQL
/// contains a backslash.
fn standard_quotes(sql: &str) -> String {
    let escapes = if sql.contains('\\') {
        ",NO_BACKSLASH_ESCAPES"
    } else {
        ""
    };
    format!("SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES,PIPES_AS_CONCAT{escapes}')")
}

/// A program by MariaDB's name or, where only MySQL is installed, by the older one.
fn program(cell: &'static OnceLock<&'static str>, names: [&'static str; 2]) -> &'static str {
    cell.get_or_init(|| {
        let runs = |name: &&&str| {
            Command::new(name)
                .arg("--version")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok()
        };
        names.iter().find(runs).copied().unwrap_or(names[0])
    })
}

/// The name of the client program: `mariadb` or `mysql`.
pub(crate) fn client() -> &'static str {
    static CLIENT: OnceLock<&str> = OnceLock::new();
    program(&CLIENT, ["mariadb", "mysql"])
}

fn dumper() -> &'static str {
    static DUMPER: OnceLock<&str> = OnceLock::new();
    program(&DUMPER, ["mariadb-dump", "mysqldump"])
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

/// How a client program is told where the server is and who asks. The password goes by [`password`].
pub(crate) fn login(url: &str) -> Vec<String> {
    let url = Url::parse(url).unwrap();
    vec![
        "--no-defaults".to_owned(),
        "--protocol=tcp".to_owned(),
        "--default-character-set=utf8mb4".to_owned(),
        format!("--host={}", url.host_str().unwrap_or("127.0.0.1")),
        format!("--port={}", url.port().unwrap_or(3306)),
        format!("--user={}", decoded(url.username())),
    ]
}

/// The password of a URL, for the variable `MYSQL_PWD`, which no list of processes shows.
pub(crate) fn password(url: &str) -> String {
    let url = Url::parse(url).unwrap();
    decoded(url.password().unwrap_or_default())
}

/// The name of the database in a URL.
pub(crate) fn database(url: &str) -> String {
    decoded(Url::parse(url).unwrap().path().trim_start_matches('/'))
}

fn run(name: &str, url: &str, arguments: &[&str]) -> Output {
    Command::new(name)
        .args(login(url))
        .args(arguments)
        .env("MYSQL_PWD", password(url))
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{name} (Debian package mariadb-client): {error}"))
}

/// Runs statements; gives what the client prints, as XML.
#[track_caller]
pub(super) fn execute(url: &str, sql: &str) -> String {
    let init = format!("--init-command={}", standard_quotes(sql));
    let output = run(client(), url, &[&init, "--xml", "-e", sql, &database(url)]);
    assert!(
        output.status.success(),
        "{sql}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The rows of all queries of `sql`, as text, `None` for NULL.
#[track_caller]
pub(super) fn rows(url: &str, sql: &str) -> Vec<Vec<Option<String>>> {
    let text = execute(url, sql);
    text.split("<row>").skip(1).map(fields).collect()
}

/// The values up to the end of a row; what follows it has no fields.
fn fields(row: &str) -> Vec<Option<String>> {
    row.split("<field name=\"")
        .skip(1)
        .map(|field| {
            // No value has a `>` of its own, and the name ends with the first quote.
            let (_, rest) = field.split_once('"').unwrap();
            let (attributes, rest) = rest.split_once('>').unwrap();
            if attributes.contains("xsi:nil=\"true\"") {
                return None;
            }
            let (value, _) = rest.split_once("</field>").unwrap();
            Some(unescaped(value))
        })
        .collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Ends the connections to a database, since dropping it would wait for them, and drops it. Returns whether that
/// succeeded.
pub(super) fn drop_database(server: &str, name: &str) -> bool {
    let sessions = format!("SELECT id FROM information_schema.processlist WHERE db = '{name}'");
    let found = run(
        client(),
        server,
        &["--batch", "--skip-column-names", "-e", &sessions],
    );
    for id in String::from_utf8_lossy(&found.stdout).lines() {
        // One that ended by itself is no failure.
        run(client(), server, &["-e", &format!("KILL {id}")]);
    }
    let drop = format!("SET lock_wait_timeout = 30; DROP DATABASE IF EXISTS `{name}`");
    run(client(), server, &["-e", &drop]).status.success()
}

/// Returns the output of the dump program, without its comments and settings of the session.
#[track_caller]
pub(super) fn dump(url: &str, arguments: &[&str]) -> String {
    let name = database(url);
    let mut all = vec![
        "--skip-opt",
        "--create-options",
        "--quote-names",
        "--single-transaction",
        "--no-tablespaces",
        "--skip-comments",
        "--skip-set-charset",
        "--skip-tz-utc",
        "--order-by-primary",
        "--hex-blob",
        "--triggers",
    ];
    all.extend(
        arguments
            .iter()
            .filter(|argument| argument.starts_with("--")),
    );
    all.push(&name);
    all.extend(
        arguments
            .iter()
            .filter(|argument| !argument.starts_with("--")),
    );
    let output = run(dumper(), url, &all);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let is_setting = |line: &str| {
        let inner = line
            .strip_prefix("/*!")
            .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        inner.is_some_and(|rest| rest.trim_start().starts_with("SET ")) || line.starts_with("/*M!")
    };
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("--") && !is_setting(line))
        .collect();
    lines.join("\n")
}

/// A schema without what its tables count up to.
pub(super) fn without_counters(dump: &str) -> String {
    let counter = regex_lite::Regex::new(r" AUTO_INCREMENT=\d+").unwrap();
    counter.replace_all(dump, "").into_owned()
}

#[test]
fn a_row_of_xml_is_read() {
    let row = "\n\t<field name=\"a &lt;b\">1 &amp;lt; &lt;x&gt;\n</field>\n\t<field name=\"b\" xsi:nil=\"true\" />\n  </row>";
    assert_eq!(fields(row), [Some("1 &lt; <x>\n".to_owned()), None]);
}
