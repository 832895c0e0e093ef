//! Enum types and schemas.

use super::*;
use crate::schema::EnumType;

fn with_enum(mut schema: Schema, name: TableName, labels: &[&str]) -> Schema {
    schema.enums.push(EnumType {
        name,
        labels: labels.iter().map(ToString::to_string).collect(),
    });
    schema
}

fn said(mode: Mode, from: &Schema, to: &Schema) -> Vec<String> {
    let changes = diff(Dialect::Postgres, mode, from, to);
    changes.iter().flat_map(Change::describe).collect()
}

#[test]
fn enums_and_their_schemas_come_and_change() {
    let mood = || TableName::in_schema("audit", "mood");
    let empty = Schema::default();
    let mut two = with_enum(Schema::default(), mood(), &["sad", "ok"]);
    two.schemas.push("audit".into());
    let four = with_enum(Schema::default(), mood(), &["ok", "meh", "sad", "great"]);
    for mode in MODES {
        assert_eq!(
            said(mode, &empty, &two),
            ["added schema 'audit'", "added enum 'audit.mood'"]
        );
        assert_eq!(said(mode, &two, &two), Vec::<String>::new());
        assert_eq!(
            said(mode, &two, &four),
            [
                "added value 'meh' to enum 'audit.mood'",
                "added value 'great' to enum 'audit.mood'",
                "changed order of values of enum 'audit.mood'"
            ]
        );
        let one = with_enum(Schema::default(), mood(), &["ok"]);
        assert_eq!(
            said(mode, &two, &one),
            ["removed value 'sad' from enum 'audit.mood'"]
        );
    }
}

#[test]
fn an_enum_that_nobody_declares_goes_only_where_nothing_uses_it() {
    let dialect = Dialect::Postgres;
    let mood = || TableName::new("mood");
    let user = table(dialect, "t", &[("id", "integer!"), ("feels", "mood[]")]);
    let plain = table(dialect, "t", &[("id", "integer!"), ("feels", "text")]);
    let live = with_enum(schema(std::slice::from_ref(&user)), mood(), &["ok"]);
    for mode in MODES {
        assert_eq!(
            said(mode, &live, &schema(std::slice::from_ref(&user))),
            Vec::<String>::new()
        );
    }
    let unused = schema(&[plain]);
    assert!(said(Mode::Managed, &live, &unused).contains(&"removed enum 'mood'".to_owned()));
    assert!(!said(Mode::Plain, &live, &unused).contains(&"removed enum 'mood'".to_owned()));
    let mut viewed = live;
    viewed.enum_dependents = vec![(mood(), "function f(mood)".into())];
    assert!(!said(Mode::Managed, &viewed, &unused).contains(&"removed enum 'mood'".to_owned()));
}

#[test]
fn a_live_schema_that_nobody_declares_is_left_alone() {
    let live = Schema {
        schemas: vec!["theirs".into()],
        ..Schema::default()
    };
    for mode in MODES {
        assert!(diff(Dialect::Postgres, mode, &live, &Schema::default()).is_empty());
    }
    let mut created = Schema::default();
    created.schemas.push("audit".into());
    assert_eq!(
        exact(Dialect::Postgres, &created, &live),
        ["added schema 'audit'", "removed schema 'theirs'"]
    );
}

#[test]
fn the_values_of_enums_and_their_order_are_compared() {
    let of = |labels: &[&str]| with_enum(Schema::default(), TableName::new("mood"), labels);
    let exact = |expected: &Schema, found: &Schema| exact(Dialect::Postgres, expected, found);
    assert_eq!(exact(&of(&["a", "b"]), &of(&["a", "b"])), [""; 0]);
    assert_eq!(
        exact(&of(&["a", "b"]), &of(&["b", "a"])),
        ["changed order of values of enum 'mood'"]
    );
    let none = Schema::default();
    assert_eq!(exact(&of(&["a"]), &none), ["added enum 'mood'"]);
    assert_eq!(exact(&none, &of(&["a"])), ["removed enum 'mood'"]);
    let changes = diff(
        Dialect::Postgres,
        Mode::Managed,
        &of(&["a"]),
        &of(&["b", "a"]),
    );
    let left = |found| left_after(Dialect::Postgres, &of(&["a"]), &changes, &found);
    assert_eq!(left(of(&["b", "a"])), []);
    assert_eq!(left(of(&["a", "b"])).len(), 1);
}
