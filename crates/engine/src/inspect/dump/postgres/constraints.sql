SELECT 'constraint', 'pg_constraint'::regclass, c.oid, 0, NULL,
    concat_ws(E'\n',
        pg_get_constraintdef(c.oid),
        CASE WHEN c.coninhcount > 0 THEN CASE WHEN c.conislocal THEN 'inherited and local' ELSE 'inherited' END END,
        'part of ' || (pg_identify_object('pg_constraint'::regclass, NULLIF(c.conparentid, 0), 0)).identity,
        -- `ALTER TABLE … DISABLE TRIGGER ALL` turns foreign keys off, too.
        (SELECT string_agg(DISTINCT 'triggers '
            || CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, ', ')
        FROM pg_trigger AS t
        WHERE t.tgconstraint = c.oid AND t.tgisinternal AND t.tgenabled <> 'O'))
FROM pg_constraint AS c
LEFT JOIN relation AS r ON r.oid = c.conrelid
LEFT JOIN pg_type AS t ON t.oid = c.contypid
LEFT JOIN space AS n ON n.oid = t.typnamespace
LEFT JOIN pg_constraint AS p ON p.oid = c.conparentid
-- A foreign key to a partitioned table has a further row for each partition, whose name the server chooses.
WHERE (r.oid IS NOT NULL OR n.oid IS NOT NULL) AND (p.oid IS NULL OR p.conrelid <> c.conrelid)
  AND NOT EXISTS (SELECT FROM member AS m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)
UNION ALL
SELECT 'index', 'pg_class'::regclass, x.oid, 0, NULL,
    concat_ws(E'\n',
        pg_get_indexdef(x.oid),
        CASE WHEN NOT i.indisvalid THEN 'invalid' END,
        CASE WHEN NOT i.indisready THEN 'not ready' END,
        (SELECT 'part of ' || h.inhparent::regclass FROM pg_inherits AS h WHERE h.inhrelid = x.oid))
FROM relation AS r
JOIN pg_index AS i ON i.indrelid = r.oid
JOIN pg_class AS x ON x.oid = i.indexrelid
