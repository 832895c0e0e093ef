//! Plans for MySQL, run on a server: up, down and up again leave what they should, also beside rows. Skipped without
//! `MOVIECTL_TEST_MYSQL_URL`.

#![cfg(feature = "mysql")]
#![allow(
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

mod columns;
mod parts;
mod server;

use moviectl_schema::dialect::Dialect;
use moviectl_schema::plan::{create_all, drop_all};
use moviectl_schema::schema::{AutoIncrement, Change, Check, Schema};

use parts::*;
use server::*;

const DIALECT: Dialect = Dialect::Mysql;

#[test]
fn tables_with_all_that_can_belong_to_them() {
    let (parent, mut child) = family();
    child.columns[1].comment = Some("it's \\ one".to_owned());
    child.columns[2].default = Some("5".to_owned());
    let mut text = column("text", "text!");
    text.default = Some("'x'".to_owned());
    child.columns.push(text);
    child.columns.push(column("at", "timestamp"));
    child.columns.push(column("data", "json"));
    child.columns.push(generated("twice", "`b` * 2", true));
    child.comment = Some("a child".to_owned());
    child.checks.push(Check {
        name: Some("c_check".to_owned()),
        expression: "`b` > 0".to_owned(),
        columns: owned(&["b"]),
        clauses: Default::default(),
    });
    child.uniques.push(unique("c_b_key", &["b", "id"]));
    child.indexes.push(index("c_b", &["b"]));
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
        server.run(&drop_all(DIALECT, &all, &[parent.name, child.name]).unwrap());
        assert!(server.tables().is_empty());
    }
}

#[test]
fn indexes_that_foreign_keys_need_come_and_go_with_others() {
    let (parent, child) = family();
    let all = schema(&[&parent, &child]);
    let covering = index("c_ab", &["a", "b"]);
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
    named.tables[1].mysql.implied_indexes[0] = index("a", &["a"]);
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
    let mut id = column("id", "integer!");
    id.auto_increment = Some(AutoIncrement::Keyword);
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
