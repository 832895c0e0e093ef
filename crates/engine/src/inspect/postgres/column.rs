//! Columns: the query, its rows, and the model.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Oid, SmallInt, Text};

use super::catalogue::relations;
use super::expression::without_parentheses;
use super::sequence;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{
    AutoIncrement, Column, Generated, Sequence, SqlType, Table, TableName, TypeName,
};

/// The columns of tables and views in order.
///
/// `sequence` is what a serial or identity column owns. For a serial both dependencies have to be there: the sequence is
/// the column's, and the default counts it. Options: start, increment, minimum, maximum, cache, cycle. The default's text
/// is made once (`OFFSET 0`), and no column without one is looked for in the dependencies.
pub(super) const COLUMNS: &str = concat!(
    relations!("'r', 'p', 'v', 'm'"),
    "SELECT a.attrelid AS relation, a.attnum AS number, a.attname::text AS name, a.attnotnull AS not_null,
    pg_catalog.format_type(a.atttypid, a.atttypmod) AS type_text,
    tn.nspname <> 'pg_catalog' AS custom,
    NULLIF(tn.nspname, current_schema())::text AS type_schema,
    COALESCE(e.typname, t.typname)::text AS type_name,
    e.oid IS NOT NULL AS type_array,
    x.expression,
    a.attidentity::text AS identity,
    a.attgenerated::text AS generated,
    CASE WHEN a.attcollation <> t.typcollation THEN co.collname::text END AS collation,
    said.description AS comment,
    q.schema AS sequence_schema, q.name AS sequence, q.counted_in, q.options AS sequence_options
FROM relation AS r
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND e.typarray = t.oid
JOIN pg_catalog.pg_namespace AS tn ON tn.oid = COALESCE(e.typnamespace, t.typnamespace)
LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN LATERAL (
    SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression
    OFFSET 0
) AS x ON d.oid IS NOT NULL
LEFT JOIN pg_catalog.pg_collation AS co ON co.oid = a.attcollation
LEFT JOIN pg_catalog.pg_description AS said
    ON said.objoid = r.oid AND said.classoid = 'pg_catalog.pg_class'::regclass AND said.objsubid = a.attnum
LEFT JOIN LATERAL (
    SELECT NULLIF(sn.nspname, current_schema())::text AS schema, s.relname::text AS name,
        pg_catalog.format_type(o.seqtypid, NULL) AS counted_in,
        ARRAY[o.seqstart, o.seqincrement, o.seqmin, o.seqmax, o.seqcache, o.seqcycle::int] AS options
    FROM pg_catalog.pg_depend AS own
    JOIN pg_catalog.pg_class AS s ON s.oid = own.objid AND s.relkind = 'S'
    JOIN pg_catalog.pg_sequence AS o ON o.seqrelid = s.oid
    JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.relnamespace
    WHERE (a.attidentity <> '' OR x.expression LIKE 'nextval(%::regclass)')
      AND own.classid = 'pg_catalog.pg_class'::regclass
      AND own.refclassid = 'pg_catalog.pg_class'::regclass
      AND own.refobjid = a.attrelid AND own.refobjsubid = a.attnum
      AND (own.deptype = 'i' OR own.deptype = 'a' AND EXISTS (
          SELECT 1 FROM pg_catalog.pg_depend AS used
          WHERE used.classid = 'pg_catalog.pg_attrdef'::regclass AND used.objid = d.oid
            AND used.refclassid = 'pg_catalog.pg_class'::regclass AND used.refobjid = s.oid))
    ORDER BY s.relname
    LIMIT 1
) AS q ON true
ORDER BY a.attrelid, a.attnum"
);

#[derive(QueryableByName)]
pub(super) struct Attribute {
    #[diesel(sql_type = Oid)]
    pub(super) relation: u32,
    #[diesel(sql_type = SmallInt)]
    pub(super) number: i16,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Bool)]
    pub(super) not_null: bool,
    /// The type with its arguments, for people.
    #[diesel(sql_type = Text)]
    pub(super) type_text: String,
    /// True if the type, or its element, is not one of PostgreSQL's own types.
    #[diesel(sql_type = Bool)]
    pub(super) custom: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) type_schema: Option<String>,
    /// The type's own name, or its element's.
    #[diesel(sql_type = Text)]
    pub(super) type_name: String,
    #[diesel(sql_type = Bool)]
    pub(super) type_array: bool,
    /// The default, or the expression of a generated column.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) expression: Option<String>,
    /// `a` always, `d` by default, or empty.
    #[diesel(sql_type = Text)]
    pub(super) identity: String,
    /// `s` stored, `v` virtual (PostgreSQL 18), or empty.
    #[diesel(sql_type = Text)]
    pub(super) generated: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) collation: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) comment: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) sequence_schema: Option<String>,
    /// The sequence that counts for it.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) sequence: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) counted_in: Option<String>,
    #[diesel(sql_type = Nullable<Array<BigInt>>)]
    pub(super) sequence_options: Option<Vec<i64>>,
}

/// Adds a column to a table or a view.
pub(super) fn add(table: &mut Table, attribute: Attribute) {
    let (sql_type, complete) = sql_type(&attribute);
    if !complete {
        table.unsupported.push(format!(
            "arguments of the type {} of column '{}'",
            attribute.type_text, attribute.name
        ));
    }
    let sequence = own_sequence(&attribute);
    let mut column = Column::new(attribute.name, sql_type, !attribute.not_null);
    column.collation = attribute.collation;
    column.sequence = sequence;
    column.comment = attribute.comment;
    column.auto_increment = match attribute.identity.as_str() {
        "a" => Some(AutoIncrement::IdentityAlways),
        "d" => Some(AutoIncrement::IdentityByDefault),
        _ if attribute.sequence.is_some() => Some(AutoIncrement::Serial),
        _ => None,
    };
    match attribute.generated.as_str() {
        "" if column.auto_increment.is_none() => column.default = attribute.expression,
        "" => {}
        kind => {
            column.generated = attribute.expression.map(|expression| Generated {
                expression: without_parentheses(&expression).to_owned(),
                stored: kind == "s",
            });
        }
    }
    table.columns.push(column);
}

/// The column's own sequence, if it has one.
fn own_sequence(attribute: &Attribute) -> Option<Sequence> {
    let name = TableName {
        schema: attribute.sequence_schema.clone(),
        name: attribute.sequence.clone()?,
    };
    sequence::of(
        name,
        attribute.counted_in.as_deref()?,
        attribute.sequence_options.as_deref()?,
    )
}

/// The type, and whether it says all of the column's.
fn sql_type(attribute: &Attribute) -> (SqlType, bool) {
    if !attribute.custom {
        return (Dialect::Postgres.parse_type(&attribute.type_text), true);
    }
    let arguments = type_arguments(&attribute.type_text);
    let complete = arguments.is_some();
    let sql_type = SqlType {
        name: TypeName::Custom {
            schema: attribute.type_schema.clone(),
            name: attribute.type_name.clone(),
        },
        arguments: arguments.unwrap_or_default(),
        dimensions: u8::from(attribute.type_array),
    };
    (sql_type, complete)
}

/// The numbers in parentheses after the name of an extension's type, as in `vector(3)`; `None` where they are not
/// numbers alone, as in `geometry(Point,4326)`.
pub(super) fn type_arguments(type_text: &str) -> Option<Vec<u32>> {
    let text = type_text.strip_suffix("[]").unwrap_or(type_text);
    let name_end = text.rfind('"').map_or(0, |quote| quote + 1);
    let Some((_, arguments)) = text.get(name_end..)?.split_once('(') else {
        return Some(Vec::new());
    };
    let numbers = arguments.trim_end_matches(')').split(',');
    numbers.map(|number| number.trim().parse().ok()).collect()
}
