-- A policy may be on a table of an extension.
SELECT 'policy', 'pg_policy'::regclass, p.oid, 0, NULL, d.text,
    format(E'CREATE POLICY %I ON %s\n    %s', p.polname, p.polrelid::regclass, replace(d.text, E'\n', E'\n    ')) AS restore,
    format('DROP POLICY %I ON %s', p.polname, p.polrelid::regclass) AS remove,
    NULL::text[] AS uses,
    NULL::text AS source
FROM pg_policy AS p
JOIN pg_class AS c ON c.oid = p.polrelid AND c.relpersistence <> 't' AND lower(c.relname) <> ALL ($1)
CROSS JOIN LATERAL concat_ws(E'\n',
    CASE WHEN NOT p.polpermissive THEN 'AS RESTRICTIVE' END,
    'FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
        ELSE 'ALL' END,
    'TO ' || (
        SELECT string_agg(o, ', ' ORDER BY o)
        FROM (SELECT CASE u WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(u)) END
            FROM unnest(p.polroles) AS u) AS role (o)),
    'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
    'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') AS d (text)
UNION ALL
-- The trigger of a partition comes with the one of the partitioned table, and can be disabled alone. The columns that a
-- function reads are in its text.
SELECT 'trigger', 'pg_trigger'::regclass, t.oid, 0, NULL,
    concat_ws(E'\n', d.text, e.verb, CASE WHEN k.part THEN 'of a partitioned table' END),
    concat_ws(E';\n',
        CASE WHEN NOT k.part THEN d.text END,
        format('ALTER TABLE %s ', t.tgrelid::regclass) || e.verb || format(' TRIGGER %I', t.tgname)),
    CASE WHEN NOT k.part THEN format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass) END,
    ARRAY(
        SELECT 'column ' || (pg_identify_object('pg_class'::regclass, t.tgrelid, 0)).identity || '.'
            || quote_ident(CASE m.found[1] WHEN '' THEN lower(m.found[2]) ELSE m.found[2] END)
        FROM regexp_matches(f.prosrc, '\m(?:NEW|OLD)\s*\.\s*("?)(\w+)', 'gi') AS m (found)),
    f.prosrc
FROM relation AS r
JOIN pg_trigger AS t ON t.tgrelid = r.oid
JOIN pg_proc AS f ON f.oid = t.tgfoid
CROSS JOIN LATERAL pg_get_triggerdef(t.oid) AS d (text)
CROSS JOIN LATERAL (SELECT
    CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END) AS e (verb)
CROSS JOIN LATERAL (SELECT t.tgisinternal OR COALESCE(to_jsonb(t) ->> 'tgparentid' <> '0', false)) AS k (part)
-- Foreign keys and deferrable constraints have triggers, too.
WHERE NOT t.tgisinternal OR t.tgconstraint = 0
UNION ALL
SELECT 'rule', 'pg_rewrite'::regclass, w.oid, 0, NULL,
    concat_ws(E'\n', pg_get_ruledef(w.oid), e.verb),
    concat_ws(E';\n',
        rtrim(pg_get_ruledef(w.oid), ';'),
        format('ALTER TABLE %s ', w.ev_class::regclass) || e.verb || format(' RULE %I', w.rulename)),
    format('DROP RULE %I ON %s', w.rulename, w.ev_class::regclass),
    NULL,
    NULL
FROM relation AS r
JOIN pg_rewrite AS w ON w.ev_class = r.oid
CROSS JOIN LATERAL (SELECT
    CASE w.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END) AS e (verb)
WHERE r.relkind NOT IN ('v', 'm') OR w.rulename <> '_RETURN'
UNION ALL
SELECT 'statistics', 'pg_statistic_ext'::regclass, s.oid, 0, NULL,
    concat_ws(E'\n',
        split_part(d.text, ' ON ', 1),
        -- A column that comes back is the last one, and the server writes them in the order of the table.
        (SELECT string_agg(o, E'\n' ORDER BY o) FROM regexp_split_to_table(substr(d.text, strpos(d.text, ' ON ') + 4), ', | FROM ') AS o),
        'owner ' || pg_get_userbyid(s.stxowner),
        'STATISTICS ' || NULLIF(to_jsonb(s) ->> 'stxstattarget', '-1')),
    concat_ws(E';\n',
        d.text,
        format('ALTER STATISTICS %s OWNER TO ', i.identity)
            || quote_ident(NULLIF(pg_get_userbyid(s.stxowner), session_user)),
        format('ALTER STATISTICS %s SET STATISTICS ', i.identity) || NULLIF(to_jsonb(s) ->> 'stxstattarget', '-1')),
    'DROP STATISTICS ' || i.identity,
    NULL,
    NULL
FROM relation AS r
JOIN pg_statistic_ext AS s ON s.stxrelid = r.oid
CROSS JOIN LATERAL pg_identify_object('pg_statistic_ext'::regclass, s.oid, 0) AS i
CROSS JOIN LATERAL pg_get_statisticsobjdef(s.oid) AS d (text)
UNION ALL
-- `ALTER TRIGGER … DEPENDS ON EXTENSION`.
SELECT 'dependency on ' || quote_ident(e.extname), d.classid::regclass, d.objid, 0, 'of', '',
    format('ALTER %s %s DEPENDS ON EXTENSION %I', upper(i.type), i.identity, e.extname),
    format('ALTER %s %s NO DEPENDS ON EXTENSION %I', upper(i.type), i.identity, e.extname),
    NULL,
    NULL
FROM pg_depend AS d
JOIN pg_extension AS e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, 0) AS i
WHERE d.deptype = 'x'
UNION ALL
-- Comments on objects that initdb made are the server's.
SELECT 'comment', d.classoid::regclass, d.objoid, d.objsubid, 'on', d.description,
    format('COMMENT ON %s %s IS %L', w.kind, i.identity, d.description),
    format('COMMENT ON %s %s IS NULL', w.kind, i.identity),
    NULL,
    NULL
FROM pg_description AS d
LEFT JOIN pg_class AS c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid
CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) AS i
CROSS JOIN LATERAL (SELECT upper(CASE WHEN i.type = 'statistics object' THEN 'statistics'
    ELSE regexp_replace(i.type, '^.* (column|constraint)$', '\1') END)) AS w (kind)
WHERE (d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass AND d.description <> 'standard public schema'
        AND EXISTS (SELECT FROM space AS n WHERE n.oid = d.objoid))
  AND d.classoid <> 'pg_largeobject'::regclass
  AND (c.oid IS NULL OR c.relpersistence <> 't' AND lower(c.relname) <> ALL ($1))
  AND NOT EXISTS (SELECT FROM member AS m WHERE m.classid = d.classoid AND m.objid = d.objoid)
UNION ALL
SELECT 'security label', l.classoid::regclass, l.objoid, l.objsubid, 'on', format('%s: %s', l.provider, l.label),
    format('SECURITY LABEL FOR %I ON %s %s IS %L', l.provider,
        upper(regexp_replace(i.type, '^.* column$', 'column')), i.identity, l.label),
    format('SECURITY LABEL FOR %I ON %s %s IS NULL', l.provider,
        upper(regexp_replace(i.type, '^.* column$', 'column')), i.identity),
    NULL,
    NULL
FROM pg_seclabel AS l
LEFT JOIN pg_class AS c ON l.classoid = 'pg_class'::regclass AND c.oid = l.objoid
CROSS JOIN LATERAL pg_identify_object(l.classoid, l.objoid, l.objsubid) AS i
WHERE l.classoid <> 'pg_largeobject'::regclass
  AND (c.oid IS NULL OR c.relpersistence <> 't' AND lower(c.relname) <> ALL ($1))
