//! The database that cases run on, and what it holds as text, read past the library: the test's own eyes.

use diesel::prelude::*;
use diesel::sql_types::Text;
use moviectl_engine::database::{self, AnyConnection, DatabaseUrl, Scratch};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{AutoIncrement, Schema, Table};

use crate::enums::SECOND;
use crate::fills::Filled;
use crate::mysql;

const POSTGRES_URL: &str = "MOVIECTL_TEST_POSTGRES_URL";
const MYSQL_URL: &str = "MOVIECTL_TEST_MYSQL_URL";
const REQUIRE_ALL: &str = "MOVIECTL_TEST_REQUIRE_ALL";

/// The URL in a variable, where this build can talk to such a server.
fn server(variable: &str, built: bool) -> Option<String> {
    let url = std::env::var(variable).ok();
    let url = url.filter(|url| built && !url.is_empty());
    assert!(
        url.is_some() || std::env::var_os(REQUIRE_ALL).is_none(),
        "{REQUIRE_ALL} is set, and there is no {variable}, or no such database in this build"
    );
    url
}

/// Without the tables, whatever a script that failed has left of its session's settings.
fn empty_mysql(connection: &mut AnyConnection) {
    connection
        .run("ROLLBACK; UNLOCK TABLES; SET sql_mode = DEFAULT; SET foreign_key_checks = 0")
        .unwrap();
    let tables = lines(
        connection,
        "SELECT table_name AS line FROM information_schema.tables WHERE table_schema = database() AND table_type <> 'VIEW'",
    );
    if !tables.is_empty() {
        let all = Dialect::Mysql.quote_list(&tables);
        connection.run(&format!("DROP TABLE {all}")).unwrap();
    }
    let views = lines(
        connection,
        "SELECT table_name AS line FROM information_schema.views WHERE table_schema = database()",
    );
    if !views.is_empty() {
        let all = Dialect::Mysql.quote_list(&views);
        connection.run(&format!("DROP VIEW {all}")).unwrap();
    }
    connection.run("SET foreign_key_checks = 1").unwrap();
}

/// Words of statements that some tested versions of PostgreSQL lack, and the first version that has them.
const WORDS: [(&str, u32); 2] = [("MULTIRANGE", 14), ("DROP EXPRESSION", 13)];

pub(crate) struct Database {
    scratch: Scratch,
    url: DatabaseUrl,
    /// Words that the server does not know.
    lacking: Vec<&'static str>,
    /// True if the database itself is empty, and everything is in an open transaction.
    in_trial: bool,
}

impl Database {
    /// `None` where there is no server to test on.
    pub(crate) fn new(dialect: Dialect) -> Option<Self> {
        let url = match dialect {
            Dialect::Sqlite => ":memory:".to_owned(),
            Dialect::Postgres => server(POSTGRES_URL, true)?,
            Dialect::Mysql => server(MYSQL_URL, cfg!(feature = "mysql"))?,
            other => unreachable!("{other} is not tested"),
        };
        let url = DatabaseUrl::parse(&url).unwrap();
        let mut scratch = Scratch::create(&url, None).unwrap();
        let server = database::server(scratch.connection()).unwrap();
        let is_older = |first| dialect == Dialect::Postgres && server.version.0 < first;
        let lacking = WORDS.iter().filter(|(_, first)| is_older(*first));
        Some(Self {
            scratch,
            lacking: lacking.map(|(word, _)| *word).collect(),
            url,
            in_trial: false,
        })
    }

    /// Returns whether the server lacks what the statements say.
    pub(crate) fn lacks(&self, statements: &[String]) -> bool {
        let has = |word: &&str| statements.iter().any(|sql| sql.contains(*word));
        self.lacking.iter().any(has)
    }

    pub(crate) fn scratch(&mut self) -> &mut Scratch {
        &mut self.scratch
    }

    /// Empties it.
    pub(crate) fn emptied(&mut self) -> &mut AnyConnection {
        self.in_trial = false;
        match self.url.dialect() {
            Dialect::Sqlite => self.scratch = Scratch::create(&self.url, None).unwrap(),
            Dialect::Mysql => empty_mysql(self.scratch.connection()),
            // A script that failed leaves its transaction open.
            Dialect::Postgres => self
                .scratch
                .connection()
                .run(&format!(
                    "ROLLBACK; SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public; \
                     DROP SCHEMA IF EXISTS {SECOND} CASCADE; \
                     ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM pg_monitor"
                ))
                .unwrap(),
            other => unreachable!("{other} is not tested"),
        }
        self.scratch.connection()
    }

    /// Empties it for something that need not stay: on a server, all in one transaction, which is the quicker way.
    pub(crate) fn emptied_for_trial(&mut self) -> &mut AnyConnection {
        let is_server = self.url.dialect() == Dialect::Postgres;
        if is_server && !self.in_trial {
            self.emptied();
        }
        self.in_trial = is_server;
        if !is_server {
            return self.emptied();
        }
        let connection = self.scratch.connection();
        connection.run("ROLLBACK; BEGIN").unwrap();
        connection
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

pub(crate) fn lines(connection: &mut AnyConnection, query: &str) -> Vec<String> {
    let lines: Vec<Line> = diesel::sql_query(query)
        .load(connection)
        .unwrap_or_else(|error| panic!("{query}: {error}"));
    lines.into_iter().map(|line| line.line).collect()
}

const SQLITE_SCHEMA: &str = "\
SELECT type || ' ' || name || ': ' || coalesce(sql, '') AS line FROM sqlite_schema
WHERE tbl_name NOT LIKE '\\_\\_%' ESCAPE '\\' AND tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1";

/// Without the types that sequences count in, which a schema has no place for.
const POSTGRES_SCHEMA: &str = "\
SELECT line FROM (
    SELECT 'column ' || c.oid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null ' ELSE ' ' END
        || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || ' ' || a.attidentity::text || a.attgenerated::text
        || coalesce(' collate ' || (SELECT collname FROM pg_collation WHERE oid = nullif(a.attcollation, t.typcollation)), '')
        || coalesce(' comment ' || col_description(c.oid, a.attnum), '') AS line, c.relname
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'second'))
    UNION ALL
    SELECT 'constraint ' || c.oid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(o.oid), c.relname
    FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'second'))
    UNION ALL
    SELECT 'index ' || pg_get_indexdef(i.indexrelid), c.relname
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'second'))
    UNION ALL
    SELECT 'comment ' || c.oid::regclass || ' ' || obj_description(c.oid), c.relname
    FROM pg_class c WHERE c.relkind = 'r' AND obj_description(c.oid) IS NOT NULL AND c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'second'))
    UNION ALL
    SELECT 'enum ' || e.enumtypid::regtype || ' ' || string_agg(quote_literal(e.enumlabel), ' ' ORDER BY e.enumsortorder), ''
    FROM pg_enum e GROUP BY e.enumtypid
    UNION ALL
    SELECT 'schema ' || nspname, '' FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
    UNION ALL
    SELECT 'sequence ' || c.oid::regclass, c.relname
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'second'))
) AS everything WHERE relname NOT LIKE '\\_\\_%' ORDER BY line COLLATE \"C\"";

/// The schema, as the catalogue tells it.
pub(crate) fn schema(connection: &mut AnyConnection) -> Vec<String> {
    let query = match connection.dialect() {
        Dialect::Sqlite => SQLITE_SCHEMA.to_owned(),
        Dialect::Postgres => POSTGRES_SCHEMA.to_owned(),
        Dialect::Mysql => mysql::schema_query(database::server(connection).unwrap().product),
        other => unreachable!("{other} is not tested"),
    };
    lines(connection, &query)
}

/// The rows of a table as text, these columns only, sorted.
pub(crate) fn rows(connection: &mut AnyConnection, table: &Table, columns: &[&str]) -> Vec<String> {
    let dialect = connection.dialect();
    let value = |name: &&str| {
        let column = dialect.quote(name);
        let is_bytes = || {
            let own = table.column(name);
            own.is_some_and(|own| mysql::is_bytes(&own.sql_type))
        };
        match dialect {
            Dialect::Sqlite => format!("quote({column})"),
            Dialect::Postgres => format!("coalesce({column}::text, 'NULL')"),
            Dialect::Mysql if is_bytes() => format!("coalesce(hex({column}), 'NULL')"),
            Dialect::Mysql => {
                format!("coalesce(convert(concat('', {column}) USING utf8mb4), 'NULL')")
            }
            other => unreachable!("{other} is not tested"),
        }
    };
    let values: Vec<String> = columns.iter().map(value).collect();
    let line = if values.is_empty() {
        "''".to_owned()
    } else if dialect == Dialect::Mysql {
        format!("concat_ws(' | ', {})", values.join(", "))
    } else {
        values.join(" || ' | ' || ")
    };
    let table = dialect.quote_table(&table.name);
    let mut rows = lines(connection, &format!("SELECT {line} AS line FROM {table}"));
    rows.sort();
    rows
}

/// Everything: what must not have changed where something failed.
pub(crate) fn contents(connection: &mut AnyConnection, of: &Schema) -> Vec<String> {
    let mut all = schema(connection);
    for table in &of.tables {
        let columns: Vec<&str> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        all.push(format!("rows of {}", table.name));
        all.extend(rows(connection, table, &columns));
    }
    all
}

/// The columns that hold something else than was named for them.
pub(crate) fn wrong_fills(connection: &mut AnyConnection, all: &[Filled]) -> Vec<String> {
    let dialect = connection.dialect();
    let mut wrong = Vec::new();
    for own in all {
        let column = dialect.quote(&own.column.name);
        let value = &own.value;
        let other = match dialect {
            _ if !own.is_new => format!("{column} IS NULL"),
            Dialect::Sqlite => format!("{column} IS NOT {value}"),
            Dialect::Mysql => format!("NOT ({column} <=> {value})"),
            Dialect::Postgres => format!(
                "{column}::text IS DISTINCT FROM CAST({value} AS {})::text",
                dialect.type_sql(&own.column.sql_type)
            ),
            other => unreachable!("{other} is not tested"),
        };
        let table = dialect.quote_table(&own.table);
        let query = format!("SELECT 'row' AS line FROM {table} WHERE {other}");
        let found = lines(connection, &query);
        wrong.extend(
            found
                .iter()
                .map(|row| format!("{row} of {table} in {column}")),
        );
    }
    wrong
}

/// Rows whose generated columns do not hold what their expressions say.
pub(crate) fn wrong_generated(connection: &mut AnyConnection, schema: &Schema) -> Vec<String> {
    let dialect = connection.dialect();
    let differs = |name: &str, expression: &str| match dialect {
        Dialect::Sqlite => format!("{name} IS NOT ({expression})"),
        Dialect::Postgres => format!("{name} IS DISTINCT FROM ({expression})"),
        Dialect::Mysql => format!("NOT ({name} <=> ({expression}))"),
        other => unreachable!("{other} is not tested"),
    };
    let mut wrong = Vec::new();
    for table in &schema.tables {
        for column in &table.columns {
            let Some(generated) = &column.generated else {
                continue;
            };
            let (name, from) = (
                dialect.quote(&column.name),
                dialect.quote_table(&table.name),
            );
            let differs = differs(&name, &generated.expression);
            wrong.extend(lines(
                connection,
                &format!("SELECT 'row' AS line FROM {from} WHERE {differs}"),
            ));
        }
    }
    wrong
}

/// Inserts a row again, without its number: it must get another that no row has. How many rows were tried.
pub(crate) fn insert_again(connection: &mut AnyConnection, table: &Table) -> Result<usize, String> {
    let dialect = connection.dialect();
    let [key] = table.key_columns() else {
        return Ok(0);
    };
    let numbered = table
        .column(key)
        .is_some_and(|own| own.auto_increment.is_some());
    // A unique constraint without the key's column would refuse the copied row.
    let alone = |columns: &[String]| !columns.contains(key);
    // A foreign key on a numbered column needs a number that the other table has.
    let counts = |name: &String| {
        let own = table.column(name);
        own.is_some_and(|own| own.auto_increment.is_some())
    };
    let mut references = table.foreign_keys.iter().flat_map(|own| &own.columns);
    if !numbered
        || references.any(counts)
        || table.uniques.iter().any(|unique| alone(&unique.columns))
        || table
            .indexes
            .iter()
            .any(|index| index.unique && alone(&index.columns))
    {
        return Ok(0);
    }
    let others: Vec<&String> = table
        .columns
        .iter()
        .filter(|own| {
            let counts = own
                .auto_increment
                .is_some_and(|kind| kind != AutoIncrement::Keyword);
            own.name != *key && own.generated.is_none() && !counts
        })
        .map(|own| &own.name)
        .collect();
    if others.is_empty() {
        return Ok(0);
    }
    let (name, columns) = (
        dialect.quote_table(&table.name),
        dialect.quote_list(&others),
    );
    let before = rows(connection, table, &[key.as_str()]);
    if before.is_empty() {
        return Ok(0);
    }
    connection
        .run(&format!(
            "BEGIN; INSERT INTO {name} ({columns}) SELECT {columns} FROM {name} LIMIT 1"
        ))
        .map_err(|error| format!("no row more in {name}: {error}"))?;
    let after = rows(connection, table, &[key.as_str()]);
    connection.run("ROLLBACK").unwrap();
    let new = after.iter().filter(|own| !before.contains(own)).count();
    if new == 1 && after.len() == before.len() + 1 {
        return Ok(1);
    }
    Err(format!("a row more in {name} got a number that there was"))
}
