//! Many tables, and many indexes and checks of one: what takes time with the square of their number shows here.

use super::*;

const MANY: usize = 1_000;

/// Tables of which each references the one before it.
fn chain(dialect: Dialect) -> Schema {
    let tables = (0..MANY).map(|place| {
        let columns = [("id", "integer!"), ("parent_id", "integer")];
        let mut own = table(dialect, &format!("item_{place}"), &columns);
        if let Some(parent) = place.checked_sub(1) {
            own.foreign_keys = vec![reference("parent_id", &format!("item_{parent}"), "id")];
        }
        own
    });
    schema(&tables.collect::<Vec<Table>>())
}

#[test]
fn a_change_of_each_of_many_tables_is_found() {
    for dialect in Dialect::ALL {
        let from = chain(dialect);
        let mut to = from.clone();
        for own in &mut to.tables {
            let text = dialect.parse_type("text");
            own.columns.push(Column::new("note", text, true));
            own.foreign_keys.clear();
        }
        // A column for each, and a key for all but the first.
        for (from, to) in [(&from, &to), (&to, &from)] {
            let changes = diff(dialect, Mode::Managed, from, to);
            assert_eq!(changes.len(), 2 * MANY - 1, "{dialect}");
            assert_eq!(left_after(dialect, from, &changes, to), [], "{dialect}");
        }
        let removed = diff(dialect, Mode::Managed, &from, &Schema::default());
        assert_eq!(removed.len(), MANY, "{dialect}");
    }
}

#[test]
fn many_indexes_and_checks_of_one_table_are_compared() {
    for dialect in Dialect::ALL {
        let mut own = table(dialect, "wide", &[("id", "integer!")]);
        for number in 0..MANY {
            let name = format!("c{number}");
            let integer = dialect.parse_type("integer");
            own.columns.push(Column::new(&name, integer, true));
            own.checks.push(Check {
                clauses: Default::default(),
                name: Some(format!("{name}_check")),
                expression: format!("{name} > 0"),
                columns: Vec::new(),
            });
            let index = Index::of_columns(&format!("{name}_idx"), std::slice::from_ref(&name));
            own.indexes.push(index);
        }
        let from = schema(&[own]);
        let mut to = from.clone();
        to.tables[0].checks.reverse();
        to.tables[0].indexes.reverse();
        assert_eq!(diff(dialect, Mode::Managed, &from, &to), [], "{dialect}");
        assert_eq!(exact(dialect, &from, &to), [""; 0], "{dialect}");
        to.tables[0].checks.pop();
        to.tables[0].indexes.pop();
        let gone = diff(dialect, Mode::Managed, &from, &to);
        assert_eq!(gone.len(), 2, "{dialect}");
    }
}
