SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, 'pg_type'::regclass, t.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(t.typowner),
        CASE t.typtype
            WHEN 'e' THEN 'ENUM (' || (
                SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                FROM pg_enum AS e WHERE e.enumtypid = t.oid) || ')'
            WHEN 'd' THEN concat_ws(E'\n',
                format_type(t.typbasetype, t.typtypmod),
                CASE WHEN t.typcollation <> u.typcollation THEN
                    'COLLATE ' || (pg_identify_object('pg_collation'::regclass, t.typcollation, 0)).identity END,
                CASE WHEN t.typnotnull THEN 'NOT NULL' END,
                'DEFAULT ' || pg_get_expr(t.typdefaultbin, 0))
            WHEN 'r' THEN concat_ws(E'\n',
                'SUBTYPE ' || format_type(g.rngsubtype, NULL),
                'SUBTYPE_OPCLASS ' || (pg_identify_object('pg_opclass'::regclass, g.rngsubopc, 0)).identity,
                'COLLATION ' || (pg_identify_object('pg_collation'::regclass, NULLIF(g.rngcollation, 0), 0)).identity,
                'CANONICAL ' || NULLIF(g.rngcanonical, 0)::regprocedure,
                'SUBTYPE_DIFF ' || NULLIF(g.rngsubdiff, 0)::regprocedure,
                'MULTIRANGE_TYPE_NAME ' || format_type((to_jsonb(g) ->> 'rngmultitypid')::oid, NULL))
            WHEN 'c' THEN 'composite'
            ELSE (
                SELECT string_agg(key || ' ' || value, E'\n' ORDER BY key) FROM jsonb_each_text(to_jsonb(t))
                WHERE key = ANY ('{typlen,typbyval,typcategory,typispreferred,typisdefined,typdelim,typinput,
                    typoutput,typreceive,typsend,typmodin,typmodout,typanalyze,typsubscript,typalign,typstorage,typdefault}')
                  AND value <> '-')
        END,
        CASE WHEN t.typtype = 'b' AND t.typelem <> 0 THEN 'ELEMENT ' || format_type(t.typelem, NULL) END,
        CASE WHEN t.typtype = 'b' AND t.typcollation <> 0 THEN 'COLLATABLE' END)
FROM pg_type AS t
JOIN space AS n ON n.oid = t.typnamespace
LEFT JOIN pg_class AS c ON c.oid = t.typrelid
LEFT JOIN pg_type AS e ON e.oid = t.typelem AND e.typarray = t.oid
LEFT JOIN pg_type AS u ON u.oid = t.typbasetype
LEFT JOIN pg_range AS g ON g.rngtypid = t.oid
-- The server makes the types of arrays, multiranges and rows.
WHERE e.oid IS NULL AND t.typtype <> 'm' AND (t.typtype <> 'c' OR c.relkind = 'c')
UNION ALL
SELECT 'cast', 'pg_cast'::regclass, c.oid, 0, NULL,
    concat_ws(E'\n',
        CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure WHEN 'i' THEN 'WITH INOUT'
            ELSE 'WITHOUT FUNCTION' END,
        CASE c.castcontext WHEN 'a' THEN 'AS ASSIGNMENT' WHEN 'i' THEN 'AS IMPLICIT' END)
FROM pg_cast AS c
WHERE c.oid >= 16384
UNION ALL
SELECT 'collation', 'pg_collation'::regclass, c.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(c.collowner),
        (SELECT string_agg(key || ' ' || value, E'\n' ORDER BY key) FROM jsonb_each_text(to_jsonb(c))
        WHERE key = ANY ('{collprovider,collisdeterministic,collencoding,collcollate,collctype,colliculocale,colllocale,
            collicurules}')))
FROM pg_collation AS c
JOIN space AS n ON n.oid = c.collnamespace
UNION ALL
SELECT 'conversion', 'pg_conversion'::regclass, c.oid, 0, NULL,
    concat_ws(E'\n',
        'owner ' || pg_get_userbyid(c.conowner),
        format('FOR %s TO %s FROM %s', pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc),
        CASE WHEN c.condefault THEN 'DEFAULT' END)
FROM pg_conversion AS c
JOIN space AS n ON n.oid = c.connamespace
