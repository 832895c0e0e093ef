//! The queries of PostgreSQL's catalogue (12 and later) except the columns', and their rows. A schema is NULL where it is the current one.

use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Oid, SmallInt, Text};

/// The relations that belong to a schema: not the system's, not an extension's, not temporary, no partition. They are
/// found once, and not anew for each column or constraint.
macro_rules! relations {
    ($kinds:literal) => {
        concat!(
            "WITH relation AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relkind, c.reloptions, n.nspname
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN (",
            $kinds,
            ") AND c.relpersistence <> 't' AND NOT c.relispartition
      AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
      AND NOT EXISTS (
          SELECT 1 FROM pg_catalog.pg_depend AS d
          WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
            AND d.objsubid = 0 AND d.deptype = 'e')
)
"
        )
    };
}

pub(super) use relations;

/// Tables and views.
pub(super) const RELATIONS: &str = concat!(
    relations!("'r', 'p', 'v', 'm'"),
    "SELECT r.oid, NULLIF(r.nspname, current_schema())::text AS schema, r.relname::text AS name,
    r.relkind IN ('v', 'm') AS view,
    CASE r.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(r.oid) END AS partition_key,
    EXISTS (SELECT 1 FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = r.oid) AS inherits,
    said.description AS comment,
    CASE WHEN r.relkind = 'r' THEN (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(r.reloptions) AS o) END AS storage,
    ARRAY(
        SELECT DISTINCT d.refobjid::text || ' ' || COALESCE(a.attname, '')
        FROM pg_catalog.pg_rewrite AS w
        JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
            AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.oid
        LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            AND d.refobjsubid > 0
        WHERE r.relkind IN ('v', 'm') AND w.ev_class = r.oid
        ORDER BY 1
    ) AS reads
FROM relation AS r
LEFT JOIN pg_catalog.pg_description AS said
    ON said.objoid = r.oid AND said.classoid = 'pg_catalog.pg_class'::regclass AND said.objsubid = 0"
);

/// Primary keys, foreign keys, unique constraints, checks; exclusion constraints for their names. A foreign key to a
/// partitioned table has more rows, one a partition, whose parent is the first. Columns by number, but for those of a
/// parent, which may be a relation that is not read.
pub(super) const CONSTRAINTS: &str = concat!(
    relations!("'r', 'p'"),
    "SELECT c.conrelid AS relation, c.conname::text AS name, c.contype::text AS kind,
    COALESCE(c.conkey, '{}') AS columns,
    NULLIF(fn.nspname, current_schema())::text AS parent_schema,
    COALESCE(f.relname, '')::text AS parent,
    CASE WHEN c.contype = 'f' THEN ARRAY(
        SELECT a.attname::text
        FROM unnest(c.confkey) WITH ORDINALITY AS k(attnum, place)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.confrelid AND a.attnum = k.attnum
        ORDER BY k.place
    ) ELSE '{}' END AS parent_columns,
    c.confdeltype::text AS on_delete, c.confupdtype::text AS on_update,
    c.condeferrable AS deferrable, c.condeferred AS deferred,
    pg_catalog.pg_get_expr(c.conbin, c.conrelid) AS expression,
    pg_catalog.pg_get_constraintdef(c.oid) AS definition,
    CASE WHEN c.contype IN ('p', 'u', 'x') THEN (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(x.reloptions) AS o) END AS storage
FROM relation AS r
JOIN pg_catalog.pg_constraint AS c ON c.conrelid = r.oid
LEFT JOIN pg_catalog.pg_class AS f ON f.oid = c.confrelid
LEFT JOIN pg_catalog.pg_class AS x ON x.oid = c.conindid
LEFT JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.relnamespace
WHERE c.contype IN ('p', 'u', 'f', 'c', 'x') AND c.conparentid = 0"
);

/// Indexes that no constraint made. Columns by number: those of the key in its order, 0 for an expression, and those of
/// expressions and condition, which only the dependencies tell.
pub(super) const INDEXES: &str = concat!(
    relations!("'r', 'p', 'm'"),
    "SELECT i.indrelid AS relation, x.relname::text AS name, i.indisunique AS is_unique,
    pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
    i.indkey::int2[] AS columns,
    CASE WHEN i.indexprs IS NOT NULL OR i.indpred IS NOT NULL THEN ARRAY(
        SELECT d.refobjsubid::int2
        FROM pg_catalog.pg_depend AS d
        WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = i.indexrelid
          AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = i.indrelid
        ORDER BY d.refobjsubid
    ) ELSE '{}' END AS further_columns
FROM relation AS r
JOIN pg_catalog.pg_index AS i ON i.indrelid = r.oid
JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
WHERE NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_constraint AS c
    WHERE c.conindid = i.indexrelid AND c.conrelid = i.indrelid AND c.contype IN ('p', 'u', 'x'))"
);

/// Schemas and types that somebody created: one row for each type, and one row without a type for an empty schema. Row
/// types of tables and arrays are left out.
///
/// The row of an enum names the objects that depend on it, except those in other queries: columns, defaults,
/// constraints, indexes.
pub(super) const TYPES: &str = "\
WITH own AS (
    SELECT t.oid, t.typname, t.typtype, t.typnamespace, t.typbasetype, t.typtypmod, t.typnotnull
    FROM pg_catalog.pg_type AS t
    LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
    LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND e.typarray = t.oid
    WHERE e.oid IS NULL AND (t.typtype <> 'c' OR c.relkind = 'c')
), value AS (
    SELECT e.enumtypid, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS labels
    FROM pg_catalog.pg_enum AS e
    GROUP BY e.enumtypid
), need AS (
    SELECT t.oid AS enum, d.classid, d.objid, d.objsubid
    FROM pg_catalog.pg_type AS t
    CROSS JOIN LATERAL (VALUES (t.oid), (t.typarray)) AS v (oid)
    JOIN pg_catalog.pg_depend AS d
        ON d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid = v.oid
    WHERE t.typtype = 'e' AND d.objid <> t.typarray
), dependent AS (
    SELECT u.enum, array_agg(DISTINCT CASE
        WHEN w.oid IS NULL THEN pg_catalog.pg_describe_object(u.classid, u.objid, u.objsubid)
        WHEN w.rulename = '_RETURN' THEN 'view ' || w.ev_class::regclass
        ELSE format('rule %s on table %s', w.rulename, w.ev_class::regclass) END) AS dependents
    FROM (
        SELECT n.enum, n.classid, n.objid, n.objsubid
        FROM need AS n
        LEFT JOIN pg_catalog.pg_class AS c
            ON n.classid = 'pg_catalog.pg_class'::regclass AND c.oid = n.objid
        WHERE n.classid NOT IN ('pg_catalog.pg_attrdef'::regclass, 'pg_catalog.pg_constraint'::regclass)
          AND (c.oid IS NULL OR c.relkind IN ('c', 'f'))
        UNION ALL
        SELECT n.enum, d.classid, d.objid, d.objsubid
        FROM need AS n
        JOIN pg_catalog.pg_depend AS d
            ON d.refclassid = n.classid AND d.refobjid = n.objid AND d.refobjsubid = n.objsubid
        WHERE n.classid = 'pg_catalog.pg_class'::regclass AND n.objsubid > 0
          AND d.classid IN ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_trigger'::regclass,
                            'pg_catalog.pg_policy'::regclass)
    ) AS u
    LEFT JOIN pg_catalog.pg_rewrite AS w
        ON u.classid = 'pg_catalog.pg_rewrite'::regclass AND w.oid = u.objid
    GROUP BY u.enum
), extension AS (
    SELECT d.objid FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.deptype = 'e'
)
SELECT NULLIF(n.nspname, current_schema())::text AS schema, t.typname::text AS name,
    CASE t.typtype WHEN 'e' THEN COALESCE(v.labels, '{}') END AS labels,
    CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS base,
    COALESCE(t.typnotnull, false) AS not_null,
    u.dependents, x.objid IS NOT NULL AS of_extension
FROM pg_catalog.pg_namespace AS n
LEFT JOIN own AS t ON t.typnamespace = n.oid
LEFT JOIN value AS v ON v.enumtypid = t.oid
LEFT JOIN dependent AS u ON u.enum = t.oid
LEFT JOIN extension AS x ON x.objid = t.oid
WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'";

#[derive(QueryableByName)]
pub(super) struct TypeRow {
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) schema: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) name: Option<String>,
    /// The values of an enum.
    #[diesel(sql_type = Nullable<Array<Text>>)]
    pub(super) labels: Option<Vec<String>>,
    /// The type that a domain is over.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) base: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(super) not_null: bool,
    /// The objects that depend on an enum and that no other query reports, in words.
    #[diesel(sql_type = Nullable<Array<Text>>)]
    pub(super) dependents: Option<Vec<String>>,
    #[diesel(sql_type = Bool)]
    pub(super) of_extension: bool,
}

#[derive(QueryableByName)]
pub(super) struct Relation {
    #[diesel(sql_type = Oid)]
    pub(super) oid: u32,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) schema: Option<String>,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Bool)]
    pub(super) view: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) partition_key: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(super) inherits: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) comment: Option<String>,
    /// The options in `WITH (…)`.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) storage: Option<String>,
    /// A relation's object identifier, a space, and a column or nothing, for each that a view reads.
    #[diesel(sql_type = Array<Text>)]
    pub(super) reads: Vec<String>,
}

#[derive(QueryableByName)]
pub(super) struct Constraint {
    #[diesel(sql_type = Oid)]
    pub(super) relation: u32,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Array<SmallInt>)]
    pub(super) columns: Vec<i16>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) parent_schema: Option<String>,
    #[diesel(sql_type = Text)]
    pub(super) parent: String,
    #[diesel(sql_type = Array<Text>)]
    pub(super) parent_columns: Vec<String>,
    #[diesel(sql_type = Text)]
    pub(super) on_delete: String,
    #[diesel(sql_type = Text)]
    pub(super) on_update: String,
    #[diesel(sql_type = Bool)]
    pub(super) deferrable: bool,
    #[diesel(sql_type = Bool)]
    pub(super) deferred: bool,
    /// A check's condition.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) expression: Option<String>,
    /// All of it, for what has no field.
    #[diesel(sql_type = Text)]
    pub(super) definition: String,
    /// The options in the `WITH (…)` of its index.
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) storage: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct IndexRow {
    #[diesel(sql_type = Oid)]
    pub(super) relation: u32,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_unique: bool,
    #[diesel(sql_type = Text)]
    pub(super) definition: String,
    #[diesel(sql_type = Array<SmallInt>)]
    pub(super) columns: Vec<i16>,
    #[diesel(sql_type = Array<SmallInt>)]
    pub(super) further_columns: Vec<i16>,
}
