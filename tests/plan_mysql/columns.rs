//! Columns that come, go and change, beside rows.

use moviectl_schema::plan::{Fill, Fills};
use moviectl_schema::schema::{Change, Check};

use crate::parts::*;
use crate::server::*;

#[test]
fn generated_columns_are_made_anew_or_become_plain() {
    let mut item = table("t", &[("id", "integer!"), ("n", "integer!")]);
    item.columns.push(generated("kept", "`n` * 2", true));
    item.columns.push(generated("computed", "`n` * 3", false));
    item.indexes.push(index("t_kept", &["kept"]));
    let all = schema(&[&item]);
    let rows = "INSERT INTO t (id, n) VALUES (1, 2)";
    let values = "SELECT CONCAT_WS(',', n, kept, computed) AS name FROM t";
    let plain = [
        alter(&item, "kept", |own| own.generated = None),
        alter(&item, "computed", |own| own.generated = None),
    ];
    if let Some(mut server) = prove("to_plain", &all, rows, &plain) {
        assert_eq!(server.text(values), ["2,4,6"]);
    }
    let swapped = [
        alter(&item, "kept", |own| {
            own.generated = generated("", "`n` * 2", false).generated;
        }),
        alter(&item, "computed", |own| {
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
        clauses: Default::default(),
    };
    let mut changed = column("changed", "datetime!");
    changed.default = Some("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP".to_owned());
    item.columns.push(changed);
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
