-- The frame of each question. The search path is `pg_catalog, pg_temp`, so that the server writes the schema of all other
-- names. $1 has the tables of version control.
WITH member AS MATERIALIZED (
    -- Objects that belong to an extension, and the functions and casts that come with a range type.
    SELECT classid, objid FROM pg_depend
    WHERE deptype = 'e'
       OR deptype = 'i' AND refclassid = 'pg_type'::regclass AND classid IN ('pg_proc'::regclass, 'pg_cast'::regclass)
), space AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\_%'
), relation AS MATERIALIZED (
    SELECT c.* FROM pg_class AS c
    JOIN space AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND c.relpersistence <> 't'
      AND lower(c.relname) <> ALL ($1)
      AND NOT EXISTS (SELECT FROM member AS m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)
), object (kind, class, id, sub, attached, definition) AS (
{question}
)
-- An attached object has no name, and is named after the one that has it: `comment on table t`.
SELECT o.kind,
    CASE WHEN o.attached THEN 'on ' || regexp_replace(i.type, '.* (column|constraint)$', '\1') || ' ' ELSE '' END
        || i.identity AS name,
    COALESCE(o.definition, '') AS definition
FROM object AS o
CROSS JOIN LATERAL pg_identify_object(o.class, o.id, o.sub) AS i
-- Somebody may drop an object at this moment: it has no name any more.
WHERE i.identity IS NOT NULL
  AND NOT EXISTS (SELECT FROM member AS m WHERE m.classid = o.class AND m.objid = o.id AND NOT o.attached)
ORDER BY 1, 2, 3
