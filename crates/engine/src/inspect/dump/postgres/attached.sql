-- A policy may be on a table of an extension.
SELECT 'policy', 'pg_policy'::regclass, p.oid, 0, false,
    concat_ws(E'\n',
        CASE WHEN NOT p.polpermissive THEN 'AS RESTRICTIVE' END,
        'FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
            ELSE 'ALL' END,
        'TO ' || (
            SELECT string_agg(o, ', ' ORDER BY o)
            FROM (SELECT CASE u WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(u)) END
                FROM unnest(p.polroles) AS u) AS role (o)),
        'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
        'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
FROM pg_policy AS p
JOIN pg_class AS c ON c.oid = p.polrelid AND c.relpersistence <> 't' AND lower(c.relname) <> ALL ($1)
UNION ALL
-- The trigger of a partition that belongs to one of the partitioned table can be disabled alone.
SELECT 'trigger', 'pg_trigger'::regclass, t.oid, 0, false,
    concat_ws(E'\n',
        pg_get_triggerdef(t.oid),
        CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END,
        CASE WHEN t.tgisinternal OR to_jsonb(t) ->> 'tgparentid' <> '0' THEN 'of a partitioned table' END)
FROM relation AS r
JOIN pg_trigger AS t ON t.tgrelid = r.oid
-- Foreign keys and deferrable constraints have triggers, too.
WHERE NOT t.tgisinternal OR t.tgconstraint = 0
UNION ALL
SELECT 'rule', 'pg_rewrite'::regclass, w.oid, 0, false,
    concat_ws(E'\n',
        pg_get_ruledef(w.oid),
        CASE w.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END)
FROM relation AS r
JOIN pg_rewrite AS w ON w.ev_class = r.oid
WHERE r.relkind NOT IN ('v', 'm') OR w.rulename <> '_RETURN'
UNION ALL
SELECT 'statistics', 'pg_statistic_ext'::regclass, s.oid, 0, false,
    concat_ws(E'\n',
        pg_get_statisticsobjdef(s.oid),
        'owner ' || pg_get_userbyid(s.stxowner),
        'STATISTICS ' || NULLIF(to_jsonb(s) ->> 'stxstattarget', '-1'))
FROM relation AS r
JOIN pg_statistic_ext AS s ON s.stxrelid = r.oid
UNION ALL
-- Comments on objects that initdb made are the server's.
SELECT 'comment', d.classoid::regclass, d.objoid, d.objsubid, true, d.description
FROM pg_description AS d
LEFT JOIN pg_class AS c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid
WHERE (d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass AND d.description <> 'standard public schema'
        AND EXISTS (SELECT FROM space AS n WHERE n.oid = d.objoid))
  AND d.classoid <> 'pg_largeobject'::regclass
  AND (c.oid IS NULL OR c.relpersistence <> 't' AND lower(c.relname) <> ALL ($1))
  AND NOT EXISTS (SELECT FROM member AS m WHERE m.classid = d.classoid AND m.objid = d.objoid)
UNION ALL
SELECT 'security label', l.classoid::regclass, l.objoid, l.objsubid, true, format('%s: %s', l.provider, l.label)
FROM pg_seclabel AS l
LEFT JOIN pg_class AS c ON l.classoid = 'pg_class'::regclass AND c.oid = l.objoid
WHERE l.classoid <> 'pg_largeobject'::regclass
  AND (c.oid IS NULL OR c.relpersistence <> 't' AND lower(c.relname) <> ALL ($1))
