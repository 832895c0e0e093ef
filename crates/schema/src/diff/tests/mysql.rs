//! Tests of spellings that are no difference on MySQL.

use super::{Mode, exact, reference, schema, table};
use crate::dialect::Dialect;
use crate::diff::diff;
use crate::schema::{Change, Generated, Index, ReferentialAction};

const DIALECT: Dialect = Dialect::Mysql;

#[test]
fn what_the_server_says_otherwise_is_the_same() {
    let mut live = table(
        DIALECT,
        "t",
        &[("id", "integer!"), ("a", "integer"), ("b", "integer")],
    );
    live.foreign_keys.push(reference("a", "t", "id"));
    live.columns[2].generated = Some(Generated {
        expression: "a".to_owned(),
        stored: true,
    });
    live.columns[0].default = Some("1".to_owned());
    let mut declared = live.clone();
    let implied = Index::of_columns("t_a", &["a".to_owned()]);
    live.mysql.implied_indexes.push(implied.clone());
    declared.foreign_keys[0].on_delete = ReferentialAction::Restrict;
    declared.columns[2].nullable = false;
    declared.columns[0].default = Some("TRUE".to_owned());
    let changes = |declared| {
        let (from, to) = (schema(&[live.clone()]), schema(&[declared]));
        diff(DIALECT, Mode::Managed, &from, &to)
    };
    assert_eq!(changes(declared.clone()), []);
    declared.columns[0].default = Some("1".to_owned());
    let (one, other) = (schema(&[live.clone()]), schema(&[declared.clone()]));
    assert_eq!(exact(DIALECT, &one, &other), [""; 0]);
    // Declared by its name it is there already.
    declared.indexes.push(implied);
    assert_eq!(changes(declared.clone()), []);
    declared.indexes[0].name = "other".to_owned();
    assert!(matches!(
        changes(declared).as_slice(),
        [Change::AddIndex { .. }]
    ));
}
