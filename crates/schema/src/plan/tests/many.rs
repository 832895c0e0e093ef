//! Plans of thousands of tables. An algorithm does not complete here if its time grows with the square of their number.
//! Neither does one whose stack is as deep as a chain of references is long.

use super::*;
use crate::plan::dependency::by_dependency;

/// Tables of which each references the next one, so that the last is made first.
fn chain(number: usize) -> Schema {
    let name = |place: usize| format!("item_{place}");
    let tables = (0..number).map(|place| {
        let mut own = table(&name(place), &[("id", "integer!"), ("next_id", "integer")]);
        if place + 1 < number {
            own.foreign_keys = vec![ForeignKey {
                name: Some(format!("item_{place}_next_id_fkey")),
                ..reference(&["next_id"], &name(place + 1), &["id"])
            }];
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
        let dropped = drop_all(dialect, &schema, &names).unwrap();
        assert_eq!([made.len(), dropped.len()], [1_000, 1_000], "{dialect}");
        assert!(made[0].contains("item_999"), "{}", made[0]);
        assert!(dropped[0].contains("item_0"), "{}", dropped[0]);
    }
}

#[test]
fn a_change_of_each_of_many_tables_is_planned() {
    let from = chain(1_000);
    let changes = from.tables.iter().flat_map(|own| {
        let keys = own.foreign_keys.iter().map(|key| Change::DropForeignKey {
            table: own.name.clone(),
            foreign_key: key.clone(),
        });
        let column = Change::AddColumn {
            table: own.name.clone(),
            column: column("note", "text", true),
        };
        keys.chain([column])
    });
    let changes: Vec<Change> = changes.collect();
    for dialect in Dialect::ALL {
        let steps = plan(dialect, &from, &changes).unwrap().steps.len();
        // SQLite makes all changes of a table in one step.
        let wanted = if dialect == Dialect::Sqlite {
            1_000
        } else {
            1_999
        };
        assert_eq!(steps, wanted, "{dialect}");
    }
}
