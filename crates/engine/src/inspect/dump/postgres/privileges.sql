-- Privileges of each role that differ from those that the object was created with: the owner's and PUBLIC's, or those that
-- initdb or an extension gave (pg_init_privs). So system objects and those of extensions are here only if somebody changed
-- them. A grant of another role than the owner cannot be given again by the owner.
SELECT 'grant', t.class, t.id, t.sub, 'on', COALESCE(now.line, 'none'),
    CASE
        WHEN now.line IS NULL THEN format('REVOKE ALL %s FROM %s', o.whole, g.role)
        WHEN now.by_owner THEN concat_ws(E';\n',
            'GRANT ' || now.plain || o.target || g.role,
            'GRANT ' || now.grantable || o.target || g.role || ' WITH GRANT OPTION')
    END AS restore,
    concat_ws(E';\n',
        format('REVOKE ALL %s FROM %s', o.whole, g.role),
        'GRANT ' || was.plain || o.target || g.role) AS remove,
    NULL::text[] AS uses,
    'to ' || g.role AS suffix
FROM (
    SELECT 'pg_class'::regclass, c.oid, 0, CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END, c.relowner, c.relacl,
        CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, NULL
    FROM pg_class AS c WHERE c.relpersistence <> 't' AND lower(c.relname) <> ALL ($1)
    UNION ALL
    SELECT 'pg_class'::regclass, c.oid, a.attnum, 'c', c.relowner, a.attacl, 'TABLE', a.attname
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.relpersistence <> 't' AND lower(c.relname) <> ALL ($1)
    UNION ALL
    SELECT 'pg_proc'::regclass, p.oid, 0, 'f', p.proowner, p.proacl, 'ROUTINE', NULL FROM pg_proc AS p
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid, 0, 'T', t.typowner, t.typacl, 'TYPE', NULL FROM pg_type AS t
    UNION ALL
    SELECT 'pg_namespace'::regclass, n.oid, 0, 'n', n.nspowner, n.nspacl, 'SCHEMA', NULL FROM pg_namespace AS n
    WHERE n.nspname NOT LIKE 'pg\_temp\_%' AND n.nspname NOT LIKE 'pg\_toast\_temp\_%'
    UNION ALL
    SELECT 'pg_language'::regclass, l.oid, 0, 'l', l.lanowner, l.lanacl, 'LANGUAGE', NULL FROM pg_language AS l
    UNION ALL
    SELECT 'pg_foreign_data_wrapper'::regclass, w.oid, 0, 'F', w.fdwowner, w.fdwacl, 'FOREIGN DATA WRAPPER', NULL
    FROM pg_foreign_data_wrapper AS w
    UNION ALL
    SELECT 'pg_foreign_server'::regclass, s.oid, 0, 'S', s.srvowner, s.srvacl, 'FOREIGN SERVER', NULL
    FROM pg_foreign_server AS s
) AS t (class, id, sub, word, owner, items, target, attribute)
LEFT JOIN pg_init_privs AS i ON i.classoid = t.class AND i.objoid = t.id AND i.objsubid = t.sub
CROSS JOIN LATERAL (
    SELECT COALESCE(i.initprivs, acldefault(t.word::"char", t.owner)), quote_ident(t.attribute)
) AS f (items, attribute)
CROSS JOIN LATERAL pg_identify_object(t.class, t.id, 0) AS k
CROSS JOIN LATERAL (SELECT
    format(' ON %s %s TO ', t.target, k.identity), format('%sON %s %s', '(' || f.attribute || ') ', t.target, k.identity)
) AS o (target, whole)
CROSS JOIN LATERAL (SELECT DISTINCT grantee FROM aclexplode(t.items || f.items)) AS e
CROSS JOIN LATERAL (SELECT CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END) AS g (role)
CROSS JOIN LATERAL (
    SELECT string_agg(p.right || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
            || ' by ' || quote_ident(pg_get_userbyid(a.grantor)), E'\n' ORDER BY p.right, a.grantor),
        bool_and(a.grantor = t.owner),
        string_agg(p.right, ', ' ORDER BY p.right) FILTER (WHERE NOT a.is_grantable),
        string_agg(p.right, ', ' ORDER BY p.right) FILTER (WHERE a.is_grantable)
    FROM aclexplode(t.items) AS a
    CROSS JOIN LATERAL (SELECT a.privilege_type || COALESCE(' (' || f.attribute || ')', '')) AS p ("right")
    WHERE a.grantee = e.grantee
) AS now (line, by_owner, plain, grantable)
CROSS JOIN LATERAL (
    SELECT string_agg(p.right || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
            || ' by ' || quote_ident(pg_get_userbyid(a.grantor)), E'\n' ORDER BY p.right, a.grantor),
        string_agg(p.right, ', ' ORDER BY p.right)
    FROM aclexplode(f.items) AS a
    CROSS JOIN LATERAL (SELECT a.privilege_type || COALESCE(' (' || f.attribute || ')', '')) AS p ("right")
    WHERE a.grantee = e.grantee
) AS was (line, plain)
-- initdb does not record what it gives on information_schema.
WHERE t.items IS NOT NULL AND (t.id >= 16384 OR i.initprivs IS NOT NULL OR t.class = 'pg_proc'::regclass)
  AND now.line IS DISTINCT FROM was.line
UNION ALL
SELECT 'default privileges', 'pg_default_acl'::regclass, d.oid, 0, NULL, COALESCE((
    SELECT string_agg(line, E'\n' ORDER BY line) FROM (
        SELECT CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END || ': ' || string_agg(
            e.privilege_type || CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END, ', ' ORDER BY e.privilege_type)
            || ' by ' || quote_ident(pg_get_userbyid(e.grantor))
        FROM aclexplode(d.defaclacl) AS e GROUP BY e.grantee, e.grantor) AS l (line)), 'none'),
    NULL, NULL, NULL, NULL
FROM pg_default_acl AS d
