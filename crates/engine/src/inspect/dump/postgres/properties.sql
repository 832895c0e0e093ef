-- Properties of relations, columns and indexes that are no part of the model. Each is an object, so that it can be brought
-- back alone. A property that some versions lack is read from the row as JSON.
SELECT p.kind, 'pg_class'::regclass, r.oid, 0, 'of', p.definition,
    format('ALTER TABLE %s ', r.oid::regclass) || p.restore AS restore,
    format('ALTER TABLE %s ', r.oid::regclass) || p.remove AS remove,
    p.uses
FROM relation AS r
LEFT JOIN pg_am AS m ON m.oid = r.relam
LEFT JOIN pg_tablespace AS s ON s.oid = r.reltablespace
LEFT JOIN pg_class AS t ON t.oid = r.reltoastrelid
LEFT JOIN pg_index AS c ON c.indrelid = r.oid AND c.indisclustered
LEFT JOIN pg_index AS i ON i.indrelid = r.oid AND i.indisreplident AND r.relreplident = 'i'
LEFT JOIN pg_class AS o ON o.oid = c.indexrelid
LEFT JOIN pg_class AS n ON n.oid = i.indexrelid
CROSS JOIN LATERAL (
    SELECT string_agg(o, ', ' ORDER BY o),
        string_agg(format('%s = %L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', ' ORDER BY o),
        string_agg(split_part(o, '=', 1), ', ' ORDER BY o)
    FROM (SELECT unnest(r.reloptions) UNION ALL SELECT 'toast.' || unnest(t.reloptions)) AS own (o)
) AS w (shown, written, names)
CROSS JOIN LATERAL (VALUES
    -- The sequence of a column has the owner of the table.
    ('owner', CASE WHEN pg_get_userbyid(r.relowner) <> session_user AND NOT (r.relkind = 'S' AND EXISTS (
            SELECT FROM pg_depend AS d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0))
        THEN quote_ident(pg_get_userbyid(r.relowner)) END,
        'OWNER TO ' || quote_ident(pg_get_userbyid(r.relowner)), 'OWNER TO ' || quote_ident(session_user), NULL),
    ('persistence', CASE WHEN r.relpersistence = 'u' AND r.relkind <> 'S' THEN 'UNLOGGED' END,
        'SET UNLOGGED', 'SET LOGGED', NULL),
    ('access method', CASE WHEN m.amname <> current_setting('default_table_access_method') THEN quote_ident(m.amname) END,
        'SET ACCESS METHOD ' || quote_ident(m.amname), NULL, NULL),
    ('tablespace', quote_ident(s.spcname), 'SET TABLESPACE ' || quote_ident(s.spcname), 'SET TABLESPACE pg_default', NULL),
    ('options', 'WITH (' || w.shown || ')', 'SET (' || w.written || ')', 'RESET (' || w.names || ')', NULL),
    -- NOTHING is the default of relations that are no tables.
    ('replica identity', CASE WHEN r.relkind IN ('r', 'p') THEN CASE r.relreplident
            WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' WHEN 'i' THEN 'USING INDEX ' || quote_ident(n.relname) END END,
        'REPLICA IDENTITY ' || CASE r.relreplident
            WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE 'USING INDEX ' || quote_ident(n.relname) END,
        'REPLICA IDENTITY DEFAULT', ARRAY['index ' || i.indexrelid::regclass]),
    ('cluster', 'ON ' || quote_ident(o.relname), 'CLUSTER ON ' || quote_ident(o.relname), 'SET WITHOUT CLUSTER', ARRAY['index ' || c.indexrelid::regclass])
) AS p (kind, definition, restore, remove, uses)
WHERE r.relkind <> 'c' AND p.definition IS NOT NULL
UNION ALL
-- Row security may be on for a table of an extension.
SELECT 'row security', 'pg_class'::regclass, c.oid, 0, 'of',
    concat_ws(E'\n', CASE WHEN c.relrowsecurity THEN 'ENABLE' END, CASE WHEN c.relforcerowsecurity THEN 'FORCE' END),
    format('ALTER TABLE %s %s', c.oid::regclass, concat_ws(', ',
        CASE WHEN c.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END,
        CASE WHEN c.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END)),
    format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', c.oid::regclass),
    NULL
FROM pg_class AS c
WHERE (c.relrowsecurity OR c.relforcerowsecurity) AND c.relpersistence <> 't' AND lower(c.relname) <> ALL ($1)
UNION ALL
SELECT p.kind, 'pg_class'::regclass, r.oid, a.attnum, 'of', p.definition,
    format('ALTER TABLE %s ALTER COLUMN %I ', r.oid::regclass, a.attname) || p.restore,
    format('ALTER TABLE %s ALTER COLUMN %I ', r.oid::regclass, a.attname) || p.remove,
    NULL
FROM relation AS r
JOIN pg_attribute AS a ON a.attrelid = r.oid
JOIN pg_type AS t ON t.oid = a.atttypid
CROSS JOIN LATERAL to_jsonb(a) AS j (value)
CROSS JOIN LATERAL (
    SELECT string_agg(o, ', ' ORDER BY o), string_agg(split_part(o, '=', 1), ', ' ORDER BY o) FROM unnest(a.attoptions) AS o
) AS w (written, names)
CROSS JOIN LATERAL (VALUES
    ('storage', CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage
        WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END, 'SET STORAGE ', NULL),
    ('compression', CASE j.value ->> 'attcompression' WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
        'SET COMPRESSION ', 'SET COMPRESSION default'),
    ('statistics target', NULLIF(a.attstattarget, -1)::text, 'SET STATISTICS ', 'SET STATISTICS -1'),
    ('options', '(' || w.written || ')', 'SET ', 'RESET (' || w.names || ')')
) AS v (kind, definition, verb, remove)
CROSS JOIN LATERAL (SELECT v.kind, v.definition, v.verb || v.definition, v.remove) AS p (kind, definition, restore, remove)
WHERE r.relkind IN ('r', 'p', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND p.definition IS NOT NULL
  -- Most columns have none of these: to write a row as JSON takes long.
  AND (a.attstorage <> t.typstorage OR a.attoptions IS NOT NULL OR a.attstattarget <> -1 OR a.attstorage IN ('x', 'm'))
UNION ALL
SELECT 'tablespace', 'pg_class'::regclass, i.indexrelid, 0, 'of', quote_ident(s.spcname),
    format('ALTER INDEX %s SET TABLESPACE %I', i.indexrelid::regclass, s.spcname),
    format('ALTER INDEX %s SET TABLESPACE pg_default', i.indexrelid::regclass),
    NULL
FROM relation AS r
JOIN pg_index AS i ON i.indrelid = r.oid
JOIN pg_class AS x ON x.oid = i.indexrelid
JOIN pg_tablespace AS s ON s.oid = x.reltablespace
UNION ALL
SELECT 'statistics target', 'pg_class'::regclass, a.attrelid, a.attnum, 'of', a.attstattarget::text,
    format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s', a.attrelid::regclass, a.attnum, a.attstattarget),
    format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS -1', a.attrelid::regclass, a.attnum),
    NULL
FROM relation AS r
JOIN pg_index AS i ON i.indrelid = r.oid
JOIN pg_attribute AS a ON a.attrelid = i.indexrelid
WHERE a.attstattarget <> -1
