//! Thousands of tables. What takes time with the square of their number, or a stack as deep as a chain of references is
//! long, does not come to an end here.

use super::*;
use crate::diff::{Mode, diff};
use crate::plan::order::by_dependency;

/// Tables of which each references the next one, so that the last is made first.
fn chain(number: usize) -> Schema {
    let name = |place: usize| format!("item_{place}");
    let tables = (0..number).map(|place| {
        let mut own = table(&name(place), &[("id", "integer!"), ("next_id", "integer")]);
        if place + 1 < number {
            own.foreign_keys = vec![reference(&["next_id"], &name(place + 1), &["id"])];
        }
        own
    });
    Schema {
        tables: tables.collect(),
        ..Schema::default()
    }
}

#[test]
fn a_long_chain_of_tables_is_sorted() {
    let sorted = by_dependency(chain(50_000).tables);
    assert_eq!(sorted.deferred, []);
    assert_eq!(sorted.tables.len(), 50_000);
    assert_eq!(sorted.tables[0].name, TableName::new("item_49999"));
    assert_eq!(sorted.tables[49_999].name, TableName::new("item_0"));
}

#[test]
fn many_tables_are_made_and_dropped_in_order() {
    let schema = chain(1_000);
    let names: Vec<TableName> = schema.tables.iter().map(|own| own.name.clone()).collect();
    for dialect in Dialect::ALL {
        let made = create_all(dialect, &schema);
        let dropped = drop_all(dialect, &schema, &names);
        assert_eq!([made.len(), dropped.len()], [1_000, 1_000], "{dialect}");
        assert!(made[0].contains("item_999"), "{}", made[0]);
        assert!(dropped[0].contains("item_0"), "{}", dropped[0]);
    }
}

#[test]
fn a_change_of_each_of_many_tables_is_found_and_planned() {
    let from = chain(1_000);
    let mut to = from.clone();
    for own in &mut to.tables {
        own.columns.push(column("note", "text", true));
        own.foreign_keys.clear();
    }
    for dialect in Dialect::ALL {
        let changes = diff(dialect, Mode::Managed, &from, &to);
        // A column for each, and a key less for all but the last.
        assert_eq!(changes.len(), 1_999, "{dialect}");
        assert!(plan(dialect, &from, &changes).is_ok(), "{dialect}");
        let back = diff(dialect, Mode::Managed, &to, &from);
        assert_eq!(back.len(), 1_999, "{dialect}");
    }
}

#[test]
fn many_indexes_and_checks_of_one_table_are_compared() {
    let mut own = table("wide", &[("id", "integer!")]);
    for number in 0..1_000 {
        let name = format!("c{number}");
        own.columns.push(column(&name, "integer", true));
        own.checks.push(Check {
            options: String::new(),
            name: Some(format!("{name}_check")),
            expression: format!("{name} > 0"),
            columns: Vec::new(),
        });
        own.indexes.push(Index {
            name: format!("{name}_idx"),
            columns: vec![name.clone()],
            unique: false,
            definition: format!("CREATE INDEX {name}_idx ON wide ({name})"),
        });
    }
    let from = Schema {
        tables: vec![own],
        ..Schema::default()
    };
    let mut to = from.clone();
    to.tables[0].checks.reverse();
    to.tables[0].indexes.reverse();
    for dialect in Dialect::ALL {
        let same = diff(dialect, Mode::Managed, &from, &to);
        assert_eq!(same, [], "{dialect}");
    }
    to.tables[0].checks.pop();
    to.tables[0].indexes.pop();
    for dialect in Dialect::ALL {
        let gone = diff(dialect, Mode::Managed, &from, &to);
        assert_eq!(gone.len(), 2, "{dialect}");
    }
}
