//! Types that somebody created, and schemas.

use super::*;
use moviectl_schema::schema::EnumType;

#[test]
fn types_and_schemas_are_read() {
    let Some(mut scratch) = Scratch::with(
        r#"CREATE SCHEMA audit; CREATE SCHEMA empty;
        CREATE TYPE mood AS ENUM ('sad', 'ok'); ALTER TYPE mood ADD VALUE 'it''s' BEFORE 'ok';
        CREATE TYPE audit.mood AS ENUM ('x'); CREATE TYPE nothing AS ENUM ();
        CREATE DOMAIN positive AS integer CHECK (VALUE > 0); CREATE DOMAIN moods AS mood[];
        CREATE TYPE audit.pair AS (a integer, b mood);
        CREATE TABLE audit.entry (id serial PRIMARY KEY, feels audit.mood[] NOT NULL, p positive, m moods,
            pairs audit.pair[]);
        CREATE VIEW feelings AS SELECT feels FROM audit.entry"#,
    ) else {
        return;
    };
    let schema = scratch.read();
    let enums: Vec<String> = schema
        .enums
        .iter()
        .map(|own| format!("{}: {}", own.name, own.labels.join("|")))
        .collect();
    assert_eq!(enums, ["mood: sad|it's|ok", "nothing: ", "audit.mood: x"]);
    let types: Vec<String> = schema.types.iter().map(TableName::to_string).collect();
    assert_eq!(types, ["moods", "positive", "audit.pair"]);
    assert_eq!(schema.schemas, ["audit", "empty"]);
    let entry = &schema.tables[0];
    assert!(schema.enums[2].is_type_of(column(entry, "feels")));
    // Not what they are made of.
    for (name, sql_type) in [
        ("p", custom(None, "positive")),
        ("m", custom(None, "moods")),
        ("pairs", custom(Some("audit"), "pair").array()),
    ] {
        assert_eq!(column(entry, name).sql_type, sql_type);
        assert!(schema.has_type(&sql_type.custom_name().unwrap()));
    }
}

#[test]
fn an_extensions_types_are_its_own() {
    let Some(mut scratch) = Scratch::with("SELECT 1") else {
        return;
    };
    let installed = scratch.connection().run("CREATE EXTENSION citext").is_ok();
    if installed {
        let schema = scratch.read();
        assert_eq!(schema.enums, []);
        assert!(schema.has_type(&TableName::new("citext")));
    }
}

/// Values that are new, in types that are there, that are not, and in a schema that is not.
#[test]
fn declared_sql_is_spelled_with_the_declared_values() {
    let script = "CREATE SCHEMA audit; CREATE TYPE mood AS ENUM ('sad'); CREATE TYPE audit.mood AS ENUM ('x')";
    let Some(mut scratch) = Scratch::with(script) else {
        return;
    };
    let before = scratch.read();
    let own = |schema: Option<&str>, name: &str, labels: &[&str]| EnumType {
        name: TableName {
            schema: schema.map(str::to_owned),
            name: name.to_owned(),
        },
        labels: labels.iter().map(ToString::to_string).collect(),
    };
    let mut table = Table::new(TableName::new("t"));
    for (name, sql_type, default) in [
        ("a", custom(None, "mood"), "'happy'"),
        ("b", custom(Some("audit"), "mood").array(), "'{y}'"),
        ("c", custom(Some("new"), "kind"), "'k'"),
    ] {
        let mut column = Column::new(name, sql_type, false);
        column.default = Some(default.to_owned());
        table.columns.push(column);
    }
    table.checks.push(Check {
        clauses: Default::default(),
        name: None,
        expression: "c = 'k'".to_owned(),
        columns: Vec::new(),
    });
    let mut declared = Schema::default();
    declared.tables = vec![table];
    declared.enums = vec![
        own(None, "mood", &["happy", "sad"]),
        own(Some("audit"), "mood", &["y"]),
        own(Some("new"), "kind", &["k"]),
    ];
    let spelled = crate::inspect::spelled(scratch.connection(), &declared).unwrap();
    assert_eq!(spelled.refused, []);
    let [table] = spelled.schema.tables.as_slice() else {
        panic!("{spelled:?}");
    };
    let defaults: Vec<_> = table
        .columns
        .iter()
        .map(|own| own.default.as_deref())
        .collect();
    assert_eq!(
        defaults,
        [
            Some("'happy'::mood"),
            Some("'{y}'::audit.mood[]"),
            Some("'k'::new.kind")
        ]
    );
    assert_eq!(table.checks[0].expression, "(c = 'k'::new.kind)");
    assert_eq!(scratch.read(), before);
}
