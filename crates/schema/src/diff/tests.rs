//! Tests of the differences between two schemas, and of the changes that follow from them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's failure is a panic"
)]

mod clauses;
mod counting;
mod enums;
mod many;
mod mysql;

use super::{Mode, diff, left_after};
use crate::dialect::Dialect;
use crate::schema::{
    AutoIncrement, Change, Check, Column, DeclaredType, Deferrable, ForeignKey, Index, PrimaryKey,
    ReferentialAction, Schema, Table, TableName, Trigger, Unique,
};

const MODES: [Mode; 2] = [Mode::Managed, Mode::Plain];

fn table(dialect: Dialect, name: &str, columns: &[(&str, &str)]) -> Table {
    let mut table = Table::new(TableName::new(name));
    for (name, sql_type) in columns {
        let nullable = !sql_type.ends_with('!');
        let sql_type = dialect.parse_type(sql_type.trim_end_matches('!'));
        table.columns.push(Column::new(*name, sql_type, nullable));
    }
    let first = table.columns[0].name.clone();
    table.primary_key = key(&[&first]);
    table
}

fn key(columns: &[&str]) -> Option<PrimaryKey> {
    Some(PrimaryKey {
        name: None,
        columns: columns.iter().map(ToString::to_string).collect(),
    })
}

fn reference(column: &str, parent: &str, referenced: &str) -> ForeignKey {
    ForeignKey {
        clauses: Default::default(),
        name: None,
        columns: vec![column.into()],
        references: TableName::new(parent),
        referenced_columns: vec![referenced.into()],
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::Never,
    }
}

fn schema(tables: &[Table]) -> Schema {
    Schema {
        tables: tables.to_vec(),
        ..Schema::default()
    }
}

/// The changes in words, one a line.
fn words(dialect: Dialect, mode: Mode, from: &[Table], to: &[Table]) -> Vec<String> {
    let changes = diff(dialect, mode, &schema(from), &schema(to));
    changes.iter().flat_map(Change::describe).collect()
}

fn parent_and_child(dialect: Dialect) -> [Table; 2] {
    let parent = table(dialect, "p", &[("id", "integer!"), ("code", "integer!")]);
    let mut child = table(dialect, "c", &[("id", "integer!"), ("p_id", "integer")]);
    child.foreign_keys.push(reference("p_id", "p", "id"));
    [parent, child]
}

#[test]
fn tables_and_columns_come_and_go() {
    for dialect in Dialect::ALL {
        for mode in MODES {
            let old = table(dialect, "old", &[("id", "integer!")]);
            let before = table(dialect, "t", &[("id", "integer!"), ("gone", "text")]);
            let after = table(dialect, "t", &[("new", "text"), ("id", "integer!")]);
            let after = Table {
                primary_key: key(&["id"]),
                ..after
            };
            let new = table(dialect, "new", &[("id", "integer!")]);
            assert_eq!(
                words(dialect, mode, &[old, before], &[after, new]),
                [
                    "added table 'new'",
                    "removed table 'old'",
                    "added column 't.new'",
                    "removed column 't.gone'"
                ]
            );
        }
    }
}

#[test]
fn order_is_no_difference() {
    for dialect in Dialect::ALL {
        let one = table(dialect, "one", &[("id", "integer!"), ("a", "text")]);
        let mut turned = one.clone();
        turned.columns.reverse();
        let two = table(dialect, "two", &[("id", "integer!")]);
        let before = [one, two.clone()];
        assert!(words(dialect, Mode::Managed, &before, &[two, turned]).is_empty());
    }
}

#[test]
fn sqlite_ignores_the_case_of_names() {
    let [parent, child] = parent_and_child(Dialect::Sqlite);
    let mut upper = [parent.clone(), child.clone()];
    for table in &mut upper {
        table.name.name.make_ascii_uppercase();
        table.primary_key = key(&["ID"]);
        for column in &mut table.columns {
            column.name.make_ascii_uppercase();
        }
    }
    upper[1].foreign_keys = vec![reference("P_ID", "P", "ID")];
    let before = [parent, child];
    for mode in MODES {
        assert!(words(Dialect::Sqlite, mode, &before, &upper).is_empty());
    }
    assert_eq!(
        words(Dialect::Postgres, Mode::Managed, &before, &upper).len(),
        4
    );
}

/// The planner looks names up as they stand.
#[test]
fn what_is_added_is_spelled_as_what_is_there() {
    let [parent, mut child] = parent_and_child(Dialect::Sqlite);
    child.foreign_keys.clear();
    let before = [parent.clone(), child.clone()];
    child.foreign_keys.push(reference("P_ID", "P", "ID"));
    child.columns[1].name = "P_ID".into();
    child.primary_key = key(&["ID", "P_ID"]);
    let changes = diff(
        Dialect::Sqlite,
        Mode::Managed,
        &schema(&before),
        &schema(&[parent, child]),
    );
    let text: Vec<String> = changes.iter().flat_map(Change::describe).collect();
    assert_eq!(
        text,
        [
            "changed primary key of 'c' from (id) to (id, p_id)",
            "added foreign key (p_id) -> p (id) on table 'c'"
        ]
    );
}

#[test]
fn a_plain_project_accepts_what_its_type_can_read() {
    let mut declared = table(Dialect::Postgres, "t", &[("id", "integer!"), ("a", "text")]);
    declared.columns[1].declared.sql_type = Some(DeclaredType::new("Text"));
    let live = table(
        Dialect::Postgres,
        "t",
        &[("id", "integer!"), ("a", "varchar(80)")],
    );
    let before = [live];
    let after = [declared];
    assert!(words(Dialect::Postgres, Mode::Plain, &before, &after).is_empty());
    assert_eq!(
        words(Dialect::Postgres, Mode::Managed, &before, &after),
        ["type change from VARCHAR(80) to TEXT on 't.a'"]
    );
}

#[test]
fn only_a_complete_declaration_says_that_a_foreign_key_goes() {
    for dialect in Dialect::ALL {
        let before = parent_and_child(dialect);
        let mut after = before.clone();
        after[1].foreign_keys.clear();
        assert!(words(dialect, Mode::Plain, &before, &after).is_empty());
        assert_eq!(
            words(dialect, Mode::Managed, &before, &after),
            ["removed foreign key (p_id) -> p (id) on table 'c'"]
        );
        // Nor that one comes, but with its column.
        assert!(words(dialect, Mode::Plain, &after, &before).is_empty());
        assert_eq!(words(dialect, Mode::Managed, &after, &before).len(), 1);
        after[1].columns.pop();
        assert_eq!(words(dialect, Mode::Plain, &after, &before).len(), 2);
    }
}

#[test]
fn what_hangs_on_a_column_goes_with_it() {
    for dialect in Dialect::ALL {
        for mode in MODES {
            let [parent, mut child] = parent_and_child(dialect);
            let columns = vec!["p_id".to_owned()];
            child.uniques.push(Unique {
                clauses: Default::default(),
                name: None,
                columns: columns.clone(),
            });
            child.checks.push(Check {
                clauses: Default::default(),
                name: None,
                expression: "p_id > 0".into(),
                columns: columns.clone(),
            });
            child.indexes.push(Index::of_columns("i", &columns));
            let before = [parent.clone(), child.clone()];
            let mut after = table(dialect, "c", &[("id", "integer!")]);
            after.primary_key = key(&["id"]);
            let mut words = words(dialect, mode, &before, &[parent, after]);
            words.sort();
            assert_eq!(
                words,
                [
                    "removed check (p_id > 0) on table 'c'",
                    "removed column 'c.p_id'",
                    "removed foreign key (p_id) -> p (id) on table 'c'",
                    "removed index 'i' (p_id) on table 'c'",
                    "removed unique constraint (p_id) on table 'c'"
                ]
            );
        }
    }
}

#[test]
fn references_go_with_the_table_or_the_key_that_they_lead_to() {
    for dialect in Dialect::ALL {
        let [parent, child] = parent_and_child(dialect);
        let before = [parent.clone(), child.clone()];
        let mut alone = child.clone();
        alone.foreign_keys.clear();
        for mode in MODES {
            assert_eq!(
                words(dialect, mode, &before, &[alone.clone()]),
                [
                    "removed table 'p'",
                    "removed foreign key (p_id) -> p (id) on table 'c'"
                ]
            );
            let mut moved = parent.clone();
            moved.primary_key = key(&["code"]);
            assert_eq!(
                words(dialect, mode, &before, &[moved, alone.clone()]),
                [
                    "changed primary key of 'p' from (id) to (code)",
                    "removed foreign key (p_id) -> p (id) on table 'c'"
                ]
            );
        }
        // A unique constraint is as good a reason to stay.
        let mut unique = parent.clone();
        unique.uniques.push(Unique {
            clauses: Default::default(),
            name: None,
            columns: vec!["id".into()],
        });
        let mut moved = unique.clone();
        moved.primary_key = key(&["code"]);
        let before = [unique, child.clone()];
        assert_eq!(
            words(dialect, Mode::Plain, &before, &[moved, child]).len(),
            1
        );
    }
}

#[test]
fn a_reference_to_another_type_goes_where_the_two_cannot_be_compared() {
    for dialect in Dialect::ALL {
        let before = parent_and_child(dialect);
        let mut after = before.clone();
        after[1].columns[1].sql_type = dialect.parse_type("date");
        let expected = match dialect {
            Dialect::Sqlite => 1,
            Dialect::Postgres | Dialect::Mysql => 2,
        };
        assert_eq!(
            words(dialect, Mode::Plain, &before, &after).len(),
            expected,
            "{dialect}"
        );
        after[1].columns[1].sql_type = dialect.parse_type("bigint");
        // InnoDB compares integers of one size alone.
        let expected = match dialect {
            Dialect::Sqlite | Dialect::Postgres => 1,
            Dialect::Mysql => 2,
        };
        let found = words(dialect, Mode::Managed, &before, &after);
        assert_eq!(found.len(), expected, "{dialect}");
    }
}

#[test]
fn a_key_that_is_no_integer_any_more_is_not_counted() {
    let dialect = Dialect::Postgres;
    let mut before = table(dialect, "t", &[("id", "integer!")]);
    before.columns[0].auto_increment = Some(AutoIncrement::Serial);
    let after = table(dialect, "t", &[("id", "uuid!")]);
    let to_of = |from: &Table, to: &Table| {
        let changes = diff(
            dialect,
            Mode::Managed,
            &schema(std::slice::from_ref(from)),
            &schema(std::slice::from_ref(to)),
        );
        match &changes[..] {
            [Change::AlterColumn { to, .. }] => to.auto_increment,
            other => unreachable!("{other:?}"),
        }
    };
    assert_eq!(to_of(&before, &after), None);
    assert_eq!(to_of(&after, &before), Some(AutoIncrement::Serial));
    let mut wider = table(dialect, "t", &[("id", "bigint!")]);
    wider.columns[0].auto_increment = Some(AutoIncrement::Serial);
    assert_eq!(to_of(&before, &wider), Some(AutoIncrement::Serial));
}

#[test]
fn numbering_is_compared_where_the_declaration_speaks_of_it() {
    const KINDS: [Option<AutoIncrement>; 4] = [
        None,
        Some(AutoIncrement::Serial),
        Some(AutoIncrement::IdentityByDefault),
        Some(AutoIncrement::IdentityAlways),
    ];
    let dialect = Dialect::Postgres;
    let mut live = table(dialect, "t", &[("id", "integer!")]);
    let mut declared = live.clone();
    for from in KINDS {
        for to in KINDS {
            live.columns[0].auto_increment = from;
            declared.columns[0].auto_increment = to;
            let found = |mode, declared: &Table| {
                let lists = [std::slice::from_ref(&live), std::slice::from_ref(declared)];
                words(dialect, mode, lists[0], lists[1])
            };
            declared.columns[0].declared.numbering = false;
            let in_a_managed_project = found(Mode::Managed, &declared);
            assert_eq!(in_a_managed_project.is_empty(), from == to);
            assert!(found(Mode::Plain, &declared).is_empty());
            declared.columns[0].declared.numbering = true;
            assert_eq!(found(Mode::Plain, &declared), in_a_managed_project);
        }
    }
    assert_eq!(
        words(
            dialect,
            Mode::Managed,
            &[live],
            &[table(dialect, "t", &[("id", "integer!")])]
        ),
        ["numbering change from IDENTITY ALWAYS to none on 't.id'"]
    );
}

#[test]
fn the_name_of_a_sequence_is_no_difference() {
    let dialect = Dialect::Postgres;
    let mut one = table(dialect, "t", &[("id", "integer!")]);
    one.columns[0].auto_increment = Some(AutoIncrement::Serial);
    let mut other = one.clone();
    other.columns[0].sequence = Some(crate::schema::Sequence {
        name: TableName::new("old_id_seq"),
        sql_type: dialect.parse_type("bigint"),
        options: Default::default(),
    });
    for mode in MODES {
        let lists = [std::slice::from_ref(&one), std::slice::from_ref(&other)];
        assert!(words(dialect, mode, lists[0], lists[1]).is_empty());
        assert!(words(dialect, mode, lists[1], lists[0]).is_empty());
    }
    assert_eq!(
        exact(Dialect::Sqlite, &schema(&[one]), &schema(&[other])),
        [""; 0]
    );
}

/// Diesel takes a SQLite key for NOT NULL whatever it says, but only as long as it is the key.
#[test]
fn the_nullability_of_a_plain_key_counts_only_when_it_moves() {
    let dialect = Dialect::Sqlite;
    let live = table(dialect, "t", &[("id", "text"), ("a", "text")]);
    let declared = table(dialect, "t", &[("id", "text!"), ("a", "text")]);
    assert!(
        words(
            dialect,
            Mode::Plain,
            std::slice::from_ref(&live),
            &[declared]
        )
        .is_empty()
    );
    let mut moved = table(dialect, "t", &[("id", "text!"), ("a", "text!")]);
    moved.primary_key = key(&["a"]);
    assert_eq!(
        words(dialect, Mode::Plain, &[live], &[moved]),
        [
            "NOT NULL on column 't.id'",
            "NOT NULL on column 't.a'",
            "changed primary key of 't' from (id) to (a)"
        ]
    );
}

/// PostgreSQL creates no such constraint, and no difference is reported.
#[test]
fn a_unique_constraint_over_the_key_says_nothing() {
    for dialect in Dialect::ALL {
        let live = table(dialect, "t", &[("id", "integer!")]);
        let mut declared = live.clone();
        declared.uniques.push(Unique {
            clauses: Default::default(),
            name: None,
            columns: vec!["id".into()],
        });
        for mode in MODES {
            assert!(
                words(
                    dialect,
                    mode,
                    std::slice::from_ref(&live),
                    std::slice::from_ref(&declared)
                )
                .is_empty()
            );
            let changes = diff(dialect, mode, &schema(&[]), &schema(&[declared.clone()]));
            assert_eq!(changes, [Change::CreateTable(live.clone())]);
            let both = [declared.clone()];
            assert!(words(dialect, mode, &both, &both).is_empty());
        }
    }
}

#[test]
fn what_a_script_left_out_or_did_beside_is_left() {
    let dialect = Dialect::Postgres;
    let [parent, mut child] = parent_and_child(dialect);
    child.indexes.push(Index::of_columns("i", &["p_id".into()]));
    let before = schema(&[parent, child]);
    let changes = [Change::AddColumn {
        table: TableName::new("c"),
        column: Column::new("n", dialect.parse_type("text"), true),
    }];
    let right = before.after(&changes);
    let left = |found: &Schema| in_words(&left_after(dialect, &before, &changes, found));
    assert_eq!(left(&right), [""; 0]);
    assert_eq!(left(&before), ["added column 'c.n'"]);
    let mut respelled = right.clone();
    respelled.tables[1].indexes[0].predicate = Some("p_id > 0".into());
    assert_eq!(left(&respelled), [""; 0]);
    assert_ne!(exact(dialect, &right, &respelled), [""; 0]);
    // The changes are about another table.
    let mut other = right.clone();
    other.tables[0].checks.push(check("id > 0"));
    assert_eq!(left(&other), ["removed check (id > 0) on table 'p'"]);
    let mut lost = right;
    lost.tables[1].indexes.clear();
    assert_eq!(left(&lost), ["added index 'i' (p_id) on table 'c'"]);
}

#[test]
fn what_no_declaration_expresses_is_compared_exactly() {
    let dialect = Dialect::Sqlite;
    let plain = table(dialect, "t", &[("id", "integer!")]);
    let mut own = plain.clone();
    own.sqlite.triggers.push(Trigger {
        name: "g".into(),
        definition: "as it was typed".into(),
    });
    let (from, to) = (schema(&[plain]), schema(&[own]));
    for mode in MODES {
        assert_eq!(diff(dialect, mode, &from, &to), []);
    }
    let said = exact(dialect, &to, &from);
    assert_eq!(said, ["added trigger on table 't': as it was typed"]);
    assert_eq!(exact(dialect, &from, &to).len(), 1);
}

/// A view of the name does not stand for the table, and the compared schema may lack the parent of a key.
#[test]
fn exactly_nothing_stands_for_anything_else() {
    let dialect = Dialect::Postgres;
    let [parent, child] = parent_and_child(dialect);
    let mut viewed = schema(&[]);
    viewed.views = vec![parent.clone()];
    assert_eq!(
        exact(dialect, &schema(std::slice::from_ref(&parent)), &viewed),
        ["added table 'p'"]
    );
    let mut free = child.clone();
    free.foreign_keys.clear();
    assert_eq!(
        exact(dialect, &schema(&[free]), &schema(&[child])),
        ["removed foreign key (p_id) -> p (id) on table 'c'"]
    );
    // The server chooses between B-tree and hash.
    let mut indexed = parent;
    indexed.indexes.push(Index::of_columns("i", &["id".into()]));
    let mut hashed = indexed.clone();
    hashed.indexes[0].method = Some("hash".into());
    let (one, other) = (schema(&[indexed]), schema(&[hashed]));
    assert_eq!(exact(Dialect::Mysql, &one, &other), [""; 0]);
    assert_eq!(exact(Dialect::Postgres, &one, &other).len(), 2);
}

/// The words of what leads from `found` to `expected`.
fn exact(dialect: Dialect, expected: &Schema, found: &Schema) -> Vec<String> {
    in_words(&diff(dialect, Mode::Exact, found, expected))
}

fn in_words(changes: &[Change]) -> Vec<String> {
    changes.iter().flat_map(Change::describe).collect()
}

fn check(expression: &str) -> Check {
    Check {
        clauses: Default::default(),
        name: None,
        expression: expression.into(),
        columns: Vec::new(),
    }
}

/// Diesel's tool prints the key of a table of SQLite in the order of its columns.
#[test]
fn the_order_of_a_key_counts_in_a_complete_declaration_alone() {
    let dialect = Dialect::Sqlite;
    let mut live = table(dialect, "t", &[("a", "text!"), ("b", "text!")]);
    live.primary_key = key(&["b", "a"]);
    let mut declared = live.clone();
    declared.primary_key = key(&["a", "b"]);
    let (live, declared) = ([live], [declared]);
    assert!(words(dialect, Mode::Plain, &live, &declared).is_empty());
    assert_eq!(
        words(dialect, Mode::Managed, &live, &declared),
        ["changed primary key of 't' from (b, a) to (a, b)"]
    );
}
