SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, 'pg_proc'::regclass, p.oid, 0, NULL,
    'owner ' || pg_get_userbyid(p.proowner) || E'\n' || pg_get_functiondef(p.oid),
    concat_ws(E';\n', rtrim(pg_get_functiondef(p.oid), E'\n'),
        format('ALTER ROUTINE %s OWNER TO ', i.identity)
            || quote_ident(NULLIF(pg_get_userbyid(p.proowner), session_user))) AS restore,
    'DROP ROUTINE ' || i.identity AS remove
FROM pg_proc AS p
JOIN space AS n ON n.oid = p.pronamespace
CROSS JOIN LATERAL pg_identify_object('pg_proc'::regclass, p.oid, 0) AS i
WHERE p.prokind <> 'a'
  AND NOT EXISTS (SELECT FROM member AS m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
