//! A database on the server, and what a plan does to it.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, sql_query};
use moviectl_engine::database::MysqlConnection;
use moviectl_schema::plan::{Fills, create_all, plan_filled};
use moviectl_schema::schema::{Change, Schema};

use crate::DIALECT;

/// A database of one test, dropped with it.
pub(crate) struct Server {
    pub(crate) connection: MysqlConnection,
    database: String,
}

#[derive(QueryableByName)]
struct Created {
    #[diesel(sql_type = diesel::sql_types::Text, column_name = "Create Table")]
    text: String,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

impl Server {
    pub(crate) fn new(name: &str) -> Option<Self> {
        let url = std::env::var("MOVIECTL_TEST_MYSQL_URL").ok()?;
        // `scripts/matrix` counts the tests that print it.
        eprintln!("on mysql: {name}");
        let mut connection = MysqlConnection::establish(&url).unwrap();
        let database = format!("plan_{name}_{}", std::process::id());
        let made = format!("CREATE DATABASE `{database}`; USE `{database}`");
        connection.batch_execute(&made).unwrap();
        Some(Self {
            connection,
            database,
        })
    }

    #[track_caller]
    pub(crate) fn run(&mut self, statements: &[String]) {
        for statement in statements {
            if let Err(error) = self.connection.batch_execute(statement) {
                panic!("{error}\n{statement}\nof\n{}", statements.join("\n"));
            }
        }
    }

    /// All tables as the server tells them, without the order of columns and what was counted.
    pub(crate) fn tables(&mut self) -> Vec<Vec<String>> {
        let names: Vec<Name> = sql_query(
            "SELECT table_name AS name FROM information_schema.tables
             WHERE table_schema = DATABASE() ORDER BY 1",
        )
        .load(&mut self.connection)
        .unwrap();
        let tables = names.into_iter().map(|table| {
            let query = format!("SHOW CREATE TABLE `{}`", table.name);
            let created: Created = sql_query(query).get_result(&mut self.connection).unwrap();
            let lines = created.text.lines().map(|line| {
                let words = line
                    .split(' ')
                    .filter(|w| !w.starts_with("AUTO_INCREMENT="));
                let line: Vec<&str> = words.collect();
                line.join(" ").trim_end_matches(',').to_owned()
            });
            let mut lines: Vec<String> = lines.collect();
            lines.sort();
            lines
        });
        tables.collect()
    }

    pub(crate) fn text(&mut self, query: &str) -> Vec<String> {
        let rows: Vec<Name> = sql_query(query).load(&mut self.connection).unwrap();
        rows.into_iter().map(|row| row.name).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self
            .connection
            .batch_execute(&format!("DROP DATABASE `{}`", self.database));
    }
}

/// Up, down and up again; the server is left after the last up.
#[track_caller]
pub(crate) fn prove(name: &str, from: &Schema, rows: &str, changes: &[Change]) -> Option<Server> {
    prove_filled(name, from, rows, changes, &Fills::default())
}

#[track_caller]
pub(crate) fn prove_filled(
    name: &str,
    from: &Schema,
    rows: &str,
    changes: &[Change],
    fills: &Fills,
) -> Option<Server> {
    let mut server = Server::new(name)?;
    let mut plain = from.clone();
    for table in &mut plain.tables {
        // A check that belongs to its column comes with `rows`.
        table.checks.retain(|check| check.name.is_some());
    }
    server.run(&create_all(DIALECT, &plain));
    if !rows.is_empty() {
        server.run(&[rows.to_owned()]);
    }
    let before = server.tables();
    let plan = plan_filled(DIALECT, from, changes, fills).unwrap();
    for step in &plan.steps {
        assert_eq!(step.up.is_empty(), step.down.is_empty(), "{step:?}");
    }
    // Each step by itself is taken back by its own way down.
    for done in 1..=plan.steps.len() {
        let steps = &plan.steps[..done];
        for step in steps {
            server.run(&step.up);
        }
        if done == plan.steps.len() {
            break;
        }
        for step in steps.iter().rev() {
            server.run(&step.down);
        }
        assert_eq!(
            server.tables(),
            before,
            "after {done} steps of\n{}",
            plan.up_sql()
        );
    }
    let after = server.tables();
    assert_ne!(after, before, "{}", plan.up_sql());
    server.run(&plan.down_statements());
    assert_eq!(server.tables(), before, "{}", plan.down_sql());
    server.run(&plan.up_statements());
    assert_eq!(server.tables(), after, "{}", plan.up_sql());
    Some(server)
}
