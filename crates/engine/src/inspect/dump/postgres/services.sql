SELECT 'schema', 'pg_namespace'::regclass, n.oid, 0, NULL, 'owner ' || pg_get_userbyid(c.nspowner)
FROM space AS n
JOIN pg_namespace AS c ON c.oid = n.oid
UNION ALL
SELECT 'extension', 'pg_extension'::regclass, e.oid, 0, NULL,
    format(E'owner %s\nSCHEMA %s\nVERSION %s', pg_get_userbyid(e.extowner), e.extnamespace::regnamespace, e.extversion)
FROM pg_extension AS e
UNION ALL
SELECT 'event trigger', 'pg_event_trigger'::regclass, t.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(t.evtowner),
        'ON ' || t.evtevent,
        'WHEN TAG IN (' || array_to_string(t.evttags, ', ') || ')',
        'EXECUTE FUNCTION ' || t.evtfoid::regprocedure,
        CASE t.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END)
FROM pg_event_trigger AS t
UNION ALL
SELECT 'text search parser', 'pg_ts_parser'::regclass, p.oid, 0, NULL,
    format('START %s GETTOKEN %s END %s HEADLINE %s LEXTYPES %s', p.prsstart, p.prstoken, p.prsend, p.prsheadline, p.prslextype)
FROM pg_ts_parser AS p
JOIN space AS n ON n.oid = p.prsnamespace
UNION ALL
SELECT 'text search template', 'pg_ts_template'::regclass, t.oid, 0, NULL, format('INIT %s LEXIZE %s', t.tmplinit, t.tmpllexize)
FROM pg_ts_template AS t
JOIN space AS n ON n.oid = t.tmplnamespace
UNION ALL
SELECT 'text search dictionary', 'pg_ts_dict'::regclass, d.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(d.dictowner),
        'TEMPLATE ' || (pg_identify_object('pg_ts_template'::regclass, d.dicttemplate, 0)).identity,
        d.dictinitoption)
FROM pg_ts_dict AS d
JOIN space AS n ON n.oid = d.dictnamespace
UNION ALL
SELECT 'text search configuration', 'pg_ts_config'::regclass, c.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(c.cfgowner),
        'PARSER ' || (pg_identify_object('pg_ts_parser'::regclass, c.cfgparser, 0)).identity,
        (SELECT string_agg(line, E'\n' ORDER BY line) FROM (
            SELECT 'MAPPING FOR ' || k.alias || ' WITH ' || string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno)
            FROM pg_ts_config_map AS m
            JOIN ts_token_type(c.cfgparser) AS k ON k.tokid = m.maptokentype
            WHERE m.mapcfg = c.oid
            GROUP BY k.alias) AS l (line)))
FROM pg_ts_config AS c
JOIN space AS n ON n.oid = c.cfgnamespace
UNION ALL
SELECT 'foreign-data wrapper', 'pg_foreign_data_wrapper'::regclass, w.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(w.fdwowner),
        'HANDLER ' || NULLIF(w.fdwhandler, 0)::regprocedure,
        'VALIDATOR ' || NULLIF(w.fdwvalidator, 0)::regprocedure,
        'OPTIONS (' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(w.fdwoptions) AS o) || ')')
FROM pg_foreign_data_wrapper AS w
UNION ALL
SELECT 'server', 'pg_foreign_server'::regclass, s.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(s.srvowner),
        'FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname),
        'TYPE ' || s.srvtype,
        'VERSION ' || s.srvversion,
        'OPTIONS (' || (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(s.srvoptions) AS o) || ')')
FROM pg_foreign_server AS s
JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
UNION ALL
-- The values of these options may be passwords, and a dump is shown.
SELECT 'user mapping', 'pg_user_mapping'::regclass, m.umid, 0, NULL,
    'OPTIONS (' || (
        SELECT string_agg(CASE WHEN o LIKE 'user=%' THEN o ELSE split_part(o, '=', 1) END, ', ' ORDER BY o)
        FROM unnest(m.umoptions) AS o) || ')'
FROM pg_user_mappings AS m
UNION ALL
SELECT 'publication', 'pg_publication'::regclass, p.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(p.pubowner),
        (SELECT string_agg(key || ' ' || value, E'\n' ORDER BY key) FROM jsonb_each_text(to_jsonb(p))
        WHERE key <> ALL ('{oid,pubname,pubowner}')))
FROM pg_publication AS p
