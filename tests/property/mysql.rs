//! Parts of the tests for MySQL alone: its query of the catalog, values of its types, its indexes and its numbering.

use moviectl_schema::dialect::{Dialect, Product};
use moviectl_schema::schema::{
    Check, Column, ForeignKey, Index, IndexKey, IndexPart, ReferentialAction, Schema, SqlType,
    Table, TypeName,
};

use crate::random::Random;

/// MySQL does not tell the table of a check, whose name is that of no other in the schema.
const CHECKS: &str = "information_schema.check_constraints \
    JOIN information_schema.table_constraints USING (constraint_schema, constraint_name)";

/// Returns the query that reads the schema from the catalog.
pub(crate) fn schema_query(product: Product) -> String {
    let checks = match product {
        Product::Mariadb => "information_schema.check_constraints",
        _ => CHECKS,
    };
    SCHEMA.replace("CHECKS", checks)
}

/// The indexes that InnoDB makes for foreign keys are not told: they may go and stay as it likes.
const SCHEMA: &str = "\
WITH own (t) AS (
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = database() AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\\\_\\\\_%'
), parts (t, name, columns, is_unique, kind, whole, plain) AS (
    SELECT table_name, index_name, group_concat(column_name ORDER BY seq_in_index SEPARATOR ','), 1 - non_unique, index_type,
        group_concat(concat(column_name, ' ', coalesce(sub_part, ''), ' ', coalesce(collation, '')) ORDER BY seq_in_index),
        max(sub_part) IS NULL
    FROM information_schema.statistics WHERE table_schema = database()
    GROUP BY table_name, index_name, non_unique, index_type
), keyed (t, name, columns, target) AS (
    SELECT table_name, constraint_name, group_concat(column_name ORDER BY ordinal_position SEPARATOR ','),
        concat(referenced_table_name, ' ', group_concat(referenced_column_name ORDER BY ordinal_position))
    FROM information_schema.key_column_usage
    WHERE table_schema = database() AND referenced_table_name IS NOT NULL
    GROUP BY table_name, constraint_name, referenced_table_name
)
SELECT concat('column ', table_name, '.', column_name, ' ', column_type, ' ', is_nullable, ' ', coalesce(column_default, ''),
    ' ', extra, ' ', coalesce(generation_expression, ''), ' ', coalesce(collation_name, ''), ' comment ', column_comment) AS line
FROM information_schema.columns JOIN own ON t = table_name WHERE table_schema = database()
UNION ALL
SELECT concat('index ', parts.t, ' ', name, ' ', is_unique, ' ', kind, ' ', whole) FROM parts JOIN own ON own.t = parts.t
WHERE NOT EXISTS (
    SELECT 1 FROM keyed WHERE keyed.t = parts.t AND keyed.columns = parts.columns AND is_unique = 0 AND plain
    AND (parts.name = keyed.name OR parts.name = substring_index(keyed.columns, ',', 1)))
UNION ALL
SELECT concat('foreign key ', keyed.t, ' ', name, ' ', columns, ' ', target, ' ', replace(update_rule, 'NO ACTION', 'RESTRICT'),
    ' ', replace(delete_rule, 'NO ACTION', 'RESTRICT'))
FROM keyed JOIN information_schema.referential_constraints ON constraint_schema = database() AND constraint_name = name
    AND table_name = keyed.t
UNION ALL
SELECT concat('check ', t, ' ', constraint_name, ' ', check_clause) FROM CHECKS JOIN own ON t = table_name
WHERE constraint_schema = database()
UNION ALL
SELECT concat('table ', table_name, ' ', table_collation, ' ', table_comment) FROM information_schema.tables JOIN own ON t = table_name
WHERE table_schema = database()
ORDER BY 1";

/// The name of a type without its sign.
fn base(sql_type: &SqlType) -> &str {
    let TypeName::Builtin(name) = &sql_type.name else {
        return "";
    };
    name.trim_end_matches(" zerofill")
        .trim_end_matches(" unsigned")
}

fn is_long(sql_type: &SqlType) -> bool {
    let name = base(sql_type);
    name.ends_with("text") || name.ends_with("blob")
}

/// Returns whether a column of the type can be in an index without a length.
pub(crate) fn fits_index(sql_type: &SqlType) -> bool {
    !is_long(sql_type) && base(sql_type) != "json"
}

/// Returns whether the type stores bytes, not text.
pub(crate) fn is_bytes(sql_type: &SqlType) -> bool {
    ["blob", "binary", "bit"]
        .iter()
        .any(|part| base(sql_type).contains(part))
}

/// The values of `enum('a','it''s')` and of a set, in quotes as they are.
fn labels(name: &str) -> Vec<&str> {
    let inside = name.split_once('(').map_or("", |(_, rest)| rest);
    let inside = inside.trim_end_matches(')');
    let (mut found, mut begin, mut quoted) = (Vec::new(), 0, false);
    for (place, character) in inside.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            ',' if !quoted => {
                found.push(inside[begin..place].trim());
                begin = place + 1;
            }
            _ => {}
        }
    }
    found.push(inside[begin..].trim());
    found
}

/// A value that is none of those which all databases have.
pub(crate) fn literal(sql_type: &SqlType, number: usize) -> String {
    let length = sql_type.arguments.first().copied();
    let name = base(sql_type);
    if name.starts_with("enum(") || name.starts_with("set(") {
        let labels = labels(name);
        return labels[number % labels.len()].to_owned();
    }
    match name {
        "tinyint" | "smallint" | "mediumint" | "integer" | "bigint" | "numeric" => {
            number.to_string()
        }
        "float" | "double" => format!("{number}.5"),
        "tinytext" | "mediumtext" | "longtext" => format!("'{number}'"),
        "tinyblob" | "blob" | "mediumblob" | "longblob" => format!("x'00{number:02}ff'"),
        "binary" | "varbinary" if length.is_some_and(|length| length >= 3) => {
            format!("x'00{number:02}ff'")
        }
        "binary" | "varbinary" => format!("x'{number:02}'"),
        "bit" => "b'1'".to_owned(),
        "datetime" => format!("'2020-01-{number:02} 12:34:56'"),
        "year" => format!("{}", 2000 + number),
        "json" => format!("'{{\"n\": {number}}}'"),
        other => panic!("no value of type {other:?}"),
    }
}

/// A key that counts by itself, or that does not though it could.
pub(crate) fn numbering(old: &mut Table, new: &mut Table, random: &mut Random) {
    for table in [old, new] {
        let [key] = table.key_columns() else { continue };
        let key = key.clone();
        let mut columns = table.columns.iter_mut();
        let column = columns.find(|own| own.name == key && own.auto_increment.is_some());
        if let Some(column) = column.filter(|_| random.once_in(4)) {
            column.auto_increment = None;
            column.declared.numbering = true;
        }
    }
}

/// A condition that every value meets. MySQL computes what it can of one beforehand, and where nothing is left, it makes the
/// table anew for any change, which it does not do as a column of a foreign key is renamed.
pub(crate) fn always(quoted: &str) -> String {
    format!("{quoted} IS NULL OR {quoted} = {quoted}")
}

/// Checks that are part of their columns, as MariaDB has them: no declaration can say one, and none is to be lost. None
/// for columns that a key or a computed column has now or later, or whose type is a check already.
pub(crate) fn check_columns(start: &mut [String], schemas: [&Schema; 2], random: &mut Random) {
    let [first, _] = schemas;
    for table in &first.tables {
        let later = schemas
            .iter()
            .filter_map(|schema| schema.table(&table.name));
        let later: Vec<&Table> = later.collect();
        let bound = |column: &Column| {
            later.iter().any(|own| {
                let mut keys = own.foreign_keys.iter();
                own.is_key(&column.name) || keys.any(|key| key.columns.contains(&column.name))
            })
        };
        let json = |name: &str| {
            let mut columns = later.iter().filter_map(|own| own.column(name));
            columns.any(|own| own.sql_type.is_builtin("json"))
        };
        for column in &table.columns {
            let is_free = !bound(column) && !json(&column.name) && column.generated.is_none();
            if !is_free || !random.once_in(6) {
                continue;
            }
            let (quoted, name) = (Dialect::Mysql.quote(&column.name), &table.name);
            let begin = format!("CREATE TABLE {} (", Dialect::Mysql.quote_table(name));
            let mut creates = start.iter_mut();
            let create = creates.find(|own| own.starts_with(&begin)).unwrap();
            let line = create.find(&format!("\n    {quoted} ")).unwrap();
            let end = line + create[line..].find(",\n    ").unwrap();
            create.insert_str(end, &format!(" CHECK ({})", always(&quoted)));
        }
    }
}

/// Defaults of all types, in more than one spelling, for columns that nothing else gives a value to.
pub(crate) fn defaults(old: &mut Table, new: &mut Table, random: &mut Random) {
    let both = [old.clone(), new.clone()];
    for table in [old, new] {
        let taken: Vec<String> = (table.foreign_keys.iter())
            .flat_map(|key| &key.columns)
            .chain(table.key_columns())
            .cloned()
            .collect();
        for column in &mut table.columns {
            let taken = taken.contains(&column.name) || column.generated.is_some();
            if taken || column.auto_increment.is_some() || !random.once_in(4) {
                continue;
            }
            let sql_type = &column.sql_type;
            // A plain project may keep the old type, which may be too short for it or an enum, or the old default, which
            // may be none for the new type.
            let is_other = |own: &Column| {
                own.sql_type != *sql_type && !(is_number(sql_type) && is_number(&own.sql_type))
            };
            let mut others = both.iter().filter_map(|own| own.column(&column.name));
            if others.any(is_other) {
                continue;
            }
            column.default = random.pick(&default_texts(sql_type)).cloned();
        }
    }
}

fn is_number(sql_type: &SqlType) -> bool {
    Dialect::Mysql.is_number(sql_type) || sql_type.is_builtin("boolean")
}

fn default_texts(sql_type: &SqlType) -> Vec<String> {
    let length = sql_type.arguments.first().copied();
    let name = base(sql_type);
    if name.starts_with("enum(") {
        return labels(name).into_iter().map(str::to_owned).collect();
    }
    let texts: &[&str] = match name {
        "boolean" => &["TRUE", "false", "1"],
        "tinyint" | "smallint" | "mediumint" | "integer" | "bigint" => &["0", "'8'", "(1 + 1)"],
        "numeric" => &["0.50", "12"],
        "float" | "double" => &["0.5", "1e3"],
        "char" | "varchar" if length.is_some_and(|length| length < 20) => &["''", "'x'", "1"],
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" => {
            &["''", "'it''s'", r"'back\\slash'", "(concat('a', 'b'))"]
        }
        "date" => &["'2020-01-31'", "(curdate())"],
        "time" => &["'12:00:00'"],
        "datetime" | "timestamp" => &[
            "CURRENT_TIMESTAMP",
            "now()",
            "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
            "'2020-01-31 12:00:00'",
        ],
        "bit" => &["b'1'", "b'0'"],
        "json" => &["'[]'", "(json_array(1))"],
        "tinyblob" | "blob" | "mediumblob" | "longblob" => &["'a'", "(x'01')"],
        "varbinary" => &["'a'"],
        _ => &[],
    };
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Gives up the actions that MySQL refuses: to set NULL what can't be it, and to write columns that checks read.
pub(crate) fn allow_actions(key: &mut ForeignKey, columns: &[Column], checks: &[Check]) {
    let bound = |name: &String| key.columns.contains(name);
    let mut own = columns.iter().filter(|own| bound(&own.name));
    let never_null = own.any(|own| !own.nullable);
    let checked = checks.iter().any(|check| check.columns.iter().any(bound));
    if (never_null || checked) && key.on_delete == ReferentialAction::SetNull {
        key.on_delete = ReferentialAction::Cascade;
    }
    if checked {
        key.on_update = ReferentialAction::NoAction;
    }
}

/// Returns whether generated columns and checks may use the column.
pub(crate) fn may_be_computed_from(table: &Table, column: &Column) -> bool {
    let mut keys = table.foreign_keys.iter();
    column.auto_increment.is_none() && !keys.any(|key| key.columns.contains(&column.name))
}

/// An index that has more to it than its columns.
pub(crate) fn index(
    column: &Column,
    name: String,
    unique_with: Option<&[String]>,
    random: &mut Random,
) -> Index {
    let is_text = is_long(&column.sql_type)
        || ["char", "varchar"].contains(&base(&column.sql_type))
            && column
                .sql_type
                .arguments
                .first()
                .is_some_and(|own| *own > 3);
    let own = column.name.clone();
    let first = if is_long(&column.sql_type) || (is_text && random.once_in(2)) {
        IndexPart::of(IndexKey::Prefix {
            column: own,
            length: u32::try_from(random.between(1, 4)).unwrap(),
        })
    } else {
        IndexPart {
            descending: true,
            ..IndexPart::column(own)
        }
    };
    let mut columns = vec![column.name.clone()];
    let mut parts = vec![first];
    let unique = unique_with.is_some_and(|_| !is_text && random.once_in(3));
    let others: Vec<&String> = unique_with
        .unwrap_or_default()
        .iter()
        .filter(|own| **own != column.name)
        .collect();
    if unique || random.once_in(3) {
        columns.extend(others.iter().map(|own| (*own).clone()));
        parts.extend(others.iter().map(|own| IndexPart::column(own.as_str())));
    }
    Index {
        name,
        columns,
        unique,
        parts,
        ..Index::default()
    }
}

#[test]
fn labels_are_found_between_their_quotes() {
    assert_eq!(
        labels("enum('a','b,c','it''s)')"),
        ["'a'", "'b,c'", "'it''s)'"]
    );
}
