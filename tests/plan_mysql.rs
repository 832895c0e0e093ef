//! Plans for MySQL, run on a server: up, down and up again leave what they should, also beside rows. Skipped without
//! `MOVIECTL_TEST_MYSQL_URL`.

#![cfg(feature = "mysql")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use diesel::connection::SimpleConnection as _;
use diesel::mysql::MysqlConnection;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, sql_query};
use moviectl::dialect::{Dialect, IndexSpec};
use moviectl::plan::{Fill, Fills, create_all, drop_all, plan_filled};
use moviectl::schema::{
    AutoIncrement, Change, Check, Column, Deferrable, ForeignKey, Generated, Index, PrimaryKey,
    ReferentialAction, Schema, SqlType, Table, TableName, Unique,
};

const DIALECT: Dialect = Dialect::Mysql;

/// A database of one test, dropped with it.
struct Server {
    connection: MysqlConnection,
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
    fn new(name: &str) -> Option<Self> {
        let url = std::env::var("MOVIECTL_TEST_MYSQL_URL").ok()?;
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
    fn run(&mut self, statements: &[String]) {
        for statement in statements {
            if let Err(error) = self.connection.batch_execute(statement) {
                panic!("{error}\n{statement}\nof\n{}", statements.join("\n"));
            }
        }
    }

    /// All tables as the server tells them, without the order of columns and what was counted.
    fn tables(&mut self) -> Vec<Vec<String>> {
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

    fn text(&mut self, query: &str) -> Vec<String> {
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
fn prove(name: &str, from: &Schema, rows: &str, changes: &[Change]) -> Option<Server> {
    prove_filled(name, from, rows, changes, &Fills::default())
}

#[track_caller]
fn prove_filled(
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

fn column(name: &str, sql_type: &str) -> Column {
    let nullable = !sql_type.ends_with('!');
    Column::new(
        name,
        DIALECT.parse_type(sql_type.trim_end_matches('!')),
        nullable,
    )
}

fn table(name: &str, columns: &[(&str, &str)]) -> Table {
    let mut table = Table::new(TableName::new(name));
    table.columns = columns
        .iter()
        .map(|(name, kind)| column(name, kind))
        .collect();
    table.primary_key = key(&[columns[0].0]);
    table
}

fn counted(mut table: Table) -> Table {
    table.columns[0].auto_increment = Some(AutoIncrement::Keyword);
    table
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn key(columns: &[&str]) -> Option<PrimaryKey> {
    Some(PrimaryKey {
        name: None,
        columns: owned(columns),
    })
}

fn reference(name: &str, columns: &[&str], parent: &str, referenced: &[&str]) -> ForeignKey {
    ForeignKey {
        special: None,
        name: Some(name.to_owned()),
        columns: owned(columns),
        references: TableName::new(parent),
        referenced_columns: owned(referenced),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::Never,
    }
}

fn unique(name: &str, columns: &[&str]) -> Unique {
    Unique {
        name: Some(name.to_owned()),
        columns: owned(columns),
        special: None,
    }
}

fn index(name: &str, table: &str, columns: &[&str]) -> Index {
    let parts: Vec<String> = columns.iter().map(|name| DIALECT.quote(name)).collect();
    DIALECT.index(&IndexSpec {
        name,
        table: &TableName::new(table),
        columns: &owned(columns),
        unique: false,
        method: None,
        parts: &parts,
        include: &[],
        condition: None,
    })
}

fn schema(tables: &[&Table]) -> Schema {
    let mut schema = Schema::default();
    for table in tables {
        let mut table = (*table).clone();
        // As a live schema has it.
        for key in &table.foreign_keys {
            let served = table
                .uniques
                .iter()
                .any(|own| own.columns.starts_with(&key.columns))
                || table
                    .indexes
                    .iter()
                    .any(|own| own.columns.starts_with(&key.columns))
                || table.key_columns().starts_with(&key.columns);
            if !served {
                let columns: Vec<&str> = key.columns.iter().map(String::as_str).collect();
                let name = key.name.clone().unwrap();
                table
                    .implied_indexes
                    .push(index(&name, &table.name.name, &columns));
            }
        }
        schema.tables.push(table);
    }
    schema
}

fn alter(table: &Table, name: &str, change: impl FnOnce(&mut Column)) -> Change {
    let from = table.column(name).unwrap().clone();
    let mut to = from.clone();
    change(&mut to);
    Change::AlterColumn {
        table: table.name.clone(),
        from,
        to,
    }
}

fn generated(name: &str, expression: &str, stored: bool) -> Column {
    Column {
        generated: Some(Generated {
            expression: expression.to_owned(),
            stored,
        }),
        ..column(name, "integer")
    }
}

fn integer(name: &str) -> SqlType {
    DIALECT.parse_type(name)
}

/// A parent and a child with one foreign key.
fn family() -> (Table, Table) {
    let mut parent = counted(table("p", &[("id", "integer!"), ("u", "integer!")]));
    parent.uniques.push(unique("p_u", &["u"]));
    let mut child = counted(table(
        "c",
        &[("id", "integer!"), ("a", "integer"), ("b", "integer")],
    ));
    child
        .foreign_keys
        .push(reference("c_a_fkey", &["a"], "p", &["id"]));
    (parent, child)
}

#[test]
fn tables_with_all_that_can_belong_to_them() {
    let (parent, mut child) = family();
    child.columns[1].comment = Some("it's \\ one".to_owned());
    child.columns[2].default = Some("5".to_owned());
    child.columns.push(Column {
        default: Some("'x'".to_owned()),
        ..column("text", "text!")
    });
    child.columns.push(column("at", "timestamp"));
    child.columns.push(column("data", "json"));
    child.columns.push(generated("twice", "`b` * 2", true));
    child.comment = Some("a child".to_owned());
    child.checks.push(Check {
        name: Some("c_check".to_owned()),
        expression: "`b` > 0".to_owned(),
        columns: owned(&["b"]),
        options: String::new(),
    });
    child.uniques.push(unique("c_b_key", &["b", "id"]));
    child.indexes.push(index("c_b", "c", &["b"]));
    let changes = [Change::CreateTable(child), Change::CreateTable(parent)];
    prove("tables", &Schema::default(), "", &changes);
}

#[test]
fn cycles_of_tables_come_and_go() {
    let (mut parent, child) = family();
    parent
        .foreign_keys
        .push(reference("p_u_fkey", &["u"], "c", &["id"]));
    let all = schema(&[&parent, &child]);
    let changes = [
        Change::CreateTable(child.clone()),
        Change::CreateTable(parent.clone()),
    ];
    prove("cycle", &Schema::default(), "", &changes);
    let dropped = [
        Change::DropTable(all.tables[0].clone()),
        Change::DropTable(all.tables[1].clone()),
    ];
    prove("cycle_back", &all, "", &dropped);
    if let Some(mut server) = Server::new("drop_all") {
        server.run(&create_all(DIALECT, &all));
        server.run(&drop_all(DIALECT, &all, &[parent.name, child.name]));
        assert!(server.tables().is_empty());
    }
}

#[test]
fn indexes_that_foreign_keys_need_come_and_go_with_others() {
    let (parent, child) = family();
    let all = schema(&[&parent, &child]);
    let covering = index("c_ab", "c", &["a", "b"]);
    let add = Change::AddIndex {
        table: child.name.clone(),
        index: covering.clone(),
    };
    prove("covering", &all, "", &[add]);
    let mut covered = child.clone();
    covered.indexes.push(covering.clone());
    let drop = Change::DropIndex {
        table: child.name.clone(),
        index: covering,
    };
    prove("uncovering", &schema(&[&parent, &covered]), "", &[drop]);
    let add = Change::AddUnique {
        table: child.name.clone(),
        unique: unique("c_a_key", &["a"]),
    };
    prove("unique", &all, "", &[add]);
    let drop = Change::DropForeignKey {
        table: child.name.clone(),
        foreign_key: child.foreign_keys[0].clone(),
    };
    prove("key_dropped", &all, "", &[drop]);
    // An index that the server named by itself.
    let mut named = all.clone();
    named.tables[1].implied_indexes[0] = index("a", "c", &["a"]);
    let drop = Change::DropForeignKey {
        table: child.name.clone(),
        foreign_key: child.foreign_keys[0].clone(),
    };
    prove("key_dropped_named", &named, "", &[drop]);
    let add = Change::AddForeignKey {
        table: child.name.clone(),
        foreign_key: reference("c_b_fkey", &["b"], "p", &["u"]),
    };
    prove("key_added", &all, "", &[add]);
}

#[test]
fn keys_stand_aside_where_their_columns_change() {
    let (parent, child) = family();
    let all = schema(&[&parent, &child]);
    let rows = "INSERT INTO p (id, u) VALUES (1, 10); INSERT INTO c (id, a) VALUES (1, 1)";
    let both = [
        alter(&parent, "id", |own| own.sql_type = integer("bigint")),
        alter(&child, "a", |own| own.sql_type = integer("bigint")),
    ];
    prove("both_sides", &all, rows, &both);
    let mut referenced = all.clone();
    referenced.tables[1].foreign_keys[0] = reference("c_a_fkey", &["a"], "p", &["u"]);
    let renamed = [
        Change::DropUnique {
            table: parent.name.clone(),
            unique: unique("p_u", &["u"]),
        },
        Change::AddUnique {
            table: parent.name.clone(),
            unique: unique("p_u_key", &["u"]),
        },
    ];
    prove("unique_renamed", &referenced, "", &renamed);
}

#[test]
fn primary_keys_change_beside_what_counts() {
    let item = counted(table("t", &[("id", "integer!"), ("code", "integer")]));
    let all = schema(&[&item]);
    let rows = "INSERT INTO t (code) VALUES (7), (8)";
    let other_key = |to: &[&str]| Change::AlterPrimaryKey {
        table: item.name.clone(),
        from: item.primary_key.clone(),
        to: key(to),
    };
    let not_null = alter(&item, "code", |own| own.nullable = false);
    let uncounted = alter(&item, "id", |own| own.auto_increment = None);
    prove(
        "key_other",
        &all,
        rows,
        &[uncounted.clone(), not_null.clone(), other_key(&["code"])],
    );
    prove(
        "key_two",
        &all,
        rows,
        &[
            uncounted.clone(),
            not_null.clone(),
            other_key(&["id", "code"]),
        ],
    );
    prove(
        "key_stripped",
        &all,
        rows,
        &[not_null.clone(), other_key(&["id", "code"])],
    );
    let gone = Change::DropColumn {
        table: item.name.clone(),
        column: item.columns[0].clone(),
    };
    prove(
        "key_replaced",
        &all,
        rows,
        &[not_null, other_key(&["code"]), gone],
    );
    let freed = alter(&item, "id", |own| {
        own.auto_increment = None;
        own.nullable = true;
    });
    let to_code = alter(&item, "code", |own| own.nullable = false);
    prove(
        "key_freed",
        &all,
        rows,
        &[freed, to_code, other_key(&["code"])],
    );
    // The other way round.
    let plain = table("t", &[("code", "integer!"), ("n", "integer")]);
    let id = Column {
        auto_increment: Some(AutoIncrement::Keyword),
        ..column("id", "integer!")
    };
    let changes = [
        Change::AddColumn {
            table: plain.name.clone(),
            column: id,
        },
        Change::AlterPrimaryKey {
            table: plain.name.clone(),
            from: plain.primary_key.clone(),
            to: key(&["id"]),
        },
    ];
    let rows = "INSERT INTO t (code) VALUES (7), (8)";
    prove("key_new", &schema(&[&plain]), rows, &changes);
    let counts = alter(&plain, "code", |own| {
        own.auto_increment = Some(AutoIncrement::Keyword)
    });
    prove("counting", &schema(&[&plain]), rows, &[counts]);
    let wider = alter(&item, "id", |own| own.sql_type = integer("bigint"));
    prove("counting_wider", &all, "", &[wider]);
    let mut keyless = plain.clone();
    keyless.primary_key = None;
    let changes = [
        Change::AlterPrimaryKey {
            table: plain.name.clone(),
            from: None,
            to: key(&["code"]),
        },
        alter(&plain, "code", |own| {
            own.auto_increment = Some(AutoIncrement::Keyword)
        }),
    ];
    prove("key_none", &schema(&[&keyless]), rows, &changes);
    // A key that serves a foreign key.
    let (parent, mut child) = family();
    child.columns[0].auto_increment = None;
    child.columns[1].nullable = false;
    child.primary_key = key(&["a", "b"]);
    child.columns[2].nullable = false;
    let change = Change::AlterPrimaryKey {
        table: child.name.clone(),
        from: child.primary_key.clone(),
        to: key(&["id"]),
    };
    prove("key_serves", &schema(&[&parent, &child]), "", &[change]);
}

#[test]
fn generated_columns_are_made_anew_or_become_plain() {
    let mut item = table("t", &[("id", "integer!"), ("n", "integer!")]);
    item.columns.push(generated("stored", "`n` * 2", true));
    item.columns.push(generated("virtual", "`n` * 3", false));
    item.indexes.push(index("t_stored", "t", &["stored"]));
    let all = schema(&[&item]);
    let rows = "INSERT INTO t (id, n) VALUES (1, 2)";
    let values = "SELECT CONCAT_WS(',', n, stored, virtual) AS name FROM t";
    let plain = [
        alter(&item, "stored", |own| own.generated = None),
        alter(&item, "virtual", |own| own.generated = None),
    ];
    if let Some(mut server) = prove("to_plain", &all, rows, &plain) {
        assert_eq!(server.text(values), ["2,4,6"]);
    }
    let swapped = [
        alter(&item, "stored", |own| {
            own.generated = generated("", "`n` * 2", false).generated;
        }),
        alter(&item, "virtual", |own| {
            own.generated = generated("", "`n` * 5", true).generated;
        }),
    ];
    if let Some(mut server) = prove("swapped", &all, rows, &swapped) {
        assert_eq!(server.text(values), ["2,4,10"]);
    }
    let retyped = [alter(&item, "n", |own| own.sql_type = integer("bigint"))];
    prove("base_retyped", &all, rows, &retyped);
    let gone = [Change::DropColumn {
        table: item.name.clone(),
        column: item.columns[3].clone(),
    }];
    prove("generated_gone", &all, rows, &gone);
}

#[test]
fn columns_keep_what_a_change_does_not_mention() {
    let mut item = table(
        "t",
        &[("id", "integer!"), ("a", "varchar(20)!"), ("n", "integer")],
    );
    item.columns[1].comment = Some("kept".to_owned());
    item.columns[1].default = Some("'x'".to_owned());
    item.columns[1].collation = Some("utf8mb4_bin".to_owned());
    let own_check = Check {
        name: None,
        expression: "`a` <> 'no'".to_owned(),
        columns: owned(&["a"]),
        options: String::new(),
    };
    item.columns.push(Column {
        default: Some("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP".to_owned()),
        ..column("changed", "datetime!")
    });
    let mut checked = item.clone();
    checked.checks.push(own_check.clone());
    let rows = "INSERT INTO t (id, n, changed) VALUES (1, NULL, '2000-01-01 00:00:00')";
    let all = schema(&[&item]);
    let longer = alter(&item, "a", |own| own.sql_type = integer("varchar(30)"));
    prove("longer", &all, rows, &[longer]);
    let default = alter(&item, "a", |own| own.default = None);
    prove("default", &all, rows, &[default]);
    let nullable = alter(&item, "a", |own| own.nullable = true);
    prove("nullable", &all, rows, &[nullable]);
    let number = alter(&item, "n", |own| own.default = Some("7".to_owned()));
    prove("number", &all, rows, &[number]);
    let comment = Change::AlterComment {
        table: item.name.clone(),
        column: Some("a".to_owned()),
        from: Some("kept".to_owned()),
        to: None,
    };
    prove("comment", &all, rows, &[comment]);
    let comment = Change::AlterComment {
        table: item.name.clone(),
        column: None,
        from: None,
        to: Some("it's one".to_owned()),
    };
    prove("table_comment", &all, rows, &[comment]);
    let mut fills = Fills::default();
    fills.insert(&item.name, "n", Fill::Literal("3".to_owned()));
    let not_null = [alter(&item, "n", |own| own.nullable = false)];
    if let Some(mut server) = prove_filled("not_null", &all, rows, &not_null, &fills) {
        let values = "SELECT CONCAT(n, ' ', changed) AS name FROM t";
        assert_eq!(server.text(values), ["3 2000-01-01 00:00:00"]);
    }
    let drop = Change::DropCheck {
        table: item.name.clone(),
        check: own_check,
    };
    // MariaDB alone keeps a check with its column.
    if Server::new("flavour")
        .is_some_and(|mut server| server.text("SELECT VERSION() AS name")[0].contains("MariaDB"))
    {
        let rows = format!(
            "{rows}; ALTER TABLE t MODIFY COLUMN a varchar(20) COLLATE utf8mb4_bin NOT NULL
             DEFAULT 'x' COMMENT 'kept' CHECK (`a` <> 'no')"
        );
        let checked = schema(&[&checked]);
        prove("column_check", &checked, &rows, &[drop]);
        let longer = alter(&item, "a", |own| own.sql_type = integer("varchar(30)"));
        if let Some(mut server) = prove("column_check_kept", &checked, &rows, &[longer]) {
            let kept = server.tables().concat().join("\n");
            assert!(kept.contains("CHECK (`a` <> 'no')"), "{kept}");
        }
    }
}

#[test]
fn columns_come_and_go_beside_rows() {
    let mut item = table("t", &[("id", "integer!")]);
    let types = [
        "boolean",
        "smallint",
        "integer unsigned",
        "double",
        "numeric(10,2)",
        "varchar(5)",
        "text",
        "blob",
        "date",
        "time",
        "datetime",
        "timestamp",
        "year",
        "bit(3)",
        "json",
        "binary(4)",
        "enum('a','b')",
        "set('x','y')",
    ];
    let rows = "INSERT INTO t (id) VALUES (1), (2)";
    let mut drops = Vec::new();
    let mut changes = Vec::new();
    for (at, kind) in types.iter().enumerate() {
        let mut own = column(&format!("c{at}"), kind);
        own.nullable = at % 5 == 4;
        drops.push(Change::DropColumn {
            table: item.name.clone(),
            column: own.clone(),
        });
        changes.push(Change::AddColumn {
            table: item.name.clone(),
            column: own,
        });
    }
    let bare = schema(&[&item]);
    let mut fills = Fills::default();
    fills.insert(&item.name, "c5", Fill::Literal("'hi'".to_owned()));
    fills.insert(&item.name, "c6", Fill::Literal("'text'".to_owned()));
    fills.insert(&item.name, "c1", Fill::Expression("(id + 1)".to_owned()));
    let date = |at: usize| matches!(types[at], "date" | "datetime" | "timestamp" | "json");
    for (at, change) in changes.iter().enumerate() {
        // Rows get no date without a word.
        if let Change::AddColumn { column, .. } = change
            && date(at)
            && !column.nullable
        {
            let value = if types[at] == "json" {
                "'[]'"
            } else {
                "'2001-01-01'"
            };
            fills.insert(&item.name, &column.name, Fill::Literal(value.to_owned()));
        }
    }
    if let Some(mut server) = prove_filled("come", &bare, rows, &changes, &fills) {
        let values = "SELECT CONCAT_WS(',', c1, c5, c6) AS name FROM t ORDER BY id";
        assert_eq!(server.text(values), ["2,hi,text", "3,hi,text"]);
    }
    for change in &changes {
        if let Change::AddColumn { column, .. } = change {
            item.columns.push(column.clone());
        }
    }
    prove("go", &schema(&[&item]), "", &drops);
}

#[test]
fn words_become_truth() {
    let item = table(
        "t",
        &[("id", "integer!"), ("v", "text!"), ("n", "integer!")],
    );
    let all = schema(&[&item]);
    let rows = "INSERT INTO t VALUES (1, 'true', 5), (2, 'F', 0), (3, '1', 1)";
    let changes = [
        alter(&item, "v", |own| own.sql_type = integer("boolean")),
        alter(&item, "n", |own| own.sql_type = integer("boolean")),
    ];
    if let Some(mut server) = prove("truth", &all, rows, &changes) {
        let values = "SELECT CONCAT(v, n) AS name FROM t ORDER BY id";
        assert_eq!(server.text(values), ["11", "00", "11"]);
    }
}
