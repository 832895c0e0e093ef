SELECT CASE r.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'table' END,
    'pg_class'::regclass, r.oid, 0, NULL,
    concat_ws(E'\n',
        'OF ' || format_type(NULLIF(r.reloftype, 0), NULL),
        (SELECT string_agg(
            CASE WHEN r.relispartition THEN 'PARTITION OF ' ELSE 'INHERITS ' END || i.inhparent::regclass
                || CASE WHEN to_jsonb(i) ->> 'inhdetachpending' = 'true' THEN ' DETACH PENDING' ELSE '' END,
            ', ' ORDER BY i.inhseqno)
        FROM pg_inherits AS i WHERE i.inhrelid = r.oid),
        pg_get_expr(r.relpartbound, r.oid),
        'PARTITION BY ' || pg_get_partkeydef(r.oid),
        'SERVER ' || quote_ident(v.srvname),
        'OPTIONS (' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(f.ftoptions) AS o) || ')',
        CASE WHEN r.relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END,
        CASE WHEN NOT r.relispopulated THEN 'WITH NO DATA' END)
FROM relation AS r
LEFT JOIN pg_foreign_table AS f ON f.ftrelid = r.oid
LEFT JOIN pg_foreign_server AS v ON v.oid = f.ftserver
WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f')
UNION ALL
SELECT 'sequence', 'pg_class'::regclass, r.oid, 0, NULL,
    concat_ws(E'\n',
        CASE r.relpersistence WHEN 'u' THEN 'UNLOGGED' END,
        format(E'AS %s\nSTART %s\nINCREMENT %s\nMINVALUE %s\nMAXVALUE %s\nCACHE %s', format_type(s.seqtypid, NULL),
            s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache),
        CASE WHEN s.seqcycle THEN 'CYCLE' END,
        (SELECT CASE d.deptype WHEN 'i' THEN 'identity of ' ELSE 'OWNED BY ' END
            || (pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid)).identity
        FROM pg_depend AS d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype IN ('a', 'i')
          AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0))
FROM relation AS r
JOIN pg_sequence AS s ON s.seqrelid = r.oid
