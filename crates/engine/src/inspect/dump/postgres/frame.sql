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
), object (kind, class, id, sub, preposition, definition) AS (
{question}
)
-- An object with a preposition has no name, and is named after the one that has it: `comment on table t`. Some questions
-- also read the SQL that makes the object, the SQL that drops it, the columns that it uses, and the end of its name.
SELECT o.kind,
    concat_ws(' ', o.preposition || ' ' || t.type, i.identity, j.value ->> 'suffix') AS name,
    COALESCE(o.definition, '') AS definition,
    j.value ->> 'restore' AS restore,
    j.value ->> 'remove' AS remove,
    j.value ->> 'source' AS source,
    array_remove(
        CASE
            WHEN o.preposition IS NOT NULL THEN ARRAY[t.type || ' ' || i.identity]
            ELSE ARRAY(
                SELECT regexp_replace(u.type, '^.* (column|constraint)$', '\1') || ' ' || u.identity
                FROM pg_depend AS d
                CROSS JOIN LATERAL pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid) AS u
                WHERE d.classid = o.class AND d.objid = o.id AND d.refclassid = 'pg_class'::regclass
                  AND j.value ->> 'restore' IS NOT NULL
                ORDER BY 1)
        END || ARRAY(SELECT jsonb_array_elements_text(NULLIF(j.value -> 'uses', 'null'::jsonb))),
        NULL) AS uses
FROM object AS o
CROSS JOIN LATERAL pg_identify_object(o.class, o.id, o.sub) AS i
CROSS JOIN LATERAL regexp_replace(i.type, '^.* (column|constraint)$|^(statistics) object$', '\1\2') AS t (type)
CROSS JOIN LATERAL (SELECT {row}) AS j (value)
-- Somebody may drop an object at this moment: it has no name any more.
WHERE i.identity IS NOT NULL
  AND NOT EXISTS (SELECT FROM member AS m WHERE m.classid = o.class AND m.objid = o.id AND o.preposition IS NULL)
ORDER BY 1, 2, 3
