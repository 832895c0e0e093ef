UNION ALL
SELECT 'publication table', 'pg_publication_rel'::regclass, p.oid, 0, false,
    concat_ws(E'\n',
        '(' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname)
        FROM unnest(p.prattrs) AS k (attnum)
        JOIN pg_attribute AS a ON a.attrelid = p.prrelid AND a.attnum = k.attnum) || ')',
        'WHERE ' || pg_get_expr(p.prqual, p.prrelid))
FROM pg_publication_rel AS p
UNION ALL
SELECT 'publication schema', 'pg_publication_namespace'::regclass, p.oid, 0, false, ''
FROM pg_publication_namespace AS p
