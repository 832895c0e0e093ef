-- Privileges that differ from those that the object was created with: the owner's and PUBLIC's, or those that initdb or an
-- extension gave (pg_init_privs). So system objects and those of extensions are here only if somebody changed them.
SELECT g.kind, g.class, g.id, g.sub, g.attached, COALESCE((
    SELECT string_agg(line, E'\n' ORDER BY line) FROM (
        SELECT CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END || ': ' || string_agg(
            e.privilege_type || CASE WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END, ', ' ORDER BY e.privilege_type)
            || ' by ' || quote_ident(pg_get_userbyid(e.grantor))
        FROM aclexplode(g.items) AS e GROUP BY e.grantee, e.grantor) AS l (line)), 'none')
FROM (
    SELECT 'grant', t.class, t.id, t.sub, true, t.items, COALESCE(i.initprivs, acldefault(t.word::"char", t.owner))
    FROM (
        SELECT 'pg_class'::regclass, c.oid, 0, CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END, c.relowner, c.relacl
        FROM pg_class AS c WHERE c.relpersistence <> 't' AND lower(c.relname) <> ALL ($1)
        UNION ALL
        SELECT 'pg_class'::regclass, c.oid, a.attnum, 'c', c.relowner, a.attacl
        FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid
        WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.relpersistence <> 't' AND lower(c.relname) <> ALL ($1)
        UNION ALL
        SELECT 'pg_proc'::regclass, p.oid, 0, 'f', p.proowner, p.proacl FROM pg_proc AS p
        UNION ALL
        SELECT 'pg_type'::regclass, t.oid, 0, 'T', t.typowner, t.typacl FROM pg_type AS t
        UNION ALL
        SELECT 'pg_namespace'::regclass, n.oid, 0, 'n', n.nspowner, n.nspacl FROM pg_namespace AS n
        WHERE n.nspname NOT LIKE 'pg\_temp\_%' AND n.nspname NOT LIKE 'pg\_toast\_temp\_%'
        UNION ALL
        SELECT 'pg_language'::regclass, l.oid, 0, 'l', l.lanowner, l.lanacl FROM pg_language AS l
        UNION ALL
        SELECT 'pg_foreign_data_wrapper'::regclass, w.oid, 0, 'F', w.fdwowner, w.fdwacl FROM pg_foreign_data_wrapper AS w
        UNION ALL
        SELECT 'pg_foreign_server'::regclass, s.oid, 0, 'S', s.srvowner, s.srvacl FROM pg_foreign_server AS s
    ) AS t (class, id, sub, word, owner, items)
    LEFT JOIN pg_init_privs AS i ON i.classoid = t.class AND i.objoid = t.id AND i.objsubid = t.sub
    -- initdb does not record what it gives on information_schema.
    WHERE t.items IS NOT NULL AND (t.id >= 16384 OR i.initprivs IS NOT NULL OR t.class = 'pg_proc'::regclass)
    UNION ALL
    SELECT 'default privileges', 'pg_default_acl'::regclass, d.oid, 0, false, d.defaclacl, NULL
    FROM pg_default_acl AS d
) AS g (kind, class, id, sub, attached, items, first)
WHERE g.first IS NULL
   OR ARRAY(SELECT a::text FROM unnest(g.items) AS a ORDER BY 1) <> ARRAY(SELECT a::text FROM unnest(g.first) AS a ORDER BY 1)
